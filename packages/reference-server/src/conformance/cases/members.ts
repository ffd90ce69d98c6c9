/** Members: roles, joining, going, and what somebody who went may still see. */
import type {Role} from '@parlor/sdk/protocol';
import {must} from '../case.js';
import {assertDense, revsIn} from '../changes.js';
import {equal, holds, includes, present, tellsNothing} from '../expect.js';

const secret = 'said-when-nobody-of-them-was-here';

export const members = [
  must('PWP-MEMBER-001.a', 'An observer reads and does not write: READ_ONLY.', async (t) => {
    const {ann, ben, conversation} = await t.pair();
    const {id} = await ann.send(conversation, 'x');
    await ann.call('member.role', {conversation, user: ben.id, role: 'observer'});
    equal((await ben.message(conversation, id))?.id, id, 'what an observer reads');
    await ben.refused('message.send', {conversation, id: t.id(), content: {text: 'x'}}, 'READ_ONLY');
    await ben.own(conversation, {read: 1});
  }),
  must(
    'PWP-MEMBER-001.b',
    'Members, moderators, admins and owners write in a group; only admins and owners manage it.',
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      for (const [role, manages] of [
        ['observer', false],
        ['member', false],
        ['moderator', false],
        ['admin', true],
        ['owner', true],
      ] as const) {
        await ann.call('member.role', {conversation, user: ben.id, role});
        if (role !== 'observer') await ben.send(conversation, role);
        const cem = t.person('cem');
        const works: [Parameters<typeof ben.call>[0], object][] = [
          ['conversation.update', {conversation, title: `By ${role}`}],
          ['member.add', {conversation, user: cem.id}],
          ['member.role', {conversation, user: cem.id, role: 'moderator'}],
          ['member.remove', {conversation, user: cem.id}],
        ];
        if (!manages) await ann.call('member.add', {conversation, user: cem.id});
        for (const [name, input] of works) {
          if (manages) await ben.call(name, input);
          else await ben.refused(name, input, 'FORBIDDEN');
        }
      }
    },
  ),
  must(
    'PWP-MEMBER-001.c',
    'Nobody gives a role above their own, or takes one, or changes somebody of a higher role.',
    async (t) => {
      const [ann, ben, cem] = t.people('ann', 'ben', 'cem');
      const conversation = await t.group([ann, ben, cem]);
      await ann.call('member.role', {conversation, user: ben.id, role: 'admin'});
      await ben.refused('member.role', {conversation, user: cem.id, role: 'owner'}, 'FORBIDDEN');
      await ben.refused('member.role', {conversation, user: ben.id, role: 'owner'}, 'FORBIDDEN');
      await ben.refused('member.role', {conversation, user: ann.id, role: 'member'}, 'FORBIDDEN');
      await ben.refused('member.remove', {conversation, user: ann.id}, 'FORBIDDEN');
      await ben.refused('member.add', {conversation, user: t.person().id, role: 'owner'}, 'FORBIDDEN');
      await ben.call('member.role', {conversation, user: cem.id, role: 'admin'});
      await cem.call('member.role', {conversation, user: ben.id, role: 'member'});
      const roles = new Map(
        (await ann.call('member.list', {conversation})).members.map(({user, role}) => [user, role]),
      );
      equal(
        [ann, ben, cem].map(({id}) => roles.get(id)),
        ['owner', 'member', 'admin'],
        'the roles',
      );
    },
  ),
  must(
    'PWP-MEMBER-001.d',
    'A group’s last owner names another one before leaving or stepping down: LAST_OWNER.',
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      await ann.refused('member.leave', {conversation}, 'LAST_OWNER');
      await ann.refused('member.role', {conversation, user: ann.id, role: 'admin'}, 'LAST_OWNER');
      await ann.call('member.role', {conversation, user: ben.id, role: 'owner'});
      await ann.call('member.role', {conversation, user: ann.id, role: 'member'});
      await ben.refused('member.leave', {conversation}, 'LAST_OWNER');
      await ann.call('member.leave', {conversation});
      equal((await ann.row(conversation)).membership.state, 'left', 'the state');
    },
  ),
  must('PWP-MEMBER-001.e', 'Two owners who leave at once do not leave a group without one.', async (t) => {
    const [ann, ben, cem] = t.people('ann', 'ben', 'cem');
    const conversation = await t.group([ann, ben, cem]);
    await ann.call('member.role', {conversation, user: ben.id, role: 'owner'});
    const codes = (
      await Promise.all([ann.ask('member.leave', {conversation}), ben.ask('member.leave', {conversation})])
    ).map((reply) => (reply.ok ? 'ok' : reply.code));
    equal(codes.sort(), ['LAST_OWNER', 'ok'], 'the answers');
    const {members} = await cem.call('member.list', {conversation});
    equal(members.filter(({role}) => role === 'owner').length, 1, 'the number of owners');
  }),
  must(
    'PWP-MEMBER-001.f',
    'An unknown role is SCHEMA; a role for somebody who is no member is NOT_FOUND.',
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      await ann.refused('member.role', {conversation, user: ben.id, role: 'king'}, 'SCHEMA');
      await ann.refused('member.role', {conversation, user: t.person().id, role: 'member'}, 'NOT_FOUND');
      await ann.refused('member.remove', {conversation, user: t.person().id}, 'NOT_FOUND');
    },
  ),
  must('PWP-MEMBER-002.a', 'Joining, leaving, removal, ban and a role are changes with a seq.', async (t) => {
    const {ann, conversation} = await t.pair();
    const cem = t.person('cem');
    const state = async (since: number): Promise<unknown> => {
      const {changes} = await ann.delta(conversation, since);
      const found = changes.flatMap((change) =>
        change.type === 'member' && change.member.user === cem.id ? [change.member] : [],
      );
      equal(found.length, 1, 'the member changes');
      holds((found[0]?.rev ?? 0) > since, 'its rev did not rise');
      return [found[0]?.state, found[0]?.role];
    };
    const steps: [() => Promise<unknown>, unknown][] = [
      [() => ann.call('member.add', {conversation, user: cem.id}), ['joined', 'member']],
      [() => ann.call('member.role', {conversation, user: cem.id, role: 'moderator'}), ['joined', 'moderator']],
      [() => cem.call('member.leave', {conversation}), ['left', 'moderator']],
      [() => ann.call('member.add', {conversation, user: cem.id}), ['joined', 'member']],
      [() => ann.call('member.remove', {conversation, user: cem.id}), ['removed', 'member']],
      [() => ann.call('member.remove', {conversation, user: cem.id, ban: true}), ['banned', 'member']],
    ];
    for (const [step, expected] of steps) {
      const since = await ann.head(conversation);
      await step();
      equal(await state(since), expected, 'state and role');
    }
  }),
  must(
    'PWP-MEMBER-002.b',
    'The removal is the last change the removed person receives: everything up to it, nothing after it.',
    {on: 'socket'},
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const connection = await ben.connect();
      const since = await ann.head(conversation);
      await ann.send(conversation, 'before');
      await ann.call('member.remove', {conversation, user: ben.id});
      await ann.send(conversation, secret);
      await ann.call('conversation.update', {conversation, title: secret});
      const {rows} = await connection.next('inbox', (frame) =>
        frame.rows.some(({membership}) => membership.state === 'removed'),
      );
      const removal = present(rows[0]?.membership.rev, 'the removal’s rev');
      await connection.reaches(conversation, removal);
      await connection.settled();
      assertDense(connection, conversation, since + 1, removal);
      equal(Math.max(...connection.changesOf(conversation).map(({to}) => to)), removal, 'the last seq that was told');
      tellsNothing(connection.frames, secret, 'the frames');
    },
  ),
  must(
    'PWP-MEMBER-002.c',
    'Nothing after a removal is told on any path: row, sync, delta, pages, members, reactions, quotes, a reconnect.',
    {on: 'socket'},
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const seen = await ann.send(conversation, 'seen');
      const edited = await ann.send(conversation, 'as it was');
      const {cursor} = await ben.call('sync');
      await ann.call('member.remove', {conversation, user: ben.id});
      const {seq: removal} = await ben.row(conversation);
      const cem = t.person('cem');
      const later = await ann.send(conversation, secret);
      await ann.edit(conversation, edited.id, secret);
      await ann.react(conversation, seen.id, secret.slice(0, 30));
      await ann.call('conversation.update', {conversation, title: secret, description: secret});
      await ann.call('member.add', {conversation, user: cem.id});
      const row = await ben.row(conversation);
      equal([row.seq, row.asOf], [removal, removal], 'seq and asOf of the row');
      const delta = await ben.delta(conversation, 0);
      equal(delta.to, removal, 'to of the delta');
      holds(Math.max(...revsIn(delta.changes)) <= removal, 'the delta holds a change after the removal');
      const page = await ben.page(conversation);
      equal([page.range.asOf <= removal, page.end], [true, true], 'the page’s range and end');
      const {hello} = await ben.connect();
      for (const [what, value] of Object.entries({
        row,
        delta,
        page,
        after: await ben.page(conversation, {after: removal - 1}),
        sync: await ben.call('sync', {cursor}),
        inbox: await ben.call('inbox.page'),
        rows: await ben.call('inbox.rows', {conversations: [conversation]}),
        get: await ben.call('conversation.get', {conversation}),
        reactions: await ben.call('reaction.list', {conversation, id: seen.id}),
        revalidate: await ben.call('history.revalidate', {conversation, from: 0, to: removal, asOf: 1}),
        hello: hello.sync,
        own: await ben.own(conversation, {read: 1}),
      })) {
        tellsNothing(value, secret.slice(0, 30), what);
        tellsNothing(value, cem.id, what);
      }
      await ben.refused('history.page', {conversation, around: later.id}, 'NOT_FOUND');
      await ben.refused('reaction.list', {conversation, id: later.id}, 'NOT_FOUND');
      await ben.refused('conversation.delta', {conversation, since: removal + 1}, 'SINCE_AHEAD');
    },
  ),
  must('PWP-MEMBER-003.a', 'Who was removed or left keeps reading what was visible up to then.', async (t) => {
    const [ann, ben, cem] = t.people('ann', 'ben', 'cem');
    const conversation = await t.group([ann, ben, cem]);
    const {id} = await ann.send(conversation, 'x');
    await ann.call('member.remove', {conversation, user: ben.id});
    await cem.call('member.leave', {conversation});
    for (const person of [ben, cem]) {
      equal((await person.message(conversation, id))?.content.text, 'x', 'the text');
      includes(
        (await person.call('sync')).rows.map((row) => row.conversation.id),
        conversation,
        'the inbox',
      );
    }
  }),
  must(
    'PWP-MEMBER-007',
    'Of a conversation with purge nothing is read by who was removed or left; who is in it reads on.',
    async (t) => {
      const [ann, ben, cem] = t.people('ann', 'ben', 'cem');
      const conversation = await t.group([ann, ben, cem], {purge: true});
      const {id} = await ann.send(conversation, secret);
      await ann.call('member.remove', {conversation, user: ben.id});
      await cem.call('member.leave', {conversation});
      for (const person of [ben, cem]) {
        const row = await person.row(conversation);
        equal([row.conversation.purge, row.unread, row.preview], [true, 0, undefined], 'purge, unread and preview');
        const all = {page: await person.page(conversation), delta: await person.delta(conversation, 0)};
        holds(!JSON.stringify(all).includes(secret), 'what was said is read');
        await person.refused('history.page', {conversation, around: id}, 'NOT_FOUND');
      }
      equal((await ann.message(conversation, id))?.content.text, secret, 'the text for who is in it');
    },
  ),
  must(
    'PWP-MEMBER-003.b',
    'Let in again, after a ban too, somebody does not see what was said meanwhile; registers and flags but cleared are as they were.',
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const {seq} = await ann.send(conversation, 'before');
      await ben.own(conversation, {read: seq, pinned: true});
      const own = (await ben.row(conversation)).own;
      await ann.call('member.remove', {conversation, user: ben.id, ban: true});
      const meanwhile = await ann.send(conversation, secret);
      await ann.call('member.unban', {conversation, user: ben.id});
      await ann.call('member.add', {conversation, user: ben.id});
      const {id} = await ann.send(conversation, 'after', {replyTo: meanwhile.id});
      const {cleared} = (await ben.row(conversation)).own;
      equal((await ben.row(conversation)).own, {...own, cleared}, 'own');
      const page = await ben.page(conversation, {after: 0});
      includes(
        page.messages.map((message) => message.id),
        id,
        'the messages',
      );
      for (const [what, value] of Object.entries({
        page,
        delta: await ben.delta(conversation, 0),
        row: await ben.row(conversation),
      })) {
        tellsNothing(value, secret, what);
      }
      await ben.refused('history.page', {conversation, around: meanwhile.id}, 'NOT_FOUND');
    },
  ),
  must(
    'PWP-MEMBER-009',
    'What lies before the reader’s view counts as cleared, after a first coming and after a second one; the conversation is listed.',
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const {seq} = await ann.send(conversation, 'before');
      await ann.call('member.remove', {conversation, user: ben.id});
      await ann.send(conversation, 'meanwhile');
      await ann.call('member.add', {conversation, user: ben.id});
      const [first] = (await ben.page(conversation, {after: 0})).messages;
      const row = await ben.row(conversation);
      holds(row.own.cleared > seq, 'cleared does not cover the earlier stay');
      holds(row.own.cleared < (first?.seq ?? 0), 'cleared covers what may be seen');
      const {rows} = await ben.call('inbox.page');
      includes(
        rows.map((one) => one.conversation.id),
        conversation,
        'the list',
      );
    },
  ),
  must(
    'PWP-MEMBER-005',
    'Writes of somebody who is no longer a member are refused, each of a batch: NOT_A_MEMBER, and BANNED after a ban.',
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      await ann.call('member.remove', {conversation, user: ben.id});
      const send = () => ({op: 'message.send', input: {conversation, id: t.id(), content: {text: 'x'}}});
      for (const code of ['NOT_A_MEMBER', 'BANNED']) {
        const results = await ben.batch(send(), send());
        equal(
          results.map((result) => (result.ok ? 'ok' : result.code)),
          [code, code],
          'the answers',
        );
        await ann.call('member.remove', {conversation, user: ben.id, ban: true});
      }
    },
  ),
  must(
    'PWP-MEMBER-011',
    'A banned person is not added before the ban is lifted, which is a change of their state and brings nobody in.',
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      await ann.call('member.remove', {conversation, user: ben.id, ban: true});
      await ann.refused('member.add', {conversation, user: ben.id}, 'BANNED');
      await t.host().refused('conversation.put', {conversation, members: [{user: ben.id}]}, 'BANNED');
      const since = await ann.head(conversation);
      await ann.call('member.unban', {conversation, user: ben.id});
      const {changes} = await ann.delta(conversation, since);
      equal(
        changes.flatMap((change) => (change.type === 'member' ? [[change.member.user, change.member.state]] : [])),
        [[ben.id, 'removed']],
        'the members that changed',
      );
      await ben.refused('message.send', {conversation, id: t.id(), content: {text: 'x'}}, 'NOT_A_MEMBER');
      const head = await ann.head(conversation);
      await ann.call('member.unban', {conversation, user: ben.id});
      equal(await ann.head(conversation), head, 'the head after lifting it again');
      await ann.call('member.add', {conversation, user: ben.id});
      await ben.send(conversation, 'back');
    },
  ),
  must(
    'PWP-MEMBER-012',
    'Who never was in it can be banned and learns nothing of it; moderators and above see who is banned, page by page.',
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const [cem, dee] = t.people('cem', 'dee');
      await ann.call('member.add', {conversation, user: dee.id});
      const head = await ann.head(conversation);
      await ann.call('member.remove', {conversation, user: cem.id, ban: true});
      equal(await ann.head(conversation), head, 'the head');
      await ann.refused('member.add', {conversation, user: cem.id}, 'BANNED');
      await cem.refused('conversation.get', {conversation}, 'NOT_FOUND');
      equal((await cem.call('sync')).rows, [], 'what cem is told');
      await ann.call('member.remove', {conversation, user: dee.id, ban: true});
      await ben.refused('member.list', {conversation, state: 'banned'}, 'FORBIDDEN');
      await ann.call('member.role', {conversation, user: ben.id, role: 'moderator'});
      for (const person of [ben, t.host()]) {
        const found: string[] = [];
        let after: string | undefined;
        do {
          const page = await person.call('member.list', {
            conversation,
            state: 'banned',
            limit: 1,
            ...(after !== undefined && {after}),
          });
          found.push(...page.members.map(({user, state}) => `${user} ${state}`));
          after = page.next;
        } while (after !== undefined);
        equal(found.sort(), [`${cem.id} banned`, `${dee.id} banned`].sort(), 'who is banned');
      }
      await ben.refused('member.unban', {conversation, user: cem.id}, 'FORBIDDEN');
      await ann.call('member.unban', {conversation, user: cem.id});
      await ann.call('member.add', {conversation, user: cem.id});
      await cem.send(conversation, 'here');
    },
  ),
  must('PWP-MEMBER-006.a', 'member.list pages in the order of joining, each member once.', async (t) => {
    const [ann, ...others] = t.people('ann', 'ben', 'cem', 'dee', 'eve');
    const conversation = await t.group([ann]);
    for (const {id} of others) await ann.call('member.add', {conversation, user: id});
    const found: string[] = [];
    let after: string | undefined;
    for (let pages = 0; pages < 9; pages++) {
      const page = await ann.call('member.list', {conversation, limit: 2, ...(after !== undefined && {after})});
      found.push(...page.members.map(({user}) => user));
      after = page.next;
      if (after === undefined) break;
    }
    equal(
      found,
      [ann, ...others].map(({id}) => id),
      'the members',
    );
  }),
  must(
    'PWP-MEMBER-006.b',
    'conversation.get carries the first 100 members, and members counts the joined ones.',
    async (t) => {
      const ann = t.person('ann');
      const others = Array.from({length: 105}, (_, at) => t.person(`m${at}`));
      const conversation = await t.group([ann, ...others]);
      await ann.call('member.remove', {conversation, user: others[104]?.id});
      const {row, members} = await ann.call('conversation.get', {conversation});
      equal([row.conversation.members, members.length], [105, 100], 'the count and how many are there');
    },
  ),
  must('PWP-MEMBER-006.c', 'Adding somebody who is there changes nothing, not their role either.', async (t) => {
    const {ann, ben, conversation} = await t.pair();
    const head = await ann.head(conversation);
    await ann.call('member.add', {conversation, user: ben.id, role: 'admin' satisfies Role});
    const member = (await ann.call('member.list', {conversation})).members.find(({user}) => user === ben.id);
    equal([await ann.head(conversation), member?.role], [head, 'member'], 'the seq and the role');
  }),
];
