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

const states: [state: string, about: string, conversation: string, change?: Change][] = [
  ['direct', 'two people', 'mara'],
  ['group', 'four people', 'team'],
  ['pinned', 'two messages are pinned', 'mara', pinTwo],
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

export const threadSpecimens: Specimen[] = states.map(([state, text, conversation, change]) => ({
  element: 'chat-thread',
  about: text,
  ...{state, height},
  make: (context) => thread(context, conversation, change),
  late: {typing: '.dots', failed: '.trouble', pinned: '.pins'}[state as string],
}));

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
