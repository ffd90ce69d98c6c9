/** Who is here for less than a day: they send at a lower rate (PWP-LIMIT-005). */
import type {Clock} from '../clock.js';

const newForMs = 24 * 60 * 60 * 1000;
/** Of so many people it is remembered at most. */
const mostKnown = 10_000;

export interface Newcomers {
  /** At once for whom it is known. */
  has(user: string): boolean | Promise<boolean>;
}

/** `since`: when somebody came first; it never changes, so it is asked once. Nobody is new who was never here: they cannot send. */
export function createNewcomers(
  clock: Pick<Clock, 'now'>,
  since: (user: string) => Promise<number | undefined>,
): Newcomers {
  const known = new Map<string, number>();
  const isNew = (at: number): boolean => clock.now() - at < newForMs;
  return {
    has(user) {
      const at = known.get(user);
      if (at !== undefined) return isNew(at);
      return since(user).then((found) => {
        if (found === undefined) return true;
        if (known.size >= mostKnown) known.clear();
        known.set(user, found);
        return isNew(found);
      });
    },
  };
}
