/** `parlor-admin`, against a server that runs. */
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {secret, startWorld} from '../../test/live-server.js';
import {systemClock} from '../clock.js';
import {createDomain} from '../domain/create-domain.js';
import {memoryStore} from '../store/memory/store.js';
import {admin} from './run.js';

const world = startWorld({
  domain: await createDomain({store: memoryStore(), clock: systemClock}),
  clock: {...systemClock, advance: () => undefined},
});
let url: string;
before(async () => void ({url} = await world));
after(async () => (await world).close());

async function run(args: string[], environment: Record<string, string> = {PARLOR_JWT_SECRET: secret}) {
  let [out, err] = ['', ''];
  const given = {PARLOR_URL: url, ...environment};
  const code = await admin(args, given, {out: (text) => void (out += text), err: (text) => void (err += text)});
  return {code, out, err, answer: out.startsWith('{') ? (JSON.parse(out) as Record<string, unknown>) : {}};
}

test('operations of every form are asked with their fields, and leave entries of who asked (PWP-HOST-001, PWP-AUDIT-001)', async () => {
  const as = ['--as', 'night desk'];
  const put = await run(['user.put', 'user=ann/1', 'name=Ann Lee', 'data={"plan":"gold"}', ...as]);
  assert.deepEqual([put.code, put.err], [0, '']);
  assert.deepEqual(put.answer['profile'], {user: 'ann/1', name: 'Ann Lee', data: {plan: 'gold'}, rev: 1});
  const members = 'members=[{"user":"ann/1"},{"user":"42"}]';
  assert.equal((await run(['conversation.put', 'conversation=c_1', 'title=42', members, ...as])).code, 0);
  const listed = await run(['conversation.list', 'status=open', 'member=42', 'limit=5', ...as]);
  const [seen] = listed.answer['conversations'] as {conversation: {id: string; title: string}}[];
  assert.deepEqual([seen?.conversation.id, seen?.conversation.title], ['c_1', '42']);
  const id = 'V1StGXR8_Z5jdHi6B-myT';
  assert.equal((await run(['conversation.tell', 'conversation=c_1', `id=${id}`, 'text=a=b', ...as])).code, 0);
  const read = await run(['history.read', 'conversation=c_1', ...as]);
  const [told] = read.answer['messages'] as {content: {text: string}}[];
  assert.equal(told?.content.text, 'a=b');
  assert.equal((await run(['member.remove', 'conversation=c_1', 'user=42', 'ban=true', ...as])).code, 0);
  assert.equal((await run(['user.erase', 'user=42', ...as])).code, 0);
  const token = await (await world).token('auditor', {aud: 'parlor-admin'});
  const {answer} = await run(['audit.list', 'actor=night desk'], {PARLOR_ADMIN_TOKEN: token});
  assert.deepEqual(
    (answer['entries'] as {operation: string}[]).map(({operation}) => operation),
    [
      'user.put',
      'conversation.put',
      'conversation.list',
      'conversation.tell',
      'history.read',
      'member.remove',
      'user.erase',
      'user.erase',
    ],
  );
});

test('a pair, its members and who is banned, from a command line (PWP-HOST-013, PWP-HOST-014, PWP-MEMBER-012)', async () => {
  const as = ['--as', 'desk'];
  const {answer} = await run(['conversation.pair', 'user=a/b', 'other=gil', ...as]);
  const conversation = `conversation=${String(answer['conversation'])}`;
  const read = await run(['conversation.read', conversation, ...as]);
  const usersOf = ({answer: {members}}: typeof read) => (members as {user: string}[]).map(({user}) => user);
  assert.deepEqual(usersOf(read), ['a/b', 'gil']);
  assert.equal((await run(['conversation.put', conversation, 'status=closed', ...as])).code, 0);
  assert.equal((await run(['conversation.put', 'conversation=c_2', 'title=Two', ...as])).code, 0);
  assert.equal((await run(['member.remove', 'conversation=c_2', 'user=eve', 'ban=true', ...as])).code, 0);
  const bans = () => run(['member.list', 'conversation=c_2', 'state=banned', ...as]);
  assert.deepEqual(usersOf(await bans()), ['eve']);
  assert.match(
    (await run(['member.add', 'conversation=c_2', 'user=eve', ...as])).err,
    /^parlor-admin: BANNED: user: is banned/,
  );
  assert.equal((await run(['member.unban', 'conversation=c_2', 'user=eve', ...as])).code, 0);
  assert.deepEqual(usersOf(await bans()), []);
});

