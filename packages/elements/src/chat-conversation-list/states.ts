/** What is drawn where there are no rows. */
import type {InboxList} from '@parlor/sdk';
import {html, nothing} from 'lit';
import type {Strings} from '../strings.js';

export function drawSkeleton(strings: Strings) {
  return html`<slot name="loading"
      ><div class="skeleton" role="img" aria-label=${strings.loading}>
        ${Array.from({length: 6}, () => html`<div><i></i><i></i><i></i></div>`)}
      </div></slot
    >`;
}

export function drawNothing(
  strings: Strings,
  {failed}: InboxList,
  words: string,
  filter: string,
  onRetry: () => Promise<void>,
  onStart: (() => Promise<void>) | undefined,
) {
  if (failed) return html`<slot name="error">${drawFailure(strings, onRetry, failed)}</slot>`;
  if (words) return html`<div class="state">${strings.noResults(words)}</div>`;
  if (filter !== 'all') return html`<div class="state">${strings.nothingInFilter}</div>`;
  return html`<slot name="empty"
      ><div class="state">
        <h3>${strings.noConversations}</h3>
        ${strings.noConversationsText}
        ${onStart ? html`<button class="action" @click=${onStart}>${strings.startConversation}</button>` : nothing}
      </div></slot
    >`;
}

export function drawFailure(strings: Strings, onRetry: () => Promise<void>, code?: string) {
  return html`<div class="state">
      <b>${strings.couldNotLoadConversations}</b>
      ${code ? html`<small>${code}</small>` : nothing}
      <button class="action" @click=${onRetry}>${strings.tryAgain}</button>
    </div>`;
}
