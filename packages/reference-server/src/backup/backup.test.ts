/** Copies of a database, as they are made and put back on the command line. */
import assert from 'node:assert/strict';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, test} from 'node:test';
import {newId, World} from '../../test/world.js';
import {claimDatabase} from '../control/claim.js';
import {doctor} from '../doctor/run.js';
import {openStore} from '../open-store.js';
import {type Command, copy} from './run.js';

const folder = mkdtempSync(join(tmpdir(), 'parlor-backup-'));
after(() => rmSync(folder, {recursive: true, force: true}));
const at = (name: string): string => join(folder, name);

async function run(command: Command, ...args: string[]): Promise<{code: number; out: string; err: string}> {
  let [out, err] = ['', ''];
  const code = await copy(command, args, {}, {out: (text) => void (out += text), err: (text) => void (err += text)});
  return {code, out, err};
}

async function worldWith(path: string): Promise<{world: World; conversation: string}> {
  const world = await World.open({store: await openStore(path)});
  const conversation = await world.as('ann').group(['ben']);
  await world.as('ann').send(conversation, 'before the copy');
  return {world, conversation};
}

test('a copy made while the server writes holds what was acknowledged before, and comes back under another epoch (PWP-SYNC-007)', async () => {
  const path = at('live.db');
  const {world, conversation} = await worldWith(path);
  // a write is under way on either side of it
  const early = world.as('ann').send(conversation, 'beside the copy');
  const made = await run('backup', '--database', path, '--to', at('copy.db'));
  assert.deepEqual([made.code, made.err], [0, '']);
  assert.match(made.out, /^[\d.]+ MB in .*copy\.db\.\n$/);
  await early;
  await world.as('ann').send(conversation, 'after the copy');
  const {epoch} = world.domain;
  await world.domain.close();

  const back = await run('restore', '--from', at('copy.db'), '--database', at('again.db'));
  assert.deepEqual([back.code, back.err], [0, '']);
  const restored = await World.open({store: await openStore(at('again.db'))});
  assert.notEqual(restored.domain.epoch, epoch);
  const words = await restored.as('ben').words(conversation);
  assert.equal(words[0], 'before the copy');
  assert.ok(!words.includes('after the copy'));
  await restored.as('ben').send(conversation, 'and it goes on');
  await restored.domain.close();
  let report = '';
  const say = {out: (text: string) => void (report += text), err: (text: string) => void (report += text)};
  assert.equal(await doctor(['--database', at('again.db')], {}, say), 0, report);
});

test('what still lies beside a file is put back with it', async () => {
  const path = at('snapshot.db');
  const {world, conversation} = await worldWith(path);
  await world.as('ann').send(conversation, 'committed last');
  // as a snapshot of the disk would have it
  for (const end of ['', '-wal']) copyFileSync(`${path}${end}`, `${at('taken.db')}${end}`);
  await world.domain.close();
  assert.equal((await run('restore', '--from', at('taken.db'), '--database', at('whole.db'))).code, 0);
  const restored = await World.open({store: await openStore(at('whole.db'))});
  assert.deepEqual(await restored.as('ben').words(conversation), ['before the copy', 'committed last']);
  await restored.domain.close();
});

test('a file that is there is never written over, and what is damaged is neither copied nor put back', async () => {
  const path = at('ours.db');
  const {world} = await worldWith(path);
  for (let count = 0; count < 40; count++) await world.as('ann').group(['ben'], `Group ${count} ${newId()}`);
  await world.domain.close();
  writeFileSync(at('taken'), 'somebody’s');
  assert.match((await run('backup', '--database', path, '--to', at('taken'))).err, /There is a file .* already/);
  assert.match((await run('restore', '--from', path, '--database', at('taken'))).err, /There is a file .* already/);
  writeFileSync(at('half.db-wal'), '');
  assert.match((await run('restore', '--from', path, '--database', at('half.db'))).err, /half\.db-wal already/);

  const cut = at('cut.db');
  copyFileSync(path, cut);
  truncateSync(cut, 16 * 4096);
  const refused = await run('restore', '--from', cut, '--database', at('never.db'));
  assert.equal(refused.code, 1);
  assert.match(refused.err, /cut\.db (is damaged|cannot be read)/);
  assert.match((await run('backup', '--database', at('taken'), '--to', at('x'))).err, /is not a database/);
  assert.match((await run('backup', '--database', at('no.db'), '--to', at('x'))).err, /There is no database/);
  assert.ok(!existsSync(at('never.db')));
});

