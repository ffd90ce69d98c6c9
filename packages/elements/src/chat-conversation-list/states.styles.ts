import {css} from 'lit';

/** What stands where there are no rows. */
export const stateStyles = css`
  .state {
    display: grid;
    gap: 6px;
    justify-items: center;
    padding: 48px 24px;
    color: var(--_text-2);
    font-size: var(--_small);
    line-height: var(--_snug);
    text-align: center;
    text-wrap: balance;
  }
  h3,
  .state b {
    margin: 0;
    color: var(--_text);
    font-size: var(--_title);
    font-weight: 600;
    line-height: var(--_snug);
  }
  .action {
    min-block-size: 40px;
    margin-block-start: 8px;
    padding: 0 18px;
    border: var(--_border) solid currentColor;
    border-radius: var(--_radius-control);
    background: var(--_accent);
    color: var(--_on-accent);
    font-weight: 600;
  }
  .skeleton {
    animation: late 200ms 200ms backwards;
  }
  .skeleton div {
    display: grid;
    grid-template: auto auto / var(--chat-avatar-size) 1fr;
    gap: 0 12px;
    align-items: center;
    align-content: center;
    block-size: var(--_row);
    padding: 0 20px;
  }
  .skeleton i {
    block-size: 10px;
    max-inline-size: 45%;
    border-radius: 5px;
    background: var(--_hover);
  }
  .skeleton i:first-child {
    grid-row: 1 / 3;
    block-size: var(--chat-avatar-size);
    max-inline-size: none;
    border-radius: var(--chat-avatar-radius, calc(var(--chat-avatar-size) / 3));
  }
  .skeleton i:last-child {
    max-inline-size: 80%;
  }
  @keyframes late {
    from {
      opacity: 0;
    }
  }
  @media (forced-colors: active) {
    .action {
      forced-color-adjust: none;
    }
  }
`;
