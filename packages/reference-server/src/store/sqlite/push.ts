/** Subscriptions, and what waits to be pushed. */
import type {Database} from 'better-sqlite3';
import {eq, sql} from 'drizzle-orm';
import {drizzle} from 'drizzle-orm/better-sqlite3';
import type {DueRecord, NewPush, PushRecord, SubscriptionRecord, WaitingEvent} from '../records.js';
import {present} from '../rows.js';
import type {PushReads, PushWrites, WriteTransaction} from '../store.js';
import {members, users} from './schema.js';
import type {Stamp} from './writes.js';

const given = sql.placeholder;
const subscriptionColumns =
  'id, user, device, endpoint, p256dh, auth, created_at as createdAt, renewed_at as renewedAt';
const dueColumns = 'conversation, person, from_seq as "from", due_at as dueAt, since';

export function pushReads(client: Database): PushReads {
  const one = client.prepare<[string], SubscriptionRecord>(
    `select ${subscriptionColumns} from push_subscription where id = ?`,
  );
  const ofUser = client.prepare<[string], SubscriptionRecord>(
    `select ${subscriptionColumns} from push_subscription where user = ? order by renewed_at desc, id`,
  );
  const ofAll = client.prepare<[string], Pick<SubscriptionRecord, 'id' | 'user'>>(
    'select id, user from push_subscription where user in (select value from json_each(?))',
  );
  const dues = client.prepare<[number, number], DueRecord>(
    `select ${dueColumns} from push_due where due_at <= ? order by due_at limit ?`,
  );
  const due = client.prepare<[string, string], DueRecord>(
    `select ${dueColumns} from push_due where conversation = ? and person = ?`,
  );
  const missing = drizzle(client)
    .select()
    .from(members)
    .where(
      sql`${members.conversation} = ${given('conversation')} and ${members.user} > ${given('after')}
        and ${members.state} = 'joined' and ${members.archived} = 0 and ${members.mutedUntil} <= ${given('now')}
        and max(${members.read}, ${members.readPrivate}, ${members.cleared}, ${members.visibleFrom} - 1) < ${given('below')}`,
    )
    .orderBy(members.user)
    .limit(given('limit'))
    .prepare();
  const waiting = client.prepare<[number, number, number], WaitingEvent>(
    'select n, subscription as lane, due_at as dueAt, x from push_job where (x, n) > (?, ?) order by x, n limit ?',
  );
  const push = client.prepare<[number], PushRecord>(
    'select n, subscription, user, tag, at, attempts, due_at as dueAt from push_job where n = ?',
  );
  return {
    subscription: async (id) => one.get(id),
    subscriptionsOf: async (user) => ofUser.all(user),
    subscriptionsOfAll: async (all) => (all.length === 0 ? [] : ofAll.all(JSON.stringify(all))),
    dues: async (now, limit) => dues.all(now, limit),
    due: async (conversation, person) => due.get(conversation, person),
    missing: async (conversation, query) => missing.all({conversation, ...query}).map(present),
    pushesWaiting: async ({after: [x, n], limit}) => waiting.all(x, n, limit),
    push: async (n) => push.get(n),
  };
}

export function pushWrites(client: Database, stamp: Stamp): PushWrites & Pick<WriteTransaction, 'setQuiet'> {
  const put = client.prepare<SubscriptionRecord>(`
    insert or replace into push_subscription (id, user, device, endpoint, p256dh, auth, created_at, renewed_at)
    values (@id, @user, @device, @endpoint, @p256dh, @auth, @createdAt, @renewedAt)`);
  const remove = client.prepare<[string]>('delete from push_subscription where id = ?');
  const removeJobs = client.prepare<[string]>('delete from push_job where subscription = ?');
  const removeJobsOf = client.prepare<[string]>(
    'delete from push_job where subscription in (select id from push_subscription where user = ?)',
  );
  const removeOf = client.prepare<[string]>('delete from push_subscription where user = ?');
  const insertDue = (or: 'ignore' | 'replace') =>
    client.prepare<DueRecord>(`insert or ${or} into push_due (conversation, person, from_seq, due_at, since)
      values (@conversation, @person, @from, @dueAt, @since)`);
  const [addDue, moveDue] = [insertDue('ignore'), insertDue('replace')];
  const removeDue = client.prepare<[string, string]>('delete from push_due where conversation = ? and person = ?');
  const replaced = client.prepare<NewPush>('delete from push_job where subscription = @subscription and tag = @tag');
  const add = client.prepare<NewPush & {x: number}>(`
    insert into push_job (subscription, user, tag, at, attempts, due_at, x)
    select @subscription, @user, @tag, @at, 0, 0, @x where exists (select 1 from push_subscription where id = @subscription)`);
  const update = client.prepare<{n: number; attempts: number; dueAt: number; x: number}>(
    'update push_job set attempts = @attempts, due_at = @dueAt, x = @x where n = @n',
  );
  const removePush = client.prepare<[number]>('delete from push_job where n = ?');
  const setQuiet = drizzle(client)
    .update(users)
    .set({quiet: given('quiet') as never})
    .where(eq(users.user, given('user')))
    .prepare();
  return {
    putSubscription: async (record) => void put.run(record),
    removeSubscription: async (id) => {
      removeJobs.run(id);
      return remove.run(id).changes > 0;
    },
    removeSubscriptions: async (user) => {
      removeJobsOf.run(user);
      removeOf.run(user);
    },
    addDue: async (record) => void addDue.run(record),
    moveDue: async (record) => void moveDue.run(record),
    removeDue: async (conversation, person) => void removeDue.run(conversation, person),
    addPushes: async (pushes) => {
      for (const push of pushes) {
        replaced.run(push);
        add.run({...push, x: stamp.x});
      }
    },
    updatePush: async ({n, attempts, dueAt}) => void update.run({n, attempts, dueAt, x: stamp.x}),
    removePush: async (n) => void removePush.run(n),
    setQuiet: async (user, quiet) => void setQuiet.run({user, quiet: quiet ?? null}),
  };
}
