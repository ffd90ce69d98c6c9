import assert from 'node:assert/strict';
import {test} from 'node:test';
import {HandClock} from '../../test/world.js';
import {Refusal} from '../domain/refusal.js';
import {createLog} from '../log.js';
import {startPostman} from './postman.js';

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('it looks at once, and then a second behind the end of the time before, whatever went wrong (PWP-LATER-003)', async () => {
  const clock = new HandClock();
  const begun: number[] = [];
  let end = (_?: unknown): void => undefined;
  const sendDue = (): Promise<number> => {
    begun.push(clock.now());
    return new Promise((resolve, reject) => (end = (error) => (error ? reject(error) : resolve(1))));
  };
  const postman = startPostman({domain: {sendDue}, clock, log: createLog('silent')});
  const start = clock.now();
  assert.deepEqual(begun, [start]);
  clock.pass(5_000);
  assert.equal(begun.length, 1, 'not while it lasts');
  end(new Refusal('UNAVAILABLE'));
  await settled();
  clock.pass(999);
  assert.equal(begun.length, 1);
  clock.pass(1);
  assert.deepEqual(begun, [start, start + 6_000]);
  let isStopped = false;
  const stopping = postman.stop().then(() => (isStopped = true));
  await settled();
  assert.equal(isStopped, false, 'it waits for what is under way');
  end();
  await stopping;
  clock.pass(60_000);
  assert.equal(begun.length, 2);
});
