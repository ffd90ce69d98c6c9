/** Several nodes on one PostgreSQL database: one of them tells who misses something, and another one goes on when it is gone (PWP-PUSH-003). */
import assert from 'node:assert/strict';
import {after, test} from 'node:test';
import {newKeys} from '../src/push/encode.js';
import {newDatabase} from './postgres.js';
import {PushService} from './push-receiver.js';
import {ask, launch, newPlace, type Running, send, until} from './webhook-place.js';

const keys = newKeys();
const service = await new PushService(keys.publicKey).start();
after(() => service.end());

const start = (database: string): Promise<Running> =>
  launch(database, ['--push-delay', '0', '--push-subject', 'mailto:ops@example.com'], {
    PARLOR_PUSH_PUBLIC_KEY: keys.publicKey,
    PARLOR_PUSH_PRIVATE_KEY: keys.privateKey,
  });

test('what is said on any node is pushed once, by whichever node pushes', async () => {
  const database = await newDatabase();
  const nodes = [await start(database), await start(database), await start(database)] as const;
  const browser = service.newBrowser();
  await ask(nodes[2], 'ben', 'POST /me/push', browser.subscription);
  const places: string[] = [];
  for (const node of nodes) places.push(await newPlace(node));
  // all of them hear of it, and all look once a second
  for (const [at, place] of places.entries()) await send(nodes[(at + 1) % 3] as Running, place, `from ${at}`);
  await until('all came', () => service.of(browser).length >= 3);
  // another message is pushed behind whatever would have come twice
  await send(nodes[0], places[0] as string, 'the last');
  await until('the last came', () => service.of(browser).some(({text}) => text === 'the last'));
  assert.deepEqual(
    service
      .of(browser)
      .map(({text}) => text)
      .toSorted(),
    ['from 0', 'from 1', 'from 2', 'the last'],
  );
  for (const node of nodes) await node.kill();
});

test('a node that is killed while it pushes is followed by another one within its lease', async () => {
  const database = await newDatabase();
  const [first, second] = [await start(database), await start(database)];
  const browser = service.newBrowser();
  await ask(first, 'ben', 'POST /me/push', browser.subscription);
  const place = await newPlace(first);
  let isFirst = true;
  const asked = service.asked;
  service.answer = () => (isFirst ? 503 : 201);
  await send(second, place, 'hello');
  await until('it is asked', () => service.asked > asked);
  // whichever of the two it was: the other one has the same to go on with
  await first.kill();
  isFirst = false;
  await until('it came', () => service.of(browser).length >= 1, 60_000);
  assert.deepEqual(
    service.of(browser).map(({text}) => text),
    ['hello'],
  );
  await second.kill();
});
