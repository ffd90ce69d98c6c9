import {css} from 'lit';

export const styles = css`
  .picker {
    position: fixed;
    inset: 0 auto auto 0;
    inline-size: 320px;
    max-inline-size: calc(100vw - 16px);
    block-size: min(360px, 60dvh);
    margin: 0;
    padding: 0;
    border: var(--_border) solid var(--_line-strong);
    border-radius: var(--_radius-card);
    background: var(--_raised);
    box-shadow: var(--_shadow);
    color: var(--_text);
    overflow: hidden;
  }
  .picker.anchored {
    position-anchor: --emoji;
    inset: auto;
    position-area: block-start span-inline-start;
    position-try-fallbacks: flip-inline, flip-block;
    margin: 0 8px 8px;
  }
  .picker:popover-open {
    display: flex;
    flex-direction: column;
  }
  .picker .top {
    display: flex;
    gap: 8px;
    padding: 8px;
    border-block-end: 1px solid var(--_line);
  }
  .picker input {
    flex: 1;
    min-inline-size: 0;
    min-block-size: 36px;
    padding: 0 10px;
    border: 1px solid var(--_line-strong);
    border-radius: 8px;
    background: var(--_canvas);
  }
  .picker select {
    min-block-size: 36px;
    border: 1px solid var(--_line-strong);
    border-radius: 8px;
    background: var(--_canvas);
  }
  .picker :is(input, select):focus-visible {
    outline: var(--_focus-width) solid var(--_focus);
    outline-offset: -1px;
  }
  .picker .groups {
    flex: 1;
    min-block-size: 0;
    padding: 0 8px 8px;
    overflow-y: auto;
    scrollbar-width: thin;
  }
  .picker .group {
    content-visibility: auto;
    contain-intrinsic-block-size: auto 720px;
  }
  .picker .quiet {
    padding: 10px 4px 4px;
  }
  .picker .glyphs {
    display: grid;
    grid-template-columns: repeat(8, 1fr);
  }
  .picker .glyphs button {
    aspect-ratio: 1;
    padding: 0;
    border-radius: 8px;
    font-family: 'Apple Color Emoji', 'Segoe UI Emoji', 'Noto Color Emoji', var(--_font);
    font-size: 22px;
    line-height: 1;
  }
  .picker .glyphs button:is(:hover, :focus-visible) {
    background: var(--_hover);
  }
  .picker .glyphs button:focus-visible {
    outline-offset: -2px;
  }
`;
