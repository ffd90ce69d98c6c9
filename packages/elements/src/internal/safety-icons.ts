/** Icons for blocking and reporting: the first page needs neither. */
import {html} from 'lit';
import type {Icons} from './icons.js';

const paths = {
  block: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM5 5l10 10',
  flag: 'M5 17V3.5h9.5L12.5 7l2 3.5H5',
};

export const drawSafetyIcon = (name: keyof typeof paths, icons: Icons = {}): unknown =>
  icons[name]?.() ?? html`<svg viewBox="0 0 20 20" aria-hidden="true"><path d=${paths[name]}></path></svg>`;
