/** An import into a server that people are connected to (PWP-SYNC-005, PWP-SYNC-009). */
import assert from 'node:assert/strict';
import {createConnection} from 'node:net';
import {test} from 'node:test';
import type {InboxRow} from '@parlor/sdk/protocol';
import {claimDatabase} from '../src/control/claim.js';
import {dial} from '../src/control/dial.js';
import {linesOf, sendLine} from '../src/control/lines.js';
import {createDomain} from '../src/domain/create-domain.js';
import type {Domain} from '../src/domain/domain.js';
import {foldMs} from '../src/fanout/debts.js';
import {conversationIdOf, messageIdOf} from '../src/import/ids.js';
import {type Importer, importInto} from '../src/import/import.js';
import type {ImportLine} from '../src/import/line.js';
import {makePlan, planLine} from '../src/import/plan.js';
import {reachServer} from '../src/import/remote.js';
import {tickMs} from '../src/realtime/connection.js';
import {memoryStore} from '../src/store/memory/store.js';
import type {Store, WriteTransaction} from '../src/store/store.js';
import {fakeClock} from './fake-clock.js';
import {type Client, startWorld, until} from './live-server.js';
import {temporaryFile} from './temporary-files.js';
import {actorOf, newId} from './world.js';

const rust = conversationIdOf('rust');
const begun = Date.UTC(2019, 0, 5);

const log = (count: number): ImportLine[] =>
  Array.from({length: count}, (_, index) => ({
    id: `m-${index}`,
    channel: 'rust',
    author: ['ferris', 'corro', 'once'][index % 3] as string,
    at: begun + index * 1000,
    text: `line ${index}`,
  }));

/** A server whose database is claimed, over a store that can be made to wait. */
async function start() {
  const file = temporaryFile();
  const clock = fakeClock();
  const store = memoryStore();
  const gate = {before: async (): Promise<void> => undefined};
  const gated: Store = {
    epoch: store.epoch,
    secret: store.secret,
    read: (work) => store.read(work),
    write: async (work, committed) => {
      await gate.before();
      return store.write(work, committed);
    },
    close: () => store.close(),
  };
  const domain = await createDomain({store: gated, clock});
  const world = await startWorld<Domain>({domain, clock, control: await claimDatabase(file, 'Wait.')});
  return {...world, file, gate, store};
}

/** The import of a whole log, to be handed over piece by piece. */
async function begin(file: string, lines: readonly ImportLine[]): Promise<Importer & {end(): Promise<void>}> {
  const plan = makePlan();
  for (const line of lines) planLine(plan, line);
  const {writer, close} = await reachServer(file);
  const join = [{user: 'ann', name: 'Ann'}];
  return {
    ...importInto(writer, {plan, join, unread: () => 3, prefix: 'import:', members: 50}),
    end: close,
  };
}

const rowsIn = (client: Client): InboxRow[] =>
  client.frames.flatMap((frame) => (frame.type === 'inbox' ? frame.rows : []));

/** What a cursor vouches for but was not put on the connection before it: conversations. */
async function vouchedButUntold(domain: Domain, client: Client, at: number): Promise<string[]> {
  const tick = client.frames[at];
  assert.ok(tick?.type === 'tick');
  const told = new Map<string, number>();
  for (const frame of client.frames.slice(0, at)) {
    const rows = frame.type === 'inbox' ? frame.rows : frame.type === 'hello' ? frame.sync.rows : [];
    for (const {conversation, seq} of rows) told.set(conversation.id, Math.max(told.get(conversation.id) ?? 0, seq));
  }
  const {rows: now} = await domain.run(actorOf(client.user), 'inbox.page', {});
  const {sync} = await domain.hello(actorOf(client.user), {cursor: tick.cursor});
  const still = new Set(sync.rows.map(({conversation}) => conversation.id));
  return now
    .filter(({conversation: {id}, seq}) => !still.has(id) && (told.get(id) ?? 0) < seq)
    .map(({conversation}) => conversation.id);
}

test('who is connected sees an imported group with its unread count, without a reconnect', async () => {
  const world = await start();
  const [ann, cem] = [await world.connect('ann'), await world.connect('cem')];
  const importer = await begin(world.file, log(12));
  assert.equal(await importer.write(log(12)), 12);
  await until(() => rowsIn(ann).length > 0);
  await importer.finish();
  world.clock.advance(foldMs);
  await until(() => rowsIn(ann).at(-1)?.seq === 13);
  const row = rowsIn(ann).at(-1);
  assert.deepEqual([row?.conversation.title, row?.unread, row?.own.read], ['rust', 3, 10]);
  assert.equal(row?.preview?.text, 'line 11');
  await cem.settled();
  assert.deepEqual(
    cem.frames.map(({type}) => type),
    ['hello'],
    'nobody else hears of it',
  );
  await importer.end();
  await world.close();
});

