/** The icon of what is passed on: the first page needs it only where something was. */
import {html} from 'lit';
import type {Icons} from './icons.js';

export const drawForwardIcon = (icons: Icons = {}): unknown =>
  icons.forward?.() ??
  html`<svg class="mirrors" viewBox="0 0 20 20" aria-hidden="true"><path d="M12 5l4.5 4.5L12 14m4.5-4.5H8A4.5 4.5 0 0 0 3.5 14v1"></path></svg>`;
