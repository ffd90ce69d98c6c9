/**
 * Webhooks from end to end: a server of its own process with a database on the disk, a receiver on this machine, and what goes wrong
 * between them (PWP-HOOK-002 to PWP-HOOK-006).
 */
import assert from 'node:assert/strict';
import {join} from 'node:path';
import {test} from 'node:test';
import type {OutputOf} from '@parlor/sdk/protocol';
import Database from 'better-sqlite3';
import {createServer} from '../src/app/create-server.js';
import {createLog} from '../src/log.js';
import {operate} from '../src/operator/run.js';
import {memoryStore} from '../src/store/memory/store.js';
import {usualRetries} from '../src/webhooks/retry.js';
import {ask, folder, key, launch, listed, newPlace, Receiver, register, secret, send, until} from './webhook-place.js';

test('what is said is posted with a signature that fits, and neither words nor secrets are in the log', async () => {
  const running = await launch(join(folder, 'plain.db'), ['--log-level', 'trace', '--metrics', '127.0.0.1:0']);
  const receiver = await new Receiver().start();
  const hook = await register(running, receiver.url);
  assert.ok(!JSON.stringify(hook).includes('whsec_'));
  const conversation = await newPlace(running);
  receiver.answer = (response) => response.writeHead(receiver.attempts.length === 1 ? 500 : 200).end('thank you');
  await send(running, conversation, 'a very secret word');
  await until('the word came', () => receiver.words(conversation).length === 1);
  await until('nothing waits', async () => (await listed(running)).waiting === 0);
  assert.match(running.out(), /an attempt failed/);
  const metrics = await fetch(/"metrics":"([^"]+)"/.exec(running.out())?.[1] as string).then((answer) => answer.text());
  assert.match(metrics, /parlor_webhook_attempts_total\{outcome="http"\} 1\n/);
  assert.match(metrics, /parlor_webhook_attempts_total\{outcome="delivered"\} \d+\n/);
  assert.match(metrics, /parlor_webhook_waiting 0\n/);
  for (const never of ['very secret', 'whsec_', secret.slice(6, 20)]) assert.ok(!running.out().includes(never), never);
  await running.kill();
  await receiver.end();
});

test('killed between commit and delivery, the server loses nothing: it goes on where it was', async () => {
  const database = join(folder, 'killed.db');
  const receiver = await new Receiver().start();
  let running = await launch(database);
  await register(running, receiver.url);
  const conversation = await newPlace(running);
  await until('the beginning came', async () => (await listed(running)).waiting === 0);
  // requests that are never answered: committed, and not delivered
  receiver.answer = () => undefined;
  for (const words of ['one', 'two', 'three']) await send(running, conversation, words);
  await until('it is asked', () => receiver.attempts.length > receiver.taken.length);
  await running.kill();
  receiver.answer = (response) => response.writeHead(200).end();
  running = await launch(database);
  await until('all came', () => receiver.words(conversation).length === 3);
  assert.deepEqual(receiver.words(conversation), ['one', 'two', 'three']);
  await running.kill();
  await receiver.end();
});

const rounds = [0, 1, 2, 3];

test('killed again and again under load, every word that was acknowledged comes, in its order, and no other', async () => {
  const database = join(folder, 'storm.db');
  const receiver = await new Receiver().start();
  let running = await launch(database);
  await register(running, receiver.url);
  // somebody else in every conversation and round: what one newcomer may send in a minute is not enough for a storm
  const authors = ['cem', 'dan', 'eve'].map((name) => rounds.map((round) => `${name}-${round}`));
  const places: string[] = [];
  for (const members of authors) places.push(await newPlace(running, members));
  const acknowledged = new Map(places.map((place) => [place, [] as string[]]));
  for (const round of rounds) {
    const server = running;
    // one after the other in each conversation, until the server dies
    const writers = places.map(async (place, which) => {
      for (let at = 0; ; at++) {
        const words = `${round}.${at}`;
        if (!(await send(server, place, words, authors[which]?.[round]).catch(() => undefined))) return;
        acknowledged.get(place)?.push(words);
      }
    });
    const before = receiver.taken.length;
    await until('some came', () => receiver.taken.length > before + 20);
    await server.kill();
    await Promise.all(writers);
    running = await launch(database);
  }
  await until('nothing waits', async () => (await listed(running)).waiting === 0);
  for (const place of places) {
    // what came twice is the same again, under the same id
    const seen = new Set<string>();
    const first = receiver.taken.filter((event) => !seen.has(event.id) && seen.add(event.id));
    const revs = first.flatMap((event) =>
      event.type === 'message.created' && event.conversation === place ? [event.message.seq] : [],
    );
    assert.deepEqual(
      revs,
      revs.toSorted((a, b) => a - b),
      'in the order of their seq',
    );
    const words = new Set(receiver.words(place));
    for (const one of acknowledged.get(place) ?? []) assert.ok(words.has(one), `${one} was lost`);
    const stored = new Set<string>();
    for (let after = 0; ; ) {
      type Page = {messages: {seq: number; content: {text: string}}[]; end: boolean};
      const page = await ask<Page>(running, 'ann', `GET /conversations/${place}/messages?after=${after}&limit=100`);
      for (const {content} of page.messages) stored.add(content.text);
      after = page.messages.at(-1)?.seq ?? after;
      if (page.end) break;
    }
    for (const one of words) assert.ok(stored.has(one), `${one} was invented`);
  }
  await running.kill();
  await receiver.end();
});