test('what could not be finished leaves nothing that looks like a copy', async () => {
  const path = at('source.db');
  const {world} = await worldWith(path);
  await world.domain.close();
  const nowhere = await run('backup', '--database', path, '--to', join(folder, 'no', 'folder.db'));
  assert.equal(nowhere.code, 1);
  writeFileSync(at('done.db.part'), 'of a run that was killed');
  assert.equal((await run('backup', '--database', path, '--to', at('done.db'))).code, 0);
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.includes('.part')),
    [],
  );
});

/** What lies in the folder of files, as the server writes it. */
function filesBeside(path: string): void {
  for (const [name, words] of [
    ['f_aa1.original', 'a contract'],
    ['f_ab2.large', 'a picture'],
    ['f_ab2.small', 'a small one'],
    ['f_ab3.part', 'half of'],
  ] as const) {
    const folder = join(`${path}-files`, name.slice(2, 4));
    mkdirSync(folder, {recursive: true});
    writeFileSync(join(folder, name), words);
  }
}
const filesIn = (folder: string): string[] =>
  readdirSync(folder, {recursive: true, withFileTypes: true})
    .filter((entry) => entry.isFile())
    .map(({name}) => name)
    .sort();
const whole = ['f_aa1.original', 'f_ab2.large', 'f_ab2.small'];

test('files in messages are copied with their database and put back with it; half an upload is not', async () => {
  const path = at('filed.db');
  const {world} = await worldWith(path);
  await world.domain.close();
  filesBeside(path);
  const made = await run('backup', '--database', path, '--to', at('filed-copy.db'));
  assert.deepEqual([made.code, made.err], [0, '']);
  assert.match(made.out, /, and 0 MB in 3 files in .*filed-copy\.db-files\.\n$/);
  assert.deepEqual(filesIn(at('filed-copy.db-files')), whole);

  // elsewhere, under the name that the server is given
  const back = await run(
    'restore',
    '--from',
    at('filed-copy.db'),
    '--database',
    at('filed-again.db'),
    '--files',
    at('kept'),
  );
  assert.deepEqual([back.code, back.err], [0, '']);
  assert.deepEqual(filesIn(at('kept')), whole);
  assert.equal(readFileSync(join(at('kept'), 'aa', 'f_aa1.original'), 'utf8'), 'a contract');
  assert.deepEqual(filesIn(at('filed-copy.db-files')), whole, 'the copy stays');
});

test('a database and its files are copied both or not at all, and no folder is written over', async () => {
  const path = at('both.db');
  const {world} = await worldWith(path);
  await world.domain.close();
  filesBeside(path);
  mkdirSync(at('both-copy.db-files'));
  assert.match(
    (await run('backup', '--database', path, '--to', at('both-copy.db'))).err,
    /There is a folder .* already/,
  );
  assert.ok(!existsSync(at('both-copy.db')), 'not the database alone');

  const unfound = await run('backup', '--database', path, '--to', at('half-copy.db'), '--files', at('mistyped'));
  assert.deepEqual([unfound.code, /There is no folder .*mistyped/.test(unfound.err)], [1, true]);
  assert.ok(!existsSync(at('half-copy.db')), 'a copy without its files would look whole');

  writeFileSync(at('no-copy.db'), 'no database');
  filesBeside(at('no-copy.db'));
  assert.equal((await run('restore', '--from', at('no-copy.db'), '--database', at('both-again.db'))).code, 1);
  assert.ok(!existsSync(at('both-again.db-files')), 'nor the files alone');
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.includes('.part')),
    [],
  );
});

test('no copy is put where a server is at work', async () => {
  const path = at('from.db');
  const {world} = await worldWith(path);
  await world.domain.close();
  const claim = await claimDatabase(at('served.db'), 'wait');
  const refused = await run('restore', '--from', path, '--database', at('served.db'));
  assert.deepEqual([refused.code, /is in use by another process/.test(refused.err)], [1, true]);
  claim.close();
});

test('what is wrong with the options is one sentence', async () => {
  assert.deepEqual(await run('backup'), {
    code: 2,
    out: '',
    err: 'parlor-server backup: --to is missing. --help lists the options.\n',
  });
  assert.match((await run('backup', '--to', 'x', '--database', 'postgres://x/y')).err, /pg_dump/);
  assert.match((await run('restore', '--form', 'x')).err, /Unknown option '--form'/);
  for (const command of ['backup', 'restore'] as const) {
    const help = await run(command, '--help');
    assert.equal(help.code, 0);
    assert.ok(help.out.split('\n').every((line) => line.length <= 120));
  }
});
