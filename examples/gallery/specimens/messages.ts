/** `<chat-message>` alone, in everything a message can be. */
import type {Message, Poll} from '@parlor/sdk';
import type {ChatMessage} from '../../../packages/elements/src/chat-message/chat-message.js';
import {lines} from '../cast.js';
import {type Context, element, type MessageWish, message, person, type Specimen, system} from '../specimen.js';

type Say = ReturnType<typeof lines>;
/** Messages of one group, the first above the last. */
type Make = (say: Say) => Message | Message[];

const reactions = [
  {key: '👍', count: 2, own: false, users: ['mara', 'ike']},
  {key: '🎉', count: 1, own: true, users: ['me']},
];
const quote = (text: string, over: object = {}) => ({id: 'quoted', seq: 1, sender: 'mara', text, ...over});
const passedOn = (said: Message): Message => ({...said, content: {...said.content, forwarded: true}});
const growing = (text: string): Message => {
  const begun = message('mara', text);
  return {...begun, content: {...begun.content, growing: true}};
};
const polled = (sender: string, over: Partial<Poll> = {}, wish: MessageWish = {}): Message => {
  const asked = message(sender, 'Where do we eat on Friday?', wish);
  const options = [
    'The place at the harbour, if the weather is good enough to sit outside',
    'Soup kitchen',
    'Office',
  ].map((text, at) => ({id: `${at}`, text}));
  return {...asked, content: {...asked.content, poll: {options, ...over}}};
};
const votes = [
  {key: 'vote:0', count: 2, own: false, users: ['mara', 'ike']},
  {key: 'vote:1', count: 3, own: true, users: ['me', 'ana']},
];
const mine = (wish: MessageWish) => (say: Say) => message('me', say.way, wish);

