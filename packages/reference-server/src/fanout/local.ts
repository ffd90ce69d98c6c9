/**
 * From the commits of the domain to those on this node who wait for them. What other nodes commit to the same database comes
 * the same way, read from there.
 */
import type {Clock} from '../clock.js';
import type {Delivery, Domain} from '../domain/domain.js';
import {createDebts} from './debts.js';
import {followOthers} from './follow.js';
import type {Peers} from './peers.js';

export interface Fanout {
  /** Every delivery, in commit order. Returns how to stop. */
  onDelivery(listener: (delivery: Delivery) => void): () => void;
  /**
   * Whose rows of which conversations an import touched, folded; only of people who are here. The listener resolves when it
   * has told them. Returns how to stop.
   */
  onTouched(listener: (user: string, conversations: readonly string[]) => Promise<void>): () => void;
  /** Whether something of that is still to be told to this user: no tick may go out meanwhile. */
  owes(user: string): boolean;
  /** Calls whenever something was delivered to this user. Returns how to stop. */
  onUser(user: string, listener: () => void): () => void;
  close(): void;
}

type Options = {
  domain: Domain;
  clock: Clock;
  report(error: unknown): void;
  /** Whether this user has a connection. */
  isConnected(user: string): boolean;
  peers?: Peers | undefined;
};

export function createLocalFanout({domain, clock, report, isConnected, peers}: Options): Fanout {
  const touchedListeners = new Set<(user: string, conversations: readonly string[]) => Promise<void>>();
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

  const wakeUp = (user: string): void => {
    for (const wake of waiting.get(user) ?? []) call(wake);
  };

  const stop = domain.onDeliveries((deliveries) => {
    for (const delivery of deliveries) {
      for (const listener of listeners) call(() => listener(delivery));
      if (waiting.size === 0) continue;
      for (const user of delivery.to) wakeUp(user);
    }
  });

  const isHere = (user: string): boolean => isConnected(user) || waiting.has(user);
  const debts = createDebts({
    clock,
    report,
    isHere,
    async pay(user, conversations) {
      wakeUp(user);
      await Promise.all([...touchedListeners].map((listener) => listener(user, conversations)));
    },
  });
  const stopTouched = domain.onTouched((touched) => debts.note(touched));

  // whoever waits for news asks again, and is refused
  const stopEnded = domain.onSessionsEnded(wakeUp);

  const stopFollowing = domain.others && followOthers({others: domain.others, clock, report, isHere, peers});

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
    onTouched(listener) {
      touchedListeners.add(listener);
      return () => void touchedListeners.delete(listener);
    },
    owes: (user) => debts.owes(user),
    close() {
      stop();
      stopTouched();
      stopEnded();
      stopFollowing?.();
      debts.close();
    },
  };
}
