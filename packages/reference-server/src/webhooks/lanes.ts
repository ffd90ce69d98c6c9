/**
 * Which events of one endpoint may go now: of each lane the first, and only when the one before it has come to its end. Without clock
 * or store.
 */
import type {WaitingEvent} from '../store/records.js';

type Lane = {events: WaitingEvent[]; isBusy: boolean};

export class WaitingLanes {
  readonly #lanes = new Map<string, Lane>();
  readonly #known = new Set<number>();
  /** Lanes that may go, the one that has waited longest first. */
  readonly #ready = new Set<Lane>();
  /** Lanes whose first one is to wait, in the order of its time. */
  readonly #later: Lane[] = [];

  /** How many wait. */
  get size(): number {
    return this.#known.size;
  }

  /** Does nothing for those that are known. */
  add(events: readonly WaitingEvent[]): void {
    for (const event of events) {
      if (this.#known.has(event.n)) continue;
      this.#known.add(event.n);
      let lane = this.#lanes.get(event.lane);
      if (!lane) this.#lanes.set(event.lane, (lane = {events: [], isBusy: false}));
      const before = lane.events[0];
      insert(lane.events, event, lane.isBusy ? 1 : 0);
      if (lane.isBusy || lane.events[0] === before) continue;
      // one that was put back comes before all others of its lane
      this.#takeOut(lane);
      this.#file(lane);
    }
  }

  /** Takes the next event whose time has come; its lane waits until `done` or `again`. */
  take(now: number): WaitingEvent | undefined {
    for (let [lane] = this.#later; lane && (firstOf(lane)?.dueAt ?? 0) <= now; [lane] = this.#later) {
      this.#later.shift();
      this.#ready.add(lane);
    }
    const [lane] = this.#ready;
    if (!lane) return undefined;
    this.#ready.delete(lane);
    lane.isBusy = true;
    return firstOf(lane);
  }

  /** When one may go that may not go now. */
  nextAt(): number | undefined {
    return firstOf(this.#later[0])?.dueAt;
  }

  /** It is delivered, given up or gone. */
  done({n, lane: name}: WaitingEvent): void {
    this.#known.delete(n);
    const lane = this.#lanes.get(name);
    if (!lane) return;
    lane.events.shift();
    lane.isBusy = false;
    if (lane.events.length > 0) this.#file(lane);
    else this.#lanes.delete(name);
  }

  /** It waits until then, and all behind it in its lane with it. */
  again({lane: name}: WaitingEvent, dueAt: number): void {
    const lane = this.#lanes.get(name);
    const first = firstOf(lane);
    if (!lane || !first) return;
    lane.events[0] = {...first, dueAt};
    lane.isBusy = false;
    this.#file(lane);
  }

  #file(lane: Lane): void {
    const dueAt = firstOf(lane)?.dueAt ?? 0;
    if (dueAt === 0) return void this.#ready.add(lane);
    let [from, to] = [0, this.#later.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((firstOf(this.#later[middle])?.dueAt ?? 0) <= dueAt) from = middle + 1;
      else to = middle;
    }
    this.#later.splice(from, 0, lane);
  }

  #takeOut(lane: Lane): void {
    this.#ready.delete(lane);
    const at = this.#later.indexOf(lane);
    if (at >= 0) this.#later.splice(at, 1);
  }
}

const firstOf = (lane: Lane | undefined): WaitingEvent | undefined => lane?.events[0];

/** In the order of the places; what is on its way stays in front. */
function insert(events: WaitingEvent[], event: WaitingEvent, from: number): void {
  let at = events.length;
  while (at > from && (events[at - 1] as WaitingEvent).n > event.n) at--;
  events.splice(at, 0, event);
}
