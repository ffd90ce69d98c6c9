/**
 * From the commits of the domain to those on this node who wait for them. One node needs nothing more; several would
 * send each other hints and read the rest from the database, behind this same door.
 */
import type {Delivery, Domain} from '../domain/domain.js';

export interface Fanout {
  /** Every delivery, in commit order. Returns how to stop. */
  onDelivery(listener: (delivery: Delivery) => void): () => void;
  /** Calls whenever something was delivered to this user. Returns how to stop. */
  onUser(user: string, listener: () => void): () => void;
  close(): void;
}

export function createLocalFanout(domain: Domain, report: (error: unknown) => void): Fanout {
  const listeners = new Set<(delivery: Delivery) => void>();
  const waiting = new Map<string, Set<() => void>>();

  /** A broken listener must not keep the others, or the writer, from hearing of a commit. */
  const call = (run: () => void): void => {
    try {
      run();
    } catch (error) {
      report(error);
    }
  };

  const stop = domain.onDeliveries((deliveries) => {
    for (const delivery of deliveries) {
      for (const listener of listeners) call(() => listener(delivery));
      if (waiting.size === 0) continue;
      for (const user of delivery.to) for (const wake of waiting.get(user) ?? []) call(wake);
    }
  });

  return {
    onDelivery(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    onUser(user, listener) {
      const own = waiting.get(user) ?? new Set();
      waiting.set(user, own.add(listener));
      return () => {
        own.delete(listener);
        if (own.size === 0 && waiting.get(user) === own) waiting.delete(user);
      };
    },
    close: stop,
  };
}
