/** History: pages and what they claim to hold, and checking stretches that are kept. */
import type {Message} from '@parlor/sdk/protocol';
import {must} from '../case.js';
import {equal, holds, includes, present} from '../expect.js';
import type {Person} from '../person.js';

const seqsOf = (messages: readonly Message[]): number[] => messages.map(({seq}) => seq);

/** A group with `count` messages, and values in between that belong to none. */
async function spoken(ann: Person, ben: Person, conversation: string, count: number): Promise<Message[]> {
  for (let at = 0; at < count; at++) {
    const {id} = await (at % 2 === 0 ? ann : ben).send(conversation, `${at}`);
    if (at % 3 === 0) await ben.react(conversation, id, '👍');
  }
  return (await ann.page(conversation, {limit: 100})).messages;
}

export const history = [
  must('PWP-HISTORY-001.a', 'Without an edge a page is the newest messages, in the order of seq.', async (t) => {
    const {ann, ben, conversation} = await t.pair();
    const all = await spoken(ann, ben, conversation, 7);
    const {messages, end, start} = await ann.page(conversation, {limit: 4});
    equal(seqsOf(messages), seqsOf(all.slice(-4)), 'the seqs');
    equal([start, end], [false, true], 'start and end');
  }),
  must(
    'PWP-HISTORY-001.b',
    'before is exclusive: walking back page by page has every message once and ends with start.',
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const all = await spoken(ann, ben, conversation, 9);
      const found: Message[] = [];
      let before: number | undefined;
      for (let isStart = false; !isStart; ) {
        const page = await ann.page(conversation, {limit: 4, ...(before !== undefined && {before})});
        found.unshift(...page.messages);
        holds(page.start || page.messages.length === 4, 'a page in the middle is not full');
        holds(
          before === undefined || page.range.to >= before - 1,
          `a page before ${before} covers only up to ${page.range.to}`,
        );
        before = page.range.from;
        isStart = page.start;
      }
      equal(seqsOf(found), seqsOf(all), 'the seqs');
    },
  ),
  must(
    'PWP-HISTORY-001.c',
    'after is exclusive: walking on page by page has every message once and ends with end.',
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const all = await spoken(ann, ben, conversation, 9);
      const found: Message[] = [];
      let after = 0;
      for (let isEnd = false; !isEnd; ) {
        const page = await ann.page(conversation, {limit: 4, after});
        found.push(...page.messages);
        holds(page.range.from <= after + 1, `a page after ${after} covers only from ${page.range.from}`);
        after = page.range.to;
        isEnd = page.end;
      }
      equal(seqsOf(found), seqsOf(all), 'the seqs');
    },
  ),
  must('PWP-HISTORY-001.d', 'around a seq or a message id includes it, with what lies on both sides.', async (t) => {
    const {ann, ben, conversation} = await t.pair();
    const all = await spoken(ann, ben, conversation, 9);
    const middle = all[4] as Message;
    for (const around of [middle.seq, middle.id]) {
      const {messages, start, end} = await ann.page(conversation, {around, limit: 4});
      const seqs = seqsOf(messages);
      includes(seqs, middle.seq, 'the seqs');
      holds(seqs.some((seq) => seq < middle.seq) && seqs.some((seq) => seq > middle.seq), 'one side is missing');
      const at = seqsOf(all).indexOf(seqs[0] as number);
      equal(seqs, seqsOf(all.slice(at, at + seqs.length)), 'the seqs');
      equal([start, end], [false, false], 'start and end');
    }
  }),
  must('PWP-HISTORY-001.e', 'Around an unknown message is NOT_FOUND; two edges at once are SCHEMA.', async (t) => {
    const {ann, conversation} = await t.pair();
    await ann.refused('history.page', {conversation, around: t.id()}, 'NOT_FOUND');
    await ann.refused('history.page', {conversation, before: 2, after: 1}, 'SCHEMA');
    await ann.refused('history.page', {conversation, around: 2, after: 1}, 'SCHEMA');
    await ann.refused('history.page', {conversation, around: 2, aroundTs: 1}, 'SCHEMA');
    for (const limit of [0, -1, 1.5, 101]) await ann.refused('history.page', {conversation, limit}, 'SCHEMA');
  }),
  must('PWP-HISTORY-001.f', 'people are the profiles of those who occur.', async (t) => {
    const {ann, ben, conversation} = await t.pair();
    await ann.call('profile.set', {name: 'Ann'});
    await ben.call('profile.set', {name: 'Ben'});
    const {id} = await ann.send(conversation, 'x');
    await ben.send(conversation, 'y', {replyTo: id});
    const {people} = await ben.page(conversation);
    equal(
      people.map(({user, name}) => [user, name]).sort(),
      [
        [ann.id, 'Ann'],
        [ben.id, 'Ben'],
      ].sort(),
      'the people',
    );
  }),
  must('PWP-HISTORY-002.a', 'range is what the page holds all messages of, as of the head.', async (t) => {
    const {ann, ben, conversation} = await t.pair();
    const all = await spoken(ann, ben, conversation, 9);
    const head = await ann.head(conversation);
    for (const more of [
      {},
      {before: all[6]?.seq},
      {after: all[2]?.seq},
      {around: all[4]?.seq},
      {before: 1},
      {after: head},
    ]) {
      const {messages, range} = await ann.page(conversation, {limit: 3, ...more});
      equal(range.asOf, head, 'asOf');
      equal(
        seqsOf(messages),
        seqsOf(all).filter((seq) => seq >= range.from && seq <= range.to),
        `the seqs in ${range.from}…${range.to}`,
      );
    }
  }),
  must(
    'PWP-HISTORY-002.b',
    'The first page of a conversation covers it from where the reader’s view begins to the head.',
    async (t) => {
      const {ann, conversation} = await t.pair();
      await ann.send(conversation, 'x');
      const {range, start, end} = await ann.page(conversation);
      equal(
        [range.from <= 1, range.to, start, end],
        [true, await ann.head(conversation), true, true],
        'from, to, start and end',
      );
    },
  ),
  must(
    'PWP-HISTORY-006.a',
    'Around a time includes the first message of that time or later, with what lies on both sides.',
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const all = await spoken(ann, ben, conversation, 9);
      const gone = all[4] as Message;
      await ann.remove(conversation, gone.id);
      for (const {ts} of all) {
        // servers with a coarse clock give several messages one time
        const first = all.find((message) => message.ts >= ts) as Message;
        const {messages, range} = await ben.page(conversation, {aroundTs: ts, limit: 4});
        includes(seqsOf(messages), first.seq, `the seqs around ${ts}`);
        equal(
          seqsOf(messages),
          seqsOf(all).filter((seq) => seq >= range.from && seq <= range.to),
          'the seqs in the range',
        );
      }
      const oldest = await ben.page(conversation, {aroundTs: 0, limit: 4});
      equal([oldest.messages[0]?.seq, oldest.start], [all[0]?.seq, true], 'the oldest, for a time before all');
    },
  ),
  must('PWP-HISTORY-006.b', 'Around a time after the last message the page is the newest.', async (t) => {
    const {ann, ben, conversation} = await t.pair();
    const all = await spoken(ann, ben, conversation, 7);
    const aroundTs = (all.at(-1)?.ts ?? 0) + 1;
    equal(await ann.page(conversation, {aroundTs, limit: 4}), await ann.page(conversation, {limit: 4}), 'the page');
  }),
  must(
    'PWP-HISTORY-006.c',
    'Around a time nobody sees what they may not: neither from before they came nor what they cleared.',
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const [before] = await spoken(ann, ben, conversation, 3);
      const cem = t.person('cem');
      await ann.call('member.add', {conversation, user: cem.id});
      const {id} = await ann.send(conversation, 'for all');
      const seen = await cem.page(conversation, {aroundTs: before?.ts ?? 0});
      equal(
        seen.messages.filter(({content}) => content.kind !== 'system').map((message) => message.id),
        [id],
        'the messages',
      );
      await cem.call('own.set', {conversation, cleared: await cem.head(conversation)});
      equal((await cem.page(conversation, {aroundTs: before?.ts ?? 0})).messages, [], 'the messages after clearing');
    },
  ),
  must(
    'PWP-HISTORY-004.a',
    'history.revalidate has the messages of a stretch that changed since asOf, by content or by reactions, as they are now.',
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const [, one, two, three, four, five] = (await spoken(ann, ann, conversation, 6)) as Message[];
      const asOf = await ann.head(conversation);
      await ann.edit(conversation, one?.id ?? '', 'edited');
      await ben.react(conversation, two?.id ?? '', '🎈');
      await ann.remove(conversation, three?.id ?? '');
      await ann.edit(conversation, five?.id ?? '', 'edited too');
      const from = one?.seq ?? 0;
      const to = four?.seq ?? 0;
      const answer = await ben.call('history.revalidate', {conversation, from, to, asOf});
      equal(answer.asOf, await ann.head(conversation), 'asOf');
      const told = answer.messages.map(({id, content, reactions = [], deleted}) => [
        id,
        deleted ? 'deleted' : content.text,
        reactions.some(({key}) => key === '🎈'),
      ]);
      equal(
        told.sort(),
        [
          [one?.id, 'edited', false],
          [two?.id, two?.content.text, true],
          [three?.id, 'deleted', false],
        ].sort(),
        'the messages',
      );
    },
  ),
  must(
    'PWP-HISTORY-004.b',
    'Where nothing changed in the stretch, revalidation brings no messages; asOf above the head is SINCE_AHEAD.',
    async (t) => {
      const {ann, conversation} = await t.pair();
      const {seq} = await ann.send(conversation, 'x');
      const other = await ann.send(conversation, 'y');
      const asOf = await ann.head(conversation);
      await ann.edit(conversation, other.id, 'z');
      equal(
        (await ann.call('history.revalidate', {conversation, from: 0, to: seq, asOf})).messages,
        [],
        'the messages',
      );
      await ann.refused('history.revalidate', {conversation, from: 0, to: 9, asOf: asOf + 99}, 'SINCE_AHEAD');
    },
  ),
  must(
    'PWP-HISTORY-005',
    'History starts where the reader may see, and for the reader alone above cleared.',
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const all = await spoken(ann, ben, conversation, 5);
      const cem = t.person('cem');
      await ann.call('member.add', {conversation, user: cem.id});
      const later = await ann.send(conversation, 'later');
      const joined = present(
        (await cem.delta(conversation, 0)).changes.find(
          (change) => change.type === 'member' && change.member.user === cem.id,
        ),
        'the joining',
      );
      const from = joined.type === 'member' ? joined.member.rev : 0;
      const page = await cem.page(conversation, {after: 0});
      holds(page.start && seqsOf(page.messages).every((seq) => seq >= from), 'a newcomer sees what was before');
      includes(seqsOf(page.messages), later.seq, 'what a newcomer sees');
      const cleared = all[3]?.seq ?? 0;
      await ben.own(conversation, {cleared});
      const own = await ben.page(conversation, {after: 0});
      holds(own.start && seqsOf(own.messages).every((seq) => seq > cleared), 'what was cleared is there');
      includes(seqsOf((await ann.page(conversation)).messages), cleared, 'what somebody else sees');
    },
  ),
];
