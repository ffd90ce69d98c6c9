/** Writing as such: what an answer means, what a request may hold, and batches. */
import type {Message} from '@parlor/sdk/protocol';
import {must} from '../case.js';
import {codesOf} from '../changes.js';
import {equal, fail, holds, NotOffered, present} from '../expect.js';
import {messageIn} from '../person.js';

export const batches = [
  must('PWP-BATCH-001.a', 'A batch is done in order, and the answers stand in the same order.', async (t) => {
    const {ann, conversation} = await t.pair();
    const ids = [t.id(), t.id(), t.id()];
    const results = await ann.batch(
      ...ids.map((id, at) => ({op: 'message.send', input: {conversation, id, content: {text: `${at}`}}})),
      {op: 'message.edit', input: {conversation, id: ids[0], content: {text: 'edited'}}},
      {op: 'message.send', input: {conversation, id: t.id(), content: {text: 'answer'}, replyTo: ids[2]}},
    );
    equal(codesOf(results), ['ok', 'ok', 'ok', 'ok', 'ok'], 'the answers');
    const {messages} = await ann.page(conversation);
    equal(
      messages.slice(-4, -1).map(({id}) => id),
      ids,
      'the order of the messages',
    );
    equal(messages.at(-1)?.replyTo?.text, '2', 'the quote');
    equal(messages.find(({id}) => id === ids[0])?.content.text, 'edited', 'the text of the first');
  }),
  must('PWP-BATCH-001.b', 'A batch is one transaction: nobody else’s write stands between its own.', async (t) => {
    const {ann, ben, conversation} = await t.pair();
    const batches = await Promise.all(
      [ann, ben, ann.another(), ben.another()].map((person) =>
        person.batch(
          ...[1, 2, 3].map((at) => ({op: 'message.send', input: {conversation, id: t.id(), content: {text: `${at}`}}})),
        ),
      ),
    );
    for (const results of batches) {
      const seqs = results.map((result) =>
        result.ok ? (result.result as {changes: {message: Message}[]}).changes[0]?.message.seq : undefined,
      );
      const first = present(seqs[0], 'the first seq');
      equal(seqs, [first, first + 1, first + 2], 'the seqs of one batch');
    }
  }),
  must(
    'PWP-BATCH-001.c',
    'A batch of two conversations, of more than batchOps operations, or of none, is refused as a whole.',
    async (t) => {
      const {ann, conversation} = await t.pair();
      const other = await t.group([ann]);
      const op = (place: string) => ({
        opId: t.id(),
        op: 'message.send',
        input: {conversation: place, id: t.id(), content: {text: 'x'}},
      });
      const head = await ann.head(conversation);
      await ann.refused('ops.push', {ops: [op(conversation), op(other)]}, 'SCHEMA');
      await ann.refused(
        'ops.push',
        {ops: [op(conversation), {opId: t.id(), op: 'profile.set', input: {name: 'Ann'}}]},
        'SCHEMA',
      );
      await ann.refused('ops.push', {ops: Array.from({length: t.limits.batchOps + 1}, () => op(conversation))}, [
        'TOO_LARGE',
        'SCHEMA',
      ]);
      await ann.refused('ops.push', {ops: []}, 'SCHEMA');
      equal(await ann.head(conversation), head, 'the seq');
    },
  ),
  must('PWP-BATCH-001.d', 'Only durable operations travel in a batch.', async (t) => {
    const {ann, conversation} = await t.pair();
    const results = await ann.batch(
      {op: 'conversation.get', input: {conversation}},
      {op: 'ops.push', input: {ops: []}},
      {op: 'typing.set', input: {conversation, on: true}},
      {op: 'no.such', input: {}},
      {op: '__proto__', input: {}},
    );
    for (const [at, result] of results.entries()) if (result.ok) fail(`operation ${at} of the batch was done`);
  }),
  must(
    'PWP-BATCH-002.a',
    'A final refusal concerns one operation, and those behind it go on; one that is malformed too.',
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const results = await ben.batch(
        {op: 'message.send', input: {conversation, id: t.id(), content: {text: 'one'}}},
        {op: 'conversation.update', input: {conversation, title: 'no'}},
        {op: 'message.send', input: {conversation, id: 'short', content: {text: 'x'}}},
        {op: 'no.such', input: {}},
        {op: 'message.send', input: {conversation, id: t.id(), content: {text: 'two'}}},
      );
      equal(codesOf(results), ['ok', 'FORBIDDEN', 'SCHEMA', 'UNKNOWN_OPERATION', 'ok'], 'the answers');
      equal(
        (await ann.page(conversation)).messages.slice(-2).map(({content}) => content.text),
        ['one', 'two'],
        'the texts',
      );
    },
  ),
  must('PWP-BATCH-002.b', 'A batch repeated after its answer was lost is done once.', async (t) => {
    const {ann, conversation} = await t.pair();
    const id = t.id();
    const ops = [
      {opId: t.id(), op: 'message.send', input: {conversation, id, content: {text: 'one'}}},
      {opId: t.id(), op: 'reaction.set', input: {conversation, id, key: '👍', on: true}},
      {opId: t.id(), op: 'conversation.update', input: {conversation, title: 'Other'}},
    ];
    const first = await ann.call('ops.push', {ops});
    const head = await ann.head(conversation);
    const second = await ann.call('ops.push', {ops});
    equal(
      [codesOf(first.results as never), codesOf(second.results as never)],
      [
        ['ok', 'ok', 'ok'],
        ['ok', 'ok', 'ok'],
      ],
      'the answers',
    );
    equal(await ann.head(conversation), head, 'the seq');
  }),
  must(
    'PWP-BATCH-002.c',
    'A failure that may pass concerns the whole batch: nothing of it is done, and the batch is answered with it.',
    {isSlow: true},
    async (t) => {
      const {ann, conversation} = await t.pair();
      const batch = () =>
        Array.from({length: t.limits.batchOps}, () => ({
          opId: t.id(),
          op: 'message.send',
          input: {conversation, id: t.id(), content: {text: 'x'}},
        }));
      for (let at = 0; at < 6; at++) {
        const head = await ann.head(conversation);
        const reply = await ann.ask('ops.push', {ops: batch()}, {isImpatient: true});
        if (reply.ok) continue;
        equal([reply.code, reply.retry], ['RATE_LIMITED', 'after'], 'the refusal');
        equal(await ann.head(conversation), head, 'the seq after a batch that was refused');
        return;
      }
      throw new NotOffered('six batches at once met no limit');
    },
  ),
  must(
    'PWP-WRITE-001',
    'What was answered is there for every reader on every path from then on.',
    {on: 'both'},
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const {cursor} = await ben.call('sync');
      const other = ben.another('socket');
      for (let at = 0; at < 5; at++) {
        const {id, seq} = await ann.send(conversation, `${at}`);
        const [page, delta, row] = await Promise.all([
          ben.message(conversation, id),
          other.delta(conversation, seq - 1),
          ben.call('sync', {cursor}),
        ]);
        holds(
          page !== undefined && delta.to === seq && row.rows[0]?.seq === seq,
          `the message of seq ${seq} is not on every path`,
        );
      }
    },
  ),
  must(
    'PWP-WRITE-003',
    'The writer’s own change also comes back as a frame, on the very connection that wrote it.',
    {on: 'socket'},
    async (t) => {
      const {ann, conversation} = await t.pair();
      const connection = await ann.connect();
      const id = t.id();
      const {seq} = messageIn(await connection.call('message.send', {conversation, id, content: {text: 'x'}}), id);
      await connection.reaches(conversation, seq);
    },
  ),
  must(
    'PWP-WRITE-004.a',
    'A request that names its sender, seq, rev, role or time is refused with SCHEMA.',
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      for (const more of [
        {sender: ben.id},
        {seq: 1},
        {rev: 1},
        {ts: 1},
        {role: 'owner'},
        {user: ben.id},
        {editedAt: 1},
        {deleted: ben.id},
        {reactions: []},
        {opId: t.id()},
      ]) {
        await ann.refused('message.send', {conversation, id: t.id(), content: {text: 'x'}, ...more}, 'SCHEMA');
      }
      await ann.refused('message.send', {conversation, id: t.id(), content: {text: 'x', html: '<b>x</b>'}}, 'SCHEMA');
    },
  ),
  must(
    'PWP-WRITE-004.b',
    'NUL and lone surrogates are refused with SCHEMA wherever a text or a name may stand.',
    async (t) => {
      const {ann, conversation} = await t.pair();
      for (const text of ['a\u0000b', 'a\ud800', '\udc00b']) {
        await ann.refused('message.send', {conversation, id: t.id(), content: {text}}, 'SCHEMA');
        await ann.refused(
          'message.send',
          {conversation, id: t.id(), content: {text: 'x', data: {a: [text]}}},
          'SCHEMA',
        );
        await ann.refused(
          'message.send',
          {conversation, id: t.id(), content: {text: 'x', data: {[text]: 1}}},
          'SCHEMA',
        );
        await ann.refused('conversation.update', {conversation, title: text}, 'SCHEMA');
        await ann.refused('profile.set', {name: text}, 'SCHEMA');
      }
    },
  ),
  must(
    'PWP-WRITE-004.c',
    'A field named __proto__, constructor or prototype is unknown like any other, and poisons nothing.',
    async (t) => {
      const {ann, conversation} = await t.pair();
      const input = JSON.parse(
        `{"conversation":"${conversation}","id":"${t.id()}","content":{"text":"x"},"__proto__":{"polluted":true}}`,
      ) as object;
      const sent = await ann.ask('message.send', input);
      if (!sent.ok) equal(sent.code, 'SCHEMA', 'the refusal of __proto__');
      await ann.refused(
        'message.send',
        {conversation, id: t.id(), content: {text: 'x'}, constructor: {prototype: {}}},
        'SCHEMA',
      );
      const data = JSON.parse(
        '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}',
      ) as Record<string, unknown>;
      const stored = await ann.ask('message.send', {conversation, id: t.id(), content: {text: 'x', data}});
      if (!stored.ok) equal(stored.code, 'SCHEMA', 'the refusal of data');
      const row = await ann.row(conversation);
      equal(
        [(row as {polluted?: unknown}).polluted, (await ann.message(conversation, 'x')) === undefined],
        [undefined, true],
        'what was polluted',
      );
    },
  ),
];
