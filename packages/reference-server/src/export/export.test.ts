/** A database as lines, and lines as a database. */
import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, test} from 'node:test';
import {fileURLToPath} from 'node:url';
import Database from 'better-sqlite3';
import {exported, filesIn, goesRound, linesIn, loaded, saying, tellsOfOnePerson} from '../../test/exports.js';
import {smallDisk} from '../../test/small-disk.js';
import {canary, layFiles, liveOfEverything} from '../../test/whole-database.js';
import {World} from '../../test/world.js';
import {audit} from '../audit/run.js';
import {claimDatabase} from '../control/claim.js';
import {serveImports} from '../import/session.js';
import {createLog} from '../log.js';
import {openStore} from '../open-store.js';
import {columnsOf, tables} from '../rows/tables.js';

const folder = mkdtempSync(join(tmpdir(), 'parlor-export-'));
after(() => rmSync(folder, {recursive: true, force: true}));
const at = (name: string): string => join(folder, name);
const lived = at('lived.db');
const whole = at('whole.ndjson');
let [place, file] = ['', ''];

before(async () => {
  ({place, file} = await liveOfEverything(await openStore(lived)));
  layFiles(`${lived}-files`, file);
  const {code, err, out} = await exported(lived, whole);
  assert.deepEqual([code, err], [0, '']);
  assert.match(out, /^[\d,]+ rows, [\d.]+ MB in .*whole\.ndjson, and 0 MB in 1 files in .*whole\.ndjson-files\.\n$/);
});

test('every table is there, each row a line, and what was said is in it as it was said', () => {
  const lines = linesIn(whole).map((line) => JSON.parse(line) as Record<string, unknown>);
  assert.deepEqual(lines[0], {parlor: 'export', version: 1});
  const rows = (lines.at(-1)?.['end'] as {rows?: Record<string, number>} | undefined)?.rows ?? {};
  for (const {name} of tables) assert.ok((rows[name] ?? 0) > 0, `there is something of ${name}`);
  assert.equal(
    lines.length - 2,
    Object.values(rows).reduce((sum, count) => sum + count, 0),
  );
  const said = lines.find((line) => (line['content'] as {text?: string} | undefined)?.text === canary);
  assert.deepEqual([said?.['table'], said?.['conversation'], said?.['countable']], ['message', place, true]);
  assert.equal(statSync(whole).mode & 0o077, 0, 'nobody else reads it');
});

test('loaded into an empty database and written again it is the same bytes, with its files', async () => {
  await goesRound(lived, at('again.db'), at('round'));
  assert.deepEqual(filesIn(at('again.db-files')), [`${file}.original`], 'half an upload is not one');
});

test('a client meets a new epoch, the same conversations, and goes on (PWP-SYNC-007)', async () => {
  const old = await World.open({store: await openStore(lived)});
  const {epoch} = old.domain;
  const inbox = (await old.as('ann').run('inbox.page', {limit: 100})).rows;
  await old.domain.close();
  assert.equal((await loaded(whole, at('served.db'))).code, 0);
  const world = await World.open({store: await openStore(at('served.db'))});
  assert.notEqual(world.domain.epoch, epoch);
  assert.deepEqual((await world.as('ann').run('inbox.page', {limit: 100})).rows, inbox);
  assert.ok((await world.as('ben').words(place)).includes(canary));
  await world.as('ben').send(place, 'and it goes on');
  await world.domain.close();
});

test('it is one state, also while a server writes', async () => {
  const path = at('busy.db');
  assert.equal((await loaded(whole, path, '--no-files')).code, 0);
  const {world, close} = await served(path);
  const writing = world.as('ann').send(place, 'beside the export');
  assert.equal((await exported(path, at('busy.ndjson'), '--no-files')).code, 0);
  await writing;
  await close();
  assert.equal((await loaded(at('busy.ndjson'), at('busy-again.db'))).code, 0);
});

