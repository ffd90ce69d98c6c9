import assert from 'node:assert/strict';
import {test} from 'node:test';
import {setTimeout as pause} from 'node:timers/promises';
import {profile} from './browser.js';
import {dice, seed, times} from './kit/chance.js';
import {readStored} from './kit/judge.js';
import {group} from './kit/rooms.js';
import {Tab} from './kit/tab.js';
import {startServer} from './server.js';
import {until} from './until.js';

test('a browser killed again and again while it stores and sends: what was safe on the device arrives once, in order (F01, F02, F03, F04, F05, I1, I2, I3)', async (t) => {
  const kills = times(5);
  const chance = dice();
  await using server = await startServer({page: 'bare'});
  await using device = profile();
  const room = await group(server, ['ann', 'ben']);
  const reported: string[] = [];
  const stored = (): string[] => readStored(server.database).messages.map(({text}) => text);
  let kept = 0;

  for (let life = 1; life <= kills; life++) {
    const context = await device.open();
    await context.exposeFunction('report', (text: string) => reported.push(text));
    const tab = await Tab.open(context, server.url, 'ann', room);
    // now and then nothing leaves the device at all; else it dies while some is on its way
    const isOffline = chance.next() < 0.3;
    if (isOffline) await context.setOffline(true);
    const before = stored().length;
    const enough = reported.length + 3 + chance.below(20);
    await tab.page.evaluate(
      ({name, everyMs, most}) => {
        const {report} = window as unknown as {report(text: string): void};
        let count = 0;
        const timer = setInterval(() => {
          if (++count === most) clearInterval(timer);
          void window.send(`${name} ${String(count).padStart(2, '0')}`, report);
        }, everyMs);
      },
      {name: `Life ${String(life).padStart(3, '0')}`, everyMs: 5 + chance.below(100), most: 24},
    );
    await until(
      () => reported.length,
      (count) => count >= enough,
      'messages are safe on the device',
      30_000,
    );
    if (!isOffline)
      await until(
        () => stored().length,
        (count) => count > before,
        'some of it arrives',
        30_000,
      );
    await pause(chance.below(60));
    await device.kill();
    const there = new Set(stored());
    kept += reported.filter((text) => !there.has(text)).length;
  }

  const tab = await Tab.open(await device.open(), server.url, 'ann', room);
  await tab.online();
  await until(
    () => tab.waiting(),
    (left) => left === 0,
    'the outbox is empty',
    30_000 + kills * 10_000,
  );
  const found = stored();
  assert.deepEqual(
    reported.filter((text) => found.filter((other) => other === text).length !== 1),
    [],
    'each of them is there once',
  );
  assert.equal(new Set(found).size, found.length, 'and so is what was stored and could not say so');
  assert.deepEqual(found, found.toSorted(), 'in the order they were written');
  const shown = await tab.texts();
  assert.deepEqual(shown, found.slice(-shown.length), 'and she sees them so');
  t.diagnostic(
    `seed ${seed}: ${kills} browsers killed, ${reported.length} messages safe on the device before, ` +
      `${kept} of them in the outbox alone at a kill, ${found.length} arrived, 0 lost, 0 twice, 0 out of order`,
  );
});
