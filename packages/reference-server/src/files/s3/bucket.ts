/** A bucket, request by request: signed, tried again where that helps, and given up in time. */
import {createHash} from 'node:crypto';
import {setTimeout as wait} from 'node:timers/promises';
import {AwsV4Signer} from 'aws4fetch';
import type {BucketSettings} from './settings.js';

/** What the bucket said, or that it said nothing. */
export class BucketError extends Error {
  /** HTTP's; 0 where no answer came. */
  readonly status: number;
  /** S3's own word, as `NoSuchBucket`; empty where it said none. */
  readonly code: string;
  /** What S3 says the region is, where it says so. */
  readonly region: string | undefined;

  constructor(what: string, {status = 0, code = '', region, cause}: BucketErrorOptions) {
    super(`${what}: ${code || (status > 0 ? `HTTP ${status}` : 'no answer')}`, {cause});
    this.name = 'BucketError';
    this.status = status;
    this.code = code;
    this.region = region;
  }

  /** Whether the bucket answered, and has no such key. */
  get isMissing(): boolean {
    return this.status === 404 && this.code !== 'NoSuchBucket';
  }
}
type BucketErrorOptions = {status?: number; code?: string; region?: string | undefined; cause?: unknown};

/** Keys are without the prefix. Everything throws {@link BucketError}. */
export interface Bucket {
  /** All or nothing, and kept when it resolves. */
  put(key: string, bytes: Uint8Array): Promise<void>;
  read(key: string): Promise<Uint8Array>;
  /** `from` and `to` inclusive. What is cut on the way ends in an error. */
  stream(key: string, from: number, to: number): Promise<ReadableStream<Uint8Array>>;
  /** In the order of their keys. */
  list(begin: string): AsyncIterable<{key: string; size: number}>;
  /** Nothing happens where there is none. */
  remove(key: string): Promise<void>;
  /** An address that reads it until `seconds` after the minute that is now; the same one all through that minute. */
  address(key: string, query: Readonly<Record<string, string>>, seconds: number): Promise<string>;
}

export type Patience = {
  /** Milliseconds until an answer must have begun; for what is put, a second more for each MiB. */
  answerMs: number;
  /** How long is waited before each further attempt. */
  retryMs: readonly number[];
};
export const usualPatience: Patience = {answerMs: 15_000, retryMs: [100, 500]};

const mebibyte = 1024 * 1024;

type Asked = {
  method: 'GET' | 'PUT' | 'DELETE';
  key?: string;
  query?: Record<string, string>;
  body?: Uint8Array;
  range?: string;
};

export function openBucket(
  {base, region, prefix, keyId, secret, token}: BucketSettings,
  {answerMs, retryMs}: Patience = usualPatience,
): Bucket {
  const signer = {
    accessKeyId: keyId,
    secretAccessKey: secret,
    service: 's3',
    region,
    ...(token && {sessionToken: token}),
  };

  async function signedRequest({method, key, query = {}, body, range}: Asked): Promise<Request> {
    const url = new URL(key === undefined ? '' : prefix + key, base);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    const headers = {
      'x-amz-content-sha256': createHash('sha256')
        .update(body ?? '')
        .digest('hex'),
      ...(range !== undefined && {range}),
    };
    const signed = await new AwsV4Signer({...signer, method, url: url.href, headers}).sign();
    return new Request(signed.url, {
      method,
      headers: signed.headers,
      redirect: 'manual',
      body: (body ?? null) as BodyInit,
    });
  }

  /** `take` reads the body in the same time, or hands it on. */
  async function once<Result>(asked: Asked, take: (answer: Response) => Promise<Result>): Promise<Result> {
    const what = `${asked.method} ${asked.key ?? '(list)'}`;
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), answerMs + ((asked.body?.length ?? 0) / mebibyte) * 1_000);
    try {
      const answer = await fetch(await signedRequest(asked), {signal: late.signal});
      if (answer.ok) return await take(answer);
      throw errorOf(what, answer, await answer.text());
    } catch (error) {
      throw error instanceof BucketError ? error : new BucketError(what, {cause: error});
    } finally {
      clearTimeout(timer);
    }
  }

  /** Everything asked here can be asked twice. */
  async function ask<Result>(asked: Asked, take: (answer: Response) => Promise<Result>): Promise<Result> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await once(asked, take);
      } catch (error) {
        const {status} = error as BucketError;
        const pause = status === 0 || status === 429 || status >= 500 ? retryMs[attempt] : undefined;
        if (pause === undefined) throw error;
        await wait(pause);
      }
    }
  }

  const drained = async (answer: Response): Promise<void> => void (await answer.arrayBuffer());

  return {
    put: (key, body) => ask({method: 'PUT', key, body}, drained),
    read: (key) => ask({method: 'GET', key}, async (answer) => new Uint8Array(await answer.arrayBuffer())),
    stream: (key, from, to) =>
      ask({method: 'GET', key, range: `bytes=${from}-${to}`}, async ({body}) => body ?? new Blob([]).stream()),
    remove: (key) => ask({method: 'DELETE', key}, drained),
    async *list(begin) {
      let next: string | undefined;
      do {
        const query = {
          ...{'list-type': '2', prefix: prefix + begin},
          ...(next !== undefined && {'continuation-token': next}),
        };
        const text = await ask({method: 'GET', query}, (answer) => answer.text());
        for (const [, entry = ''] of text.matchAll(/<Contents>([\s\S]*?)<\/Contents>/g)) {
          const key = textIn(entry, 'Key') ?? '';
          if (key.startsWith(prefix)) yield {key: key.slice(prefix.length), size: Number(textIn(entry, 'Size'))};
        }
        next = textIn(text, 'IsTruncated') === 'true' ? textIn(text, 'NextContinuationToken') : undefined;
      } while (next !== undefined);
    },
    async address(key, query, seconds) {
      const url = new URL(prefix + key, base);
      for (const [name, value] of Object.entries({...query, 'X-Amz-Expires': String(seconds + 60)}))
        url.searchParams.set(name, value);
      // the signature holds the time: rounded, a browser that asks again finds what it has
      const minute = new Date(Math.floor(Date.now() / 60_000) * 60_000);
      const datetime = minute.toISOString().replace(/[:-]|\.\d{3}/g, '');
      const signed = await new AwsV4Signer({...signer, url: url.href, signQuery: true, datetime}).sign();
      return signed.url.href;
    },
  };
}

/** What an element of an answer holds. Keys of ours need no escapes, and S3's words have none. */
function textIn(xml: string, element: string): string | undefined {
  const found = new RegExp(`<${element}>([^<]*)</${element}>`).exec(xml)?.[1];
  return found?.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

function errorOf(what: string, {status, headers}: Response, text: string): BucketError {
  const code = textIn(text, 'Code') ?? '';
  return new BucketError(what, {status, code, region: headers.get('x-amz-bucket-region') ?? textIn(text, 'Region')});
}
