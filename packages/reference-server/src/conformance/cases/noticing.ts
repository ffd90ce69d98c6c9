/** Telling who is not here of what they miss. What a push service gets is encrypted for a browser, so the kit looks at subscriptions and webhooks. */
import {createECDH, randomBytes} from 'node:crypto';
import {must} from '../case.js';
import {equal, holds, NotOffered, tellsNothing} from '../expect.js';
import type {Person} from '../person.js';
import {Receiver} from '../receiver.js';
import type {Trial} from '../trial.js';

const newSubscription = (t: Trial) => ({
  endpoint: `https://push.invalid/${t.id()}`,
  keys: {
    p256dh: createECDH('prime256v1').generateKeys('base64url'),
    auth: randomBytes(16).toString('base64url'),
  },
});

async function assertPushes(person: Person): Promise<void> {
  const {key} = await person.call('push.get');
  if (key === undefined) throw new NotOffered('the server pushes nothing');
  equal(Buffer.from(key, 'base64url').length, 65, 'the bytes of the key');
}

const idsOf = async (person: Person): Promise<string[]> =>
  (await person.call('push.get')).subscriptions.map(({id}) => id);

export const noticing = [
  must(
    'PWP-PUSH-001.a',
    'A subscription is made, the same again is the same, it is listed without its keys, and ends.',
    async (t) => {
      const [ann, ben] = t.people('ann', 'ben');
      await assertPushes(ann);
      const subscription = newSubscription(t);
      const {id} = await ann.call('push.subscribe', subscription);
      equal((await ann.call('push.subscribe', subscription)).id, id, 'the id of the same again');
      const mine = await ann.call('push.get');
      equal(
        mine.subscriptions.map((one) => one.id),
        [id],
        'the subscriptions',
      );
      tellsNothing(mine, subscription.keys.auth, 'the answer');
      await ben.call('push.unsubscribe', {id});
      equal(await idsOf(ann), [id], 'the subscriptions after somebody else would have ended it');
      await ann.call('push.unsubscribe', {id});
      await ann.call('push.unsubscribe', {id});
      equal(await idsOf(ann), [], 'the subscriptions after the end');
    },
  ),
  must(
    'PWP-PUSH-001.b',
    'An endpoint that is not https, or of a private network, is SCHEMA; beyond ten, the one renewed longest ago goes.',
    async (t) => {
      const ann = t.person('ann');
      await assertPushes(ann);
      const {keys} = newSubscription(t);
      for (const endpoint of ['http://push.example/x', 'https://10.0.0.1/x', 'https://a:b@push.example/x', 'push'])
        await ann.refused('push.subscribe', {endpoint, keys}, 'SCHEMA');
      await ann.refused(
        'push.subscribe',
        {endpoint: 'https://push.invalid/x', keys: {...keys, auth: 'short'}},
        'SCHEMA',
      );
      const ids: string[] = [];
      for (let at = 0; at < 11; at++) ids.push((await ann.call('push.subscribe', newSubscription(t))).id);
      equal((await idsOf(ann)).toSorted(), ids.slice(1).toSorted(), 'the subscriptions');
    },
  ),
  must('PWP-PUSH-002', 'A browser is of whoever subscribed with it last.', async (t) => {
    const [ann, ben] = t.people('ann', 'ben');
    await assertPushes(ann);
    const subscription = newSubscription(t);
    const {id} = await ann.call('push.subscribe', subscription);
    equal((await ben.call('push.subscribe', subscription)).id, id, 'the id');
    equal([await idsOf(ann), await idsOf(ben)], [[], [id]], 'the subscriptions of both');
  }),
  must(
    'PWP-PUSH-004',
    'Quiet hours are kept and taken back; a zone that is none, or hours that end when they begin, are SCHEMA.',
    async (t) => {
      const ann = t.person('ann');
      const quiet = {from: '22:30', to: '07:00', zone: 'Europe/Berlin'};
      equal((await ann.call('push.quiet', {quiet})).quiet, quiet, 'the answer');
      equal((await ann.call('push.get')).quiet, quiet, 'the quiet hours');
      for (const wrong of [{zone: 'Nowhere/Land'}, {to: '22:30'}, {from: '24:00'}, {from: '7:00'}])
        await ann.refused('push.quiet', {quiet: {...quiet, ...wrong}}, 'SCHEMA');
      await ann.call('push.quiet', {quiet: null});
      equal((await ann.call('push.get')).quiet, undefined, 'the quiet hours that were taken back');
    },
  ),
  must(
    'PWP-PUSH-006',
    'The host is told who misses what: not of one’s own, not of what was read, once for what came together.',
    {on: 'rest', isSlow: true},
    (t) =>
      Receiver.with(t.host(), ['notification.due'], async (receiver) => {
        const [ann, ben, cem] = t.people('ann', 'ben', 'cem');
        const conversation = await t.group([ann, ben, cem]);
        await ann.send(conversation, 'one');
        const {id, seq} = await ann.send(conversation, 'two');
        await cem.own(conversation, {read: seq});
        const [posted] = await receiver.of(conversation, 1);
        const {event} = posted as NonNullable<typeof posted>;
        holds(event.type === 'notification.due', 'it is of another type');
        equal(
          [event.user, event.message, event.seq, event.unread],
          [ben.id, id, seq, 2],
          'user, message, seq and unread',
        );
        // what is due later comes behind it
        await ann.send(conversation, 'three');
        const events = (await receiver.of(conversation, 3)).map((one) => one.event);
        const told = events.map((one) => one.type === 'notification.due' && one.user).toSorted();
        equal(told, [ben.id, ben.id, cem.id].toSorted(), 'who was told');
      }),
  ),
];
