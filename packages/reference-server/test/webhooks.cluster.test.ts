/** Webhooks of several nodes on one PostgreSQL database: one of them posts, and another one goes on when it is gone (PWP-HOOK-004). */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {newDatabase} from './postgres.js';
import {ask, launch, listed, newPlace, Receiver, register, send, until} from './webhook-place.js';

test('what is said on any node behind the answer of webhook.put comes once, in its order, from whichever node posts', async () => {
  const database = await newDatabase();
  const nodes = [await launch(database), await launch(database)] as const;
  const places = [await newPlace(nodes[0]), await newPlace(nodes[1])];
  const receiver = await new Receiver().start();
  await register(nodes[0], receiver.url);
  // at once, on the node that has not heard of the endpoint
  const said = new Map(places.map((place) => [place, [] as string[]]));
  for (let at = 0; at < 8; at++) {
    await Promise.all(
      places.map(async (place) => {
        await send(nodes[(at + 1) % 2] as (typeof nodes)[number], place, `${at}`);
        said.get(place)?.push(`${at}`);
      }),
    );
  }
  await until('all came', () => places.every((place) => receiver.words(place).length >= 8));
  for (const place of places) assert.deepEqual(receiver.words(place), said.get(place));
  const ids = receiver.attempts;
  assert.equal(new Set(ids).size, ids.length, 'nothing came twice');
  // the other one hears that it is gone
  await ask(nodes[1], 'shop', 'DELETE /host/webhooks/shop');
  for (const node of nodes) await send(node, places[0] as string, 'to nobody');
  // what came behind it in the same lane is there, and it is not
  await register(nodes[1], receiver.url);
  await send(nodes[0], places[0] as string, 'to somebody');
  await until('the last came', () => receiver.words(places[0] as string).includes('to somebody'));
  assert.deepEqual(receiver.words(places[0] as string).slice(8), ['to somebody']);
  for (const node of nodes) await node.kill();
  await receiver.end();
});

test('a node that is killed while it posts is followed by another one within its lease; nothing is lost', async () => {
  const database = await newDatabase();
  const [first, second] = [await launch(database), await launch(database)];
  const receiver = await new Receiver().start();
  await register(first, receiver.url);
  const place = await newPlace(second);
  await send(second, place, 'zero');
  await until('the first came', () => receiver.words(place).length === 1);
  receiver.answer = () => undefined;
  for (const words of ['one', 'two', 'three']) await send(second, place, words);
  await until('it is asked', () => receiver.attempts.length > receiver.taken.length);
  // the one that put it looked first, so it has the lease
  await first.kill();
  receiver.answer = (response) => response.writeHead(204).end();
  await until('all came', () => receiver.words(place).length >= 4, 60_000);
  assert.deepEqual(receiver.words(place), ['zero', 'one', 'two', 'three']);
  await until('nothing waits', async () => (await listed(second)).waiting === 0);
  await second.kill();
  await receiver.end();
});
