/** The import's command line over a PostgreSQL database, also while a node has it open. */
import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, test} from 'node:test';
import {fileURLToPath} from 'node:url';
import {newDatabase} from '../../test/postgres.js';
import {World} from '../../test/world.js';
import {doctor} from '../doctor/run.js';
import {openPostgresStore} from '../store/postgres/store.js';
import {conversationIdOf} from './ids.js';

const folder = mkdtempSync(join(tmpdir(), 'parlor-import-'));
after(() => rmSync(folder, {recursive: true, force: true}));
const main = fileURLToPath(new URL('main.ts', import.meta.url));

function run(...args: string[]): {code: number | null; out: string; err: string} {
  const all = ['--conditions=source', '--import', 'tsx', main, ...args];
  const {status, stdout, stderr} = spawnSync(process.execPath, all, {encoding: 'utf8'});
  return {code: status, out: stdout, err: stderr};
}

const line = (id: number): string =>
  JSON.stringify({
    id: String(id),
    channel: 'rust',
    author: ['ferris', 'corro'][id % 2],
    ts: new Date(Date.UTC(2019, 0, 5, 0, 0, id)).toISOString(),
    text: `line ${id}`,
    ...(id % 3 === 2 && {reply_to: String(id - 1)}),
  });

test('a log comes in beside a node that has the database open; again it changes nothing, and a longer one goes on', async () => {
  const url = await newDatabase();
  const world = await World.open({store: await openPostgresStore(url)});
  const ann = world.as('ann');
  await ann.hello();
  const file = join(folder, 'log.jsonl');
  const lines = (count: number): string => Array.from({length: count}, (_, id) => line(id)).join('\n');
  writeFileSync(file, `${lines(40)}\nnot json\n`);
  const args = [file, '--database', url, '--join', 'ann', '--unread', '5'];
  const first = run(...args);
  assert.equal(first.code, 1);
  assert.match(first.out, /^40 messages added; 1 group, 2 authors/m);
  assert.match(first.err, /^Line 41 is left out: it is not JSON\.$/m);

  const place = conversationIdOf('rust');
  assert.equal((await ann.row(place)).unread, 5);
  await ann.send(place, 'said here');
  writeFileSync(file, `${lines(50)}\n`);
  const second = run(...args);
  assert.deepEqual([second.code, second.err], [0, '']);
  assert.match(second.out, /^10 messages added; 40 were there already/m);
  assert.match(run(...args).out, /^0 messages added; 50 were there already/m);
  assert.equal((await ann.words(place)).length, 51);
  await world.domain.close();
  let said = '';
  const output = {out: (text: string) => void (said += text), err: (text: string) => void (said += text)};
  assert.equal(await doctor(['--database', url], {}, output), 0, said);
});

test('a database that cannot be reached is one sentence without the password', () => {
  const file = join(folder, 'one.jsonl');
  writeFileSync(file, `${line(1)}\n`);
  const {code, err} = run(file, '--database', 'postgres://me:hush@127.0.0.1:1/db');
  assert.notEqual(code, 0);
  assert.match(err, /cannot be reached/);
  assert.doesNotMatch(err, /hush/);
});
