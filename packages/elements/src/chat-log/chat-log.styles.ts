import {css} from 'lit';

export const styles = css`
  :host {
    position: relative;
    block-size: 100%;
    min-block-size: 0;
    container-type: inline-size;
    background: var(--_canvas);
  }
  .scroller {
    position: absolute;
    inset: 0;
    display: flex;
    flex-direction: column-reverse;
    overflow: hidden auto;
    overflow-anchor: none;
    overscroll-behavior: contain;
    scrollbar-width: thin;
    contain: strict;
  }
  .canvas {
    flex: none;
    position: relative;
    overflow: clip;
    overflow-clip-margin: 40px;
  }
  .rows {
    position: absolute;
    inset-inline: 0;
  }
  .opening {
    visibility: hidden;
  }
  h3,
  h2,
  h4 {
    margin: 0;
    font: inherit;
  }
  .day,
  .unread,
  .edge {
    display: flex;
    align-items: center;
    justify-content: center;
    gap: var(--_s4);
    padding: 16px var(--chat-gutter, var(--_s4)) 8px;
    color: var(--_text-3);
    font-size: var(--_meta);
    line-height: var(--_tight);
    text-align: center;
  }
  .day::before,
  .day::after,
  .unread::before,
  .unread::after {
    content: '';
    flex: 1;
    border-block-start: 1px solid var(--_line);
  }
  .unread {
    position: relative;
    color: var(--_accent);
    font-weight: 600;
  }
  .unread::before,
  .unread::after {
    border-color: var(--_accent);
  }
  /* both in one line: the day in its place in the middle, and the news at the end */
  .day-name {
    color: var(--_text-3);
    font-weight: 400;
  }
  /* a day can be pressed: as large as before to the eye */
  :is(.day, .day-name) button {
    margin: -6px -8px;
    padding: 6px 8px;
    border-radius: var(--_radius-control);
  }
  :is(.day, .day-name) button:hover {
    background: var(--_hover);
  }
  .line {
    position: absolute;
    inset-inline-end: var(--chat-gutter, var(--_s4));
    padding-inline-start: var(--_s2);
    background: var(--_canvas);
  }
  .edge {
    gap: var(--_s2);
    min-block-size: 56px;
    padding-block: 8px;
  }
  .edge button,
  .folded {
    min-block-size: 32px;
    padding-inline: 12px;
    border-radius: var(--_radius-control);
    color: var(--_text-2);
  }
  .edge span + button {
    color: var(--_accent);
    font-weight: 600;
  }
  .edge button:hover,
  .folded:hover {
    background: var(--_hover);
  }
  .folded {
    display: block;
    margin-inline: auto;
    color: var(--_text-3);
    font-size: var(--_meta);
  }
  .busy {
    animation: late 120ms 200ms backwards;
  }
  @keyframes late {
    from {
      opacity: 0;
    }
  }
  .over {
    position: absolute;
    inset: 0;
    display: grid;
    place-content: center;
    justify-items: center;
    gap: var(--_s2);
    padding: var(--_s4);
    color: var(--_text-2);
    text-align: center;
    pointer-events: none;
  }
  .over > * {
    pointer-events: auto;
  }
  .over > svg {
    inline-size: 32px;
    block-size: 32px;
    color: var(--_text-3);
  }
  .over b {
    color: var(--_text);
    font: 600 max(20px, 1.25rem) / var(--_snug) var(--_font);
  }
  .action {
    min-block-size: 40px;
    padding-inline: var(--_s4);
    border: var(--_border) solid currentColor;
    border-radius: var(--_radius-control);
    background: var(--_accent);
    color: var(--_on-accent);
    font-weight: 600;
  }
  /* where bubbles and avatars will stand */
  .skeleton {
    place-content: end stretch;
    justify-items: start;
    gap: 14px;
    padding-inline: var(--chat-gutter, var(--_s4));
    /* over what comes while it stays */
    background: var(--_canvas);
    animation: late 120ms 200ms backwards;
  }
  .skeleton i {
    position: relative;
    block-size: 36px;
    inline-size: 55%;
    margin-inline-start: calc(var(--chat-avatar-size, 36px) + var(--_s3));
    border-radius: var(--_radius-bubble);
    background: var(--_bubble);
  }
  .skeleton i::before {
    content: '';
    position: absolute;
    inset-inline-end: calc(100% + var(--_s3));
    inline-size: var(--chat-avatar-size, 36px);
    block-size: 100%;
    border-radius: var(--_radius-card);
    background: var(--_bubble);
  }
  .skeleton i:nth-child(2n) {
    inline-size: 40%;
  }
  .skeleton i:nth-child(3n) {
    inline-size: 32%;
    justify-self: end;
    margin: 0;
  }
  .skeleton i:nth-child(3n)::before {
    content: none;
  }
  /*
   * In the middle of the avatars' column: the only one where no look and no density has words to cover (UX-L9). The ring
   * parts it from an avatar behind it.
   */
  .jump {
    position: absolute;
    inset-block-end: var(--_s3);
    inset-inline-start: calc(var(--chat-gutter, var(--_s4)) + var(--_side, 36px) / 2 - var(--_jump) / 2);
    display: grid;
    place-items: center;
    inline-size: var(--_jump);
    block-size: var(--_jump);
    border: 1px solid var(--_line-strong);
    border-radius: var(--_radius-control);
    background: var(--_raised);
    box-shadow:
      0 0 0 4px var(--_canvas),
      var(--_shadow);
    color: var(--_text-2);
    animation: late 120ms;
    --_jump: 40px;
  }
  .jump.compact {
    --_side: 24px;
  }
  .jump:hover {
    background: var(--_hover);
  }
  .jump:active {
    background: var(--_pressed);
  }
  /* drawn, not written: it is in the button's name in words, which may hold no digit */
  .jump b::before {
    content: attr(data-count);
  }
  .jump b {
    position: absolute;
    inset-block-start: -10px;
    min-inline-size: 20px;
    padding-inline: 6px;
    border: var(--_border) solid currentColor;
    border-radius: 99px;
    background: var(--_accent);
    color: var(--_on-accent);
    font: 600 var(--_meta) / max(20px, 1.25rem) var(--_font);
    font-variant-numeric: tabular-nums;
  }
  @container (inline-size < 360px) {
    .canvas,
    .jump {
      --chat-gutter: 12px;
      --chat-avatar-size: 32px;
    }
    .jump:not(.compact) {
      --_side: 32px;
    }
  }
  @media (forced-colors: active) {
    .action,
    .jump b {
      forced-color-adjust: none;
    }
  }
  @media (pointer: coarse) {
    .jump {
      --_jump: 44px;
    }
  }
`;
