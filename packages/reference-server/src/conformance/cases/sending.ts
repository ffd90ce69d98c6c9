/** Sending: that sending twice is the same as sending once, and so with every operation. */
import type {Message} from '@parlor/sdk/protocol';
import {must} from '../case.js';
import {codesOf} from '../changes.js';
import {equal} from '../expect.js';
import {messageIn} from '../person.js';
import {nowSeconds} from '../token.js';

const place = ({id, seq}: Message) => ({id, seq});

export const sending = [
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
  must('PWP-SEND-009.c', 'A cancellation takes no value and is told to nobody.', {on: 'socket'}, async (t) => {
    const {ann, ben, conversation} = await t.pair();
    const connection = await ben.connect();
    const head = await ann.head(conversation);
    await ann.written('message.delete', {conversation, id: t.id()});
    equal(await ann.head(conversation), head, 'the seq');
    await connection.settled();
    equal(connection.changesOf(conversation), [], 'what others were told');
  }),
];
