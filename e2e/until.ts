import assert from 'node:assert/strict';
import {setTimeout as pause} from 'node:timers/promises';

/** Asks until `is` holds, and fails with what it saw last. For the world outside of this process, which has no fake clock. */
export async function until<Value>(
  ask: () => Promise<Value> | Value,
  is: (value: Value) => boolean,
  words: string,
  withinMs = 15_000,
): Promise<Value> {
  const end = performance.now() + withinMs;
  for (;;) {
    const value = await ask();
    if (is(value)) return value;
    if (performance.now() > end) assert.fail(`${words}; last seen: ${JSON.stringify(value)}`);
    await pause(50);
  }
}
