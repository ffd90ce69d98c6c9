/**
 * What the host told the reader that is no message (PWP-NOTIFY-005): one list for all who ask, from the server, and again whenever a frame says
 * that it is another one. What the reader does with it waits in the outbox, and is shown at once.
 */
import {keepEqual} from '../base/keep.js';
import {ChatError} from '../core/failure.js';
import type {AppNotification} from '../core/view.js';
import type {Notification, NotificationState} from '../protocol/notifications.js';
import type {NotificationList, Notifications} from './api.js';
import type {Engine} from './engine.js';
import {ownLane} from './lanes.js';
import type {MoreParts} from './more.js';
import {createReminders} from './reminders.js';
import {createView} from './store.js';

/** In the first page, and in each one that follows. */
const pageSize = 30;
const mostAtOnce = 100;

type Made = {api: Notifications; loaded: Promise<void> | undefined; load(): Promise<void>};
type Wishes = {read: number; removed: ReadonlySet<string>};

const made = new WeakMap<Engine, Made>();

/** @throws {ChatError} OFFLINE … while it was never asked for with success */
export async function notifications(parts: MoreParts): Promise<Notifications> {
  const {engine} = parts;
  let one = made.get(engine);
  if (!one) made.set(engine, (one = create(parts)));
  const mine = one;
  mine.loaded ??= mine.load().catch((error: unknown) => {
    mine.loaded = undefined;
    throw error;
  });
  await mine.loaded;
  return mine.api;
}

function create(parts: MoreParts): Made {
  const {engine, lanes, sender, know} = parts;
  let state: NotificationState = {seq: 0, read: 0, unread: 0, rev: 0};
  /** The newest ones, down to some place, and the state they were of. */
  let items: readonly Notification[] = [];
  let asOf = -1;
  let next: string | undefined;
  let running: Promise<void> | undefined;
  let isAgain = false;
  /** What was wished here and is maybe not yet in what the server said last. */
  let marked = 0;
  const removed = new Set<string>();

  /** With what waits in the outbox of this device, from whichever tab or before the page was loaded. */
  function wishes(): Wishes {
    let read = Math.max(state.read, marked);
    const gone = new Set(removed);
    for (const {op, state: is, input} of engine.rows(ownLane)) {
      if (is !== 'queued') continue;
      if (op === 'notifications.read') read = Math.max(read, Number(input.upTo));
      else if (op === 'notifications.remove') gone.add(String(input.id));
    }
    return {read, removed: gone};
  }

  const list = createView<NotificationList>((before) => {
    const {read, removed: gone} = wishes();
    const shown = items.flatMap(({seq, ...one}) =>
      gone.has(one.id) ? [] : [{...one, isRead: seq <= read} as AppNotification],
    );
    return keepEqual(before, {items: shown, hasMore: next !== undefined});
  });

  /** The server's number, less what it has not heard of yet: all of that is of items that are here. */
  const unread = createView<number>(() => {
    const {read, removed: gone} = wishes();
    if (asOf !== state.rev) return read >= state.seq ? 0 : state.unread;
    const unheard = items.filter(({seq, id}) => seq > state.read && (seq <= read || gone.has(id)));
    return Math.max(0, state.unread - unheard.length);
  });

  const changed = (): void => {
    list.changed();
    unread.changed();
  };

  async function fetchAll(): Promise<void> {
    const found: Notification[] = [];
    const wanted = Math.max(pageSize, items.length);
    let after: string | undefined;
    let told: NotificationState;
    do {
      const limit = Math.min(mostAtOnce, wanted - found.length);
      const page = await know('notifications.list', {limit, ...(after !== undefined && {after})});
      found.push(...page.notifications);
      after = page.next;
      told = page.state;
    } while (after !== undefined && found.length < wanted);
    items = found;
    next = after;
    take(told);
    asOf = told.rev;
    for (const id of removed) if (!found.some((one) => one.id === id)) removed.delete(id);
    changed();
  }

  function take(told: NotificationState): void {
    if (told.rev >= state.rev) state = told;
  }

  /** One after the other: what changed during one is asked for by the next. */
  const load = (): Promise<void> => {
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
  };
  // what it failed to bring comes with the next frame, or the next connection
  const refresh = (): void => void load().catch(() => undefined);

  // every frame passes here, in the tab that leads and in those that follow
  const {share} = engine;
  engine.share = (frame) => {
    share(frame);
    if (frame.type !== 'notifications' || frame.rev <= state.rev) return;
    const {type: _, ...told} = frame;
    take(told);
    changed();
    refresh();
    reminders.refresh();
  };
  let wasOnline = engine.canAsk();
  engine.connection.subscribe(() => {
    const isOnline = engine.canAsk();
    if (isOnline && !wasOnline) {
      refresh();
      reminders.refresh();
    }
    wasOnline = isOnline;
  });
  lanes.onChange(({name}) => name === ownLane && changed());

  const reminders = createReminders(parts);

  const enqueue = async (op: 'notifications.read' | 'notifications.remove', input: Record<string, unknown>) => {
    changed();
    await sender.enqueue({op, lane: ownLane, input});
  };

  return {
    loaded: undefined,
    load,
    api: {
      list,
      unread,
      async loadMore() {
        // a page behind one that is being asked for anew is another page
        await running;
        if (next === undefined) return false;
        const page = await know('notifications.list', {limit: pageSize, after: next});
        items = [...items, ...page.notifications];
        next = page.next;
        take(page.state);
        changed();
        return next !== undefined;
      },
      async markRead(id) {
        const upTo = id === undefined ? state.seq : items.find((one) => one.id === id)?.seq;
        if (upTo === undefined) throw new ChatError('NOT_FOUND', {detail: 'id: none that was loaded'});
        if (upTo <= wishes().read) return;
        marked = upTo;
        await enqueue('notifications.read', {upTo});
      },
      async remove(id) {
        removed.add(id);
        await enqueue('notifications.remove', {id});
      },
      reminders: reminders.get,
    },
  };
}
