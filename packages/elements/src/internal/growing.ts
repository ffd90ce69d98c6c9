/** Messages whose text is still being written (PWP-GROW). */
import type {Message} from '@parlor/sdk';

/** Whose text did not grow for so long has stopped, whatever became of its sender (PWP-GROW-006). */
const stillMs = 60_000;

/** For how many milliseconds a message is still taken for one that grows; 0: it is whole, or has stopped. */
export function growsFor({content: {growing}, deleted}: Message, now: number): number {
  if (!growing || deleted) return 0;
  return growing === true ? stillMs : Math.max(0, growing + stillMs - now);
}
