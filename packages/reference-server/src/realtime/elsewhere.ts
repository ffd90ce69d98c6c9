/**
 * Who is on the other nodes: what they say, and every 20 s what is kept of them, for words get lost. Of a node that is heard
 * of no more, and of all of them when none is for 45 s, nobody is there.
 */
import type {Clock} from '../clock.js';
import {type Activity, leaseMs, type Peers, renewMs, type Word} from '../fanout/peers.js';
import {graceMs, type PresenceBook} from './presence.js';

type Nodes = ReadonlyMap<string, Activity>;
/** Hands over where somebody is; not where that is unknown, or was said more lately by a word. */
type Found = (user: string, take: (nodes: Nodes) => void) => void;

const nothing: Found = () => undefined;
/** People in one question. */
const atOnce = 500;

export function createElsewhere({
  peers,
  book,
  clock,
}: {
  peers: Peers | undefined;
  book: PresenceBook;
  clock: Pick<Clock, 'after'>;
}) {
  if (!peers) return {of: async (): Promise<Found> => nothing, stop: () => undefined};
  /** For each question that is open, of whom a word came meanwhile. */
  const open = new Set<Set<string>>();
  const cancels = new Set<() => void>();
  let isStopped = false;

  const later = (ms: number, run: () => void): (() => void) => {
    const cancel = clock.after(ms, () => {
      cancels.delete(cancel);
      run();
    });
    cancels.add(cancel);
    return () => {
      cancels.delete(cancel);
      cancel();
    };
  };

  const ask = async (users: readonly string[]): Promise<Found & {nodes?: ReadonlySet<string>}> => {
    const heard = new Set<string>();
    open.add(heard);
    try {
      const {nodes, of} = await peers.whereabouts(users);
      return Object.assign<Found, {nodes: ReadonlySet<string>}>(
        (user, take) => {
          if (!heard.has(user)) take(of(user));
        },
        {nodes},
      );
    } catch {
      // nobody is refused for not knowing who else is here
      return nothing;
    } finally {
      open.delete(heard);
    }
  };

  const renew = async (): Promise<void> => {
    const people = book.people();
    // once also where nobody is known: the others may have gone
    for (let at = 0; (at === 0 || at < people.length) && peers.isWell && !isStopped; at += atOnce) {
      const some = people.slice(at, at + atOnce);
      const found = await ask(some);
      if (isStopped) return;
      const {nodes} = found;
      if (nodes) book.lost((node) => !nodes.has(node));
      for (const user of some) found(user, (where) => book.found(user, where));
    }
  };
  const renewLater = (): void => {
    later(renewMs, () => {
      void renew();
      renewLater();
    });
  };
  renewLater();

  const hear = (word: Word, node: string): void => {
    if (word.is === 'presence' || word.is === 'chosen') for (const heard of open) heard.add(word.user);
    if (word.is === 'presence') book.heard(word.user, node, word);
    if (word.is === 'chosen') book.choose(word.user, word.chosen);
    // its people have time to come back on another one
    if (word.is === 'bye') later(graceMs, () => book.lost((other) => other === node));
  };
  const stopWords = peers.onWord(hear);

  let forgive: () => void = () => undefined;
  const stopHealth = peers.onHealth(() => {
    forgive();
    if (peers.isWell) void renew();
    else forgive = later(leaseMs, () => book.lost(() => true));
  });

  return {
    /** Where these people are, beside here. Never rejects. */
    of: (users: readonly string[]): Promise<Found> =>
      peers.isWell && users.length > 0 ? ask(users) : Promise.resolve(nothing),
    stop(): void {
      isStopped = true;
      stopWords();
      stopHealth();
      for (const cancel of cancels) cancel();
      cancels.clear();
    },
  };
}