test('that it was made is in the audit before a byte is written, beside a server as well; without that there is none (PWP-AUDIT-005)', async () => {
  const path = at('noted.db');
  assert.equal((await loaded(whole, path, '--no-files')).code, 0);
  const before = await audited(path);
  assert.equal((await exported(path, at('noted-1.ndjson'), '--no-files')).code, 0);
  const {close} = await served(path);
  assert.equal((await exported(path, at('noted-2.ndjson'), '--user', 'ann', '--no-files')).code, 0);
  await close();
  assert.equal((await exported(path, at('noted-3.ndjson'), '--user', 'nobody')).code, 2, 'there was nothing to write');
  assert.equal((await exported(path, at('noted-1.ndjson'), '--no-files')).code, 1, 'nor here');
  const entries = (await audited(path)).slice(before.length).map((line) => line.split('\t').slice(2));
  assert.deepEqual(entries, [
    ['(the server)', 'export', '', ''],
    ['(the server)', 'export', 'user=ann', ''],
  ]);
  assert.match((await saying(audit, ['verify', '--database', path])).out, /^\d+ entries, whole\./);
  const own = (file: string): unknown[] =>
    linesIn(at(file)).flatMap((line) => (/"table":"audit".*"operation":"export"/.test(line) ? [line] : []));
  assert.equal(own('noted-1.ndjson').length, before.filter((line) => line.includes('\texport\t')).length);

  // somebody has it open who takes no orders
  const world = await World.open({store: await openStore(path)});
  const refused = await exported(path, at('noted-4.ndjson'), '--no-files');
  await world.domain.close();
  assert.deepEqual([refused.code, /is in use\. .* Stop it first/.test(refused.err)], [2, true], refused.err);
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.startsWith('noted-4')),
    [],
  );
});

/** What `parlor-server audit list` says. */
const audited = async (path: string): Promise<string[]> =>
  (await saying(audit, ['list', '--database', path])).out.split('\n').slice(0, -1);

/** A database that somebody has open who takes orders over its control socket. */
async function served(path: string): Promise<{world: World; close(): Promise<void>}> {
  const claim = await claimDatabase(path, 'wait');
  const world = await World.open({store: await openStore(path)});
  const imports = serveImports({claim, domain: world.domain, clock: world.clock, log: createLog('silent')});
  const close = async (): Promise<void> => {
    await imports.stop();
    await world.domain.close();
    claim.close();
  };
  return {world, close};
}

/** The export with some lines changed, and an end that knows of it. */
function changed(name: string, change: (lines: string[]) => string[], {isSealed = true} = {}): string {
  const lines = linesIn(whole);
  const {end} = JSON.parse(lines.pop() ?? '') as {end: {rows: Record<string, number>; sha256: string}};
  const body = `${change(lines).join('\n')}\n`;
  const sha256 = isSealed ? createHash('sha256').update(body).digest('hex') : end.sha256;
  writeFileSync(at(name), `${body}${JSON.stringify({end: {...end, sha256}})}\n`);
  return at(name);
}
const indexOf = (lines: readonly string[], table: string): number =>
  lines.findIndex((line) => line.startsWith(`{"table":"${table}"`));

