import assert from 'node:assert/strict';
import {spawn, spawnSync} from 'node:child_process';
import {existsSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, test} from 'node:test';
import {setTimeout as pause} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import Database from 'better-sqlite3';
import {openStore} from '../open-store.js';

const folder = mkdtempSync(join(tmpdir(), 'parlor-import-'));
after(() => rmSync(folder, {recursive: true, force: true}));
const main = fileURLToPath(new URL('main.ts', import.meta.url));

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

test('a clean file ends with 0 and says what was done', () => {
  const {code, out} = run(file('clean.jsonl', [line(1), line(2), '', line(3)]), '--database', ':memory:');
  assert.equal(code, 0);
  assert.match(out, /^3 messages added; 1 group, 1 author; \d+\.\d s\.$/m);
});

test('a bad line is named with its number and left out, and the end is 1', () => {
  const {code, out, err} = run(
    file('bad.jsonl', [line(1), 'not json', line(2), line(2, 'again'), line(3, '')]),
    '--database',
    ':memory:',
  );
  assert.equal(code, 1);
  assert.match(err, /^Line 2 is left out: it is not JSON\.$/m);
  assert.match(err, /^Line 4 is left out: "2" was there before in "rust"\.$/m);
  assert.match(err, /^Line 5 is left out: "text" is empty\.$/m);
  assert.match(err, /^3 lines left out\.$/m);
  assert.match(out, /^2 messages added/m);
});

test('a file that is not there is one sentence and 2, and so is a wrong option', () => {
  const missing = run(join(folder, 'none.jsonl'));
  assert.equal(missing.code, 2);
  assert.match(missing.err, /^There is no file .+none\.jsonl\.\n$/);
  assert.equal(run(file('c.jsonl', [line(1)]), '--speed', '11').code, 2);
  assert.equal(run().code, 2);
});

test('an import that is killed goes on when it is run again, and nothing is there twice', async () => {
  const count = 12_000;
  const log = file(
    'long.jsonl',
    Array.from({length: count}, (_, id) =>
      JSON.stringify({
        id: `m-${id}`,
        channel: 'rust',
        author: `a-${id % 50}`,
        ts: new Date(1_546_666_931_000 + id).toISOString(),
        text: `line ${id}`,
      }),
    ),
  );
  const path = join(folder, 'killed.db');
  const child = spawn(process.execPath, ['--conditions=source', '--import', 'tsx', main, log, '--database', path], {
    stdio: 'ignore',
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  while (stored(path) < 2_000) await pause(20);
  child.kill('SIGKILL');
  await ended;
  const half = stored(path);
  assert.ok(half < count, `${half} are there: it was killed on the way`);

  const {code, out} = run(log, '--database', path);
  assert.equal(code, 0);
  assert.match(
    out,
    new RegExp(
      `^${(count - half).toLocaleString('en-US')} messages added; ${half.toLocaleString('en-US')} were there already`,
    ),
  );
  const database = new Database(path, {readonly: true});
  const row = database
    .prepare(
      'select count(*) as messages, count(distinct seq) as places, min(seq) as first, max(seq) as last from message',
    )
    .get();
  database.close();
  assert.deepEqual(row, {messages: count, places: count, first: 2, last: count + 1});
});

test('whoever has the database open and does not listen for imports is not written behind, in one sentence', async () => {
  const path = join(folder, 'open.db');
  const store = await openStore(path);
  const {code, err} = run(file('late.jsonl', [line(1)]), '--database', path);
  await store.close();
  assert.equal(code, 2);
  assert.match(err, /^\S+open\.db is in use\. Whoever has it open does not listen for imports: .+ Stop it first\.\n$/);
  assert.equal(stored(path), 0);
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
