import {css} from 'lit';

export const styles = css`
  :host {
    --_gutter: var(--chat-gutter, 16px);
    display: flex;
    flex-direction: column;
    position: relative;
    block-size: 100%;
    contain-intrinsic-block-size: var(--chat-height, min(720px, 100dvh - 16px));
    min-block-size: 200px;
    min-inline-size: 0;
    overflow: hidden;
    container: chat-thread / size;
    background: var(--_canvas);
    --chat-avatar-ring: var(--_canvas);
  }
  .frame {
    display: flex;
    flex-direction: column;
    flex: 1;
    min-block-size: 0;
  }
  .header {
    display: flex;
    flex: none;
    gap: 12px;
    align-items: center;
    min-block-size: 56px;
    padding: 6px 16px;
    padding-inline-end: calc(8px + var(--_corner, 0px));
    border-block-end: 1px solid var(--_line);
  }
  .back {
    display: var(--chat-thread-back, none);
    margin-inline: -10px -6px;
  }
  :host([back]) .back {
    display: inline-grid;
  }
  .who {
    flex: 1;
    min-inline-size: 0;
  }
  h2 {
    margin: 0;
    font-size: var(--_body);
    font-weight: 600;
    line-height: var(--_tight);
  }
  h2:focus-visible {
    border-radius: 4px;
  }
  .about {
    color: var(--_text-3);
    font-size: var(--_meta);
    line-height: var(--_tight);
  }
  chat-log,
  .log {
    flex: 1;
    min-block-size: 0;
  }
  slot[name='log']::slotted(*) {
    flex: 1;
    min-block-size: 0;
  }
  chat-typing {
    flex: none;
  }
  chat-composer {
    flex: none;
    --chat-gutter: calc(var(--_gutter) - 4px);
  }
  .state {
    display: grid;
    flex: 1;
    gap: 6px;
    place-content: center;
    justify-items: center;
    padding: 24px;
    color: var(--_text-2);
    text-align: center;
    text-wrap: balance;
  }
  h3 {
    margin: 0;
    color: var(--_text);
    font-size: max(20px, 1.25rem);
    font-weight: 600;
    line-height: var(--_snug);
  }
  .state svg {
    inline-size: 40px;
    block-size: 40px;
    margin-block-end: 8px;
    color: var(--_text-3);
    stroke-width: 1.2;
  }
  @container chat-thread (block-size < 420px) {
    .header {
      min-block-size: 44px;
      padding-block: 0;
    }
    .header > chat-avatar {
      display: none;
    }
  }
  @container chat-thread (inline-size < 360px) {
    .frame {
      --chat-gutter: 12px;
      --_gutter: 12px;
    }
    .header > chat-avatar {
      --chat-avatar-size: 32px;
    }
  }
`;
