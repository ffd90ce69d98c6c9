import {must} from '../case.js';
import {assertDense} from '../changes.js';
import {equal, excludes, fail, includes, present, tellsNothing} from '../expect.js';

const secret = 'said-when-nobody-of-them-was-here';

export const authorisation = [
  must(
    'PWP-AUTHZ-002.a',
    'A role taken counts at once, on every connection that was open before.',
    {on: 'socket'},
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const connection = await ben.connect();
      await connection.call('message.send', {conversation, id: t.id(), content: {text: 'x'}});
      await ann.call('member.role', {conversation, user: ben.id, role: 'observer'});
      const reply = await connection.ask('message.send', {conversation, id: t.id(), content: {text: 'y'}});
      equal(reply.ok ? 'ok' : reply.code, 'READ_ONLY', 'the answer');
      await ben.refused('message.send', {conversation, id: t.id(), content: {text: 'z'}}, 'READ_ONLY');
    },
  ),
  must(
    'PWP-AUTHZ-002.b',
    'A removal counts at once: nothing goes to the connections that are open, and nothing is taken from them.',
    {on: 'socket'},
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const connections = await Promise.all([ben.connect({device: 'b1'}), ben.connect({device: 'b2'})]);
      await ann.call('member.remove', {conversation, user: ben.id});
      await ann.send(conversation, secret);
      for (const connection of connections) {
        const reply = await connection.ask('message.send', {conversation, id: t.id(), content: {text: 'y'}});
        equal(reply.ok ? 'ok' : reply.code, 'NOT_A_MEMBER', 'the answer');
        tellsNothing(connection.frames, secret, 'the frames');
      }
    },
  ),
  must('PWP-AUTHZ-002.c', 'A role won counts at once too.', async (t) => {
    const {ann, ben, conversation} = await t.pair();
    await ben.refused('conversation.update', {conversation, title: 'no'}, 'FORBIDDEN');
    await ann.call('member.role', {conversation, user: ben.id, role: 'admin'});
    await ben.call('conversation.update', {conversation, title: 'yes'});
  }),
  must(
    'PWP-AUTHZ-003',
    'There is no operation to join, to subscribe or to name a sender.',
    {on: 'socket'},
    async (t) => {
      const {conversation} = await t.pair();
      const connection = await t.person('stranger').connect();
      for (const op of [
        'join',
        'subscribe',
        'room.join',
        'conversation.join',
        'member.join',
        'toString',
        '__proto__',
        'constructor',
        '',
      ]) {
        const reply = await connection.ask(op, {conversation});
        if (reply.ok) fail(`there is an operation ${op}`);
        includes(['UNKNOWN_OPERATION', 'BAD_REQUEST', 'SCHEMA'], reply.code, 'the codes that fit');
      }
    },
  ),
  must(
    'PWP-AUTHZ-004.a',
    'Somebody who joined later sees from their joining on, its own seq included, and nothing before on any path.',
    async (t) => {
      const {ann, conversation} = await t.pair();
      const before = await ann.send(conversation, secret);
      await ann.react(conversation, before.id, '👍');
      const cem = t.person('cem');
      await ann.call('member.add', {conversation, user: cem.id});
      const quoting = await ann.send(conversation, 'answer', {replyTo: before.id});
      const page = await cem.page(conversation, {after: 0});
      const delta = await cem.delta(conversation, 0);
      const joining = present(
        delta.changes.find((change) => change.type === 'member' && change.member.user === cem.id),
        'the joining',
      );
      equal(
        page.messages.find(({id}) => id === quoting.id)?.replyTo?.text,
        '',
        'the text of a quote of what was before',
      );
      for (const [what, value] of Object.entries({
        page,
        delta,
        joining,
        row: await cem.row(conversation),
        sync: await cem.call('sync'),
        revalidate: await cem.call('history.revalidate', {conversation, from: 0, to: 999, asOf: 0}),
        aroundTs: await cem.page(conversation, {aroundTs: before.ts}),
      })) {
        tellsNothing(value, secret, what);
      }
      excludes(
        page.messages.map(({id}) => id),
        before.id,
        'the messages',
      );
      for (const [name, input] of [
        ['history.page', {around: before.id}],
        ['reaction.list', {id: before.id}],
        ['receipt.list', {id: before.id}],
        ['reaction.set', {id: before.id, key: '👍', on: true}],
        ['message.send', {id: t.id(), content: {text: 'x'}, replyTo: before.id}],
      ] as const) {
        await cem.refused(name, {conversation, ...input}, 'NOT_FOUND');
      }
    },
  ),
  must(
    'PWP-AUTHZ-004.b',
    'A live frame to somebody who joined later tells of a quoted older message no more than a page does.',
    {on: 'socket'},
    async (t) => {
      const {ann, conversation} = await t.pair();
      const before = await ann.send(conversation, secret);
      const cem = t.person('cem');
      await ann.call('member.add', {conversation, user: cem.id});
      const connection = await cem.connect();
      const {seq} = await ann.send(conversation, 'answer', {replyTo: before.id});
      await ann.react(conversation, before.id, '👍');
      await ann.edit(conversation, before.id, `${secret} and edited`);
      const last = await ann.send(conversation, 'last');
      await connection.reaches(conversation, last.seq);
      assertDense(connection, conversation, seq, last.seq);
      tellsNothing(connection.frames, secret, 'the frames');
      tellsNothing(
        connection.frames
          .filter((frame) => frame.type === 'changes')
          .flatMap(({changes}) => changes.filter(({type}) => type === 'reaction')),
        before.id,
        'the reactions',
      );
    },
  ),
  must(
    'PWP-AUTHZ-006',
    'People are found among those who share a conversation, by the beginning of name or id; strangers are not.',
    async (t) => {
      const {ann, ben} = await t.pair();
      const stranger = t.person('stranger');
      const name = `Quentin ${t.id()}`;
      await ben.call('profile.set', {name});
      await stranger.call('profile.set', {name});
      const find = async (query: string) => (await ann.call('person.find', {query})).people.map(({user}) => user);
      equal(await find(name), [ben.id], 'who is found by name');
      equal(await find(name.toUpperCase()), [ben.id], 'who is found by name in capitals');
      equal(await find(ben.id), [ben.id], 'who is found by id');
      equal(await find(stranger.id), [], 'whether a stranger is found by id');
    },
  ),
];
