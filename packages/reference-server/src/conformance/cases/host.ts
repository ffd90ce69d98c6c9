/** The host's own backend: what it alone does, and what it does in conversations it is not in. */
import {must} from '../case.js';
import {equal, holds, present, tellsNothing} from '../expect.js';
import {newId} from '../ids.js';
import type {Trial} from '../trial.js';

/** An id as a host would make it, of something of its own. */
const placeOf = (t: Trial): string => `c_order-${t.id()}`;

export const host = [
  must(
    'PWP-HOST-001',
    'The audience parlor-admin makes a token the host’s: the same person with another one is refused.',
    async (t) => {
      const [host, ann] = [t.host(), t.person('ann')];
      await host.call('user.put', {user: ann.id});
      const other = host.another(host.transport, {aud: 'parlor-bot'});
      await other.refused('user.get', {user: ann.id}, 'FORBIDDEN');
      equal((await host.call('user.get', {user: ann.id})).profile.user, ann.id, 'the person the host asked for');
    },
  ),
  must('PWP-HOST-002.a', 'The host manages a group it is not in: members, roles, title.', async (t) => {
    const {ann, ben, conversation} = await t.pair();
    const [host, cem] = [t.host(), t.person('cem')];
    await host.call('member.add', {conversation, user: cem.id, role: 'moderator'});
    await host.call('member.role', {conversation, user: ben.id, role: 'admin'});
    await host.call('conversation.update', {conversation, title: 'Named by the host'});
    const {row, members} = await ann.call('conversation.get', {conversation});
    equal(
      [row.conversation.title, row.conversation.members, members.map(({user, role}) => [user, role])],
      [
        'Named by the host',
        3,
        [
          [ann.id, 'owner'],
          [ben.id, 'admin'],
          [cem.id, 'moderator'],
        ],
      ],
      'title and members',
    );
    await host.call('member.remove', {conversation, user: cem.id, ban: true});
    await cem.refused('member.list', {conversation}, 'BANNED');
  }),
  must(
    'PWP-HOST-002.b',
    'The host deletes any message, in a direct conversation too; a second time changes nothing.',
    async (t) => {
      const [ann, ben] = t.people('ann', 'ben');
      const conversation = await t.direct(ann, ben);
      const {id} = await ann.send(conversation, 'unfit for anybody');
      const host = t.host();
      await host.call('message.delete', {conversation, id});
      const head = await ben.head(conversation);
      await host.call('message.delete', {conversation, id});
      equal(await ben.head(conversation), head, 'the head after the repetition');
      const message = present(await ben.message(conversation, id), 'the message');
      equal([message.deleted, message.content.text], [host.id, ''], 'who deleted it, and its text');
      await host.refused('message.delete', {conversation, id: newId()}, 'NOT_FOUND');
    },
  ),
  must('PWP-HOST-002.c', 'The host reads no message by that right, and writes none as a member.', async (t) => {
    const {ann, conversation} = await t.pair();
    await ann.send(conversation, 'said among us');
    const host = t.host();
    for (const name of ['conversation.get', 'history.page'] as const)
      await host.refused(name, {conversation}, 'NOT_FOUND');
    await host.refused('message.send', {conversation, id: t.id(), content: {text: 'x'}}, 'NOT_FOUND');
    tellsNothing(await ann.delta(conversation), host.id, 'the delta');
  }),
  must(
    'PWP-HOST-003.a',
    'conversation.put makes a conversation under the id given, with members and roles, and nobody else in it.',
    async (t) => {
      const [ann, ben] = t.people('ann', 'ben');
      const [host, conversation] = [t.host(), placeOf(t)];
      await host.refused('conversation.put', {conversation, members: []}, 'SCHEMA');
      const context = {type: 'order', id: '1042', title: 'Order 1042'};
      await host.call('conversation.put', {
        conversation,
        title: 'Order 1042',
        context,
        members: [{user: ann.id, role: 'admin'}, {user: ben.id}],
      });
      const {row, members} = await ann.call('conversation.get', {conversation});
      equal(
        [row.conversation.title, row.conversation.context, members.map(({user, role}) => [user, role])],
        [
          'Order 1042',
          context,
          [
            [ann.id, 'admin'],
            [ben.id, 'member'],
          ],
        ],
        'title, context and members',
      );
      await ann.send(conversation, 'Where is it?');
      equal((await ben.row(conversation)).unread, 1, 'what ben has not read');
    },
  ),
  must(
    'PWP-HOST-003.b',
    'The same conversation.put again changes nothing; another one changes what it names, and nobody goes.',
    async (t) => {
      const [ann, ben] = t.people('ann', 'ben');
      const [host, conversation] = [t.host(), placeOf(t)];
      const first = {conversation, title: 'Order', members: [{user: ann.id, role: 'owner'}]};
      await host.call('conversation.put', first);
      const head = await ann.head(conversation);
      await host.call('conversation.put', first);
      equal(await ann.head(conversation), head, 'the head after the same again');
      await host.call('conversation.put', {
        conversation,
        description: 'Two boxes',
        members: [{user: ben.id, role: 'observer'}],
      });
      const {row, members} = await ann.call('conversation.get', {conversation});
      equal(
        [row.conversation.title, row.conversation.description, members.map(({user, role}) => [user, role])],
        [
          'Order',
          'Two boxes',
          [
            [ann.id, 'owner'],
            [ben.id, 'observer'],
          ],
        ],
        'title, description and members',
      );
      await host.refused('conversation.put', {conversation, type: 'announcement'}, 'SCHEMA');
    },
  ),
  must(
    'PWP-HOST-003.c',
    'Of a direct conversation conversation.put changes the status, and nothing else.',
    async (t) => {
      const [ann, ben, host] = [t.person('ann'), t.person('ben'), t.host()];
      const conversation = await t.direct(ann, ben);
      await ann.send(conversation, 'first');
      await host.call('conversation.put', {conversation, status: 'closed'});
      equal((await ben.row(conversation)).conversation.status, 'closed', 'the status');
      await ben.refused('message.send', {conversation, id: t.id(), content: {text: 'x'}}, 'CLOSED');
      const head = await ann.head(conversation);
      await host.refused('conversation.put', {conversation, status: 'open', title: 'Ours'}, 'FORBIDDEN');
      const members = [{user: t.person('cem').id}];
      await host.refused('conversation.put', {conversation, members}, 'FORBIDDEN');
      equal(await ann.head(conversation), head, 'the head after what was refused');
      await host.call('conversation.put', {conversation, status: 'open'});
      await ben.send(conversation, 'second');
    },
  ),
  must(
    'PWP-HOST-014',
    'conversation.pair is the direct conversation of two people, made once, and shown to neither before something was said.',
    async (t) => {
      const [ann, ben, host] = [t.person('ann'), t.person('ben'), t.host()];
      const {conversation: made, changes} = await host.call('conversation.pair', {user: ann.id, other: ben.id});
      const conversation = present(made, 'its id');
      equal(
        changes
          .flatMap((change) => (change.type === 'member' ? [[change.member.user, change.member.role]] : []))
          .sort(),
        [
          [ann.id, 'member'],
          [ben.id, 'member'],
        ].sort(),
        'its members',
      );
      for (const person of [ann, ben]) {
        const {rows} = await person.call('inbox.page', {});
        equal(rows.length, 0, 'how many conversations are in a list of theirs');
      }
      const again = await host.call('conversation.pair', {user: ben.id, other: ann.id});
      equal([again.conversation, await t.direct(ben, ann)], [conversation, conversation], 'whoever asks again');
      await ann.send(conversation, 'hello');
      equal((await ben.row(conversation)).unread, 1, 'what ben has not read');
      tellsNothing(await ben.delta(conversation, 0), host.id, 'the delta');
      await host.refused('conversation.pair', {user: ann.id, other: ann.id}, 'SCHEMA');
      await ann.refused('conversation.pair', {user: ann.id, other: ben.id}, 'FORBIDDEN');
    },
  ),
  must(
    'PWP-MODEL-007.closed',
    'A closed conversation takes no message, edit or reaction, and is read on; open again, it goes on.',
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const {id} = await ann.send(conversation, 'first');
      const host = t.host();
      await host.call('conversation.put', {conversation, status: 'closed'});
      equal((await ann.row(conversation)).conversation.status, 'closed', 'the status');
      await ann.refused('message.send', {conversation, id: t.id(), content: {text: 'x'}}, 'CLOSED');
      await ann.refused('message.edit', {conversation, id, content: {text: 'x'}}, 'CLOSED');
      await ben.refused('reaction.set', {conversation, id, key: '👍', on: true}, 'CLOSED');
      equal((await ben.message(conversation, id))?.content.text, 'first', 'what is read');
      await host.call('conversation.put', {conversation, status: 'open'});
      await ann.send(conversation, 'second');
    },
  ),
  must(
    'PWP-HOST-004.a',
    'conversation.tell says a system message that counts for nobody’s unread; the same again is the same.',
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const host = t.host({claims: {name: 'The shop'}});
      await ben.own(conversation, {read: await ben.head(conversation)});
      const input = {conversation, id: t.id(), text: 'Your order was sent', data: {order: 1042}};
      await host.call('conversation.tell', input);
      const head = await ann.head(conversation);
      await host.call('conversation.tell', input);
      equal(await ann.head(conversation), head, 'the head after the same again');
      const {content, sender} = present(await ben.message(conversation, input.id), 'the message');
      equal(
        [content.kind, content.text, content.data, sender],
        ['system', input.text, input.data, host.id],
        'the message',
      );
      equal((await ben.row(conversation)).unread, 0, 'the unread count');
      equal((await ben.call('person.get', {users: [host.id]})).people[0]?.name, 'The shop', 'the name of who spoke');
      await host.refused('conversation.tell', {...input, text: 'Something else'}, 'IDEMPOTENCY_MISMATCH');
      const {id} = await ann.send(conversation, 'mine');
      await host.refused('conversation.tell', {...input, id}, 'ID_TAKEN');
      await host.refused('conversation.tell', {...input, id: t.id(), data: {event: 'added'}}, 'SCHEMA');
    },
  ),
  must('PWP-HOST-005.a', 'Of an erased person nothing is left: words, reactions, name and membership.', async (t) => {
    const {ann, ben, conversation} = await t.pair();
    const direct = await t.direct(ben, ann);
    const said = await ben.send(conversation, 'a secret of ben');
    await ben.send(direct, 'another secret of ben');
    const other = await ann.send(conversation, 'of ann', {replyTo: said.id});
    await ben.react(conversation, other.id, '👍');
    await ben.call('profile.set', {name: 'Benjamin Secret', status: {text: 'secret'}});
    const host = t.host();
    const {messages} = await host.call('user.erase', {user: ben.id});
    equal(messages, 2, 'how many messages were deleted');
    const all = [
      await ann.page(conversation, {limit: 100}),
      await ann.page(direct, {limit: 100}),
      await ann.call('sync', {}),
      await ann.call('person.get', {users: [ben.id]}),
    ];
    holds(!/secret/i.test(JSON.stringify(all)), 'something of an erased person is still told');
    const {people} = await ann.call('person.get', {users: [ben.id]});
    equal([people[0]?.name === 'Benjamin Secret', people[0]?.erased], [false, true], 'the profile');
    const {members} = await ann.call('conversation.get', {conversation});
    equal(
      members.map(({user}) => user),
      [ann.id],
      'who is in the group',
    );
    equal(
      await ann
        .message(conversation, other.id)
        .then((message) => (message?.reactions ?? []).filter(({count}) => count > 0)),
      [],
      'the reactions left',
    );
    await ann.refused('message.send', {conversation: direct, id: t.id(), content: {text: 'x'}}, 'CLOSED');
    equal((await ben.refusedToConnect()).code, 'SESSION_REVOKED', 'the answer to a token of an erased person');
    equal((await host.call('user.erase', {user: ben.id})).messages, 0, 'how many a second time deletes');
    await host.refused('user.put', {user: ben.id, name: 'Ben'}, 'FORBIDDEN');
  }),
  must('PWP-HOST-005.b', 'Where an erased person was the only owner, somebody else becomes it.', async (t) => {
    const [ann, ben, cem] = t.people('ann', 'ben', 'cem');
    const conversation = await t.group([ann, ben, cem]);
    await ann.call('member.role', {conversation, user: cem.id, role: 'moderator'});
    await t.host().call('user.erase', {user: ann.id});
    const {members} = await cem.call('conversation.get', {conversation});
    equal(
      members.map(({user, role}) => [user, role]),
      [
        [ben.id, 'member'],
        [cem.id, 'owner'],
      ],
      'members and roles',
    );
  }),
  must(
    'PWP-HOST-006.a',
    'A person who is not active is refused with every token, also with a later one, until active again.',
    async (t) => {
      const [host, ann] = [t.host(), t.person('ann')];
      const {profile, active} = await host.call('user.put', {user: ann.id, name: 'Ann of the host'});
      equal([profile.name, active], ['Ann of the host', true], 'the person');
      const connection = await ann.connect();
      const ended = connection.next('session');
      await host.call('user.put', {user: ann.id, active: false});
      equal((await ended).code, 'SESSION_REVOKED', 'what a connection hears');
      equal((await host.call('user.get', {user: ann.id})).active, false, 'whether ann is active');
      equal((await ann.refusedToConnect()).code, 'SESSION_REVOKED', 'the answer to a new token');
      await host.call('user.put', {user: ann.id, active: true});
      await t.sleep(1100); // a token names the second it was made in
      await ann.connect();
    },
  ),
  must('PWP-HOST-006.b', 'Whom nobody knows has no account: NOT_FOUND.', async (t) => {
    await t.host().refused('user.get', {user: t.person('nobody').id}, 'NOT_FOUND');
  }),
  must(
    'PWP-MEMBER-008',
    'conversation.remove takes a conversation away from everybody, and its words with it.',
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      await ann.send(conversation, 'words that go');
      const host = t.host();
      const {messages} = await host.call('conversation.remove', {conversation});
      holds(messages >= 1, 'no message was deleted');
      const row = await ben.row(conversation);
      equal([row.conversation.status, row.membership.state, row.preview], ['removed', 'removed', undefined], 'the row');
      tellsNothing(await ben.page(conversation), 'words that go', 'the history');
      await ann.refused('message.send', {conversation, id: t.id(), content: {text: 'x'}}, 'NOT_A_MEMBER');
      await host.refused('conversation.put', {conversation, title: 'Again'}, 'NOT_FOUND');
    },
  ),
];
