/**
 * The port over socket.io: one WebSocket, or HTTP polling where those are cut. Of socket.io's own memory nothing is used: no
 * reconnection, no retries, and never an `emit` while disconnected, which it would keep and put before the next hello (D1).
 * Loaded after the page has begun (transport/prefer-socket).
 */
import {io} from 'socket.io-client';
import type {Clock} from '../base/clock.js';
import {ChatError} from '../core/failure.js';
import type {Failure} from '../protocol/failure.js';
import {features, protocolVersions} from '../protocol/version.js';
import {checkEphemeral, checkFrame} from './check.js';
import {isReply, requestMs} from './reply.js';
import {createTally} from './tally.js';
import type {Transport} from './transport.js';

/** After so many heartbeats without a word the line is dead, though it says otherwise (F16, F34). */
const missedBeats = 2.5;

export type SocketOptions = {
  /** The server's address; a path in it stands before `/socket.io`. */
  url: string;
  clock: Clock;
  /** Told of frames that are none; they are dropped and the connection lives (F89). */
  report(error: ChatError): void;
};

export function socketTransport({url, clock, report}: SocketOptions): Transport {
  const {origin, pathname} = new URL(url);
  return {
    connect({token, ...hello}, events) {
      let isOver = false;
      let beatMs = 0;
      let heardAt = clock.monotonic();
      let stopWatch = (): void => undefined;
      const tally = createTally();

      const socket = io(origin, {
        path: `${pathname.replace(/\/$/, '')}/socket.io`,
        forceNew: true,
        reconnection: false,
        transports: ['websocket', 'polling'],
        tryAllTransports: true,
        closeOnBeforeunload: false,
        auth: (give) => give({token, proto: protocolVersions, features, ...hello}),
      });

      const end = (error?: ChatError): void => {
        if (isOver) return;
        isOver = true;
        stopWatch();
        socket.disconnect();
        events.closed(error);
      };
      const watch = (): void => {
        stopWatch = clock.after(beatMs, () => {
          if (clock.monotonic() - heardAt > missedBeats * beatMs) end(new ChatError('TIMEOUT'));
          else watch();
        });
      };
      const heard = (): void => {
        heardAt = clock.monotonic();
      };
      const take = <Frame>(frame: Frame | 'unknown' | 'malformed', give: (frame: Frame) => void): void => {
        heard();
        if (frame === 'malformed') report(new ChatError('SCHEMA', {detail: 'a frame of the server was malformed'}));
        else if (frame !== 'unknown' && !isOver) give(frame);
      };

      socket.io.on('ping', heard);
      socket.on('ev', (value: unknown) => {
        const come = checkFrame(value);
        take(come === 'malformed' ? come : tally(come), (frame) => {
          if (frame.type === 'hello') {
            beatMs = frame.heartbeatMs;
            stopWatch();
            if (beatMs) watch();
          }
          events.frame(frame);
        });
      });
      socket.on('eph', (value: unknown) => take(checkEphemeral(value), (frame) => events.ephemeral(frame)));
      socket.on('connect_error', (error) => {
        const {data} = error as {data?: unknown};
        end(isReply(data) ? ChatError.from(data as Failure) : new ChatError('UNAVAILABLE', {cause: error}));
      });
      socket.on('disconnect', () => end(new ChatError('OFFLINE')));

      return {
        request: (op, input, {timeoutMs = requestMs} = {}) =>
          new Promise((resolve, reject) => {
            if (isOver || !socket.connected) return reject(new ChatError('OFFLINE'));
            socket.timeout(timeoutMs).emit('req', {op, input}, (error: unknown, reply: unknown) => {
              if (error) return reject(new ChatError('TIMEOUT', {cause: error}));
              heard();
              if (!isReply(reply))
                return reject(new ChatError('INTERNAL', {retry: 'after', detail: 'the answer is none'}));
              if (reply.ok) resolve(reply.result as never);
              else reject(ChatError.from(reply));
            });
          }),
        ephemeral: (frame) => {
          if (!isOver && socket.connected) socket.volatile.emit('eph', frame);
        },
        close: () => end(),
      };
    },
  };
}
