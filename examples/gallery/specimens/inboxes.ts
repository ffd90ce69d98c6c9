/** `<chat-inbox>` and `<chat-conversation-list>`: wide, narrow, empty, cut off. */
import type {Preview} from '@parlor/sdk';
import type {ChatConversationList} from '../../../packages/elements/src/chat-conversation-list/chat-conversation-list.js';
import type {ChatInbox} from '../../../packages/elements/src/chat-inbox/chat-inbox.js';
import type {FakeChat} from '../../../packages/elements/test/fake-chat.js';
import {lines} from '../cast.js';
import {type Context, chatOf, element, now, type Specimen} from '../specimen.js';
import {office} from './conversations.js';

const height = 620;

type Change = (chat: FakeChat, context: Context) => unknown;

const empty = (context: Context) => chatOf(context);

const inboxStates: [state: string, about: string, over: Partial<ChatInbox>, chat?: typeof office, change?: Change][] = [
  ['open', 'the list, and one conversation', {conversation: 'mara'}],
  ['group', 'a group is open', {conversation: 'team'}],
  ['none-chosen', 'nothing is open yet', {}],
  ['empty', 'nobody has written yet', {}, empty],
  ['loading', 'nothing is known yet', {}, empty, (chat) => chat.inbox.force({loading: true})],
  ['offline', 'cut off; writing goes on', {conversation: 'mara'}, office, (chat) => chat.goOffline()],
  [
    'catching-up',
    'until what was missed is there',
    {conversation: 'mara'},
    office,
    (chat) => chat.connectionIs('catching-up'),
  ],
  ['signed-out', 'the token was refused', {conversation: 'mara'}, office, (chat) => chat.connectionIs('auth-required')],
  ['blocked', 'this page is not admitted', {}, office, (chat) => chat.connectionIs('blocked')],
];

/** Three times, of which one is not read. */
function mentioned(chat: FakeChat, {lang}: Context): void {
  const say = lines(lang);
  const you = '@Kim';
  const ranges = [{type: 'mention' as const, start: 0, end: you.length, user: 'me'}];
  for (const [conversation, sender, words, hoursAgo] of [
    ['depot', 'depot', say.long, 70],
    ['mara', 'mara', say.slot, 5],
    ['team', 'ike', say.keys, 1],
  ] as const) {
    chat.now = now - hoursAgo * 3_600_000;
    chat.conversation(conversation).receive(sender, `${you} ${words}`, {mentionsMe: true, content: {ranges}});
    chat.conversation(conversation).change({unread: conversation === 'team' ? 1 : 0});
  }
  chat.now = now;
}

const listStates: [
  state: string,
  about: string,
  over: Partial<ChatConversationList>,
  change?: Change | undefined,
  after?: Specimen['after'],
][] = [
  ['all', 'unread, mention, pinned, muted, draft', {selected: 'mara'}],
  [
    'typing',
    'somebody writes, in two of them',
    {},
    (chat) => {
      chat.conversation('mara').type('mara');
      chat.conversation('team').type('ike', 'ana');
    },
  ],
  [
    'delivery',
    'how far one’s own last words are',
    {},
    (chat, {lang}) => {
      for (const delivery of [
        {is: 'queued'},
        {is: 'sent'},
        {is: 'delivered', by: 1, of: 1},
        {is: 'read', by: 1, of: 1},
        {is: 'failed', code: 'FORBIDDEN'},
      ] as const) {
        chat.add(delivery.is, {title: delivery.is}).receive('me', lines(lang).way, {delivery});
      }
    },
  ],
  ['unread', 'a filter', {filter: 'unread'}],
  ['filter-empty', 'a filter that nothing fits', {filter: 'archived'}],
  ['loading', 'nothing is known yet', {}, (chat) => chat.inbox.force({loading: true, conversations: []})],
  ['failed', 'could not be loaded', {}, (chat) => chat.inbox.force({conversations: [], failed: 'INTERNAL'})],
  [
    'search',
    'names that fit, and people found',
    {},
    (chat) => chat.person('malik', {name: 'Malik Aziz'}),
    (list) => searchFor(list, 'ma'),
  ],
  [
    'found-messages',
    'messages that have the words',
    {},
    (chat, {lang}) => {
      const words = lines(lang).way;
      chat.conversation('mara').receive('mara', words);
      chat.conversation('team').receive('ike', `${words} ${words}`);
    },
    (list) => searchFor(list, wordOf(list)),
  ],
  ['mentions', 'who mentions the reader, one not read', {filter: 'mentions'}, mentioned],
  ['mentions-none', 'nobody has', {filter: 'mentions'}],
  ['mentions-failed', 'not loaded: what now', {filter: 'mentions'}, (chat) => chat.failNext('mentions', 'UNAVAILABLE')],
  [
    'mentions-offline',
    'not loaded without a line',
    {filter: 'mentions'},
    (chat) => chat.failNext('mentions', 'OFFLINE'),
  ],
  ['no-results', 'nothing fits', {}, undefined, (list) => searchFor(list, 'zzz')],
  [
    'focused',
    'a row under the keys',
    {},
    undefined,
    (list) => (list as ChatConversationList).focusConversation('team'),
  ],
];

