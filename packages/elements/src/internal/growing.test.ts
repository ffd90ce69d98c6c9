import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {Message} from '@parlor/sdk';
import {growsFor} from './growing.js';

const now = 1_700_000_000_000;
const growing = (growing?: number | true, deleted = false): number =>
  growsFor({content: {text: 'so', ...(growing && {growing})}, deleted} as Message, now);

test('a message grows until a minute after its last step; one whose sender went without a word has stopped then (PWP-GROW-006)', () => {
  assert.equal(growing(), 0);
  assert.equal(growing(now), 60_000);
  assert.equal(growing(now - 59_999), 1);
  assert.equal(growing(now - 60_000), 0);
  assert.equal(growing(now - 3_600_000), 0);
});

test('one that the server does not have yet grows, one that was deleted does not', () => {
  assert.equal(growing(true), 60_000);
  assert.equal(growing(now, true), 0);
});
