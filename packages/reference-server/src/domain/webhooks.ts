/** The host's endpoints: making, listing and removing them, and what could not be delivered (PWP-HOOK-001, PWP-HOOK-006). */
import {
  type DeadEvent,
  type InputOf,
  type OutputOf,
  usualWebhookTypes,
  type Webhook,
  webhookTypes,
} from '@parlor/sdk/protocol';
import type {EventRecord, WebhookRecord} from '../store/records.js';
import type {ReadTransaction, WriteTransaction} from '../store/store.js';
import {Refusal} from './refusal.js';
import {type Owner, openPage, seal} from './tokens.js';
import {defined} from './wire.js';

/** Whether events may be posted there; the sentence says why not. */
export type EndpointRules = {mistakeIn(url: string): string | undefined};

/** Endpoints of one server: each of them is asked at every change. */
const mostEndpoints = 20;
/** A request is signed with the secret before as well, until everybody who checks has the new one. */
const formerMs = 24 * 60 * 60 * 1000;
export const mostCounted = 100_000;
const mostReplayed = 1_000;

/** @throws {Refusal} FORBIDDEN where the server posts to nobody */
export function assertPosts(rules: EndpointRules | undefined): asserts rules is EndpointRules {
  if (!rules) throw new Refusal('FORBIDDEN', 'this server has no webhooks');
}

/** @throws {Refusal} SCHEMA, TOO_LARGE */
export async function putEndpoint(
  tx: WriteTransaction,
  {webhook: id, url, secret, types}: InputOf<'webhook.put'>,
  {rules, now}: {rules: EndpointRules; now: number},
): Promise<void> {
  const mistake = rules.mistakeIn(url);
  if (mistake !== undefined) throw new Refusal('SCHEMA', `url: ${mistake}`);
  const all = await tx.webhooks();
  const before = all.find((record) => record.id === id);
  if (!before && all.length >= mostEndpoints) throw new Refusal('TOO_LARGE', `webhook: more than ${mostEndpoints}`);
  const given = secret ?? before?.secret;
  if (given === undefined) throw new Refusal('SCHEMA', 'secret: a new webhook needs one');
  const isNew = before !== undefined && before.secret !== given;
  const wanted = types === undefined ? usualWebhookTypes : webhookTypes.filter((type) => types.includes(type));
  const next: WebhookRecord = {
    id,
    url,
    secret: given,
    formerSecret: isNew ? before.secret : before?.formerSecret,
    formerUntil: isNew ? now + formerMs : (before?.formerUntil ?? 0),
    types: wanted,
    createdAt: before?.createdAt ?? now,
    deliveredAt: before?.deliveredAt ?? 0,
    failure: before?.failure,
  };
  await tx.putWebhook(next);
}

/** @throws {Refusal} NOT_FOUND */
export async function endpointOf(tx: ReadTransaction, id: string): Promise<WebhookRecord> {
  const found = (await tx.webhooks()).find((record) => record.id === id);
  if (!found) throw new Refusal('NOT_FOUND', 'webhook: none of this id');
  return found;
}

/** Without its secret. */
export async function toWebhook(
  tx: ReadTransaction,
  {id, url, types, createdAt, deliveredAt, failure}: WebhookRecord,
): Promise<Webhook> {
  const {waiting, dead} = await tx.countEvents(id, mostCounted);
  const health = defined({deliveredAt: deliveredAt || undefined, failure});
  return {webhook: id, url, types: [...types], createdAt, waiting, dead, ...health};
}

/** @throws {Refusal} NOT_FOUND, CURSOR_INVALID */
export async function deadEvents(
  tx: ReadTransaction,
  {webhook, after, limit = 50}: InputOf<'webhook.dead'>,
  owner: Owner,
): Promise<OutputOf<'webhook.dead'>> {
  await endpointOf(tx, webhook);
  const behind = after === undefined ? 0 : Number(openPage('dead', owner, after)[0]);
  const found = await tx.eventsOf(webhook, {dead: true, after: behind, limit: limit + 1});
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return {
    events: page.map(toDead),
    ...(found.length > limit && last && {next: seal('dead', owner, [last.n])}),
  };
}

const toDead = ({id, type, at, conversation, attempts, failure}: EventRecord): DeadEvent => ({
  ...{id, type, at, attempts},
  ...defined({conversation, failure}),
});

/** They begin anew, in their old places. Answers how many. @throws {Refusal} NOT_FOUND */
export async function replay(
  tx: WriteTransaction,
  {webhook, event: id}: InputOf<'webhook.replay'>,
  now: number,
): Promise<number> {
  await endpointOf(tx, webhook);
  const again: EventRecord[] = [];
  if (id === undefined) again.push(...(await tx.eventsOf(webhook, {dead: true, after: 0, limit: mostReplayed})));
  else {
    const one = await tx.deadEvent(webhook, id);
    if (!one) throw new Refusal('NOT_FOUND', 'event: none of this id was given up');
    again.push(one);
  }
  for (const event of again) await tx.updateEvent({...event, dead: false, attempts: 0, dueAt: 0, triedSince: now});
  return again.length;
}
