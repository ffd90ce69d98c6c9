/**
 * A server that speaks S3 as far as files need it, for tests: it checks every signature by the letter of Signature Version 4 (with
 * nothing but node:crypto), the hash of what is put and the time of the request, and fails where it is told to.
 */
import {createHash, createHmac, timingSafeEqual} from 'node:crypto';
import {createServer, type IncomingMessage, type ServerResponse} from 'node:http';
import type {AddressInfo, Socket} from 'node:net';
import type {BucketSettings} from '../src/files/s3/settings.js';

/** `cut`: the line breaks in the middle of a body; `hang`: no answer ever comes; a word: S3's own, as `SlowDown`. */
export type Fault = 'cut' | 'hang' | 'InternalError' | 'SlowDown' | 'AccessDenied' | 'InvalidAccessKeyId';
export type Seen = {method: string; key: string; query: URLSearchParams};

export interface S3Server {
  readonly url: string;
  readonly settings: BucketSettings;
  /** Keys with their prefix. */
  readonly objects: Map<string, Buffer>;
  /** Every request that was answered or not, in their order. */
  readonly seen: Seen[];
  /** Asked for every request; what it answers happens. */
  fault: (seen: Seen) => Fault | undefined;
  /** Keys in one page of a list. */
  page: number;
  close(): Promise<void>;
}

const statuses: Record<string, number> = {
  NoSuchBucket: 404,
  NoSuchKey: 404,
  InternalError: 500,
  SlowDown: 503,
  AuthorizationHeaderMalformed: 400,
  XAmzContentSHA256Mismatch: 400,
  InvalidRange: 416,
  MethodNotAllowed: 405,
};

