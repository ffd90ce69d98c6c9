/** What can be done with a conversation from its row. Loaded with the first menu. */
import type {Conversation} from '@parlor/sdk';
import {ChatArchiveEvent, ChatClearEvent, ChatMarkUnreadEvent, ChatMuteEvent, ChatPinEvent} from '../events.js';
import type {ChatElement} from '../internal/chat-element.js';
import {drawIcon} from '../internal/icons.js';
import {ask, openMenu} from '../internal/menu.js';
import {isUnread} from './row.js';

export function openRowMenu(
  host: ChatElement,
  opener: HTMLElement,
  conversation: Conversation,
  report: (error: unknown) => void,
): void {
  const {strings, icons, now} = host.settings;
  const root = host.renderRoot as ShadowRoot;
  const {id, pinned, archived, head} = conversation;
  const isMuted = conversation.mutedUntil > now();
  /** Tells the host first; without a chat, telling is all. */
  const wish = (
    event: Event,
    act: (handle: ReturnType<NonNullable<typeof host.client>['conversation']>) => Promise<void>,
  ) => {
    if (host.dispatchEvent(event) && host.client) act(host.client.conversation(id)).catch(report);
  };
  const clear = async () => {
    const {clearTitle, clearText, clear: action, cancel} = strings;
    if (await ask(root, {title: clearTitle, text: clearText, action, cancel})) {
      const event = new ChatClearEvent(id);
      wish(event, (handle) => handle.clear());
    }
  };
  const items = [
    {
      label: pinned ? strings.unpin : strings.pin,
      icon: drawIcon('pin', icons),
      act: () => wish(new ChatPinEvent(id, !pinned), (handle) => handle.pin(!pinned)),
    },
    {
      label: isMuted ? strings.unmute : strings.mute,
      icon: drawIcon(isMuted ? 'bell' : 'mute', icons),
      act: () => wish(new ChatMuteEvent(id, !isMuted), (handle) => handle.mute(isMuted ? 0 : Number.MAX_SAFE_INTEGER)),
    },
    {
      label: isUnread(conversation) ? strings.markRead : strings.markUnread,
      icon: drawIcon(isUnread(conversation) ? 'check' : 'unread', icons),
      act: () =>
        isUnread(conversation)
          ? host.client?.conversation(id).markRead(head)
          : wish(new ChatMarkUnreadEvent(id), (handle) => handle.markUnread()),
    },
    {
      label: archived ? strings.unarchive : strings.archive,
      icon: drawIcon('archive', icons),
      act: () => wish(new ChatArchiveEvent(id, !archived), (handle) => handle.archive(!archived)),
    },
    {label: strings.clear, icon: drawIcon('trash', icons), isDangerous: true, act: () => void clear()},
  ];
  openMenu(root, {opener, label: opener.getAttribute('aria-label') ?? '', items});
}
