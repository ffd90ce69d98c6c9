/** How many drafts are asked about at a time, and how long one waits for its turn (PWP-SCREEN-004): no store takes part in it. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {defaultLimits} from '@parlor/sdk/protocol';
import {Screen} from '../src/domain/ask-before.js';
import type {Draft, Verdict} from '../src/domain/screen.js';
import {fakeClock} from './fake-clock.js';
import {codeOf, newId, text} from './world.js';

type Answer = () => Verdict | Promise<Verdict>;

const allow: Answer = () => ({do: 'allow'});
const never: Answer = () => new Promise(() => undefined);

function begin() {
  const clock = fakeClock();
  const asked: Draft[] = [];
  const failures: unknown[] = [];
  let answer = allow;
  const screen = new Screen(
    {
      atOnce: 1,
      timeoutMs: 1_000,
      ask: (draft) => {
        asked.push(draft);
        return answer();
      },
      failed: (error) => failures.push(error),
    },
    // whatever comes is new
    {clock, limits: defaultLimits, read: async <Result>() => true as Result},
  );
  const send = (words: string): Promise<string> => {
    const input = {conversation: 'room', id: newId(), content: text(words), clientTs: 1};
    return codeOf(screen.of({user: 'ann'} as never, {name: 'message.send', input} as never, undefined));
  };
  return {...{clock, asked, failures, send}, answer: (next: Answer) => void (answer = next)};
}

/** All that can happen without the clock has happened. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

test('what had no turn in time is not asked about, and who had it no more takes no place of others', async () => {
  const {clock, asked, failures, send, answer} = begin();
  answer(never);
  const first = send('1');
  await settled();
  assert.equal(asked.length, 1);
  clock.advance(600);
  const second = send('2');
  await settled();
  assert.equal(asked.length, 1, 'one at a time');
  clock.advance(400);
  assert.equal(await first, 'UNAVAILABLE');
  await settled();
  assert.equal(asked.length, 2, 'its turn comes, and is as long as that of the first');
  const third = send('3');
  await settled();
  clock.advance(999);
  const fourth = send('4');
  await settled();
  answer(allow);
  clock.advance(1);
  assert.deepEqual(await Promise.all([second, third]), ['UNAVAILABLE', 'UNAVAILABLE']);
  assert.equal(await fourth, 'none', 'the third, which had waited as long, takes no place');
  assert.equal(await send('5'), 'none');
  assert.match(failures.map(String).join(), /not asked within 1000 ms/);
});
