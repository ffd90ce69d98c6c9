/** Notifications: what the host tells a person that is no message. */
import type {OutputOf} from '@parlor/sdk/protocol';
import {type Case, must as mustAlways} from '../case.js';
import {equal, holds, NotOffered, present} from '../expect.js';
import type {Person} from '../person.js';
import {Receiver} from '../receiver.js';
import type {Trial} from '../trial.js';

/** Nothing on the wire says whether a server has notifications: one that does not know the operations says so. */
const must = (id: string, says: string, run: Case['run'], more = {}): Case =>
  mustAlways(id, says, more, async (t) => {
    const reply = await t.person().ask('notifications.list');
    if (!reply.ok && (reply.code === 'UNKNOWN_OPERATION' || reply.code === 'NOT_FOUND'))
      throw new NotOffered('the server has no notifications');
    await run(t);
  });

type List = OutputOf<'notifications.list'>;
const listOf = (person: Person): Promise<List> => person.call('notifications.list');
const titlesOf = async (person: Person): Promise<string[]> =>
  (await listOf(person)).notifications.map(({title}) => title);
const tell = (t: Trial, users: Person[], title: string, more: object = {}) =>
  t.host().call('notify', {id: t.id(), users: users.map(({id}) => id), kind: 'order.shipped', title, ...more});

