/**
 * Every looks token. The host sets `--chat-…` anywhere above an element (`:root` is fine); nobody here ever declares one.
 * Each element reads them into private `--_…` twins with their defaults, so that the host's value always wins, however
 * deep the element sits. Styles in this package use the twins only.
 *
 * Both schemes come from `light-dark()`: an element follows the `color-scheme` it inherits.
 * Contrast is promised for any accent: for text and controls its lightness in oklch is held where 4.5 : 1 on the canvas is
 * certain; tints take it as it is.
 */
import {css} from 'lit';

const tokens = css`
  --_canvas: var(--chat-canvas, light-dark(#fbfcfe, #111316));
  --_panel: var(--chat-panel, light-dark(#f4f6f8, #171a1e));
  --_raised: var(--chat-raised, light-dark(#fff, #202328));
  --_bubble: var(--chat-bubble, light-dark(#eceff3, #22252a));
  --_hover: var(--chat-hover, light-dark(#e6eaee, #282c31));
  --_pressed: var(--chat-pressed, light-dark(#dde2e6, #31343a));
  --_line: var(--chat-line, light-dark(#d8dde2, #313439));
  --_line-strong: var(--chat-line-strong, light-dark(#80878f, #767b82));
  --_text: var(--chat-text, light-dark(#1b1f27, #e9ebee));
  --_text-2: var(--chat-text-2, light-dark(#4d535b, #b4b8bc));
  --_text-3: var(--chat-text-3, light-dark(#5f656d, #9ea4a9));
  --_brand: var(--chat-accent, light-dark(#00697b, #71c7d1));
  --_accent: light-dark(oklch(from var(--_brand) min(l, 0.5) c h), oklch(from var(--_brand) max(l, 0.76) c h));
  --_on-accent: var(--chat-on-accent, light-dark(#fff, #051c21));
  --_own: var(
    --chat-bubble-own,
    light-dark(color-mix(in oklab, var(--_brand) 15%, var(--_canvas)), color-mix(in oklab, var(--_brand) 27%, var(--_canvas)))
  );
  --_link: var(--chat-link, light-dark(#005d84, #7acae9));
  --_danger: var(--chat-danger, light-dark(#b02b27, #f58b84));
  --_success: var(--chat-success, light-dark(#1f6f3d, #73ce95));
  --_warn: var(--chat-warn, light-dark(#84550f, #eabc6e));
  --_mention: var(--chat-mention, light-dark(#feefcf, #423319));
  --_focus: var(--chat-focus, var(--_accent));
  --_focus-width: 2px;
  --_border: 0px;
  --_shadow: var(
    --chat-shadow,
    0 1px 2px light-dark(#1018281a, #0000),
    0 8px 24px light-dark(#1018281f, #00000080),
    0 0 0 1px light-dark(#10182808, #ffffff14)
  );

  --_font: var(--chat-font, ui-sans-serif, system-ui, 'Segoe UI', Roboto, 'Noto Sans', sans-serif);
  --_mono: var(--chat-mono, ui-monospace, 'SF Mono', Menlo, Consolas, monospace);
  /* heights of lines grow with their letters and stay whole pixels, or rows would not keep still */
  --_tight: round(nearest, 1.34em, 1px);
  --_snug: round(nearest, 1.4em, 1px);
  --_line-box: round(nearest, 1.46em, 1px);
  --_body: var(--chat-body-size, max(15px, 0.9375rem));
  --_small: var(--chat-small-size, max(13px, 0.8125rem));
  --_meta: var(--chat-meta-size, max(12px, 0.75rem));
  --_title: var(--chat-title-size, max(17px, 1.0625rem));

  --_s1: var(--chat-space-1, 4px);
  --_s2: var(--chat-space-2, 8px);
  --_s3: var(--chat-space-3, 12px);
  --_s4: var(--chat-space-4, 16px);
  --_s5: var(--chat-space-5, 20px);
  --_s6: var(--chat-space-6, 24px);
  --_s7: var(--chat-space-7, 32px);
  --_s8: var(--chat-space-8, 40px);

  --_radius-bubble: var(--chat-radius-bubble, 16px);
  --_radius-tail: var(--chat-radius-tail, 6px);
  --_radius-card: var(--chat-radius-card, 12px);
  --_radius-composer: var(--chat-radius-composer, 18px);
  --_radius-control: var(--chat-radius-control, 14px);
  --_radius-panel: var(--chat-radius-panel, 16px);
  --_ease: var(--chat-ease, cubic-bezier(0.2, 0.8, 0.2, 1));
`;

