import assert from 'node:assert/strict';
import {test} from 'node:test';
import {knownChanges} from '../client/syncer.js';
import {schemaVersion} from './idb-schema.js';

test('beside messages these kinds of changes are known; one that knows more has another layout, whose step empties the cache (F88, docs/decisions/unknown-changes.md)', () => {
  const layouts: Readonly<Record<number, readonly string[]>> = {1: ['reaction', 'member', 'conversation']};
  assert.deepEqual(knownChanges, layouts[schemaVersion]);
});
