import {css} from 'lit';

export const styles = css`
  :host {
    background: var(--_canvas);
    overflow-y: auto;
  }
  [part='badge'] {
    min-inline-size: 20px;
    padding-inline: 6px;
    border: var(--_border) solid currentColor;
    border-radius: 10px;
    background: var(--_accent);
    color: var(--_on-accent);
    font-size: var(--_meta);
    font-variant-numeric: tabular-nums;
    font-weight: 600;
    line-height: max(20px, 1.25rem);
    text-align: center;
  }
  .all,
  .more {
    min-block-size: 40px;
    color: var(--_accent);
    font-size: var(--_small);
    font-weight: 600;
  }
  .all {
    margin-inline-start: auto;
  }
  .more {
    inline-size: 100%;
    padding: 0 20px;
  }
  :is(.all, .more):hover {
    text-decoration: underline;
  }
  .item {
    position: relative;
    display: flex;
    align-items: center;
  }
  .item:hover {
    background: var(--_hover);
  }
  .unread {
    background: color-mix(in oklab, var(--_accent) 8%, var(--_canvas));
  }
  /* not by its colour alone */
  .unread::before {
    content: '';
    position: absolute;
    inset-block: 0;
    inset-inline-start: 0;
    border-inline-start: 3px solid var(--_accent);
  }
  .open {
    display: flex;
    flex: 1;
    gap: var(--_s3);
    align-items: flex-start;
    min-inline-size: 0;
    padding: 10px 20px;
    color: inherit;
    text-align: start;
    text-decoration: none;
    --chat-avatar-size: 40px;
  }
  .open:focus-visible,
  .more:focus-visible {
    outline-offset: -2px;
  }
  .sign {
    display: grid;
    flex: none;
    place-items: center;
    inline-size: 40px;
    block-size: 40px;
    border-radius: 50%;
    background: var(--_hover);
    color: var(--_text-2);
  }
  .words {
    display: flex;
    flex: 1;
    flex-direction: column;
    gap: 2px;
    min-inline-size: 0;
    overflow-wrap: anywhere;
    line-height: var(--_snug);
  }
  b {
    font-weight: 400;
  }
  .unread b {
    font-weight: 600;
  }
  .body {
    color: var(--_text-2);
    font-size: var(--_small);
    line-height: var(--_snug);
    white-space: pre-line;
  }
  chat-time {
    color: var(--_text-2);
    font-size: var(--_meta);
    line-height: var(--_snug);
  }
  .does {
    display: flex;
    flex: none;
    padding-inline-end: 12px;
  }
  @media (forced-colors: active) {
    [part='badge'] {
      forced-color-adjust: none;
    }
  }
`;
