import assert from 'node:assert/strict';
import {test} from 'node:test';
import {setTimeout as pause} from 'node:timers/promises';
import Database from 'better-sqlite3';
import {openBrowser, Person, profile} from './browser.js';
import {startServer} from './server.js';
import {until} from './until.js';

test('three messages written offline survive the kill of the browser and arrive once, in order (F02, I1, I2, I3)', async () => {
  await using server = await startServer();
  await using browser = await openBrowser();
  await using annsDevice = profile();
  const ben = await Person.arrive(await browser.context(), server.url, 'ben');
  await ben.open(/Ann/);

  const before = await annsDevice.open();
  const ann = await Person.arrive(before, server.url, 'ann');
  await ann.open(/Ben/);
  await until(
    () => ann.connection(),
    (is) => is === 'online',
    'Ann is online',
  );
  await before.setOffline(true);
  const texts = ['one', 'two', 'three'].map((word) => `Offline ${word}`);
  for (const text of texts) await ann.write(text);
  for (const text of texts) {
    await until(
      () => ann.state(text).textContent(),
      (state) => /waiting|queued|sending/i.test(state ?? ''),
      'it is safe on the device',
    );
  }
  assert.deepEqual(await ben.texts(/^Offline/), [], 'nothing has left yet');
  await annsDevice.kill();

  const again = await Person.arrive(await annsDevice.open(), server.url, 'ann');
  await again.open(/Ben/);
  await ben.message(texts[2] as string).waitFor();
  assert.deepEqual(await ben.texts(/^Offline/), texts);
  await until(
    () => again.texts(/^Offline/),
    (seen) => seen.join() === texts.join(),
    'Ann sees each of them once',
  );
  await until(
    () => again.state(texts[2] as string).textContent(),
    (state) => /sent|delivered|read/i.test(state ?? ''),
    'and knows that they were sent',
  );
  assert.equal(stored(server.database, 'Offline%'), 3);
});

test('a server killed between commit and answer: after its restart the message is there once (F42, I2)', async () => {
  await using server = await startServer({kind: 'faulty'});
  await using browser = await openBrowser();
  const ben = await Person.arrive(await browser.context(), server.url, 'ben');
  await ben.open(/Ann/);
  const ann = await Person.arrive(await browser.context(), server.url, 'ann');
  await ann.open(/Ben/);
  for (const person of [ann, ben])
    await until(
      () => person.connection(),
      (is) => is === 'online',
      `${person.user} is online`,
    );
  // receipts and presence are commits too: let them be over
  await pause(3_000);

  const ended = server.ended();
  server.dieAfterNextCommit();
  const text = 'Said in the last moment';
  await ann.write(text);
  await ended;
  assert.equal(stored(server.database, text), 1, 'it was committed');
  assert.match((await ann.state(text).textContent()) ?? '', /sending|waiting|queued/i, 'and Ann was not told');

  await server.restart();
  await until(
    () => ann.state(text).textContent(),
    (state) => /sent|delivered|read/i.test(state ?? ''),
    'Ann is told',
    45_000,
  );
  await until(
    () => ben.texts(/last moment/),
    (texts) => texts.length === 1,
    'Ben has it',
    45_000,
  );
  assert.deepEqual(await ann.texts(/last moment/), [text]);
  assert.equal(stored(server.database, text), 1, 'and it is there once');
});

/** How many messages of the database have such a text. */
function stored(path: string, text: string): number {
  const database = new Database(path, {readonly: true});
  try {
    return database
      .prepare("SELECT count(*) FROM message WHERE json_extract(content, '$.text') LIKE ?")
      .pluck()
      .get(text) as number;
  } finally {
    database.close();
  }
}
