import {css} from 'lit';

/** A row that a finger draws aside. */
export const swipeStyles = css`
  /* what letting go would do stands behind the row that is drawn aside */
  .row {
    touch-action: pan-y;
  }
  .row[data-swipe]::after {
    content: attr(data-swipe);
    position: absolute;
    inset-block: 1px;
    inset-inline: 8px;
    z-index: -1;
    display: grid;
    align-items: center;
    /* the words stand in what can come into view */
    padding-inline: 12px calc(100% - 108px);
    border-radius: var(--_radius-control);
    background: var(--_hover);
    color: var(--_text-2);
    font-size: var(--_small);
    font-weight: 600;
  }
  .row[data-side='start']::after {
    justify-items: end;
    padding-inline: calc(100% - 108px) 12px;
    text-align: end;
  }
  .row.enough::after {
    background: var(--_accent);
    color: var(--_on-accent);
  }
  .row > * {
    translate: var(--_aside, 0) 0;
  }
  .row[data-swipe] .open {
    background: var(--_panel);
  }
`;