const moreContrast = css`
  --_canvas: light-dark(#fff, #000);
  --_text: light-dark(#000, #fff);
  --_text-2: light-dark(#2b2f36, #d7dade);
  --_text-3: light-dark(#2b2f36, #d7dade);
  --_bubble: var(--_canvas);
  --_line: light-dark(#5b6169, #9aa0a7);
  --_line-strong: light-dark(#5b6169, #9aa0a7);
  --_focus-width: 3px;
  --_border: 1px;
`;

const forcedColors = css`
  --_canvas: Canvas;
  --_panel: Canvas;
  --_raised: Canvas;
  --_bubble: Canvas;
  --_own: Canvas;
  --_mention: Canvas;
  --_hover: Canvas;
  --_pressed: Canvas;
  --_line: CanvasText;
  --_line-strong: ButtonText;
  --_text: CanvasText;
  --_text-2: CanvasText;
  --_text-3: CanvasText;
  --_accent: Highlight;
  --_on-accent: HighlightText;
  --_link: LinkText;
  --_danger: CanvasText;
  --_focus: Highlight;
  --_border: 1px;
`;

/** What every element starts from: tokens, font, focus ring, and the few classes that occur in all of them. */
export const base = css`
  :host(:not(:state(nested))) {
    ${tokens}
  }
  @media (prefers-contrast: more) {
    :host(:not(:state(nested))) {
      ${moreContrast}
    }
  }
  :host(:state(contrast)) {
    ${moreContrast}
  }
  @media (forced-colors: active) {
    :host(:not(:state(nested))) {
      ${forcedColors}
    }
  }
  :host {
    display: block;
    color: var(--_text);
    font: 400 var(--_body) / var(--_line-box) var(--_font);
    text-align: start;
    -webkit-text-size-adjust: 100%;
    -webkit-tap-highlight-color: transparent;
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }
  *,
  ::before,
  ::after {
    box-sizing: border-box;
  }
  :focus-visible {
    outline: var(--_focus-width) solid var(--_focus);
    outline-offset: 2px;
  }
  button,
  input,
  select,
  textarea {
    font: inherit;
    color: inherit;
    margin: 0;
  }
  /* into smaller letters a phone zooms as soon as they have the focus, and does not come back; no rule makes theirs smaller */
  @media (pointer: coarse) {
    input,
    select,
    textarea {
      font-size: max(16px, var(--_body));
    }
  }
  input {
    text-overflow: ellipsis;
  }
  /* drawn by two strokes: a picture would need leave of the page's policy */
  input::-webkit-search-cancel-button {
    -webkit-appearance: none;
    inline-size: 20px;
    block-size: 20px;
    margin-inline-start: 6px;
    background:
      linear-gradient(45deg, #0000 46%, var(--_text-2) 46% 54%, #0000 54%) center / 12px 12px no-repeat,
      linear-gradient(-45deg, #0000 46%, var(--_text-2) 46% 54%, #0000 54%) center / 12px 12px no-repeat;
    cursor: pointer;
  }
  /* what holds a field draws its focus */
  input:focus-visible,
  textarea:focus-visible {
    outline: 0;
  }
  button {
    padding: 0;
    border: 0;
    background: none;
    cursor: pointer;
    -webkit-appearance: none;
    appearance: none;
    touch-action: manipulation;
  }
  svg {
    display: block;
    inline-size: 20px;
    block-size: 20px;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.8;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  svg.mirrors:dir(rtl) {
    scale: -1 1;
  }
  .icon-button {
    display: inline-grid;
    flex: none;
    place-items: center;
    inline-size: 40px;
    block-size: 40px;
    border-radius: var(--_radius-control);
    color: var(--_text-2);
    transition: background-color 120ms;
  }
  .icon-button:hover {
    background: var(--_hover);
  }
  .icon-button:active {
    background: var(--_pressed);
  }
  @media (pointer: coarse) {
    .icon-button {
      inline-size: 44px;
      block-size: 44px;
    }
  }
  .unseen {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .ellipsis {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    /* one that takes the direction of its words loses their end, and stands where the others stand */
    text-align: -webkit-match-parent;
    text-align: match-parent;
  }
  @media (prefers-reduced-motion: reduce) {
    *,
    ::before,
    ::after {
      animation: none !important;
      transition-duration: 80ms !important;
      transition-property: opacity, color, background-color !important;
      scroll-behavior: auto !important;
    }
  }
`;
