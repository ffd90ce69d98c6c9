/** `<chat-thread>`: one conversation in everything that can be the matter with it. */
import type {Conversation, Message} from '@parlor/sdk';
import type {ChatThread} from '../../../packages/elements/src/chat-thread/chat-thread.js';
import type {FakeChat} from '../../../packages/elements/test/fake-chat.js';
import {lines} from '../cast.js';
import {type Context, element, now, type Specimen} from '../specimen.js';
import {office} from './conversations.js';

const height = 560;

type Change = (chat: FakeChat, context: Context) => unknown;

function thread(context: Context, conversation: string, change: Change = () => {}): ChatThread {
  const chat = office(context);
  change(chat, context);
  const {look, density} = context;
  return element('chat-thread', {chat, conversation, back: true, ...{look, density}});
}

const about = (conversation: string, change: Partial<Conversation>) => (chat: FakeChat) =>
  chat.conversation(conversation).change(change);

/** The last own message, in a state of its own. */
const last = (id: string, change: Partial<Message>) => (chat: FakeChat) => {
  const {history} = chat.conversation(id);
  const mine = history.findLast(({own}) => own);
  if (mine) chat.conversation(id).alter(mine.id, change);
};

async function pinTwo(chat: FakeChat): Promise<void> {
  const {history} = chat.conversation('mara');
  for (const message of [history[0], history.at(-1)])
    if (message) await chat.conversation('mara').pinMessage(message.id, true);
}

/** The search is open, the words are typed, and its reader went to the newest of what was found. */
const searchFor =
  (words: (say: ReturnType<typeof lines>) => string) =>
  async (element: HTMLElement, {lang}: Context): Promise<void> => {
    const thread = element as ChatThread;
    await thread.search();
    const field = thread.shadowRoot?.querySelector<HTMLInputElement>('.find input');
    if (!field) throw new Error('the thread has no search');
    field.value = words(lines(lang));
    field.dispatchEvent(new InputEvent('input'));
    field.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter'}));
    // several stand on one page: whose turn it was last would be chance
    field.blur();
  };

const searches: Readonly<Record<string, ReturnType<typeof searchFor>>> = {
  search: searchFor(({slot}) => slot.split(' ')[0] ?? ''),
  'search-none': searchFor(() => 'zzz'),
  'search-failed': searchFor(() => 'zzz'),
};

const states: [state: string, about: string, conversation: string, change?: Change][] = [
  ['direct', 'two people', 'mara'],
  ['group', 'four people', 'team'],
  ['pinned', 'two messages are pinned', 'mara', pinTwo],
  ['search', 'words are searched for in it', 'mara'],
  ['search-none', 'nothing has the words', 'mara'],
  ['search-failed', 'could not be searched', 'mara', (chat) => chat.failNext('search', 'OFFLINE')],
  ['typing', 'somebody writes', 'mara', (chat) => chat.conversation('mara').type('mara')],
  [
    'last-seen',
    'the other one is away since yesterday',
    'ike',
    (chat, context) => {
      chat.person('ike', {presence: 'offline', lastSeen: now - 26 * 3_600_000});
      chat.conversation('ike').receive('ike', lines(context.lang).way);
    },
  ],
  ['failed', 'a message was not sent', 'mara', last('mara', {delivery: {is: 'failed', code: 'FORBIDDEN'}})],
  [
    'offline',
    'what is written waits',
    'mara',
    (chat, context) => {
      chat.goOffline();
      chat.send('mara', lines(context.lang).keys);
    },
  ],
  [
    'replying',
    'a message is being answered',
    'mara',
    (chat, {lang}) =>
      chat
        .conversation('mara')
        .setDraft({text: lines(lang).great, replyTo: chat.conversation('mara').history[2]?.id ?? ''}),
  ],
  ['empty', 'nothing was said yet', 'new', (chat, {lang}) => chat.add('new', {title: lines(lang).group}, ['mara'])],
  ['closed', 'nobody can write any more', 'team', about('team', {status: 'closed', writable: false})],
  ['blocked', 'the reader blocks the other one', 'mara', about('mara', {blocked: 'own', writable: false})],
  ['blocked-by', 'the other one blocks the reader', 'mara', about('mara', {blocked: 'other', writable: false})],
  ['left', 'the reader has left', 'team', about('team', {membership: 'left', writable: false})],
  ['removed', 'the reader was removed', 'team', about('team', {membership: 'removed', writable: false})],
  ['announcement', 'only admins may write', 'team', about('team', {type: 'announcement', writable: false})],
  ['no-permission', 'the reader may only look on', 'team', about('team', {role: 'observer', writable: false})],
  [
    'not-found',
    'it cannot be opened',
    'gone',
    (chat) => {
      const {timeline} = chat.conversation('gone');
      timeline.set({...timeline.get(), failed: {edge: 'first', code: 'NOT_FOUND'}});
    },
  ],
  [
    'loading',
    'nothing is there yet',
    'mara',
    (chat) => {
      const {timeline} = chat.conversation('mara');
      timeline.set({...timeline.get(), messages: [], loading: 'first', start: false});
    },
  ],
  ['none-chosen', 'no conversation is chosen', ''],
];

export const threadSpecimens: Specimen[] = states.map(([state, text, conversation, change]) => {
  let shown: Context | undefined;
  const search = searches[state];
  return {
    element: 'chat-thread',
    about: text,
    ...{state, height},
    make: (context) => {
      shown = context;
      return thread(context, conversation, change);
    },
    ...(search && {after: (element: HTMLElement) => shown && search(element, shown)}),
    late: {
      typing: '.dots',
      failed: '.trouble',
      pinned: '.pins',
      search: '.place',
      'search-none': '.told',
      'search-failed': '.told',
    }[state as string],
  };
});

export const threadMenus: Specimen[] = [
  {
    element: 'menus',
    state: 'pinned',
    about: 'all that is pinned, to be gone to, or to lose its pin',
    height,
    isModal: true,
    make: (context) => thread(context, 'mara', pinTwo),
    after: async (shown) => {
      const button = () => shown.shadowRoot?.querySelector<HTMLElement>('.pins .icon-button');
      while (!button()) await new Promise(requestAnimationFrame);
      button()?.click();
    },
    late: '.unpin',
  },
];
