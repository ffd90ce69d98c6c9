/** What stands where a list is on its way, did not come, or has nothing in it. */
import {html} from 'lit';
import type {Strings} from '../strings.js';
import type {LoadState} from './loaded.js';

/** Nothing while it is shown. Without a connection there is nothing to press: it comes by itself. */
export function drawUnloaded(
  {loading, tryAgain}: Strings,
  is: LoadState,
  {failed, offline}: {failed: string; offline: string},
  again: () => unknown,
) {
  if (is === 'shown') return undefined;
  if (is === 'loading') return html`<div class="state" role="status">${loading}</div>`;
  return html`<div class="state" role="alert">
    <h3>${failed}</h3>
    ${
      is.failed === 'OFFLINE'
        ? offline
        : html`<small>${is.failed}</small><button class="action" @click=${again}>${tryAgain}</button>`
    }
  </div>`;
}

export const drawEmpty = (title: string, text: string) =>
  html`<slot name="empty"><div class="state"><h3>${title}</h3>${text}</div></slot>`;
