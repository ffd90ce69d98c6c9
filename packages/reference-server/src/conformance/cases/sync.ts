/** Finding out what changed: cursors, pages of rows, deltas, epochs, ticks. */
import type {InboxRow} from '@parlor/sdk/protocol';
import {must} from '../case.js';
import {revsIn} from '../changes.js';
import {equal, holds, includes, present} from '../expect.js';
import type {Person} from '../person.js';

const idsOf = (rows: readonly InboxRow[]): string[] => rows.map(({conversation}) => conversation.id);

async function allPages(person: Person, cursor: string | undefined, limit: number) {
  const first = await person.call('sync', {limit, ...(cursor !== undefined && {cursor})});
  const rows = [...first.rows];
  const cursors = [first.cursor];
  for (let {next} = first; next !== undefined; ) {
    const page = await person.call('sync', {limit, after: next});
    rows.push(...page.rows);
    cursors.push(page.cursor);
    next = page.next;
  }
  return {rows, cursors, reset: first.reset};
}

/**
 * A cursor behind which there is nothing. It may say things twice before (PWP-SYNC-004): somebody else's slow write, of which
 * nobody here knows, can hold it back. Not for ever.
 */
async function level(person: Person): Promise<string> {
  let {cursor, rows} = await person.call('sync');
  for (const late = Date.now() + levelMs; ; ) {
    ({cursor, rows} = await person.call('sync', {cursor}));
    if (rows.length === 0) return cursor;
    holds(Date.now() < late, `a sync with the newest cursor still brings ${idsOf(rows)} after ${levelMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
const levelMs = 3_000;

/** Four conversations of ann, the newest activity last. */
async function four(ann: Person, ben: Person, group: (people: Person[]) => Promise<string>): Promise<string[]> {
  const made: string[] = [];
  for (let at = 0; at < 4; at++) {
    const id = await group([ann, ben]);
    await ben.send(id, `${at}`);
    await new Promise((resolve) => setTimeout(resolve, 3));
    made.push(id);
  }
  return made;
}

export const sync = [
  must(
    'PWP-SYNC-001.a',
    'Without a cursor sync is the first page of the inbox, pinned ones first, then the newest activity, with reset: new.',
    async (t) => {
      const [ann, ben] = t.people('ann', 'ben');
      const [a, b, c, d] = await four(ann, ben, (people) => t.group(people));
      await ann.own(b as string, {pinned: true});
      const {rows, reset} = await ann.call('sync');
      equal(reset, 'new', 'reset');
      equal(idsOf(rows), [b, d, c, a], 'the conversations');
    },
  ),
  must(
    'PWP-SYNC-001.b',
    'With a cursor sync has every conversation that changed since, and none else, the newest activity first.',
    async (t) => {
      const [ann, ben] = t.people('ann', 'ben');
      const [a, b, c] = (await four(ann, ben, (people) => t.group(people))) as [string, string, string];
      const cursor = await level(ann);
      await ben.send(c, 'again');
      await t.sleep(3);
      await ben.send(a, 'again');
      await ben.react(b, (await ben.send(b, 'again')).id, '👍');
      const {rows, reset} = await ann.call('sync', {cursor});
      equal(reset, undefined, 'reset');
      equal(idsOf(rows), [b, a, c], 'the conversations');
      await level(ann);
    },
  ),
  must('PWP-SYNC-001.c', 'Own registers and flags are changes too, set on whatever device.', async (t) => {
    const {ann, ben, conversation} = await t.pair();
    const {seq} = await ben.send(conversation, 'x');
    for (const registers of [
      {read: seq},
      {markedUnread: true},
      {mutedUntil: Number.MAX_SAFE_INTEGER},
      {archived: true},
      {pinned: true},
    ]) {
      const [cursor, theirs] = [await level(ann), await level(ben)];
      await ann.own(conversation, registers);
      const {rows} = await ann.call('sync', {cursor});
      equal(idsOf(rows), [conversation], `the conversations after ${JSON.stringify(registers)}`);
      equal((await ben.call('sync', {cursor: theirs})).rows, [], 'the rows of somebody else');
      for (const [name, value] of Object.entries(registers)) equal(rows[0]?.own[name as 'read'], value, name);
    }
  }),
  must('PWP-SYNC-001.d', 'Pages hold every row once; next is handed back as after.', async (t) => {
    const [ann, ben] = t.people('ann', 'ben');
    const made = await four(ann, ben, (people) => t.group(people));
    equal(idsOf((await allPages(ann, undefined, 1)).rows), made.toReversed(), 'the conversations of pages of one');
    equal(idsOf((await allPages(ann, undefined, 3)).rows), made.toReversed(), 'the conversations of pages of three');
    equal((await ann.call('sync', {limit: 4})).next, undefined, 'next where nothing follows');
  }),
  must(
    'PWP-SYNC-001.e',
    'inbox.page goes on where the first page ended, and filters: unread, groups, archived, context.',
    async (t) => {
      const [ann, ben] = t.people('ann', 'ben');
      const order = await t.group([ann, ben], {context: {type: 'order', id: '7'}});
      const direct = await t.direct(ann, ben);
      const archived = await t.group([ann, ben]);
      await ben.send(direct, 'x');
      await ben.send(order, 'x');
      await ann.own(archived, {archived: true});
      const page = async (more: object) => idsOf((await ann.call('inbox.page', more)).rows).sort();
      equal(await page({}), [order, direct].sort(), 'all');
      equal(await page({filter: 'groups'}), [order], 'groups');
      equal(await page({filter: 'archived'}), [archived], 'archived');
      equal(await page({filter: 'unread'}), [order, direct].sort(), 'unread');
      await ann.own(direct, {read: await ann.head(direct)});
      equal(await page({filter: 'unread'}), [order], 'unread after reading');
      equal(await page({contextType: 'order', contextId: '7'}), [order], 'of one context');
      equal(await page({contextType: 'order', contextId: '8'}), [], 'of another context');
      const first = await ann.call('inbox.page', {limit: 1});
      const second = await ann.call('inbox.page', {limit: 1, after: present(first.next, 'next')});
      equal([...idsOf(first.rows), ...idsOf(second.rows)], [order, direct], 'two pages of one');
    },
  ),
  must(
    'PWP-SYNC-002.a',
    'Another user’s cursor is of no use: the first page of the inbox with reset: cursor.',
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const {cursor} = await ben.call('sync');
      const {rows, reset} = await ann.call('sync', {cursor});
      equal([idsOf(rows), reset], [[conversation], 'cursor'], 'the conversations and reset');
    },
  ),
  must(
    'PWP-SYNC-002.b',
    'A damaged cursor is of no use: the first page of the inbox with reset: cursor.',
    async (t) => {
      const {ann, conversation} = await t.pair();
      const {cursor} = await ann.call('sync');
      const last = cursor.endsWith('x') ? 'y' : 'x';
      for (const damaged of ['nonsense', `${cursor}x`, cursor.slice(0, -1) + last, cursor.slice(1), `zzz${cursor}`]) {
        const {rows, reset} = await ann.call('sync', {cursor: damaged});
        equal([idsOf(rows), reset], [[conversation], 'cursor'], `the conversations and reset for ${damaged}`);
      }
    },
  ),
  must(
    'PWP-SYNC-002.c',
    'A cursor has at most 128 bytes; a longer one in a request is refused with SCHEMA.',
    async (t) => {
      const {ann} = await t.pair();
      const {cursor} = await ann.call('sync');
      holds(Buffer.byteLength(cursor) <= 128, `the cursor has ${cursor.length} bytes`);
      await ann.refused('sync', {cursor: 'x'.repeat(129)}, 'SCHEMA');
    },
  ),
  must(
    'PWP-SYNC-002.d',
    'A page token of another user, of another list, or damaged gives CURSOR_INVALID.',
    async (t) => {
      const [ann, ben] = t.people('ann', 'ben');
      const [conversation] = (await four(ann, ben, (people) => t.group(people))) as [string];
      const page = present((await ben.call('sync', {limit: 1})).next, 'next of sync');
      const inbox = present((await ann.call('inbox.page', {limit: 1})).next, 'next of the inbox');
      const members = present((await ann.call('member.list', {conversation, limit: 1})).next, 'next of the members');
      await ann.refused('sync', {after: page}, 'CURSOR_INVALID');
      await ann.refused('sync', {after: inbox}, 'CURSOR_INVALID');
      await ann.refused('inbox.page', {after: members}, 'CURSOR_INVALID');
      await ann.refused('member.list', {conversation, after: inbox}, 'CURSOR_INVALID');
      await ann.refused('inbox.page', {after: `${inbox}x`}, 'CURSOR_INVALID');
      await ann.refused('inbox.page', {after: 'nonsense'}, 'CURSOR_INVALID');
    },
  ),
  must(
    'PWP-SYNC-003',
    'The cursor of an answer is the safe point of its first page: what changes while the other pages are fetched comes with the next sync.',
    async (t) => {
      const [ann, ben] = t.people('ann', 'ben');
      const [a, b, c, d] = (await four(ann, ben, (people) => t.group(people))) as [string, string, string, string];
      const first = await ann.call('sync', {limit: 2});
      equal(idsOf(first.rows), [d, c], 'the first page');
      await ben.send(d, 'while pages are fetched');
      await ben.send(a, 'while pages are fetched');
      const second = await ann.call('sync', {limit: 4, after: present(first.next, 'next')});
      for (const cursor of [first.cursor, second.cursor]) {
        const later = idsOf((await ann.call('sync', {cursor})).rows);
        includes(later, d, 'what comes with the next sync');
        includes(later, a, 'what comes with the next sync');
      }
      const told = new Set([
        ...idsOf(first.rows),
        ...idsOf(second.rows),
        ...idsOf((await ann.call('sync', {cursor: second.cursor})).rows),
      ]);
      equal([...told].sort(), [a, b, c, d].sort(), 'all that was told');
    },
  ),
  must('PWP-SYNC-004', 'A cursor leaves nothing out, also when it was taken while many write.', async (t) => {
    const [ann, ben, cem] = t.people('ann', 'ben', 'cem');
    const made = await Promise.all(Array.from({length: 6}, () => t.group([ann, ben, cem])));
    let {cursor} = await ann.call('sync');
    const seen = new Map<string, number>();
    const take = async (): Promise<void> => {
      const page = await ann.call('sync', {cursor});
      for (const row of page.rows) seen.set(row.conversation.id, Math.max(row.seq, seen.get(row.conversation.id) ?? 0));
      ({cursor} = page);
    };
    const writing = Promise.all(made.flatMap((id) => [ben.send(id, 'x'), cem.send(id, 'y')]));
    for (let at = 0; at < 6; at++) await take();
    await writing;
    await take();
    for (const id of made) equal(seen.get(id), await ann.head(id), 'the seq that syncs told');
  }),
  must(
    'PWP-SYNC-005',
    'What concerned the user came before the tick: its cursor brings no rows that were not told.',
    {on: 'socket', isSlow: true},
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const connection = await ben.connect();
      const {seq} = await ann.send(conversation, 'x');
      const {cursor} = await connection.next('tick', () => true, connection.hello.heartbeatMs + 3_000);
      const at = connection.frames.findIndex(({type}) => type === 'tick');
      const before = connection.frames.slice(0, at).some((frame) => frame.type === 'changes' && frame.to >= seq);
      const {rows, reset} = await connection.call('sync', {cursor});
      equal(reset, undefined, 'reset');
      holds(
        before || idsOf(rows).includes(conversation),
        'the change came neither before the tick nor with its cursor',
      );
      equal(
        (await ben.call('sync', {cursor})).rows.filter((row) => row.seq <= seq && before),
        [],
        'rows of what was told',
      );
    },
  ),
  must(
    'PWP-SYNC-012',
    'A tick says how many frames of ev were put on this connection since the hello.',
    {on: 'socket', isSlow: true},
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const connection = await ben.connect();
      await ann.send(conversation, 'one');
      await ann.send(conversation, 'two');
      const {frames} = await connection.next('tick', () => true, connection.hello.heartbeatMs + 3_000);
      const at = connection.frames.findIndex(({type}) => type === 'tick');
      equal(frames, connection.frames.slice(0, at).filter(({type}) => type !== 'hello').length, 'frames');
    },
  ),
  must(
    'PWP-SYNC-007',
    'With another epoch the hello says reset: epoch and sends the first page of the inbox; the epoch is the same for all.',
    {on: 'socket'},
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const {hello} = await ann.connect();
      const other = await ann.connect({cursor: hello.sync.cursor, epoch: 'another-epoch'});
      equal(
        [idsOf(other.hello.sync.rows), other.hello.sync.reset],
        [[conversation], 'epoch'],
        'the conversations and reset',
      );
      equal((await ben.connect()).hello.epoch, hello.epoch, 'the epoch');
    },
  ),
  must(
    'PWP-SYNC-008.a',
    'A delta is {from: since + 1, to, changes}: every entity whose rev is above since, ordered by rev, each once.',
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const one = await ann.send(conversation, 'one');
      const since = await ann.head(conversation);
      const two = await ben.send(conversation, 'two');
      await ann.react(conversation, one.id, '👍');
      await ann.call('member.role', {conversation, user: ben.id, role: 'admin'});
      await ann.edit(conversation, one.id, 'one!');
      await ann.call('conversation.update', {conversation, description: 'new'});
      const {from, to, changes} = await ben.delta(conversation, since);
      equal([from, to], [since + 1, await ann.head(conversation)], 'from and to');
      const revs = changes.map((change) => revsIn([change])[0] as number);
      equal(
        revs,
        [...revs].sort((a, b) => a - b),
        'the revs',
      );
      holds(
        revs.every((rev) => rev > since),
        'a change is not above since',
      );
      const messages = changes.flatMap((change) =>
        change.type === 'message' ? [[change.message.id, change.message.content.text]] : [],
      );
      includes(messages, [one.id, 'one!'], 'the messages');
      includes(messages, [two.id, 'two'], 'the messages');
      includes(
        changes.flatMap((change) => (change.type === 'member' ? [[change.member.user, change.member.role]] : [])),
        [ben.id, 'admin'],
        'the members',
      );
      includes(
        changes.flatMap((change) => (change.type === 'conversation' ? [change.conversation.description] : [])),
        'new',
        'the descriptions',
      );
    },
  ),
  must(
    'PWP-SYNC-008.b',
    'limited when more than fits changed: to is the head, the newest messages and everything that is not a message.',
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const sent = [];
      for (let at = 0; at < 8; at++) sent.push(await ben.send(conversation, `${at}`));
      await ann.call('member.role', {conversation, user: ben.id, role: 'moderator'});
      const since = (sent[0]?.seq ?? 0) - 1;
      const {to, changes, limited} = await ann.delta(conversation, since, {limit: 4});
      equal([limited, to], [true, await ann.head(conversation)], 'limited and to');
      const seqs = changes
        .flatMap((change) => (change.type === 'message' ? [change.message.seq] : []))
        .sort((a, b) => a - b);
      const newest = (await ann.page(conversation, {limit: 100})).messages.slice(-seqs.length).map(({seq}) => seq);
      holds(seqs.length > 0, 'there are no messages');
      equal(seqs, newest, 'the seqs of the messages');
      includes(
        changes.flatMap((change) => (change.type === 'member' ? [[change.member.user, change.member.role]] : [])),
        [ben.id, 'moderator'],
        'the members',
      );
      equal((await ann.delta(conversation, since)).limited, undefined, 'limited where all fits');
    },
  ),
  must('PWP-SYNC-008.c', 'since above the head gives SINCE_AHEAD; since at the head an empty delta.', async (t) => {
    const {ann, conversation} = await t.pair();
    const head = await ann.head(conversation);
    await ann.refused('conversation.delta', {conversation, since: head + 1}, 'SINCE_AHEAD');
    const {from, to, changes} = await ann.delta(conversation, head);
    equal([from, to, changes], [head + 1, head, []], 'from, to and changes');
  }),
];