const states: [state: string, about: string, make: Make, over?: Partial<ChatMessage>][] = [
  ['text', 'of somebody else', (say) => message('mara', say.slot)],
  [
    'group',
    'three in a row share name and avatar',
    (say) => [say.slot, say.great, say.ten].map((text) => message('mara', text)),
  ],
  ['own', 'of the reader', (say) => message('me', say.way)],
  ['own-group', 'three of the reader', (say) => [say.open, say.way, say.keys].map((text) => message('me', text))],
  ['saving', 'not yet safe on the device', mine({delivery: {is: 'saving'}, seq: undefined})],
  ['sending', 'a clock', mine({delivery: {is: 'sending'}, seq: undefined})],
  ['sent', 'one tick', mine({delivery: {is: 'sent'}})],
  ['delivered', 'two ticks', mine({delivery: {is: 'delivered', by: 3, of: 5}})],
  ['read-by-some', 'how many of a group have read it', mine({delivery: {is: 'read', by: 2, of: 5}})],
  ['read', 'two ticks, filled: all have', mine({delivery: {is: 'read', by: 5, of: 5}})],
  [
    'failed',
    'not sent: what now',
    (say) => message('me', say.keys, {delivery: {is: 'failed', code: 'FORBIDDEN'}, seq: undefined}),
  ],
  [
    'change-refused',
    'an edit that the server refused',
    (say) => message('me', say.keys, {change: {is: 'failed', code: 'FORBIDDEN', opId: 'o'}}),
  ],
  ['forwarded', 'words of somebody else, and not whose', (say) => passedOn(message('mara', say.ten))],
  ['poll', 'nobody has voted yet', () => polled('mara')],
  [
    'poll-voted',
    'with votes, one of them the reader’s, and a reaction',
    () => polled('mara', {}, {reactions: [...votes, ...reactions]}),
  ],
  [
    'own-poll',
    'several may be chosen, until a time',
    () => polled('me', {multiple: true, closesAt: Date.UTC(2126, 9, 12)}, {reactions: votes}),
  ],
  ['poll-closed', 'nobody votes any more', () => polled('mara', {closed: true}, {reactions: votes})],
  ['growing-empty', 'begun, without a word yet', () => growing('')],
  ['growing', 'its text is still being written', (say) => growing(say.slot)],
  ['edited', 'marked as such', (say) => message('mara', say.ten, {editedAt: Date.UTC(2026, 9, 12, 9, 58)})],
  ['deleted', 'a tombstone keeps the place', () => message('mara', '', {deleted: true})],
  ['own-deleted', 'of the reader', () => message('me', '', {deleted: true, delivery: {is: 'deleted'}})],
  [
    'reply',
    'with what it answers',
    (say) => message('mara', say.great, {replyTo: quote(say.open.replace(/[*`]/g, ''), {sender: 'me'})}),
  ],
  ['own-reply', 'of the reader', (say) => message('me', say.open, {replyTo: quote(say.slot)})],
  ['reply-to-deleted', 'the original is gone', (say) => message('me', say.way, {replyTo: quote('', {deleted: true})})],
  ['long', 'folded after twelve lines', (say) => message('mara', say.long)],
  ['own-long', 'of the reader', (say) => message('me', say.long)],
  [
    'code',
    'scrolls by itself and can be copied',
    () =>
      message(
        'mara',
        'Like this:\n```\nconst inbox = document.createElement("chat-inbox");\ninbox.chat = createChat({url, user, getToken, storage: "auto", transport: "socket"});\n```',
      ),
  ],
  [
    'list-and-quote',
    'markup of several lines',
    () =>
      message(
        'mara',
        '> Who brings what?\n\n- Ike: **lamps**\n- Ana: the ladder\n- me: *coffee*\n\n1. unlock\n2. look for the fox',
      ),
  ],
  [
    'inline',
    'bold, italic, struck, code',
    () => message('me', '**Bold**, *italic*, ~~struck~~ and `code --in -line` in one line'),
  ],
  [
    'link',
    'with its real host',
    () => {
      const text = 'The plan is here, the rest is on ';
      const address = `https://example.com/a/very/long/path/that/${'has/to/break/'.repeat(4)}`;
      const ranges = [
        {type: 'link', start: 12, end: 16, url: 'https://plans.example.com/north/gate?version=7'},
        {type: 'link', start: text.length, end: text.length + address.length},
      ] as const;
      return message('mara', '', {content: {text: text + address, ranges}});
    },
  ],
  [
    'mention',
    'of somebody else',
    () =>
      message('me', 'Ask @Mara, she has the plan', {
        content: {text: 'Ask @Mara, she has the plan', ranges: [{type: 'mention', start: 4, end: 9, user: 'mara'}]},
      }),
  ],
  [
    'mentions-me',
    'the reader is meant',
    () =>
      message('mara', '', {
        mentionsMe: true,
        content: {text: '@Noa is the lift booked?', ranges: [{type: 'mention', start: 0, end: 4, user: 'me'}]},
      }),
  ],
  ['emoji', 'one to three alone are large', () => [message('mara', '👍🏽'), message('me', '🎉👩‍👩‍👧‍👦❤️')]],
  [
    'reactions',
    'two of them, one of the reader',
    (say) => [message('mara', say.parked, {reactions}), message('me', say.way, {reactions})],
  ],
  [
    'mixed-direction',
    'each text runs its own way',
    () => [
      message('mara', 'שלום, נפגשים ב־10:30 ליד gate-7?'),
      message('me', 'Yes, at שער הצפון then.'),
      message('yusuf', 'شكرا جزيلا, thanks!'),
    ],
  ],
  [
    'system',
    'said by the server',
    () => [
      system('created', 'mara', {title: 'Field team'}),
      system('added', 'mara', {user: 'ike'}),
      system('left', 'ana'),
    ],
  ],
  ['flash', 'the target of a jump', (say) => message('mara', say.slot), {flash: true}],
];

export function draw(messages: readonly Message[], over: Partial<ChatMessage>, context: Context): HTMLElement {
  const {look, density} = context;
  const box = document.createElement('div');
  messages.forEach((one, at) => {
    const joins = (other: Message | undefined) => other?.sender === one.sender && one.content.kind === 'text';
    const [before, after] = [joins(messages[at - 1]), joins(messages[at + 1])];
    const position = before ? (after ? 'middle' : 'last') : after ? 'first' : 'single';
    const row = element('chat-message', {
      message: one,
      sender: person(one.sender, context),
      nameOf: (id) => person(id, context).name,
      me: 'me',
      marks: one.own && !after,
      ...{position, look, density},
      ...over,
    });
    box.append(row);
  });
  return box;
}

const inside = (box: HTMLElement): ChatMessage => box.querySelector('chat-message') as ChatMessage;

export const messageSpecimens: Specimen[] = [
  ...states.map(
    ([state, about, make, over = {}]): Specimen => ({
      element: 'chat-message',
      ...{state, about},
      make: (context) => draw([make(lines(context.lang))].flat(), over, context),
      // why it was refused comes a moment later
      late: /failed|refused/.test(state) ? '.trouble' : undefined,
    }),
  ),
  {
    element: 'chat-message',
    state: 'focused',
    about: 'a ring round the row, and what can be done with it',
    make: (context) => draw([message('mara', lines(context.lang).slot)], {active: true}, context),
    after: (box) => inside(box).focus(),
    late: '.toolbar',
  },
];

export const messageMenus: Specimen[] = [
  {
    element: 'menus',
    state: 'message',
    about: 'what can be done with somebody else’s message',
    height: 420,
    isModal: true,
    make: (context) => draw([message('mara', lines(context.lang).slot)], {hasDetails: true}, context),
    after: (box) => inside(box).openMenu(),
    late: '.menu',
  },
  {
    element: 'menus',
    state: 'any-reaction',
    about: 'any emoji as a reaction',
    height: 480,
    isModal: true,
    make: (context) => draw([message('mara', lines(context.lang).slot)], {hasDetails: true}, context),
    after: async (box) => {
      await inside(box).openMenu('react');
      const more = () => [...(inside(box).shadowRoot?.querySelectorAll<HTMLElement>('.menu button') ?? [])].at(-1);
      while (!more()) await new Promise(requestAnimationFrame);
      more()?.click();
    },
    late: '.picker',
  },
  {
    element: 'menus',
    state: 'own-message',
    about: 'what can be done with an own one',
    height: 460,
    isModal: true,
    make: (context) => draw([message('me', lines(context.lang).way, {reactions})], {}, context),
    after: (box) => inside(box).openMenu(),
    late: '.menu',
  },
  {
    element: 'menus',
    state: 'reactions',
    about: 'quick reactions',
    height: 240,
    isModal: true,
    make: (context) => draw([message('mara', lines(context.lang).slot, {reactions})], {}, context),
    after: (box) => inside(box).openMenu('react'),
    late: '.menu',
  },
  {
    element: 'menus',
    state: 'delete-question',
    about: 'asks first, and starts on Cancel',
    height: 240,
    isModal: true,
    make: (context) => draw([message('me', lines(context.lang).way)], {}, context),
    after: (box) => inside(box).do('delete'),
    late: '.question',
  },
];
