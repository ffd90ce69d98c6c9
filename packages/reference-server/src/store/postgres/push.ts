/** Subscriptions, and what waits to be pushed. */
import {eq, sql} from 'drizzle-orm';
import type {NodePgDatabase} from 'drizzle-orm/node-postgres';
import type {DueRecord, PushRecord, SubscriptionRecord, WaitingEvent} from '../records.js';
import {present} from '../rows.js';
import type {PushReads, PushWrites, WriteTransaction} from '../store.js';
import {change, type Line, statement} from './line.js';
import {members, users} from './schema.js';
import type {Stamp} from './writes.js';

const given = sql.placeholder;
const subscriptionColumns =
  'id, "user", device, endpoint, p256dh, auth, created_at as "createdAt", renewed_at as "renewedAt"';
const dueColumns = 'conversation, person, from_seq as "from", due_at as "dueAt", since';

export function pushReads(line: Line, database: NodePgDatabase): PushReads {
  const one = statement<SubscriptionRecord>(
    line,
    'subscription',
    `select ${subscriptionColumns} from push_subscription where id = $1`,
  );
  const ofUser = statement<SubscriptionRecord>(
    line,
    'subscriptions_of',
    `select ${subscriptionColumns} from push_subscription where "user" = $1 order by renewed_at desc, id`,
  );
  const ofAll = statement<Pick<SubscriptionRecord, 'id' | 'user'>>(
    line,
    'subscriptions_of_all',
    'select id, "user" from push_subscription where "user" = any($1::text[])',
  );
  const dues = statement<DueRecord>(
    line,
    'dues',
    `select ${dueColumns} from push_due where due_at <= $1 order by due_at limit $2`,
  );
  const due = statement<DueRecord>(
    line,
    'due',
    `select ${dueColumns} from push_due where conversation = $1 and person = $2`,
  );
  const missing = database
    .select()
    .from(members)
    .where(
      sql`${members.conversation} = ${given('conversation')} and ${members.user} > ${given('after')}
        and ${members.state} = 'joined' and not ${members.archived} and ${members.mutedUntil} <= ${given('now')}::bigint
        and greatest(${members.read}, ${members.readPrivate}, ${members.cleared}, ${members.visibleFrom} - 1) < ${given('below')}::bigint`,
    )
    .orderBy(members.user)
    .limit(given('limit'))
    .prepare('missing');
  const waiting = statement<WaitingEvent>(
    line,
    'pushes_waiting',
    `select n, subscription as lane, due_at as "dueAt", x from push_job where (x, n) > ($1::bigint, $2::bigint)
     order by x, n limit $3`,
  );
  const push = statement<PushRecord>(
    line,
    'push',
    'select n, subscription, "user", tag, at, attempts, due_at as "dueAt" from push_job where n = $1',
  );
  return {
    subscription: async (id) => (await one(id))[0],
    subscriptionsOf: (user) => ofUser(user),
    subscriptionsOfAll: async (all) => (all.length === 0 ? [] : ofAll([...all])),
    dues: (now, limit) => dues(now, limit),
    due: async (conversation, person) => (await due(conversation, person))[0],
    missing: async (conversation, query) => (await missing.execute({conversation, ...query})).map(present),
    pushesWaiting: ({after: [x, n], limit}) => waiting(x, n, limit),
    push: async (n) => (await push(n))[0],
  };
}

export function pushWrites(
  line: Line,
  database: NodePgDatabase,
  stamp: Stamp,
): PushWrites & Pick<WriteTransaction, 'setQuiet'> {
  const put = change(
    line,
    'put_subscription',
    `insert into push_subscription (id, "user", device, endpoint, p256dh, auth, created_at, renewed_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (id) do update set "user" = excluded."user", device = excluded.device, endpoint = excluded.endpoint,
       p256dh = excluded.p256dh, auth = excluded.auth, created_at = excluded.created_at, renewed_at = excluded.renewed_at`,
  );
  const remove = change(line, 'remove_subscription', 'delete from push_subscription where id = $1');
  const removeJobs = change(line, 'remove_pushes_to', 'delete from push_job where subscription = $1');
  const removeJobsOf = change(
    line,
    'remove_pushes_of',
    'delete from push_job where subscription in (select id from push_subscription where "user" = $1)',
  );
  const removeOf = change(line, 'remove_subscriptions_of', 'delete from push_subscription where "user" = $1');
  const insertDue = `insert into push_due (conversation, person, from_seq, due_at, since) values ($1, $2, $3, $4, $5)
    on conflict (conversation, person)`;
  const addDue = change(line, 'add_due', `${insertDue} do nothing`);
  const moveDue = change(
    line,
    'move_due',
    `${insertDue} do update set from_seq = excluded.from_seq, due_at = excluded.due_at, since = excluded.since`,
  );
  const removeDue = change(line, 'remove_due', 'delete from push_due where conversation = $1 and person = $2');
  const replaced = change(
    line,
    'replaced_pushes',
    `delete from push_job using unnest($1::text[], $2::text[]) as added (subscription, tag)
     where push_job.subscription = added.subscription and push_job.tag = added.tag`,
  );
  const add = change(
    line,
    'add_pushes',
    `insert into push_job (subscription, "user", tag, at, attempts, due_at, x)
     select subscription, "user", tag, at, 0, 0, $1
     from unnest($2::text[], $3::text[], $4::text[], $5::bigint[]) as added (subscription, "user", tag, at)
     where exists (select 1 from push_subscription where id = added.subscription)`,
  );
  const update = change(line, 'update_push', 'update push_job set attempts = $2, due_at = $3, x = $4 where n = $1');
  const removePush = change(line, 'remove_push', 'delete from push_job where n = $1');
  const setQuiet = database
    .update(users)
    .set({quiet: given('quiet') as never})
    .where(eq(users.user, given('user')))
    .prepare('set_quiet');
  return {
    putSubscription: async ({id, user, device, endpoint, p256dh, auth, createdAt, renewedAt}) =>
      void (await put(id, user, device, endpoint, p256dh, auth, createdAt, renewedAt)),
    removeSubscription: async (id) => {
      await removeJobs(id);
      return (await remove(id)) > 0;
    },
    removeSubscriptions: async (user) => {
      await removeJobsOf(user);
      await removeOf(user);
    },
    addDue: async ({conversation, person, from, dueAt, since}) =>
      void (await addDue(conversation, person, from, dueAt, since)),
    moveDue: async ({conversation, person, from, dueAt, since}) =>
      void (await moveDue(conversation, person, from, dueAt, since)),
    removeDue: async (conversation, person) => void (await removeDue(conversation, person)),
    addPushes: async (pushes) => {
      if (pushes.length === 0) return;
      const column = <Name extends keyof (typeof pushes)[number]>(name: Name) => pushes.map((push) => push[name]);
      await replaced(column('subscription'), column('tag'));
      await add(stamp.x, column('subscription'), column('user'), column('tag'), column('at'));
    },
    updatePush: async ({n, attempts, dueAt}) => void (await update(n, attempts, dueAt, stamp.x)),
    removePush: async (n) => void (await removePush(n)),
    setQuiet: async (user, quiet) => void (await setQuiet.execute({user, quiet: quiet ?? null})),
  };
}