test('every line that is not right is told with its number, and nothing is made', async () => {
  const path = changed('bad.ndjson', (lines) => {
    lines[1] = 'not json';
    lines[2] = '[]';
    lines[3] = '{"table":"recipe","id":"x"}';
    lines[4] = (lines[4] ?? '').replace(/"seq":\d+/, '"seq":"7"');
    lines[5] = (lines[5] ?? '').replace(/,"status":"\w+"/, '');
    const member = indexOf(lines, 'member');
    lines[member] = (lines[member] ?? '').replace('{', '{"nickname":"x",');
    lines[member + 1] = lines[member + 2] ?? '';
    lines.splice(indexOf(lines, 'user'), 0, lines[member + 3] ?? '');
    return lines;
  });
  const said = await loaded(path, at('never.db'));
  assert.equal(said.code, 1);
  const lines = said.err.split('\n');
  assert.deepEqual(lines.slice(0, 5), [
    'Line 2: it is not JSON.',
    'Line 3: it is not a JSON object.',
    'Line 4: there is no table "recipe".',
    'Line 5: "seq" is not a whole number.',
    'Line 6: "status" is missing.',
  ]);
  assert.match(said.err, /^Line \d+: member has no "nickname"\.$/m);
  assert.match(said.err, /^Line \d+: it does not come behind the line before\.$/m);
  assert.match(said.err, /^Line \d+: member comes before ended\.$/m);
  assert.match(said.err, /^Line \d+: there should be \d+ rows of conversation, and there are \d+\.$/m);
  assert.match(said.err, /^parlor-server load: 9 lines are not right; nothing was made of .*bad\.ndjson\.$/m);
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.startsWith('never')),
    [],
  );
});

test('many bad lines are counted, not all told', async () => {
  const said = await loaded(
    changed('many.ndjson', (lines) => lines.map((line, index) => (index > 0 && index < 40 ? 'x' : line))),
    at('never.db'),
  );
  assert.match(said.err, /^Line 21: it is not JSON\.\n… and 20 more\.\n.*40 lines are not right/m);
});

test('one that was cut has no end, one of another version is refused, and bytes that are no text are told', async () => {
  const lines = linesIn(whole);
  writeFileSync(at('cut.ndjson'), `${lines.slice(0, -3).join('\n')}\n`);
  assert.match((await loaded(at('cut.ndjson'), at('never.db'))).err, /has no end: it is not whole/);
  writeFileSync(at('newer.ndjson'), `${JSON.stringify({parlor: 'export', version: 2})}\n`);
  assert.match(
    (await loaded(at('newer.ndjson'), at('never.db'))).err,
    /^Line 1: the version of this export is 2, and /,
  );
  writeFileSync(at('bytes.ndjson'), Buffer.from([0xff, 0xfe, 10]));
  assert.match((await loaded(at('bytes.ndjson'), at('never.db'))).err, /^Line 1: it is no UTF-8/);
  writeFileSync(at('behind.ndjson'), `${lines.join('\n')}\n{}\n`);
  assert.match((await loaded(at('behind.ndjson'), at('never.db'))).err, /^Line \d+: it stands behind the end\.$/m);
  assert.ok(!existsSync(at('never.db')));
});

test('one that was changed since is loaded only where that is wanted, and so is one that does not add up', async () => {
  const other = (lines: string[]): string[] => lines.map((line) => line.replace('told to the host', 'never told'));
  const path = changed('edited.ndjson', other, {isSealed: false});
  assert.match((await loaded(path, at('edited.db'))).err, /was changed since it was written; --despite-differences/);
  assert.equal((await loaded(path, at('edited.db'), '--despite-differences', '--no-files')).code, 0);
  const unsound = changed('unsound.ndjson', (lines) => {
    const last = lines.findLastIndex((line) => line.startsWith('{"table":"message"'));
    lines[last] = (lines[last] ?? '').replace(/"k":\d+/, '"k":999');
    return lines;
  });
  const said = await loaded(unsound, at('unsound.db'), '--no-files');
  assert.equal(said.code, 1);
  assert.match(said.err, /k is 999 instead of \d+\n/);
  assert.match(said.err, /The doctor finds \d+ in what was loaded, so nothing was made of it/);
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.startsWith('unsound.db')),
    [],
  );
  assert.equal((await loaded(unsound, at('unsound.db'), '--no-files', '--despite-differences')).code, 0);
});

