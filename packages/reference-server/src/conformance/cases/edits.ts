/** Edits, deletions and reactions. */
import {must} from '../case.js';
import {codesOf} from '../changes.js';
import {equal, holds} from '../expect.js';

export const edits = [
  must('PWP-EDIT-001.a', 'An edit replaces the whole content, and editedAt says when.', async (t) => {
    const {ann, ben, conversation} = await t.pair();
    const {id, ts} = await ann.send(conversation, 'before', {ranges: [{type: 'bold', start: 0, end: 3}], data: {a: 1}});
    const edited = await ann.edit(conversation, id, 'after');
    equal(edited.content, {kind: 'text', text: 'after'}, 'the content');
    holds((edited.editedAt ?? 0) >= ts, `editedAt is ${edited.editedAt}, the message is of ${ts}`);
    equal(await ben.message(conversation, id), edited, 'the message for another reader');
  }),
  must(
    'PWP-EDIT-001.b',
    'With ifRev an edit is done while the message is at that rev, and refused with REV_CONFLICT after.',
    async (t) => {
      const {ann, conversation} = await t.pair();
      const {id, rev} = await ann.send(conversation, 'zero');
      const edit = (text: string, ifRev: number) => ({conversation, id, content: {text}, ifRev});
      await ann.call('message.edit', edit('one', rev));
      await ann.refused('message.edit', edit('two', rev), 'REV_CONFLICT');
      equal((await ann.message(conversation, id))?.content.text, 'one', 'the text');
    },
  ),
  must(
    'PWP-EDIT-001.c',
    'Of two edits at once with the same ifRev one is done; without it the last committed wins for all.',
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const {id, rev} = await ann.send(conversation, 'zero');
      const edit = (text: string) => ({conversation, id, content: {text}, ifRev: rev});
      const codes = codesOf(
        await Promise.all([ann.ask('message.edit', edit('one')), ann.ask('message.edit', edit('two'))]),
      );
      equal(codes.sort(), ['REV_CONFLICT', 'ok'], 'the answers');
      const answers = await Promise.all(['a', 'b', 'c'].map((text) => ann.edit(conversation, id, text)));
      const last = answers.reduce((one, other) => (other.rev > one.rev ? other : one));
      equal((await ben.message(conversation, id))?.rev, last.rev, 'the rev');
      equal((await ben.message(conversation, id))?.content, last.content, 'the content');
    },
  ),
  must('PWP-EDIT-002', 'Only the sender edits, whatever the other’s role.', async (t) => {
    const {ann, ben, conversation} = await t.pair();
    const {id} = await ben.send(conversation, 'mine');
    await ann.refused('message.edit', {conversation, id, content: {text: 'yours'}}, 'FORBIDDEN');
    await ann.refused('message.edit', {conversation, id: t.id(), content: {text: 'x'}}, 'NOT_FOUND');
    await ben.edit(conversation, id, 'mine!');
  }),
  must(
    'PWP-EDIT-003.a',
    'No edit brings a deleted message back: MESSAGE_DELETED; deleting again is ok and changes nothing.',
    async (t) => {
      const {ann, conversation} = await t.pair();
      const {id} = await ann.send(conversation, 'gone');
      const first = await ann.remove(conversation, id);
      await ann.refused('message.edit', {conversation, id, content: {text: 'back'}}, 'MESSAGE_DELETED');
      equal(await ann.remove(conversation, id), first, 'the tombstone after deleting again');
      equal(await ann.head(conversation), first.rev, 'the seq');
    },
  ),
  must('PWP-EDIT-003.b', 'Of edits and a deletion at once the deletion stays, whichever came first.', async (t) => {
    const {ann, ben, conversation} = await t.pair();
    const {id} = await ann.send(conversation, 'zero');
    await Promise.all([
      ann.ask('message.edit', {conversation, id, content: {text: 'one'}}),
      ann.ask('message.delete', {conversation, id}),
      ann.ask('message.edit', {conversation, id, content: {text: 'two'}}),
    ]);
    const message = await ben.message(conversation, id);
    equal([message?.deleted, message?.content.text], [ann.id, ''], 'deleted and text');
  }),
  must('PWP-EDIT-004.a', 'The author deletes their own message, an observer theirs too.', async (t) => {
    const {ann, ben, conversation} = await t.pair();
    const one = await ben.send(conversation, 'one');
    const two = await ben.send(conversation, 'two');
    equal((await ben.remove(conversation, one.id)).deleted, ben.id, 'who deleted it');
    await ann.call('member.role', {conversation, user: ben.id, role: 'observer'});
    equal((await ben.remove(conversation, two.id)).deleted, ben.id, 'who deleted it');
  }),
  must(
    'PWP-EDIT-004.b',
    'Moderators, admins and owners delete any message; members and observers only their own.',
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      for (const [role, may] of [
        ['observer', false],
        ['member', false],
        ['moderator', true],
        ['admin', true],
        ['owner', true],
      ] as const) {
        await ann.call('member.role', {conversation, user: ben.id, role});
        const {id} = await ann.send(conversation, role);
        if (may) equal((await ben.remove(conversation, id)).deleted, ben.id, `who deleted it as ${role}`);
        else await ben.refused('message.delete', {conversation, id}, 'FORBIDDEN');
      }
    },
  ),
  must('PWP-EDIT-004.c', 'In a direct conversation nobody deletes the other’s message.', async (t) => {
    const [ann, ben] = t.people('ann', 'ben');
    const conversation = await t.direct(ann, ben);
    const {id} = await ann.send(conversation, 'mine');
    await ben.refused('message.delete', {conversation, id}, 'FORBIDDEN');
  }),
  must(
    'PWP-EDIT-005.a',
    'A reaction that is already so is ok, changes nothing and takes no seq.',
    {feature: 'reactions'},
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const {id} = await ann.send(conversation, 'x');
      await ben.react(conversation, id, '👍');
      const head = await ann.head(conversation);
      const answers = await Promise.all(Array.from({length: 4}, () => ben.react(conversation, id, '👍')));
      for (const {
        changes: [change],
      } of answers) {
        equal(
          change?.type === 'reaction' && [change.summary.count, change.summary.own, change.rev],
          [1, true, head],
          'count, own and rev',
        );
      }
      equal(await ann.head(conversation), head, 'the seq');
    },
  ),
  must(
    'PWP-EDIT-005.b',
    'Reacting to a deleted message is MESSAGE_DELETED, to an unknown one NOT_FOUND.',
    {feature: 'reactions'},
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const {id} = await ann.send(conversation, 'x');
      await ann.remove(conversation, id);
      await ben.refused('reaction.set', {conversation, id, key: '👍', on: true}, 'MESSAGE_DELETED');
      await ben.refused('reaction.set', {conversation, id: t.id(), key: '👍', on: true}, 'NOT_FOUND');
    },
  ),
  must(
    'PWP-EDIT-005.c',
    'Above reactionKeys different keys a new key is TOO_LARGE, a known one is not; a key above reactionKeyBytes is.',
    {feature: 'reactions'},
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const {id} = await ann.send(conversation, 'x');
      for (let at = 0; at < t.limits.reactionKeys; at++) await ann.react(conversation, id, `key-${at}`);
      await ben.refused('reaction.set', {conversation, id, key: 'one-more', on: true}, 'TOO_LARGE');
      await ben.react(conversation, id, 'key-0');
      await ann.react(conversation, id, 'key-1', false);
      await ben.react(conversation, id, 'one-more');
      const other = await ann.send(conversation, 'y');
      await ann.refused(
        'reaction.set',
        {conversation, id: other.id, key: '💬'.repeat(Math.floor(t.limits.reactionKeyBytes / 4) + 1), on: true},
        'TOO_LARGE',
      );
    },
  ),
  must('PWP-EDIT-005.d', 'Reactions of many at once are all counted.', {feature: 'reactions'}, async (t) => {
    const people = t.people('ann', 'ben', 'cem', 'dee', 'eve');
    const conversation = await t.group(people);
    const {id} = await people[0].send(conversation, 'x');
    await Promise.all(people.map((person) => person.react(conversation, id, '👍')));
    const message = await people[0].message(conversation, id);
    equal(
      message?.reactions?.map(({key, count}) => [key, count]),
      [['👍', 5]],
      'the summaries',
    );
  }),
];
