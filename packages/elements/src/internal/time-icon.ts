/** A clock, for what waits for its time: the first page needs none. */
import {html} from 'lit';
import type {Icons} from './icons.js';

export const drawTimeIcon = (icons: Icons = {}): unknown =>
  icons.clock?.() ??
  html`<svg viewBox="0 0 20 20" aria-hidden="true"><path d="M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14Zm0-11v4.2l2.6 1.8"></path></svg>`;
