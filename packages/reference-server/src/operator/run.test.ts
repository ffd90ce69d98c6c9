/** The orders, as they are given on the command line: to a running server and to a database that none has open. */
import assert from 'node:assert/strict';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, test} from 'node:test';
import {startWorld} from '../../test/live-server.js';
import {systemClock} from '../clock.js';
import {claimDatabase} from '../control/claim.js';
import {doctor} from '../doctor/run.js';
import {createDomain} from '../domain/create-domain.js';
import {openStore} from '../open-store.js';
import {type Command, operate} from './run.js';

const folder = mkdtempSync(join(tmpdir(), 'parlor-operator-'));
after(() => rmSync(folder, {recursive: true, force: true}));

async function run(command: Command, ...args: string[]): Promise<{code: number; out: string; err: string}> {
  let [out, err] = ['', ''];
  const code = await operate(command, args, {}, {out: (text) => void (out += text), err: (text) => void (err += text)});
  return {code, out, err};
}

/** A server that has the database open, as the command line would start it. */
async function serve(path: string) {
  const control = await claimDatabase(path, 'Wait.');
  const domain = await createDomain({store: await openStore(path), clock: systemClock});
  return startWorld({domain, clock: {...systemClock, advance: () => undefined}, control});
}

test('the operator ends sessions of a running server, and of one that stands still (PWP-AUTH-010, F76)', async () => {
  const path = join(folder, 'revoke.db');
  const world = await serve(path);
  const ann = await world.connect('ann');
  const token = await world.token('ann');
  assert.deepEqual(await run('revoke', '--user', 'ann', '--database', path), {code: 0, out: '', err: ''});
  assert.equal((await ann.next('session')).code, 'SESSION_REVOKED');
  await ann.closed;
  await world.close();

  const stale = await run('revoke', '--user', 'ben', '--database', path);
  assert.deepEqual(stale, {code: 0, out: '', err: ''});
  const again = await serve(path);
  assert.deepEqual(await again.refused('ann', {auth: {token}}), {ok: false, code: 'SESSION_REVOKED', retry: 'auth'});
  const iat = Math.floor(Date.now() / 1000) - 1;
  assert.equal(((await again.refused('ben', {claims: {iat}})) as {code: string}).code, 'SESSION_REVOKED');
  await again.connect('cem');
  await again.close();
});

test('the operator takes a conversation away: members hear of it at once, and nothing of it is left (PWP-MEMBER-008, F73)', async () => {
  const path = join(folder, 'remove.db');
  const world = await serve(path);
  const [ann, ben] = [await world.connect('ann'), await world.connect('ben')];
  const made = await ann.request('conversation.create', {title: 'Soon gone', members: ['ben']});
  assert.ok(made.ok);
  const {conversation} = made.result as {conversation: string};
  const id = 'message-to-be-removed';
  assert.ok((await ann.request('message.send', {conversation, id, content: {text: 'canary in the mine'}})).ok);
  const isRemoved = ({rows}: {rows: readonly {conversation: {status: string}}[]}): boolean =>
    rows.some((row) => row.conversation.status === 'removed');
  const before = await ben.next('inbox');
  assert.equal(isRemoved(before), false);

  assert.deepEqual(await run('remove', '--conversation', conversation, '--database', path), {
    code: 0,
    out: '2 messages deleted.\n',
    err: '',
  });
  for (const line of [ann, ben]) {
    let frame = await line.next('inbox');
    while (!isRemoved(frame)) frame = await line.next('inbox');
    const [row] = frame.rows;
    assert.deepEqual([row?.membership.state, row?.unread, row?.preview], ['removed', 0, undefined]);
  }
  const late = await ben.request('message.send', {conversation, id: 'message-that-is-late-', content: {text: 'x'}});
  assert.equal(late.ok ? 'ok' : late.code, 'NOT_A_MEMBER');
  const page = await ben.request('history.page', {conversation});
  assert.deepEqual(page.ok && (page.result as {messages: unknown[]}).messages, []);
  const none = await run('remove', '--conversation', 'c_none', '--database', path);
  assert.deepEqual(none, {code: 1, out: '', err: 'parlor-server remove: There is no such conversation.\n'});
  await world.close();

  const again = await run('remove', '--conversation', conversation, '--database', path);
  assert.deepEqual([again.code, again.out], [0, '0 messages deleted.\n'], 'and again, with no server');
  let report = '';
  const say = {out: (text: string) => void (report += text), err: (text: string) => void (report += text)};
  assert.equal(await doctor(['--database', path], {}, say), 0, report);
  assert.match(report, /^1 conversation, 0 messages, 2 members, 0 differences\.\n$/);
});

