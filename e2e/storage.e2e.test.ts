import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {BrowserContext, CDPSession} from 'playwright-core';
import {openBrowser} from './browser.js';
import {device} from './kit/device.js';
import {readStored} from './kit/judge.js';
import {group} from './kit/rooms.js';
import {Tab} from './kit/tab.js';
import {startServer} from './server.js';
import {until} from './until.js';

test('a full disk in the browser: it is told and shown, what was in the outbox stays, and messages go on (F06, F07, I1, I3)', async () => {
  await using world = await annsWorld();
  const {context, tab, session, origin, texts, storageIs} = world;
  await tab.online();

  // safe in the outbox before the disk is full
  await context.setOffline(true);
  for (const text of ['1 safe', '2 safe']) await tab.send(text);
  assert.equal(await world.rows(), 2);
  await world.fill();
  // resolves: it is as safe as it can be, and the host was told that this is not much
  await tab.send('3 not safe');
  await storageIs('memory');
  const {errors, storage} = await tab.notes();
  assert.ok(
    errors.some((error) => error.startsWith('STORAGE_UNAVAILABLE')),
    `the host is told: ${errors.join()}`,
  );
  assert.equal(storage.at(-1), 'memory');
  assert.equal(await world.rows(), 2, 'the outbox lost nothing');

  // the network is back, the disk still full
  await context.setOffline(false);
  await until(texts, (all) => all.join() === '1 safe,2 safe,3 not safe', 'all of them arrive in order', 60_000);
  await tab.send('4 straight through');
  await until(texts, (all) => all.at(-1) === '4 straight through', 'sends go on', 30_000);
  await until(
    () => tab.texts(),
    (all) => all.length === 4,
    'she sees them',
  );

  // room again
  await session.send('Storage.overrideQuotaForOrigin', {origin});
  await tab.send('5 with room');
  await storageIs('best-effort');
  await until(texts, (all) => all.length === 5, 'it arrives', 30_000);
  await until(
    () => tab.waiting(),
    (left) => left === 0,
    'the outbox is empty',
  );
  await until(world.rows, (rows) => rows === 0, 'on the disk too');
  await world.reload();
  await until(
    () => tab.texts(),
    (all) => all.length === 5,
    'a reload shows all of them once',
    30_000,
  );
  assert.deepEqual((await texts()).length, 5);
});

test('the database wiped while the page runs: what is not sent is kept and sent once, and a reload shows everything (F08, F11, I1, I2)', async () => {
  await using world = await annsWorld();
  const {context, tab, session, origin, texts} = world;
  await tab.online();
  await tab.send('1 before');
  await until(texts, (all) => all.length === 1, 'it arrives', 30_000);

  await context.setOffline(true);
  await tab.send('2 in the outbox when it is wiped');
  await session.send('Storage.clearDataForOrigin', {origin, storageTypes: 'indexeddb'});
  await tab.send('3 after it was wiped');
  await context.setOffline(false);
  await tab.send('4 online again');
  await until(
    texts,
    (all) => all.join() === '1 before,2 in the outbox when it is wiped,3 after it was wiped,4 online again',
    'all of them arrive once, in order',
    60_000,
  );
  await until(
    () => tab.texts(),
    (all) => all.length === 4,
    'she sees them',
  );
  assert.deepEqual((await tab.notes()).failed, []);
  await world.reload();
  await tab.online();
  await until(
    () => tab.texts(),
    (all) => all.length === 4,
    'a reload shows all of them once',
    30_000,
  );
});

/** Ann's tab in Chromium, and Ben who hears her. */
async function annsWorld() {
  const server = await startServer({page: 'bare'});
  const room = await group(server, ['ann', 'ben']);
  const opened = await openBrowser();
  const context: BrowserContext = await opened.context();
  let session!: CDPSession;
  const tab = await Tab.open(context, server.url, 'ann', room, async (page) => {
    session = await context.newCDPSession(page);
    // before the first use of the disk: the browser asks again only when that much is used up
    await session.send('Storage.overrideQuotaForOrigin', {origin: server.url, quotaSize: 1_000_000});
  });
  const ben = device(server, server.url, 'ben', room);
  return {
    ...{context, tab, session, origin: server.url},
    /** What arrived, for Ben as in the database. */
    async texts(): Promise<string[]> {
      const stored = readStored(server.database).messages.map(({text}) => text);
      await until(ben.texts, (seen) => seen.join() === stored.join(), 'Ben sees what is stored', 30_000);
      return stored;
    },
    storageIs: (kind: string) =>
      until(
        () => tab.page.evaluate(() => window.chat.storage.get().kind),
        (is) => is === kind,
        `the storage is ${kind}`,
      ),
    /** Rows of the outbox on the disk. */
    rows: () =>
      tab.page.evaluate(
        () =>
          new Promise<number>((resolve, reject) => {
            const opening = indexedDB.open(`parlor/1/${location.origin}/ann`);
            opening.onerror = () => reject(opening.error as Error);
            opening.onsuccess = () => {
              const counting = opening.result.transaction('outbox').objectStore('outbox').count();
              counting.onsuccess = () => resolve(counting.result);
              counting.onerror = () => reject(counting.error as Error);
              opening.result.close();
            };
          }),
      ),
    /** The page itself takes all the room there is, down to the smallest piece. */
    fill: () => tab.page.evaluate(() => window.fillDisk()),
    async reload(): Promise<void> {
      await tab.page.reload();
      await tab.page.waitForFunction(() => 'chat' in window);
    },
    async [Symbol.asyncDispose]() {
      ben[Symbol.dispose]();
      await opened[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}
