import {css} from 'lit';

export const styles = css`
  :host {
    position: relative;
  }
  /* one alone has no thread around it whose width it could go by */
  :host(:not(:state(nested))) {
    container-type: inline-size;
    contain-intrinsic-inline-size: 300px;
  }
  form {
    padding: 0 var(--chat-gutter, 12px) 12px;
  }
  .box {
    display: flex;
    align-items: flex-end;
    padding: 4px;
    border: 1px solid var(--_line-strong);
    border-radius: var(--_radius-composer);
    background: var(--_raised);
  }
  .box:focus-within {
    outline: var(--_focus-width) solid var(--_focus);
    outline-offset: -2px;
  }
  :host([disabled]) .box {
    border-color: var(--_line);
    background: var(--_panel);
    opacity: 0.7;
    cursor: not-allowed;
  }
  :host([disabled]) :is(textarea, button) {
    cursor: inherit;
  }
  textarea {
    flex: 1;
    min-inline-size: 0;
    min-block-size: 40px;
    max-block-size: min(40cqb, var(--_rows, 10) * 22px + 18px);
    padding: 9px 10px;
    border: 0;
    background: none;
    resize: none;
    field-sizing: content;
    text-overflow: ellipsis;
    overflow-y: auto;
    scrollbar-width: thin;
    line-height: max(22px, 1.375rem);
  }
  /* an empty dir=auto takes no side of its own; the placeholder is a word of ours and runs as those do */
  textarea:placeholder-shown {
    direction: inherit;
    unicode-bidi: normal;
  }
  textarea::placeholder {
    overflow: hidden;
    color: var(--_text-3);
    opacity: 1;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .emoji,
  .more {
    anchor-name: --emoji;
  }
  .more {
    display: none;
  }
  /* several take the room of the words */
  @container (inline-size < 420px) {
    .tools-3 .tool {
      display: none;
    }
    .tools-3 .more {
      display: inline-grid;
    }
  }
  @container (inline-size < 360px) {
    .tools-2 .tool {
      display: none;
    }
    .tools-2 .more {
      display: inline-grid;
    }
  }
  .send {
    display: grid;
    flex: none;
    place-items: center;
    inline-size: 40px;
    block-size: 40px;
    border: var(--_border) solid currentColor;
    border-radius: var(--_radius-control);
    background: var(--_accent);
    color: var(--_on-accent);
    transition: 120ms;
    transition-property: background-color, color, scale;
  }
  .send:active {
    scale: 0.94;
  }
  .send[aria-disabled='true'] {
    background: var(--_hover);
    color: var(--_text-3);
    cursor: default;
    scale: none;
  }
  .send {
    touch-action: manipulation;
    -webkit-touch-callout: none;
    user-select: none;
  }
  .later {
    display: flex;
    gap: 6px;
    align-items: center;
    min-block-size: 32px;
    margin: 0 4px 4px;
    padding-inline: 8px;
    border-radius: var(--_radius-control);
    color: var(--_text-2);
    text-align: start;
    font-size: var(--_small);
    line-height: var(--_snug);
  }
  .later:hover {
    background: var(--_hover);
  }
  .later svg {
    inline-size: 18px;
    block-size: 18px;
  }
  .chip {
    display: flex;
    gap: 8px;
    align-items: center;
    margin: 0 4px 6px;
    padding-inline-start: 12px;
    border-inline-start: 3px solid var(--_accent);
    border-radius: 3px 0 0 3px;
    font-size: var(--_small);
    line-height: var(--_snug);
    animation: rise 180ms var(--_ease);
  }
  .chip > div {
    flex: 1;
    min-inline-size: 0;
  }
  .chip .quiet {
    text-align: match-parent;
  }
  .chip b {
    color: var(--_accent);
    font-weight: 600;
  }
  .quiet {
    color: var(--_text-3);
    font-size: var(--_meta);
    line-height: var(--_tight);
  }
  .note {
    padding: 6px 12px 0;
    font-variant-numeric: tabular-nums;
  }
  .problem {
    color: var(--_danger);
  }
  .reason {
    margin: 0 var(--chat-gutter, 12px) 12px;
    padding: 14px 16px;
    border: var(--_border) solid var(--_line-strong);
    border-radius: var(--_radius-composer);
    background: var(--_panel);
    color: var(--_text-2);
    text-align: center;
    font-size: var(--_small);
    line-height: var(--_snug);
  }
  .reason:has(button) {
    display: flex;
    flex-wrap: wrap;
    gap: 6px 12px;
    align-items: center;
    justify-content: center;
    padding-block: 8px;
  }
  .reason button {
    min-block-size: 36px;
    padding-inline: 14px;
    border: var(--_border) solid currentColor;
    border-radius: var(--_radius-control);
    background: var(--_hover);
    color: var(--_text);
    font-weight: 600;
  }
  .popup {
    position: absolute;
    inset-inline: var(--chat-gutter, 12px);
    inset-block-end: calc(100% + 4px);
    z-index: 4;
    max-inline-size: 360px;
    max-block-size: min(336px, 70cqb);
    margin: 0;
    padding: 6px;
    overflow-y: auto;
    border: 1px solid var(--_line);
    border-radius: var(--_radius-card);
    background: var(--_raised);
    box-shadow: var(--_shadow);
    list-style: none;
    animation: rise 120ms var(--_ease);
  }
  .popup li {
    display: flex;
    gap: 10px;
    align-items: center;
    min-block-size: 40px;
    padding: 0 8px;
    border-radius: 8px;
    cursor: pointer;
    --chat-avatar-size: 28px;
  }
  /* what is typed is read whole, what it does as far as there is room */
  .popup li:has(.by) > :first-child {
    flex: none;
    max-inline-size: 60%;
  }
  .popup .by {
    flex: none;
    max-inline-size: 30%;
    margin-inline-start: auto;
  }
  .popup .glyph {
    font-size: 20px;
    inline-size: 1.5em;
    text-align: center;
  }
  .popup li:hover {
    background: var(--_hover);
  }
  .popup [aria-selected='true'] {
    background: var(--_own);
    box-shadow: inset 3px 0 var(--_accent);
  }
  .popup [aria-selected='true']:dir(rtl) {
    box-shadow: inset -3px 0 var(--_accent);
  }
  @keyframes rise {
    from {
      opacity: 0;
      translate: 0 6px;
    }
  }
  @media (pointer: coarse) {
    .send,
    textarea {
      min-block-size: 44px;
    }
    .send {
      inline-size: 44px;
    }
    textarea {
      padding-block: 11px;
    }
  }
  @media (forced-colors: active) {
    .send {
      forced-color-adjust: none;
    }
    .popup [aria-selected='true'] {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
  }
`;
