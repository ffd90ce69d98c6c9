/** Endpoints, and the events that wait for them. Leases are kept by the clock of the database: the nodes' differ. */
import {asc, eq, sql} from 'drizzle-orm';
import type {NodePgDatabase} from 'drizzle-orm/node-postgres';
import type {WaitingEvent} from '../records.js';
import {bound, excluded, maybe, present, slots} from '../rows.js';
import type {WebhookReads, WebhookWrites} from '../store.js';
import {change, type Line, statement} from './line.js';
import {events, webhooks} from './schema.js';
import type {Stamp} from './writes.js';

const given = sql.placeholder;
/** Of an event, whatever becomes of it. */
const whatStays = ['n', 'webhook', 'id', 'lane', 'type', 'conversation', 'message', 'quoted', 'body', 'at'];

export function webhookReads(line: Line, database: NodePgDatabase): WebhookReads {
  const all = database.select().from(webhooks).orderBy(asc(webhooks.id)).prepare('webhooks');
  const waiting = statement<WaitingEvent>(
    line,
    'events_waiting',
    `select n, lane, due_at as "dueAt", x from webhook_event
     where webhook = $1 and not dead and (x, n) > ($2::bigint, $3::bigint) order by x, n limit $4`,
  );
  const one = database
    .select()
    .from(events)
    .where(eq(events.n, given('n')))
    .prepare('event');
  const about = database
    .select()
    .from(events)
    .where(
      sql`${events.lane} = ${given('conversation')} and (${events.message} = ${given('message')} or ${events.quoted} = ${given('message')})`,
    )
    .prepare('events_about');
  const listed = database
    .select()
    .from(events)
    .where(
      sql`${events.webhook} = ${given('webhook')} and ${events.dead} = ${given('dead')}::boolean and ${events.n} > ${given('after')}::bigint`,
    )
    .orderBy(asc(events.n))
    .limit(given('limit'))
    .prepare('events_of');
  const dead = database
    .select()
    .from(events)
    .where(sql`${events.webhook} = ${given('webhook')} and ${events.dead} and ${events.id} = ${given('id')}`)
    .prepare('dead_event');
  const counted = statement<{rows: number}>(
    line,
    'count_events',
    'select count(*) as rows from (select 1 from webhook_event where webhook = $1 and dead = $2 limit $3) as counted',
  );
  const count = async (webhook: string, dead: boolean, most: number): Promise<number> =>
    (await counted(webhook, dead, most))[0]?.rows ?? 0;
  const orphaned = statement<{webhook: string}>(
    line,
    'orphaned_events',
    'select distinct webhook from webhook_event where webhook not in (select id from webhook)',
  );
  return {
    webhooks: async () => (await all.execute()).map(present),
    eventsWaiting: (webhook, {after: [x, n], limit}) => waiting(webhook, x, n, limit),
    event: async (n) => maybe((await one.execute({n}))[0]),
    eventsAbout: async (conversation, message) => (await about.execute({conversation, message})).map(present),
    eventsOf: async (webhook, {dead, after, limit}) =>
      (await listed.execute({webhook, dead, after, limit})).map(present),
    deadEvent: async (webhook, id) => maybe((await dead.execute({webhook, id}))[0]),
    countEvents: async (webhook, most) => ({
      waiting: await count(webhook, false, most),
      dead: await count(webhook, true, most),
    }),
    orphanedEvents: async () => (await orphaned()).map(({webhook}) => webhook),
  };
}

export function webhookWrites(line: Line, database: NodePgDatabase, stamp: Stamp): WebhookWrites {
  const put = database
    .insert(webhooks)
    .values(slots(webhooks) as unknown as typeof webhooks.$inferInsert)
    .onConflictDoUpdate({target: webhooks.id, set: excluded(webhooks, ['id'])})
    .prepare('put_webhook');
  const remove = change(line, 'remove_webhook', 'delete from webhook where id = $1');
  // read at the beginning of every transaction that writes
  const changed = change(
    line,
    'webhooks_changed',
    `insert into meta (key, value) values ('webhooks', '1')
     on conflict (key) do update set value = (meta.value::bigint + 1)::text`,
  );
  const noteDelivered = change(line, 'note_delivered', 'update webhook set delivered_at = $1 where id = $2');
  const noteFailed = change(line, 'note_failed', 'update webhook set failure = $1 where id = $2');
  const add = change(
    line,
    'add_events',
    `insert into webhook_event (webhook, id, lane, type, conversation, message, quoted, body, at, attempts, due_at, tried_since, dead, x)
     select webhook, id, lane, type, conversation, message, quoted, body, at, 0, 0, at, false, $1
     from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::bigint[])
       with ordinality as added (webhook, id, lane, type, conversation, message, quoted, body, at, place)
     where exists (select 1 from webhook where webhook.id = added.webhook)
     order by place`,
  );
  const update = database
    .update(events)
    .set(slots(events, whatStays) as unknown as Partial<typeof events.$inferInsert>)
    .where(eq(events.n, given('n')))
    .prepare('update_event');
  const rewrite = change(line, 'rewrite_event', 'update webhook_event set body = $1 where n = $2');
  const removeEvents = change(line, 'remove_events', 'delete from webhook_event where n = any($1::bigint[])');
  const removeLane = change(line, 'remove_lane', 'delete from webhook_event where lane = $1');
  const purge = change(
    line,
    'purge_events',
    'delete from webhook_event where n in (select n from webhook_event where webhook = $1 limit $2)',
  );
  const take = change(
    line,
    'take_lease',
    `insert into lease (name, owner, until) values ($1, $2, clock_timestamp() + $3 * interval '1 ms')
     on conflict (name) do update set owner = excluded.owner, until = excluded.until
     where lease.owner = excluded.owner or lease.until <= clock_timestamp()`,
  );
  const end = change(line, 'end_lease', 'delete from lease where name = $1 and owner = $2');
  return {
    webhooksRev: () => stamp.webhooks,
    putWebhook: async (record) => {
      await changed();
      await put.execute(bound(record));
    },
    removeWebhook: async (id) => {
      await changed();
      await remove(id);
    },
    noteWebhook: async (id, health) => {
      if (health.deliveredAt !== undefined) await noteDelivered(health.deliveredAt, id);
      if ('failure' in health) await noteFailed(health.failure ? JSON.stringify(health.failure) : null, id);
    },
    addEvents: async (added) => {
      const columns = ['webhook', 'id', 'lane', 'type', 'conversation', 'message', 'quoted', 'body', 'at'] as const;
      await add(stamp.x, ...columns.map((name) => added.map((event) => event[name] ?? null)));
    },
    updateEvent: async (record) => void (await update.execute({...bound(record), x: stamp.x})),
    rewriteEvent: async (n, body) => void (await rewrite(body, n)),
    removeEvents: async (places) => void (await removeEvents(places)),
    removeLane: async (lane) => void (await removeLane(lane)),
    purgeEvents: (webhook, limit) => purge(webhook, limit),
    takeLease: async (name, owner, ms) => (await take(name, owner, ms)) > 0,
    endLease: async (name, owner) => void (await end(name, owner)),
  };
}
