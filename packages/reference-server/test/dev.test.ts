import assert from 'node:assert/strict';
import {mkdir, mkdtemp, rm, symlink, writeFile} from 'node:fs/promises';
import {request} from 'node:http';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, afterEach, before, test} from 'node:test';
import {createServer} from '../src/app/create-server.js';
import {demoRoutes} from '../src/dev/demo-files.js';
import {fakeDomain} from './fake-domain.js';
import {startWorld, type World} from './live-server.js';

let world: World | undefined;
afterEach(async () => {
  await world?.close();
  world = undefined;
});

test('--dev hands out short tokens that work, to the pages of this server (POST /dev/token)', async () => {
  world = await startWorld({dev: true, origins: []});
  const own = `http://localhost:${world.port}`;
  const ask = (init: RequestInit, query = '') =>
    (world as World).fetch(`/dev/token${query}`, {method: 'POST', ...init});
  const response = await ask({
    headers: {origin: own, 'content-type': 'application/json'},
    body: JSON.stringify({user: 'ann', name: 'Ann'}),
  });
  const {token, user, expiresAt} = (await response.json()) as {token: string; user: string; expiresAt: number};
  assert.deepEqual([response.status, user, expiresAt], [200, 'ann', world.clock.now() + 15 * 60_000]);
  const client = await world.connect('ann', {auth: {token}, origin: own});
  assert.equal((await client.request('totals', {})).ok, true);
  assert.deepEqual(world.domain.asked[0]?.actor.claims, {name: 'Ann'});

  assert.equal((await ask({}, '?user=ben')).status, 200);
  const bot = (await (await ask({}, '?user=robot&audience=parlor-bot')).json()) as {token: string};
  const totals = (token: string) =>
    (world as World).fetch('/v1/me/totals', {headers: {authorization: `Bearer ${token}`}});
  assert.deepEqual(
    [(await totals(bot.token)).status, (await totals(token)).status],
    [200, 403],
    'a program has no origin',
  );
  for (const query of ['', '?user=', '?user=a%00', '?user=ann&exp=9', '?user=ann&audience=parlor-admin'])
    assert.equal((await ask({}, query)).status, 400, query);
  const foreign = await ask({headers: {origin: 'https://evil.example'}}, '?user=ann');
  assert.deepEqual([foreign.status, foreign.headers.get('access-control-allow-origin')], [403, null]);
});

test('without --dev there is no such route, and pages of the server itself have no special right', async () => {
  world = await startWorld();
  assert.equal((await world.fetch('/dev/token?user=ann', {method: 'POST'})).status, 404);
  const own = `http://localhost:${world.port}`;
  assert.equal((await world.rest('ann', 'GET', '/v1/me/totals', {headers: {origin: own}})).status, 403);
});

test('development says loudly what it is; a key set and development do not go together, nor no key at all', async () => {
  const lines: string[] = [];
  world = await startWorld({dev: true, write: (line) => void lines.push(line)});
  assert.match(lines.join(''), /"level":"warn".*DEVELOPMENT MODE/);
  await assert.rejects(
    createServer({domain: fakeDomain(), auth: {keys: {jwksUrl: 'https://x.example/k'}}, dev: true}),
    TypeError,
  );
  await assert.rejects(createServer({domain: fakeDomain(), auth: {}}), TypeError);
});

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parlor-demo-'));
  await mkdir(join(folder, 'page/sub'), {recursive: true});
  await mkdir(join(folder, 'page/.git'));
  await mkdir(join(folder, 'page-private'));
  await mkdir(join(folder, 'cdn'));
  const files = {
    'secret.html': 'secret',
    'page-private/x.html': 'secret',
    'page/index.html': '<!doctype html>page',
    'page/sub/a b.js': 'script',
    'page/data.jsonl': 'secret',
    'page/.env.js': 'secret',
    'page/.git/config.js': 'secret',
    'cdn/parlor.min.js': 'bundle',
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  await symlink(join(folder, 'secret.html'), join(folder, 'page/link.html'));
  await symlink(join(folder, 'page-private/x.html'), join(folder, 'page/near.html'));
});
after(() => rm(folder, {recursive: true}));

test('the demo page and the bundles are served under a strict policy', async () => {
  const app = demoRoutes({folder: join(folder, 'page'), bundles: [join(folder, 'none'), join(folder, 'cdn')]});
  const page = await app.request('/?user=ann');
  assert.equal(await page.text(), '<!doctype html>page');
  const policy = page.headers.get('content-security-policy') ?? '';
  for (const rule of [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "require-trusted-types-for 'script'",
  ])
    assert.ok(policy.split('; ').includes(rule), rule);
  assert.doesNotMatch(policy, /unsafe|\*/);
  assert.equal(await (await app.request('/sub/a%20b.js')).text(), 'script');
  const bundle = await app.request('/parlor/parlor.min.js');
  assert.deepEqual(
    [await bundle.text(), bundle.headers.get('content-type')],
    ['bundle', 'text/javascript; charset=utf-8'],
  );
});

test('nothing outside of the folder is served, nor what is no part of a page', async () => {
  const app = demoRoutes({folder: join(folder, 'page'), bundles: [join(folder, 'cdn')]});
  const paths = [
    '/../secret.html',
    '/..%2fsecret.html',
    '/%2e%2e/secret.html',
    '/sub/..%2f..%2fsecret.html',
    '/..%5csecret.html',
    '/%2e%2e%2fpage-private%2fx.html',
    '/parlor/..%2fsecret.html',
    '/parlor/%2e%2e%2fpage/index.html',
    `/${encodeURIComponent(join(folder, 'secret.html'))}`,
    '//etc/passwd',
    '/link.html',
    '/near.html',
    '/data.jsonl',
    '/.env.js',
    '/.git/config.js',
    '/sub',
    '/sub/',
    '/index.html%00.js',
    '/%',
    '/nothing.html',
    '/index.html/x.js',
  ];
  for (const path of paths) {
    const response = await app.request(path);
    assert.equal(response.status, 404, path);
    assert.doesNotMatch(await response.text(), /secret/, path);
  }
});

test('a path with dots is not resolved on its way through the real server either', async () => {
  world = await startWorld({dev: true, demo: join(folder, 'page')});
  const {port} = world;
  const status = (path: string): Promise<number | undefined> =>
    new Promise((resolve, reject) =>
      request({port, host: '127.0.0.1', path}, (response) => resolve(response.resume().statusCode))
        .on('error', reject)
        .end(),
    );
  assert.equal(await status('/'), 200);
  for (const path of ['/../secret.html', '/sub/../../secret.html', '/..%2fsecret.html'])
    assert.equal(await status(path), 404, path);
  assert.equal((await world.fetch('/v1/nothing')).status, 404);
});
