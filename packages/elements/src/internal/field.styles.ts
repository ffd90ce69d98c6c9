import {css} from 'lit';

/** A field in a box of its own, with a sign before it. */
export const fieldStyles = css`
  .field {
    display: flex;
    flex: none;
    gap: 8px;
    align-items: center;
    margin: 0 16px 8px;
    padding-inline: 10px;
    border: 1px solid var(--_line-strong);
    border-radius: var(--_radius-card);
    background: var(--_raised);
    color: var(--_text-3);
  }
  .field:focus-within {
    outline: var(--_focus-width) solid var(--_focus);
    outline-offset: -2px;
  }
  .field svg {
    flex: none;
    inline-size: 18px;
    block-size: 18px;
  }
  input {
    flex: 1;
    min-inline-size: 0;
    min-block-size: 40px;
    border: 0;
    background: none;
    color: var(--_text);
    -webkit-appearance: none;
    appearance: none;
  }
  input::placeholder {
    color: var(--_text-3);
    opacity: 1;
  }
`;
