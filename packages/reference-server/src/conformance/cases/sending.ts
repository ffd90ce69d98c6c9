/** Sending: what is refused, and that sending twice is the same as sending once. */
import type {Message} from '@parlor/sdk/protocol';
import {must} from '../case.js';
import {equal, fail, holds, NotOffered, present} from '../expect.js';
import {messageIn} from '../person.js';
import {nowSeconds} from '../token.js';
import {codesOf} from './ids.js';

const place = ({id, seq}: Message) => ({id, seq});

export const sending = [
  must('PWP-SEND-004.a', 'Text up to textLength code points is taken, one more is TOO_LARGE.', async (t) => {
    const {ann, conversation} = await t.pair();
    const {textLength, textBytes} = t.limits;
    const most = Math.min(textLength, textBytes);
    const {id} = await ann.send(conversation, 'x'.repeat(most));
    await ann.refused('message.send', {conversation, id: t.id(), content: {text: 'x'.repeat(most + 1)}}, 'TOO_LARGE');
    await ann.refused('message.edit', {conversation, id, content: {text: 'x'.repeat(most + 1)}}, 'TOO_LARGE');
    if (textLength * 4 > textBytes) return;
    // counted in code points, not in code units
    await ann.send(conversation, '💬'.repeat(textLength));
    await ann.refused(
      'message.send',
      {conversation, id: t.id(), content: {text: '💬'.repeat(textLength + 1)}},
      'TOO_LARGE',
    );
  }),
  must('PWP-SEND-004.b', 'More ranges, mentions or attachments than the limits is TOO_LARGE.', async (t) => {
    const {ann, conversation} = await t.pair();
    const text = 'x'.repeat(1000);
    const send = (content: object) => ({conversation, id: t.id(), content: {text, ...content}});
    const many = (count: number, range: object) =>
      Array.from({length: count}, (_, at) => ({start: at % 900, end: (at % 900) + 1, ...range}));
    await ann.refused('message.send', send({ranges: many(t.limits.ranges + 1, {type: 'bold'})}), 'TOO_LARGE');
    const mentions = many(t.limits.mentions + 1, {type: 'mention'}).map((range, at) => ({
      ...range,
      user: `somebody-${at}`,
    }));
    await ann.refused('message.send', send({ranges: mentions}), 'TOO_LARGE');
    await ann.call('message.send', send({ranges: mentions.slice(1)}));
    await ann.refused(
      'message.send',
      send({attachments: many(t.limits.attachments + 1, {}).map((_, at) => ({id: `${at}`}))}),
      ['TOO_LARGE', 'ATTACHMENT_MISSING'],
    );
  }),
  must(
    'PWP-SEND-004.c',
    'A message with neither text, attachments nor data is SCHEMA; data alone is enough.',
    async (t) => {
      const {ann, conversation} = await t.pair();
      for (const text of ['', ' ', ' \n\t '])
        await ann.refused('message.send', {conversation, id: t.id(), content: {text}}, 'SCHEMA');
      await ann.send(conversation, '', {data: {sticker: 7}});
      const {id} = await ann.send(conversation, 'x');
      await ann.refused('message.edit', {conversation, id, content: {text: ''}}, 'SCHEMA');
    },
  ),
  must('PWP-SEND-004.d', 'A malformed message is SCHEMA: fields missing, of another type, null.', async (t) => {
    const {ann, conversation} = await t.pair();
    for (const more of [
      {content: undefined},
      {content: 'text'},
      {content: null},
      {content: {}},
      {content: {text: 7}},
      {content: {text: null}},
      {content: {text: ['x']}},
      {content: {text: 'x', ranges: {}}},
      {content: {text: 'x'}, replyTo: null},
      {content: {text: 'x'}, clientTs: 'now'},
      {content: {text: 'x'}, clientTs: -1},
      {content: {text: 'x', lang: '!'}},
    ]) {
      await ann.refused('message.send', {conversation, id: t.id(), ...more}, 'SCHEMA');
    }
  }),
  must('PWP-SEND-004.e', 'Text is not normalised: what was sent is what is stored, letter by letter.', async (t) => {
    const {ann, ben, conversation} = await t.pair();
    const texts = [
      'e\u0301 \u00e9 \ufb01 \u212b',
      '  spaces around \t\n',
      'a\r\nb\rc\u2028d',
      '\u202eright\u202c to left',
      '👩‍👩‍👧‍👦🏳️‍🌈',
      '\ufeffbom \u200b\u00ad',
      '\u0001\u001b[31m',
    ];
    for (const text of texts) {
      const {id} = await ann.send(conversation, text);
      equal((await ben.message(conversation, id))?.content.text, text, 'the text');
    }
  }),
  must('PWP-SEND-004.f', 'A link goes to http, https, mailto or tel; any other address is SCHEMA.', async (t) => {
    const {ann, conversation} = await t.pair();
    const send = (url: string) => ({
      conversation,
      id: t.id(),
      content: {text: 'link', ranges: [{type: 'link', start: 0, end: 4, url}]},
    });
    for (const url of [
      'http://a.example',
      'https://a.example/?q',
      'HTTPS://A.EXAMPLE',
      'mailto:a@b.example',
      'tel:+4930123',
    ])
      await ann.call('message.send', send(url));
    for (const url of [
      'javascript:alert(1)',
      'JaVaScRiPt:alert(1)',
      ' javascript:alert(1)',
      'java\nscript:alert(1)',
      'data:text/html,x',
      'file:///etc/passwd',
      'vbscript:x',
      '//a.example',
      'a.example',
      '',
    ]) {
      await ann.refused('message.send', send(url), 'SCHEMA');
    }
  }),
  must('PWP-SEND-005.a', 'The same id and content again gives the same message.', async (t) => {
    const {ann, conversation} = await t.pair();
    const id = t.id();
    const data = {a: 1, b: [2]};
    const first = await ann.send(conversation, 'once', {id, data});
    equal(await ann.send(conversation, 'once', {id, data}), first, 'the message of the second answer');
    const {messages} = await ann.page(conversation);
    equal(messages.filter((message) => message.id === id).length, 1, 'how often the message is there');
  }),
  must(
    'PWP-SEND-005.b',
    'The same id with other content gives IDEMPOTENCY_MISMATCH, and the first stays.',
    async (t) => {
      const {ann, conversation} = await t.pair();
      const answered = await ann.send(conversation, 'question');
      const {id} = await ann.send(conversation, 'once', {ranges: [{type: 'bold', start: 0, end: 2}]});
      for (const content of [
        {text: 'twice'},
        {text: 'once'},
        {text: 'once', data: {a: 1}},
        {text: 'once', kind: 'order'},
      ]) {
        await ann.refused('message.send', {conversation, id, content}, 'IDEMPOTENCY_MISMATCH');
      }
      const content = {text: 'once', ranges: [{type: 'bold', start: 0, end: 2}]};
      await ann.refused('message.send', {conversation, id, content, replyTo: answered.id}, 'IDEMPOTENCY_MISMATCH');
      equal((await ann.message(conversation, id))?.content.text, 'once', 'the text');
    },
  ),
  must(
    'PWP-SEND-005.c',
    'An id another sender used in the conversation gives ID_TAKEN, with the same content too.',
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const {id} = await ann.send(conversation, 'mine');
      for (const text of ['mine', 'yours'])
        await ben.refused('message.send', {conversation, id, content: {text}}, 'ID_TAKEN');
      equal((await ben.message(conversation, id))?.sender, ann.id, 'the sender');
    },
  ),
  must('PWP-SEND-005.d', 'Content is compared as it was sent first, whatever edits came since.', async (t) => {
    const {ann, conversation} = await t.pair();
    const {id, seq} = await ann.send(conversation, 'first');
    await ann.edit(conversation, id, 'edited');
    const again = await ann.send(conversation, 'first', {id});
    equal([again.seq, again.content.text], [seq, 'edited'], 'seq and text of the answer');
    await ann.refused('message.send', {conversation, id, content: {text: 'edited'}}, 'IDEMPOTENCY_MISMATCH');
  }),
  must(
    'PWP-SEND-005.e',
    'A repetition is answered even after the sender’s membership has ended, or their right to write.',
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const sent = await ben.send(conversation, 'last words');
      await ann.call('member.role', {conversation, user: ben.id, role: 'observer'});
      equal(place(await ben.send(conversation, 'last words', {id: sent.id})), place(sent), 'the message as observer');
      await ann.call('member.remove', {conversation, user: ben.id});
      equal(
        place(await ben.send(conversation, 'last words', {id: sent.id})),
        place(sent),
        'the message after the removal',
      );
      await ben.refused('message.send', {conversation, id: sent.id, content: {text: 'other words'}}, [
        'IDEMPOTENCY_MISMATCH',
        'NOT_A_MEMBER',
      ]);
      await ben.refused('message.send', {conversation, id: t.id(), content: {text: 'more'}}, 'NOT_A_MEMBER');
    },
  ),
  must('PWP-SEND-005.f', 'After its deletion a repetition gives the tombstone: nothing comes back.', async (t) => {
    const {ann, conversation} = await t.pair();
    const {id, seq} = await ann.send(conversation, 'gone');
    await ann.remove(conversation, id);
    const again = await ann.send(conversation, 'gone', {id});
    equal([again.seq, again.deleted, again.content.text], [seq, ann.id, ''], 'seq, deleted and text of the answer');
  }),
  must('PWP-SEND-005.g', 'Across a token refresh a repetition gives the same message.', {on: 'socket'}, async (t) => {
    const {ann, conversation} = await t.pair();
    const connection = await ann.connect();
    const id = t.id();
    const input = {conversation, id, content: {text: 'once'}};
    const first = messageIn(await connection.call('message.send', input), id);
    await connection.call('auth.refresh', {token: ann.token({exp: nowSeconds() + 900})});
    equal(messageIn(await connection.call('message.send', input), id), first, 'the message');
  }),
  must(
    'PWP-SEND-005.h',
    'After a reconnect, from another device and over the other transport a repetition gives the same message.',
    {on: 'both'},
    async (t) => {
      const {ann, conversation} = await t.pair();
      const id = t.id();
      const input = {conversation, id, content: {text: 'once'}};
      const connection = await ann.connect({device: 'a1'});
      const first = messageIn(await connection.call('message.send', input), id);
      connection.close();
      for (const device of ['a1', 'a2']) {
        equal(
          messageIn(await (await ann.connect({device})).call('message.send', input), id),
          first,
          `the message on ${device}`,
        );
      }
      equal(await ann.another('rest').send(conversation, 'once', {id}), first, 'the message over REST');
    },
  ),
  must(
    'PWP-SEND-005.i',
    'A connection cut right after a send leaves at most one message, whatever was answered.',
    {on: 'socket'},
    async (t) => {
      const {ann, conversation} = await t.pair();
      const id = t.id();
      const input = {conversation, id, content: {text: 'once'}};
      const connection = await ann.connect();
      connection.socket.emit('req', {op: 'message.send', input}, () => undefined);
      connection.close();
      const again = await ann.send(conversation, 'once', {id});
      equal(
        (await ann.page(conversation)).messages.filter((message) => message.id === id).map(place),
        [place(again)],
        'the messages',
      );
    },
  ),
  must('PWP-SEND-005.j', 'The same message sent several times at once is one message.', async (t) => {
    const {ann, conversation} = await t.pair();
    const id = t.id();
    const answers = await Promise.all(Array.from({length: 6}, () => ann.send(conversation, 'once', {id})));
    for (const answer of answers) equal(place(answer), place(answers[0] as Message), 'the message');
    equal((await ann.send(conversation, 'next')).seq, (answers[0]?.seq ?? 0) + 1, 'the next seq');
  }),
  must(
    'PWP-SEND-005.k',
    'One id sent by two people at once belongs to one of them; the other gets ID_TAKEN.',
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const input = {conversation, id: t.id(), content: {text: 'same'}};
      const codes = codesOf(await Promise.all([ann.ask('message.send', input), ben.ask('message.send', input)]));
      equal(codes.sort(), ['ID_TAKEN', 'ok'], 'the answers');
    },
  ),
  must(
    'PWP-SEND-007.a',
    'An operation repeated with its opId has its effect once and gives the same entities.',
    async (t) => {
      const ann = t.person();
      const opId = t.id();
      const input = {title: 'Once', members: []};
      const first = await ann.written('conversation.create', input, {opId});
      const second = await ann.written('conversation.create', input, {opId});
      equal(second.conversation, first.conversation, 'the conversation');
      equal((await ann.call('sync')).rows.length, 1, 'the number of conversations');
    },
  ),
  must('PWP-SEND-007.b', 'A refusal is repeated as it was, though it would be allowed by now.', async (t) => {
    const {ann, ben, conversation} = await t.pair();
    const opId = t.id();
    const input = {conversation, title: 'By Ben'};
    await ben.refused('conversation.update', input, 'FORBIDDEN', {opId});
    await ann.call('member.role', {conversation, user: ben.id, role: 'admin'});
    await ben.refused('conversation.update', input, 'FORBIDDEN', {opId});
    await ben.call('conversation.update', input, {opId: t.id()});
  }),
  must(
    'PWP-SEND-007.c',
    'A repetition with another input or another operation gives IDEMPOTENCY_MISMATCH, and nothing is done.',
    async (t) => {
      const {ann, conversation} = await t.pair();
      const opId = t.id();
      await ann.call('conversation.update', {conversation, title: 'One'}, {opId});
      await ann.refused('conversation.update', {conversation, title: 'Two'}, 'IDEMPOTENCY_MISMATCH', {opId});
      await ann.refused('member.add', {conversation, user: t.person('cem').id}, 'IDEMPOTENCY_MISMATCH', {opId});
      const row = await ann.row(conversation);
      equal([row.conversation.title, row.conversation.members], ['One', 2], 'title and members');
    },
  ),
  must(
    'PWP-SEND-007.d',
    'A success is repeated as the present state of what was written, and undoes nothing that came since.',
    async (t) => {
      const {ann, conversation} = await t.pair();
      const opId = t.id();
      const {id} = await ann.send(conversation, 'zero');
      await ann.call('message.edit', {conversation, id, content: {text: 'one'}}, {opId});
      await ann.edit(conversation, id, 'two');
      const again = await ann.written('message.edit', {conversation, id, content: {text: 'one'}}, {opId});
      equal(messageIn(again, id).content.text, 'two', 'the text of the answer');
      equal((await ann.message(conversation, id))?.content.text, 'two', 'the text');
    },
  ),
  must('PWP-SEND-007.e', 'An opId is known on every device and over both transports.', {on: 'both'}, async (t) => {
    const {ann, conversation} = await t.pair();
    const opId = t.id();
    const other = ann.another('socket');
    await ann.call('own.set', {conversation, pinned: true}, {opId});
    await ann.call('own.set', {conversation, pinned: false});
    await other.call('own.set', {conversation, pinned: true}, {opId});
    equal((await ann.row(conversation)).own.pinned, false, 'pinned after a late repetition');
    await other.refused('own.set', {conversation, archived: true}, 'IDEMPOTENCY_MISMATCH', {opId});
  }),
  must('PWP-SEND-007.f', 'One opId twice at once has its effect once.', async (t) => {
    const ann = t.person();
    const opId = t.id();
    const made = await Promise.all(
      Array.from({length: 4}, () => ann.written('conversation.create', {title: 'Once', members: []}, {opId})),
    );
    equal(new Set(made.map(({conversation}) => conversation)).size, 1, 'the number of conversations');
  }),
  must(
    'PWP-SEND-009.a',
    'Deleting an own message the server does not know cancels it: cancelled: true, and a late copy is CANCELLED for ever.',
    async (t) => {
      const {ann, conversation} = await t.pair();
      const id = t.id();
      for (const at of [1, 2]) {
        equal(
          (await ann.written('message.delete', {conversation, id})).cancelled,
          true,
          `cancelled, asked ${at} times`,
        );
        await ann.refused('message.send', {conversation, id, content: {text: 'late'}}, 'CANCELLED');
      }
      equal(await ann.message(conversation, id), undefined, 'the message');
    },
  ),
  must('PWP-SEND-009.b', 'A cancellation applies to the canceller’s own sends only.', async (t) => {
    const {ann, ben, conversation} = await t.pair();
    const id = t.id();
    await ann.written('message.delete', {conversation, id});
    equal((await ben.send(conversation, 'mine', {id})).sender, ben.id, 'the sender of a message with that id');
  }),
  must('PWP-SEND-009.c', 'A cancellation takes no value and is told to nobody.', {on: 'both'}, async (t) => {
    const {ann, ben, conversation} = await t.pair();
    const connection = await ben.connect();
    const head = await ann.head(conversation);
    await ann.written('message.delete', {conversation, id: t.id()});
    equal(await ann.head(conversation), head, 'the seq');
    await connection.settled();
    equal(connection.changesOf(conversation), [], 'what others were told');
  }),
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
