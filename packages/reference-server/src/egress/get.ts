/**
 * One page or picture of somewhere else, the address of which somebody wrote. A few redirects are followed, each address being checked and
 * looked up anew, on a line of its own; and no more is read than was asked for, packed or not.
 */
import {request as httpRequest, type IncomingMessage} from 'node:http';
import {request as httpsRequest} from 'node:https';
import type {Readable} from 'node:stream';
import {createBrotliDecompress, createGunzip, createInflate} from 'node:zlib';
import {EgressError, type Guard} from './guard.js';
import {asEgressError} from './post.js';

export type Wanted = {
  headers: Readonly<Record<string, string>>;
  /** Of all hops together, from the first look-up to the last byte. */
  timeoutMs: number;
  /** What of it is kept. With `isWhole`, more than that is an error; else the beginning is what is wanted. */
  bytes: number;
  isWhole?: boolean | undefined;
  /** What it has to be, as `content-type` says; nothing is read of anything else. */
  type: RegExp;
  signal?: AbortSignal | undefined;
};
/** `url`: where it was in the end. */
export type Got = {url: string; type: string; body: Buffer};

/** It was answered, with something else than what was wanted. */
export class OtherAnswer extends Error {
  readonly status: number;

  constructor(status: number, sentence: string) {
    super(sentence);
    this.name = 'OtherAnswer';
    this.status = status;
  }
}

export type Getter = (url: string, wanted: Wanted) => Promise<Got>;

const mostRedirects = 3;
const redirects = new Set([301, 302, 303, 307, 308]);

/** What it makes is called with an address and throws {EgressError} and {OtherAnswer}. */
export function createGetter(guard: Guard): Getter {
  return async (url, wanted) => {
    const until = performance.now() + wanted.timeoutMs;
    let at = withoutFragment(url);
    for (let hops = 0; hops <= mostRedirects; hops++) {
      const mistake = guard.mistakeIn(at);
      if (mistake !== undefined) throw new EgressError('refused', mistake);
      const answer = await once(guard, new URL(at), {...wanted, timeoutMs: Math.ceil(until - performance.now())});
      if ('body' in answer) return answer;
      at = withoutFragment(answer.location, at);
    }
    throw new OtherAnswer(0, `more than ${mostRedirects} redirects`);
  };
}

/** @throws {EgressError} */
function withoutFragment(url: string, base?: string): string {
  if (!URL.canParse(url, base)) throw new EgressError('refused', 'it is no address');
  const parsed = new URL(url, base);
  parsed.hash = '';
  return parsed.href;
}

function once(guard: Guard, url: URL, wanted: Wanted): Promise<Got | {location: string}> {
  const {headers, timeoutMs, bytes, isWhole = false, type: wantedType, signal} = wanted;
  return new Promise((resolve, reject) => {
    if (timeoutMs <= 0) throw new EgressError('timeout', 'no time is left');
    let isAnswered = false;
    const fail = (error: unknown): void => {
      reject(error instanceof OtherAnswer ? error : asEgressError(error));
      request.destroy();
    };
    // no agent: a line that is kept open is one that was not looked up
    const request = (url.protocol === 'https:' ? httpsRequest : httpRequest)(
      url,
      {agent: false, lookup: guard.lookupFor(url), headers: {...headers, 'accept-encoding': 'identity'}},
      (response) => {
        isAnswered = true;
        const {statusCode: status = 0, headers: said} = response;
        const other = (sentence: string): void => fail(new OtherAnswer(status, sentence));
        if (redirects.has(status) && said.location !== undefined) {
          resolve({location: said.location});
          request.destroy();
          return;
        }
        if (status !== 200) return other(`it answered ${status}`);
        const type = said['content-type'] ?? '';
        if (!wantedType.test(type)) return other('it is something else');
        const unpacked = unpack(response);
        if (!unpacked) return other('it is packed in a way that is not known');
        const kept: Buffer[] = [];
        let size = 0;
        const end = (): void => {
          resolve({url: url.href, type, body: Buffer.concat(kept).subarray(0, bytes)});
          request.destroy();
        };
        unpacked.on('data', (piece: Buffer) => {
          if (size >= bytes) return;
          kept.push(piece);
          size += piece.length;
          if (size > bytes && isWhole) other(`it has more than ${bytes} bytes`);
          else if (size >= bytes && !isWhole) end();
        });
        unpacked.once('end', end);
        unpacked.once('error', fail);
        response.once('error', fail);
      },
    );
    // not the socket's own timer, which every byte sets back
    const late = setTimeout(() => fail(new EgressError('timeout', `not there within ${timeoutMs} ms`)), timeoutMs);
    const abort = (): void => fail(new EgressError('network', 'given up'));
    signal?.addEventListener('abort', abort, {once: true});
    if (signal?.aborted) abort();
    request.once('error', fail);
    request.once('close', () => {
      clearTimeout(late);
      signal?.removeEventListener('abort', abort);
      // of an answer that began, its own end or error tells
      if (!isAnswered) fail(new EgressError('network', 'the line ended'));
    });
    request.end();
  });
}

/** It was asked for as it is; some pack it all the same. What comes out is counted, not what goes in. */
function unpack(response: IncomingMessage): Readable | undefined {
  switch (response.headers['content-encoding'] ?? 'identity') {
    case 'identity':
      return response;
    case 'gzip':
      return response.pipe(createGunzip());
    case 'deflate':
      return response.pipe(createInflate());
    case 'br':
      return response.pipe(createBrotliDecompress());
    default:
      return undefined;
  }
}
