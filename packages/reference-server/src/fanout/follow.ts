/**
 * When a node looks for what others have committed: at a word of theirs, and every second whether there was one or not. More
 * often while their words do not come the way that they take.
 */
import type {Clock} from '../clock.js';
import type {Others} from '../domain/domain.js';
import type {Peers} from './peers.js';

export const lookEveryMs = 1_000;
export const deafLookEveryMs = 100;
/** Words that come in this time are one. */
const togetherMs = 5;
/**
 * While words come all the time, this long after a look the next one begins: what one look costs is shared by all it finds. Looks that take
 * longer are further apart, so a node that is busy spends a fifth of its time on them.
 */
const leastBetweenMs = 20;
const mostBetweenMs = 100;
const betweenTimesItsTime = 4;

/** Returns how to stop. */
export function followOthers({
  others,
  clock,
  report,
  isHere,
  peers,
}: {
  others: Others;
  clock: Pick<Clock, 'after' | 'now'>;
  report(error: unknown): void;
  isHere(user: string): boolean;
  peers?: Peers | undefined;
}): () => void {
  let isLooking = false;
  let isHinted = false;
  let isStopped = false;
  let hasFailed = false;
  let lookedAt = Number.NEGATIVE_INFINITY;
  let betweenMs = leastBetweenMs;
  let cancel: () => void = () => undefined;

  const lookIn = (ms: number): void => {
    cancel();
    if (!isStopped) cancel = clock.after(ms, () => void look());
  };
  const look = async (): Promise<void> => {
    isLooking = true;
    isHinted = false;
    const began = clock.now();
    try {
      await others.catchUp(isHere);
      hasFailed = false;
    } catch (error) {
      // once: the database may be away for long
      if (!hasFailed && !isStopped) report(error);
      hasFailed = true;
    }
    isLooking = false;
    const everyMs = peers && !peers.isWell && !hasFailed ? deafLookEveryMs : lookEveryMs;
    lookedAt = clock.now();
    betweenMs = Math.min(Math.max((lookedAt - began) * betweenTimesItsTime, leastBetweenMs), mostBetweenMs);
    lookIn(isHinted && !hasFailed ? betweenMs : everyMs);
  };
  const lookSoon = (): void => {
    if (isHinted) return;
    isHinted = true;
    const leftMs = lookedAt + betweenMs - clock.now();
    // the clock of a machine may jump
    if (!isLooking) lookIn(Math.min(Math.max(leftMs, togetherMs), betweenMs));
  };
  const stops = [others.onHint(lookSoon)];
  if (peers) {
    others.hintBy(() => {
      peers.tell({is: 'hint'});
      return peers.isWell;
    });
    stops.push(
      peers.onWord(({is}) => is === 'hint' && lookSoon()),
      // what was said meanwhile went past
      peers.onHealth(lookSoon),
    );
  }
  lookIn(lookEveryMs);

  return () => {
    isStopped = true;
    cancel();
    for (const stop of stops) stop();
  };
}
