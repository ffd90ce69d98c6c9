/** `<chat-notifications>`: what the host told that is no message. */
import type {AppNotification} from '@parlor/sdk';
import {fakeChat} from '../../../packages/elements/test/fake-chat.js';
import {cast} from '../cast.js';
import {element, now, type Specimen} from '../specimen.js';
import '../../../packages/elements/src/chat-notifications/define.js';

const minute = 60_000;
const told = (id: string, ago: number, title: string, more: Partial<AppNotification> = {}): AppNotification => ({
  ...{id, at: now - ago * minute, kind: 'told', title, isRead: true},
  ...more,
});
const several: readonly AppNotification[] = [
  told('1', 4, 'follows you', {actor: 'mara', link: '/people/mara', isRead: false}),
  told('2', 50, 'Your order has shipped', {
    body: 'Two lamps and a ladder. They arrive tomorrow before noon.',
    link: 'https://shop.example.com/orders/7',
    isRead: false,
  }),
  told('3', 1500, 'Reminder', {body: 'Ike: the gate opens at ten', about: {conversation: 'a', message: 'b'}}),
  told('4', 9000, 'liked your drawing of the north gate', {actor: 'ana', link: '/drawings/4'}),
];
const odd: readonly AppNotification[] = [
  told('1', 1, `${'An order with a name that does not end, '.repeat(3)}${'o'.repeat(80)}`, {
    body: `First line\nsecond line\n${'w'.repeat(120)}`,
    isRead: false,
  }),
  told('2', 2, 'תזכורת לפגישה מחר בשער הצפוני'),
];

type Fake = ReturnType<typeof fakeChat>;
const states: [state: string, about: string, prepare: (chat: Fake) => void][] = [
  ['several', 'two that are not read', (chat) => chat.tell(...several)],
  [
    'older',
    'more of them on demand',
    (chat) => {
      chat.olderNotifications = several;
      chat.tell(...several.slice(2));
    },
  ],
  ['long', 'words without an end, and of another direction', (chat) => chat.tell(...odd)],
  ['empty', 'none', () => undefined],
  ['offline', 'not loaded without a line', (chat) => chat.failNext('notifications', 'OFFLINE')],
  ['failed', 'not loaded: what now', (chat) => chat.failNext('notifications', 'UNAVAILABLE')],
  [
    'loading',
    'nothing is there yet',
    (chat) => {
      chat.notifications = () => new Promise(() => {});
    },
  ],
];

export const notificationSpecimens: Specimen[] = states.map(
  ([state, about, prepare]): Specimen => ({
    element: 'chat-notifications',
    ...{state, about},
    width: 420,
    make: ({lang}) => {
      const chat = fakeChat();
      for (const [id, {name}] of Object.entries(cast(lang))) chat.person(id, {name});
      prepare(chat);
      const list = element('chat-notifications', {chat});
      // what fails here is meant to
      list.addEventListener('chat-error', (event) => event.stopPropagation());
      return list;
    },
    ...(['loading', 'empty'].includes(state)
      ? {}
      : {late: state === 'offline' || state === 'failed' ? '[role=alert]' : '[role=listitem]'}),
  }),
);
