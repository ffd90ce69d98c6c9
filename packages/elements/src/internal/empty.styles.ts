import {css} from 'lit';

/** What stands where a list has no rows: a heading, a sentence, at most one thing to do (UX-S3). */
export const emptyStyles = css`
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
    padding: 0;
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
  @media (forced-colors: active) {
    .action {
      forced-color-adjust: none;
    }
  }
`;
