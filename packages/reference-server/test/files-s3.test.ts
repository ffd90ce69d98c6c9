/** Files in a bucket: everything that holds for files elsewhere, and what only a bucket can do to them. */
import assert from 'node:assert/strict';
import {afterEach, beforeEach, describe, test} from 'node:test';
import type {Attachment, FileUrls, Message} from '@parlor/sdk/protocol';
import {createDomain} from '../src/domain/create-domain.js';
import type {Domain} from '../src/domain/domain.js';
import type {BucketError} from '../src/files/s3/bucket.js';
import {createTickets} from '../src/files/tickets.js';
import {openStore} from '../src/open-store.js';
import {filesIn, hasty, namesIn} from './bucket.js';
import {fakeClock} from './fake-clock.js';
import {filesOverHttp} from './files-over-http.js';
import {origin, startWorld, type World} from './live-server.js';
import {type S3Server, startS3} from './s3-server.js';

describe('in a bucket', () => {
  filesOverHttp(async () => {
    const s3 = await startS3();
    s3.page = 2;
    return {
      driver: () => filesIn(s3, {pieceBytes: 16 * 1024}),
      names: async () => namesIn(s3),
      close: () => s3.close(),
    };
  });
});

let s3: S3Server;
let world: World<Domain>;
let talk: string;
let health: (string | undefined)[];
let count = 0;

async function start(options: {isDirect?: boolean; answerMs?: number} = {}): Promise<void> {
  s3 = await startS3(options);
  health = [];
  const clock = fakeClock();
  const store = await openStore(':memory:');
  const tickets = createTickets(store.secret);
  const domain = await createDomain({store, clock, files: tickets});
  const changed = (error: BucketError | undefined): void => void health.push(error?.code);
  const files = filesIn(s3, {patience: {...hasty, ...options}, changed});
  world = await startWorld({clock, domain, tickets, files});
  const {body} = await world.rest('ann', 'POST', '/v1/conversations', {body: {title: 'Files', members: ['ben']}});
  talk = String(body.conversation);
}
async function end(): Promise<void> {
  await world.close();
  await s3.close();
}

type Ticket = {id: string; url: string};
const headers = {'tus-resumable': '1.0.0', origin};
const ticket = async (size: number): Promise<Ticket> =>
  (await world.rest('ann', 'POST', `/v1/conversations/${talk}/uploads`, {body: {name: 'a.txt', size}})).body as Ticket;
