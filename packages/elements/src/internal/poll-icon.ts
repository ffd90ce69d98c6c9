/** Three bars, for a poll. */
import {html} from 'lit';
import type {Icons} from './icons.js';

export const drawPollIcon = (icons: Icons = {}): unknown =>
  icons.poll?.() ??
  html`<svg class="mirrors" viewBox="0 0 20 20" aria-hidden="true"><path d="M4 5h7M4 10h12M4 15h4"></path></svg>`;
