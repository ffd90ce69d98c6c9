import {css} from 'lit';

/** Up to here the panel takes the whole screen, as below. */
export const fullScreen = '(max-width: 480px), (max-height: 420px)';

export const styles = css`
  :host {
    position: fixed;
    z-index: var(--chat-launcher-layer, 1000);
    inset-block-end: max(var(--_offset, 20px), env(safe-area-inset-bottom));
    inset-inline-end: max(var(--_offset, 20px), env(safe-area-inset-right));
    --_panel-gap: calc(var(--_offset, 20px) + 68px);
  }
  :host([placement^='top']) {
    inset-block: max(var(--_offset, 20px), env(safe-area-inset-top)) auto;
  }
  :host([placement$='start']) {
    inset-inline: max(var(--_offset, 20px), env(safe-area-inset-left)) auto;
  }
  .launch {
    position: relative;
    display: grid;
    place-items: center;
    inline-size: 56px;
    block-size: 56px;
    border: var(--_border) solid currentColor;
    border-radius: 18px;
    background: var(--_accent);
    box-shadow: var(--_shadow);
    color: var(--_on-accent);
    transition: scale 120ms var(--_ease);
  }
  .launch:active {
    scale: 0.95;
  }
  .launch svg {
    inline-size: 26px;
    block-size: 26px;
  }
  /* drawn, not written: it is in the button's name in words, which may hold no digit */
  .badge::before {
    content: attr(data-count);
  }
  .badge {
    position: absolute;
    inset-block-start: -6px;
    inset-inline-end: -6px;
    min-inline-size: 22px;
    padding-inline: 6px;
    border: 2px solid var(--_canvas);
    border-radius: 12px;
    background: var(--_danger);
    color: var(--_canvas);
    font-size: var(--_meta);
    font-variant-numeric: tabular-nums;
    font-weight: 700;
    line-height: max(20px, 1.25rem);
  }
  dialog {
    position: fixed;
    inset: auto;
    inset-block-end: max(var(--_panel-gap), env(safe-area-inset-bottom));
    inset-inline-end: max(var(--_offset, 20px), env(safe-area-inset-right));
    flex-direction: column;
    inline-size: min(var(--chat-launcher-width, 400px), 100vw - 2 * var(--_offset, 20px));
    block-size: min(var(--chat-launcher-height, 680px), 100dvh - var(--_panel-gap) - 16px);
    max-inline-size: none;
    max-block-size: none;
    margin: 0;
    padding: 0;
    overflow: hidden;
    overscroll-behavior: contain;
    border: 1px solid var(--_line);
    border-radius: var(--_radius-panel);
    background: var(--_canvas);
    box-shadow: var(--_shadow);
    color: var(--_text);
    font: inherit;
    transform-origin: 100% 100%;
  }
  dialog:dir(rtl) {
    transform-origin: 0% 100%;
  }
  :host([placement^='top']) dialog {
    inset-block: max(var(--_panel-gap), env(safe-area-inset-top)) auto;
    transform-origin: 100% 0%;
  }
  :host([placement$='start']) dialog {
    inset-inline: max(var(--_offset, 20px), env(safe-area-inset-left)) auto;
  }
  dialog:is([open], :popover-open) {
    display: flex;
    animation: panel 240ms var(--_ease);
  }
  /* the ring lies over what the panel holds */
  dialog:focus-visible {
    outline: 0;
  }
  dialog:focus-visible::after {
    content: '';
    position: absolute;
    inset: 0;
    z-index: 1;
    border: var(--_focus-width) solid var(--_focus);
    border-radius: inherit;
    pointer-events: none;
  }
  @keyframes panel {
    from {
      opacity: 0;
      scale: 0.98;
    }
  }
  dialog::backdrop {
    background: none;
  }
  .bar {
    display: none;
    flex: none;
    align-items: center;
    padding-inline: 16px 4px;
    border-block-end: 1px solid var(--_line);
    background: var(--_panel);
    font-weight: 600;
  }
  .bar span {
    flex: 1;
  }
  .content {
    flex: 1;
    min-block-size: 0;
    position: relative;
  }
  chat-inbox {
    position: absolute;
    inset: 0;
    min-block-size: 0;
  }
  dialog.full,
  :host([placement]) dialog.full {
    inset: auto;
    inset-block-start: var(--_top, 0px);
    inset-inline: 0;
    inline-size: 100%;
    block-size: var(--_height, 100dvh);
    padding: env(safe-area-inset-top) env(safe-area-inset-right) env(safe-area-inset-bottom) env(safe-area-inset-left);
    border: 0;
    border-radius: 0;
  }
  .full .bar {
    display: flex;
  }
  /* our own inbox has a header with a title: the way out stands at its end, and the header leaves the room */
  .full.ours .bar {
    position: absolute;
    inset-block-start: env(safe-area-inset-top);
    inset-inline-end: env(safe-area-inset-right);
    z-index: 1;
    padding: 8px;
    border: 0;
    background: none;
  }
  .full.ours .bar span {
    display: none;
  }
  .full.ours .content {
    --_corner: 44px;
  }
  @media (forced-colors: active) {
    .launch,
    .badge {
      forced-color-adjust: none;
    }
    dialog {
      border-color: CanvasText;
    }
  }
  @media print {
    :host {
      display: none;
    }
  }
`;
