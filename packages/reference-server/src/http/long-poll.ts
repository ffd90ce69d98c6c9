/** `GET /v1/sync?wait=`: asks again each time something was delivered to the user, until there is something to tell. */
import type {OutputOf} from '@parlor/sdk/protocol';
import type {Clock} from '../clock.js';
import type {Fanout} from '../fanout/local.js';

type Page = OutputOf<'sync'>;
type Answer = {ok: true; result: unknown} | {ok: false};

export type LongPoll<Reply extends Answer> = {
  user: string;
  waitMs: number;
  fanout: Fanout;
  clock: Clock;
  /** Each ends the wait early: the client has gone, the server stops. */
  signals: readonly AbortSignal[];
  ask(): Promise<Reply>;
};

export async function longPoll<Reply extends Answer>({
  user,
  waitMs,
  fanout,
  clock,
  signals,
  ask,
}: LongPoll<Reply>): Promise<Reply> {
  const endsAt = clock.now() + waitMs;
  let wake: () => void = () => undefined;
  let isNews = false;
  // listening begins before the first question, so what is committed meanwhile is asked for again
  const stop = fanout.onUser(user, () => {
    isNews = true;
    wake();
  });
  try {
    for (;;) {
      isNews = false;
      const reply = await ask();
      const left = endsAt - clock.now();
      if (!reply.ok || hasNews(reply.result as Page) || left <= 0 || signals.some(({aborted}) => aborted)) return reply;
      if (!isNews) {
        await new Promise<void>((resolve) => {
          const cancel = clock.after(left, resolve);
          wake = () => {
            cancel();
            resolve();
          };
          for (const signal of signals) signal.addEventListener('abort', wake);
        });
        for (const signal of signals) signal.removeEventListener('abort', wake);
      }
    }
  } finally {
    stop();
  }
}

const hasNews = ({rows, reset, next, notifications}: Page): boolean =>
  rows.length > 0 || reset !== undefined || next !== undefined || notifications !== undefined;