test('two at the desk list, take and resolve reports, each what is not in the other’s hands (PWP-REPORT-006)', async () => {
  const {rest} = await world;
  await rest('cem', 'GET', '/v1/sync');
  await rest('dan', 'GET', '/v1/sync');
  await rest('cem', 'PUT', '/v1/direct/dan', {body: {}});
  const {body} = await rest('cem', 'POST', '/v1/reports', {body: {user: 'dan', reason: 'spam'}});
  const report = `report=${String(body['id'])}`;
  const take = await run(['report.take', report, '--as', 'ines']);
  assert.deepEqual([take.code, take.answer['state'], take.answer['assignee']], [0, 'taken', 'ines']);
  const listed = await run(['report.list', 'state=taken', 'assignee=ines', 'kind=person', '--as', 'omar']);
  assert.equal((listed.answer['reports'] as unknown[]).length, 1);
  assert.equal(
    (await run(['report.take', report, '--as', 'omar'])).err,
    'parlor-admin: REV_CONFLICT: report: taken by ines\n',
  );
  const done = await run(['report.resolve', report, 'outcome=warned', 'note=told to stop', '--as', 'ines']);
  assert.deepEqual([done.answer['state'], done.answer['note']], ['resolved', 'told to stop']);
});

test('what is refused ends with its code and detail (PWP-HOST-001)', async () => {
  const none = await run(['user.get', 'user=nobody', '--as', 'desk']);
  assert.deepEqual(none, {
    code: 1,
    out: '',
    err: 'parlor-admin: NOT_FOUND: user: nobody of this id\n',
    answer: {},
  });
  const token = await (await world).token('ann', {aud: 'parlor-bot'});
  assert.match((await run(['stats'], {PARLOR_ADMIN_TOKEN: token})).err, /^parlor-admin: FORBIDDEN/);
});

test('what is wrong is one sentence, and nothing is asked', async () => {
  for (const [args, sentence, environment] of [
    [[], 'What is to be done is missing. --help says more.'],
    [['message.send'], 'There is no operation message.send for a backend. --help says more.'],
    [['toString'], 'There is no operation toString for a backend. --help says more.'],
    [['stats', 'week=1'], 'There is no field week; it has days. --help says more.'],
    [['stats', 'days'], '"days" is no FIELD=VALUE. --help says more.'],
    [['stats', 'days=1', 'days=2'], 'days is there twice. --help says more.'],
    [['stats'], '--as NAME is missing: who you are is written in the audit. --help says more.'],
    [['stats', '--url', 'chat'], '"chat" is no address of a server. --help says more.'],
    [['stats', '--as', 'x'], 'PARLOR_ADMIN_TOKEN or PARLOR_JWT_SECRET has to be set. --help says more.', {}],
  ] as [string[], string, Record<string, string>?][])
    assert.deepEqual(await run(args, environment), {
      code: 2,
      out: '',
      err: `parlor-admin: ${sentence}\n`,
      answer: {},
    });
  assert.match((await run(['stats', 'days=91', '--as', 'x'])).err, /^parlor-admin: days: /);
  const away = await run(['stats', '--as', 'x', '--url', 'http://127.0.0.1:1']);
  assert.deepEqual([away.code, /127\.0\.0\.1:1 does not answer \(/.test(away.err)], [2, true]);
});

test('the help names every operation of the host’s, and each its fields', async () => {
  const {out, code} = await run(['--help']);
  assert.ok(code === 0 && out.includes('  history.read\n') && out.includes('  message.delete\n'));
  assert.ok(out.split('\n').every((line) => line.length <= 120));
  assert.equal((await run(['user.get', '--help'])).out.split('\n').at(-2), '  user (needed)');
});
