/** The small parts: receipts, connection, typing, avatars, times, toasts. */
import type {Connection, Delivery, Person} from '@parlor/sdk';
import {cast, photo} from '../cast.js';
import {type Context, element, now, type Specimen} from '../specimen.js';
import '../../../packages/elements/src/chat-toasts/define.js';

const deliveries: Record<string, Delivery> = {
  saving: {is: 'saving'},
  queued: {is: 'queued'},
  sending: {is: 'sending'},
  sent: {is: 'sent'},
  delivered: {is: 'delivered', by: 1, of: 1},
  'read-by-some': {is: 'read', by: 2, of: 4},
  'read-by-many': {is: 'read', by: 48, of: 120},
  read: {is: 'read', by: 4, of: 4},
  failed: {is: 'failed', code: 'FORBIDDEN'},
};

const connections: Connection['is'][] = [
  'online',
  'connecting',
  'catching-up',
  'waiting',
  'offline',
  'auth-required',
  'blocked',
];

const typists: Record<string, (names: readonly string[]) => readonly string[]> = {
  nobody: () => [],
  one: (names) => names.slice(1, 2),
  two: (names) => names.slice(1, 3),
  three: (names) => names.slice(1, 4),
  four: (names) => names.slice(1, 5),
};

const avatars: Record<string, Partial<HTMLElementTagNameMap['chat-avatar']>> = {
  online: {user: 'mara', name: 'Mara Lind', presence: 'online'},
  away: {user: 'ike', name: 'Ike Obi', presence: 'away'},
  busy: {user: 'ana', name: 'Ana Souza', presence: 'dnd'},
  offline: {user: 'depot', name: 'Depot 4', presence: 'offline'},
  picture: {user: 'mara', name: 'Mara Lind', src: photo('mara'), presence: 'online'},
  'picture-fails': {user: 'mara', name: 'Mara Lind', src: 'data:image/png;base64,bm8='},
  nameless: {user: 'u', name: ''},
  'one-letter': {user: 'yusuf', name: 'Yusuf'},
  arabic: {user: 'leila', name: 'ليلى حداد'},
  chinese: {user: 'li', name: '李小龙'},
  emoji: {user: 'fox', name: '🦊'},
};

const minute = 60_000;
const day = 1440 * minute;
const times: Record<string, number> = {
  now,
  'an-hour-ago': now - 60 * minute,
  'this-week': now - 3 * day,
  'this-year': now - 90 * day,
  'long-ago': now - 800 * day,
  tomorrow: now + day,
};

const toasts: Record<string, readonly {text: string; isError?: boolean}[]> = {
  one: [{text: 'That message is no longer here'}],
  failed: [{text: '“Depot 4” could not be archived', isError: true}],
  three: [{text: 'Copied'}, {text: 'That message is no longer here'}, {text: 'Muted until tomorrow', isError: true}],
};

const names = ({lang}: Context): string[] => Object.values(cast(lang)).map(({name}: Pick<Person, 'name'>) => name);

/** One specimen for each entry of a table. */
const each = <Value>(
  tag: string,
  table: Record<string, Value>,
  make: (value: Value, context: Context) => HTMLElement,
  late: (state: string) => string | undefined = () => undefined,
): Specimen[] =>
  Object.entries(table).map(([state, value]) => ({
    element: tag,
    state,
    about: '',
    make: (context) => make(value, context),
    late: late(state),
  }));

export const partSpecimens: Specimen[] = [
  ...each('chat-receipt', deliveries, (delivery) => element('chat-receipt', {delivery})),
  ...each(
    'chat-status',
    Object.fromEntries(connections.map((is) => [is, is])),
    (connection) => {
      const box = document.createElement('div');
      box.className = 'under-an-edge';
      box.append(element('chat-status', {connection}));
      return box;
    },
    (is) => (is === 'online' ? undefined : '.banner'),
  ),
  ...each(
    'chat-typing',
    typists,
    (some, context) => element('chat-typing', {names: some(names(context))}),
    (state) => (state === 'nobody' ? undefined : '.dots'),
  ),
  ...each('chat-avatar', avatars, (properties) =>
    element('chat-avatar', {...properties, label: properties.name || 'Nobody'}),
  ),
  ...each('chat-time', times, (at) => element('chat-time', {at})),
  ...Object.entries(toasts).map(
    ([state, said]): Specimen => ({
      element: 'chat-toasts',
      state,
      about: 'in a page they lie over its lower edge',
      make() {
        const shown = element('chat-toasts');
        shown.style.position = 'static';
        return shown;
      },
      after(shown) {
        for (const {text, isError = false} of said)
          (shown as HTMLElementTagNameMap['chat-toasts']).show(text, {isError});
      },
      late: '.toast',
    }),
  ),
];
