import {css} from 'lit';

export const styles = css`
  :host {
    --_row: max(64px, 4rem);
    --chat-avatar-size: 44px;
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
  }
  .header {
    display: flex;
    flex: none;
    gap: 4px;
    align-items: center;
    min-block-size: 56px;
    padding: 8px 20px;
    padding-inline-end: calc(8px + var(--_corner, 0px));
  }
  h2 {
    flex: 1;
    margin: 0;
    font-size: var(--_title);
    font-weight: 600;
    line-height: var(--_snug);
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
    outline: var(--_focus-width) solid var(--_focus);
    outline-offset: -2px;
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
    min-block-size: 36px;
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
    flex-wrap: wrap;
    gap: 4px;
    padding: 2px 12px 8px;
  }
  .filters button {
    flex: none;
    min-block-size: 28px;
    padding: 0 7px;
    border: 1px solid var(--_line);
    border-radius: 99px;
    color: var(--_text-2);
    font-size: var(--_small);
    line-height: var(--_snug);
    transition: background-color 120ms;
  }
  .sign {
    display: inline-grid;
    place-content: center;
    min-inline-size: 18px;
    margin-inline: 4px;
    vertical-align: middle;
  }
  .sign svg {
    inline-size: 18px;
    block-size: 18px;
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
  @media (forced-colors: active) {
    .filters [aria-pressed='true'] {
      border-color: Highlight;
      color: Highlight;
    }
    .search {
      border: 1px solid ButtonText;
    }
  }
`;
