import {css} from 'lit';

/** One conversation in the list. */
export const rowStyles = css`
  .row {
    position: absolute;
    inset-inline: 0;
    inset-block-start: 0;
    block-size: var(--_row);
    padding: 1px 8px;
    transition: translate 180ms var(--_ease);
  }
  .row > :first-child {
    position: relative;
    block-size: 100%;
  }
  .open {
    /* each line gives to its text what is left of it: the last column is as wide as the badge, the one before takes what the time needs more */
    display: grid;
    grid-template: auto auto / auto minmax(0, 1fr) auto minmax(min-content, 0);
    row-gap: 2px;
    align-items: center;
    align-content: center;
    inline-size: 100%;
    block-size: 100%;
    padding-inline: 12px;
    border-radius: var(--_radius-control);
    text-align: start;
    transition: background-color 120ms;
  }
  .open:focus-visible {
    outline-offset: -2px;
  }
  .open::before {
    content: '';
    position: absolute;
    inset-block: 4px;
    inset-inline-start: 0;
    inline-size: 3px;
    border-radius: 3px;
  }
  .row:hover .open {
    background: var(--_hover);
    --chat-avatar-ring: var(--_hover);
  }
  .row .open:active {
    background: var(--_pressed);
  }
  [aria-selected='true'] .open.open {
    background: var(--_own);
    --chat-avatar-ring: var(--_own);
  }
  [aria-selected='true'] .open::before {
    background: var(--_accent);
  }
  .open chat-avatar {
    grid-row: 1 / 3;
    margin-inline-end: 12px;
  }
  .lines,
  .end {
    display: contents;
  }
  .name {
    grid-area: 1 / 2;
    justify-self: start;
    max-inline-size: 100%;
    font-weight: 600;
    line-height: var(--_tight);
  }
  .unread .name {
    font-weight: 700;
  }
  .preview {
    grid-area: 2 / 2 / auto / span 2;
    display: flex;
    gap: 4px;
    align-items: center;
    min-inline-size: 0;
    color: var(--_text-2);
    font-size: var(--_small);
    line-height: var(--_snug);
  }
  .preview chat-receipt {
    color: var(--_text-3);
  }
  .before {
    flex: none;
    max-inline-size: 60%;
  }
  .unread:not(.muted) .preview {
    color: var(--_text);
  }
  .typing {
    color: var(--_accent);
  }
  .before.draft {
    color: var(--_danger);
  }
  [aria-selected='true'] :is(.typing, .before) {
    color: inherit;
  }
  /* the time stays on the line of the name: the menu's button comes up where the badge is */
  .end {
    color: var(--_text-3);
    font-size: var(--_meta);
    line-height: var(--_tight);
  }
  [aria-selected='true'] .end {
    color: var(--_text-2);
  }
  .signs {
    grid-area: 1 / 3 / auto / span 2;
    justify-self: end;
    margin-inline-start: 8px;
    display: flex;
    gap: 4px;
    align-items: center;
  }
  .signs svg {
    inline-size: 14px;
    block-size: 14px;
  }
  .badge {
    grid-area: 2 / 4;
    justify-self: end;
    margin-inline-start: 8px;
    min-inline-size: 20px;
    padding: 2px 6px;
    border: var(--_border) solid currentColor;
    border-radius: 99px;
    background: var(--_accent);
    color: var(--_on-accent);
    direction: ltr;
    font-weight: 600;
    font-variant-numeric: tabular-nums;
    text-align: center;
  }
  .badge.dot {
    min-inline-size: 12px;
    block-size: 12px;
    padding: 0;
  }
  .muted .badge {
    background: var(--_pressed);
    color: var(--_text-2);
  }
  .menu-cell {
    position: absolute;
    inset-block-end: 6px;
    inset-inline-end: 14px;
  }
  .more {
    inline-size: 32px;
    block-size: 28px;
    border-radius: 10px;
    background: var(--_raised);
    box-shadow: 0 0 0 1px var(--_line);
    opacity: 0;
  }
  .more:focus-visible,
  .more[aria-expanded='true'],
  .row:hover .more {
    opacity: 1;
  }
  /* the menu's button comes where the count is; half a count beside it says nothing */
  @media not (pointer: coarse) {
    .row:is(:hover, :has(.more:is(:focus-visible, [aria-expanded='true']))) .badge {
      visibility: hidden;
    }
  }
  @media (pointer: coarse) {
    .row .open {
      padding-inline-end: 40px;
    }
    .row .more {
      inline-size: 36px;
      background: none;
      box-shadow: none;
      opacity: 1;
    }
    .menu-cell {
      inset-block: 1px;
      inset-inline-end: 10px;
      display: grid;
      align-items: center;
    }
  }
  @media (forced-colors: active) {
    [aria-selected='true'] .open.open {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
    .badge {
      forced-color-adjust: none;
    }
    .row .more {
      border: 1px solid ButtonText;
    }
  }
`;
