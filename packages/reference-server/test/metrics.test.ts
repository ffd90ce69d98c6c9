import assert from 'node:assert/strict';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, test} from 'node:test';
import {SignJWT} from 'jose';
import {createServer, type ParlorServer} from '../src/app/create-server.js';
import type {ServerOptions} from '../src/app/options.js';
import {createLog} from '../src/log.js';
import {openStore} from '../src/open-store.js';

const secret = 'a secret for tests that is long enough';
const folders: string[] = [];
let server: ParlorServer | undefined;
afterEach(async () => {
  await server?.close({windowMs: 0});
  for (const folder of folders.splice(0)) rmSync(folder, {recursive: true});
});

async function begin(options: Partial<ServerOptions> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'parlor-metrics-'));
  folders.push(folder);
  server = await createServer({
    auth: {keys: {secret}},
    log: createLog('silent'),
    store: await openStore(join(folder, 'parlor.db')),
    metrics: {host: '127.0.0.1', port: 0},
    ...options,
  } as ServerOptions);
  const {url, metricsUrl = ''} = await server.listen(0);
  const token = await new SignJWT({sub: 'ann', aud: 'parlor-bot', exp: Math.floor(Date.now() / 1000) + 600})
    .setProtectedHeader({alg: 'HS256'})
    .sign(new TextEncoder().encode(secret));
  const ask = (method: string, path: string, body?: unknown): Promise<Response> =>
    fetch(`${url}/v1${path}`, {
      method,
      headers: {authorization: `Bearer ${token}`, 'content-type': 'application/json'},
      ...(body !== undefined && {body: JSON.stringify(body)}),
    });
  const read = async (): Promise<Map<string, number>> => {
    const lines = (await (await fetch(metricsUrl)).text()).split('\n').filter((line) => line && !line.startsWith('#'));
    return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]));
  };
  return {url, metricsUrl, ask, read};
}

test('operations are counted by name and code, and so is the time they took', async () => {
  const {ask, read} = await begin();
  assert.equal((await ask('POST', '/conversations', {type: 'group', title: 'One', members: []})).status, 200);
  assert.equal((await ask('GET', '/conversations')).status, 200);
  assert.equal((await ask('GET', '/conversations/c_nothing_of_the_kind/members')).status, 404);
  const found = await read();
  assert.equal(found.get('parlor_operations_total{op="conversation.create",code="OK"}'), 1);
  assert.equal(found.get('parlor_operations_total{op="inbox.page",code="OK"}'), 1);
  assert.equal(found.get('parlor_operations_total{op="member.list",code="NOT_FOUND"}'), 1);
  assert.equal(found.get('parlor_operation_seconds_count{op="conversation.create"}'), 1);
  assert.equal(found.get('parlor_operations_running'), 0);
  assert.equal(found.get('parlor_connections'), 0);
});

test('commits are counted with the writes that shared them', async () => {
  const {ask, read} = await begin();
  const before = await read();
  await Promise.all(
    Array.from({length: 8}, (_, at) => ask('POST', '/conversations', {type: 'group', title: `${at}`, members: []})),
  );
  const after = await read();
  const grown = (name: string): number => (after.get(name) ?? 0) - (before.get(name) ?? 0);
  assert.ok(grown('parlor_commit_writes_sum') >= 8);
  assert.equal(grown('parlor_commit_seconds_count'), grown('parlor_commit_writes_count'));
  assert.ok(grown('parlor_commit_writes_count') > 0);
});

test('uploads are counted with their bytes, by what became of them; kept files with theirs', async () => {
  const {url, ask, read} = await begin();
  const made = await ask('POST', '/conversations', {type: 'group', title: 'One', members: []});
  const {conversation} = (await made.json()) as {conversation: string};
  const upload = async (size: number, bytes: Buffer): Promise<number> => {
    const ticket = await ask('POST', `/conversations/${conversation}/uploads`, {name: 'a', size});
    const {url: address} = (await ticket.json()) as {url: string};
    const type = 'application/offset+octet-stream';
    const headers = {'tus-resumable': '1.0.0', 'upload-offset': '0', 'content-type': type};
    return (await fetch(`${url}/${address}`, {method: 'PATCH', headers, body: bytes as BodyInit})).status;
  };
  const broken = Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\x0dIHDRno picture', 'latin1');
  assert.equal(await upload(5, Buffer.from('words')), 204);
  assert.equal(await upload(9, Buffer.from('half')), 204);
  assert.equal(await upload(broken.length, broken), 422);
  assert.equal(await upload(3, Buffer.from('more')), 413);
  const found = await read();
  for (const [name, value] of [
    ['parlor_uploads_total{code="OK"}', 1],
    ['parlor_uploads_total{code="ATTACHMENT_REJECTED"}', 1],
    ['parlor_uploads_total{code="TOO_LARGE"}', 1],
    ['parlor_upload_bytes_total', 5 + 4 + broken.length],
    ['parlor_examination_seconds_count{is="other"}', 1],
    ['parlor_examination_seconds_count{is="picture"}', 1],
    ['parlor_files', 1],
    ['parlor_files_bytes', 5],
  ] as const)
    assert.equal(found.get(name), value, name);
});

test('the process tells its memory and the lag of its event loop', async () => {
  const {read} = await begin();
  const found = await read();
  assert.ok((found.get('process_resident_memory_bytes') ?? 0) > 1e6);
  assert.ok(found.has('nodejs_eventloop_lag_seconds'));
});

test('the server’s own door does not show them, and theirs shows nothing else', async () => {
  const {url, metricsUrl} = await begin();
  assert.equal((await fetch(`${url}/metrics`)).status, 404);
  assert.equal((await fetch(new URL('/v1/conversations', metricsUrl))).status, 404);
  assert.equal((await fetch(metricsUrl, {method: 'POST'})).status, 405);
  const text = await (await fetch(metricsUrl)).text();
  assert.doesNotMatch(text, /\bann\b/, 'no names of people');
});

test('a door that cannot be opened is said, and nothing is left open', async () => {
  const {metricsUrl} = await begin();
  const first = server;
  await assert.rejects(
    begin({metrics: {host: '127.0.0.1', port: Number(new URL(metricsUrl).port)}}),
    /^Error: The metrics cannot be read at 127\.0\.0\.1:\d+: .*EADDRINUSE/,
  );
  await server?.close({windowMs: 0});
  server = first;
});

test('nothing is counted and no door is opened where none is asked for', async () => {
  const {metricsUrl} = await begin({metrics: undefined});
  assert.equal(metricsUrl, '');
});
