import {css} from 'lit';
import {emptyStyles} from './empty.styles.js';

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
  h2 {
    margin: 0;
    font-size: var(--_title);
    font-weight: 600;
    line-height: var(--_snug);
  }
  ${emptyStyles}
`;
