/** Endpoints, and the events that wait for them. Leases are of one process here, and end with it. */
import type {Database} from 'better-sqlite3';
import {and, asc, eq, gt, sql} from 'drizzle-orm';
import {drizzle} from 'drizzle-orm/better-sqlite3';
import type {WaitingEvent} from '../records.js';
import {bound, excluded, maybe, present, slots} from '../rows.js';
import type {WebhookReads, WebhookWrites} from '../store.js';
import {events, webhooks} from './schema.js';
import type {Stamp} from './writes.js';

const given = sql.placeholder;
/** Of an event, whatever becomes of it. */
const whatStays = ['n', 'webhook', 'id', 'lane', 'type', 'conversation', 'message', 'quoted', 'body', 'at'];

export function webhookReads(client: Database): WebhookReads {
  const database = drizzle(client);
  const all = database.select().from(webhooks).orderBy(asc(webhooks.id)).prepare();
  const waiting = client.prepare<{webhook: string; x: number; n: number; limit: number}, WaitingEvent>(`
    select n, lane, due_at as dueAt, x from webhook_event
    where webhook = @webhook and dead = 0 and (x, n) > (@x, @n) order by x, n limit @limit`);
  const one = database
    .select()
    .from(events)
    .where(eq(events.n, given('n')))
    .prepare();
  // two queries, each by an index of its own: for one with `or` all that waits of the conversation would be read
  const aboutBy = (column: typeof events.message | typeof events.quoted) =>
    database
      .select()
      .from(events)
      .where(and(eq(events.lane, given('conversation')), eq(column, given('message'))))
      .prepare();
  const showing = aboutBy(events.message);
  const quoting = aboutBy(events.quoted);
  const listed = database
    .select()
    .from(events)
    .where(
      and(eq(events.webhook, given('webhook')), sql`${events.dead} = ${given('dead')}`, gt(events.n, given('after'))),
    )
    .orderBy(asc(events.n))
    .limit(given('limit'))
    .prepare();
  const dead = database
    .select()
    .from(events)
    .where(sql`${events.webhook} = ${given('webhook')} and ${events.dead} = 1 and ${events.id} = ${given('id')}`)
    .prepare();
  const counted = client
    .prepare<{webhook: string; dead: number; most: number}, number>(
      'select count(*) from (select 1 from webhook_event where webhook = @webhook and dead = @dead limit @most)',
    )
    .pluck();
  const orphaned = client
    .prepare<[], string>('select distinct webhook from webhook_event where webhook not in (select id from webhook)')
    .pluck();
  return {
    webhooks: async () => all.all().map(present),
    eventsWaiting: async (webhook, {after: [x, n], limit}) => waiting.all({webhook, x, n, limit}),
    event: async (n) => maybe(one.get({n})),
    // no message quotes itself
    eventsAbout: async (conversation, message) =>
      [...showing.all({conversation, message}), ...quoting.all({conversation, message})].map(present),
    eventsOf: async (webhook, {dead, after, limit}) =>
      listed.all({webhook, dead: Number(dead), after, limit}).map(present),
    deadEvent: async (webhook, id) => maybe(dead.get({webhook, id})),
    countEvents: async (webhook, most) => ({
      waiting: counted.get({webhook, dead: 0, most}) ?? 0,
      dead: counted.get({webhook, dead: 1, most}) ?? 0,
    }),
    orphanedEvents: async () => orphaned.all(),
  };
}

export function webhookWrites(client: Database, stamp: Stamp): WebhookWrites {
  const database = drizzle(client);
  let rev = 0;
  const leases = new Map<string, {owner: string; until: number}>();
  const put = database
    .insert(webhooks)
    .values(slots(webhooks) as unknown as typeof webhooks.$inferInsert)
    .onConflictDoUpdate({target: webhooks.id, set: excluded(webhooks, ['id'])})
    .prepare();
  const remove = client.prepare<[string]>('delete from webhook where id = ?');
  const noteDelivered = client.prepare<[number, string]>('update webhook set delivered_at = ? where id = ?');
  const noteFailed = client.prepare<[string | null, string]>('update webhook set failure = ? where id = ?');
  const add = client.prepare(`
    insert into webhook_event (webhook, id, lane, type, conversation, message, quoted, body, at, attempts, due_at, tried_since, dead, x)
    select @webhook, @id, @lane, @type, @conversation, @message, @quoted, @body, @at, 0, 0, @at, 0, @x
    where exists (select 1 from webhook where id = @webhook)`);
  const update = database
    .update(events)
    .set(slots(events, whatStays) as unknown as Partial<typeof events.$inferInsert>)
    .where(eq(events.n, given('n')))
    .prepare();
  const rewrite = client.prepare<[string, number]>('update webhook_event set body = ? where n = ?');
  const removeEvent = client.prepare<[number]>('delete from webhook_event where n = ?');
  const removeLane = client.prepare<[string]>('delete from webhook_event where lane = ?');
  const purge = client.prepare<[string, number]>(
    'delete from webhook_event where n in (select n from webhook_event where webhook = ? limit ?)',
  );
  return {
    webhooksRev: () => rev,
    putWebhook: async (record) => {
      rev++;
      put.run(bound(record));
    },
    removeWebhook: async (id) => {
      rev++;
      remove.run(id);
    },
    noteWebhook: async (id, health) => {
      if (health.deliveredAt !== undefined) noteDelivered.run(health.deliveredAt, id);
      if ('failure' in health) noteFailed.run(health.failure ? JSON.stringify(health.failure) : null, id);
    },
    addEvents: async (added) => {
      for (const event of added) add.run({...bound(event), x: stamp.x});
    },
    updateEvent: async (record) => void update.run({...bound(record), x: stamp.x}),
    rewriteEvent: async (n, body) => void rewrite.run(body, n),
    removeEvents: async (places) => {
      for (const n of places) removeEvent.run(n);
    },
    removeLane: async (lane) => void removeLane.run(lane),
    purgeEvents: async (webhook, limit) => purge.run(webhook, limit).changes,
    takeLease: async (name, owner, ms) => {
      const held = leases.get(name);
      if (held && held.owner !== owner && held.until > Date.now()) return false;
      leases.set(name, {owner, until: Date.now() + ms});
      return true;
    },
    endLease: async (name, owner) => {
      if (leases.get(name)?.owner === owner) leases.delete(name);
    },
  };
}
