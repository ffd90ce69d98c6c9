/**
 * A courier for each endpoint, on one node at a time: whoever has the endpoint's lease delivers for it. A node that dies leaves its
 * leases to run out, and another one goes on from the queue.
 */
import type {Clock} from '../clock.js';
import type {Keeping, WebhookDesk} from '../domain/webhook-access.js';
import type {Poster} from '../egress/post.js';
import {sign} from '../egress/sign.js';
import type {Log} from '../log.js';
import type {EventRecord, WebhookRecord} from '../store/records.js';
import {attempt} from './attempt.js';
import {Courier, type Outcome, type Posted} from './courier.js';
import {type RetryRules, usualRetries} from './retry.js';

export type WebhookRules = {
  retries: RetryRules;
  keeping: Keeping;
  /** Milliseconds an endpoint has for its answer. */
  timeoutMs: number;
  /** Requests to one endpoint at a time. */
  atOnce: number;
};

export const usualRules: WebhookRules = {
  retries: usualRetries,
  keeping: {waiting: 100_000, dead: 10_000, deadMs: 30 * 24 * 60 * 60_000},
  timeoutMs: 10_000,
  atOnce: 8,
};

export type Couriers = {
  /** Events that are known here to wait. */
  waiting(): number;
  /** Gives up what is under way. What was not delivered is in the queue. */
  stop(): Promise<void>;
};

type Options = {
  desk: WebhookDesk;
  poster: Poster;
  clock: Clock;
  log: Log;
  rules?: Partial<WebhookRules> | undefined;
  chance?: () => number;
  /** Told of every attempt. */
  attempted?: ((outcome: Outcome, isDead: boolean) => void) | undefined;
};

/** A lease is taken anew after a third of it; an attempt begins only if it ends before the lease does. */
const leaseMs = 30_000;
const lookEveryMs = 1_000;
/** While there is no endpoint. */
const idleMs = 5_000;
const renewEveryMs = 10_000;
const trimEveryMs = 30_000;

/** While every attempt fails, so many are made at a time. */
const fewest = 2;

type Post = {
  endpoint: WebhookRecord;
  courier: Courier<EventRecord>;
  leasedAt: number;
  renewedAt: number;
  trimmedAt: number;
};

export function startCouriers({desk, poster, clock, log, chance = Math.random, ...options}: Options): Couriers {
  const rules: WebhookRules = {...usualRules, ...options.rules};
  const owner = `${clock.now().toString(36)}-${Math.random().toString(36).slice(2)}`;
  const posts = new Map<string, Post>();
  const report = (error: unknown): void => log.warn({error}, 'webhooks: the database did not answer');
  let isStopping = false;
  let cancel: (() => void) | undefined;
  let round: Promise<void> | undefined;
  let isToRun = false;
  let hasEndpoints = false;

  const newPost = (endpoint: WebhookRecord, leasedAt: number): Post => {
    const {id} = endpoint;
    const post: Post = {
      endpoint,
      leasedAt,
      renewedAt: leasedAt,
      trimmedAt: Number.NEGATIVE_INFINITY,
      courier: new Courier<EventRecord>({
        ...{clock, chance, report, fewest, retries: rules.retries, atOnce: rules.atOnce},
        queue: {
          look: (after) => desk.look(id, after),
          async job(n) {
            const event = await desk.event(n);
            return event?.webhook === id ? event : undefined;
          },
          settle: (settled, isNoted) => desk.settle(id, settled, isNoted),
        },
        post: (event, signal) => postEvent(post.endpoint, event, signal),
        maySend: () => clock.now() + rules.timeoutMs < post.leasedAt + leaseMs,
        attempted(outcome, isDead) {
          options.attempted?.(outcome, isDead);
          if (isDead) log.warn({webhook: id, outcome}, 'webhooks: an event was given up');
          else if (outcome !== 'delivered') log.info({webhook: id, outcome}, 'webhooks: an attempt failed');
        },
      }),
    };
    return post;
  };

  const postEvent = (endpoint: WebhookRecord, {id, body}: EventRecord, signal: AbortSignal): Promise<Posted> => {
    const at = clock.now();
    const {url, secret, formerSecret, formerUntil} = endpoint;
    const secrets = formerSecret !== undefined && at < formerUntil ? [secret, formerSecret] : [secret];
    const headers = {'content-type': 'application/json', 'user-agent': 'Parlor', ...sign(body, {id, at, secrets})};
    return attempt(poster, url, {body, headers, timeoutMs: rules.timeoutMs, signal}, clock);
  };

  /** Whether this node delivers for the endpoint now. */
  const lease = async (id: string, post: Post | undefined): Promise<number | undefined> => {
    const asked = clock.now();
    // of a clock that was set back nothing can be told: the lease is taken anew
    if (post && asked >= post.renewedAt && asked - post.renewedAt < renewEveryMs) return post.leasedAt;
    return (await desk.takeLease(id, owner, leaseMs)) ? asked : undefined;
  };

  const visit = async (endpoint: WebhookRecord): Promise<void> => {
    const known = posts.get(endpoint.id);
    const leasedAt = await lease(endpoint.id, known);
    if (leasedAt === undefined) {
      posts.delete(endpoint.id);
      return known?.courier.stop();
    }
    const post = known ?? newPost(endpoint, leasedAt);
    if (leasedAt !== post.leasedAt) post.leasedAt = post.renewedAt = leasedAt;
    posts.set(endpoint.id, post);
    post.endpoint = endpoint;
    if (clock.now() - post.trimmedAt >= trimEveryMs) {
      post.trimmedAt = clock.now();
      await desk.trim(endpoint.id, rules.keeping);
    }
    post.courier.look();
  };

  const goRound = async (): Promise<void> => {
    while (isToRun && !isStopping) {
      isToRun = false;
      try {
        const endpoints = await desk.endpoints();
        hasEndpoints = endpoints.length > 0;
        const ids = new Set(endpoints.map(({id}) => id));
        for (const [id, {courier}] of posts) {
          if (ids.has(id)) continue;
          posts.delete(id);
          await courier.stop();
        }
        for (const endpoint of endpoints) if (!isStopping) await visit(endpoint);
      } catch (error) {
        report(error);
      }
    }
  };

  const run = (): void => {
    if (isStopping) return;
    isToRun = true;
    round ??= goRound().finally(() => {
      round = undefined;
      cancel?.();
      if (!isStopping) cancel = clock.after(hasEndpoints ? lookEveryMs : idleMs, run);
    });
  };

  const stopListening = desk.onNews((what) => {
    if (what === 'endpoints') run();
    else for (const {courier} of posts.values()) courier.look();
  });
  desk.sweep().then(run, (error: unknown) => {
    report(error);
    run();
  });

  return {
    waiting: () => [...posts.values()].reduce((sum, {courier}) => sum + courier.waiting, 0),
    async stop() {
      isStopping = true;
      stopListening();
      cancel?.();
      await round;
      await Promise.all(
        [...posts].map(async ([id, {courier}]) => {
          await courier.stop();
          await desk.endLease(id, owner).catch(report);
        }),
      );
    },
  };
}
