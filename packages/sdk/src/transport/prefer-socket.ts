/**
 * The port over a socket or over plain requests; the code of both is loaded apart. Plain requests are for when the socket's
 * code does not come within `waitMs`: the connection moves to a socket once it has come. Where neither comes, the attempt to
 * connect has failed, and the next one asks again.
 */
import {type Clock, within} from '../base/clock.js';
import {type ChatError, notLoaded} from '../core/failure.js';
import type {Transport} from './transport.js';

/** How long a connection waits for the socket's code. */
const waitMs = 3_000;
/** How often a living connection asks again for code that did not come. */
const againMs = 300_000;

export type Parts = {
  /** They load their code. Asked again after it failed. */
  socket(): Promise<Transport>;
  http(): Promise<Transport>;
  clock: Clock;
  /** Told once that the code did not come. */
  report(error: ChatError): void;
};

export type PreferSocket = {
  /** Begins to load. */
  load(): void;
  /** Resolves when one of them is there. @throws what the loading of both came to */
  ready(): Promise<Transport>;
};

export function preferSocket({socket: loadSocket, http: loadHttp, clock, report}: Parts): PreferSocket {
  let socket: Transport | undefined;
  let http: Transport | undefined;
  let loading: Promise<void> | undefined;
  let triedAt = 0;
  let isReported = false;
  /** Asks the connection over plain requests to move. */
  let move = (): void => undefined;

  function begin(): Promise<void> {
    if (loading) return loading;
    triedAt = clock.monotonic();
    loading = loadSocket().then(
      (loaded) => {
        socket = loaded;
        move();
      },
      (cause: unknown) => {
        loading = undefined;
        if (isReported) return;
        isReported = true;
        report(notLoaded('socket', cause));
      },
    );
    return loading;
  }

  const transport: Transport = {
    connect(hello, events) {
      if (socket) return socket.connect(hello, events);
      // as if the server had asked for it: the session leaves in good order, and nobody sees it (PWP-HELLO-008)
      move = () => events.frame({type: 'draining', windowMs: 0, reconnectInMs: 0});
      return (http as Transport).connect(hello, {
        ...events,
        frame(frame) {
          events.frame(frame);
          if (frame.type !== 'tick') return;
          // it may have come while the session was still catching up, and could not move
          if (socket) move();
          else if (clock.monotonic() - triedAt > againMs) void begin();
        },
      });
    },
  };

  return {
    load: () => void begin(),
    async ready() {
      await within(clock, waitMs, begin());
      if (!socket) http ??= await loadHttp();
      return transport;
    },
  };
}