test('the operator deletes what is old, beside a running server and of one that stands still', async () => {
  const path = join(folder, 'expire.db');
  const past = {...systemClock, now: () => Date.now() - 40 * 86_400_000};
  const before = await createDomain({store: await openStore(path), clock: past});
  const actor = {user: 'ann', device: 'd', audience: 'parlor', claims: {}} as const;
  const made = await before.run(actor, 'conversation.create', {title: 'Old', members: ['ben']});
  const {conversation} = made as {conversation: string};
  const say = (id: string): Promise<unknown> =>
    before.run(actor, 'message.send', {conversation, id: id.padEnd(21, '-'), content: {text: 'canary'}});
  await say('first');
  await say('second');
  const shop = {...actor, user: 'shop', audience: 'parlor-admin'} as const;
  await before.run(shop, 'notify', {id: 'n-1', users: ['ann'], kind: 'order', title: 'Shipped'});
  await before.close();

  const world = await serve(path);
  const ben = await world.connect('ben');
  const expire = (...args: string[]) => run('expire', '--database', path, ...args);
  assert.deepEqual(await expire('--retention', '30', '--retention', 'group=0', '--retention', 'notifications=0'), {
    code: 0,
    out: '0 messages and 0 notifications deleted.\n',
    err: '',
  });
  assert.equal(
    (await expire('--retention', '30', '--dry-run')).out,
    '2 messages and 1 notification would be deleted.\n',
  );
  assert.equal((await expire('--retention', '30')).out, '2 messages and 1 notification deleted.\n');
  const host = {user: 'shop', device: 'd', audience: 'parlor-admin', claims: {}} as const;
  const {entries} = await world.domain.run(host, 'audit.list', {operation: 'expire'});
  const days = {direct: 30, group: 30, announcement: 30, notifications: 30};
  assert.deepEqual(
    entries.slice(-2).map(({actor, targets, result}) => [actor, targets, result]),
    [
      ['', days, {step: 'begun'}],
      ['', days, {step: 'done', messages: 2, notifications: 1}],
    ],
    'a dry run is not written down',
  );
  const frame = await ben.next('changes');
  assert.match(JSON.stringify(frame), /"deleted":"parlor:retention"/);
  assert.ok(!JSON.stringify(frame).includes('canary'));
  await world.close();

  assert.deepEqual(await expire('--retention', '1'), {
    code: 0,
    out: '0 messages and 0 notifications deleted.\n',
    err: '',
  });
  const missing = await expire();
  assert.deepEqual([missing.code, /--retention is missing/.test(missing.err)], [2, true]);
  assert.match((await expire('--retention', 'x')).err, /is a number of days up to 36500.*, not "x"\. --help lists/);
  let report = '';
  const told = {out: (text: string) => void (report += text), err: (text: string) => void (report += text)};
  assert.equal(await doctor(['--database', path], {}, told), 0, report);
});

test('what is wrong with an order is one sentence, and nothing begins', async () => {
  const nobody = await run('revoke', '--database', join(folder, 'x.db'));
  assert.deepEqual(nobody, {
    code: 2,
    out: '',
    err: 'parlor-server revoke: --user is missing. --help lists the options.\n',
  });
  assert.match((await run('revoke', '--user', '\u0001')).err, /is no user id\. --help lists the options\.\n$/);
  assert.match((await run('revoke', '--who', 'ann')).err, /Unknown option '--who'/);
  assert.equal((await run('revoke', '--user', 'ann', '--database', join(folder, 'no/where.db'))).code, 2);
  for (const [command, option] of [
    ['revoke', /--user ID/],
    ['expire', /--dry-run/],
  ] as const) {
    const help = await run(command, '--help');
    assert.deepEqual([help.code, help.err, option.test(help.out)], [0, '', true]);
    assert.ok(help.out.split('\n').every((line) => line.length <= 120));
  }
});

test('an order waits for nothing while the server stops: it is told', async () => {
  const path = join(folder, 'claimed.db');
  const claim = await claimDatabase(path, 'The server is just starting: try again in a moment.');
  const early = await run('revoke', '--user', 'ann', '--database', path);
  assert.deepEqual(
    [early.code, early.err],
    [2, 'parlor-server revoke: The server is just starting: try again in a moment.\n'],
  );
  claim.close();
});
