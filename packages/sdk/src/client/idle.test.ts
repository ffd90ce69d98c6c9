import assert from 'node:assert/strict';
import {test} from 'node:test';
import {FakeClock} from '../../test/fake-clock.js';
import {tellIdle} from './idle.js';
import type {PageEvent} from './page.js';

function begin({isVisible = true, isOnline = true} = {}) {
  const clock = new FakeClock();
  const life = new AbortController();
  const told: boolean[] = [];
  const network = {isOnline};
  let listener: ((event: PageEvent) => void) | undefined;
  const idle = tellIdle({
    ...{clock, signal: life.signal},
    page: {
      isVisible: () => isVisible,
      listen(given) {
        listener = given;
        return () => void (listener = undefined);
      },
    },
    tell(isIdle) {
      if (network.isOnline) told.push(isIdle);
      return network.isOnline;
    },
  });
  return {clock, life, told, network, idle, hear: (event: PageEvent) => listener?.(event)};
}

test('a page that nobody looks at for half a minute says so, and at once when somebody does again (PWP-PUSH-003)', async () => {
  const {clock, told, hear, idle} = begin();
  idle.connected();
  hear('hidden');
  await clock.advance(29_999);
  assert.deepEqual(told, []);
  await clock.advance(1);
  assert.deepEqual(told, [true]);
  hear('visible');
  assert.deepEqual(told, [true, false]);
  hear('hidden');
  await clock.advance(10_000);
  hear('visible');
  await clock.advance(60_000);
  assert.deepEqual(told, [true, false], 'a look elsewhere is nothing to tell');
});

test('a new connection is told what the one before was, and what could not be told meanwhile', async () => {
  const here = begin();
  here.idle.connected();
  here.network.isOnline = false;
  here.hear('hidden');
  await here.clock.advance(30_000);
  here.network.isOnline = true;
  here.idle.connected();
  here.idle.connected();
  assert.deepEqual(here.told, [true, true]);
  const hidden = begin({isVisible: false});
  hidden.idle.connected();
  assert.deepEqual(hidden.told, [true], 'a page that was opened in the background is idle from the beginning');
});

test('when the chat has ended nothing is told', async () => {
  const here = begin();
  here.hear('hidden');
  here.life.abort();
  await here.clock.advance(60_000);
  here.hear('visible');
  assert.deepEqual(here.told, []);
});
