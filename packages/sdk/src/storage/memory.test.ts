import assert from 'node:assert/strict';
import {test} from 'node:test';
import {FakeClock} from '../../test/fake-clock.js';
import {storageContract} from '../../test/storage-contract.js';
import {memoryStorage} from './memory.js';
import {openStorage} from './open-storage.js';

for (const {name, isDurable, run} of storageContract) {
  if (isDurable) continue;
  test(`memory: ${name}`, async () => {
    const storage = memoryStorage();
    await run(storage, async () => storage);
  });
}

test('memory, with the reason, where there is no IndexedDB, or the frame may not even be asked for it (F12)', async () => {
  const open = () => openStorage({url: 'https://chat.example', user: 'ann', storage: 'auto', clock: new FakeClock()});
  assert.deepEqual((await open()).state(), {kind: 'memory', reason: 'this page has no IndexedDB'});
  Object.defineProperty(globalThis, 'indexedDB', {
    configurable: true,
    get() {
      throw new DOMException('not in this frame', 'SecurityError');
    },
  });
  try {
    assert.deepEqual((await open()).state(), {kind: 'memory', reason: 'this page has no IndexedDB'});
  } finally {
    Reflect.deleteProperty(globalThis, 'indexedDB');
  }
});

test('memory says why it is in use (F12)', () => {
  assert.deepEqual(memoryStorage('private window').state(), {kind: 'memory', reason: 'private window'});
  assert.deepEqual(memoryStorage().state(), {kind: 'memory'});
});