test('nothing is written over, and files come along or are left behind by word only', async () => {
  assert.match((await exported(lived, whole)).err, /There is a file .*whole\.ndjson already/);
  assert.match((await loaded(whole, lived)).err, /There is a file .*lived\.db already/);
  const claim = await claimDatabase(at('taken.db'), 'wait');
  const taken = await loaded(whole, at('taken.db'));
  claim.close();
  assert.deepEqual([taken.code, /is in use by another process/.test(taken.err)], [2, true]);

  const bare = at('bare.db');
  assert.equal((await loaded(whole, bare, '--no-files')).code, 0);
  const without = await exported(bare, at('bare.ndjson'));
  assert.deepEqual([without.code, /There are files in messages: --files names/.test(without.err)], [2, true]);
  assert.ok(!existsSync(at('bare.ndjson')));
  assert.equal((await exported(bare, at('bare.ndjson'), '--no-files')).code, 0);
  const mistyped = await exported(lived, at('x.ndjson'), '--files', at('mistyped'));
  assert.deepEqual([mistyped.code, /There is no folder .*mistyped/.test(mistyped.err)], [2, true]);
  assert.match((await loaded(whole, at('y.db'), '--files', `${lived}-files`)).err, /There is a folder .* already/);
  assert.ok(!existsSync(at('y.db')), 'not the database alone');
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.includes('.part')),
    [],
  );
});

test('of one person it tells what they said and did, with their files, and nothing that others said', async () => {
  const path = at('ann.db');
  assert.equal((await loaded(whole, path)).code, 0);
  const folder = join(`${path}-files`, file.slice(2, 4));
  writeFileSync(join(folder, 'f_zz9.original'), 'of somebody else');
  await tellsOfOnePerson(path, at('ann.ndjson'), whole, file);
  assert.match((await loaded(at('ann.ndjson'), at('never.db'))).err, /^Line 1: it is what there is of one person/);
  const nobody = await exported(path, at('nobody.ndjson'), '--user', 'nobody');
  assert.deepEqual([nobody.code, /There is nobody in it by the id "nobody"\./.test(nobody.err)], [2, true]);
  assert.match((await exported(path, at('x.ndjson'), '--user', '\u0001')).err, /is no user id/);
  const ben = await exported(path, at('ben.ndjson'), '--user', 'ben', '--no-files');
  assert.equal(ben.code, 0);
  assert.ok(!existsSync(at('ben.ndjson-files')));
  // who has no files needs no folder
  rmSync(`${path}-files`, {recursive: true});
  assert.equal((await exported(path, at('cid.ndjson'), '--user', 'cid')).code, 0);
});

test('a table or a column that nobody has said how to write stops it', async () => {
  const strange = at('strange.db');
  assert.equal((await loaded(whole, strange, '--no-files')).code, 0);
  const client = new Database(strange);
  client.exec('alter table reaction add column shape text');
  client.close();
  await assert.rejects(exported(strange, at('strange.ndjson'), '--no-files'), /what becomes of shape of reaction/);
  assert.ok(!existsSync(at('strange.ndjson')));
});

/** A small disk of its own where that can be made, else a limit for files of a process. */
function onSmallDisk(
  kilobytes: number,
  args: (small: string) => string[],
): {
  code: number | null;
  err: string;
  left: string[];
  isDisk: boolean;
} {
  const disk = smallDisk(kilobytes);
  const isDisk = disk !== undefined;
  const small = disk?.folder ?? mkdtempSync(join(tmpdir(), 'parlor-small-'));
  const main = fileURLToPath(new URL('../main.ts', import.meta.url));
  const command = [process.execPath, '--conditions=source', '--import', 'tsx', main, ...args(small)];
  try {
    const {status, stderr} = spawnSync(
      'bash',
      ['-c', isDisk ? 'exec "$@"' : `trap "" XFSZ; ulimit -f ${kilobytes}; exec "$@"`, 'bash', ...command],
      {
        encoding: 'utf8',
        cwd: fileURLToPath(new URL('../..', import.meta.url)),
        env: {...process.env, TSX_DISABLE_CACHE: '1'},
      },
    );
    return {code: status, err: stderr, left: readdirSync(small), isDisk};
  } finally {
    disk?.end();
    rmSync(small, {recursive: true, force: true});
  }
}

