/**
 * Receipts for others, folded: however often somebody reads within the delay, the others hear of it once, with the last
 * state (PWP-RECEIPT-004). In small conversations by name; in large ones only how far anybody else is.
 */
import type {Clock} from '../clock.js';
import type {Risen} from './deliveries.js';
import type {Delivery} from './domain.js';
import type {Seats} from './seats.js';

type Horizon = {read: number; delivered: number};
type Pending = {audience: Seats; users: Map<string, Horizon>; cancel: () => void};

export class ReceiptCoalescer {
  readonly #pending = new Map<string, Pending>();
  readonly #clock: Pick<Clock, 'after'>;
  readonly #delayMs: number;
  readonly #named: number;
  readonly #give: (deliveries: Delivery[]) => void;

  /** `named`: up to so many members receipts carry a name. `give` gets what is due. */
  constructor(options: {
    clock: Pick<Clock, 'after'>;
    delayMs: number;
    named: number;
    give: (deliveries: Delivery[]) => void;
  }) {
    this.#clock = options.clock;
    this.#delayMs = options.delayMs;
    this.#named = options.named;
    this.#give = options.give;
  }

  add({conversation, user, read, delivered, audience}: Risen): void {
    let pending = this.#pending.get(conversation);
    if (pending && pending.audience !== audience) {
      this.flush(conversation);
      pending = undefined;
    }
    if (!pending) {
      pending = {audience, users: new Map(), cancel: this.#clock.after(this.#delayMs, () => this.flush(conversation))};
      this.#pending.set(conversation, pending);
    }
    pending.users.set(user, {read, delivered});
  }

  /** Called before anything that changes who is in the conversation, so that nobody hears of it after leaving (S18). */
  flush(conversation: string): void {
    const pending = this.#pending.get(conversation);
    if (!pending) return;
    this.#pending.delete(conversation);
    pending.cancel();
    const frames =
      pending.audience.all.length <= this.#named ? named(conversation, pending) : anonymous(conversation, pending);
    this.#give(frames.filter(({to}) => to.length > 0));
  }

  flushAll(): void {
    for (const conversation of [...this.#pending.keys()]) this.flush(conversation);
  }
}

function named(conversation: string, {audience, users}: Pending): Delivery[] {
  return [...users].map(([user, horizon]) => ({
    to: audience.users.filter((other) => other !== user),
    frame: {type: 'receipt', conversation, user, ...horizon},
  }));
}

/** Everybody hears the furthest of those who moved; whoever is among these hears the furthest of the others. */
function anonymous(conversation: string, {audience, users}: Pending): Delivery[] {
  const furthest = (but?: string): Horizon | undefined => {
    let horizon: Horizon | undefined;
    for (const [user, {read, delivered}] of users) {
      if (user === but) continue;
      horizon = {read: Math.max(horizon?.read ?? 0, read), delivered: Math.max(horizon?.delivered ?? 0, delivered)};
    }
    return horizon;
  };
  const frameFor = (to: readonly string[], horizon: Horizon | undefined): Delivery[] =>
    horizon ? [{to, frame: {type: 'receipt', conversation, ...horizon}}] : [];
  return [
    ...frameFor(
      audience.users.filter((user) => !users.has(user)),
      furthest(),
    ),
    // With many who moved at once, each would need a frame of their own; the next one tells them.
    ...[...users.keys()].slice(0, 20).flatMap((user) => frameFor([user], furthest(user))),
  ];
}
