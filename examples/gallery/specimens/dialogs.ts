/** The dialogs: a conversation's details, and a new one. */
import type {Conversation, PendingReminder} from '@parlor/sdk';
import type {ChatDetails} from '../../../packages/elements/src/chat-details/chat-details.js';
import type {ChatForward} from '../../../packages/elements/src/chat-forward/chat-forward.js';
import type {ChatGoToDate} from '../../../packages/elements/src/chat-go-to-date/chat-go-to-date.js';
import type {ChatKeys} from '../../../packages/elements/src/chat-keys/chat-keys.js';
import type {ChatMessageDetails} from '../../../packages/elements/src/chat-message-details/chat-message-details.js';
import type {ChatNewConversation} from '../../../packages/elements/src/chat-new-conversation/chat-new-conversation.js';
import type {ChatPoll} from '../../../packages/elements/src/chat-poll/chat-poll.js';
import type {ChatRemind} from '../../../packages/elements/src/chat-remind/chat-remind.js';
import type {ChatReport} from '../../../packages/elements/src/chat-report/chat-report.js';
import type {FakeChat} from '../../../packages/elements/test/fake-chat.js';
import {type Context, element, now, type Specimen} from '../specimen.js';
import {office} from './conversations.js';
import '../../../packages/elements/src/chat-details/define.js';
import '../../../packages/elements/src/chat-forward/define.js';
import '../../../packages/elements/src/chat-go-to-date/define.js';
import '../../../packages/elements/src/chat-keys/define.js';
import '../../../packages/elements/src/chat-message-details/define.js';
import '../../../packages/elements/src/chat-new-conversation/define.js';
import '../../../packages/elements/src/chat-poll/define.js';
import '../../../packages/elements/src/chat-remind/define.js';
import '../../../packages/elements/src/chat-report/define.js';

type Dialog =
  | ChatDetails
  | ChatForward
  | ChatGoToDate
  | ChatPoll
  | ChatRemind
  | ChatReport
  | ChatNewConversation
  | ChatMessageDetails
  | ChatKeys;

const dialog = {isModal: true, height: 120} as const;

function details(context: Context, conversation: string, change: Partial<Conversation> = {}): ChatDetails {
  const chat = office(context);
  chat.conversation(conversation).change(change);
  return element('chat-details', {chat, conversation});
}

function forward(context: Context): ChatForward {
  const chat = office(context);
  const message = chat.conversation('team').history.findLast(({own}) => !own);
  return element('chat-forward', {chat, conversation: 'team', message});
}

function remind(context: Context, ...pending: PendingReminder[]): ChatRemind {
  const chat = office(context);
  chat.pending.set(pending);
  const message = chat.conversation('team').history.findLast(({own}) => !own);
  return element('chat-remind', {chat, conversation: 'team', message});
}

const show = (element: HTMLElement): Promise<void> => (element as Dialog).show();

async function press(element: HTMLElement, selector: string): Promise<void> {
  await show(element);
  const control = element.shadowRoot?.querySelector<HTMLElement>(selector);
  if (!control) throw new Error(`the dialog has no ${selector}`);
  control.click();
}

/** What opens by a press is there in a moment. */
async function opened(element: HTMLElement, selector: string): Promise<void> {
  while (!element.shadowRoot?.querySelector(selector)) await new Promise(requestAnimationFrame);
}

async function search(element: HTMLElement, words: string): Promise<void> {
  await show(element);
  const field = element.shadowRoot?.querySelector<HTMLInputElement>('#search');
  if (!field) throw new Error('the dialog has no search box');
  field.value = words;
  field.dispatchEvent(new InputEvent('input', {bubbles: true}));
}

const purpose = {description: 'Gate, crane and lamps at the north side. Emergencies: call, do not write.'};

