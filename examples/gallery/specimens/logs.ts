/** `<chat-log>` alone: days, dividers, edges, and what stands there while there is nothing. */
import type {Message, Timeline} from '@parlor/sdk';
import type {ChatLog} from '../../../packages/elements/src/chat-log/chat-log.js';
import {lines} from '../cast.js';
import {type Context, chatOf, element, message, person, type Specimen, system, tell} from '../specimen.js';
import {meeting, talk} from './conversations.js';

const height = 460;

function ofData(messages: readonly Message[], context: Context, over: Partial<ChatLog> = {}): ChatLog {
  const members = ['mara', 'ike', 'ana', 'yusuf', 'me'].map((id) => person(id, context));
  const {look, density} = context;
  return element('chat-log', {messages, members, me: 'me', openAt: 'latest', ...{look, density}, ...over});
}

/** A log of a chat whose timeline is in the state that is shown. */
function ofChat(context: Context, change: Partial<Timeline>, history: readonly Message[] = []): ChatLog {
  const chat = chatOf(context);
  const conversation = chat.add('mara', {peer: 'mara'});
  tell(chat, 'mara', history);
  conversation.timeline.set({...conversation.timeline.get(), ...change});
  const {look, density} = context;
  return element('chat-log', {chat, conversation: 'mara', readPolicy: 'manual', ...{look, density}});
}

const many = ({lang}: Context): Message[] => {
  const say = lines(lang);
  const texts = [say.slot, say.great, say.open, say.way, say.ten];
  return Array.from({length: 40}, (_, i) =>
    message(i % 3 === 2 ? 'me' : 'mara', texts[i % 5] ?? '', {ago: 400 - i * 9}),
  );
};

type State = [
  state: string,
  about: string,
  make: (context: Context) => ChatLog,
  after?: Specimen['after'],
  late?: string,
];

const states: State[] = [
  ['talk', 'two people over two days', (context) => ofData(talk(context), context)],
  ['group', 'four people', (context) => ofData(meeting(context), context)],
  ['loading', 'nothing is there yet', (context) => ofChat(context, {loading: 'first', start: false, end: false})],
  ['empty', 'nothing was said yet', (context) => ofData([], context)],
  [
    'failed',
    'nothing could be loaded',
    (context) => ofChat(context, {start: false, failed: {edge: 'first', code: 'INTERNAL'}}),
  ],
  ['unread', 'a line above what is new', (context) => ofChat(context, {readAt: 4}, talk(context))],
  [
    'folded',
    'five changes and more become one line',
    (context) => {
      const added = ['ike', 'ana', 'yusuf', 'depot', 'mara'].map((user, i) => system('added', 'mara', {user}, 300 - i));
      return ofData([...added, ...meeting(context)], context);
    },
  ],
  ['older', 'there is more above', (context) => ofData(talk(context).slice(-3), context, {hasOlder: true})],
  [
    'older-failed',
    'what is above could not be loaded',
    (context) => ofChat(context, {start: false, failed: {edge: 'older', code: 'INTERNAL'}}, talk(context).slice(-3)),
  ],
  [
    'jump',
    'away from the end, with news below',
    (context) => ofData(many(context), context),
    async (log) => {
      await scrolledUp(log as ChatLog);
      const {messages = []} = log as ChatLog;
      (log as ChatLog).messages = [...messages, message('mara', 'New'), message('mara', 'Newer')];
    },
  ],
  [
    'gone',
    'what was jumped to is no longer there',
    (context) => ofData(talk(context), context),
    (log) => (log as ChatLog).goTo('nowhere'),
    '.toast',
  ],
  [
    'selecting',
    'some are selected, to be copied, passed on or deleted',
    (context) => ofChat(context, {}, talk(context)),
    (log) => select(log as ChatLog),
    '.selection',
  ],
];

/** Selects the last message and one more, as a reader does by keys. */
async function select(log: ChatLog): Promise<void> {
  await log.updateComplete;
  const last = [...(log.shadowRoot?.querySelectorAll('chat-message') ?? [])].at(-1);
  if (!last?.message) return;
  log.focusMessage(last.message.id);
  const press = (key: string): unknown =>
    last.shadowRoot
      ?.querySelector('article')
      ?.dispatchEvent(new KeyboardEvent('keydown', {key, shiftKey: true, bubbles: true, composed: true}));
  press('ArrowUp');
}

async function scrolledUp(log: ChatLog): Promise<void> {
  await log.updateComplete;
  const scroller = log.shadowRoot?.querySelector('.scroller');
  if (!scroller) return;
  scroller.scrollTop = -700;
  await new Promise((resolve) => scroller.addEventListener('scroll', resolve, {once: true}));
}

export const logSpecimens: Specimen[] = states.map(([state, about, make, after, late]) => ({
  element: 'chat-log',
  ...{state, about, make, height, late},
  ...(after && {after}),
}));