/** What stands below the rows a while after it was searched for. */
const later = new Map([
  ['search', '.found'],
  ['found-messages', '.hit'],
  ['mentions', '.hit'],
  ['mentions-none', '.state'],
  ['mentions-failed', '[role=alert]'],
  ['mentions-offline', '[role=alert]'],
  ['no-results', '.state'],
]);

/** The first word of what was said last. */
function wordOf(list: HTMLElement): string {
  const {client} = list as ChatConversationList;
  const text = client?.conversation('mara').timeline.get().messages.at(-1)?.content.text ?? '';
  return text.toLowerCase().match(/[\p{L}\p{M}]+/u)?.[0] ?? 'a';
}

function searchFor(list: HTMLElement, words: string): void {
  const field = list.shadowRoot?.querySelector('input');
  if (!field) throw new Error('the list has no search box');
  field.value = words;
  field.dispatchEvent(new InputEvent('input', {bubbles: true}));
}

/** These say so in a banner, after two seconds. */
const isCutOff = new Set(['offline', 'catching-up', 'signed-out', 'blocked']);

export const inboxSpecimens: Specimen[] = inboxStates.map(([state, about, over, chatFor = office, change]) => ({
  element: 'chat-inbox',
  ...{state, about, height},
  make: (context) => {
    const chat = chatFor(context);
    change?.(chat, context);
    const {look, density} = context;
    return element('chat-inbox', {chat, ...{look, density}, ...over});
  },
  late: isCutOff.has(state) ? '.banner' : undefined,
}));

function list(context: Context, over: Partial<ChatConversationList>, change?: Change): ChatConversationList {
  const chat = office(context);
  change?.(chat, context);
  return element('chat-conversation-list', {chat, density: context.density, ...over});
}

export const listSpecimens: Specimen[] = [
  ...listStates.map(
    ([state, about, over, change, after]): Specimen => ({
      element: 'chat-conversation-list',
      ...{state, about, height: 520, width: 360},
      make: (context) => list(context, over, change),
      ...(after && {after}),
      late: later.get(state),
    }),
  ),
  {
    element: 'chat-conversation-list',
    state: 'empty',
    about: 'nobody has written yet',
    ...{height: 420, width: 360},
    make: (context) => element('chat-conversation-list', {chat: empty(context)}),
  },
  {
    element: 'chat-conversation-list',
    state: 'beginnings',
    about: 'a poll, an answer that has not begun, files',
    ...{height: 420, width: 360},
    make: (context) => {
      const chat = empty(context);
      const say = lines(context.lang);
      const said: [string, Partial<Preview>][] = [
        ['mara', {text: say.ten, poll: true}],
        ['ike', {growing: now}],
        ['ana', {}],
      ];
      for (const [at, [sender, more]] of said.entries()) {
        const preview = {id: sender, sender, own: false, kind: 'text', text: '', at: now - at * 60_000, deleted: false};
        chat.add(sender, {title: say.group, preview: {...preview, ...more}, lastActivity: preview.at});
      }
      return element('chat-conversation-list', {chat});
    },
  },
  {
    element: 'menus',
    state: 'conversation',
    about: 'what can be done with a row',
    ...{height: 520, width: 360},
    isModal: true,
    make: (context) => list(context, {}),
    after: (element) => element.shadowRoot?.querySelector<HTMLElement>('[data-id="team"] .more')?.click(),
    late: '.menu',
  },
  {
    element: 'menus',
    state: 'clear-question',
    about: 'asks before the messages of a conversation go',
    ...{height: 520, width: 360},
    isModal: true,
    make: (context) => list(context, {}),
    after: async (shown) => {
      shown.shadowRoot?.querySelector<HTMLElement>('[data-id="team"] .more')?.click();
      const last = () => [...(shown.shadowRoot?.querySelectorAll<HTMLElement>('.menu button') ?? [])].at(-1);
      while (!last()) await new Promise(requestAnimationFrame);
      last()?.click();
    },
    late: '.question',
  },
];
