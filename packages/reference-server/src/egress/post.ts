/** One POST to somewhere else. No redirect is followed, and of the answer's body no more is read than was asked for. */
import {Agent as HttpAgent, request as httpRequest, type IncomingMessage} from 'node:http';
import {Agent as HttpsAgent, request as httpsRequest} from 'node:https';
import {EgressError, type EgressReason, type Guard} from './guard.js';

export type Sent = {
  body: string | Uint8Array;
  headers: Readonly<Record<string, string>>;
  /** From the look-up of the name to the end of the answer. */
  timeoutMs: number;
  signal?: AbortSignal | undefined;
  /** Bytes of the answer that are kept; what goes beyond is an error where any are, and thrown away where none are. */
  answerBytes?: number | undefined;
};
export type Answered = {status: number; headers: IncomingMessage['headers']; body: string};

export interface Poster {
  /** @throws {EgressError} */
  post(url: string, sent: Sent): Promise<Answered>;
  close(): void;
}

/** A line that was kept open, and that the other side had closed when it was used again. */
class StaleLine extends Error {}
const ofStaleLine = new Set(['ECONNRESET', 'EPIPE']);

/** What is read of an answer that nobody wants, so that its line can be used again. */
const idlyRead = 16 * 1024;

export function createPoster(guard: Guard): Poster {
  const options = {
    keepAlive: true,
    keepAliveMsecs: 15_000,
    maxFreeSockets: 16,
    scheduling: 'lifo',
    timeout: 60_000,
  } as const;
  const agents = {http: new HttpAgent(options), https: new HttpsAgent(options)};

  const once = (url: URL, sent: Sent): Promise<Answered> =>
    new Promise((resolve, reject) => {
      const {body, headers, timeoutMs, signal, answerBytes = 0} = sent;
      const isTls = url.protocol === 'https:';
      const fail = (error: unknown): void => reject(asEgressError(error));
      const request = (isTls ? httpsRequest : httpRequest)(
        url,
        {
          method: 'POST',
          agent: isTls ? agents.https : agents.http,
          lookup: guard.lookupFor(url),
          headers: {...headers, 'content-length': Buffer.byteLength(body)},
        },
        (response) => {
          const kept: Buffer[] = [];
          let size = 0;
          const end = (): void => {
            const text = answerBytes > 0 ? Buffer.concat(kept).toString('utf8') : '';
            resolve({status: response.statusCode ?? 0, headers: response.headers, body: text});
          };
          response.on('data', (piece: Buffer) => {
            size += piece.length;
            if (answerBytes === 0 && size > idlyRead) {
              end();
              request.destroy();
            } else if (answerBytes > 0 && size > answerBytes)
              request.destroy(new EgressError('network', `the answer has more than ${answerBytes} bytes`));
            else if (answerBytes > 0) kept.push(piece);
          });
          response.once('end', end);
          response.once('error', fail);
        },
      );
      // not the socket's own timer, which every byte sets back
      const late = setTimeout(
        () => request.destroy(new EgressError('timeout', `no answer within ${timeoutMs} ms`)),
        timeoutMs,
      );
      const abort = (): void => void request.destroy(new EgressError('network', 'given up'));
      signal?.addEventListener('abort', abort, {once: true});
      if (signal?.aborted) abort();
      request.once('error', (error: NodeJS.ErrnoException) => {
        if (request.reusedSocket && ofStaleLine.has(error.code ?? '')) reject(new StaleLine());
        else fail(error);
      });
      request.once('close', () => {
        clearTimeout(late);
        signal?.removeEventListener('abort', abort);
        fail(new EgressError('network', 'the line ended'));
      });
      request.end(body);
    });

  return {
    async post(url, sent) {
      const mistake = guard.mistakeIn(url);
      if (mistake !== undefined) throw new EgressError('refused', mistake);
      const until = performance.now() + sent.timeoutMs;
      for (;;) {
        try {
          return await once(new URL(url), {...sent, timeoutMs: Math.ceil(until - performance.now())});
        } catch (error) {
          // that is no answer of anybody's: at the latest a line of its own gets one
          if (!(error instanceof StaleLine)) throw error;
        }
      }
    },
    close() {
      agents.http.destroy();
      agents.https.destroy();
    },
  };
}

const ofTls = /^(ERR_TLS|ERR_SSL|CERT_|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED|HOSTNAME_MISMATCH|EPROTO)/;

export function asEgressError(error: unknown): EgressError {
  if (error instanceof EgressError) return error;
  const code = String((error as {code?: unknown}).code ?? '');
  const reason: EgressReason = ofTls.test(code) ? 'tls' : code === 'ETIMEDOUT' ? 'timeout' : 'network';
  return new EgressError(reason, code || 'the line broke', {cause: error});
}
