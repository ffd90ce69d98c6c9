/**
 * Frames of this node's own commits that are not the next of their conversation: what another node wrote before them has to
 * be told first. They wait here, so only that has to be read from the database.
 */
import type {Delivery} from './domain.js';

/** One or several for different people, of the same seqs. */
export type Ahead = {from: number; to: number; deliveries: Delivery[]};

/** A node that cannot look keeps no more than so many: the rest is read from the database. */
const most = 2_000;

export class FramesAhead {
  readonly #places = new Map<string, Ahead[]>();
  #size = 0;

  /** In the order of the commits. Answers false where there are too many already. */
  add(conversation: string, {from, to}: {from: number; to: number}, delivery: Delivery): boolean {
    const waiting = this.#places.get(conversation) ?? [];
    const last = waiting.at(-1);
    if (last?.from === from) last.deliveries.push(delivery);
    else if (this.#size >= most) return false;
    else {
      waiting.push({from, to, deliveries: [delivery]});
      this.#places.set(conversation, waiting);
      this.#size += 1;
    }
    return true;
  }

  /** Those that end in these seqs. */
  within(conversation: string, since: number, upTo: number): readonly Ahead[] {
    return (this.#places.get(conversation) ?? []).filter(({from, to}) => from > since && to <= upTo);
  }

  /** `told` of the conversation is told: what lies in it is forgotten, and what comes right behind it is answered. */
  release(conversation: string, told: number): {deliveries: Delivery[]; told: number} {
    const waiting = this.#places.get(conversation) ?? [];
    const deliveries: Delivery[] = [];
    let at = 0;
    for (let next = waiting[at]; next && next.from <= told + 1; next = waiting[++at]) {
      if (next.from <= told) continue;
      deliveries.push(...next.deliveries);
      told = next.to;
    }
    if (at === waiting.length) this.#places.delete(conversation);
    else waiting.splice(0, at);
    this.#size -= at;
    return {deliveries, told};
  }
}