test('no tick vouches for a batch its people were not told of (PWP-SYNC-005), however many come', async () => {
  const world = await start();
  const ann = await world.connect('ann');
  const importer = await begin(world.file, log(40));
  world.clock.advance(tickMs - 200);
  await importer.write(log(10));
  // the first is told at once; the next are folded behind it
  await until(() => rowsIn(ann).length === 1);
  await importer.write(log(20));
  await importer.write(log(30));
  world.clock.advance(400);
  await ann.settled();
  for (const [at, {type}] of ann.frames.entries())
    if (type === 'tick') assert.deepEqual(await vouchedButUntold(world.domain, ann, at), []);

  world.clock.advance(foldMs);
  await until(() => rowsIn(ann).at(-1)?.seq === 31);
  assert.equal(rowsIn(ann).length, 2, 'many batches, one frame');
  world.clock.advance(tickMs);
  await ann.next('tick');
  const last = ann.frames.findLastIndex(({type}) => type === 'tick');
  assert.deepEqual(await vouchedButUntold(world.domain, ann, last), []);
  const tick = ann.frames[last];
  const {sync} = await world.domain.hello(actorOf('ann'), {cursor: tick?.type === 'tick' ? tick.cursor : ''});
  assert.deepEqual(sync.rows, [], 'and when everything was told, a tick says so');
  await importer.end();
  await world.close();
});

test('what is imported while somebody is greeted comes behind their hello (PWP-HELLO-003)', async () => {
  const world = await startWorld();
  const row = {conversation: {id: 'c_1'}, seq: 9};
  world.domain.answer = (name) => (name === 'inbox.rows' ? {rows: [row]} : {});
  world.domain.duringHello = () => world.domain.touch({conversation: 'c_1', users: ['ann', 'ben']});
  const ann = await world.connect('ann');
  assert.deepEqual((await ann.next('inbox')).rows, [row]);
  assert.deepEqual(
    ann.frames.map(({type}) => type),
    ['hello', 'inbox'],
  );
  assert.deepEqual(
    world.domain.asked.map(({actor, name, input}) => [actor.user, name, input]),
    [['ann', 'inbox.rows', {conversations: ['c_1']}]],
    'ben is not here',
  );
  await world.close();
});

test('who writes in a group while it is imported is neither held up nor renumbered (PWP-SEQ-001)', async () => {
  const world = await start();
  const ann = await world.connect('ann');
  const importer = await begin(world.file, log(20));
  await importer.write(log(8));
  const reply = await ann.request('message.send', {conversation: rust, id: newId(), content: {text: 'here I am'}});
  assert.equal(reply.ok, true);
  await importer.write(log(20));
  await importer.finish();
  const {messages} = await world.domain.run(actorOf('ann'), 'history.page', {conversation: rust, limit: 100});
  assert.deepEqual(
    messages.map(({seq}) => seq),
    Array.from({length: 21}, (_, index) => index + 2),
  );
  const {from, to} = await ann.next('changes');
  assert.deepEqual([from, to], [10, 10]);
  await importer.end();
  await world.close();
});

test('nobody is taken to have read what somebody said while the import ran', async () => {
  const world = await start();
  const importer = await begin(world.file, log(20));
  await importer.write(log(8));
  await world.domain.run(actorOf('ann'), 'member.add', {conversation: rust, user: 'ben'});
  const said = newId();
  await world.domain.run(actorOf('ben'), 'message.send', {conversation: rust, id: said, content: {text: 'hello ann'}});
  await importer.write(log(20));
  await importer.finish();
  const {rows} = await world.domain.run(actorOf('ann'), 'inbox.rows', {conversations: [rust]});
  // 8 lines at 2…9, ben's coming at 10 and 11, his word at 12; the last three before it and all behind it are unread
  assert.ok((rows[0]?.own.read ?? 99) < 12, `ann has read up to ${rows[0]?.own.read}`);
  const {read} = await world.domain.run(actorOf('ben'), 'receipt.list', {conversation: rust, id: said});
  assert.deepEqual(read, [], 'not the authors either');
  await importer.end();
  await world.close();
});

test('an open question of a plain HTTP client is answered when something was imported', async () => {
  const world = await start();
  const {cursor} = (await world.domain.hello(actorOf('ann'), {})).sync;
  const asked = world.rest('ann', 'GET', `/v1/sync?wait=25&cursor=${encodeURIComponent(cursor)}`);
  const importer = await begin(world.file, log(5));
  await importer.write(log(5));
  // the question may have come before or behind the commit: either way it ends with the row
  const {body} = await asked;
  assert.deepEqual(
    (body.rows as InboxRow[]).map(({conversation}) => conversation.id),
    [rust],
  );
  await importer.end();
  await world.close();
});

