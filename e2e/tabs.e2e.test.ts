import assert from 'node:assert/strict';
import {test} from 'node:test';
import {setTimeout as pause} from 'node:timers/promises';
import {dice, seed, times} from './kit/chance.js';
import {tabsAtOnce as count, eightTabs} from './kit/eight-tabs.js';
import {rendererOf} from './kit/renderers.js';
import {until} from './until.js';

/** How soon another tab leads: after one that was closed, and after one that is frozen. */
const soonMs = 1_000;
const silentMs = 6_000;
/** What a machine with much to do may add. */
const slackMs = 3_000;

test('eight tabs whose leader is closed or killed while all of them write: one socket, one call for a token, everything once and in order in every tab (F18, F19, F21, F25, I2, I3, I4, I17)', async (t) => {
  const rounds = times(5);
  const chance = dice();
  await using stage = await eightTabs();
  const {browser, tabs, line, calls, replace} = stage;
  const takeovers: number[] = [];
  const safe: string[] = [];

  for (let round = 1; round <= rounds; round++) {
    const leader = await stage.leader();
    const renderer = await rendererOf(browser, leader.page);
    const writing = tabs.map(async (tab, number) => {
      for (const word of ['a', 'b']) {
        const text = `Round ${String(round).padStart(3, '0')} tab ${number} ${word}`;
        try {
          await tab.send(text);
          safe.push(text);
        } catch (error) {
          // its tab is gone
          assert.equal(tab, leader, String(error));
        }
      }
    });
    await pause(chance.below(100));
    const endedAt = Date.now();
    if (round % 2 === 1) process.kill(renderer, 'SIGKILL');
    else await leader.page.close();
    await Promise.all(writing);
    const next = await stage.leader(leader);
    takeovers.push(((await next.notes()).leads.findLast(({is}) => is)?.at ?? 0) - endedAt);
    await replace(leader);
    await stage.quiet();
    assert.equal(line.sockets, 1, 'all of them share one socket');
  }

  const found = await stage.everyTabShowsAll();
  assert.deepEqual(
    safe.filter((text) => found.filter((other) => other === text).length !== 1),
    [],
    'what was safe on the device is there once',
  );
  assert.equal(new Set(found).size, found.length);
  for (let number = 0; number < count; number++) {
    const own = found.filter((text) => text.includes(`tab ${number} `));
    assert.deepEqual(own, own.toSorted(), 'in the order it was written');
  }
  assert.ok(calls.most <= 1, 'tokens were asked for one at a time');
  assert.ok(Math.max(...takeovers) < soonMs + slackMs, `taken over after ${takeovers.join(', ')} ms`);
  t.diagnostic(
    `seed ${seed}: ${rounds} leaders of ${count} tabs ended, taken over after ${median(takeovers)} ms (at most ${Math.max(...takeovers)} ms), ` +
      `${safe.length} messages safe on the device, ${found.length} arrived, ${calls.total} calls for a token, 0 lost, 0 twice, 0 out of order`,
  );
});

test('a leader that is frozen is replaced, and follows when it thaws: nothing lost, nothing twice, one socket in the end (F18, F20, I2, I17)', async (t) => {
  const rounds = Math.ceil(times(5) / 5);
  await using stage = await eightTabs();
  const {browser, tabs, line} = stage;
  const takeovers: number[] = [];

  for (let round = 1; round <= rounds; round++) {
    const leader = await stage.leader();
    const renderer = await rendererOf(browser, leader.page);
    const others = tabs.filter((tab) => tab !== leader);
    await leader.send(`Round ${round} from the frozen one`);
    await stage.quiet();
    // a page that is stopped in a transaction of IndexedDB keeps all others waiting until Chromium ends it, after a minute
    await pause(2_000);
    const frozenAt = Date.now();
    process.kill(renderer, 'SIGSTOP');
    try {
      for (const [number, tab] of others.entries()) await tab.send(`Round ${round} tab ${number} meanwhile`);
      const next = await stage.leader(leader);
      takeovers.push(((await next.notes()).leads.findLast(({is}) => is)?.at ?? 0) - frozenAt);
      await until(
        () => others[0]!.waiting(),
        (left) => left === 0,
        'the new leader sends',
        30_000,
      );
    } finally {
      process.kill(renderer, 'SIGCONT');
    }
    await until(
      () => leader.isLeading(),
      (is) => !is,
      'the thawed one follows',
      30_000,
    );
    await stage.quiet();
    await until(
      () => line.sockets,
      (sockets) => sockets === 1,
      'and has given its socket up',
      30_000,
    );
  }
  const found = await stage.everyTabShowsAll();
  assert.equal(found.length, rounds * count);
  assert.equal(new Set(found).size, found.length);
  assert.ok(Math.max(...takeovers) < silentMs + slackMs, `taken over after ${takeovers.join(', ')} ms`);
  t.diagnostic(
    `${rounds} leaders frozen, taken over after ${median(takeovers)} ms (at most ${Math.max(...takeovers)} ms)`,
  );
});

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
