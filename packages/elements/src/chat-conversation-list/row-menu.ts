/** What can be done with a conversation from its row. Loaded with the first menu. */
import type {Conversation, ConversationHandle} from '@parlor/sdk';
import {ChatArchiveEvent, ChatClearEvent, ChatMarkUnreadEvent, ChatMuteEvent, ChatPinEvent} from '../events.js';
import type {ChatElement} from '../internal/chat-element.js';
import {drawIcon} from '../internal/icons.js';
import {ask, noIcon, openMenu} from '../internal/menu.js';
import '../strings/en-dialogs.js';
import type {ChatConversationList} from './chat-conversation-list.js';
import {isUnread, type RowAction} from './row.js';

type Act = (handle: ConversationHandle) => Promise<void>;
type Report = (error: unknown) => void;

/** Tells the host first; without a chat, telling is all. */
function wishFor(host: ChatElement, id: string, event: Event, act: Act, report: Report): void {
  if (host.dispatchEvent(event) && host.client) act(host.client.conversation(id)).catch(report);
}

export function toggleArchived(host: ChatElement, {id, archived}: Conversation, report: Report): void {
  const event = new ChatArchiveEvent(id, !archived);
  wishFor(host, id, event, (handle) => handle.archive(!archived), report);
}

export function toggleUnread(host: ChatElement, conversation: Conversation, report: Report): void {
  const {id, head} = conversation;
  if (isUnread(conversation)) {
    host.client?.conversation(id).markRead(head);
    return;
  }
  const event = new ChatMarkUnreadEvent(id);
  wishFor(host, id, event, (handle) => handle.markUnread(), report);
}

export function openRowMenu(
  host: ChatConversationList,
  opener: HTMLElement,
  conversation: Conversation,
  report: Report,
): void {
  const {strings, icons, now} = host.settings;
  const root = host.renderRoot as ShadowRoot;
  const {id, pinned, archived} = conversation;
  const isMuted = conversation.mutedUntil > now();
  const wish = (event: Event, act: Act) => wishFor(host, id, event, act, report);
  const clear = async () => {
    const {clearTitle, clearText, clear: action, cancel} = strings;
    if (await ask(root, {title: clearTitle, text: clearText, action, cancel})) {
      const event = new ChatClearEvent(id);
      wish(event, (handle) => handle.clear());
    }
  };
  const usual: RowAction[] = [
    {
      name: 'pin',
      label: pinned ? strings.unpin : strings.pin,
      icon: drawIcon('pin', icons),
      act: () => wish(new ChatPinEvent(id, !pinned), (handle) => handle.pin(!pinned)),
    },
    {
      name: 'mute',
      label: isMuted ? strings.unmute : strings.mute,
      icon: drawIcon(isMuted ? 'bell' : 'mute', icons),
      act: () => wish(new ChatMuteEvent(id, !isMuted), (handle) => handle.mute(isMuted ? 0 : Number.MAX_SAFE_INTEGER)),
    },
    {
      name: 'unread',
      label: isUnread(conversation) ? strings.markRead : strings.markUnread,
      icon: drawIcon(isUnread(conversation) ? 'check' : 'unread', icons),
      act: () => toggleUnread(host, conversation, report),
    },
    {
      name: 'archive',
      label: archived ? strings.unarchive : strings.archive,
      icon: drawIcon('archive', icons),
      act: () => toggleArchived(host, conversation, report),
    },
    {name: 'clear', label: strings.clear, icon: drawIcon('trash', icons), isDangerous: true, act: () => void clear()},
  ];
  const actions = host.rowActions?.(conversation, usual) ?? usual;
  const items = actions.map((action) => ({icon: noIcon(), ...action, act: () => action.act(conversation)}));
  openMenu(root, {opener, label: opener.getAttribute('aria-label') ?? '', items});
}
