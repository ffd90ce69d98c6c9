import {css} from 'lit';

/** One pane at a time: the thread over the list, or the list alone. Visibility, not display, so that both keep their scroll. */
const stacked = css`
  > * {
    position: absolute;
    inset: 0;
  }
  > .list {
    inline-size: auto;
    border: 0;
  }
  > .thread {
    --chat-thread-back: inline-grid;
  }
  &.open > .list,
  &:not(.open) > .thread {
    visibility: hidden;
  }
  &:not(.open) chat-status {
    visibility: visible;
    --chat-status-offset: 8px;
  }
`;

export const styles = css`
  :host {
    position: relative;
    /* where no parent gives 100 % a meaning, what it would like to be counts; any size the host sets comes before both */
    block-size: 100%;
    contain-intrinsic-block-size: var(--chat-height, min(720px, 100dvh - 16px));
    min-block-size: 240px;
    min-inline-size: 0;
    overflow: hidden;
    container: chat / size;
    background: var(--_canvas);
  }
  .panes {
    display: flex;
    position: absolute;
    inset: 0;
  }
  .list {
    flex: none;
    inline-size: var(--chat-inbox-width, 272px);
    border-inline-end: 1px solid var(--_line);
  }
  .thread {
    flex: 1;
    min-inline-size: 0;
    min-block-size: 0;
  }
  chat-status {
    --chat-status-offset: 64px;
  }
  .welcome {
    display: grid;
    gap: 6px;
    place-content: center;
    justify-items: center;
    block-size: 100%;
    padding: 24px;
    color: var(--_text-2);
    text-align: center;
    text-wrap: balance;
  }
  .welcome svg {
    inline-size: 44px;
    block-size: 44px;
    margin-block-end: 8px;
    color: var(--_text-3);
    stroke-width: 1.1;
  }
  h2 {
    margin: 0;
    color: var(--_text);
    font-size: max(20px, 1.25rem);
    font-weight: 600;
    line-height: var(--_snug);
  }
  @container chat (inline-size >= 960px) {
    .list {
      inline-size: var(--chat-inbox-width, 320px);
    }
  }
  @container chat (inline-size < 640px) {
    .panes:not(.split) {
      ${stacked}
    }
  }
  .panes.stack {
    ${stacked}
  }
`;
