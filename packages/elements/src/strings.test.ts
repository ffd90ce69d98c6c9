import assert from 'node:assert/strict';
import {test} from 'node:test';
import {loadStrings, strings} from './strings.js';

test('counts follow the plural rules of English', () => {
  assert.equal(strings.memberCount(1), '1 member');
  assert.equal(strings.memberCount(1234), '1,234 members');
});

test('up to three people who type are named (UX-P2)', () => {
  assert.equal(strings.typing(['Ann']), 'Ann is typing');
  assert.equal(strings.typing(['Ann', 'Bob']), 'Ann and Bob are typing');
  assert.equal(strings.typing(['Ann', 'Bob', 'Cyd', 'Dan']), '4 people are typing');
});

test('a locale loads the words of its language', async () => {
  const german = await loadStrings('de-AT');
  assert.equal(german.send, 'Senden');
  assert.equal(german.memberCount(1234), '1.234 Mitglieder');
});

test('a language without words of ours is English', async () => {
  assert.equal(await loadStrings('xh'), strings);
});

test('every word that English has, German has as well, and not the English one by mistake', async () => {
  const german = await loadStrings('de');
  const same = Object.keys(strings).filter((key) => {
    const words = strings[key as keyof typeof strings];
    return typeof words === 'string' && words.length > 8 && words === german[key as keyof typeof strings];
  });
  assert.deepEqual(Object.keys(german).sort(), Object.keys(strings).sort());
  assert.deepEqual(same, []);
});
