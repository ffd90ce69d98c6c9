/**
 * Tells the server whether anybody looks at this page: from when nobody does, what is missed is told elsewhere (PWP-PUSH-003). Of
 * several tabs the one that is looked at leads, so the leading one speaks for all.
 */
import type {Clock} from '../base/clock.js';
import type {Page} from './page.js';

/** A page may be left for a moment. */
const hiddenMs = 30_000;

type Options = {
  page: Pick<Page, 'isVisible' | 'listen'>;
  clock: Pick<Clock, 'after'>;
  signal: AbortSignal;
  /** Answers whether there was a connection to tell it. */
  tell(isIdle: boolean): boolean;
};

export function tellIdle({page, clock, signal, tell}: Options): {connected(): void} {
  let isIdle = !page.isVisible();
  /** What this connection was told: of one that is new the server believes that somebody is there. */
  let told = false;
  let cancel = (): void => undefined;
  const say = (): void => {
    if (isIdle !== told && tell(isIdle)) told = isIdle;
  };
  const become = (idle: boolean): void => {
    isIdle = idle;
    say();
  };
  const stop = page.listen((event) => {
    if (event !== 'visible' && event !== 'hidden') return;
    cancel();
    if (event === 'hidden') cancel = clock.after(hiddenMs, () => become(true));
    else become(false);
  });
  signal.addEventListener('abort', () => {
    cancel();
    stop();
  });
  return {
    connected() {
      told = false;
      say();
    },
  };
}
