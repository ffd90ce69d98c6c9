import {css} from 'lit';

export const styles = css`
  :host {
    position: relative;
  }
  /* a message alone has no log around it whose width it could go by */
  :host(:not(:state(nested))) {
    container-type: inline-size;
  }
  :host(:hover),
  :host(:focus-within) {
    z-index: 1;
  }

  /* the row */
  .row {
    position: relative;
    display: flex;
    /* sideways is a swipe of ours */
    touch-action: pan-y pinch-zoom;
    gap: var(--_s3);
    padding: 2px var(--chat-gutter, var(--_s4)) 0;
    --_side: 36px;
    --_beside: 0px;
  }
  .row:focus-visible {
    outline-offset: -2px;
    border-radius: var(--_s2);
  }
  /* what parts groups is above and below them, so that a ring round a row has room on both sides */
  .head {
    padding-block-start: 10px;
  }
  .last,
  .single {
    padding-block-end: 4px;
  }
  .compact {
    padding-block-start: 0;
    font-size: max(14px, 0.875rem);
    --_line-box: round(nearest, 1.43em, 1px);
    --_side: 24px;
  }
  .compact.head {
    padding-block-start: 6px;
  }
  .compact:is(.last, .single) {
    padding-block-end: 2px;
  }
  .side {
    flex: none;
    inline-size: var(--_side);
    text-align: center;
  }
  .compact .side {
    --chat-avatar-size: 24px;
  }
  .main {
    display: flex;
    flex-direction: column;
    align-items: flex-start;
    position: relative;
    min-inline-size: 0;
    max-inline-size: min(85%, 440px, 100% - var(--_side) - var(--_s3) - var(--_beside));
  }
  .own.bubbles {
    justify-content: flex-end;
  }
  .own.bubbles .main {
    align-items: flex-end;
    max-inline-size: min(85%, 440px);
  }
  .flat .main {
    inline-size: 68ch;
    max-inline-size: calc(100% - var(--_side) - var(--_s3) - var(--_beside));
  }
  .who {
    display: flex;
    align-items: baseline;
    gap: var(--_s3);
    margin-block-end: 2px;
    /* as wide as the row allows, but a short bubble stays short: what stands beside it does not stand off */
    max-inline-size: calc(100cqi - 2 * var(--chat-gutter, var(--_s4)) - var(--_side) - var(--_s3));
    margin-inline-end: -100cqi;
    font-size: var(--_small);
    line-height: var(--_snug);
  }
  .name {
    font-weight: 600;
  }
  .time,
  .meta {
    color: var(--_text-3);
    font-size: var(--_meta);
    font-variant-numeric: tabular-nums;
    line-height: var(--_tight);
    white-space: nowrap;
    unicode-bidi: plaintext;
  }
  .pin svg {
    display: inline-block;
    inline-size: 13px;
    block-size: 13px;
    vertical-align: -2px;
  }

  .forwarded {
    display: flex;
    gap: 4px;
    align-items: center;
    color: var(--_text-3);
    font-size: var(--_meta);
    line-height: var(--_snug);
  }
  .forwarded svg {
    inline-size: 13px;
    block-size: 13px;
  }
  .media .forwarded {
    padding: 4px 8px;
  }

  /* the bubble */
  .bubble {
    position: relative;
    max-inline-size: 100%;
    overflow-wrap: anywhere;
    line-height: var(--_line-box);
  }
  .bubbles .bubble {
    min-inline-size: 40px;
    padding: 7px 12px;
    border: var(--_border) solid var(--_line-strong);
    border-radius: var(--_radius-bubble);
    background: var(--_bubble);
  }
  .bubbles.own .bubble {
    background: var(--_own);
  }
  .compact.bubbles .bubble {
    padding-block: 5px;
  }
  .bubbles:not(.own):is(.middle, .last) .bubble {
    border-start-start-radius: var(--_radius-tail);
  }
  .bubbles:not(.own):is(.first, .middle) .bubble {
    border-end-start-radius: var(--_radius-tail);
  }
  .bubbles.own:is(.middle, .last) .bubble {
    border-start-end-radius: var(--_radius-tail);
  }
  .bubbles.own:is(.first, .middle) .bubble {
    border-end-end-radius: var(--_radius-tail);
  }
  .bubbles .meta {
    color: var(--_text-2);
  }
  .text {
    display: flow-root;
    text-wrap: pretty;
  }
  .body {
    white-space: pre-wrap;
  }
  /* what was there does not wrap anew with each word */
  [aria-busy] .text {
    text-wrap: wrap;
  }
  .caret {
    margin-inline-start: 2px;
    border-inline-start: 2px solid var(--_text-2);
    animation: wait 1.2s infinite;
  }
  .dots {
    display: inline-block;
    inline-size: 20px;
    border: solid #0000;
    border-width: 8px 0;
    border-block-end: 4px dotted var(--_text-2);
  }
  @keyframes wait {
    50% {
      opacity: 0.3;
    }
  }
  .clamped .body {
    display: block;
    max-block-size: calc(12 * var(--_line-box));
    overflow: hidden;
    /* from the top, so that few high lines are not faded */
    mask: linear-gradient(#000 calc(10 * var(--_line-box)), #0000 calc(12 * var(--_line-box)));
  }
  .meta {
    float: inline-end;
    display: flex;
    align-items: center;
    gap: 5px;
    margin-block: 5px -2px;
    margin-inline-start: var(--_s3);
  }
  .jumbo.row .bubble.bubble {
    min-inline-size: 0;
    padding: 0;
    background: none;
    border: 0;
  }
  .jumbo .body {
    font-size: max(32px, 2rem);
    line-height: 1.25em;
  }
  .jumbo .meta {
    margin-block: 22px 0;
  }
  .deleted .body {
    color: var(--_text-2);
    font-style: italic;
  }

  /* the spine carries every state */
  .spine::before {
    content: '';
    position: absolute;
    inset-block: 0;
    inset-inline-start: 0;
    border-inline-start: 3px solid var(--_spine);
  }
  .spine.head::before {
    inset-block-start: 8px;
    border-start-end-radius: 3px;
  }
  .spine:is(.last, .single)::before {
    inset-block-end: 4px;
    border-end-end-radius: 3px;
  }
  .bubbles.spine::before {
    content: none;
  }
  .bubbles.spine .bubble {
    border-inline-start: 3px solid var(--_spine);
  }
  .bubbles.own.spine .bubble {
    border-inline-start: var(--_border) solid var(--_line-strong);
    border-inline-end: 3px solid var(--_spine);
  }
  .own {
    --_spine: var(--_accent);
  }
  .mentioned {
    --_spine: var(--_warn);
  }
  .waiting::before {
    border-inline-start-style: dashed;
  }
  .failed {
    --_spine: var(--_danger);
  }

  /*
   * What appears on hover and focus stands beside the bubble, in what is free of its own row: it moves nothing and covers
   * nobody's words. Except for fingers --_beside is kept free for it.
   */
  .beside {
    display: flex;
    flex: 1 1 0;
    flex-wrap: wrap;
    align-content: flex-start;
    justify-content: flex-end;
    gap: 0 var(--_s2);
    min-inline-size: 0;
    padding-block-start: 2px;
    padding-inline-start: 6px;
    margin-inline: calc(-1 * var(--_s3)) calc(4px - var(--chat-gutter, var(--_s4)));
    container: beside / size;
  }
  .own.bubbles .beside {
    flex-direction: row-reverse;
    justify-content: flex-start;
    order: -1;
    padding-inline: 0 6px;
    margin-inline: calc(4px - var(--chat-gutter, var(--_s4))) calc(-1 * var(--_s3));
  }
  .bubbles:not(.own).head .beside {
    padding-block-start: 22px;
  }
  .compact .beside {
    padding-block-start: 0;
  }
  .compact.bubbles:not(.own).head .beside {
    padding-block-start: 20px;
  }
  .beside .meta {
    margin: 0;
    line-height: 32px;
  }
  @media not (pointer: coarse) {
    .row {
      --_beside: 102px;
    }
    @container (inline-size < 680px) {
      .row {
        --_beside: 30px;
      }
    }
  }

  .aside {
    opacity: 0;
    transition: opacity 120ms;
  }
  .side .aside {
    display: block;
    margin-inline: -8px;
    line-height: 36px;
  }
  /* a time with its half of the day is wider than this column: it ends before the words */
  .compact .side .aside {
    margin-inline: -16px -8px;
    text-align: end;
  }
  .compact .side .time {
    font-size: max(10px, 0.625rem);
  }
  .flat .side .aside {
    line-height: var(--_line-box);
  }
  :host(:hover) .aside,
  :host(:focus-within) .aside {
    opacity: 1;
  }
  .flat:hover {
    background: var(--_hover);
  }

  /* system messages */
  .system {
    justify-content: center;
    padding-block: 5px;
    color: var(--_text-3);
    font-size: var(--_meta);
    line-height: var(--_line-box);
    text-align: center;
  }

  .flash::after {
    content: '';
    position: absolute;
    inset: 0 4px;
    border-radius: var(--_s2);
    background: var(--_accent);
    opacity: 0;
    pointer-events: none;
    animation: flash 1.6s;
  }
  @keyframes flash {
    10%,
    50% {
      opacity: 0.14;
    }
  }
  .arriving .main {
    animation: arrive 180ms var(--_ease);
  }
  @keyframes arrive {
    from {
      opacity: 0;
      transform: translateY(6px);
    }
  }
  @container (inline-size < 360px) {
    .row:not(.compact) {
      --_side: 32px;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .flash::after {
      opacity: 1;
      border: 2px solid var(--_accent);
      background: none;
    }
  }
  @media (forced-colors: active) {
    .own.bubbles:not(.jumbo) .bubble {
      border: 2px solid Highlight;
    }
  }
`;
