import {must} from '../case.js';
import {equal, holds, present, tellsNothing} from '../expect.js';

const secret = 'a-word-nobody-may-read-again';

export const model = [
  must(
    'PWP-MODEL-001.a',
    'A deleted message stays as a tombstone: id, seq, rev, sender, ts, who deleted it, its kind and an empty text, and nothing else.',
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const first = await ann.send(conversation, 'first');
      const sent = await ben.send(conversation, secret, {
        ranges: [{type: 'bold', start: 0, end: 3}],
        data: {a: secret},
        replyTo: first.id,
      });
      await ann.react(conversation, sent.id, '👍');
      await ann.remove(conversation, sent.id);
      const tombstone = present(await ben.message(conversation, sent.id), 'the tombstone');
      const {id, seq, sender, ts} = sent;
      const {rev, clientTs: _, editedAt: __, ...rest} = tombstone;
      holds(rev > seq, 'the deletion did not raise the rev');
      equal(
        rest,
        {id, seq, sender, ts, deleted: ann.id, content: {kind: 'text', text: ''}},
        'the tombstone without its rev',
      );
    },
  ),
  must(
    'PWP-MODEL-001.b',
    'Nothing of a deleted message is left on any path: pages, deltas, revalidation, previews, quotes, reactions, frames.',
    {on: 'socket'},
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const sent = await ann.send(conversation, secret);
      const answer = await ben.send(conversation, 'an answer', {replyTo: sent.id});
      await ben.react(conversation, sent.id, '👍');
      const asOf = await ann.head(conversation);
      await ann.remove(conversation, sent.id);
      const {hello} = await ben.connect();
      const since = await ben.delta(conversation, asOf);
      equal(
        since.changes.filter(({type}) => type === 'message').length > 0,
        true,
        'whether the delta tells the deletion',
      );
      const {reactions} = await ben.call('reaction.list', {conversation, id: sent.id});
      equal(reactions, [], 'the reactions of a deleted message');
      for (const [what, value] of Object.entries({
        page: await ben.page(conversation),
        around: await ben.page(conversation, {around: sent.id}),
        delta: await ben.delta(conversation, 0),
        since,
        revalidate: await ben.call('history.revalidate', {conversation, from: 0, to: asOf, asOf: sent.seq}),
        row: await ben.row(conversation),
        hello: hello.sync,
        answer: await ben.message(conversation, answer.id),
      })) {
        tellsNothing(value, secret, what);
      }
    },
  ),
  must('PWP-MODEL-002.a', 'start and end of a range count UTF-16 code units and lie in the text.', async (t) => {
    const {ann, conversation} = await t.pair();
    const text = '💬ab';
    const ranges = [{type: 'bold' as const, start: 2, end: 4}];
    equal(
      (await ann.send(conversation, text, {ranges})).content.ranges,
      ranges,
      'the ranges of a text of 4 code units',
    );
    for (const [start, end] of [
      [0, 5],
      [2, 2],
      [3, 1],
      [4, 5],
      [-1, 2],
      [0.5, 2],
    ]) {
      const content = {text, ranges: [{type: 'bold', start, end}]};
      await ann.refused('message.send', {conversation, id: t.id(), content}, 'SCHEMA');
    }
  }),
  must('PWP-MODEL-002.b', 'Every type of range is kept as it was sent, overlapping and nested ones too.', async (t) => {
    const {ann, ben, conversation} = await t.pair();
    const text = 'one two three four five six seven';
    const ranges = [
      {type: 'bold', start: 0, end: 7},
      {type: 'italic', start: 4, end: 13},
      {type: 'strike', start: 5, end: 6},
      {type: 'code', start: 8, end: 13},
      {type: 'code-block', start: 0, end: 33, language: 'ts'},
      {type: 'quote', start: 0, end: 3},
      {type: 'list-item', start: 14, end: 18, level: 2, ordered: true},
      {type: 'link', start: 19, end: 23, url: 'https://example.com/?a=1&b=2'},
      {type: 'mention', start: 24, end: 27, user: ben.id},
    ] as const;
    const {id} = await ann.send(conversation, text, {ranges: [...ranges]});
    equal((await ben.message(conversation, id))?.content.ranges, ranges, 'the ranges');
  }),
  must(
    'PWP-MODEL-002.c',
    'A range of an unknown type or with an unknown field is refused with SCHEMA, and so is a mention of nobody.',
    async (t) => {
      const {ann, conversation} = await t.pair();
      for (const range of [
        {type: 'blink', start: 0, end: 2},
        {type: 'bold', start: 0, end: 2, color: 'red'},
        {type: 'mention', start: 0, end: 2},
        {type: 'link', start: 0, end: 2},
        {type: 'bold', start: 0},
      ]) {
        await ann.refused(
          'message.send',
          {conversation, id: t.id(), content: {text: 'text', ranges: [range]}},
          'SCHEMA',
        );
      }
    },
  ),
  must('PWP-MODEL-002.d', 'Text is plain: markup in it is kept letter by letter.', async (t) => {
    const {ann, ben, conversation} = await t.pair();
    const text = '<img src=x onerror=alert(1)> **bold** &amp; <b>';
    const {id} = await ann.send(conversation, text);
    equal((await ben.message(conversation, id))?.content.text, text, 'the text');
  }),
  must(
    'PWP-MODEL-003.a',
    'A mention counts for a joined member other than the sender; for others it is decoration and taken all the same.',
    async (t) => {
      const [ann, ben, cem] = t.people('ann', 'ben', 'cem');
      const conversation = await t.group([ann, ben, cem]);
      const stranger = t.person('stranger');
      const mention = (user: string) => ({type: 'mention' as const, start: 0, end: 2, user});
      await ann.send(conversation, 'hey', {ranges: [mention(ben.id), mention(ann.id), mention(stranger.id)]});
      equal((await ben.row(conversation)).mentions, 1, 'mentions of the one who is mentioned');
      equal((await cem.row(conversation)).mentions, 0, 'mentions of another member');
      equal((await ann.row(conversation)).mentions, 0, 'mentions of the sender');
      await ann.call('member.add', {conversation, user: stranger.id});
      equal((await stranger.row(conversation)).mentions, 0, 'mentions of one who was no member then');
    },
  ),
  must('PWP-MODEL-004', 'An attachment that was never uploaded is ATTACHMENT_MISSING.', async (t) => {
    const {ann, conversation} = await t.pair();
    const content = {text: 'see', attachments: [{id: 'no-such-file'}]};
    await ann.refused('message.send', {conversation, id: t.id(), content}, 'ATTACHMENT_MISSING');
  }),
  must('PWP-MODEL-005.a', 'data is stored as it is on messages, conversations and profiles.', async (t) => {
    const data = {order: {id: 7, lines: [1.5, null, 'x', {deep: [true]}]}, 'odd key ✓': ''};
    const {ann, ben, conversation} = await t.pair({data});
    equal((await ben.row(conversation)).conversation.data, data, 'the conversation’s data');
    const {id} = await ann.send(conversation, '', {data});
    equal((await ben.message(conversation, id))?.content.data, data, 'the message’s data');
    await ann.call('profile.set', {data});
    const {people} = await ben.call('person.get', {users: [ann.id]});
    equal(people[0]?.data, data, 'the profile’s data');
  }),
  must(
    'PWP-MODEL-005.b',
    'data above 4 KB of JSON is refused with TOO_LARGE, and what is no object with SCHEMA.',
    async (t) => {
      const {ann, conversation} = await t.pair();
      const large = {text: 'x'.repeat(t.limits.dataBytes)};
      const most = {text: 'x'.repeat(t.limits.dataBytes - JSON.stringify({text: ''}).length)};
      const send = (data: unknown) => ({conversation, id: t.id(), content: {text: 'x', data}});
      await ann.call('message.send', send(most));
      await ann.refused('message.send', send(large), 'TOO_LARGE');
      await ann.refused('conversation.create', {title: 'x', members: [], data: large}, 'TOO_LARGE');
      await ann.refused('profile.set', {data: large}, 'TOO_LARGE');
      for (const data of ['text', 7, [1], null]) await ann.refused('message.send', send(data), 'SCHEMA');
    },
  ),
  must('PWP-MODEL-006.a', 'A kind of the host’s own is kept; without one it is text.', async (t) => {
    const {ann, ben, conversation} = await t.pair();
    const kind = 'order-status-2';
    const {id} = await ann.send(conversation, 'sent', {kind});
    equal((await ben.message(conversation, id))?.content.kind, kind, 'the kind');
    equal((await ann.send(conversation, 'plain')).content.kind, 'text', 'the kind that was left out');
  }),
  must(
    'PWP-MODEL-006.b',
    'A client that sends kind system is refused with FORBIDDEN; a malformed kind with SCHEMA.',
    async (t) => {
      const {ann, conversation} = await t.pair();
      const send = (kind: string) => ({conversation, id: t.id(), content: {text: 'x', kind}});
      await ann.refused('message.send', send('system'), 'FORBIDDEN');
      const {id} = await ann.send(conversation, 'x');
      await ann.refused('message.edit', {conversation, id, content: {text: 'x', kind: 'system'}}, 'FORBIDDEN');
      for (const kind of ['', 'Order', '1st', 'a b', 'x'.repeat(33)])
        await ann.refused('message.send', send(kind), 'SCHEMA');
    },
  ),
  must(
    'PWP-MODEL-007.a',
    'A direct conversation is of two people: nobody is added, removed, given a role or renamed there, and both say so in pair.',
    async (t) => {
      const [ann, ben, cem] = t.people('ann', 'ben', 'cem');
      const conversation = await t.direct(ann, ben);
      const {conversation: meta} = await ben.row(conversation);
      equal(
        [meta.type, meta.members, [...(meta.pair ?? [])].sort()],
        ['direct', 2, [ann.id, ben.id].sort()],
        'type, members and pair',
      );
      await ann.refused('member.add', {conversation, user: cem.id}, 'FORBIDDEN');
      await ann.refused('member.remove', {conversation, user: ben.id}, 'FORBIDDEN');
      await ann.refused('member.role', {conversation, user: ben.id, role: 'admin'}, 'FORBIDDEN');
      await ann.refused('conversation.update', {conversation, title: 'x'}, 'FORBIDDEN');
      await ann.refused('conversation.direct', {user: ann.id}, ['SCHEMA', 'FORBIDDEN', 'BAD_REQUEST']);
    },
  ),
  must('PWP-MODEL-007.b', 'In an announcement only owner and admins write.', async (t) => {
    const {ann, ben, conversation} = await t.pair({type: 'announcement'});
    await ann.send(conversation, 'hear');
    const send = {conversation, id: t.id(), content: {text: 'x'}};
    await ben.refused('message.send', send, 'READ_ONLY');
    await ann.call('member.role', {conversation, user: ben.id, role: 'moderator'});
    await ben.refused('message.send', send, 'READ_ONLY');
    await ann.call('member.role', {conversation, user: ben.id, role: 'admin'});
    await ben.call('message.send', send);
  }),
  must(
    'PWP-MODEL-008.a',
    'A quote is the answered message as the server resolves it; a client cannot write one.',
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const {id, seq} = await ann.send(conversation, 'question');
      const answer = await ben.send(conversation, 'answer', {replyTo: id});
      equal(answer.replyTo, {id, seq, sender: ann.id, text: 'question'}, 'the quote');
      const replyTo = {id, seq, sender: ann.id, text: 'I never said that'};
      await ben.refused('message.send', {conversation, id: t.id(), content: {text: 'x'}, replyTo}, 'SCHEMA');
    },
  ),
  must(
    'PWP-MODEL-008.b',
    'A message of another conversation is not quoted, though the sender can read it.',
    async (t) => {
      const {ann, conversation} = await t.pair();
      const other = await t.group([ann]);
      const {id} = await ann.send(other, secret);
      const send = {conversation, id: t.id(), content: {text: 'x'}, replyTo: id};
      await ann.refused('message.send', send, 'NOT_FOUND');
    },
  ),
  must('PWP-MODEL-008.c', 'A quote’s text is the first 140 code points, none of them halved.', async (t) => {
    const {ann, conversation} = await t.pair();
    const {id} = await ann.send(conversation, '💬'.repeat(200));
    equal((await ann.send(conversation, 'x', {replyTo: id})).replyTo?.text, '💬'.repeat(140), 'the quote’s text');
  }),
  must('PWP-MODEL-008.d', 'Quotes made after an edit or a deletion show that.', async (t) => {
    const {ann, conversation} = await t.pair();
    const {id, seq} = await ann.send(conversation, 'before');
    await ann.edit(conversation, id, 'after');
    equal((await ann.send(conversation, 'x', {replyTo: id})).replyTo?.text, 'after', 'the quote after the edit');
    await ann.remove(conversation, id);
    const {replyTo} = await ann.send(conversation, 'y', {replyTo: id});
    equal(replyTo, {id, seq, sender: ann.id, text: '', deleted: true}, 'the quote after the deletion');
  }),
];
