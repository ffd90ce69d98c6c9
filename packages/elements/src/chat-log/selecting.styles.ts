import {css} from 'lit';

export const styles = css`
  .scroller[data-selecting] {
    inset-block-end: 56px;
    -webkit-user-select: none;
    user-select: none;
    --_mark: 36px;
  }
  .scroller[data-selecting='compact'] {
    --_mark: 24px;
  }
  .scroller[data-selecting] ~ .jump {
    inset-block-end: calc(56px + var(--_s3));
  }
  [data-selecting] chat-message[data-selectable] {
    cursor: pointer;
  }
  [data-selecting] chat-message[data-selected] {
    background: var(--_hover);
  }
  /* in the column of the avatars, in their place and in that of the times that come with the focus */
  [data-selecting] chat-message[data-selectable]::part(avatar),
  [data-selecting] chat-message[data-selectable]:not(:state(own))::part(meta) {
    visibility: hidden;
  }
  [data-selecting] chat-message[data-selectable]::before {
    content: '';
    position: absolute;
    z-index: 1;
    inset-block-start: 50%;
    inset-inline-start: calc(var(--chat-gutter, var(--_s4)) + var(--_mark) / 2 - 12px);
    inline-size: 20px;
    block-size: 20px;
    margin-block-start: -12px;
    border: 2px solid var(--_line-strong);
    border-radius: 50%;
    background: var(--_canvas);
  }
  [data-selecting] chat-message[data-selected]::before {
    border-color: var(--_accent);
    background: var(--_accent);
  }
  [data-selecting] chat-message[data-selected]::after {
    content: '';
    position: absolute;
    z-index: 2;
    inset-block-start: 50%;
    inset-inline-start: calc(var(--chat-gutter, var(--_s4)) + var(--_mark) / 2 - 6px);
    inline-size: 10px;
    block-size: 5px;
    margin-block-start: -5px;
    border: 0 solid var(--_on-accent);
    border-block-end-width: 2px;
    border-inline-start-width: 2px;
    rotate: -45deg;
  }
  [data-selecting] chat-message[data-selected]:dir(rtl)::after {
    scale: -1 1;
  }
  .selection {
    position: absolute;
    inset-block-end: 0;
    inset-inline: 0;
    display: flex;
    gap: 4px;
    align-items: center;
    block-size: 56px;
    padding-inline: 8px;
    border-block-start: 1px solid var(--_line);
    background: var(--_raised);
    animation: late 120ms;
  }
  .selection .count {
    flex: 1;
    min-inline-size: 0;
    overflow: hidden;
    font-weight: 600;
    text-overflow: ellipsis;
    white-space: nowrap;
    font-variant-numeric: tabular-nums;
  }
  .selection .act {
    display: flex;
    flex: none;
    gap: 8px;
    align-items: center;
    min-inline-size: 44px;
    min-block-size: 44px;
    padding-inline: 12px;
    border-radius: var(--_radius-control);
    color: var(--_text-2);
    font-weight: 600;
  }
  .selection .act:hover {
    background: var(--_hover);
  }
  .selection .act[aria-disabled] {
    color: var(--_text-3);
    cursor: default;
  }
  @container (inline-size < 520px) {
    .selection .act span {
      position: absolute;
      clip-path: inset(50%);
      white-space: nowrap;
    }
    .selection .act {
      justify-content: center;
      padding-inline: 0;
    }
    .selection .count {
      line-height: 1.2;
      white-space: normal;
    }
  }
  @media (forced-colors: active) {
    [data-selecting] chat-message[data-selected]::before {
      forced-color-adjust: none;
    }
    .selection .act[aria-disabled] {
      color: GrayText;
    }
  }
`;
