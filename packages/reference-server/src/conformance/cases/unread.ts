/** Unread counts: exact, and with the pair they are true for. */
import type {InboxRow, Message} from '@parlor/sdk/protocol';
import {must} from '../case.js';
import {equal, present} from '../expect.js';
import type {Person} from '../person.js';

/** A small generator of repeatable chance. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

const mentions = ({content}: Message, user: string): boolean =>
  (content.ranges ?? []).some((range) => range.type === 'mention' && range.user === user);

/** The definition of PWP-UNREAD-001, counted on the messages the reader can see. */
async function assertExact(person: Person, row: InboxRow, when: string): Promise<void> {
  const {messages} = await person.page(row.conversation.id, {limit: 100});
  const counted = messages.filter(
    ({seq, sender, deleted, content}) =>
      seq > row.readAt && seq <= row.asOf && sender !== person.id && deleted === undefined && content.kind !== 'system',
  );
  equal(row.unread, counted.length, `unread ${when}`);
  equal(row.mentions, counted.filter((message) => mentions(message, person.id)).length, `mentions ${when}`);
}

export const unread = [
  must(
    'PWP-UNREAD-001.a',
    'Unread counts what others said above the highest of read, readPrivate and cleared; not one’s own, not deleted, not system messages.',
    async (t) => {
      const [ann, ben, cem] = t.people('ann', 'ben', 'cem');
      const conversation = await t.group([ann, ben, cem]);
      const sent: Message[] = [];
      for (let at = 0; at < 9; at++) sent.push(await ([ann, ben, cem][at % 3] as Person).send(conversation, `${at}`));
      await ann.call('conversation.update', {conversation, title: 'Renamed'});
      equal((await cem.row(conversation)).unread, 6, 'unread at first');
      await ann.remove(conversation, sent[3]?.id ?? '');
      equal((await cem.row(conversation)).unread, 5, 'unread after a deletion');
      for (const [name, at, unread] of [
        ['read', 1, 3],
        ['readPrivate', 4, 2],
        ['cleared', 6, 1],
        ['read', 7, 0],
      ] as const) {
        await cem.own(conversation, {[name]: sent[at]?.seq});
        const row = await cem.row(conversation);
        equal([row.unread, row.readAt], [unread, sent[at]?.seq], `unread and readAt after ${name}`);
      }
      await ann.remove(conversation, sent[0]?.id ?? '');
      equal((await cem.row(conversation)).unread, 0, 'unread after the deletion of a message that was read');
    },
  ),
  must(
    'PWP-UNREAD-001.b',
    'What was said before somebody joined, or while they were away, is not unread.',
    async (t) => {
      const {ann, conversation} = await t.pair();
      const cem = t.person('cem');
      await ann.send(conversation, 'before');
      await ann.call('member.add', {conversation, user: cem.id});
      equal((await cem.row(conversation)).unread, 0, 'unread of a newcomer');
      await ann.send(conversation, 'x');
      equal((await cem.row(conversation)).unread, 1, 'unread');
      await ann.call('member.remove', {conversation, user: cem.id});
      equal((await cem.row(conversation)).unread, 1, 'unread after the removal');
      await ann.send(conversation, 'meanwhile');
      await ann.call('member.add', {conversation, user: cem.id});
      equal((await cem.row(conversation)).unread, 0, 'unread of one who is let in again');
      await ann.send(conversation, 'y');
      equal((await cem.row(conversation)).unread, 1, 'unread after that');
    },
  ),
  must(
    'PWP-UNREAD-001.c',
    'Mentions are those among the unread that mention the reader, as edited last.',
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const ranges = [{type: 'mention' as const, start: 0, end: 2, user: ben.id}];
      const one = await ann.send(conversation, 'hey', {ranges});
      const two = await ann.send(conversation, 'hey');
      const counts = async () => {
        const {unread, mentions} = await ben.row(conversation);
        return [unread, mentions];
      };
      equal(await counts(), [2, 1], 'unread and mentions');
      await ann.edit(conversation, two.id, 'hey', {ranges});
      equal(await counts(), [2, 2], 'after an edit that mentions');
      await ann.edit(conversation, one.id, 'hey');
      equal(await counts(), [2, 1], 'after an edit that no longer does');
      await ann.remove(conversation, two.id);
      equal(await counts(), [1, 0], 'after a deletion');
      await ann.send(conversation, 'hey', {ranges});
      await ben.own(conversation, {read: await ben.head(conversation)});
      equal(await counts(), [0, 0], 'after reading');
    },
  ),
  must(
    'PWP-UNREAD-001.d',
    'The counts are exact at every step of a long talk with edits, deletions, reads and own sends.',
    {isSlow: true},
    async (t) => {
      const people = t.people('ann', 'ben', 'cem');
      const conversation = await t.group(people);
      const roll = dice(7);
      const sent: {by: Person; message: Message}[] = [];
      for (let step = 0; step < 36; step++) {
        const by = people[roll(3)] as Person;
        const other = people[roll(3)] as Person;
        const some = sent.length > 0 ? sent[roll(sent.length)] : undefined;
        const ranges = roll(3) === 0 ? [{type: 'mention' as const, start: 0, end: 1, user: other.id}] : [];
        const what = roll(10);
        if (what < 5 || some === undefined) sent.push({by, message: await by.send(conversation, `${step}`, {ranges})});
        else if (what === 5)
          await some.by.ask('message.edit', {conversation, id: some.message.id, content: {text: `${step}`, ranges}});
        else if (what === 6) await some.by.ask('message.delete', {conversation, id: some.message.id});
        else await by.own(conversation, {[['read', 'readPrivate', 'read'][what - 7] as string]: some.message.seq});
        const looker = people[step % 3] as Person;
        await assertExact(looker, await looker.row(conversation), `after step ${step}`);
      }
    },
  ),
  must(
    'PWP-UNREAD-002',
    'A count travels with the pair it is true for: asOf is the conversation’s seq, readAt the effective horizon.',
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const one = await ann.send(conversation, 'one');
      await ann.send(conversation, 'two');
      await ben.own(conversation, {readPrivate: one.seq});
      const head = await ben.head(conversation);
      const rows = [
        await ben.row(conversation),
        (await ben.call('sync')).rows[0],
        (await ben.call('inbox.page')).rows[0],
        (await ben.call('inbox.rows', {conversations: [conversation]})).rows[0],
        (await ben.own(conversation, {read: 0})).row,
      ];
      for (const row of rows) {
        const {unread, asOf, readAt, seq} = present(row, 'the row');
        equal([unread, asOf, readAt, seq], [1, head, one.seq, head], 'unread, asOf, readAt and seq');
      }
    },
  ),
  must(
    'PWP-UNREAD-003',
    'totals adds up the conversations neither muted nor archived; conversations counts those unread or marked unread.',
    async (t) => {
      const [ann, ben] = t.people('ann', 'ben');
      const made = await Promise.all(Array.from({length: 5}, () => t.group([ann, ben])));
      const [plain, muted, archived, marked, over] = made as [string, string, string, string, string];
      const ranges = [{type: 'mention' as const, start: 0, end: 1, user: ben.id}];
      for (const conversation of [plain, muted, archived, over]) await ann.send(conversation, 'x', {ranges});
      await ann.send(plain, 'y');
      await ben.own(muted, {mutedUntil: Number.MAX_SAFE_INTEGER});
      await ben.own(over, {mutedUntil: 1});
      await ben.own(archived, {archived: true});
      await ben.own(marked, {markedUnread: true});
      equal(await ben.call('totals'), {unread: 3, mentions: 2, conversations: 3}, 'the totals');
    },
  ),
];
