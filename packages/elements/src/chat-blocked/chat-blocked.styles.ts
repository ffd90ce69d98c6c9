import {css} from 'lit';

export const styles = css`
  :host(:not(:state(dialog))) {
    display: block;
    background: var(--_canvas);
    overflow-y: auto;
  }
  .item {
    display: flex;
    gap: var(--_s3);
    align-items: center;
    min-block-size: 56px;
    padding: 6px 20px;
    --chat-avatar-size: 40px;
  }
  .who {
    flex: 1;
    min-inline-size: 0;
    line-height: var(--_snug);
    overflow-wrap: anywhere;
  }
  .unblock {
    flex: none;
    max-inline-size: 60%;
    padding: 4px 14px;
    line-height: var(--_snug);
    overflow-wrap: anywhere;
  }
  .body {
    padding-block-end: 10px;
  }
  h2:focus {
    outline: none;
  }
`;
