import assert from 'node:assert/strict';
import {test} from 'node:test';
import {hueOf, initials} from './initials.js';

for (const [name, letters] of [
  ['Mara Lind', 'ML'],
  ['Zoë van Dam', 'ZD'],
  ['yusuf', 'Y'],
  ['Depot 4', 'D4'],
  ['  (Ann)  ', 'A'],
  ['نور الهاشمي', 'ن'],
  ['山田 太郎', '山'],
  ['👩‍👧 Family', '👩‍👧F'],
  ['e\u0301mile', 'E\u0301'],
  ['', ''],
  ['…', ''],
] as const) {
  test(`the initials of “${name}” are “${letters}”`, () => assert.equal(initials(name), letters));
}

test('an id always gets the same hue, and ids spread over all of them (UX-T3)', () => {
  assert.equal(hueOf('mara', 8), hueOf('mara', 8));
  const seen = new Set(Array.from({length: 100}, (_, at) => hueOf(`user-${at}`, 8)));
  assert.equal(seen.size, 8);
});
