import assert from 'node:assert/strict';
import {readdirSync} from 'node:fs';
import {test} from 'node:test';

const src = new URL('../src/', import.meta.url);

test('every entry can be imported where there is no page (UX-E13)', async () => {
  assert.equal(typeof globalThis.document, 'undefined');
  const elements = readdirSync(src).filter((name) => name.startsWith('chat-'));
  assert.ok(elements.length > 15);
  for (const entry of ['index.ts', 'define.ts', ...elements.map((name) => `${name}/define.ts`)])
    await import(new URL(entry, src).href);
});
