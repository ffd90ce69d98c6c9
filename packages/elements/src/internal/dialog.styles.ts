import {css} from 'lit';
import {fieldStyles} from './field.styles.js';

/** Our modal dialogs: a sheet over the whole view where it is narrow, a card where there is room. */
export const dialogStyles = css`
  :host {
    display: contents;
  }
  dialog {
    flex-direction: column;
    inline-size: min(440px, 100vw - 32px);
    block-size: min(620px, 100dvh - 48px);
    max-inline-size: none;
    max-block-size: none;
    margin: auto;
    padding: 0;
    overflow: hidden;
    border: var(--_border) solid var(--_line-strong);
    border-radius: var(--_radius-panel);
    background: var(--_canvas);
    box-shadow: var(--_shadow);
    color: var(--_text);
    font: 400 var(--_body) / var(--_line-box) var(--_font);
    --chat-avatar-ring: var(--_canvas);
  }
  dialog[open] {
    display: flex;
    animation: rise 240ms var(--_ease);
  }
  dialog::backdrop {
    background: #0006;
  }
  @keyframes rise {
    from {
      opacity: 0;
      translate: 0 12px;
    }
  }
  @media (max-width: 480px) {
    dialog {
      inline-size: 100vw;
      block-size: 100dvh;
      padding: env(safe-area-inset-top) env(safe-area-inset-right) env(safe-area-inset-bottom) env(safe-area-inset-left);
      border: 0;
      border-radius: 0;
    }
  }
  .top {
    display: flex;
    flex: none;
    gap: 8px;
    align-items: center;
    padding: 8px;
    padding-inline-start: 20px;
  }
  h2 {
    flex: 1;
    margin: 0;
    font-size: var(--_title);
    font-weight: 600;
    line-height: var(--_snug);
  }
  h3 {
    margin: 0;
    padding: 12px 20px 6px;
    color: var(--_text-2);
    font-size: var(--_small);
    font-weight: 600;
    line-height: var(--_snug);
  }
  .body {
    flex: 1;
    min-block-size: 0;
    overflow-y: auto;
    overscroll-behavior: contain;
    scrollbar-width: thin;
  }
  ${fieldStyles}
  /* what stands in no box that draws its focus */
  :is(input, textarea):not(.field *, [type='radio']):is(:focus-visible, [type^='date']:focus-within) {
    outline: var(--_focus-width) solid var(--_focus);
    outline-offset: 1px;
  }
  ul {
    margin: 0;
    padding: 0 8px 8px;
    list-style: none;
  }
  .person {
    display: flex;
    gap: 12px;
    align-items: center;
    inline-size: 100%;
    min-block-size: 52px;
    padding: 6px 12px;
    border-radius: var(--_radius-control);
    text-align: start;
  }
  button.person:hover {
    background: var(--_hover);
  }
  button.person:focus-visible {
    outline-offset: -2px;
  }
  .person > :nth-child(2) {
    flex: 1;
    min-inline-size: 0;
  }
  .person > svg {
    color: var(--_accent);
  }
  .setting {
    display: flex;
    gap: 12px;
    align-items: center;
    inline-size: 100%;
    min-block-size: 48px;
    padding: 0 20px;
    text-align: start;
  }
  .setting:hover {
    background: var(--_hover);
  }
  .setting:focus-visible {
    outline-offset: -2px;
  }
  .setting svg {
    color: var(--_text-2);
  }
  .name {
    font-weight: 600;
  }
  .quiet {
    color: var(--_text-3);
    font-size: var(--_meta);
    line-height: var(--_tight);
  }
  .hint {
    padding: 12px 20px;
    color: var(--_text-2);
    font-size: var(--_small);
  }
  .problem {
    margin: 0;
    padding: 0 20px 12px;
    color: var(--_danger);
    font-size: var(--_small);
  }
  .chips {
    display: flex;
    flex: none;
    flex-wrap: wrap;
    gap: 6px;
    max-block-size: 104px;
    margin: 0;
    padding: 0 16px 8px;
    overflow-y: auto;
  }
  .chips button {
    display: flex;
    gap: 6px;
    align-items: center;
    min-block-size: 32px;
    padding: 0 8px 0 4px;
    border: var(--_border) solid currentColor;
    border-radius: var(--_radius-card);
    background: var(--_own);
    font-size: var(--_small);
    --chat-avatar-size: 24px;
  }
  .chips svg {
    inline-size: 14px;
    block-size: 14px;
  }
  .bottom {
    display: flex;
    flex: none;
    flex-wrap: wrap;
    gap: 8px;
    justify-content: flex-end;
    padding: 12px 20px;
    border-block-start: 1px solid var(--_line);
  }
  .bottom .field {
    flex: 1 1 100%;
    margin: 0;
  }
  .primary,
  .plain {
    min-block-size: 40px;
    padding: 0 18px;
    border: var(--_border) solid currentColor;
    border-radius: var(--_radius-control);
    background: var(--_hover);
    font-weight: 600;
  }
  .primary {
    background: var(--_accent);
    color: var(--_on-accent);
  }
  @media (forced-colors: active) {
    .primary {
      forced-color-adjust: none;
    }
  }
  .primary[aria-disabled='true'] {
    background: var(--_hover);
    color: var(--_text-3);
    cursor: default;
  }
`;

/** For those with little in them: as high as that, where there is room for a card. */
export const fitStyles = css`
  dialog {
    block-size: fit-content;
    max-block-size: min(620px, 100dvh - 48px);
  }
  @media (max-width: 480px) {
    dialog {
      block-size: 100dvh;
      max-block-size: none;
    }
  }
`;
