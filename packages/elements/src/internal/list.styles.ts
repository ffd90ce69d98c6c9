import {css} from 'lit';

/** A list with a title that stands in a page by itself, and what is there instead of its rows. */
export const listStyles = css`
  header {
    position: sticky;
    inset-block-start: 0;
    z-index: 1;
    display: flex;
    flex-wrap: wrap;
    gap: 4px 8px;
    align-items: center;
    min-block-size: 56px;
    padding: 6px 20px;
    background: var(--_canvas);
  }
  h2,
  h3 {
    margin: 0;
    padding: 0;
    font-size: var(--_title);
    font-weight: 600;
    line-height: var(--_snug);
  }
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
  h3 {
    color: var(--_text);
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
