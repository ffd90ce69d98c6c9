/** Typing and presence: what may be lost, and who is told of it. */
import {must} from '../case.js';
import {equal, excludes, holds, present} from '../expect.js';

const typing = (conversation: string, on = true) => ({type: 'typing', conversation, on});

export const ephemeral = [
  must(
    'PWP-EPH-001',
    'Ephemeral frames are never stored: they take no seq, and malformed ones harm nothing.',
    {on: 'socket', feature: 'typing'},
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const connection = await ann.connect();
      const other = await ben.connect();
      const head = await ann.head(conversation);
      for (const frame of [
        null,
        7,
        [],
        {},
        {type: 'typing'},
        {type: 'presence', presence: {user: ben.id, state: 'online'}},
        {...typing(conversation), user: ben.id},
        typing('c_unknown'),
      ]) {
        connection.socket.emit('eph', frame);
      }
      await connection.settled();
      await t.sleep(50);
      await other.settled();
      equal(other.ephemeral, [], 'what the other was told');
      connection.socket.emit('eph', typing(conversation));
      await other.nextEphemeral('typing');
      equal(await ann.head(conversation), head, 'the seq');
      equal(
        (await (await ben.connect({device: 'b2'})).call('conversation.delta', {conversation, since: head})).changes,
        [],
        'the delta',
      );
    },
  ),
  must(
    'PWP-EPH-002.a',
    'Typing comes to the others, on and off, and not back to the one who types.',
    {on: 'socket', feature: 'typing'},
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const [mine, other] = [await ann.connect(), await ben.connect()];
      for (const on of [true, false]) {
        mine.socket.emit('eph', typing(conversation, on));
        const frame = await other.nextEphemeral('typing', (told) => told.on === on);
        equal(frame, {type: 'typing', conversation, user: ann.id, on}, 'the frame');
      }
      await mine.settled();
      equal(mine.ephemeral, [], 'what the one who types was told');
    },
  ),
  must('PWP-EPH-002.b', 'typing.set does the same as a request.', {on: 'socket', feature: 'typing'}, async (t) => {
    const {ann, ben, conversation} = await t.pair();
    const other = await ben.connect();
    await ann.call('typing.set', {conversation, on: true});
    equal((await other.nextEphemeral('typing')).user, ann.id, 'who types');
  }),
  must(
    'PWP-EPH-002.c',
    'In a conversation above typingMembers nobody is told.',
    {on: 'socket', feature: 'typing'},
    async (t) => {
      const [ann, ben] = t.people('ann', 'ben');
      const conversation = await t.group([
        ann,
        ben,
        ...Array.from({length: t.limits.typingMembers}, (_, at) => t.person(`m${at}`)),
      ]);
      const small = await t.group([ann, ben]);
      const [mine, other] = [await ann.connect(), await ben.connect()];
      mine.socket.emit('eph', typing(conversation));
      mine.socket.emit('eph', typing(small));
      await other.nextEphemeral('typing', (frame) => frame.conversation === small);
      equal(
        other.ephemeral.filter((frame) => frame.type === 'typing' && frame.conversation === conversation),
        [],
        'what was told of the large one',
      );
    },
  ),
  must(
    'PWP-EPH-003.a',
    'A person is online while a connection lives, and offline with lastSeen within some seconds more than 10 after the last.',
    {on: 'socket', feature: 'presence', isSlow: true},
    async (t) => {
      const {ann, ben} = await t.pair();
      const watcher = await ann.connect();
      const connection = await ben.connect();
      const first = await watcher.call('presence.watch', {users: [ben.id]});
      equal(first.presences, [{user: ben.id, state: 'online'}], 'the presence of one who is connected');
      connection.close();
      await t.sleep(6_000);
      equal(
        (await watcher.call('presence.watch', {users: [ben.id]})).presences[0]?.state,
        'online',
        'the state 6 s after',
      );
      const {presence} = await watcher.nextEphemeral('presence', (frame) => frame.presence.state === 'offline', 12_000);
      equal(presence.user, ben.id, 'who went offline');
      holds(
        presence.lastSeen === undefined || Math.abs(presence.lastSeen - Date.now()) < 120_000,
        `lastSeen is ${presence.lastSeen}`,
      );
    },
  ),
  must(
    'PWP-EPH-003.b',
    'Who chose offline is seen as offline, and away and dnd as chosen; auto takes it back.',
    {on: 'socket', feature: 'presence'},
    async (t) => {
      const {ann, ben} = await t.pair();
      const watcher = await ann.connect();
      const connection = await ben.connect();
      for (const [chosen, state] of [
        ['offline', 'offline'],
        ['away', 'away'],
        ['dnd', 'dnd'],
        ['auto', 'online'],
      ] as const) {
        await connection.call('presence.set', {chosen});
        equal(
          (await watcher.call('presence.watch', {users: [ben.id]})).presences[0]?.state,
          state,
          `the state of one who chose ${chosen}`,
        );
      }
      equal((await ben.connect({device: 'b2'})).hello.user, ben.id, 'the user');
    },
  ),
  must(
    'PWP-EPH-004.a',
    'presence.watch answers for people who share a conversation with the reader; others are left out without a word.',
    {feature: 'presence'},
    async (t) => {
      const {ann, ben} = await t.pair();
      const stranger = t.person('stranger');
      await stranger.call('profile.set', {name: 'Stranger'});
      const {presences, people} = await ann.call('presence.watch', {users: [ben.id, stranger.id, 'nobody']});
      equal(
        presences.map(({user}) => user),
        [ben.id],
        'of whom there is presence',
      );
      excludes(
        people.map(({user}) => user),
        stranger.id,
        'the people',
      );
    },
  ),
  must(
    'PWP-EPH-004.b',
    'Over a socket the changes of those watched come from then on, until the next presence.watch.',
    {on: 'socket', feature: 'presence'},
    async (t) => {
      const [ann, ben, cem] = t.people('ann', 'ben', 'cem');
      await t.group([ann, ben, cem]);
      const watcher = await ann.connect();
      const connection = await ben.connect();
      await watcher.call('presence.watch', {users: [ben.id]});
      await connection.call('presence.set', {chosen: 'dnd'});
      const told = await watcher.nextEphemeral('presence', ({presence}) => presence.state === 'dnd');
      equal(told.presence.user, ben.id, 'who is told of');
      await watcher.call('presence.watch', {users: [cem.id]});
      const before = watcher.ephemeral.length;
      await connection.call('presence.set', {chosen: 'away'});
      await (await cem.connect()).call('presence.set', {chosen: 'dnd'});
      await watcher.nextEphemeral('presence', ({presence}) => presence.user === cem.id);
      excludes(
        watcher.ephemeral.slice(before).map((frame) => frame.type === 'presence' && frame.presence.user),
        ben.id,
        'of whom it is told after that',
      );
    },
  ),
  must('PWP-EPH-005.a', 'Typing reaches joined members only.', {on: 'socket', feature: 'typing'}, async (t) => {
    const [ann, ben, cem] = t.people('ann', 'ben', 'cem');
    const conversation = await t.group([ann, ben, cem]);
    const [mine, other, removed, stranger] = [
      await ann.connect(),
      await ben.connect(),
      await cem.connect(),
      await t.person().connect(),
    ];
    await ann.call('member.remove', {conversation, user: cem.id});
    mine.socket.emit('eph', typing(conversation));
    await other.nextEphemeral('typing');
    for (const connection of [removed, stranger]) {
      await connection.settled();
      equal(connection.ephemeral, [], 'what the others were told');
    }
  }),
  must(
    'PWP-EPH-005.b',
    'Typing comes only from somebody who may write: not from observers, the removed or strangers.',
    {on: 'socket', feature: 'typing'},
    async (t) => {
      const [ann, ben, cem] = t.people('ann', 'ben', 'cem');
      const conversation = await t.group([ann, ben, cem]);
      await ann.call('member.role', {conversation, user: ben.id, role: 'observer'});
      await ann.call('member.remove', {conversation, user: cem.id});
      const watcher = await ann.connect();
      for (const person of [ben, cem, t.person('stranger')]) {
        const connection = await person.connect();
        connection.socket.emit('eph', typing(conversation));
        await connection.settled();
        await t.sleep(50);
      }
      await watcher.settled();
      equal(watcher.ephemeral, [], 'what a member was told');
      await ann.call('member.role', {conversation, user: ben.id, role: 'member'});
      (await ben.connect({device: 'b2'})).socket.emit('eph', typing(conversation));
      equal(present(await watcher.nextEphemeral('typing'), 'typing').user, ben.id, 'who types');
    },
  ),
];