export const dialogSpecimens: Specimen[] = [
  {
    element: 'chat-details',
    state: 'direct',
    about: 'about one person',
    ...dialog,
    make: (context) => details(context, 'mara'),
    after: show,
  },
  {
    element: 'chat-details',
    state: 'blocking',
    about: 'asks before it blocks',
    ...dialog,
    make: (context) => details(context, 'mara'),
    after: (element) => press(element, '.setting.danger'),
    late: '.question',
  },
  {
    element: 'chat-details',
    state: 'blocked',
    about: 'a person one blocks',
    ...dialog,
    make: (context) => details(context, 'mara', {blocked: 'own', writable: false}),
    after: show,
  },
  {
    element: 'chat-details',
    state: 'member',
    about: 'about a group, by a member',
    ...dialog,
    make: (context) => details(context, 'team', purpose),
    after: show,
  },
  {
    element: 'chat-details',
    state: 'owner',
    about: 'by its owner',
    ...dialog,
    make: (context) => details(context, 'team', {role: 'owner', ...purpose}),
    after: show,
  },
  {
    element: 'chat-details',
    state: 'renaming',
    about: 'the name becomes a field',
    ...dialog,
    make: (context) => details(context, 'team', {role: 'owner'}),
    after: (element) => press(element, '.title button'),
  },
  {
    element: 'chat-details',
    state: 'leaving',
    about: 'asks first',
    ...dialog,
    make: (context) => details(context, 'team'),
    after: (element) => press(element, '.setting.danger'),
    late: '.question',
  },
  {
    element: 'chat-details',
    state: 'member-menu',
    about: 'roles, and removal',
    ...dialog,
    make: (context) => details(context, 'team', {role: 'owner'}),
    after: (element) => press(element, '.person .icon-button'),
    late: '.menu',
  },
  {
    element: 'chat-details',
    state: 'banning',
    about: 'removing for good asks first',
    ...dialog,
    make: (context) => details(context, 'team', {role: 'owner'}),
    after: async (element) => {
      await press(element, '.person .icon-button');
      await opened(element, '.menu');
      const items = element.shadowRoot?.querySelectorAll<HTMLElement>('.menu .danger') ?? [];
      items[1]?.click();
    },
    late: '.question',
  },
  {
    element: 'chat-details',
    state: 'banned',
    about: 'who is kept out of a group',
    ...dialog,
    make: (context) => {
      const element = details(context, 'team', {role: 'owner'});
      (element.chat as FakeChat).conversation('team').banned = ['depot', 'yusuf'];
      return element;
    },
    after: async (element) => {
      await press(element, '.setting[aria-expanded]');
      await opened(element, '.banned');
      element.shadowRoot?.querySelector('.banned')?.scrollIntoView();
    },
    late: '.banned',
  },
  {
    element: 'chat-new-conversation',
    state: 'empty',
    about: 'with whom?',
    ...dialog,
    make: (context) => element('chat-new-conversation', {chat: office(context)}),
    after: show,
  },
  {
    element: 'chat-new-conversation',
    state: 'found',
    about: 'people that fit',
    ...dialog,
    make: (context) => element('chat-new-conversation', {chat: office(context)}),
    after: (element) => search(element, 'm'),
    // until the answer is there it shows the people of lately, who are more
    late: 'li:only-child > .person',
  },
  {
    element: 'chat-new-conversation',
    state: 'nobody-found',
    about: 'nobody fits',
    ...dialog,
    make: (context) => element('chat-new-conversation', {chat: office(context)}),
    after: (element) => search(element, 'zzz'),
    late: '.hint',
  },
  {
    element: 'chat-new-conversation',
    state: 'blocking',
    about: 'leads to whom one blocks',
    ...dialog,
    make: (context) => {
      const chat = office(context);
      chat.people.blocks.set(['ike']);
      return element('chat-new-conversation', {chat});
    },
    after: show,
    late: '.setting',
  },
  {
    element: 'chat-message-details',
    state: 'read',
    about: 'who has read it, who has received it, who reacted',
    ...dialog,
    make: (context) => {
      const chat = office(context);
      const team = chat.conversation('team');
      const message = team.history.findLast(({own}) => own);
      if (!message) throw new Error('nobody wrote');
      const reads = {mara: 9, ike: 0, ana: 9};
      team.members.set(team.members.get().map((one) => ({...one, read: reads[one.user as 'mara'] ?? 9, delivered: 9})));
      team.alter(message.id, {reactions: [{key: '👍', count: 2, own: false, users: ['mara', 'ike']}]});
      const now = team.history.findLast(({own}) => own);
      return element('chat-message-details', {chat, conversation: 'team', message: now});
    },
    after: show,
    late: '.person',
  },
  {
    element: 'chat-forward',
    state: 'empty',
    about: 'where to?',
    ...dialog,
    make: (context) => forward(context),
    after: show,
  },
  {
    element: 'chat-forward',
    state: 'chosen',
    about: 'to one of them',
    ...dialog,
    make: (context) => forward(context),
    after: (element) => press(element, '.person'),
    late: '.chips',
  },
  {
    element: 'chat-poll',
    state: 'empty',
    about: 'a poll to be made',
    ...dialog,
    make: (context) => element('chat-poll', {chat: office(context), conversation: 'team'}),
    after: show,
  },
  {
    element: 'chat-poll',
    state: 'refused',
    about: 'sent with nothing in it',
    ...dialog,
    make: (context) => element('chat-poll', {chat: office(context), conversation: 'team'}),
    after: (element) => press(element, '.primary'),
    late: '.problem',
  },
  {
    element: 'chat-go-to-date',
    state: 'day',
    about: 'which day of a conversation to go to',
    ...dialog,
    make: () => element('chat-go-to-date', {at: now}),
    after: show,
  },
  {
    element: 'chat-remind',
    state: 'empty',
    about: 'when to be reminded of a message',
    ...dialog,
    make: (context) => remind(context),
    after: show,
  },
  {
    element: 'chat-remind',
    state: 'some',
    about: 'with some that wait, one of a message that is gone',
    ...dialog,
    make: (context) => {
      const at = now + 3_600_000;
      const body =
        'Mara Quist: The crane comes at seven, so the gate has to be open by then and nobody parks in front of it';
      return remind(
        context,
        {conversation: 'team', message: 'one', at, body},
        {conversation: 'mara', message: 'two', at: at + 86_400_000},
      );
    },
    after: show,
    late: '.said',
  },
  {
    element: 'chat-report',
    state: 'message',
    about: 'what is wrong with a message',
    ...dialog,
    make: (context) => {
      const chat = office(context);
      const message = chat.conversation('team').history.findLast(({own}) => !own);
      return element('chat-report', {chat, conversation: 'team', message});
    },
    after: show,
  },
  {
    element: 'chat-report',
    state: 'person',
    about: 'of a person, with a reason chosen',
    ...dialog,
    make: (context) => element('chat-report', {chat: office(context), user: 'mara'}),
    after: (element) => press(element, 'input[value="harassment"]'),
  },
  {
    element: 'chat-report',
    state: 'unchosen',
    about: 'a reason is missing',
    ...dialog,
    make: (context) => element('chat-report', {chat: office(context), user: 'mara'}),
    after: (element) => press(element, '.primary'),
    late: '.problem',
  },
  {
    element: 'chat-report',
    state: 'sent',
    about: 'thanks',
    ...dialog,
    make: (context) => element('chat-report', {chat: office(context), user: 'mara'}),
    async after(element) {
      await press(element, 'input[value="spam"]');
      element.shadowRoot?.querySelector<HTMLElement>('.primary')?.click();
    },
    late: '.thanks',
  },
  {
    element: 'chat-keys',
    state: 'all',
    about: 'the keys, as the host has set them',
    ...dialog,
    make: () => element('chat-keys'),
    after: show,
  },
];
