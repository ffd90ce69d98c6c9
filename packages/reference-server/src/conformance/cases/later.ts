/** Messages that are sent later. */
import type {LaterMessage} from '@parlor/sdk/protocol';
import {type Case, must as mustAlways} from '../case.js';
import {equal, holds, NotOffered} from '../expect.js';
import type {Person} from '../person.js';
import type {Trial} from '../trial.js';

/** Nothing on the wire says whether a server sends later: one that does not know the operations says so. */
const must = (id: string, says: string, run: Case['run'], more = {}): Case =>
  mustAlways(id, says, more, async (t) => {
    const reply = await t.person().ask('later.list');
    if (!reply.ok && (reply.code === 'UNKNOWN_OPERATION' || reply.code === 'NOT_FOUND'))
      throw new NotOffered('the server sends nothing later');
    await run(t);
  });

/** Far enough ahead for what has to be done before, on a machine that has much else to do. */
const soonMs = 8_000;
const patienceMs = 45_000;
const hour = 3_600_000;
const inputOf = (t: Trial, conversation: string, aheadMs: number, text = 'later') => ({
  ...{conversation, id: t.id(), content: {text}},
  at: Date.now() + aheadMs,
});
const waitingOf = async (person: Person): Promise<LaterMessage[]> => (await person.call('later.list')).messages;

export const later = [
  must(
    'PWP-LATER-001.a',
    'A message that waits is listed to its author alone; the same again changes nothing, other words or another time change it.',
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const input = inputOf(t, conversation, hour);
      await ben.call('later.set', input);
      equal(await waitingOf(ben), [input], 'what waits');
      equal(await waitingOf(ann), [], 'what somebody else is shown');
      const {rev, later: counts} = (await ben.row(conversation)).own;
      equal(counts, {waiting: 1, failed: 0}, 'the counts in the row');
      await ben.call('later.set', input);
      equal((await ben.row(conversation)).own.rev, rev, 'the rev of the row after a repetition');
      const changed = {...input, content: {text: 'other'}, at: input.at + hour};
      await ben.call('later.set', changed);
      equal(await waitingOf(ben), [changed], 'what waits after the change');
      await ben.call('later.remove', {conversation, id: input.id});
      await ben.call('later.remove', {conversation, id: input.id});
      equal(await waitingOf(ben), [], 'what waits after it was taken back');
      equal((await ben.row(conversation)).own.later, {waiting: 0, failed: 0}, 'the counts in the row');
    },
  ),
  must(
    'PWP-LATER-002.a',
    'A time that is over is SCHEMA, one too far ahead TOO_LARGE, and files are SCHEMA.',
    async (t) => {
      const {ben, conversation} = await t.pair();
      await ben.refused('later.set', inputOf(t, conversation, -hour), 'SCHEMA');
      await ben.refused('later.set', inputOf(t, conversation, 400 * 24 * hour), 'TOO_LARGE');
      const files = {...inputOf(t, conversation, hour), content: {text: 'x', attachments: [{id: 'f'}]}};
      await ben.refused('later.set', files, 'SCHEMA');
      equal(await waitingOf(ben), [], 'what waits');
    },
  ),
  must(
    'PWP-LATER-003.a',
    'At its time it is sent once, as a message of its author under the id it had, and is listed no longer.',
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const input = inputOf(t, conversation, soonMs);
      await ben.call('later.set', input);
      const message = await arrived(t, ann, conversation, input.id);
      equal([message.sender, message.content.text], [ben.id, 'later'], 'sender and text');
      holds(message.ts >= input.at - 1_000, `it came at ${message.ts}, before its time ${input.at}`);
      equal(await waitingOf(ben), [], 'what waits');
      await ben.refused('later.set', inputOfAgain(input), 'ID_TAKEN');
      const {messages} = await ann.page(conversation);
      equal(messages.filter(({id}) => id === input.id).length, 1, 'how often it is there');
    },
    {isSlow: true},
  ),
  must(
    'PWP-LATER-004.a',
    'What is refused when its time has come stays listed to its author with the code, and the row says so.',
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const input = inputOf(t, conversation, soonMs);
      await ben.call('later.set', input);
      await ann.call('member.role', {conversation, user: ben.id, role: 'observer'});
      const endsAt = Date.now() + patienceMs;
      let [found] = await waitingOf(ben);
      while (found && !found.failure && Date.now() < endsAt) {
        await t.sleep(300);
        [found] = await waitingOf(ben);
      }
      equal([found?.id, found?.failure?.code], [input.id, 'READ_ONLY'], 'id and code');
      equal((await ben.row(conversation)).own.later, {waiting: 0, failed: 1}, 'the counts in the row');
    },
    {isSlow: true},
  ),
  must(
    'PWP-LATER-005.a',
    'What an erased person had yet to say is not said; what waits outlives the end of a session.',
    async (t) => {
      const [ann, ben, reader] = [t.person('ann'), t.person('ben'), t.person('cem')];
      const conversation = await t.group([ann, ben, reader]);
      const [hers, his] = [inputOf(t, conversation, soonMs, 'of ann'), inputOf(t, conversation, soonMs, 'of ben')];
      await ann.call('later.set', hers);
      await ben.call('later.set', his);
      await t.host().call('session.end', {user: ann.id});
      await t.host().call('user.erase', {user: ben.id});
      await arrived(t, reader, conversation, hers.id);
      const {messages} = await reader.page(conversation);
      equal(messages.filter(({id}) => id === his.id).length, 0, 'messages of who was erased');
    },
    {isSlow: true},
  ),
];

const inputOfAgain = (input: ReturnType<typeof inputOf>) => ({...input, at: Date.now() + hour});

async function arrived(t: Trial, reader: Person, conversation: string, id: string) {
  const endsAt = Date.now() + patienceMs;
  for (;;) {
    const {messages} = await reader.page(conversation);
    const found = messages.find((message) => message.id === id);
    if (found) return found;
    holds(Date.now() < endsAt, 'it was not sent within 45 s');
    await t.sleep(300);
  }
}
