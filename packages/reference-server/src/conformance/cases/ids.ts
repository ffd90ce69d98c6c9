/** Ids, and the two numbers of a conversation: seq and rev. */
import {must} from '../case.js';
import {revsIn} from '../changes.js';
import {equal, holds} from '../expect.js';

export const ids = [
  must(
    'PWP-ID-001.a',
    'The user is who the token’s sub names: in the hello, and as the sender.',
    {on: 'socket'},
    async (t) => {
      const {ann, conversation} = await t.pair();
      const {hello} = await ann.connect();
      equal(hello.user, ann.id, 'the hello’s user');
      equal((await ann.send(conversation, 'hi')).sender, ann.id, 'the sender');
    },
  ),
  must('PWP-ID-001.b', 'A user id of 64 bytes of UTF-8 is taken, also one beyond ASCII.', async (t) => {
    const id = `ü💬${t.person().id}`.slice(0, 40);
    const long = id + 'x'.repeat(64 - Buffer.byteLength(id));
    await t.person('long', {id: long}).call('totals');
  }),
  must(
    'PWP-ID-001.c',
    'A user id above 64 bytes, empty, or with a control character or a lone surrogate is refused.',
    async (t) => {
      for (const id of ['x'.repeat(65), 'ü'.repeat(33), '', 'a\u0007b', 'a\u0000', 'a\ud800b']) {
        const person = t.person('odd', {id, transport: 'rest'});
        if (t.transport === 'rest') await person.refused('totals', {}, 'TOKEN_INVALID');
        else
          equal(
            (await person.refusedToConnect()).code,
            'TOKEN_INVALID',
            `the refusal of the user id ${JSON.stringify(id)}`,
          );
      }
    },
  ),
  must('PWP-ID-001.d', 'A user id in a request keeps the same rules.', async (t) => {
    const {ann, conversation} = await t.pair();
    const title = 'x';
    for (const user of ['x'.repeat(65), 'a\u0007b', '']) {
      await ann.refused('conversation.create', {title, members: [user]}, 'SCHEMA');
      await ann.refused('person.get', {users: [user]}, 'SCHEMA');
    }
    await ann.refused('member.add', {conversation, user: 'x'.repeat(65)}, 'SCHEMA');
  }),
  must(
    'PWP-ID-002.a',
    'A device id is 1 to 32 of A-Z a-z 0-9 _ -; another is refused with SCHEMA.',
    {on: 'socket'},
    async (t) => {
      const ann = t.person();
      for (const device of ['', 'x'.repeat(33), 'a.b', 'ü']) {
        equal((await ann.refusedToConnect({device})).code, 'SCHEMA', `the refusal of the device ${device}`);
      }
      await ann.connect({device: `${'x'.repeat(29)}_-9`});
    },
  ),
  must('PWP-ID-002.b', 'A new device of a user finds what the first one left.', {on: 'socket'}, async (t) => {
    const {ann, conversation} = await t.pair();
    await ann.send(conversation, 'hi');
    const {hello} = await ann.connect({device: 'another'});
    equal(
      hello.sync.rows.map((row) => row.conversation.id),
      [conversation],
      'the rows of the hello',
    );
  }),
  must(
    'PWP-ID-003.a',
    'The server makes a conversation’s id, c_ and 1 to 40 of A-Z a-z 0-9 _ -, and takes none from a client.',
    async (t) => {
      const {ann, conversation} = await t.pair();
      holds(/^c_[A-Za-z0-9_-]{1,40}$/.test(conversation), `the id is ${conversation}`);
      await ann.refused('conversation.create', {title: 'x', members: [], id: 'c_mine'}, 'SCHEMA');
      await ann.refused('conversation.create', {title: 'x', members: [], conversation: 'c_mine'}, 'SCHEMA');
    },
  ),
  must(
    'PWP-ID-003.b',
    'The direct conversation of two people is the same, whoever asks and however often.',
    async (t) => {
      const [ann, ben] = t.people('ann', 'ben');
      const first = await t.direct(ann, ben);
      equal([await t.direct(ben, ann), await t.direct(ann, ben)], [first, first], 'the id asked for again');
    },
  ),
  must('PWP-ID-003.c', 'Both asking for their direct conversation at once get the same one.', async (t) => {
    const [ann, ben] = t.people('ann', 'ben');
    const found = await Promise.all([t.direct(ann, ben), t.direct(ben, ann), t.direct(ann, ben), t.direct(ben, ann)]);
    equal(new Set(found).size, 1, 'the number of conversations');
  }),
  must('PWP-ID-004.a', 'A message id has exactly 21 of A-Z a-z 0-9 _ -; another is refused with SCHEMA.', async (t) => {
    const {ann, conversation} = await t.pair();
    for (const id of ['x'.repeat(20), 'x'.repeat(22), `${'x'.repeat(20)}.`, `${'x'.repeat(20)}ü`]) {
      await ann.refused('message.send', {conversation, id, content: {text: 'hi'}}, 'SCHEMA');
    }
  }),
  must(
    'PWP-ID-004.b',
    'The id the sender made is the message’s public id, for its answer, edits, reactions and deletion.',
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const id = t.id();
      equal((await ann.send(conversation, 'hi', {id})).id, id, 'the id');
      await ben.send(conversation, 'answer', {replyTo: id});
      await ben.react(conversation, id, '👍');
      await ann.edit(conversation, id, 'hi!');
      await ann.remove(conversation, id);
    },
  ),
  must(
    'PWP-ID-004.c',
    'A message id is unique in its conversation: the same in another conversation is another message.',
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const other = await t.group([ben, ann]);
      const id = t.id();
      await ann.send(conversation, 'here', {id});
      equal(
        (await ben.send(other, 'there', {id})).content.text,
        'there',
        'the text of the message in the other conversation',
      );
      equal((await ann.message(conversation, id))?.content.text, 'here', 'the text of the first');
    },
  ),
  must('PWP-ID-005.a', 'An opId has 21 of A-Z a-z 0-9 _ -; another is refused with SCHEMA.', async (t) => {
    const {ann, conversation} = await t.pair();
    const input = {conversation, title: 'Other'};
    for (const opId of ['x'.repeat(20), 'x'.repeat(22), `${'x'.repeat(20)}!`]) {
      await ann.refused('ops.push', {ops: [{opId, op: 'conversation.update', input}]}, 'SCHEMA');
    }
  }),
  must('PWP-ID-005.b', 'An opId belongs to one user: another user’s same opId is another intent.', async (t) => {
    const [ann, ben] = t.people('ann', 'ben');
    const opId = t.id();
    const first = await t.person().written('conversation.create', {title: 'A', members: []}, {opId});
    for (const person of [ann, ben]) {
      const {conversation} = await person.written('conversation.create', {title: 'B', members: []}, {opId});
      holds(
        conversation !== undefined && conversation !== first.conversation,
        'another user’s opId gave the same conversation',
      );
    }
  }),
  must(
    'PWP-SEQ-001.a',
    'Every durable change takes the next value: messages, edits, reactions, deletions, members, roles, titles; 1, 2, 3 … without a hole.',
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const seen = new Set<number>();
      const look = async (since: number): Promise<number> => {
        const {changes, from, to} = await ann.delta(conversation, since);
        equal(from, since + 1, 'from');
        for (const rev of revsIn(changes)) {
          holds(rev > since && rev <= to, `a change has the rev ${rev}, outside ${from}…${to}`);
          seen.add(rev);
        }
        return to;
      };
      let head = await look(0);
      const one = await ann.send(conversation, 'one');
      const two = await ben.send(conversation, 'two');
      head = await look(head);
      await ann.edit(conversation, one.id, 'one!');
      head = await look(head);
      await ann.react(conversation, two.id, '👍');
      head = await look(head);
      await ben.remove(conversation, two.id);
      head = await look(head);
      await ann.call('member.role', {conversation, user: ben.id, role: 'moderator'});
      head = await look(head);
      await ann.call('conversation.update', {conversation, description: 'a description'});
      head = await look(head);
      await ann.call('conversation.update', {conversation, title: 'Another title'});
      head = await look(head);
      await ann.call('member.add', {conversation, user: t.person('cem').id});
      head = await look(head);
      equal(
        [...seen].sort((a, b) => a - b),
        Array.from({length: head}, (_, at) => at + 1),
        'the values that were taken',
      );
      equal(await ann.head(conversation), head, 'the conversation’s seq');
    },
  ),
  must('PWP-SEQ-001.b', 'Changes at once each take a value of their own, without a hole.', async (t) => {
    const people = t.people('ann', 'ben', 'cem', 'dee');
    const conversation = await t.group(people);
    const [ann] = people;
    const before = await ann.head(conversation);
    const sent = await Promise.all(
      people.flatMap((person) => [1, 2, 3, 4].map((at) => person.send(conversation, `${at}`))),
    );
    equal(
      sent.map(({seq}) => seq).sort((a, b) => a - b),
      Array.from({length: 16}, (_, at) => before + 1 + at),
      'the seqs of 16 messages sent at once',
    );
  }),
  must('PWP-SEQ-001.c', 'A new conversation counts from 1, and a delta from 0 begins there.', async (t) => {
    const {ann, conversation} = await t.pair();
    const {from, to, changes} = await ann.delta(conversation, 0);
    equal(from, 1, 'from');
    equal(revsIn(changes)[0], 1, 'the lowest rev');
    equal(to, await ann.head(conversation), 'to');
  }),
  must(
    'PWP-SEQ-002.a',
    'A message that was never touched has rev = seq; an edit and a deletion raise rev to the conversation’s seq and leave seq.',
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const sent = await ann.send(conversation, 'one');
      equal(sent.rev, sent.seq, 'rev');
      await ben.send(conversation, 'two');
      const edited = await ann.edit(conversation, sent.id, 'one!');
      equal([edited.seq, edited.rev], [sent.seq, await ann.head(conversation)], 'seq and rev after the edit');
      const deleted = await ann.remove(conversation, sent.id);
      equal([deleted.seq, deleted.rev], [sent.seq, await ann.head(conversation)], 'seq and rev after the deletion');
    },
  ),
  must('PWP-SEQ-003', 'Messages are in the order of seq, whatever their clientTs say.', async (t) => {
    const {ann, conversation} = await t.pair();
    const now = Date.now();
    const sent: string[] = [];
    for (const ago of [0, 100_000, 50_000]) {
      const id = t.id();
      await ann.call('message.send', {conversation, id, content: {text: `${ago}`}, clientTs: now - ago});
      sent.push(id);
    }
    const {messages} = await ann.page(conversation);
    equal(
      messages.map(({id}) => id).filter((id) => sent.includes(id)),
      sent,
      'the order of the page',
    );
    const seqs = messages.map(({seq}) => seq);
    equal(
      seqs,
      [...seqs].sort((a, b) => a - b),
      'the seqs of the page',
    );
  }),
  must(
    'PWP-SEQ-004.a',
    'What changes nothing takes no value: a repeated send, reaction, deletion, title, role or member.',
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const message = await ann.send(conversation, 'one');
      await ben.react(conversation, message.id, '👍');
      const gone = await ann.send(conversation, 'two');
      await ann.remove(conversation, gone.id);
      await ann.call('member.role', {conversation, user: ben.id, role: 'admin'});
      const head = await ann.head(conversation);
      await ann.send(conversation, 'one', {id: message.id});
      await ben.react(conversation, message.id, '👍');
      await ben.react(conversation, message.id, '🎈', false);
      await ann.remove(conversation, gone.id);
      await ann.call('member.role', {conversation, user: ben.id, role: 'admin'});
      await ann.call('member.add', {conversation, user: ben.id});
      await ann.call('conversation.update', {conversation, title: 'Conformance'});
      equal(await ann.head(conversation), head, 'the seq after repetitions');
    },
  ),
  must('PWP-SEQ-004.b', 'A change that is refused takes no value.', async (t) => {
    const {ann, ben, conversation} = await t.pair();
    const message = await ann.send(conversation, 'one');
    await ben.refused('message.edit', {conversation, id: message.id, content: {text: 'no'}}, 'FORBIDDEN');
    await ben.refused('conversation.update', {conversation, title: 'no'}, 'FORBIDDEN');
    await ben.refused('message.send', {conversation, id: t.id(), content: {text: ''}}, 'SCHEMA');
    await ben.refused('message.send', {conversation, id: message.id, content: {text: 'one'}}, 'ID_TAKEN');
    equal((await ann.send(conversation, 'two')).seq, message.seq + 1, 'the next message’s seq');
  }),
  must(
    'PWP-SEQ-005',
    'Values that belong to no message do not count as messages: unread is not a difference of positions.',
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const message = await ann.send(conversation, 'one');
      for (const key of ['👍', '🎈', '🌷']) await ann.react(conversation, message.id, key);
      await ann.send(conversation, 'two');
      const row = await ben.row(conversation);
      equal(row.unread, 2, 'unread');
      holds(row.seq - row.readAt > 2, 'reactions took no values');
    },
  ),
];
