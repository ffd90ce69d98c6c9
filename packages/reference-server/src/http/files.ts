/** Where files are read, with an address that is good for a while. Nothing here is ever taken for a page (S43, PWP-FILE-008). */
import {Hono} from 'hono';
import {traceOf} from '../auth/trace.js';
import type {Clock} from '../clock.js';
import type {FileDesk} from '../domain/file-access.js';
import {Refusal} from '../domain/refusal.js';
import type {FileDriver} from '../files/driver.js';
import {pictureType} from '../files/picture-type.js';
import type {Tickets} from '../files/tickets.js';
import type {Log} from '../log.js';
import type {FileVersion} from '../store/records.js';

const versions: ReadonlySet<string> = new Set(['original', 'large', 'small'] satisfies FileVersion[]);
const isVersion = (name: string): name is FileVersion => versions.has(name);

type Options = {desk: FileDesk; driver: FileDriver; tickets: Tickets; clock: Clock; log?: Log};
/** Of Node's HTTP; there is none where the routes are called without a line. */
type Line = {outgoing?: {destroy(): void}} | undefined;

export function fileRoutes({desk, driver, tickets, clock, log}: Options): Hono {
  const app = new Hono();
  app.get('/files/:id/:version', async ({req, env}) => {
    const {id, version} = req.param();
    const grant = isVersion(version) ? tickets.grant(id, version, req.query('ticket') ?? '') : undefined;
    if (!grant) throw new Refusal('NOT_FOUND', 'this address is not good, or no longer');
    const {name, file} = await desk.download(grant, version as FileVersion);
    const {type = '', size = 0} = file?.versions[version as FileVersion] ?? {};
    const disposition = dispositionOf(name, type, version as FileVersion);
    if (driver.address && req.method === 'GET') {
      const location = await driver.address(`${id}.${version}`, {type, disposition});
      // it is good for longer than this
      return new Response(null, {status: 302, headers: {location, 'cache-control': 'private, max-age=30'}});
    }
    const headers = new Headers({
      'content-type': type,
      'content-disposition': disposition,
      'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
      'cross-origin-resource-policy': 'cross-origin',
      'x-content-type-options': 'nosniff',
      // as long as the address: whoever may no longer read it gets no new one
      'cache-control': `private, max-age=${Math.max(0, Math.floor((grant.until - clock.now()) / 1000))}, immutable`,
      'accept-ranges': 'bytes',
      etag: `"${id}-${version}"`,
    });
    if (req.header('if-none-match') === headers.get('etag')) return new Response(null, {status: 304, headers});
    const range = rangeOf(req.header('if-range') === undefined ? req.header('range') : undefined, size);
    if (range === 'unsatisfiable') {
      headers.set('content-range', `bytes */${size}`);
      return new Response(null, {status: 416, headers});
    }
    const {from, to} = range ?? {from: 0, to: size - 1};
    headers.set('content-length', String(to - from + 1));
    if (range) headers.set('content-range', `bytes ${from}-${to}/${size}`);
    if (req.method === 'HEAD') return new Response(null, {status: range ? 206 : 200, headers});
    const body = orNoLine(await driver.stream(`${id}.${version}`, from, to), (error) => {
      log?.warn({error, ...traceOf(req.header('traceparent'))}, 'a download broke off');
      (env as Line)?.outgoing?.destroy();
    });
    return new Response(body, {status: range ? 206 : 200, headers});
  });
  return app;
}

/** Bytes that break off take their line with them: else the error's own words would be written where the next bytes belong. */
function orNoLine(bytes: ReadableStream<Uint8Array>, broke: (error: unknown) => void): ReadableStream<Uint8Array> {
  const reader = bytes.getReader();
  return new ReadableStream({
    async pull(controller) {
      try {
        const {done, value} = await reader.read();
        if (done) controller.close();
        else controller.enqueue(value);
      } catch (error) {
        broke(error);
        controller.close();
      }
    },
    cancel: (reason) => reader.cancel(reason),
  });
}

/** One range of bytes. What is not one is no range (RFC 9110, 14.2). */
function rangeOf(header: string | undefined, size: number): {from: number; to: number} | 'unsatisfiable' | undefined {
  const found = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '');
  if (!found || (found[1] === '' && found[2] === '')) return undefined;
  const [, first = '', last = ''] = found;
  const from = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const to = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  return from >= size || from > to || (first === '' && last === '0') ? 'unsatisfiable' : {from, to};
}

/** Only what this server drew itself is shown in place; a saved picture is named as what it is. */
function dispositionOf(name: string, type: string, version: FileVersion): string {
  const isDrawn = version !== 'original' && type === pictureType;
  const named = isDrawn ? `${name.replace(/\.[A-Za-z0-9]{1,10}$/, '')}.webp` : name;
  const plain = named.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(named).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
  return `${isDrawn ? 'inline' : 'attachment'}; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
