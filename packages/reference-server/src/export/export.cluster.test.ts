/** Exports of PostgreSQL databases, and across: the same rows are the same bytes, whichever store they are in. */
import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, test} from 'node:test';
import {fileURLToPath} from 'node:url';
import {exported, filesIn, goesRound, loaded, tellsOfOnePerson} from '../../test/exports.js';
import {asServer, newDatabase} from '../../test/postgres.js';
import {canary, layFiles, liveOfEverything} from '../../test/whole-database.js';
import {World} from '../../test/world.js';
import {openStore} from '../open-store.js';
import {openPostgresStore} from '../store/postgres/store.js';

const folder = mkdtempSync(join(tmpdir(), 'parlor-export-'));
after(() => rmSync(folder, {recursive: true, force: true}));
const at = (name: string): string => join(folder, name);
const files = at('files');
const whole = at('whole.ndjson');
let [lived, place, file] = ['', '', ''];

before(async () => {
  lived = await newDatabase();
  ({place, file} = await liveOfEverything(await openPostgresStore(lived)));
  layFiles(files, file);
  const {code, err} = await exported(lived, whole, '--files', files);
  assert.deepEqual([code, err], [0, '']);
});

test('loaded into an empty database and written again it is the same bytes, with its files', async () => {
  const to = ['--files', at('kept')];
  await goesRound(lived, await newDatabase(), at('round'), {fromFiles: ['--files', files], toFiles: to});
  assert.deepEqual(filesIn(at('kept')), [`${file}.original`]);
});

test('from PostgreSQL to SQLite and back: the same bytes', async () => {
  await goesRound(lived, at('down.db'), at('down'), {fromFiles: ['--files', files]});
  // of its own: that the first one was exported is in its audit since
  assert.equal((await loaded(at('down-1.ndjson'), at('below.db'))).code, 0);
  await goesRound(at('below.db'), await newDatabase(), at('up'), {toFiles: ['--files', at('up-files')]});
  assert.ok(readFileSync(at('up-2.ndjson')).equals(readFileSync(at('down-1.ndjson'))), 'after two ways');
});

test('a client meets a new epoch and goes on; events come behind those that wait (PWP-SYNC-007)', async () => {
  const to = await newDatabase();
  assert.equal((await loaded(whole, to, '--no-files')).code, 0);
  const [old, world] = [
    await World.open({store: await openStore(lived)}),
    await World.open({store: await openPostgresStore(to)}),
  ];
  assert.notEqual(world.domain.epoch, old.domain.epoch);
  const page = {limit: 100};
  assert.deepEqual(
    (await world.as('ann').run('inbox.page', page)).rows,
    (await old.as('ann').run('inbox.page', page)).rows,
  );
  assert.ok((await world.as('ben').words(place)).includes(canary));
  await world.as('ben').send(place, 'and it goes on');
  await old.domain.close();
  await world.domain.close();
});

test('of one person it tells the same from either store', async () => {
  await tellsOfOnePerson(lived, at('ann.ndjson'), whole, file, ['--files', files]);
  assert.equal((await loaded(whole, at('ann.db'))).code, 0);
  assert.equal((await exported(at('ann.db'), at('ann-2.ndjson'), '--user', 'ann')).code, 0);
  assert.ok(readFileSync(at('ann-2.ndjson')).equals(readFileSync(at('ann.ndjson'))));
});

test('killed on the way, no server opens it; run again, it goes on', async () => {
  const to = await newDatabase();
  const main = fileURLToPath(new URL('../main.ts', import.meta.url));
  const args = ['load', '--from', whole, '--database', to, '--no-files'];
  const child = spawn(process.execPath, ['--conditions=source', '--import', 'tsx', main, ...args]);
  const ended = new Promise((resolve) => child.once('exit', (_, signal) => resolve(signal)));
  const rows = (): Promise<number> =>
    asServer(
      async (client) => Number((await client.query('select count(*) as rows from parlor.message')).rows[0]?.rows),
      to,
    );
  for (;;) if ((await rows().catch(() => 0)) > 0) break;
  child.kill('SIGKILL');
  if ((await ended) === 'SIGKILL') await assert.rejects(openPostgresStore(to), /unfinished move; .* or "load"/);
  const said = await loaded(whole, to, '--no-files');
  assert.deepEqual([said.code, said.err], [0, '']);
});

test('a database that holds other data is refused, files need a folder, and no password is told', async () => {
  const full = await loaded(whole, lived, '--no-files');
  assert.deepEqual([full.code, /holds other data; a move needs an empty one/.test(full.err)], [2, true], full.err);
  const homeless = await loaded(whole, await newDatabase());
  assert.deepEqual([homeless.code, /--files says where they shall lie/.test(homeless.err)], [2, true]);
  const unnamed = await exported(lived, at('x.ndjson'));
  assert.deepEqual([unnamed.code, /--files names their folder/.test(unnamed.err)], [2, true]);
  for (const said of [
    await exported('postgres://me:hush@127.0.0.1:1/db', at('y.ndjson')),
    await loaded(whole, 'postgres://me:hush@127.0.0.1:1/db', '--no-files'),
  ]) {
    assert.equal(said.code, 2);
    assert.match(said.err, /cannot be reached/);
    assert.doesNotMatch(said.err, /hush/);
  }
});
