import assert from 'node:assert/strict';
import {test} from 'node:test';
import {Lanes} from './lanes.js';

test('what comes while a lot waits joins it, in its order and up to 64; what comes later is the next lot', async () => {
  const lots: number[][] = [];
  let begin = (): void => undefined;
  const isLocked = new Promise<void>((resolve) => (begin = resolve));
  let ended = 0;
  await new Promise<void>((resolve) => {
    const lanes = new Lanes<number>(async (lot, grows) => {
      lots.push(lot);
      await isLocked;
      for (let at = 0; at < lot.length || grows(); at += 1) ended += 1;
      if (ended === 70) resolve();
    });
    for (let at = 0; at < 3; at += 1) lanes.add('place', at);
    setImmediate(() =>
      setImmediate(() => {
        for (let at = 3; at < 70; at += 1) lanes.add('place', at);
        begin();
      }),
    );
  });
  const all = Array.from({length: 70}, (_, at) => at);
  assert.deepEqual(lots, [all.slice(0, 64), all.slice(64)]);
});

test('lanes do not wait for each other', async () => {
  const begun: string[] = [];
  const both = new Promise<void>((resolve) => {
    const lanes = new Lanes<string>(async (lot) => {
      begun.push(...lot);
      if (begun.length === 2) resolve();
      await both;
    });
    lanes.add('one', 'a');
    lanes.add('other', 'b');
  });
  await both;
  assert.deepEqual(begun, ['a', 'b']);
});
