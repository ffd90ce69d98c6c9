/** One seed from its beginning to its end: a storm, then quiet, then everybody must agree. */

import type {Violation} from './checker.js';
import {checkers} from './checkers/all.js';
import {type Plan, planOf} from './plan.js';
import type {Twist} from './twist.js';
import {Weather} from './weather.js';
import {Workload} from './workload.js';
import {World} from './world.js';

export type Result = {
  seed: number;
  /** How many messages were sent. */
  messages: number;
  events: number;
  hash: string;
  violations: readonly Violation[];
  lines: readonly string[];
};

/** How long the world has, when all is well again, to come to rest (I14). */
const restMs = 15 * 60_000;

export async function simulate(
  seed: number,
  options: {plan?: Plan; twist?: Twist | undefined; isTraced?: boolean | undefined} = {},
): Promise<Result> {
  const plan = options.plan ?? planOf(seed);
  const world = new World({seed, plan, twist: options.twist, isTraced: options.isTraced});
  world.watch(checkers);
  try {
    await story(world);
  } catch (error) {
    world.fail('X', `the simulation itself: ${(error as Error).stack ?? String(error)}`);
  } finally {
    world.end();
  }
  const {violations, trace, scheduler, intents} = world;
  return {seed, messages: intents.length, events: scheduler.count, hash: trace.hash, violations, lines: trace.lines};
}

async function story(world: World): Promise<void> {
  const {scheduler, plan, server, dice} = world;
  server.start();
  await scheduler.until(() => server.isUp, 10_000);
  for (const [at, user] of plan.users.entries()) {
    for (let left = plan.devices[at] ?? 1; left > 0; left--) {
      const device = await world.device(user);
      for (let tabs = plan.tabs; tabs > 0; tabs--) world.open(device);
    }
  }
  await begin(world);
  const workload = new Workload(world);
  const weather = new Weather(world);
  weather.begin();
  for (let step = 0; step < plan.steps; step++) {
    workload.act();
    await scheduler.pass(-Math.log(1 - dice.next()) * plan.stepMs);
  }
  await weather.end();
  await rest(world);
  world.tell('rested');
  await lookAround(world);
  await world.ended();
}

/** Everybody is online and in the first groups. */
async function begin({scheduler, tabs, plan}: World): Promise<void> {
  const isOnline = (): boolean => tabs.every(({chat}) => chat.connection.get().is === 'online');
  if (!(await scheduler.until(isOnline, 120_000))) throw new Error('not everybody came online');
  const [first] = tabs;
  let groups = 0;
  for (let at = 0; at < plan.groups; at++) {
    const shown = plan.showsAll ? {history: 'all' as const} : {};
    first?.chat.createGroup({title: `group ${at}`, members: plan.users.slice(1), ...shown}).then(
      () => groups++,
      () => undefined,
    );
  }
  await scheduler.until(() => groups === plan.groups, 60_000);
}

/** Until nothing waits in any outbox and everybody is online. */
async function rest(world: World): Promise<void> {
  const {scheduler} = world;
  const isWaiting = (): string | undefined => {
    for (const {tabs} of world.devices) {
      for (const {chat, name} of tabs) {
        const {is} = chat.connection.get();
        if (is !== 'online') return `${name} is ${is}`;
        const row = chat.outbox.get().find((one) => one.is !== 'failed');
        if (row) return `the outbox of ${name} holds ${row.op} ${row.opId} (${row.is})`;
      }
    }
    return undefined;
  };
  const end = scheduler.now + restMs;
  while (isWaiting() && scheduler.now < end) {
    // the host logs in again where a token was refused for good
    for (const {chat} of world.tabs) if (chat.connection.get().is === 'auth-required') chat.connect();
    await scheduler.until(() => !isWaiting(), 5_000);
  }
  const waiting = isWaiting();
  if (waiting) world.fail('I14', `${waiting}, ${restMs / 60_000} minutes after all was well again`);
  // a dead line is noticed after 2.5 missed heartbeats; then the last frames, receipts and counts
  await scheduler.pass(130_000);
}

/** Every tab opens every conversation it knows, and reads back to its beginning. */
async function lookAround(world: World): Promise<void> {
  const {scheduler} = world;
  // after a reset only the first page of the inbox is known
  for (let page = 0; page < 10; page++) {
    const short = world.tabs.flatMap(({chat}) =>
      (['all', 'archived'] as const).flatMap((filter) => (chat.inbox.list(filter).get().more ? [{chat, filter}] : [])),
    );
    if (!short.length) break;
    for (const {chat, filter} of short) void chat.inbox.loadMore(filter);
    await scheduler.pass(2_000);
  }
  for (const tab of world.tabs) {
    for (const id of world.truth.now.conversations.keys()) {
      const handle = tab.chat.conversation(id);
      if (handle.state.get()) tab.look(id);
    }
  }
  await scheduler.pass(3_000);
  for (const tab of world.tabs) {
    for (const id of tab.open.keys()) {
      const handle = tab.chat.conversation(id);
      if (!handle.timeline.get().end) void handle.goToLatest().catch(() => undefined);
    }
  }
  await scheduler.pass(2_000);
  for (let round = 0; round < 20; round++) {
    const open = world.tabs.flatMap((tab) => [...tab.open.keys()].map((id) => tab.chat.conversation(id)));
    const short = open.filter(({timeline}) => !timeline.get().start);
    if (!short.length) break;
    for (const handle of short) void handle.loadOlder();
    await scheduler.pass(2_000);
  }
  await scheduler.pass(5_000);
}
