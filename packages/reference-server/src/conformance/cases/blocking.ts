/** Blocking a person: what is refused, what is hidden, and how the two are told. */
import {must} from '../case.js';
import {equal, excludes, holds, present} from '../expect.js';
import type {Person} from '../person.js';
import type {Trial} from '../trial.js';

const feature = 'blocks';
const block = (person: Person, {id}: Person, on = true) => person.call('block.set', {user: id, on});
const blockedFor = async (person: Person, conversation: string) => (await person.row(conversation)).own.blocked;

async function direct(t: Trial) {
  const [ann, ben] = t.people('ann', 'ben');
  // over REST the first sync makes the profile
  for (const person of [ann, ben]) await person.call('sync');
  return {ann, ben, conversation: await t.direct(ann, ben)};
}

const mention = ({id}: Person) => ({ranges: [{type: 'mention' as const, start: 0, end: 2, user: id}]});

export const blocking = [
  must(
    'PWP-BLOCK-001.a',
    'Blocking again, or unblocking whom one does not block, is ok and changes nothing.',
    {feature},
    async (t) => {
      const {ann, ben} = await direct(t);
      const {profile} = await block(ann, ben);
      equal((await block(ann, ben)).profile.rev, profile.rev, 'the rev after the repetition');
      equal((await block(ann, t.person('cem'), false)).profile.rev, profile.rev, 'the rev after unblocking a stranger');
    },
  ),
  must('PWP-BLOCK-001.b', 'Nobody blocks themself.', {feature}, async (t) => {
    const ann = t.person('ann');
    await ann.refused('block.set', {user: ann.id, on: true}, 'SCHEMA');
  }),
  must(
    'PWP-BLOCK-002.a',
    'While one blocks the other neither sends, edits, uploads or reacts in their conversation (READ_ONLY); afterwards both do.',
    {feature},
    async (t) => {
      const {ann, ben, conversation} = await direct(t);
      const [mine, theirs] = [await ann.send(conversation, 'of ann'), await ben.send(conversation, 'of ben')];
      await block(ann, ben);
      for (const [person, own, other] of [
        [ann, mine, theirs],
        [ben, theirs, mine],
      ] as const) {
        await person.refused('message.send', {conversation, id: t.id(), content: {text: 'x'}}, 'READ_ONLY');
        await person.refused('message.edit', {conversation, id: own.id, content: {text: 'x'}}, 'READ_ONLY');
        await person.refused('reaction.set', {conversation, id: other.id, key: '👍', on: true}, 'READ_ONLY');
        if (t.facts.features?.includes('files'))
          await person.refused('upload.create', {conversation, name: 'a.txt', size: 1}, 'READ_ONLY');
      }
      await block(ann, ben, false);
      await ben.send(conversation, 'again');
      await ann.send(conversation, 'as before');
    },
  ),
  must('PWP-BLOCK-002.b', 'Both still read, delete what they wrote and take back reactions.', {feature}, async (t) => {
    const {ann, ben, conversation} = await direct(t);
    const [mine, theirs] = [await ann.send(conversation, 'of ann'), await ben.send(conversation, 'of ben')];
    await ben.react(conversation, mine.id, '👍');
    await block(ann, ben);
    await ben.react(conversation, mine.id, '👍', false);
    await ben.remove(conversation, theirs.id);
    await ann.remove(conversation, mine.id);
    equal(
      (await ben.page(conversation)).messages.filter(({deleted}) => deleted !== undefined).length,
      2,
      'the deleted ones',
    );
  }),
  must(
    'PWP-BLOCK-002.c',
    'A message that came before the block stays the answer to its repetition.',
    {feature},
    async (t) => {
      const {ann, ben, conversation} = await direct(t);
      const {id, seq} = await ben.send(conversation, 'once');
      await block(ann, ben);
      equal((await ben.send(conversation, 'once', {id})).seq, seq, 'the seq of the repetition');
    },
  ),
  must(
    'PWP-BLOCK-003.a',
    'own.blocked says to each of the two how it stands, and its rev rises with it.',
    {feature},
    async (t) => {
      const {ann, ben, conversation} = await direct(t);
      await ben.send(conversation, 'x');
      const both = async () => [await blockedFor(ann, conversation), await blockedFor(ben, conversation)];
      equal(await both(), [undefined, undefined], 'own.blocked where nobody ever blocked');
      const before = (await ben.row(conversation)).own.rev;
      const {row} = await block(ann, ben);
      equal(row?.own.blocked, 'own', 'own.blocked in the answer');
      equal(await both(), ['own', 'other'], 'own.blocked of both');
      holds((await ben.row(conversation)).own.rev > before, 'own.rev of the one who is blocked did not rise');
      await block(ben, ann);
      equal(await both(), ['own', 'own'], 'own.blocked when each blocks the other');
      await block(ann, ben, false);
      await block(ben, ann, false);
      equal(await both(), ['none', 'none'], 'own.blocked afterwards');
    },
  ),
  must(
    'PWP-BLOCK-003.b',
    'Both hear of it on their connections, and by the next sync.',
    {feature, on: 'socket'},
    async (t) => {
      const {ann, ben, conversation} = await direct(t);
      await ben.send(conversation, 'x');
      const [other, theirs] = [await ann.connect(), await ben.connect()];
      const {cursor} = theirs.hello.sync;
      await block(ann, ben);
      for (const [connection, blocked] of [
        [other, 'own'],
        [theirs, 'other'],
      ] as const) {
        const {rows} = await connection.next('inbox', (frame) => frame.rows.some(({own}) => own.blocked !== undefined));
        equal(rows[0]?.own.blocked, blocked, `own.blocked told to ${connection === other ? 'ann' : 'ben'}`);
      }
      const {rows} = await ben.call('sync', {cursor});
      equal(rows.find((row) => row.conversation.id === conversation)?.own.blocked, 'other', 'own.blocked in the sync');
    },
  ),
  must(
    'PWP-BLOCK-003.c',
    'Neither is shown the presence of the other; who was watched goes offline without lastSeen, and comes back.',
    {feature, on: 'socket'},
    async (t) => {
      const {ann, ben} = await direct(t);
      const [mine, theirs] = [await ann.connect(), await ben.connect()];
      await mine.call('presence.watch', {users: [ben.id]});
      await theirs.call('presence.watch', {users: [ann.id]});
      await block(ann, ben);
      for (const [connection, user] of [
        [mine, ben.id],
        [theirs, ann.id],
      ] as const) {
        const {presence} = await connection.nextEphemeral('presence', (frame) => frame.presence.state === 'offline');
        equal(presence, {user, state: 'offline'}, 'what a watcher is told');
      }
      equal(
        (await ben.call('presence.watch', {users: [ann.id]})).presences,
        [],
        'the presences who is blocked is given',
      );
      equal((await ann.call('presence.watch', {users: [ben.id]})).presences, [], 'the presences who blocks is given');
      await block(ann, ben, false);
      for (const connection of [mine, theirs])
        await connection.nextEphemeral('presence', (frame) => frame.presence.state === 'online');
    },
  ),
  must('PWP-BLOCK-003.d', 'In a group neither is told that the other types.', {feature, on: 'socket'}, async (t) => {
    const [ann, ben, cem] = t.people('ann', 'ben', 'cem');
    const conversation = await t.group([ann, ben, cem]);
    const [mine, theirs, third] = [await ann.connect(), await ben.connect(), await cem.connect()];
    await block(ann, ben);
    for (const [typist, blind] of [
      [mine, theirs],
      [theirs, mine],
    ] as const) {
      typist.socket.emit('eph', {type: 'typing', conversation, on: true});
      await third.nextEphemeral('typing');
      await blind.settled();
      equal(
        blind.ephemeral.filter(({type}) => type === 'typing'),
        [],
        'what the other was told',
      );
    }
  }),
  must('PWP-BLOCK-003.e', 'Receipts of their direct conversation are not told meanwhile.', {feature}, async (t) => {
    const {ann, ben, conversation} = await direct(t);
    const {id, seq} = await ben.send(conversation, 'read it?');
    await block(ann, ben);
    await ann.own(conversation, {read: seq});
    equal((await ben.call('receipt.list', {conversation, id})).read, [], 'who has read it');
    const {members} = await ben.call('conversation.get', {conversation});
    equal(members.find(({user}) => user === ann.id)?.read, undefined, 'how far ann has read');
    await block(ann, ben, false);
    equal((await ben.call('receipt.list', {conversation, id})).read, [ann.id], 'who has read it, afterwards');
  }),
  must(
    'PWP-BLOCK-004',
    'No direct conversation begins between them, and nobody is brought into a group by whom they block.',
    {feature},
    async (t) => {
      const [ann, ben, cem] = t.people('ann', 'ben', 'cem');
      await block(ann, ben);
      await ben.refused('conversation.direct', {user: ann.id}, 'FORBIDDEN');
      await ann.refused('conversation.direct', {user: ben.id}, 'FORBIDDEN');
      await ben.refused('conversation.create', {title: 'Group', members: [ann.id, cem.id]}, 'FORBIDDEN');
      const conversation = await t.group([ben, cem]);
      await ben.refused('member.add', {conversation, user: ann.id}, 'FORBIDDEN');
      await block(ann, ben, false);
      await ben.call('member.add', {conversation, user: ann.id});
      const known = await t.direct(ben, ann);
      await block(ann, ben);
      equal((await ben.written('conversation.direct', {user: ann.id})).conversation, known, 'the one that is there');
    },
  ),
  must(
    'PWP-BLOCK-005.a',
    'A mention by somebody one blocks is not counted; both stay in the group and read each other.',
    {feature},
    async (t) => {
      const [ann, ben] = t.people('ann', 'ben');
      const conversation = await t.group([ann, ben]);
      await block(ann, ben);
      const {id} = await ben.send(conversation, '@a', mention(ann));
      equal(
        [(await ann.row(conversation)).unread, (await ann.row(conversation)).mentions],
        [1, 0],
        'unread and mentions',
      );
      await ben.edit(conversation, id, '@a again', mention(ann));
      equal((await ann.row(conversation)).mentions, 0, 'mentions after an edit');
      present(await ann.message(conversation, id), 'the message');
      await block(ann, ben, false);
      await ben.send(conversation, '@a', mention(ann));
      equal((await ann.row(conversation)).mentions, 1, 'mentions of what came afterwards');
    },
  ),
  must(
    'PWP-BLOCK-005.b',
    'The row without the mention comes before the message.',
    {feature, on: 'socket'},
    async (t) => {
      const [ann, ben] = t.people('ann', 'ben');
      const conversation = await t.group([ann, ben]);
      await block(ann, ben);
      const connection = await ann.connect();
      const {seq} = await ben.send(conversation, '@a', mention(ann));
      await connection.reaches(conversation, seq);
      const place = connection.frames.findIndex((frame) => frame.type === 'changes' && frame.to >= seq);
      const row = connection.frames
        .slice(0, place)
        .findLast((frame) => frame.type === 'inbox' && frame.rows.some((one) => one.conversation.id === conversation));
      holds(row?.type === 'inbox' && (row.rows[0]?.asOf ?? 0) >= seq, 'no row with the counts came before the message');
    },
  ),
  must(
    'PWP-BLOCK-006.a',
    'block.list pages through whom one blocks, the newest first; others are told nothing.',
    {feature},
    async (t) => {
      const [ann, ben, cem, dan] = t.people('ann', 'ben', 'cem', 'dan');
      for (const person of [ben, cem, dan]) {
        await block(ann, person);
        await new Promise((resolve) => setTimeout(resolve, 3));
      }
      const first = await ann.call('block.list', {limit: 2});
      const second = await ann.call('block.list', {limit: 2, after: present(first.next, 'next')});
      equal(
        [...first.blocks, ...second.blocks].map(({user}) => user),
        [dan.id, cem.id, ben.id],
        'whom ann blocks',
      );
      equal(second.next, undefined, 'next of the last page');
      await ben.refused('block.list', {after: first.next}, 'CURSOR_INVALID');
      equal((await ben.call('block.list')).blocks, [], 'whom ben blocks');
    },
  ),
  must(
    'PWP-BLOCK-006.b',
    'The blocker’s other devices get their profile with a higher rev.',
    {feature, on: 'socket'},
    async (t) => {
      const {ann} = await direct(t);
      const other = await ann.connect();
      const {profile} = await block(ann, t.person('stranger'));
      const told = await other.next('profile');
      equal(told.profile, profile, 'the profile of the frame');
    },
  ),
  must(
    'PWP-BLOCK-006.c',
    'A profile that could not be looked up before is not in the list either.',
    {feature},
    async (t) => {
      const [ann, stranger] = t.people('ann', 'stranger');
      await stranger.call('profile.set', {name: 'Stranger'});
      if ((await ann.call('person.get', {users: [stranger.id]})).people.length > 0) return;
      await block(ann, stranger);
      excludes(
        (await ann.call('block.list')).people.map(({user}) => user),
        stranger.id,
        'the people',
      );
    },
  ),
  must('PWP-BLOCK-007', 'A token of the host’s is not bound by blocks.', {feature}, async (t) => {
    const {ann, ben, conversation} = await direct(t);
    await block(ann, ben);
    const host = ben.another(ben.transport, {aud: 'parlor-admin'});
    await host.send(conversation, 'by the host, in the name of ben');
    await t.host().call('conversation.tell', {conversation, id: t.id(), text: 'by the host'});
  }),
  must('PWP-BLOCK-008', 'An erasure ends the blocks by and of the person.', {feature}, async (t) => {
    const {ann, ben, conversation} = await direct(t);
    await ben.send(conversation, 'x');
    await block(ann, ben);
    await t.host().call('user.erase', {user: ben.id});
    equal((await ann.call('block.list')).blocks, [], 'whom ann blocks');
    equal(await blockedFor(ann, conversation), 'none', 'own.blocked');
    await ann.refused('block.set', {user: ben.id, on: true}, 'FORBIDDEN');
  }),
];
