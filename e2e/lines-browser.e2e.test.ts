import assert from 'node:assert/strict';
import {test} from 'node:test';
import {openBrowser, Person} from './browser.js';
import {dice, seed} from './kit/chance.js';
import {readStored} from './kit/judge.js';
import {BadLine} from './kit/line.js';
import {startServer} from './server.js';
import {until} from './until.js';

test('two people type in Chromium over lines that go through everything; each message arrives once and in order (F26, F31, F34, F35, F39, I1, I2, I3, I4)', async () => {
  await using annsLine = await BadLine.to();
  await using bensLine = await BadLine.to();
  await using server = await startServer({origins: [annsLine.url, bensLine.url]});
  for (const line of [annsLine, bensLine]) line.lead(server.port);
  await using browser = await openBrowser();
  const ann = await Person.arrive(await browser.context(), annsLine.url, 'ann');
  await ann.open(/Ben/);
  const ben = await Person.arrive(await browser.context(), bensLine.url, 'ben');
  await ben.open(/Ann/);
  const people = [ann, ben];
  for (const person of people)
    await until(
      () => person.connection(),
      (is) => is === 'online',
      `${person.user} is online`,
    );

  const written = new AbortController();
  const storms = [annsLine, bensLine].map((line, at) => line.storm(dice(seed + at), written.signal));
  const texts = Array.from({length: 12}, (_, text) => String(text + 1).padStart(2, '0'));
  for (const text of texts) for (const person of people) await person.write(`Storm ${person.user} ${text}`);
  written.abort();
  await Promise.all(storms);

  // the back-off of a client that failed for long goes up to half a minute
  const all = (): string[] =>
    readStored(server.database)
      .messages.map(({text}) => text)
      .filter((text) => text.startsWith('Storm'));
  await until(all, (stored) => stored.length === 2 * texts.length, 'everything was sent', 60_000);
  for (const {user} of people) {
    const wanted = texts.map((text) => `Storm ${user} ${text}`);
    assert.deepEqual(
      all().filter((text) => text.includes(user)),
      wanted,
    );
  }
  for (const person of people)
    await until(
      () => person.texts(/^Storm/),
      (seen) => seen.join() === all().join(),
      `${person.user} sees what is stored`,
      60_000,
    );
  assert.deepEqual([...(await ann.violations()), ...(await ben.violations())], []);
});

test('a page of the server’s own writes and reads where WebSockets are cut (F36, I1)', async () => {
  await using line = await BadLine.to();
  await using server = await startServer({origins: [line.url]});
  line.lead(server.port);
  line.make({noSockets: true});
  await using browser = await openBrowser();
  const ann = await Person.arrive(await browser.context(), line.url, 'ann');
  await ann.open(/Ben/);
  await ann.write('Over polls');
  await until(
    () => ann.connection(),
    (is) => is === 'online',
    'ann is online',
  );
  await until(
    () => readStored(server.database).messages.some(({text}) => text === 'Over polls'),
    (isStored) => isStored,
    'it was sent',
  );
  assert.equal(line.sockets, 0);
});
