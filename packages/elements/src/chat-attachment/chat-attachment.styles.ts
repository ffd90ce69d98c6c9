import {css} from 'lit';
import {fileKindStyles} from '../internal/file-kind.styles.js';
import {fileNameStyles} from '../internal/file-name.styles.js';

export const styles = [
  fileKindStyles,
  fileNameStyles,
  css`
    :host {
      position: relative;
      min-inline-size: 0;
      max-inline-size: 100%;
    }
    button {
      display: block;
      text-align: start;
    }

    /* a picture fills the room that its message keeps for it */
    .picture {
      position: relative;
      inline-size: 100%;
      block-size: 100%;
      overflow: hidden;
      border-radius: inherit;
      background: var(--_hover);
      cursor: zoom-in;
    }
    canvas,
    img {
      position: absolute;
      inset: 0;
      inline-size: 100%;
      block-size: 100%;
      object-fit: cover;
    }
    img {
      opacity: 0;
      transition: opacity 120ms;
    }
    .shown {
      opacity: 1;
    }
    .picture:focus-visible {
      outline-offset: -4px;
      box-shadow: inset 0 0 0 6px var(--_canvas);
    }
    .picture:focus-visible::after {
      content: '';
      position: absolute;
      inset: 0;
      border: 3px solid var(--_focus);
      border-radius: inherit;
      box-shadow: inset 0 0 0 2px var(--_canvas);
    }
    .broken {
      position: absolute;
      inset: 0;
      display: grid;
      place-content: center;
      justify-items: center;
      gap: 6px;
      padding: 8px;
      background: var(--_hover);
      color: var(--_text-2);
      font-size: var(--_meta);
      line-height: var(--_tight);
      text-align: center;
    }

    /* any other file */
    .file {
      display: flex;
      gap: 10px;
      align-items: center;
      inline-size: 100%;
      min-block-size: 52px;
      padding: 6px;
      padding-inline-end: 10px;
      border-radius: inherit;
    }
    .file:focus-visible {
      outline-offset: -2px;
    }
    .file:hover {
      background: color-mix(in oklab, var(--_text) 6%, transparent);
    }
    .kind {
      inline-size: 40px;
      block-size: 40px;
      border-radius: 10px;
      letter-spacing: 0.02em;
    }
    .kind svg {
      grid-area: 1 / 1;
    }
    .about {
      flex: 1;
      min-inline-size: 0;
      line-height: var(--_snug);
    }
    .size {
      display: block;
      color: var(--_text-2);
      font-size: var(--_meta);
      font-variant-numeric: tabular-nums;
      line-height: var(--_tight);
    }

    /* on its way */
    .ring {
      position: absolute;
      inset-block-start: 50%;
      inset-inline-start: 6px;
      display: grid;
      place-items: center;
      inline-size: 40px;
      block-size: 40px;
      border-radius: 50%;
      translate: 0 -50%;
      color: var(--_on-accent);
    }
    .picture ~ .ring {
      inset: calc(50% - 22px) auto auto calc(50% - 22px);
      inline-size: 44px;
      block-size: 44px;
      translate: none;
      background: #000a;
      color: #fff;
    }
    .ring svg {
      inline-size: 16px;
      block-size: 16px;
    }
    .ring .circle {
      position: absolute;
      inset: 0;
      inline-size: 100%;
      block-size: 100%;
      rotate: -90deg;
      stroke-width: 3;
    }
    .picture ~ .ring .circle {
      padding: 3px;
    }
    .circle circle {
      opacity: 0.3;
    }
    .circle .done {
      opacity: 1;
      transition: stroke-dasharray 180ms;
    }
    @media (forced-colors: active) {
      .kind,
      .ring,
      .picture ~ .ring {
        border: 1px solid ButtonText;
        background: ButtonFace;
        color: ButtonText;
      }
    }
  `,
];