test('a receiver that dies and comes back gets what it missed, in order', async () => {
  const running = await launch(join(folder, 'receiver.db'));
  const receiver = await new Receiver().start();
  await register(running, receiver.url);
  const conversation = await newPlace(running);
  await send(running, conversation, 'one');
  await until('the first came', () => receiver.words(conversation).length === 1);
  await receiver.end();
  for (const words of ['two', 'three']) await send(running, conversation, words);
  await until('it failed', async () => (await listed(running)).failure?.reason === 'network');
  await receiver.start();
  await until('all came', () => receiver.words(conversation).length === 3);
  assert.deepEqual(receiver.words(conversation), ['one', 'two', 'three']);
  await running.kill();
  await receiver.end();
});

test('what was given up is listed and put back over REST, and comes then; nobody but the host sees it (PWP-HOOK-006)', async () => {
  const receiver = await new Receiver().start();
  const server = await createServer({
    store: memoryStore(),
    auth: {keys: {secret: key}},
    log: createLog('silent'),
    egressAllow: ['127.0.0.1'],
    // given up at the first attempt that fails
    webhooks: {retries: {...usualRetries, giveUpMs: 0}},
  });
  const running = {url: (await server.listen(0)).url};
  await register(running, receiver.url);
  const conversation = await newPlace(running);
  await until('the beginning came', async () => (await listed(running)).waiting === 0);
  receiver.answer = (response) => response.writeHead(500).end();
  for (const words of ['one', 'two', 'three']) await send(running, conversation, words);
  await until('all are given up', async () => (await listed(running)).dead === 3);
  assert.deepEqual([(await listed(running)).waiting, receiver.words(conversation)], [0, []]);

  type Page = OutputOf<'webhook.dead'>;
  const first = await ask<Page>(running, 'shop', 'GET /host/webhooks/shop/dead?limit=2');
  const after = encodeURIComponent(first.next ?? '');
  const second = await ask<Page>(running, 'shop', `GET /host/webhooks/shop/dead?limit=2&after=${after}`);
  assert.deepEqual([first.events.length, second.events.length, second.next], [2, 1, undefined]);
  const dead = [...first.events, ...second.events];
  assert.deepEqual(
    dead.map(({type, conversation: of, attempts, failure}) => [type, of, attempts, failure?.reason, failure?.status]),
    [1, 2, 3].map(() => ['message.created', conversation, 1, 'http', 500]),
  );
  assert.ok(!/one|two|three/.test(JSON.stringify(dead)), 'what they say is the receiver’s alone');
  for (const line of ['GET /host/webhooks/shop/dead', 'POST /host/webhooks/shop/replay'])
    await assert.rejects(ask(running, 'ann', line, line.startsWith('POST') ? {} : undefined), /FORBIDDEN/);

  receiver.answer = (response) => response.writeHead(204).end();
  const replay = (body: object) => ask<{events: number}>(running, 'shop', 'POST /host/webhooks/shop/replay', body);
  assert.deepEqual(await replay({event: dead[1]?.id}), {events: 1});
  await until('the second came', () => receiver.words(conversation).length === 1);
  assert.deepEqual(await replay({}), {events: 2});
  await until('the others came', () => receiver.words(conversation).length === 3);
  assert.deepEqual(receiver.words(conversation), ['two', 'one', 'three']);
  assert.deepEqual(
    receiver.taken.slice(-3).map(({id}) => id),
    [dead[1], dead[0], dead[2]].map((event) => event?.id),
    'under the ids they had',
  );
  assert.deepEqual((await ask<Page>(running, 'shop', 'GET /host/webhooks/shop/dead')).events, []);
  await until('nothing waits', async () => (await listed(running)).waiting === 0);
  await server.close({windowMs: 0});
  await receiver.end();
});

test('what the server may not reach is not reached: not when it is put down, and not when a name means it', async () => {
  const running = await launch(join(folder, 'guarded.db'), ['--egress-allow', 'hooks.invalid']);
  const receiver = await new Receiver().start();
  await assert.rejects(register(running, receiver.url), /SCHEMA.*https/);
  await assert.rejects(register(running, `https://127.0.0.1:${receiver.port}/`), /SCHEMA.*public/);
  await register(running, `https://localhost:${receiver.port}/`);
  await send(running, await newPlace(running), 'one');
  await until('it is refused', async () => (await listed(running)).failure?.reason === 'refused');
  assert.deepEqual(receiver.attempts, []);
  await running.kill();
  await receiver.end();
});

test('with --no-webhooks there are none, and nothing of before waits any more', async () => {
  const database = join(folder, 'none.db');
  const before = await launch(database);
  await register(before, 'http://127.0.0.1:9/');
  await send(before, await newPlace(before), 'one');
  await before.kill();
  const without = await launch(database, ['--no-webhooks']);
  await assert.rejects(register(without, 'https://shop.example/'), /FORBIDDEN/);
  await without.kill();
  const file = new Database(database, {readonly: true});
  const rows = file
    .prepare('select (select count(*) from webhook) + (select count(*) from webhook_event)')
    .pluck()
    .get();
  file.close();
  assert.equal(rows, 0);
});

test('a conversation that the operator takes away, with no server running, is told when there is one', async () => {
  const database = join(folder, 'removed.db');
  const before = await launch(database);
  const receiver = await new Receiver().start();
  receiver.answer = (response) => response.writeHead(503).end();
  await register(before, receiver.url);
  const conversation = await newPlace(before);
  await send(before, conversation, 'one');
  await before.kill();
  const silent = {out: () => undefined, err: (text: string) => assert.fail(text)};
  assert.equal(await operate('remove', ['--conversation', conversation, '--database', database], {}, silent), 0);
  receiver.answer = (response) => response.writeHead(204).end();
  const after = await launch(database);
  await until('it is told', () => receiver.taken.some(({type}) => type === 'conversation.removed'));
  await until('nothing waits', async () => (await listed(after)).waiting === 0);
  assert.deepEqual(receiver.words(conversation), [], 'and nothing of before');
  await after.kill();
  await receiver.end();
});
