/** Frames: what a connection is told without asking, and requests on it. */
import {must} from '../case.js';
import {assertDense, revsIn} from '../changes.js';
import {equal, excludes, holds, includes, present, show} from '../expect.js';

export const frames = [
  must('PWP-FRAME-001.a', 'Connection state recovery is off.', {on: 'socket'}, async (t) => {
    const {socket} = await t.person().connect();
    // with it on, the server's CONNECT packet carries a private session id
    equal((socket as unknown as {_pid?: string})._pid, undefined, 'the private session id');
  }),
  must(
    'PWP-FRAME-001.b',
    'Only the events ev and eph come from the server, each with one JSON object.',
    {on: 'socket'},
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const connection = await ben.connect();
      let most = 0;
      connection.socket.onAny((...args: unknown[]) => void (most = Math.max(most, args.length)));
      const {seq} = await ann.send(conversation, 'x');
      await connection.reaches(conversation, seq);
      equal([most, connection.strangers], [2, []], 'the most arguments of an event, and events by other names');
    },
  ),
  must(
    'PWP-FRAME-001.c',
    'Binary is refused: it changes nothing, and the server lives on.',
    {on: 'socket'},
    async (t) => {
      const {ann, conversation} = await t.pair();
      const head = await ann.head(conversation);
      const connection = await ann.connect();
      const input = {conversation, id: t.id(), content: {text: Buffer.from('binary')}};
      const answer = await Promise.race([connection.raw({op: 'message.send', input}), connection.ended]).catch(
        () => 'ended',
      );
      holds((answer as {ok?: boolean}).ok !== true, 'a binary text was accepted');
      equal(await t.person('ann', {id: ann.id}).head(conversation), head, 'the seq');
    },
  ),
  must(
    'PWP-FRAME-001.d',
    'Events by other names do nothing, and the connection lives on.',
    {on: 'socket'},
    async (t) => {
      const {ann, conversation} = await t.pair();
      const connection = await ann.connect();
      const head = await ann.head(conversation);
      for (const event of ['message.send', 'ev', 'join', 'hello', '__proto__', 'constructor']) {
        connection.socket.emit(event, {conversation, id: t.id(), content: {text: 'x'}});
      }
      await connection.settled();
      equal(await ann.head(conversation), head, 'the seq');
    },
  ),
  must(
    'PWP-FRAME-002',
    'A change is the final state of an entity as of its rev, not what was done to it.',
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const since = await ann.head(conversation);
      const {id, seq} = await ann.send(conversation, 'one');
      await ann.edit(conversation, id, 'two');
      await ann.edit(conversation, id, 'three');
      await ben.react(conversation, id, '👍');
      await ben.react(conversation, id, '👍', false);
      const {changes, to} = await ben.delta(conversation, since);
      const messages = changes.flatMap((change) => (change.type === 'message' ? [change.message] : []));
      equal(
        messages.map(({content, rev}) => [content.text, rev]),
        [['three', seq + 2]],
        'the messages of the delta',
      );
      const told = [
        ...changes.flatMap((change) => (change.type === 'reaction' ? [change.summary] : [])),
        ...(messages[0]?.reactions ?? []),
      ];
      equal(
        told.map(({key, count, rev}) => [key, count, rev]),
        told.length === 0 ? [] : [['👍', 0, to]],
        'the reactions of the delta',
      );
    },
  ),
  must(
    'PWP-FRAME-003.a',
    'changes covers from…to: every change in it has a rev in there, and everything that changed there is in it.',
    {on: 'socket'},
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const connection = await ben.connect();
      const since = await ben.head(conversation);
      const sent = await ann.send(conversation, 'x');
      await ann.react(conversation, sent.id, '👍');
      await ann.call('conversation.update', {conversation, title: 'Other'});
      await ann.call('member.add', {conversation, user: t.person('cem').id});
      const head = await ann.head(conversation);
      await connection.reaches(conversation, head);
      assertDense(connection, conversation, since + 1, head);
      const told = new Set<number>();
      for (const {from, to, changes} of connection.changesOf(conversation)) {
        for (const rev of revsIn(changes)) {
          holds(rev >= from && rev <= to, `a change of rev ${rev} came in a frame of ${from}…${to}`);
          told.add(rev);
        }
      }
      for (const rev of revsIn((await ben.delta(conversation, since)).changes))
        includes([...told], rev, 'the revs that were told');
    },
  ),
  must(
    'PWP-FRAME-004',
    'The changes of a conversation come in rising order, each stretch once, also when many write at once.',
    {on: 'socket'},
    async (t) => {
      const people = t.people('ann', 'ben', 'cem');
      const conversation = await t.group(people);
      const [ann] = people;
      const connection = await ann.connect();
      await Promise.all(people.flatMap((person) => [1, 2, 3, 4, 5].map((at) => person.send(conversation, `${at}`))));
      await connection.reaches(conversation, await ann.head(conversation));
      let last = 0;
      for (const {from, to} of connection.changesOf(conversation)) {
        holds(from === last + 1 || last === 0, `changes ${from}…${to} came after those up to ${last}`);
        holds(to >= from, `changes go from ${from} to ${to}`);
        last = to;
      }
    },
  ),
  must(
    'PWP-FRAME-005.a',
    'A change reaches every connection of every member, the writer’s own included.',
    {on: 'socket'},
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const all = await Promise.all([
        ann.connect({device: 'a1'}),
        ann.connect({device: 'a2'}),
        ben.connect({device: 'b1'}),
        ben.connect({device: 'b2'}),
      ]);
      const {seq} = await ann.send(conversation, 'x');
      for (const connection of all) await connection.reaches(conversation, seq);
    },
  ),
  must('PWP-FRAME-005.b', 'A change reaches nobody else.', {on: 'socket'}, async (t) => {
    const {ann, ben, conversation} = await t.pair();
    const stranger = await t.person('stranger').connect();
    const member = await ben.connect();
    const {seq} = await ann.send(conversation, 'a secret');
    await member.reaches(conversation, seq);
    await stranger.settled();
    equal(
      stranger.frames.slice(1).map(({type}) => type),
      [],
      'what a stranger was told',
    );
  }),
  must(
    'PWP-FRAME-006.a',
    'Registers and flags set on one device come to the others as inbox rows.',
    {on: 'socket'},
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const {seq} = await ann.send(conversation, 'x');
      const other = await ben.connect({device: 'b2'});
      await ben.own(conversation, {read: seq, pinned: true});
      const {rows} = await other.next('inbox', (frame) => frame.rows.some(({own}) => own.pinned));
      equal(
        rows.map(({conversation: {id}, own, unread}) => [id, own.read, unread]),
        [[conversation, seq, 0]],
        'the row',
      );
    },
  ),
  must(
    'PWP-FRAME-006.b',
    'A membership won comes as an inbox row, and so does one lost.',
    {on: 'socket'},
    async (t) => {
      const {ann, conversation} = await t.pair();
      const cem = t.person('cem');
      const connection = await cem.connect();
      await ann.call('member.add', {conversation, user: cem.id});
      const won = await connection.next('inbox');
      equal(
        won.rows.map((row) => [row.conversation.id, row.membership.state]),
        [[conversation, 'joined']],
        'the row won',
      );
      await ann.call('member.remove', {conversation, user: cem.id});
      const lost = await connection.next('inbox', ({rows}) =>
        rows.some(({membership}) => membership.state !== 'joined'),
      );
      equal(
        lost.rows.map((row) => [row.conversation.id, row.membership.state]),
        [[conversation, 'removed']],
        'the row lost',
      );
    },
  ),
  must(
    'PWP-FRAME-007.a',
    'In answers for one reader a reaction summary carries own, true for that reader.',
    {feature: 'reactions'},
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const since = await ann.head(conversation);
      const {id, seq} = await ann.send(conversation, 'x');
      await ben.react(conversation, id, '👍');
      for (const [person, own] of [
        [ann, false],
        [ben, true],
      ] as const) {
        const {messages} = await person.page(conversation);
        const {changes} = await person.delta(conversation, seq);
        const again = await person.delta(conversation, since);
        const revalidated = await person.call('history.revalidate', {conversation, from: seq, to: seq, asOf: seq});
        const told = [
          ...messages.flatMap(({reactions = []}) => reactions),
          ...[...changes, ...again.changes].flatMap((change) => {
            if (change.type === 'reaction') return [change.summary];
            return change.type === 'message' ? (change.message.reactions ?? []) : [];
          }),
          ...revalidated.messages.flatMap(({reactions = []}) => reactions),
        ];
        holds(told.length >= 4, `only ${told.length} summaries in page, deltas and revalidation`);
        for (const summary of told) equal(summary.own, own, `own of ${show(summary)}`);
      }
    },
  ),
  must(
    'PWP-FRAME-007.b',
    'In live frames a reaction carries user and on instead, the same for all readers.',
    {on: 'socket', feature: 'reactions'},
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const {id} = await ann.send(conversation, 'x');
      const readers = await Promise.all([ann.connect(), ben.connect({device: 'b2'})]);
      for (const on of [true, false]) {
        await ben.react(conversation, id, '👍', on);
        for (const reader of readers) {
          const frame = await reader.next('changes', ({changes}) => changes.some(({type}) => type === 'reaction'));
          const change = present(
            frame.changes.find(({type}) => type === 'reaction'),
            'the reaction',
          );
          holds(change.type === 'reaction', 'no reaction');
          equal(
            [change.user, change.on, change.message, change.summary.own, change.summary.count],
            [ben.id, on, id, undefined, on ? 1 : 0],
            'user, on, message, own and count',
          );
        }
      }
    },
  ),
  must(
    'PWP-FRAME-008.a',
    'A malformed request is acknowledged with BAD_REQUEST or SCHEMA, and the connection lives on.',
    {on: 'socket'},
    async (t) => {
      const connection = await t.person().connect();
      for (const body of [
        null,
        7,
        'text',
        [],
        {},
        {op: 7},
        {op: null, input: {}},
        {op: 'totals', input: {}, more: 1},
        {op: 'totals', input: 'text'},
        {op: 'totals', input: []},
      ]) {
        const answer = (await connection.raw(body)) as {ok?: boolean; code?: string};
        holds(
          answer.ok === false && ['BAD_REQUEST', 'SCHEMA'].includes(answer.code ?? ''),
          `${show(body)} was answered with ${show(answer)}`,
        );
      }
      await connection.settled();
    },
  ),
  must(
    'PWP-FRAME-008.b',
    'Many requests at once on one connection are all answered, each with its own answer.',
    {on: 'socket'},
    async (t) => {
      const people = t.people('ann', 'ben', 'cem', 'dee', 'eve', 'fay', 'gus', 'hal');
      const connection = await people[0].connect();
      const answers = await Promise.all(people.map(({id}) => connection.call('person.get', {users: [id]})));
      const {people: found} = await connection.call('person.get', {users: [people[0].id]});
      equal(answers[0]?.people, found, 'the answer to the first');
      excludes(
        answers.slice(1).flatMap((answer) => answer.people.map(({user}) => user)),
        people[0].id,
        'the answers to the others',
      );
    },
  ),
  must('PWP-FRAME-008.c', 'A request without an acknowledgement harms nothing.', {on: 'socket'}, async (t) => {
    const connection = await t.person().connect();
    connection.socket.emit('req', {op: 'totals', input: {}});
    connection.socket.emit('req');
    await connection.settled();
  }),
];