test('a mention of a member counts as one, whoever imported it (PWP-MODEL-003)', async () => {
  const world = await start();
  const lines: ImportLine[] = [
    {id: 'a', channel: 'rust', author: 'ann', at: begun, text: 'hello'},
    {id: 'b', channel: 'rust', author: 'ben', at: begun + 1, text: 'ann: welcome'},
  ];
  const plan = makePlan();
  for (const line of lines) planLine(plan, line);
  const {writer, close} = await reachServer(world.file);
  const join = [{user: 'ann', name: 'Ann'}];
  const importer = importInto(writer, {plan, join, unread: () => 3, prefix: '', members: 50});
  await importer.write(lines);
  await importer.finish();
  const {rows} = await world.domain.run(actorOf('ann'), 'inbox.page', {});
  assert.deepEqual([rows[0]?.unread, rows[0]?.mentions], [1, 1]);
  await close();
  await world.close();
});

test('a stop waits for the step under way, answers it, and refuses the next with a sentence', async () => {
  const world = await start();
  const importer = await begin(world.file, log(20));
  await importer.write(log(5));
  let go: () => void = () => undefined;
  let isHeld = false;
  world.gate.before = () => {
    isHeld = true;
    return new Promise((resolve) => (go = resolve));
  };
  const under = importer.write(log(10));
  await until(() => isHeld);
  const stopped = world.server.close({windowMs: 0});
  await assert.rejects(reachServer(world.file), /The server (is stopping|has ended)|Nobody listens/);
  go();
  assert.equal(await under, 5, 'it is in');
  await assert.rejects(
    importer.write(log(20)),
    /^ControlError: The server is stopping\. Run the import again: it goes on/,
  );
  await stopped;
});

test('an import whose server is gone, and a server whose import is gone, leave nothing half done', async () => {
  const world = await start();
  const importer = await begin(world.file, log(20));
  await importer.write(log(5));
  await importer.end();
  const again = await begin(world.file, log(20));
  assert.equal(await again.write(log(20)), 15, 'the next one goes on, once the other is gone');
  const count = await world.store.read(async (tx: Pick<WriteTransaction, 'conversation'>) => tx.conversation(rust));
  assert.deepEqual([count?.seq, count?.k], [21, 20]);
  await world.close();
  await assert.rejects(again.write(log(20)), /The server (is stopping|has ended)\./);
});

test('garbage on the control socket gets a sentence and the door; it harms nobody', async () => {
  const world = await start();
  const ann = await world.connect('ann');
  const said = async (...values: unknown[]): Promise<unknown> => {
    const socket = await dial(world.file);
    const lines = linesOf(socket, 10_000);
    await lines.next();
    for (const value of values) {
      if (typeof value === 'string') socket.write(value);
      else sendLine(socket, value);
    }
    const {value} = await lines.next();
    const {done} = await lines.next();
    assert.equal(done, true, 'it is closed');
    return (value as {error?: string}).error;
  };
  assert.equal(await said('GET / HTTP/1.1\r\n\r\n'), 'A message is not JSON.');
  assert.match(String(await said({do: 'drop'})), /^A message is not a step of an import/);
  assert.match(String(await said({do: 'settle', conversation: 'x'})), /conversation is wrong\.$/);
  assert.match(String(await said({do: 'settle', conversation: rust})), /^The group c_\S+ was not named before\.$/);
  const entry = {
    conversation: rust,
    id: messageIdOf('rust', 'm'),
    author: {user: 'import:x', name: 'x'},
    at: begun,
    content: {kind: 'text', text: 'see', ranges: [{type: 'link', start: 0, end: 3, url: 'javascript:alert(1)'}]},
  };
  assert.match(String(await said({do: 'write', entries: [entry]})), /not a safe address/);
  assert.match(String(await said('x'.repeat(9 * 1024 * 1024))), /^A message is longer than \d+ bytes\.$/);
  assert.equal((await ann.request('totals', {})).ok, true);
  await world.close();
});

test('one import at a time: the second is told so', async () => {
  const world = await start();
  const first = await begin(world.file, log(5));
  await first.write(log(2));
  const second = await begin(world.file, log(5));
  await assert.rejects(second.write(log(5)), /Another import is under way\./);
  await first.write(log(5));
  await first.end();
  await world.close();
});

test('the control socket is not reachable over HTTP', async () => {
  const world = await start();
  for (const path of ['/control', '/v1/import', '/v1/control']) {
    const answer = await world.fetch(path);
    assert.deepEqual([answer.status, typeof (await answer.text())], [404, 'string']);
  }
  const line = createConnection(world.port, '127.0.0.1');
  line.write(`${JSON.stringify({do: 'settle', conversation: rust})}\n`);
  const first = await new Promise<string>((resolve) => line.once('data', (data) => resolve(String(data))));
  assert.match(first, /^HTTP\/1\.1 400/);
  line.destroy();
  await world.close();
});
