/** `parlor-server audit`, as it is given on the command line. */
import assert from 'node:assert/strict';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, test} from 'node:test';
import Database from 'better-sqlite3';
import {World} from '../../test/world.js';
import {openStore} from '../open-store.js';
import {operate} from '../operator/run.js';
import {audit} from './run.js';

const folder = mkdtempSync(join(tmpdir(), 'parlor-audit-'));
after(() => rmSync(folder, {recursive: true, force: true}));

async function run(...args: string[]): Promise<{code: number; out: string; err: string}> {
  let [out, err] = ['', ''];
  const code = await audit(args, {}, {out: (text) => void (out += text), err: (text) => void (err += text)});
  return {code, out, err};
}

/** A database in which two hosts did four things; the server has it open. */
async function filled(name: string) {
  const path = join(folder, name);
  const world = await World.open({store: await openStore(path)});
  await world.asHost().run('user.put', {user: 'ann', name: 'Ann Lee'});
  world.clock.pass(60_000);
  await world.asHost('desk').run('user.get', {user: 'ann'});
  await world.asHost().run('conversation.put', {conversation: 'c_1', title: 'Order', members: [{user: 'ann'}]});
  await world.asHost().run('user.erase', {user: 'ann'});
  return {path, world};
}

/** Somebody who has the file and knows SQL. */
function tamper(path: string, sql: string): void {
  const client = new Database(path);
  client.exec(`drop trigger audit_unchanged; drop trigger audit_kept; ${sql}`);
  client.close();
}

test('a chain is whole beside a running server, and its end can be held against one that was noted (PWP-AUDIT-002)', async () => {
  const {path, world} = await filled('whole.db');
  const {code, out, err} = await run('verify', '--database', path);
  assert.deepEqual([code, err], [0, '']);
  const [, head = ''] = /^5 entries, whole\. Its end: (5:[0-9a-f]{64})\n$/.exec(out) ?? [];
  assert.notEqual(head, '');
  await world.asHost().run('session.end', {user: 'ben'});
  await world.domain.close();
  const later = await run('verify', '--head', head, '--database', path);
  assert.deepEqual([later.code, later.out.startsWith('6 entries, whole.')], [0, true]);
});

for (const [what, sql, seq, why] of [
  ['whose actor was changed', "update audit set actor = 'desk' where seq = 3", 3, 'it is not what was written'],
  ['that was taken out', 'delete from audit where seq = 2', 2, 'entry 2 is missing'],
  ['that was put first', 'delete from audit where seq = 1', 1, 'entry 1 is missing'],
  [
    'whose hash was made anew',
    "update audit set hash = printf('%064d', 1) where seq = 2",
    2,
    'it is not what was written',
  ],
  [
    'that names another',
    "update audit set prev_hash = printf('%064d', 1) where seq = 4",
    4,
    'it does not name the entry before it',
  ],
] as const)
  test(`an entry ${what} breaks the chain there (PWP-AUDIT-002)`, async () => {
    const {path, world} = await filled(`broken-${seq}-${what.length}.db`);
    await world.domain.close();
    tamper(path, sql);
    assert.deepEqual(await run('verify', '--database', path), {
      code: 1,
      out: '',
      err: `parlor-server audit: broken at entry ${seq}: ${why}.\n`,
    });
  });

test('a chain that was cut off, or written anew, no longer has an end that was noted (PWP-AUDIT-004)', async () => {
  const {path, world} = await filled('cut.db');
  const [, head = ''] = /(5:[0-9a-f]{64})/.exec((await run('verify', '--database', path)).out) ?? [];
  await world.domain.close();
  tamper(path, 'delete from audit where seq > 3');
  assert.equal((await run('verify', '--database', path)).code, 0, 'by itself it is whole');
  assert.deepEqual(await run('verify', '--head', head, '--database', path), {
    code: 1,
    out: '',
    err: 'parlor-server audit: broken at entry 4: the chain ends at 3, before the entry that was noted.\n',
  });
  const [other] = [`2:${'0'.repeat(64)}`];
  assert.match((await run('verify', '--head', other, '--database', path)).err, /entry 2: it is not the entry that was/);
});

test('the database itself refuses to change or remove an entry (PWP-AUDIT-003)', async () => {
  const {path, world} = await filled('kept.db');
  await world.domain.close();
  const client = new Database(path);
  for (const sql of ["update audit set actor = 'x'", 'delete from audit'])
    assert.throws(() => client.exec(sql), /the audit is only added to/);
  client.close();
});

test('entries are listed line by line, by actor, operation and time', async () => {
  const {path, world} = await filled('list.db');
  const time = (ms: number): string => new Date(world.clock.now() - ms).toISOString();
  await world.domain.close();
  await operate('revoke', ['--user', 'ben', '--database', path], {}, {out: () => undefined, err: assert.fail});
  const all = await run('list', '--database', path);
  assert.deepEqual(all.out.split('\n').slice(0, 5), [
    `1\t${time(60_000)}\tshop\tuser.put\tuser=ann\tfields=name`,
    `2\t${time(0)}\tdesk\tuser.get\tuser=ann\t`,
    `3\t${time(0)}\tshop\tconversation.put\tconversation=c_1 users=ann\tfields=title members=1`,
    `4\t${time(0)}\tshop\tuser.erase\tuser=ann\tstep=begun`,
    `5\t${time(0)}\tshop\tuser.erase\tuser=ann\tstep=done messages=0`,
  ]);
  const seqs = async (...args: string[]): Promise<string[]> =>
    [...(await run('list', '--database', path, ...args)).out.matchAll(/^\d+/gm)].map(([seq]) => seq);
  assert.deepEqual(await seqs('--actor', 'desk'), ['2']);
  assert.deepEqual(await seqs('--operation', 'user.erase', '--last', '1'), ['5']);
  assert.deepEqual(await seqs('--since', time(30_000), '--actor', 'shop'), ['3', '4', '5']);
  assert.deepEqual(await seqs('--actor', ''), ['6'], 'what whoever runs the server did');
});

test('what is wrong with the options is one sentence', async () => {
  for (const [args, sentence] of [
    [[], 'What is wanted is verify or list'],
    [['verify', '--actor', 'x'], 'verify looks at every entry'],
    [['verify', '--head', '5'], '"5" is no end of a chain'],
    [['list', '--since', 'noon'], '"noon" is no time'],
    [['list', '--last', '1001'], '--last is a number'],
    [['list', '--head', 'x'], '--head is for verify'],
    [['list', '--database', join(folder, 'none.db')], 'There is no database'],
  ] as const) {
    const {code, out, err} = await run(...args);
    assert.deepEqual([code, out, err.split('\n').length], [2, '', 2]);
    assert.ok(err.includes(sentence), err);
  }
  const help = await run('--help');
  assert.ok(help.code === 0 && help.out.split('\n').every((line) => line.length <= 120));
});
