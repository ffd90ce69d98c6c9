/** Whom I block, and reports. */
import {keepEqual} from '../base/keep.js';
import type {Readable} from '../base/readable.js';
import type {ReportReason} from '../protocol/reports.js';
import type {Reported} from './api.js';
import type {Engine} from './engine.js';
import {ownLane} from './lanes.js';
import type {MoreParts} from './more.js';
import {createView} from './store.js';

/** People in one request. */
const mostListed = 100;

type List = {view: Readable<readonly string[]>; loaded: Promise<void> | undefined; load(): Promise<void>};
/** `isStored`: it is safe on the device; what never was is undone where it goes. */
type Wish = {opId: string; user: string; on: boolean; isStored: boolean};

const lists = new WeakMap<Engine, List>();

/** One list for all who ask, kept up to date from its first answer on. */
export async function blocked(parts: MoreParts): Promise<Readable<readonly string[]>> {
  const {engine} = parts;
  let list = lists.get(engine);
  if (!list) lists.set(engine, (list = createList(parts)));
  list.loaded ??= list.load().catch((error: unknown) => {
    list.loaded = undefined;
    throw error;
  });
  await list.loaded;
  return list.view;
}

function createList({engine, lanes, know}: MoreParts): List {
  let known: readonly string[] = [];
  let waiting: readonly Wish[] = [];
  /** Done, and maybe not yet in what the server was asked for last. */
  let done: readonly Wish[] = [];
  let running: Promise<void> | undefined;
  let isAgain = false;

  const wishes = (): Wish[] =>
    engine.rows(ownLane).flatMap((row) => {
      const {op, opId, state, input} = row;
      if (op !== 'block.set' || state !== 'queued') return [];
      const {user, on} = input as {user: string; on: boolean};
      return [{opId, user, on, isStored: 'n' in row}];
    });
  const isFailed = ({opId}: Wish): boolean =>
    engine.rows(ownLane).some((row) => row.opId === opId && row.state === 'failed');

  const view = createView<readonly string[]>((before) => {
    let users = known;
    for (const {user, on} of [...done, ...waiting]) {
      const others = users.filter((other) => other !== user);
      if (!on) users = others;
      else if (others.length === users.length) users = [user, ...users];
    }
    return keepEqual(before, users);
  });

  async function fetchAll(): Promise<void> {
    const before = done;
    const users: string[] = [];
    let after: string | undefined;
    do {
      const {blocks, next} = await know('block.list', {limit: mostListed, ...(after !== undefined && {after})});
      users.push(...blocks.map(({user}) => user));
      after = next;
    } while (after !== undefined);
    known = users;
    done = done.filter((wish) => !before.includes(wish));
    view.changed();
  }

  /** One after the other: what changed during one is asked for by the next. */
  function load(): Promise<void> {
    if (running) {
      isAgain = true;
      return running;
    }
    running = fetchAll().finally(() => {
      running = undefined;
      if (!isAgain) return;
      isAgain = false;
      refresh();
    });
    return running;
  }

  // what it failed to bring comes with the next connection
  const refresh = (): void => void load().catch(() => undefined);

  lanes.onChange(({name}) => {
    if (name !== ownLane) return;
    const now = wishes();
    const isOver = (wish: Wish): boolean => !now.some(({opId}) => opId === wish.opId);
    const gone = waiting.filter((wish) => wish.isStored && isOver(wish) && !isFailed(wish));
    waiting = now;
    done = [...done, ...gone];
    view.changed();
  });
  waiting = wishes();
  // any change of my profile: one of them is that this list is another one (PWP-BLOCK-006)
  engine.onMeet((user) => user === engine.user && refresh());
  let wasOnline = engine.canAsk();
  engine.connection.subscribe(() => {
    const isOnline = engine.canAsk();
    if (isOnline && !wasOnline) refresh();
    wasOnline = isOnline;
  });
  return {view, loaded: undefined, load};
}

export async function report(
  {know}: MoreParts,
  what: Reported,
  why: {reason: ReportReason; text?: string},
): Promise<void> {
  await know('report.create', {...what, ...why});
}
