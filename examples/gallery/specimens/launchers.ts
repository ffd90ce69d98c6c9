/** `<chat-launcher>` and `<chat-badge>`: how a page leads to the chat. */
import type {ChatLauncher} from '../../../packages/elements/src/chat-launcher/chat-launcher.js';
import {element, type Specimen} from '../specimen.js';
import {office} from './conversations.js';
import '../../../packages/elements/src/chat-badge/define.js';
import '../../../packages/elements/src/chat-launcher/define.js';

const launchers: [state: string, about: string, over: Partial<ChatLauncher>][] = [
  ['closed', 'a button in the corner, with what is unread', {}],
  ['open', 'the inbox above it', {open: true}],
  ['at-the-start', 'in the other corner', {open: true, placement: 'bottom-start'}],
  ['modal', 'the page behind it is out of reach', {open: true, modal: 'always'}],
];

const badges: [state: string, about: string, count: number][] = [
  ['none', 'nothing is unread: no room is taken', 0],
  ['few', 'the number', 3],
  ['many', 'above 99 it says so', 1234],
];

export const launcherSpecimens: Specimen[] = [
  ...launchers.map(
    ([state, about, over]): Specimen => ({
      element: 'chat-launcher',
      ...{state, about},
      height: 120,
      isModal: true,
      make: (context) => element('chat-launcher', {chat: office(context), ...over}),
      // the focus goes on from the panel to the first row
      late: over.open ? 'chat-conversation-list:focus-within' : '.badge',
    }),
  ),
  ...badges.map(
    ([state, about, count]): Specimen => ({
      element: 'chat-badge',
      ...{state, about},
      make: () => {
        const link = Object.assign(document.createElement('a'), {href: '#messages', textContent: 'Messages '});
        link.append(element('chat-badge', {count}));
        return link;
      },
    }),
  ),
];