class S3Error extends Error {
  readonly code: string;
  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

const keyId = 'AKIATESTKEY';
const secret = 'a/secret+of=the-key';
const region = 'eu-central-1';
const name = 'files-of-tests';

export async function startS3({prefix = 'chat/', isDirect = false} = {}): Promise<S3Server> {
  const objects = new Map<string, Buffer>();
  const seen: Seen[] = [];
  const lines = new Set<Socket>();
  const server = createServer((request, response) => {
    void answer(request, response).catch((error: unknown) => {
      const code = error instanceof S3Error ? error.code : 'InternalError';
      const more = code === 'AuthorizationHeaderMalformed' ? `<Region>${region}</Region>` : '';
      response.writeHead(statuses[code] ?? 403, {'content-type': 'application/xml'});
      response.end(`<?xml version="1.0"?><Error><Code>${code}</Code>${more}<Message>no</Message></Error>`);
    });
  });
  server.on('connection', (line) => {
    lines.add(line);
    line.once('close', () => lines.delete(line));
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', world.url);
    const [, bucket = '', path = ''] = /^\/([^/]*)\/?(.*)$/.exec(url.pathname) ?? [];
    const asked = {method: request.method ?? '', key: decodeURIComponent(path), query: url.searchParams};
    seen.push(asked);
    const fault = world.fault(asked);
    if (fault === 'hang') return;
    const body = await bodyOf(request);
    if (fault === 'cut' && asked.method !== 'GET') return void request.socket.destroy();
    if (fault !== undefined && fault !== 'cut') throw new S3Error(fault);
    verify(request, url, body);
    if (bucket !== name) throw new S3Error('NoSuchBucket');
    if (asked.method === 'GET' && asked.key === '') return void response.end(list(asked.query));
    if (asked.method === 'PUT') {
      objects.set(asked.key, body);
      return void response.end();
    }
    if (asked.method === 'DELETE') {
      objects.delete(asked.key);
      return void response.writeHead(204).end();
    }
    if (asked.method !== 'GET' && asked.method !== 'HEAD') throw new S3Error('MethodNotAllowed');
    const object = objects.get(asked.key);
    if (!object) throw new S3Error('NoSuchKey');
    give(request, response, object, {query: asked.query, isCut: fault === 'cut'});
  }

  function give(
    request: IncomingMessage,
    response: ServerResponse,
    object: Buffer,
    {query, isCut}: {query: URLSearchParams; isCut: boolean},
  ): void {
    const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
    const from = Number(first ?? 0);
    const to = Math.min(last ? Number(last) : Number.POSITIVE_INFINITY, object.length - 1);
    if (first !== undefined && from >= object.length) throw new S3Error('InvalidRange');
    const bytes = object.subarray(from, to + 1);
    for (const header of ['content-type', 'content-disposition', 'cache-control']) {
      const said = query.get(`response-${header}`);
      if (said !== null) response.setHeader(header, said);
    }
    if (first !== undefined) response.setHeader('content-range', `bytes ${from}-${to}/${object.length}`);
    response.writeHead(first === undefined ? 200 : 206, {'content-length': bytes.length});
    if (isCut) response.write(bytes.subarray(0, bytes.length >> 1), () => request.socket.destroy());
    else response.end(request.method === 'HEAD' ? undefined : bytes);
  }

  function list(query: URLSearchParams): string {
    if (query.get('list-type') !== '2') throw new S3Error('MethodNotAllowed');
    const begin = query.get('prefix') ?? '';
    const after = query.get('continuation-token') ?? '';
    const keys = [...objects.keys()].filter((key) => key.startsWith(begin) && key > after).sort();
    const page = keys.slice(0, world.page);
    const entries = page.map((key) => `<Contents><Key>${key}</Key><Size>${objects.get(key)?.length}</Size></Contents>`);
    const more = keys.length > page.length;
    const next = more ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : '';
    return `<ListBucketResult><IsTruncated>${more}</IsTruncated>${next}${entries.join('')}</ListBucketResult>`;
  }

  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const base = `${url}/${name}/`;
  const settings = {base, region, bucket: name, prefix, keyId, secret, token: undefined, isDirect};
  const world: S3Server = {
    ...{url, settings, objects, seen, fault: () => undefined, page: 1_000},
    async close() {
      const closed = new Promise((resolve) => void server.close(resolve));
      for (const line of lines) line.destroy();
      await closed;
    },
  };
  return world;
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

const sha256 = (bytes: string | Buffer): string => createHash('sha256').update(bytes).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

/** AWS, "Authenticating Requests (AWS Signature Version 4)": by a header, or by the query. */
function verify(request: IncomingMessage, url: URL, body: Buffer): void {
  const isByQuery = url.searchParams.has('X-Amz-Signature');
  const said = isByQuery ? url.searchParams : fieldsOf(request.headers.authorization ?? '');
  const [id, day, place, service, end] = (said.get(isByQuery ? 'X-Amz-Credential' : 'Credential') ?? '').split('/');
  if (id !== keyId) throw new S3Error(id ? 'InvalidAccessKeyId' : 'AccessDenied');
  if (place !== region) throw new S3Error('AuthorizationHeaderMalformed');
  const time = (isByQuery ? url.searchParams.get('X-Amz-Date') : request.headers['x-amz-date']) as string;
  const at = Date.parse(time.replace(/^(....)(..)(..T..)(..)/, '$1-$2-$3:$4:'));
  const late = Date.now() - at;
  if (isByQuery && late > Number(url.searchParams.get('X-Amz-Expires')) * 1_000) throw new S3Error('AccessDenied');
  if (!isByQuery && !(Math.abs(late) < 15 * 60_000)) throw new S3Error('RequestTimeTooSkewed');

  const hash = isByQuery ? 'UNSIGNED-PAYLOAD' : String(request.headers['x-amz-content-sha256']);
  if (hash !== 'UNSIGNED-PAYLOAD' && hash !== sha256(body)) throw new S3Error('XAmzContentSHA256Mismatch');
  const signedHeaders = said.get(isByQuery ? 'X-Amz-SignedHeaders' : 'SignedHeaders') ?? '';
  if (!signedHeaders.split(';').includes('host')) throw new S3Error('SignatureDoesNotMatch');
  const query = [...url.searchParams]
    .filter(([key]) => key !== 'X-Amz-Signature')
    .map(([key, value]) => `${encoded(key)}=${encoded(value)}`)
    .sort();
  const canonical = [
    request.method,
    decodeURIComponent(url.pathname).split('/').map(encoded).join('/'),
    query.join('&'),
    ...signedHeaders.split(';').map((header) => `${header}:${String(request.headers[header]).trim()}`),
    '',
    signedHeaders,
    hash,
  ];
  const text = ['AWS4-HMAC-SHA256', time, [day, place, service, end].join('/'), sha256(canonical.join('\n'))].join(
    '\n',
  );
  const key = [day, place, service, end].reduce<string | Buffer>(
    (from, part) => hmac(from, part ?? ''),
    `AWS4${secret}`,
  );
  const right = hmac(key, text);
  const given = Buffer.from(said.get(isByQuery ? 'X-Amz-Signature' : 'Signature') ?? '', 'hex');
  if (given.length !== right.length || !timingSafeEqual(given, right)) throw new S3Error('SignatureDoesNotMatch');
}

const fieldsOf = (authorization: string): Map<string, string> =>
  new Map([...authorization.matchAll(/(\w+)=([^,\s]+)/g)].map(([, field = '', value = '']) => [field, value]));
