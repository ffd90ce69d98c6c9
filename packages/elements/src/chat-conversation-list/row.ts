import type {Chat, Conversation} from '@parlor/sdk';
import {html, nothing} from 'lit';
import {beginningWords} from '../internal/beginning.js';
import type {ChatSettings} from '../internal/client-context.js';
import type {DrawnName} from '../internal/icons.js';
import {isolate, nameOf, personOf, presenceWord, type Reading, titleOf} from '../internal/names.js';
import {setStyle} from '../internal/set-style.js';

/** What a host draws in the place of a row: `default()` is what we would draw. */
export type RenderRow = (conversation: Conversation, context: {default: () => unknown}) => unknown;
/** What can be done with a conversation, in the menu of its row. */
export type RowAction = {
  /** Of ours: `pin`, `mute`, `unread`, `archive`, `clear`. */
  name?: string;
  label: string;
  /** A node or a template, 20 × 20 px. */
  icon?: unknown;
  /** Drawn in the colour of what cannot be undone. */
  isDangerous?: boolean;
  act: (conversation: Conversation) => void;
};

export type RowContext = {
  client: Chat | undefined;
  reads: Reading;
  settings: ChatSettings;
  icon: (name: DrawnName) => unknown;
  renderRow?: RenderRow | undefined;
};
export type RowPlace = {index: number; top: number; isSelected: boolean; isActive: boolean};

export const isUnread = ({unread, markedUnread}: Conversation): boolean => unread > 0 || markedUnread;

export function rowTitle(conversation: Conversation, {client, reads, settings}: RowContext): string {
  const peer = conversation.peer === undefined ? undefined : personOf(conversation.peer, client, reads);
  return titleOf(conversation, peer, settings.strings);
}

type Line = {before: string; text: string; is: 'typing' | 'draft' | 'message'};

/** The one line under the name, with the sender isolated from the text's direction: who is typing, else what was left unsent, else the newest message. */
function secondLine(
  conversation: Conversation,
  isSelected: boolean,
  {client, reads, settings: {strings}}: RowContext,
): Line {
  const {id, preview, type} = conversation;
  const handle = client?.conversation(id);
  const typing = handle ? reads.get(handle.typing) : [];
  if (typing.length > 0) {
    const names = () => typing.map((user) => isolate(nameOf(user, client, reads)));
    return {before: '', text: type === 'direct' ? strings.typingHere : strings.typing(names()), is: 'typing'};
  }
  const draft = handle && !isSelected ? reads.get(handle.draft)?.text.trim() : '';
  if (draft) return {before: strings.draft, text: draft, is: 'draft'};
  if (!preview) return {before: '', text: '', is: 'message'};
  const text = preview.deleted ? strings.messageDeleted : beginningWords(preview, strings);
  const who = preview.own ? strings.you : nameOf(preview.sender, client, reads);
  const isNamed = preview.kind !== 'system' && (preview.own || type !== 'direct');
  return {before: isNamed ? `${isolate(who)}:` : '', text, is: 'message'};
}

/** One conversation as a row of the grid: a button to open it and one for its menu, in a cell each (UX 1.6). */
export function drawRow(conversation: Conversation, place: RowPlace, context: RowContext) {
  const {client, reads, settings, icon, renderRow} = context;
  const {strings, now} = settings;
  const {id, unread, mentions, pinned, preview, avatar} = conversation;
  const {isSelected, isActive} = place;
  const peer = conversation.peer === undefined ? undefined : personOf(conversation.peer, client, reads);
  const title = titleOf(conversation, peer, strings);
  const line = secondLine(conversation, isSelected, context);
  const at = preview?.at ?? conversation.lastActivity;
  const isMuted = conversation.mutedUntil > now();
  const count = mentions || unread;
  // said between the name and the line under it; what is drawn for it is hidden from the tree
  const states = [
    presenceWord(peer?.presence, strings),
    mentions > 0 && strings.mentionCount(mentions),
    unread > 0 ? strings.unreadCount(unread) : conversation.markedUnread && strings.markedUnread,
    isMuted && strings.muted,
    pinned && strings.pinned,
  ].filter(Boolean);
  const tab = isActive ? 0 : -1;
  const drawn = () =>
    html`<chat-avatar .user=${conversation.peer ?? id} .name=${title} .src=${avatar ?? peer?.avatar} .presence=${peer?.presence}></chat-avatar>
      <span class="lines">
        <span class="name ellipsis" part="row-name" dir="auto">${title}</span>
        <span class="unseen">, ${states.map((state) => `${state}, `)}</span>
        <span class="preview" part="row-preview">
          ${
            preview?.own && preview.delivery && !preview.deleted && line.is === 'message'
              ? html`<chat-receipt .delivery=${preview.delivery}></chat-receipt>`
              : nothing
          }
          ${line.before ? html`<span class="before ellipsis ${line.is}" dir="auto">${line.before}</span>` : nothing}
          <span class="ellipsis ${line.is}" dir="auto">${line.text}</span>
        </span>
      </span>
      <span class="unseen">, </span>
      <span class="end">
        <span class="signs">
          ${isMuted ? icon('mute') : nothing}${pinned ? icon('pin') : nothing}
          ${at > 0 ? html`<chat-time part="row-time" .at=${at}></chat-time>` : nothing}
        </span>
        ${
          count > 0
            ? html`<span class="badge" part="row-badge" aria-hidden="true">${mentions > 0 ? '@' : ''}${count > 99 ? '99+' : count}</span>`
            : conversation.markedUnread
              ? html`<span class="badge dot" part="row-badge"></span>`
              : nothing
        }
      </span>`;
  return html`<div
    role="row"
    part="row"
    class="row ${isUnread(conversation) ? 'unread' : ''} ${isMuted ? 'muted' : ''}"
    data-id=${id}
    aria-rowindex=${place.index + 1}
    aria-selected=${isSelected}
    ${setStyle({translate: `0 ${place.top}px`})}
  >
    <div role="gridcell">
      <button class="open" tabindex=${tab}>
        <slot name=${`row-${id}`}>${renderRow ? renderRow(conversation, {default: drawn}) : drawn()}</slot>
      </button>
    </div>
    <div role="gridcell" class="menu-cell">
      <button class="more icon-button" tabindex="-1" aria-haspopup="menu" aria-label=${strings.moreFor(title)}>${icon('more')}</button>
    </div>
  </div>`;
}

/** What the words of a search box fit: the start of any word of the name. */
export function fits(title: string, query: string, locale: string): boolean {
  const text = ` ${title.toLocaleLowerCase(locale)}`;
  return query
    .toLocaleLowerCase(locale)
    .split(/\s+/)
    .every((word) => text.includes(` ${word}`));
}
