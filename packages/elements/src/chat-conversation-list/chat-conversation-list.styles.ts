import {css} from 'lit';

export const styles = css`
  :host {
    --_row: max(64px, 4rem);
    --chat-avatar-size: 44px;
    --chat-avatar-radius: 14px;
    display: flex;
    flex-direction: column;
    position: relative;
    block-size: 100%;
    min-block-size: 0;
    overflow: hidden;
    background: var(--_panel);
    --chat-avatar-ring: var(--_panel);
  }
  :host([density='compact']) {
    --_row: max(56px, 3.5rem);
    --chat-avatar-size: 36px;
    --chat-avatar-radius: 12px;
  }
  .header {
    display: flex;
    flex: none;
    gap: 4px;
    align-items: center;
    min-block-size: 56px;
    padding: 8px 8px 8px 20px;
  }
  .header:dir(rtl) {
    padding: 8px 20px 8px 8px;
  }
  h2 {
    flex: 1;
    margin: 0;
    font-size: var(--_title);
    font-weight: 600;
    line-height: 24px;
  }
  .search {
    display: flex;
    flex: none;
    gap: 8px;
    align-items: center;
    margin: 0 12px 8px;
    padding-inline: 10px;
    border: 1px solid transparent;
    border-radius: var(--_radius-card);
    background: var(--_hover);
    color: var(--_text-3);
  }
  .search:focus-within {
    border-color: var(--_accent);
    background: var(--_raised);
  }
  .search svg {
    flex: none;
    inline-size: 18px;
    block-size: 18px;
  }
  input {
    flex: 1;
    min-inline-size: 0;
    block-size: 36px;
    border: 0;
    background: none;
    color: var(--_text);
    -webkit-appearance: none;
    appearance: none;
  }
  input::placeholder {
    color: var(--_text-3);
    opacity: 1;
  }
  .filters {
    display: flex;
    flex: none;
    gap: 6px;
    padding: 2px 12px 8px;
    overflow-x: auto;
    scrollbar-width: none;
  }
  .filters button {
    flex: none;
    min-block-size: 28px;
    padding: 0 11px;
    border: 1px solid var(--_line);
    border-radius: 99px;
    color: var(--_text-2);
    font-size: var(--_small);
    line-height: 18px;
    transition: background-color 120ms;
  }
  .filters button:hover {
    background: var(--_hover);
  }
  .filters [aria-pressed='true'] {
    border-color: var(--_own);
    background: var(--_own);
    color: var(--_text);
    font-weight: 600;
  }
  .filters button:focus-visible {
    outline-offset: -2px;
  }
  .scroller {
    flex: 1;
    min-block-size: 0;
    overflow-y: auto;
    overscroll-behavior: contain;
    scrollbar-width: thin;
    scrollbar-color: var(--_line) transparent;
  }
  .canvas {
    position: relative;
  }
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
    display: grid;
    grid-template-columns: auto 1fr auto;
    gap: 12px;
    align-items: center;
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
  .lines {
    display: grid;
    gap: 2px;
    min-inline-size: 0;
  }
  .name {
    justify-self: start;
    max-inline-size: 100%;
    font-weight: 600;
    line-height: 20px;
  }
  .unread .name {
    font-weight: 700;
  }
  .preview {
    display: flex;
    gap: 4px;
    align-items: center;
    min-inline-size: 0;
    color: var(--_text-2);
    font-size: var(--_small);
    line-height: 18px;
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
    display: grid;
    grid-template-rows: 18px 20px;
    gap: 4px;
    justify-items: end;
    align-items: center;
    color: var(--_text-3);
    font-size: var(--_meta);
    line-height: 16px;
  }
  [aria-selected='true'] .end {
    color: var(--_text-2);
  }
  .signs {
    display: flex;
    gap: 4px;
    align-items: center;
  }
  .signs svg {
    inline-size: 14px;
    block-size: 14px;
  }
  .badge {
    min-inline-size: 20px;
    block-size: 20px;
    padding: 2px 6px;
    border: var(--_border) solid currentColor;
    border-radius: 99px;
    background: var(--_accent);
    color: var(--_on-accent);
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
  .state {
    display: grid;
    gap: 6px;
    justify-items: center;
    padding: 48px 24px;
    color: var(--_text-2);
    font-size: var(--_small);
    line-height: 19px;
    text-align: center;
    text-wrap: balance;
  }
  h3 {
    margin: 0;
    color: var(--_text);
    font-size: var(--_title);
    font-weight: 600;
    line-height: 24px;
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
    border-radius: var(--chat-avatar-radius);
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
    [aria-selected='true'] .open.open {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
    .badge,
    .action {
      forced-color-adjust: none;
    }
    .filters [aria-pressed='true'] {
      border-color: Highlight;
      color: Highlight;
    }
    .search,
    .row .more {
      border: 1px solid ButtonText;
    }
  }
`;
