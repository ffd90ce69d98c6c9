import assert from 'node:assert/strict';
import {test} from 'node:test';
import {choicesAt, fromField, toField} from './times.js';

test('in twenty minutes, in an hour, and at nine of the next day, also shortly before midnight', () => {
  for (const [day, clock] of [
    [14, 8],
    [14, 23],
    [31, 23],
  ] as const) {
    const now = new Date(2026, 9, day, clock, 50).getTime();
    const {soon, hour, tomorrow} = choicesAt(now);
    assert.deepEqual([soon - now, hour - now], [1_200_000, 3_600_000]);
    assert.equal(tomorrow, new Date(2026, 9, day + 1, 9).getTime());
  }
});

test('a field gives back the minute it was given', () => {
  const at = new Date(2026, 9, 14, 8, 50).getTime();
  assert.equal(toField(at), '2026-10-14T08:50');
  assert.equal(fromField(toField(at)), at);
});
