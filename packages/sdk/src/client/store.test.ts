import assert from 'node:assert/strict';
import {test} from 'node:test';
import {createStore, createView} from './store.js';

const soon = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('a listener is called at once, and once for many changes in one turn', async () => {
  const store = createStore(1);
  const seen: number[] = [];
  const stop = store.subscribe((value) => seen.push(value));
  store.set(2);
  store.set(3);
  assert.equal(store.get(), 3);
  await soon();
  assert.deepEqual(seen, [1, 3]);
  stop();
  store.set(4);
  await soon();
  assert.deepEqual(seen, [1, 3]);
});

test('a broken listener is reported, and the others still run', async (context) => {
  const reported: unknown[] = [];
  context.mock.method(console, 'error', (error: unknown) => reported.push(error));
  const store = createStore(1);
  const seen: number[] = [];
  store.subscribe((value) => {
    if (value === 2) throw new Error('broken');
  });
  store.subscribe((value) => seen.push(value));
  store.set(2);
  await soon();
  assert.deepEqual(seen, [1, 2]);
  assert.equal((reported[0] as Error).message, 'broken');
});

test('a view is computed when somebody looks, and tells nobody when it stays the same', async () => {
  let computed = 0;
  let source = {text: 'a'};
  const view = createView<string>(() => {
    computed++;
    return source.text;
  });
  view.changed();
  assert.equal(computed, 0);
  const seen: string[] = [];
  view.subscribe((value) => seen.push(value));
  view.changed();
  await soon();
  source = {text: 'b'};
  view.changed();
  await soon();
  assert.deepEqual(seen, ['a', 'b']);
});

test('who is told within a listener hears the newest value, and who left is not told', async () => {
  const store = createStore(0);
  const seen: string[] = [];
  const stops: (() => void)[] = [];
  stops.push(
    store.subscribe((value) => {
      seen.push(`first ${value}`);
      if (value === 1) for (const stop of stops.slice(1)) stop();
    }),
  );
  stops.push(store.subscribe((value) => seen.push(`second ${value}`)));
  store.set(1);
  await soon();
  assert.deepEqual(seen, ['first 0', 'second 0', 'first 1']);
});
