/** The menu of a message with its quick reactions, and the question before a delete. Loaded when first opened. */
import {drawForwardIcon} from '../internal/forward-icon.js';
import {type DrawnName, drawIcon, type Icons} from '../internal/icons.js';
import {ask, type MenuItem, noIcon, openMenu} from '../internal/menu.js';
import {drawSafetyIcon} from '../internal/safety-icons.js';
import {drawTimeIcon} from '../internal/time-icon.js';
import type {ChatMessage, MessageAction, OwnAction} from './chat-message.js';
import '../strings/en-conversation.js';
import '../strings/en-dialogs.js';
import '../strings/en-safety.js';

/** Unless the host says which, for all in a provider. */
const ourReactions = ['👍', '❤️', '😂', '🎉', '😮', '😢'];

const icons: Readonly<Record<Exclude<MessageAction, 'react' | 'report' | 'forward' | 'remind'>, DrawnName>> = {
  reply: 'reply',
  edit: 'edit',
  'remove-preview': 'close',
  copy: 'copy',
  select: 'check',
  pin: 'pin',
  unread: 'unread',
  details: 'details',
  'close-poll': 'check',
  delete: 'trash',
};

export function openMessageMenu(
  host: ChatMessage,
  opener: HTMLElement,
  actions: readonly (MessageAction | OwnAction)[],
  pick: (action: MessageAction, key?: string) => void,
): void {
  const {strings, message} = host;
  const labels = {
    reply: strings.reply,
    edit: strings.edit,
    'remove-preview': strings.removePreview,
    copy: strings.copyText,
    forward: strings.forward,
    select: strings.select,
    pin: message?.pinned ? strings.unpin : strings.pin,
    unread: strings.unreadFromHere,
    'close-poll': strings.closePoll,
    remind: strings.remind,
    details: strings.details,
    report: strings.report,
    delete: strings.delete,
  };
  const items = actions.flatMap((action): MenuItem[] => {
    if (typeof action === 'object') return [{icon: noIcon(), ...action, act: () => message && action.act(message)}];
    return action === 'react'
      ? [
          ...(host.settings.reactions ?? ourReactions).map((key) => ({
            label: key,
            isShort: true,
            isOn: isOwn(host, key),
            act: () => pick('react', key),
          })),
          {
            label: strings.moreReactions,
            icon: drawIcon('add', host.settings.icons),
            isShort: true,
            act: () => void pickAny(host, opener, pick),
          },
        ]
      : [
          {
            label: labels[action],
            icon: iconOf(action, host.settings.icons),
            isDangerous: action === 'delete' || action === 'report',
            act: () => pick(action),
          },
        ];
  });
  openMenu(host.renderRoot as ShadowRoot, {opener, label: strings.messageActions, items});
}

const isOwn = ({message}: ChatMessage, key: string): boolean =>
  !!message?.reactions.some((reaction) => reaction.key === key && reaction.own);

/** Any emoji: the picker of the box, which begins with those chosen last. What is there already stays. */
async function pickAny(
  host: ChatMessage,
  opener: HTMLElement,
  pick: (action: MessageAction, key?: string) => void,
): Promise<void> {
  const {togglePicker} = await import('../internal/emoji-picker.js');
  await togglePicker(host, {
    opener: opener.isConnected ? opener : host,
    label: host.strings.addReaction,
    take: (key) => {
      if (!isOwn(host, key)) pick('react', key);
    },
  });
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
