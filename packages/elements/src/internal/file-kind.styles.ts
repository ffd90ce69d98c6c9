import {css} from 'lit';

/** For the mark of a file, which shows its ending as `data-ending` says it, or an icon. Its size and corners are its place's own. */
export const fileKindStyles = css`
  .kind {
    display: grid;
    flex: none;
    place-items: center;
    border: var(--_border) solid currentColor;
    background: var(--_accent);
    color: var(--_on-accent);
    font-size: 11px;
    font-weight: 700;
    line-height: 1;
    text-transform: uppercase;
  }
  .kind::before {
    content: attr(data-ending);
    grid-area: 1 / 1;
  }
`;