test('an export to a full disk leaves nothing that looks whole', () => {
  assert.ok(statSync(whole).size > 100_000, 'it does not fit');
  const {code, err, left, isDisk} = onSmallDisk(64, (small) => [
    'export',
    '--database',
    lived,
    '--to',
    join(small, 'x.ndjson'),
  ]);
  assert.deepEqual([code, left], [1, []], err);
  assert.match(
    err,
    isDisk ? /^parlor-server export: .* cannot be written: the disk is full\.\n$/ : /cannot be written/,
  );
});

test('an export whose files do not fit leaves nothing that looks whole, and not the database without them', async () => {
  const path = at('heavy.db');
  const bytes = 3_000_000;
  assert.equal((await loaded(whole, path, '--no-files')).code, 0);
  layFiles(`${path}-files`, file);
  writeFileSync(join(`${path}-files`, file.slice(2, 4), `${file}.original`), Buffer.alloc(bytes, 7));
  const room = Math.ceil(statSync(whole).size / 1024) + 1_000;
  const {code, err, left, isDisk} = onSmallDisk(room, (small) => [
    'export',
    '--database',
    path,
    '--to',
    join(small, 'x.ndjson'),
  ]);
  assert.deepEqual([code, left], [1, []], err);
  assert.match(
    err,
    isDisk ? /^parlor-server export: .*x\.ndjson-files cannot be written: the disk is full\.\n$/ : /cannot be written/,
  );
});

test('a database that a full disk does not hold is not there, wherever it stopped', () => {
  for (const kilobytes of [64, 512, 800]) {
    const {code, err, left} = onSmallDisk(kilobytes, (small) => [
      'load',
      '--from',
      whole,
      '--database',
      join(small, 'x.db'),
    ]);
    assert.equal(code, 1, err);
    assert.match(err, /cannot be written|cannot grow|cannot be opened/);
    assert.deepEqual(left, []);
  }
});

test('the page about the format names every table and column, in their order', () => {
  const page = readFileSync(new URL('../../../../docs/export.md', import.meta.url), 'utf8');
  const told = [...page.matchAll(/^\| `(\w+)` \|[^|]*\|([^|]*)\|([^|]*)\|$/gm)].map(
    ([, name, key = '', columns = '']) => ({
      name,
      key: [...key.matchAll(/`(\w+)`/g)].map(([, column]) => column),
      columns: columns.trim().split(', '),
    }),
  );
  const kinds = {text: '', bigint: ' (number)', boolean: ' (flag)'};
  const meant = tables.map((table) => ({
    name: table.name,
    key: table.key,
    columns: columnsOf(table).map(
      ({name, type, isJson, isOptional}) => `\`${name}${isOptional ? '?' : ''}\`${isJson ? ' (JSON)' : kinds[type]}`,
    ),
  }));
  assert.deepEqual(told, meant);
});

test('what is wrong with the options is one sentence', async () => {
  const none = await exported(at('no.db'), at('no.ndjson'));
  assert.deepEqual([none.code, /^parlor-server export: There is no database .*no\.db\.\n$/.test(none.err)], [2, true]);
  assert.match(
    (await loaded(at('no.ndjson'), at('no.db'))).err,
    /^parlor-server load: There is no file .*no\.ndjson\.\n$/,
  );
  assert.match((await exported(lived, '')).err, /--to is missing\. --help lists the options\.\n$/);
  assert.match((await exported(lived, at('x'), '--form')).err, /Unknown option '--form'/);
  for (const run of [exported, loaded]) {
    const help = await run(lived, at('x'), '--help');
    assert.equal(help.code, 0);
    assert.ok(help.out.split('\n').every((line) => line.length <= 120));
  }
});
