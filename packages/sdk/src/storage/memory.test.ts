import assert from 'node:assert/strict';
import {test} from 'node:test';
import {storageContract} from '../../test/storage-contract.js';
import {memoryStorage} from './memory.js';

for (const {name, isDurable, run} of storageContract) {
  if (isDurable) continue;
  test(`memory: ${name}`, async () => {
    const storage = memoryStorage();
    await run(storage, async () => storage);
  });
}

test('memory says why it is in use (F12)', () => {
  assert.deepEqual(memoryStorage('private window').state(), {kind: 'memory', reason: 'private window'});
  assert.deepEqual(memoryStorage().state(), {kind: 'memory'});
});
