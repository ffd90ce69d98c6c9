/** Messages that the server found: by their words, below the conversations and people (UX-I4), or those that mention the reader. Loaded with the first of them. */
import type {FoundMessage} from '@parlor/sdk';
import {css, html, nothing} from 'lit';
import {adopt} from '../internal/adopt.js';
import type {ChatElement} from '../internal/chat-element.js';
import {each} from '../internal/each.js';
import {nameOf, personOf, type Reading, titleOf} from '../internal/names.js';
import {snippetOf} from '../internal/snippet.js';
import '../strings/en-dialogs.js';
import {foundStyles} from './found-people.js';

export type FoundDoes = {
  title: string;
  problem: string;
  /** Those that are not read say so. */
  marksUnread?: boolean;
  /** There may be more of them. */
  isMore: boolean;
  onOpen: (message: FoundMessage) => void;
  onMore: () => void;
  onKey: (event: KeyboardEvent) => void;
};

export function drawMessages(
  host: ChatElement,
  reads: Reading,
  messages: readonly FoundMessage[],
  does: FoundDoes,
): unknown {
  const {strings} = host;
  const {title, problem, isMore, onMore, onKey} = does;
  for (const sheet of [foundStyles, styles]) adopt(host.renderRoot as ShadowRoot, sheet);
  const told = problem ? html`<p class="problem">${problem}</p>` : nothing;
  if (messages.length === 0) return told;
  return html`<div class="found" role="group" aria-labelledby="found-messages" @keydown=${onKey}>
      <h3 id="found-messages">${title}</h3>
      ${each(
        messages,
        ({conversation, id}) => `${conversation}/${id}`,
        (message, at) => drawMessage(host, reads, message, at, does),
      )}
      ${told}
      ${isMore ? html`<button class="further" tabindex="-1" @click=${onMore}>${problem ? strings.tryAgain : strings.moreResults}</button>` : nothing}
    </div>`;
}

function drawMessage(
  {client, strings}: ChatElement,
  reads: Reading,
  message: FoundMessage,
  at: number,
  {marksUnread, onOpen}: FoundDoes,
): unknown {
  const {conversation: id, sender, text, found} = message;
  const conversation = client && reads.get(client.conversation(id).state);
  const peer = conversation?.peer === undefined ? undefined : personOf(conversation.peer, client, reads);
  const title = titleOf(conversation, peer, strings);
  // all of it may have been read meanwhile
  const isUnread = marksUnread && message.isUnread && !!conversation?.unread;
  const who = sender === client?.user ? strings.you : nameOf(sender, client, reads);
  return html`<button class=${isUnread ? 'hit new' : 'hit'} tabindex=${at === 0 ? 0 : -1} @click=${() => onOpen(message)}>
      <chat-avatar .user=${conversation?.peer ?? id} .name=${title} .src=${conversation?.avatar ?? peer?.avatar}></chat-avatar>
      <span class="hit-title ellipsis" dir="auto">${title}</span>
      <span class="unseen">, ${isUnread ? `${strings.unread}, ` : nothing}</span>
      <chat-time .at=${message.at}></chat-time>
      <span class="unseen">, </span>
      <span class="hit-text"
        ><span class="hit-who"><bdi>${who}</bdi>: </span
        ><bdi>${snippetOf(text, found).map((piece) => (piece.isFound ? html`<mark>${piece.text}</mark>` : piece.text))}</bdi></span
      >
    </button>`;
}

const styles = css`
  #found-messages {
    padding: 4px 12px;
    color: var(--_text-2);
    font-size: var(--_small);
  }
  .hit {
    display: grid;
    grid-template: auto auto / auto minmax(0, 1fr) auto;
    gap: 2px 12px;
    align-items: center;
    inline-size: 100%;
    padding: 8px 12px;
    border-radius: var(--_radius-control);
    text-align: start;
    --chat-avatar-size: 36px;
  }
  .hit:hover {
    background: var(--_hover);
  }
  :is(.hit, .further):focus-visible {
    outline-offset: -2px;
  }
  .hit chat-avatar {
    grid-row: 1 / 3;
    align-self: start;
  }
  .hit-title {
    font-weight: 600;
  }
  .new .hit-title::before {
    content: '';
    display: inline-block;
    inline-size: 8px;
    block-size: 8px;
    margin-inline-end: 6px;
    border: 4px solid var(--_accent);
    border-radius: 50%;
    box-sizing: border-box;
    vertical-align: 1px;
  }
  .hit chat-time {
    color: var(--_text-3);
    font-size: var(--_meta);
  }
  .hit-text {
    grid-area: 2 / 2 / auto / span 2;
    display: -webkit-box;
    overflow: hidden;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    color: var(--_text-2);
    font-size: var(--_small);
    line-height: var(--_snug);
    overflow-wrap: anywhere;
  }
  .hit-who {
    color: var(--_text);
  }
  mark {
    background: none;
    color: var(--_text);
    font-weight: 700;
    text-decoration: underline;
    text-decoration-color: var(--_accent);
    text-decoration-thickness: 2px;
    text-underline-offset: 3px;
  }
  .further {
    min-block-size: 44px;
    padding-inline: 12px;
    border-radius: var(--_radius-control);
    color: var(--_accent);
    font-weight: 600;
  }
`;
