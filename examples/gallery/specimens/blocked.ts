/** `<chat-blocked>`: whom the reader blocks. */
import type {ChatBlocked} from '../../../packages/elements/src/chat-blocked/chat-blocked.js';
import type {FakeChat} from '../../../packages/elements/test/fake-chat.js';
import {type Context, element, type Specimen} from '../specimen.js';
import {office} from './conversations.js';
import '../../../packages/elements/src/chat-blocked/define.js';

const several = ['mara', 'ike', 'ana'];

function blocked(context: Context, prepare: (chat: FakeChat) => void): ChatBlocked {
  const chat = office(context);
  prepare(chat);
  const list = element('chat-blocked', {chat});
  // what fails here is meant to
  list.addEventListener('chat-error', (event) => event.stopPropagation());
  return list;
}

const block =
  (...users: readonly string[]) =>
  (chat: FakeChat): void =>
    chat.people.blocks.set(users);

const states: [state: string, about: string, late: string | undefined, prepare: (chat: FakeChat) => void][] = [
  ['several', 'three people', '[role=listitem]', block(...several)],
  [
    'long',
    'names without an end, and of another direction',
    '[role=listitem]',
    (chat) => {
      chat.person('long', {name: `Maximiliane ${'Wolkenstein-'.repeat(6)}Trostburg`});
      chat.person('other', {name: 'נועה לוי'});
      block('long', 'other')(chat);
    },
  ],
  ['empty', 'nobody', '[name=empty]', () => undefined],
  ['offline', 'not loaded without a line', '[role=alert]', (chat) => chat.failNext('blocked', 'OFFLINE')],
  ['failed', 'not loaded: what now', '[role=alert]', (chat) => chat.failNext('blocked', 'UNAVAILABLE')],
  [
    'loading',
    'nothing is there yet',
    undefined,
    (chat) => {
      chat.people.blocked = () => new Promise(() => {});
    },
  ],
];

export const blockedSpecimens: Specimen[] = [
  ...states.map(
    ([state, about, late, prepare]): Specimen => ({
      element: 'chat-blocked',
      ...{state, about, late},
      width: 420,
      make: (context) => blocked(context, prepare),
    }),
  ),
  {
    element: 'chat-blocked',
    state: 'dialog',
    about: 'as the dialog of a new conversation opens it',
    isModal: true,
    height: 120,
    make: (context) => blocked(context, block(...several)),
    after: (list) => (list as ChatBlocked).show(),
    late: '[role=listitem]',
  },
];
