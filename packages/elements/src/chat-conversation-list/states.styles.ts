import {css} from 'lit';
import {emptyStyles} from '../internal/empty.styles.js';

/** What stands where there are no rows. */
export const stateStyles = css`
  ${emptyStyles}
  .skeleton {
    animation: late 200ms 200ms backwards;
  }
  .skeleton div {
    display: grid;
    grid-template: auto auto / var(--chat-avatar-size) 1fr;
    gap: 0 12px;
    align-items: center;
    align-content: center;
    block-size: var(--_row);
    padding: 0 20px;
  }
  .skeleton i {
    block-size: 10px;
    max-inline-size: 45%;
    border-radius: 5px;
    background: var(--_hover);
  }
  .skeleton i:first-child {
    grid-row: 1 / 3;
    block-size: var(--chat-avatar-size);
    max-inline-size: none;
    border-radius: var(--chat-avatar-radius, calc(var(--chat-avatar-size) / 3));
  }
  .skeleton i:last-child {
    max-inline-size: 80%;
  }
  @keyframes late {
    from {
      opacity: 0;
    }
  }
`;