export const notifications = [
  must(
    'PWP-NOTIFY-001.a',
    'The host tells people something; each sees it, the newest first, with the actor’s profile, and nobody else does.',
    async (t) => {
      const [ann, ben, cem, dee] = t.people('ann', 'ben', 'cem', 'dee');
      await dee.call('profile.set', {name: 'Dee'});
      const said = {kind: 'follow', title: 'follows you', body: 'since today', link: '/people/dee', actor: dee.id};
      const id = t.id();
      const {users} = await t.host().call('notify', {id, users: [ann.id, ben.id, ann.id], ...said});
      equal(users, [ann.id, ben.id].sort(), 'who has it');
      await tell(t, [ann], 'Your order has shipped');
      const {notifications: found, people, state} = await listOf(ann);
      equal(
        found.map(({seq, title}) => [seq, title]),
        [
          [2, 'Your order has shipped'],
          [1, 'follows you'],
        ],
        'what ann is told',
      );
      const {seq: _, at, ...told} = present(found[1], 'the older one');
      equal(told, {id, ...said}, 'all of it');
      holds(Math.abs(Date.now() - at) < 60_000, `it is of ${at}`);
      equal(
        people.map(({user, name}) => [user, name]),
        [[dee.id, 'Dee']],
        'the people',
      );
      equal([state.seq, state.read, state.unread], [2, 0, 2], 'seq, read and unread');
      equal([await titlesOf(ben), await titlesOf(cem)], [['follows you'], []], 'what the others are told');
    },
  ),
  must(
    'PWP-NOTIFY-001.b',
    'The same id and words again is the same notification, also when it was taken out; other words are IDEMPOTENCY_MISMATCH.',
    async (t) => {
      const [host, ann] = [t.host(), t.person('ann')];
      const input = {id: t.id(), users: [ann.id], kind: 'order', title: 'Shipped'};
      await host.call('notify', input);
      const {rev} = (await listOf(ann)).state;
      equal(await host.call('notify', input), {users: [ann.id]}, 'the answer to the repetition');
      equal((await listOf(ann)).state.rev, rev, 'the rev after the repetition');
      await host.refused('notify', {...input, title: 'Lost'}, 'IDEMPOTENCY_MISMATCH');
      await ann.call('notifications.remove', {id: input.id});
      await host.call('notify', input);
      equal(await titlesOf(ann), [], 'what ann sees');
    },
  ),
  must(
    'PWP-NOTIFY-002.a',
    'A link is https, http or a path of the site; what is too long, or of another form, is SCHEMA.',
    async (t) => {
      const [host, ann] = [t.host(), t.person('ann')];
      const input = {id: t.id(), users: [ann.id], kind: 'order', title: 'Shipped'};
      const links = [
        'javascript:alert(1)',
        '//evil.example/',
        '/\\evil.example/',
        'data:text/html,x',
        'orders/1',
        'https:/x',
      ];
      const wrong = [
        ...links.map((link) => ({link})),
        ...[{link: '/a b'}, {link: `/${'x'.repeat(1_000)}`}, {title: ''}, {title: 'x'.repeat(121)}],
        ...[{body: 'x'.repeat(501)}, {kind: 'Order Shipped'}, {id: 'a b'}, {users: []}, {actor: ''}],
        {users: Array.from({length: 101}, (_, at) => `u${at}`)},
      ];
      for (const part of wrong) await host.refused('notify', {...input, ...part}, 'SCHEMA');
      equal((await listOf(ann)).state.seq, 0, 'the newest one');
      for (const link of ['https://shop.example/orders/1?a=b#c', 'http://shop.example', '/', '/orders/1'])
        await host.call('notify', {...input, id: t.id(), link});
      equal((await listOf(ann)).state.unread, 4, 'how many there are');
    },
  ),
  must('PWP-NOTIFY-003.a', 'Pages go on behind the last one, and the last page says so.', async (t) => {
    const ann = t.person('ann');
    for (const title of ['one', 'two', 'three', 'four', 'five']) await tell(t, [ann], title);
    const titles: string[][] = [];
    for (let after: string | undefined; ; ) {
      const page = await ann.call('notifications.list', {limit: 2, ...(after !== undefined && {after})});
      titles.push(page.notifications.map(({title}) => title));
      after = page.next;
      // what comes meanwhile moves nothing
      if (titles.length === 1) await tell(t, [ann], 'six');
      if (after === undefined) break;
    }
    equal(titles, [['five', 'four'], ['three', 'two'], ['one']], 'the pages');
    await t.person('ben').refused('notifications.list', {after: 'x~y'}, 'CURSOR_INVALID');
  }),
  must(
    'PWP-NOTIFY-004.a',
    'What is read is one register that only rises; above the newest it is the newest, and what comes then is unread.',
    async (t) => {
      const ann = t.person('ann');
      for (const title of ['one', 'two', 'three']) await tell(t, [ann], title);
      const read = async (upTo: number) => {
        const {state} = await ann.call('notifications.read', {upTo});
        return [state.read, state.unread];
      };
      equal(await read(2), [2, 1], 'read and unread');
      equal(await read(1), [2, 1], 'after less');
      equal(await read(99), [3, 0], 'after more than there is');
      const {rev} = (await listOf(ann)).state;
      await read(3);
      equal((await listOf(ann)).state.rev, rev, 'the rev after what changed nothing');
      await tell(t, [ann], 'four');
      equal((await listOf(ann)).state.unread, 1, 'unread after another one');
    },
  ),
  must(
    'PWP-NOTIFY-004.b',
    'One that is taken out, by its person or by the host, is listed and counted no longer; another one’s stays.',
    async (t) => {
      const [ann, ben] = t.people('ann', 'ben');
      const id = t.id();
      await t.host().call('notify', {id, users: [ann.id, ben.id], kind: 'offer', title: 'Offer'});
      await tell(t, [ann], 'Shipped');
      const {state} = await ann.call('notifications.remove', {id});
      equal([state.seq, state.unread], [2, 1], 'seq and unread');
      const again = await ann.call('notifications.remove', {id});
      equal(again.state, state, 'after the second time');
      equal([await titlesOf(ann), await titlesOf(ben)], [['Shipped'], ['Offer']], 'what both see');
      const back = await t.host().call('notify.withdraw', {id, users: [ann.id, ben.id]});
      equal(back, {users: [ben.id]}, 'from whom the host took it back');
      const left = await listOf(ben);
      equal([left.notifications, left.state.unread], [[], 0], 'what ben sees');
    },
  ),
  must(
    'PWP-NOTIFY-005.a',
    'Every device hears at once how they stand; one that comes back hears it behind its hello, where it has changed.',
    async (t) => {
      const ann = t.person('ann');
      const [first, second] = [await ann.connect({device: 'one'}), await ann.connect({device: 'two'})];
      await tell(t, [ann], 'Shipped');
      const [one, two] = [await first.next('notifications'), await second.next('notifications')];
      equal([one.seq, one.read, one.unread], [1, 0, 1], 'seq, read and unread');
      equal(two, one, 'what the other device hears');
      const {cursor} = (await ann.call('sync')) as OutputOf<'sync'>;
      await ann.call('notifications.read', {upTo: 1});
      const back = await ann.connect({device: 'three', cursor});
      const behind = await back.next('notifications');
      equal([behind.read, behind.unread, behind.rev > one.rev], [1, 0, true], 'read, unread, and whether rev rose');
    },
    {on: 'socket'},
  ),
  must(
    'PWP-NOTIFY-005.b',
    'A sync says how they stand where that has changed since the cursor, and else nothing of them.',
    async (t) => {
      const ann = t.person('ann');
      const {cursor, notifications: none} = await ann.call('sync');
      equal(none, undefined, 'what is said of none');
      await tell(t, [ann], 'Shipped');
      const next = await ann.call('sync', {cursor});
      equal([next.notifications?.seq, next.notifications?.unread], [1, 1], 'seq and unread');
    },
  ),
  must('PWP-NOTIFY-007.a', 'Who blocks the actor is told nothing of them, and is named by no answer.', async (t) => {
    const [ann, ben, cem] = t.people('ann', 'ben', 'cem');
    await cem.call('profile.set', {name: 'Cem'});
    await ann.call('block.set', {user: cem.id, on: true});
    const said = {id: t.id(), users: [ann.id, ben.id], kind: 'follow', title: 'follows you', actor: cem.id};
    equal(await t.host().call('notify', said), {users: [ben.id]}, 'who has it');
    equal(await titlesOf(ann), [], 'what ann sees');
  }),
  must(
    'PWP-NOTIFY-008.a',
    'An erasure takes what the person was told along, and of what they did to others leaves the stub.',
    async (t) => {
      const [ann, ben] = t.people('ann', 'ben');
      await ben.call('profile.set', {name: 'Ben'});
      await tell(t, [ann], 'follows you', {actor: ben.id});
      await tell(t, [ben], 'Shipped');
      await t.host().call('user.erase', {user: ben.id});
      const {notifications: found, people} = await listOf(ann);
      equal(
        found.map(({actor}) => actor),
        [ben.id],
        'the actor',
      );
      equal(
        people.map(({user, erased}) => [user, erased]),
        [[ben.id, true]],
        'the people',
      );
      equal(
        await t.host().call('notify', {id: t.id(), users: [ann.id, ben.id], kind: 'x', title: 'x'}),
        {users: [ann.id]},
        'who has another one',
      );
      await t
        .host()
        .refused('notify', {id: t.id(), users: [ann.id], kind: 'x', title: 'x', actor: ben.id}, 'FORBIDDEN');
    },
  ),
  must(
    'PWP-NOTIFY-009.a',
    'An endpoint that asks for notification.created gets one for each person, with all of it.',
    (t) =>
      Receiver.with(t.host(), ['notification.created'], async (receiver) => {
        const [ann, ben] = t.people('ann', 'ben');
        await tell(t, [ann, ben], 'Shipped', {link: '/orders/1'});
        const events = await receiver.about([ann.id, ben.id], 2);
        const told = events.map(({event}) =>
          event.type === 'notification.created' ? [event.user, event.notification.title, event.notification.link] : [],
        );
        equal(
          told.toSorted(),
          [
            [ann.id, 'Shipped', '/orders/1'],
            [ben.id, 'Shipped', '/orders/1'],
          ].toSorted(),
          'who was told what',
        );
      }),
    {on: 'rest'},
  ),
];
