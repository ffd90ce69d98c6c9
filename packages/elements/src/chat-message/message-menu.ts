/** The menu of a message with its quick reactions, and the question before a delete. Loaded when first opened. */
import {drawForwardIcon} from '../internal/forward-icon.js';
import {type DrawnName, drawIcon, type Icons} from '../internal/icons.js';
import {ask, type MenuItem, openMenu} from '../internal/menu.js';
import {drawSafetyIcon} from '../internal/safety-icons.js';
import {drawTimeIcon} from '../internal/time-icon.js';
import type {ChatMessage, MessageAction} from './chat-message.js';
import '../strings/en-conversation.js';
import '../strings/en-dialogs.js';
import '../strings/en-safety.js';

const quickReactions = ['👍', '❤️', '😂', '🎉', '😮', '😢'];

const icons: Readonly<Record<Exclude<MessageAction, 'react' | 'report' | 'forward' | 'remind'>, DrawnName>> = {
  reply: 'reply',
  edit: 'edit',
  'remove-preview': 'close',
  copy: 'copy',
  pin: 'pin',
  unread: 'unread',
  details: 'details',
  'close-poll': 'check',
  delete: 'trash',
};

export function openMessageMenu(
  host: ChatMessage,
  opener: HTMLElement,
  actions: readonly MessageAction[],
  pick: (action: MessageAction, key?: string) => void,
): void {
  const {strings, message} = host;
  const labels = {
    reply: strings.reply,
    edit: strings.edit,
    'remove-preview': strings.removePreview,
    copy: strings.copyText,
    forward: strings.forward,
    pin: message?.pinned ? strings.unpin : strings.pin,
    unread: strings.unreadFromHere,
    'close-poll': strings.closePoll,
    remind: strings.remind,
    details: strings.details,
    report: strings.report,
    delete: strings.delete,
  };
  const items = actions.flatMap((action): MenuItem[] =>
    action === 'react'
      ? quickReactions.map((key) => ({
          label: key,
          isShort: true,
          isOn: !!message?.reactions.some((reaction) => reaction.key === key && reaction.own),
          act: () => pick('react', key),
        }))
      : [
          {
            label: labels[action],
            icon: iconOf(action, host.settings.icons),
            isDangerous: action === 'delete' || action === 'report',
            act: () => pick(action),
          },
        ],
  );
  openMenu(host.renderRoot as ShadowRoot, {opener, label: strings.messageActions, items});
}

function iconOf(action: Exclude<MessageAction, 'react'>, own: Icons | undefined): unknown {
  if (action === 'report') return drawSafetyIcon('flag', own);
  if (action === 'remind') return drawTimeIcon(own);
  return action === 'forward' ? drawForwardIcon(own) : drawIcon(icons[action], own);
}

/** Whether the message shall be deleted for all. */
export function confirmDelete(host: ChatMessage): Promise<boolean> {
  const {deleteTitle: title, deleteText: text, delete: action, cancel} = host.strings;
  return ask(host.renderRoot as ShadowRoot, {title, text, action, cancel});
}
