/** Reminders: a person is told of a message again. */
import type {OutputOf} from '@parlor/sdk/protocol';
import {type Case, must as mustAlways} from '../case.js';
import {equal, holds, NotOffered, present} from '../expect.js';
import type {Person} from '../person.js';
import type {Trial} from '../trial.js';

/** Nothing on the wire says whether a server reminds: one that does not know the operations says so. */
const must = (id: string, says: string, run: Case['run'], more = {}): Case =>
  mustAlways(id, says, more, async (t) => {
    const reply = await t.person().ask('reminder.list');
    if (!reply.ok && (reply.code === 'UNKNOWN_OPERATION' || reply.code === 'NOT_FOUND'))
      throw new NotOffered('the server reminds nobody');
    await run(t);
  });

/** Far enough ahead for what has to be done before, on a machine that has much else to do. */
const soonMs = 8_000;
const patienceMs = 45_000;
const hour = 3_600_000;

const waitingOf = async (person: Person) => (await person.call('reminder.list')).reminders;

async function toldOf(t: Trial, person: Person): Promise<OutputOf<'notifications.list'>['notifications']> {
  const endsAt = Date.now() + patienceMs;
  for (;;) {
    const {notifications} = await person.call('notifications.list');
    if (notifications.length > 0) return notifications;
    holds(Date.now() < endsAt, 'nothing came within 45 s');
    await t.sleep(300);
  }
}

export const reminders = [
  must(
    'PWP-REMIND-001.a',
    'A reminder is listed to its person alone; another time moves it, and it is taken back.',
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const {id} = await ann.send(conversation, 'call me');
      const at = Date.now() + hour;
      await ben.call('reminder.set', {conversation, id, at: at + hour});
      await ben.call('reminder.set', {conversation, id, at});
      const [waiting, ...more] = await waitingOf(ben);
      const {body, ...where} = present(waiting, 'the reminder');
      equal([where, more.length], [{conversation, id, at}, 0], 'what waits');
      holds(body?.endsWith('call me') === true, `its body is ${body}`);
      equal(await waitingOf(ann), [], 'what somebody else is shown');
      await ben.call('reminder.remove', {conversation, id});
      await ben.call('reminder.remove', {conversation, id});
      equal(await waitingOf(ben), [], 'what waits after it was taken back');
      await t.person('dee').refused('reminder.set', {conversation, id, at}, 'NOT_FOUND');
    },
  ),
  must(
    'PWP-REMIND-002.a',
    'A time that is over is SCHEMA, one too far ahead and a 51st TOO_LARGE; of a deleted message none is set.',
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const {id} = await ann.send(conversation, 'call me');
      await ben.refused('reminder.set', {conversation, id, at: Date.now() - hour}, 'SCHEMA');
      await ben.refused('reminder.set', {conversation, id, at: Date.now() + 400 * 24 * hour}, 'TOO_LARGE');
      await ben.refused('reminder.set', {conversation, id: t.id(), at: Date.now() + hour}, 'NOT_FOUND');
      await ann.call('message.delete', {conversation, id});
      await ben.refused('reminder.set', {conversation, id, at: Date.now() + hour}, 'MESSAGE_DELETED');
      equal(await waitingOf(ben), [], 'what waits');
    },
  ),
  must(
    'PWP-REMIND-003.a',
    'At its time the person is told once, by a notification that says which message, and it waits no longer.',
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const {id} = await ann.send(conversation, 'call me');
      const at = Date.now() + soonMs;
      await ben.call('reminder.set', {conversation, id, at});
      const told = await toldOf(t, ben);
      const [{kind, about, body, at: came}] = told as [(typeof told)[number]];
      equal([told.length, kind, about], [1, 'reminder', {conversation, message: id}], 'how many, kind and message');
      holds(body?.endsWith('call me') === true, `its body is ${body}`);
      holds(came >= at - 1_000, `it came at ${came}, before its time ${at}`);
      equal(await waitingOf(ben), [], 'what waits');
      equal((await ann.call('notifications.list')).notifications, [], 'what the other one is told');
      await ann.call('message.delete', {conversation, id});
      equal((await ben.call('notifications.list')).notifications[0]?.body, undefined, 'the body after the deletion');
    },
    {isSlow: true},
  ),
  must(
    'PWP-REMIND-004.a',
    'Of a message that is deleted, or that the person may not see any more, nothing is told.',
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const [gone, kept] = [await ann.send(conversation, 'gone'), await ann.send(conversation, 'kept')];
      const at = Date.now() + soonMs;
      await ben.call('reminder.set', {conversation, id: gone.id, at});
      await ben.call('reminder.set', {conversation, id: kept.id, at});
      await ann.call('message.delete', {conversation, id: gone.id});
      equal(
        (await waitingOf(ben)).filter(({body}) => body === undefined).map(({id}) => id),
        [gone.id],
        'what waits without a body',
      );
      await toldOf(t, ben);
      await t.sleep(1_500);
      const {notifications} = await ben.call('notifications.list');
      equal(
        notifications.map(({about}) => about?.message),
        [kept.id],
        'what is told',
      );
    },
    {isSlow: true},
  ),
];
