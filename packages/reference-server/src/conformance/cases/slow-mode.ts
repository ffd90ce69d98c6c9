/** Slow mode. */
import type {Message, Reply} from '@parlor/sdk/protocol';
import {must} from '../case.js';
import {codesOf} from '../changes.js';
import {equal, fail, holds, NotOffered} from '../expect.js';
import type {Person} from '../person.js';

/** Long enough that no case waits for it, and `wait` short enough that one does. */
const long = 600;
const wait = 2;

async function slow(admin: Person, conversation: string, slowSeconds: number): Promise<void> {
  const reply = await admin.ask('conversation.update', {conversation, slowSeconds});
  if (!reply.ok && reply.code === 'SCHEMA') throw new NotOffered('the server has no slow mode');
  holds(reply.ok, 'slow mode was not set');
}

const tooSoon = async (person: Person, conversation: string, id: string, text = 'too soon'): Promise<number> => {
  const input = {conversation, id, content: {text}};
  const {retryAfterMs} = await person.refused('message.send', input, 'SLOW_MODE', {isImpatient: true});
  return retryAfterMs ?? fail('the refusal does not say how long to wait');
};

const textsOf = (messages: readonly Message[]): string[] =>
  messages.filter(({content}) => content.kind !== 'system').map(({content}) => content.text);

const waitsOf = (replies: readonly Reply[]): (number | undefined)[] =>
  replies.map((reply) => (reply.ok ? undefined : reply.retryAfterMs));

export const slowMode = [
  must(
    'PWP-SLOW-001.a',
    'Admins set slow mode for a group, everybody is told its seconds, and 0 takes it off.',
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      await slow(ann, conversation, 30);
      equal((await ben.row(conversation)).conversation.slowSeconds, 30, 'slowSeconds');
      await ben.refused('conversation.update', {conversation, slowSeconds: 5}, 'FORBIDDEN');
      for (const slowSeconds of [-1, 1.5, 21_601, '30'])
        await ann.refused('conversation.update', {conversation, slowSeconds}, 'SCHEMA');
      await slow(ann, conversation, 0);
      equal((await ben.row(conversation)).conversation.slowSeconds, undefined, 'slowSeconds');
      await ben.send(conversation, 'one');
      await ben.send(conversation, 'two');
    },
  ),
  must(
    'PWP-SLOW-002.a',
    'A member’s second message within the seconds is SLOW_MODE with what is left of the wait, and is stored nowhere; moderators and above do not wait.',
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      await slow(ann, conversation, long);
      const {id} = await ben.send(conversation, 'one');
      const head = await ann.head(conversation);
      const left = await tooSoon(ben, conversation, t.id());
      holds(left > 0 && left <= long * 1000, `it has to wait ${left} ms of ${long} s`);
      equal(await ann.head(conversation), head, 'the seq');
      equal((await ben.send(conversation, 'one', {id})).id, id, 'the same message again');
      await ben.call('message.delete', {conversation, id});
      await tooSoon(ben, conversation, t.id());
      await ann.send(conversation, 'an owner');
      await ann.send(conversation, 'does not wait');
      await ann.call('member.role', {conversation, user: ben.id, role: 'moderator'});
      await ben.send(conversation, 'nor does a moderator');
    },
  ),
  must('PWP-SLOW-002.b', 'After the wait the message is taken, under the same opId.', {isSlow: true}, async (t) => {
    const {ann, ben, conversation} = await t.pair();
    await slow(ann, conversation, wait);
    await ben.send(conversation, 'one');
    const [id, opId] = [t.id(), t.id()];
    const input = {conversation, id, content: {text: 'two'}};
    const {retryAfterMs = 0} = await ben.refused('message.send', input, 'SLOW_MODE', {isImpatient: true, opId});
    await t.sleep(retryAfterMs);
    await ben.call('message.send', input, {opId, isImpatient: true});
    equal(textsOf((await ann.page(conversation)).messages), ['one', 'two'], 'the texts');
  }),
  must(
    'PWP-SLOW-003.a',
    'In a batch only the message that must wait is refused, with what is about it behind it; all else is done.',
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      await slow(ann, conversation, long);
      const {id: other} = await ann.send(conversation, 'hello');
      const [first, second] = [t.id(), t.id()];
      const replies = await ben.batch(
        {op: 'message.send', input: {conversation, id: first, content: {text: 'one'}}},
        {op: 'message.send', input: {conversation, id: second, content: {text: 'two'}}},
        {op: 'message.edit', input: {conversation, id: second, content: {text: 'two!'}}},
        {op: 'reaction.set', input: {conversation, id: other, key: '🎈', on: true}},
        {op: 'message.edit', input: {conversation, id: first, content: {text: 'one!'}}},
      );
      equal(codesOf(replies), ['ok', 'SLOW_MODE', 'SLOW_MODE', 'ok', 'ok'], 'the answers');
      for (const [at, left] of waitsOf(replies).entries())
        holds((left !== undefined) === (at === 1 || at === 2), `operation ${at} of the batch has a wait of ${left} ms`);
      equal(textsOf((await ann.page(conversation)).messages), ['hello', 'one!'], 'the texts');
    },
  ),
];
