import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {existsSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, test} from 'node:test';
import {ControlError, controlAddress} from './address.js';
import {claimDatabase} from './claim.js';
import {dial} from './dial.js';
import {linesOf} from './lines.js';

const folder = mkdtempSync(join(tmpdir(), 'parlor-control-'));
after(() => rmSync(folder, {recursive: true, force: true}));
const claim = (database: string) => claimDatabase(database, 'Wait.');
const failing =
  (is: ControlError['is'], sentence: RegExp) =>
  (error: unknown): boolean =>
    error instanceof ControlError && error.is === is && sentence.test(error.message);

test('the socket is its owner’s alone from the moment it is there, whatever the mask, and gone when the claim ends', async () => {
  const database = join(folder, 'mode.db');
  const before = process.umask(0);
  try {
    const claiming = claim(database);
    // nothing was waited for yet, and it is bound already: nobody could come in between
    assert.equal(statSync(`${database}.sock`).mode & 0o777, 0o600);
    assert.equal(process.umask(), 0, 'the mask is as it was');
    (await claiming).close();
    assert.equal(existsSync(`${database}.sock`), false);
  } finally {
    process.umask(before);
  }
});

test('who connects before anybody serves is told to wait', async () => {
  const database = join(folder, 'early.db');
  const claimed = await claim(database);
  const socket = await dial(database);
  const {value} = await linesOf(socket, 1_000).next();
  assert.deepEqual(value, {parlor: 'control', version: 1, refused: 'Wait.'});
  socket.destroy();
  claimed.close();
});

test('a living process keeps its database, under every name of the file', async () => {
  const database = join(folder, 'lives.db');
  writeFileSync(database, '');
  symlinkSync(database, join(folder, 'other-name.db'));
  const claimed = await claim(database);
  await assert.rejects(claim(join(folder, 'other-name.db')), failing('taken', /is in use by another process/));
  (await dial(database)).destroy();
  claimed.close();
});

test('what a killed process left is replaced, by one of several who come at once', async () => {
  const database = join(folder, 'killed.db');
  const code = `require('node:net').createServer().listen(${JSON.stringify(`${database}.sock`)}, () => console.log('up'))`;
  const child = spawn(process.execPath, ['-e', code]);
  await new Promise((resolve) => child.stdout.once('data', resolve));
  await assert.rejects(claim(database), failing('taken', /another process/), 'it lives');
  child.kill('SIGKILL');
  await new Promise((resolve) => child.once('exit', resolve));
  assert.equal(existsSync(`${database}.sock`), true, 'it left its socket');
  await assert.rejects(dial(database), failing('nobody', /Nobody listens/));
  const outcomes = await Promise.allSettled([claim(database), claim(database), claim(database)]);
  const won = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  assert.equal(won.length, 1);
  (await dial(database)).destroy();
  won[0]?.close();
});

test('a path too long for a socket, a folder that is not there and a file in the way are a sentence each', async () => {
  const long = join(folder, `${'x'.repeat(110)}.db`);
  assert.throws(() => controlAddress(long), failing('impossible', /too long for a socket \(\d+ bytes, \d+ fit\)/));
  await assert.rejects(
    claim(join(folder, 'nowhere/x.db')),
    failing('impossible', /^No socket can be made at .+nowhere/),
  );
  const database = join(folder, 'blocked.db');
  writeFileSync(`${database}.sock`, 'mine');
  await assert.rejects(claim(database), failing('impossible', /is in the way: it is not a socket/));
  assert.equal(statSync(`${database}.sock`).size, 4, 'and stays what it is');
});

test('on Windows it is a named pipe, one for each file', () => {
  const [one, same, other] = ['a.db', './a.db', 'b.db'].map((name) => controlAddress(join(folder, name), 'win32'));
  assert.match(one ?? '', /^\\\\\.\\pipe\\parlor-[0-9a-f]{32}$/);
  assert.deepEqual([same === one, other === one], [true, false]);
});
