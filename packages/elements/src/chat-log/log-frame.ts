/** What a log draws besides messages: days, dividers, the edges of what is loaded, and what stands there while it is empty. */
import type {Timeline} from '@parlor/sdk';
import {html, nothing} from 'lit';
import {dayLabel} from '../chat-time/format.js';
import type {ChatSettings} from '../internal/client-context.js';
import {drawIcon} from '../internal/icons.js';
import type {MessageRow, Row} from '../internal/rows.js';
import '../strings/en-conversation.js';

export type FrameView = {
  settings: ChatSettings;
  headingLevel: number;
  failed: Timeline['failed'];
  isLoading: (edge: 'older' | 'newer') => boolean;
  onLoad: (edge: 'older' | 'newer') => void;
  onUnfold: (key: string) => void;
};

/** A row that is not a message. */
export function drawOther(row: Exclude<Row, MessageRow>, view: FrameView): unknown {
  const {settings, headingLevel, onUnfold} = view;
  const {strings} = settings;
  // a press asks which day to go to
  const day = (at: number) =>
    html`<button tabindex="-1" aria-haspopup="dialog">${dayLabel(at, settings.now(), settings, strings)}</button>`;
  switch (row.type) {
    case 'day':
      return html`<div class="day" part="day" role="heading" aria-level=${headingLevel}>${day(row.at)}</div>`;
    case 'unread':
      return row.at === undefined
        ? html`<div class="unread" part="divider" role="separator" aria-label=${strings.newMessages}>${strings.new}</div>`
        : html`<div class="unread"
            ><span class="day-name" part="day" role="heading" aria-level=${headingLevel}>${day(row.at)}</span
            ><span class="line" part="divider" role="separator" aria-label=${strings.newMessages}>${strings.new}</span></div
          >`;
    case 'folded':
      return html`<button class="folded" tabindex="-1" @click=${() => onUnfold(row.key)}
        >${strings.changes(row.messages.length)}</button
      >`;
    case 'start':
      return html`<div class="edge" part="start"><slot name="start">${strings.startOfConversation}</slot></div>`;
    default:
      return drawEdge(row.type, view);
  }
}

/** One row of one height, whether it offers, loads or has failed: the change moves nothing. */
function drawEdge(edge: 'older' | 'newer', {settings, failed, isLoading, onLoad}: FrameView): unknown {
  const {strings} = settings;
  const isBusy = isLoading(edge);
  const hasFailed = !isBusy && failed?.edge === edge;
  const offer = edge === 'older' ? strings.loadEarlier : strings.loadLater;
  return html`<div class="edge" aria-busy=${isBusy}
    >${hasFailed ? html`<span>${strings.couldNotLoad}</span>` : nothing}<button
      tabindex="-1"
      class=${isBusy ? 'busy' : ''}
      ?disabled=${isBusy}
      @click=${() => onLoad(edge)}
      >${isBusy ? strings.loading : hasFailed ? strings.tryAgain : offer}</button
    ></div
  >`;
}

/** Instead of messages: what failed, or that there are none yet. */
export function drawEmpty(
  {strings, icons}: ChatSettings,
  {failed, onRetry}: {failed: Timeline['failed']; onRetry: () => void},
): unknown {
  if (failed) {
    return html`<div class="over"
      ><slot name="error"
        ><b>${strings.couldNotLoad}</b><button class="action" @click=${onRetry}>${strings.tryAgain}</button
        ><small>${failed.code}</small></slot
      ></div
    >`;
  }
  return html`<div class="over"><slot name="empty">${drawIcon('messages', icons)}<b>${strings.noMessages}</b>${strings.noMessagesText}</slot></div>`;
}

/** A placeholder over what is not there yet; the styles draw it after 200 ms (UX-S2). */
export function drawSkeleton({strings}: ChatSettings): unknown {
  return html`<div aria-busy="true"
    ><slot name="loading"
      ><span class="unseen">${strings.loading}</span
      ><div class="over skeleton" aria-hidden="true">${[1, 2, 3, 4, 5, 6].map(() => html`<i></i>`)}</div></slot
    ></div
  >`;
}

/** The button to the latest message, with how many were not seen yet (UX-L9). */
export function drawJump(
  {strings, icons}: ChatSettings,
  {unseen, density, onClick}: {unseen: number; density: string; onClick: (event: MouseEvent) => void},
): unknown {
  const label = unseen > 0 ? `${strings.jumpToLatest}, ${strings.newCount(unseen)}` : strings.jumpToLatest;
  return html`<button class="jump ${density}" part="jump" aria-label=${label} @click=${onClick}
      >${unseen > 0 ? html`<b data-count=${unseen > 99 ? '99+' : unseen}></b>` : nothing}${drawIcon('down', icons)}</button
    >`;
}
