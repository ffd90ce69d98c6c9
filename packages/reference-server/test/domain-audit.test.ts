/** What the host does and reads is written down in the commit of it (PWP-AUDIT-001 …); the conformance kit tries it from outside. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {type HostName, operations} from '@parlor/sdk/protocol';
import {verify} from '../src/audit/chain.js';
import {hostNotes} from '../src/domain/audit-notes.js';
import {openSqliteStore} from '../src/store/sqlite/store.js';
import type {Store} from '../src/store/store.js';
import {temporaryFile} from './temporary-files.js';
import {codeOf, newId, World} from './world.js';

const audited = async (store: Store): Promise<string[]> => {
  const all = await store.read((tx) => tx.audits({place: {after: 0}, limit: 1000}));
  return all.map(({actor, operation}) => `${actor} ${operation}`);
};

test('every operation of the host’s says what its entry is, or that it shows nothing of anybody’s (PWP-AUDIT-001)', () => {
  const inSteps = ['user.erase', 'conversation.remove', 'session.end'];
  const ofHost = Object.entries(operations).flatMap(([name, {who}]) => (who === 'host' ? [name as HostName] : []));
  assert.deepEqual([...Object.keys(hostNotes), ...inSteps].sort(), ofHost.sort());
  const silent = Object.entries(hostNotes).flatMap(([name, note]) => (typeof note === 'string' ? [name] : []));
  assert.deepEqual(silent, ['stats', 'audit.list', 'webhook.list', 'webhook.dead']);
});

test('nothing is done, and nothing read, where its entry cannot be written (PWP-AUDIT-001)', async () => {
  const world = await World.open();
  const [ann, host] = [world.as('ann'), world.asHost()];
  await ann.hello();
  const conversation = await ann.group(['ben']);
  const {id} = await ann.send(conversation, 'words');
  const write = world.store.write.bind(world.store);
  world.store.write = ((work, ...more) =>
    write(
      (tx) => {
        tx.insertAudit = () => Promise.reject(new Error('no room'));
        return work(tx);
      },
      ...more,
    )) as typeof write;
  world.forget();
  for (const attempt of [
    () => host.run('user.put', {user: 'ann', name: 'Other'}),
    () => host.run('user.get', {user: 'ann'}),
    () => host.run('report.list', {}),
    () => host.run('message.delete', {conversation, id}),
    () => host.run('conversation.put', {conversation, title: 'Other'}),
    () => host.run('conversation.remove', {conversation}),
    () => host.run('user.erase', {user: 'ann'}),
    () => host.run('session.end', {user: 'ann'}),
  ])
    await assert.rejects(attempt(), /no room/);
  world.store.write = write;
  assert.deepEqual(await ann.words(conversation), ['words']);
  assert.deepEqual((await ann.run('person.get', {users: ['ann']})).people[0]?.name, 'ann');
  assert.deepEqual(
    world.framesTo('ben').filter(({type}) => type === 'changes'),
    [],
  );
  assert.deepEqual(await audited(world.store), []);
});

test('a repeated write that was done before leaves no second entry, a batch one for each (PWP-AUDIT-001)', async () => {
  const world = await World.open();
  const [ann, host] = [world.as('ann'), world.asHost()];
  const conversation = await ann.group(['ben']);
  const {id} = await ann.send(conversation, 'unfit');
  const opId = newId();
  for (let times = 0; times < 2; times++) await host.run('message.delete', {conversation, id}, opId);
  const role = (user: string) => ({opId: newId(), op: 'member.role', input: {conversation, user, role: 'admin'}});
  const {results} = await host.run('ops.push', {ops: [role('ben'), role('nobody'), {...role('ben'), op: 'nonsense'}]});
  assert.deepEqual(
    results.map(({ok}) => ok),
    [true, false, false],
  );
  await host.run('profile.set', {name: 'Shop'});
  assert.deepEqual(await audited(world.store), ['shop message.delete', 'shop member.role']);
});

test('an erasure that was stopped has begun in the audit, and is done when it is (PWP-AUDIT-001)', async () => {
  const world = await World.open();
  const [ann, ben] = [world.as('ann'), world.as('ben')];
  await ben.hello();
  const conversation = await ann.group(['ben']);
  await ben.send(conversation, 'secret');
  const stored = world.store.write.bind(world.store);
  let writes = 0;
  world.store.write = ((...args: Parameters<typeof stored>) =>
    ++writes > 2 ? Promise.reject(new Error('cut')) : stored(...args)) as typeof stored;
  await assert.rejects(world.asHost().run('user.erase', {user: 'ben'}), /cut/);
  world.store.write = stored;
  const steps = async (): Promise<unknown[]> =>
    (await world.asHost().run('audit.list', {})).entries.map(({result}) => result);
  assert.deepEqual(await steps(), [{step: 'begun'}]);
  await world.asHost().run('user.erase', {user: 'ben'});
  assert.deepEqual(await steps(), [{step: 'begun'}, {step: 'begun'}, {step: 'done', messages: 1}]);
});

test('hosts that write at once make one chain, and an erasure leaves it whole (PWP-AUDIT-002, PWP-AUDIT-003)', async () => {
  const world = await World.open();
  const hosts = ['shop', 'desk', 'night'].map((name) => world.asHost(name));
  await Promise.all(
    hosts.flatMap((host) =>
      Array.from({length: 6}, (_, at) =>
        at % 2 === 0
          ? host.run('user.put', {user: `user ${at}`, name: `Name ${host.user}`})
          : host.run('conversation.put', {conversation: `c_${at}`, title: 'Title', members: [{user: `user ${at}`}]}),
      ),
    ),
  );
  await world.asHost().run('user.erase', {user: 'user 0'});
  const verdict = await verify((query) => world.store.read((tx) => tx.audits(query)));
  assert.deepEqual([verdict.is, verdict.is === 'whole' && verdict.head?.seq], ['whole', 20]);
});

test('of a long list of people an entry names a hundred, and says how many there were', async () => {
  const world = await World.open();
  const members = Array.from({length: 150}, (_, at) => ({user: `user ${at}`}));
  await world.asHost().run('conversation.put', {conversation: 'c_long', title: 'Long', members});
  const [entry] = (await world.asHost().run('audit.list', {})).entries;
  const named = entry?.targets['users'];
  assert.deepEqual([Array.isArray(named) && named.length, entry?.result['members']], [100, 150]);
});

test('a clock that stands behind makes no entry older than the one before it (PWP-AUDIT-002)', async () => {
  const world = await World.open();
  await world.asHost().run('session.end', {user: 'ann'});
  world.clock.time -= 60_000;
  await world.asHost().run('user.put', {user: 'ann'});
  const [first, second] = (await world.asHost().run('audit.list', {})).entries;
  assert.equal(second?.at, first?.at);
});

test('the audit is for the host alone (PWP-HOST-001)', async () => {
  const world = await World.open();
  assert.equal(await codeOf(world.as('ann').run('audit.list', {})), 'FORBIDDEN');
});

test('a read that is refused leaves no entry, and has nothing of its turn run again (PWP-AUDIT-001)', async () => {
  const world = await World.open({store: await openSqliteStore(temporaryFile())});
  const host = world.asHost();
  let runs = 0;
  const write = world.store.write.bind(world.store);
  world.store.write = ((work, ...more) =>
    write(
      (tx) => {
        runs++;
        return work(tx);
      },
      ...more,
    )) as typeof write;
  const [refused, , other] = await Promise.all([
    codeOf(host.run('user.get', {user: 'nobody'})),
    host.run('user.put', {user: 'ann', name: 'Ann'}),
    codeOf(host.run('history.read', {conversation: 'c_none'})),
  ]);
  assert.deepEqual([refused, other, runs], ['NOT_FOUND', 'NOT_FOUND', 3]);
  world.store.write = write;
  assert.deepEqual(await audited(world.store), ['shop user.put']);
  await world.domain.close();
});
