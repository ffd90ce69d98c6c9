import assert from 'node:assert/strict';
import {test} from 'node:test';
import {problems} from './check-layers.mjs';

const sdk = (files) =>
  problems(new Map(Object.entries(files).map(([path, text]) => [`packages/sdk/src/${path}`, text])));

test('imports that point the right way are no problem', () => {
  const found = sdk({
    'protocol/ids.ts': `import * as v from 'valibot';`,
    'core/outbox.ts': `import type {Seq} from '../protocol/ids.js';`,
    'core/lanes.ts': `import {outbox} from './outbox.js';`,
    'storage/idb.ts': `import {openDB} from 'idb';\nimport {outbox} from '../core/outbox.js';`,
    'index.ts': `export {outbox} from './core/outbox.js';`,
  });
  assert.deepEqual(found, []);
});

test('a wrong arrow is found in every form an import can take', () => {
  const forms = [
    `import {send} from '../client/sender.js';`,
    `import type {Send} from '../client/sender.js';`,
    `export * from '../client/sender.js';`,
    `export type {Send} from '../client/sender.js';`,
    `const late = await import('../client/sender.js');`,
    `export type Late = import('../client/sender.js').Send;`,
  ];
  for (const form of forms) {
    const found = sdk({'core/outbox.ts': form, 'client/sender.ts': ''});
    assert.deepEqual(found, ['packages/sdk/src/core/outbox.ts (core) may not import client/sender.ts (client)'], form);
  }
});

test('storage and transport do not know each other', () => {
  const found = sdk({
    'storage/memory.ts': `import '../transport/socket.js';`,
    'transport/socket.ts': `import '../storage/idb.js';`,
    'storage/idb.ts': '',
  });
  assert.equal(found.length, 2);
});

test('a loop is found, and printed as the way round', () => {
  const found = sdk({
    'core/a.ts': `import './b.js';`,
    'core/b.ts': `import type {C} from './c.js';`,
    'core/c.ts': `import './a.js';`,
  });
  assert.equal(found.length, 1);
  assert.match(found[0], /core\/a\.ts → .*core\/b\.ts → .*core\/c\.ts → .*core\/a\.ts$/);
});

test('a part that is loaded on demand and the one that loads it may know each other by type', () => {
  const lazy = `import type {B} from './b.js';\nconst later = () => import('./b.js');`;
  assert.deepEqual(sdk({'core/a.ts': lazy, 'core/b.ts': `import type {A} from './a.js';`}), []);
  assert.equal(
    sdk({'core/a.ts': `${lazy}\nimport './b.js';`, 'core/b.ts': `import type {A} from './a.js';`}).length,
    1,
  );
});

test('inside a package an index is not imported, by path or by name', () => {
  const found = sdk({
    'core/outbox.ts': `import {ids} from '../protocol/index.js';\nimport {Seq} from '@parlor/sdk/protocol';`,
    'protocol/index.ts': '',
  });
  assert.equal(found.length, 2);
  assert.match(found[0], /imports an index/);
  assert.match(found[1], /imports its own package/);
});

test('a layer imports only the packages it names', () => {
  assert.deepEqual(sdk({'core/outbox.ts': `import {openDB} from 'idb';`}), [
    'packages/sdk/src/core/outbox.ts (core) may not import idb',
  ]);
  assert.deepEqual(sdk({'client/tabs.ts': `import {readFile} from 'node:fs';`}).length, 1);
});

test('a file outside every layer is a problem, so that the table stays whole', () => {
  assert.match(sdk({'helpers/misc.ts': ''})[0], /belongs to no layer/);
});

test('elements use the doors of the SDK that are theirs, and never make a client', () => {
  const elements = (text) => problems(new Map([['packages/elements/src/chat-thread/chat-thread.ts', text]]));
  assert.deepEqual(
    elements(`import {type Chat, failureOf} from '@parlor/sdk';\nimport {html} from 'lit/static-html.js';`),
    [],
  );
  assert.match(elements(`import {createChat} from '@parlor/sdk';`)[0], /createChat/);
  assert.match(elements(`import * as sdk from '@parlor/sdk';`)[0], /createChat/);
  assert.match(elements(`import type {Seq} from '@parlor/sdk/protocol';`)[0], /may not import @parlor\/sdk\/protocol/);
});
