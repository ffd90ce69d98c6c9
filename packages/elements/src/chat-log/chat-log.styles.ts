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
    line-height: 16px;
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
    color: var(--_accent);
    font-weight: 600;
  }
  .unread::before,
  .unread::after {
    border-color: var(--_accent);
  }
  .edge {
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
  .end {
    block-size: 12px;
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
  .over b {
    color: var(--_text);
    font: 600 20px / 28px var(--_font);
  }
  .action {
    min-block-size: 40px;
    padding-inline: var(--_s4);
    border-radius: var(--_radius-control);
    background: var(--_accent);
    color: var(--_on-accent);
    font-weight: 600;
  }
  .skeleton {
    place-content: end stretch;
    justify-items: start;
    gap: 14px;
    animation: late 120ms 200ms backwards;
  }
  .skeleton i {
    block-size: 44px;
    inline-size: 55%;
    border-radius: var(--_radius-bubble);
    background: var(--_bubble);
  }
  .skeleton i:nth-child(3n) {
    inline-size: 35%;
    justify-self: end;
  }
  .jump {
    position: absolute;
    inset-block-end: var(--_s3);
    inset-inline-end: var(--_s4);
    display: flex;
    align-items: center;
    justify-content: center;
    gap: 6px;
    min-inline-size: 40px;
    min-block-size: 40px;
    padding-inline: 10px;
    border: 1px solid var(--_line);
    border-radius: var(--_radius-control);
    background: var(--_raised);
    box-shadow: var(--_shadow);
    color: var(--_text-2);
    font-size: var(--_small);
    font-variant-numeric: tabular-nums;
    animation: late 120ms;
  }
  .jump b {
    color: var(--_accent);
    font-weight: 600;
  }
  @container (inline-size < 360px) {
    .canvas {
      --chat-gutter: 12px;
      --chat-avatar-size: 32px;
    }
  }
  @media (pointer: coarse) {
    .jump {
      min-inline-size: 44px;
      min-block-size: 44px;
    }
  }
`;