const patch = ({url}: Ticket, offset: number, bytes: Uint8Array): Promise<Response> =>
  world.fetch(`/${url}`, {
    method: 'PATCH',
    headers: {...headers, 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream'},
    body: bytes as BodyInit,
  });
const offsetOf = async ({url}: Ticket): Promise<number> =>
  Number((await world.fetch(`/${url}`, {method: 'HEAD', headers})).headers.get('upload-offset'));
const send = (...ids: string[]) =>
  world.rest('ann', 'PUT', `/v1/conversations/${talk}/messages/${String(++count).padStart(21, 's')}`, {
    body: {content: {text: '', attachments: ids.map((id) => ({id}))}},
  });
async function sent(bytes: Buffer): Promise<{file: Attachment; message: Message; url: string}> {
  const made = await ticket(bytes.length);
  assert.equal((await patch(made, 0, bytes)).status, 204);
  const {body} = await send(made.id);
  const [change] = body.changes as [{message: Message}];
  const asked = await world.rest('ben', 'POST', `/v1/conversations/${talk}/files/urls`, {body: {files: [made.id]}});
  const [urls] = asked.body.files as [FileUrls];
  return {file: change.message.content.attachments?.[0] as Attachment, message: change.message, url: urls.url};
}
const codeOf = async (answer: Response): Promise<[number, unknown]> => [
  answer.status,
  ((await answer.json()) as {code?: string}).code,
];
const text = (bytes: number): Buffer => Buffer.from('Words and words. '.repeat(bytes / 17 + 1)).subarray(0, bytes);

describe('a bucket that fails', () => {
  beforeEach(() => start());
  afterEach(end);

  test('now and then is asked again, and nobody notices', async () => {
    const failing = new Set(['PUT', 'GET', 'DELETE']);
    let failures = 0;
    s3.fault = ({method}) => {
      if (!failing.delete(method)) return undefined;
      failures += 1;
      return method === 'GET' ? 'SlowDown' : method === 'PUT' ? 'cut' : 'InternalError';
    };
    const {file, url} = await sent(text(500));
    assert.equal(failures, 3);
    assert.equal(file.size, 500);
    assert.equal(await (await world.fetch(`/${url}`)).text(), String(text(500)));
    assert.deepEqual(health, []);
  });

  for (const fault of ['InternalError', 'AccessDenied', 'cut'] as const)
    test(`for long (${fault}) refuses what comes with UNAVAILABLE, keeps what came, and goes on when it is back`, async () => {
      const made = await ticket(600);
      assert.equal((await patch(made, 0, text(600).subarray(0, 300))).status, 204);
      s3.fault = () => fault;
      assert.deepEqual(await codeOf(await patch(made, 300, text(600).subarray(300))), [503, 'UNAVAILABLE']);
      assert.equal(health.length, 1);
      assert.deepEqual(await (await world.fetch('/readyz')).json(), {ok: true, degraded: ['files']});
      s3.fault = () => undefined;
      assert.equal(await offsetOf(made), 300);
      assert.equal(health.length, 2, 'it is back');
      assert.deepEqual(await (await world.fetch('/readyz')).json(), {ok: true});
      assert.equal((await patch(made, 300, text(600).subarray(300))).status, 204);
      assert.equal((await send(made.id)).status, 200);
    });

  test('when the file is to become whole: nothing of it can be sent, and the same last byte makes it whole later', async () => {
    const made = await ticket(300);
    s3.fault = ({method, key}) => (method === 'PUT' && key.endsWith('.original') ? 'InternalError' : undefined);
    assert.deepEqual(await codeOf(await patch(made, 0, text(300))), [503, 'UNAVAILABLE']);
    assert.equal((await send(made.id)).body.code, 'ATTACHMENT_MISSING');
    assert.deepEqual(namesIn(s3), [`${made.id}.part`]);
    s3.fault = () => undefined;
    assert.equal(await offsetOf(made), 300);
    assert.equal((await patch(made, 300, Buffer.alloc(0))).status, 204);
    assert.equal((await send(made.id)).status, 200);
    assert.deepEqual(namesIn(s3), [`${made.id}.original`]);
  });

  test('in the middle of a download breaks it off: a reader never takes half a file for a whole one', async () => {
    const {url} = await sent(text(4_000));
    s3.fault = ({key}) => (key.endsWith('.original') ? 'cut' : undefined);
    // the line ends, before the answer or in it: no words of an error stand where bytes belong
    await assert.rejects(async () => (await world.fetch(`/${url}`)).arrayBuffer(), TypeError);
    s3.fault = () => 'InternalError';
    assert.deepEqual(await codeOf(await world.fetch(`/${url}`)), [503, 'UNAVAILABLE']);
  });

  test('while a message is deleted: readers get nothing at once, the bytes go when it is back', async () => {
    const {message, url} = await sent(text(20));
    s3.fault = () => 'InternalError';
    await world.rest('ann', 'DELETE', `/v1/conversations/${talk}/messages/${message.id}`);
    assert.equal((await world.fetch(`/${url}`)).status, 404);
    s3.fault = () => undefined;
    assert.equal(s3.objects.size, 1);
    // the next collection
    world.clock.advance(60 * 60 * 1000);
    const late = AbortSignal.timeout(5_000);
    while (s3.objects.size > 0 && !late.aborted) await new Promise((resolve) => setImmediate(resolve));
    assert.equal(s3.objects.size, 0);
  });
});

test('a bucket that never answers is given up in time', async (context) => {
  context.after(end);
  await start({answerMs: 40});
  const made = await ticket(30);
  s3.fault = () => 'hang';
  assert.deepEqual(await codeOf(await patch(made, 0, text(30))), [503, 'UNAVAILABLE']);
});

describe('readers who are sent to the bucket', () => {
  beforeEach(() => start({isDirect: true}));
  afterEach(end);

  test('get the bytes from there, with the type and the name that this server says, and a range where they ask for one', async () => {
    const {url} = await sent(text(500));
    const answer = await world.fetch(`/${url}`, {redirect: 'manual'});
    assert.deepEqual([answer.status, answer.headers.get('cache-control')], [302, 'private, max-age=30']);
    const location = answer.headers.get('location') ?? '';
    assert.ok(location.startsWith(s3.url));
    const read = await fetch(location, {headers: {range: 'bytes=17-21'}});
    assert.deepEqual([read.status, await read.text()], [206, 'Words']);
    assert.equal(read.headers.get('content-type'), 'text/plain');
    assert.match(read.headers.get('content-disposition') ?? '', /^attachment; filename="a.txt"/);
    assert.equal(await (await world.fetch(`/${url}`)).text(), String(text(500)));
  });

  test('are asked for their right first, and the address is for this file and these words alone', async () => {
    const {message, url} = await sent(text(20));
    const location = (await world.fetch(`/${url}`, {redirect: 'manual'})).headers.get('location') ?? '';
    assert.match(location, /X-Amz-Expires=120/);
    for (const forged of [
      location.replace('attachment', 'inline'),
      location.replace('Expires=120', 'Expires=9999'),
      location.replace(/\.original/, '.part'),
    ])
      assert.equal((await fetch(forged)).status, 403);
    await world.rest('ann', 'DELETE', `/v1/conversations/${talk}/messages/${message.id}`);
    assert.equal((await world.fetch(`/${url}`, {redirect: 'manual'})).status, 404);
  });
});
