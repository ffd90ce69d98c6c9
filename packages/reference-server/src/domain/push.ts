/** The push subscriptions of a person's browsers, and their quiet hours (PWP-PUSH-001, PWP-PUSH-004). */
import type {InputOf, OutputOf} from '@parlor/sdk/protocol';
import type {SubscriptionRecord} from '../store/records.js';
import type {NoticeSettings} from './notice-settings.js';
import {renewProfile} from './people.js';
import {assertQuiet} from './quiet.js';
import {Refusal} from './refusal.js';
import {sha256} from './sha256.js';
import type {EndpointRules} from './webhooks.js';
import {defined} from './wire.js';
import type {Look, Work} from './work.js';

/** Browsers of one person. */
const mostSubscriptions = 10;

/** @throws {Refusal} FORBIDDEN where nothing is pushed */
function assertPushes({key, rules}: NoticeSettings): EndpointRules {
  if (key === undefined || !rules) throw new Refusal('FORBIDDEN', 'this server pushes nothing');
  return rules;
}

export async function describePush({tx, actor, settings}: Look): Promise<OutputOf<'push.get'>> {
  const {key, preview} = settings.notices;
  const subscriptions = await tx.subscriptionsOf(actor.user);
  return {
    preview,
    ...defined({key, quiet: (await tx.user(actor.user))?.quiet}),
    subscriptions: subscriptions.map(({id, device, createdAt}) => ({id, device, since: createdAt})),
  };
}

/**
 * An endpoint is of one person at a time: who subscribes with one that somebody else had, on a browser they share, has it from then on.
 * @throws {Refusal} FORBIDDEN, SCHEMA
 */
async function subscribe(work: Work, {endpoint, keys}: InputOf<'push.subscribe'>): Promise<{id: string}> {
  const {tx, actor, now, settings} = work;
  const mistake = assertPushes(settings.notices).mistakeIn(endpoint);
  if (mistake !== undefined) throw new Refusal('SCHEMA', `endpoint: ${mistake}`);
  const {user, device} = actor;
  // two browsers at once would go above the limit together
  await tx.lockName(`push ${user}`);
  await renewProfile(work);
  const id = sha256(endpoint).slice(0, 32);
  const before = await tx.subscription(id);
  // and nothing that waits for them comes to somebody else
  if (before && before.user !== user) await tx.removeSubscription(id);
  const createdAt = before?.user === user ? before.createdAt : now;
  const record: SubscriptionRecord = {id, user, device, endpoint, ...keys, createdAt, renewedAt: now};
  await tx.putSubscription(record);
  for (const old of (await tx.subscriptionsOf(user)).slice(mostSubscriptions)) await tx.removeSubscription(old.id);
  return {id};
}

async function unsubscribe({tx, actor}: Work, {id}: InputOf<'push.unsubscribe'>): Promise<Record<string, never>> {
  if ((await tx.subscription(id))?.user === actor.user) await tx.removeSubscription(id);
  return {};
}

/** @throws {Refusal} SCHEMA */
async function setQuiet(work: Work, {quiet}: InputOf<'push.quiet'>): Promise<OutputOf<'push.quiet'>> {
  if (quiet) assertQuiet(quiet);
  await renewProfile(work);
  await work.tx.setQuiet(work.actor.user, quiet ?? undefined);
  return quiet ? {quiet} : {};
}

type Name = 'push.subscribe' | 'push.unsubscribe' | 'push.quiet';
type Writes = {[Op in Name]: (work: Work, input: InputOf<Op>) => Promise<OutputOf<Op>>};

export const pushWrites: Writes = {
  'push.subscribe': subscribe,
  'push.unsubscribe': unsubscribe,
  'push.quiet': setQuiet,
};
export const isPushWrite = (name: string): name is Name => Object.hasOwn(pushWrites, name);
