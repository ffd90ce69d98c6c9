/** What is drawn around a message's text. */
import type {Message} from '@parlor/sdk';
import {isVote} from '@parlor/sdk/poll';
import {html, nothing} from 'lit';
import {clockTime, fullTime} from '../chat-time/format.js';
import {ChatQuoteEvent} from '../events.js';
import {beginningWords} from '../internal/beginning.js';
import type {ChatSettings} from '../internal/client-context.js';
import {drawForwardIcon} from '../internal/forward-icon.js';
import {drawIcon} from '../internal/icons.js';
import {shortCount} from '../internal/short-count.js';
import {isVisible} from '../internal/visible.js';
import type {Strings} from '../strings.js';
import '../strings/en-conversation.js';

/** What of the element these templates need. */
export type Host = EventTarget & {
  readonly message: Message | undefined;
  readonly me?: string;
  readonly active: boolean;
  readonly kind: {render: (message: Message) => unknown} | undefined;
  readonly plainText: string;
  readonly nameOf: (user: string) => string;
  readonly strings: Strings;
  readonly settings: ChatSettings;
  do(action: 'react' | 'retry' | 'edit' | 'delete', key?: string): void;
  requestUpdate(): void;
  /** A pointer or the focus has come to the reactions, or left them. */
  onReactions(event: Event): void;
};

export function drawSystem({active, kind, plainText, settings}: Host, message: Message) {
  return html`<article
      part="row"
      class="row system"
      tabindex=${active ? 0 : -1}
      aria-labelledby="body when"
      ><span id="body">${kind?.render(message) ?? plainText}</span
      ><time id="when" class="unseen">${clockTime(message.at, settings)}</time></article
    >`;
}

export function drawEdited({settings, strings}: Host, message: Message) {
  // that a poll is closed is no edit, also before the server has said so
  if (!message.editedAt || message.deleted || message.content.poll) return nothing;
  const title = strings.editedAt(fullTime(message.editedAt, settings));
  return html` <span class="time" title=${title} aria-label=${title} role="note">${strings.edited}</span>`;
}

/** Its name says it in words. */
export const drawPin = ({settings}: Host, {pinned, deleted}: Message) =>
  pinned && !deleted
    ? html` <span class="time pin" aria-hidden="true">${drawIcon('pin', settings.icons)}</span>`
    : nothing;

/** That the words are another's; whose is not told (PWP-FORWARD-001). */
export const drawForwarded = ({settings, strings}: Host) =>
  html`<div id="forwarded" class="forwarded">${drawForwardIcon(settings.icons)}${strings.forwarded}</div>`;

export function drawQuote(host: Host, quote: NonNullable<Message['replyTo']>) {
  const {strings} = host;
  const {sender, text, deleted} = quote;
  const isBlank = text.trim() && !isVisible(text);
  const name = sender === host.me ? strings.you : host.nameOf(sender);
  return html`<button
      class="quote"
      part="quote"
      tabindex="-1"
      @click=${() => onQuote(host)}
      ><span class="unseen">${strings.quoteOf(name)}</span><b class="ellipsis" dir="auto" aria-hidden="true">${name}</b
      ><span dir="auto">${deleted ? strings.originalDeleted : isBlank ? strings.emptyMessage : beginningWords(quote, strings)}</span></button
    >`;
}

function onQuote(host: Host): void {
  if (!host.message) return;
  const wish = new ChatQuoteEvent(host.message);
  host.dispatchEvent(wish);
}

export function drawReactions(host: Host, {reactions: all, content: {poll}}: Message) {
  // a vote is one, and is shown where it was chosen
  const reactions = poll ? all.filter(({key}) => !isVote(key)) : all;
  if (reactions.length === 0) return nothing;
  const {strings} = host;
  return html`<div
      class="reactions"
      part="reactions"
      role="group"
      aria-label=${strings.reactions}
      @pointerover=${host.onReactions}
      @pointerleave=${host.onReactions}
      @focusin=${host.onReactions}
      @focusout=${host.onReactions}
      >${reactions.map(({key, count, own}) => {
        // the name says what is seen (WCAG 2.5.3)
        const shown = shortCount(count, host.settings.locale);
        return html`<button
            tabindex="-1"
            aria-pressed=${own}
            aria-label=${strings.reaction(key, shown, own)}
            data-key=${key}
            @click=${() => host.do('react', key)}
            ><span>${key}</span>${shown}</button
          >`;
      })}</div
    >`;
}

let trouble: typeof import('./message-trouble.js') | undefined;

/** What failed, why, and what can be done; it comes with the first message that was refused. */
export function drawTrouble(host: Host, message: Message) {
  if (!trouble)
    import('./message-trouble.js').then((loaded) => {
      trouble = loaded;
      host.requestUpdate();
    }, reportError);
  return trouble?.drawTrouble(host, message);
}
