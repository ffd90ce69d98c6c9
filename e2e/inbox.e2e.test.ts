import assert from 'node:assert/strict';
import {test} from 'node:test';
import {openBrowser, Person} from './browser.js';
import {startServer} from './server.js';
import {until} from './until.js';

test('Ann and Ben write to each other: sent, delivered and read in turn, unread until it was seen, and nothing against the strict policy (UX-E9, UX-M1a)', async () => {
  await using server = await startServer();
  await using browser = await openBrowser();
  const ann = await Person.arrive(await browser.context(), server.url, 'ann');
  await ann.open(/Ben/);

  // Ben is away: one tick
  const first = `First ${Date.now()}`;
  await ann.write(first);
  await until(
    () => ann.state(first).textContent(),
    (text) => /sent/i.test(text ?? ''),
    'Ann is told that it was sent',
  );

  // Ben's inbox is open, the conversation is not: two ticks and a count
  const ben = await Person.arrive(await browser.context(), server.url, 'ben');
  await until(
    () => ann.state(first).textContent(),
    (text) => /delivered/i.test(text ?? ''),
    'Ann is told that it was delivered',
  );
  await until(
    () => ben.badge(/Ann/).allTextContents(),
    ([text]) => Number(text) >= 1,
    'Ben sees a count',
  );

  // Ben opens it: read, and the count is gone
  await ben.open(/Ann/);
  await ben.message(first).waitFor();
  await until(
    () => ann.state(first).textContent(),
    (text) => /read/i.test(text ?? ''),
    'Ann is told that it was read',
  );
  await until(
    () => ben.badge(/Ann/).count(),
    (count) => count === 0,
    'the count is gone',
  );

  const answer = `Answer ${Date.now()}`;
  await ben.write(answer);
  await ann.message(answer).waitFor();
  assert.deepEqual(await ann.texts(/^(First|Answer)/), [first, answer]);
  assert.deepEqual(await ann.violations(), []);
  assert.deepEqual(await ben.violations(), []);
});

test('read in one tab, unread falls to nothing in the other', async () => {
  await using server = await startServer();
  await using browser = await openBrowser();
  const ben = await Person.arrive(await browser.context(), server.url, 'ben');
  await ben.open(/Ann/);
  const annsBrowser = await browser.context();
  const one = await Person.arrive(annsBrowser, server.url, 'ann');
  const two = await Person.arrive(annsBrowser, server.url, 'ann');
  for (const tab of [one, two])
    await until(
      () => tab.connection(),
      (is) => is === 'online',
      'the tab is online',
    );

  await ben.write(`News ${Date.now()}`);
  for (const tab of [one, two]) {
    await until(
      () => tab.badge(/Ben/).allTextContents(),
      ([text]) => Number(text) >= 1,
      'both tabs see a count',
    );
  }
  await one.page.bringToFront();
  await one.open(/Ben/);
  await one.message('News').waitFor();
  await one.scrollToEnd();
  for (const tab of [one, two]) {
    await until(
      () => tab.badge(/Ben/).count(),
      (count) => count === 0,
      'the count is gone in both tabs',
    );
  }
});
