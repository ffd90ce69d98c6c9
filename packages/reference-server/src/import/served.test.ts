/** The command against a server of its own process that has the database open. */
import assert from 'node:assert/strict';
import {type ChildProcess, spawn, spawnSync} from 'node:child_process';
import {existsSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, test} from 'node:test';
import {setTimeout as pause} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import Database from 'better-sqlite3';
import {laySlackExport, messages} from '../../test/slack-export.js';

const folder = mkdtempSync(join(tmpdir(), 'parlor-served-'));
after(() => rmSync(folder, {recursive: true, force: true}));
const main = fileURLToPath(new URL('main.ts', import.meta.url));
const serverMain = fileURLToPath(new URL('../main.ts', import.meta.url));

function run(...args: string[]): {code: number | null; out: string; err: string} {
  const {status, stdout, stderr} = spawnSync(
    process.execPath,
    ['--conditions=source', '--import', 'tsx', main, ...args],
    {encoding: 'utf8'},
  );
  return {code: status, out: stdout, err: stderr};
}

const line = (id: number, text = `line ${id}`): string =>
  JSON.stringify({
    id: String(id),
    channel: 'rust',
    author: 'ferris',
    ts: `2019-01-05T00:00:${String(id).padStart(2, '0')}.000Z`,
    text,
  });

function file(name: string, lines: readonly string[]): string {
  const path = join(folder, name);
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}

/** A server of its own process, with its database open. */
async function serve(path: string): Promise<{process: ChildProcess; ended: Promise<number | null>}> {
  const server = spawn(
    process.execPath,
    ['--conditions=source', '--import', 'tsx', serverMain, '--dev', '--port', '0', '--database', path],
    {stdio: ['ignore', 'pipe', 'inherit']},
  );
  const ended = new Promise<number | null>((resolve) => server.once('exit', resolve));
  await new Promise<void>((resolve, reject) => {
    server.stdout.on('data', (text) => String(text).includes('"listening"') && resolve());
    server.once('exit', () => reject(new Error('the server did not start')));
  });
  return {process: server, ended};
}

function start(...args: string[]): {process: ChildProcess; ended: Promise<{code: number | null; err: string}>} {
  const child = spawn(process.execPath, ['--conditions=source', '--import', 'tsx', main, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let err = '';
  child.stderr.on('data', (text) => (err += text));
  return {process: child, ended: new Promise((resolve) => child.once('close', (code) => resolve({code, err})))};
}

test('with a running server it is the same: bad lines named, stopped from either side, gone on with, nothing twice', async () => {
  const count = 3_000;
  const lines = Array.from({length: count}, (_, id) =>
    line(id % 60, `line ${id}`).replace(/"id":"\d+"/, `"id":"${id}"`),
  );
  const log = file('served.jsonl', [...lines, 'not json']);
  const path = join(folder, 'served.db');
  const first = await serve(path);

  // the import ends in the middle
  const cut = start(log, '--database', path);
  while (stored(path) < 200) await pause(10);
  cut.process.kill('SIGINT');
  await cut.ended;
  const half = stored(path);
  assert.ok(half < count, `${half} are there: it was stopped on the way`);

  // the server ends in the middle
  const refused = start(log, '--database', path);
  while (stored(path) < half + 200) await pause(10);
  first.process.kill('SIGTERM');
  assert.equal(await first.ended, 0);
  const {code: cutCode, err: why} = await refused.ended;
  assert.equal(cutCode, 1);
  assert.match(why, /^The server (is stopping|has ended)\. Run the import again: it goes on where it was\.$/m);

  const second = await serve(path);
  const there = stored(path);
  const {code, out, err} = run(log, '--database', path);
  assert.equal(code, 1, 'because of the line that is left out');
  assert.match(err, new RegExp(`^Line ${count + 1} is left out: it is not JSON\\.$`, 'm'));
  const [added, before] = [count - there, there].map((value) => value.toLocaleString('en-US'));
  assert.match(
    out,
    new RegExp(
      `^${added} messages added; ${before} were there already, or are of people who were erased; 1 group, 1 author`,
      'm',
    ),
  );
  second.process.kill('SIGTERM');
  await second.ended;
  const database = new Database(path, {readonly: true});
  const row = database
    .prepare('select count(*) as messages, count(distinct seq) as places, max(seq) as last, max(k) as k from message')
    .get();
  database.close();
  assert.deepEqual(row, {messages: count, places: count, last: count + 1, k: count});
});

test('the folder of a Slack export is handed over as well, with what stands around its messages', async () => {
  const path = join(folder, 'slack.db');
  const root = join(folder, 'slack');
  laySlackExport(root);
  const server = await serve(path);
  const {out, err} = run(root, '--database', path);
  assert.match(out, new RegExp(`^${messages} messages added; 7 conversations, 6 people;`), err);
  server.process.kill('SIGTERM');
  await server.ended;
  const database = new Database(path, {readonly: true});
  const row = database
    .prepare(
      `select (select count(*) from reaction) as reactions, (select count(*) from message where edited_at is not null) as edited,
        (select count(*) from conversation where type = 'direct') as direct, (select count(*) from conversation where status = 'closed') as closed`,
    )
    .get();
  database.close();
  assert.deepEqual(row, {reactions: 4, edited: 1, direct: 1, closed: 1});
});

test('a second server of the same database does not start, and a killed one is no hindrance', async () => {
  const path = join(folder, 'twice.db');
  const first = await serve(path);
  const {status, stderr} = spawnSync(
    process.execPath,
    ['--conditions=source', '--import', 'tsx', serverMain, '--dev', '--port', '0', '--database', path],
    {encoding: 'utf8'},
  );
  assert.deepEqual([status, stderr], [1, `parlor-server: ${path} is in use by another process of Parlor.\n`]);
  first.process.kill('SIGKILL');
  await first.ended;
  const {code, out} = run(file('after.jsonl', [line(1)]), '--database', path);
  assert.equal(code, 0);
  assert.match(out, /^1 message added/);
});

/** How many messages there are; 0 while there is no table. */
function stored(path: string): number {
  if (!existsSync(path)) return 0;
  const database = new Database(path, {readonly: true});
  try {
    return database.prepare('select count(*) from message').pluck().get() as number;
  } catch {
    return 0;
  } finally {
    database.close();
  }
}
