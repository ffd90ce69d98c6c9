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
  onRetry: () => void,
  onAll: () => void,
  onStart: (() => void) | undefined,
) {
  if (failed) return html`<slot name="error">${drawFailure(strings, onRetry, failed)}</slot>`;
  if (words) return drawState(strings.noResults(words), strings.noResultsText);
  if (filter !== 'all')
    return drawState(strings.nothingInFilter, strings.nothingInFilterText, drawAction(strings.showAll, onAll));
  return html`<slot name="empty"
      >${drawState(
        strings.noConversations,
        strings.noConversationsText,
        onStart ? drawAction(strings.startConversation, onStart) : nothing,
      )}</slot
    >`;
}

/** A heading, a sentence, at most one thing to do (UX-S3). */
const drawState = (title: string, text: string, action: unknown = nothing) =>
  html`<div class="state"><h3>${title}</h3>${text}${action}</div>`;

const drawAction = (label: string, onClick: () => void) =>
  html`<button class="action" @click=${onClick}>${label}</button>`;

export function drawFailure(strings: Strings, onRetry: () => void, code?: string) {
  return html`<div class="state">
      <b>${strings.couldNotLoadConversations}</b>
      ${code ? html`<small>${code}</small>` : nothing}
      ${drawAction(strings.tryAgain, onRetry)}
    </div>`;
}
