/** The conversations that several specimens show. */
import type {Conversation, Message} from '@parlor/sdk';
import type {FakeChat} from '../../../packages/elements/test/fake-chat.js';
import {cast, lines} from '../cast.js';
import {type Context, chatOf, message, now, system, tell} from '../specimen.js';

const hour = 60;
const day = 24 * hour;

/** A day and a half between Mara and the reader, with one of each. */
export function talk({lang}: Pick<Context, 'lang'>): Message[] {
  const say = lines(lang);
  const quoted = message('mara', say.slot, {ago: day + 12});
  return [
    message('mara', say.keys, {ago: day + 200}),
    message('me', say.way, {ago: day + 199}),
    quoted,
    message('mara', say.parked, {
      ago: day + 11,
      reactions: [
        {key: '👍', count: 2, own: false, users: ['ike', 'ana']},
        {key: '🎉', count: 1, own: true, users: ['me']},
      ],
    }),
    message('me', say.open, {
      ago: 40,
      replyTo: {id: quoted.id, seq: quoted.seq ?? 0, sender: 'mara', text: quoted.content.text},
    }),
    message('me', '🎉', {ago: 39, delivery: {is: 'delivered', by: 1, of: 1}}),
    message('mara', say.great, {ago: 19}),
    message('mara', say.ten, {ago: 18, editedAt: now - 17 * 60_000}),
    message('me', say.way, {ago: 2, delivery: {is: 'sent'}}),
  ];
}

/** Four people in a group. */
export function meeting({lang}: Pick<Context, 'lang'>): Message[] {
  const say = lines(lang);
  return [
    system('created', 'mara', {title: say.group}, day),
    system('added', 'mara', {user: 'ike'}, day - 1),
    message('ike', say.slot, {ago: 90}),
    message('ana', say.open, {ago: 80}),
    message('ana', say.great, {ago: 79}),
    message('me', say.way, {ago: 60, delivery: {is: 'read', by: 2, of: 3}}),
    message('mara', say.ten, {
      ago: 20,
      reactions: [{key: '👍', count: 3, own: true, users: ['me', 'ike', 'ana']}],
    }),
    message('ike', say.keys, {ago: 12}),
  ];
}

/** A chat with the conversations of `look.png`, the first of them told to its end. */
export function office(context: Context, change: Partial<Conversation> = {}): FakeChat {
  const {lang} = context;
  const say = lines(lang);
  const chat = chatOf(context);
  chat.takeFiles();
  const names = cast(lang);
  chat.add('mara', {peer: 'mara', ...change});
  tell(chat, 'mara', talk(context));
  chat.add('team', {title: say.group, memberCount: 4}, ['mara', 'ike', 'ana']);
  tell(chat, 'team', meeting(context));
  chat.conversation('team').change({unread: 12, mentions: 1, lastActivity: now - 29 * 60_000});
  const rows: [string, Partial<Conversation>, Message][] = [
    ['ana', {peer: 'ana'}, message('ana', say.slot, {ago: 2 * hour})],
    ['depot', {peer: 'depot', pinned: true}, message('me', say.keys, {ago: 3 * day})],
    ['yusuf', {peer: 'yusuf', mutedUntil: Number.MAX_SAFE_INTEGER}, message('yusuf', 'شكرا جزيلا', {ago: 4 * day})],
    ['ike', {peer: 'ike'}, message('ike', say.way, {ago: 9 * day})],
  ];
  for (const [id, over, last] of rows) {
    chat.add(id, over);
    tell(chat, id, [last]);
  }
  chat.conversation('yusuf').change({unread: 2});
  chat.conversation('ike').change({markedUnread: true});
  chat.conversation('ana').setDraft({text: say.ten});
  chat.person('ana', {...chat.people.person('ana').get(), name: names['ana']?.name ?? 'ana'});
  return chat;
}
