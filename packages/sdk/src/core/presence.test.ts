import assert from 'node:assert/strict';
import {test} from 'node:test';
import {expireTyping, present, type Typing, typed} from './presence.js';

test('typing is over six seconds after the last word of it (PWP-EPH-002)', () => {
  const one = typed(new Map(), 'bo', true, 1_000);
  assert.deepEqual([...one], [['bo', 7_000]]);
  assert.deepEqual(expireTyping(one, 6_999), one);
  assert.equal(expireTyping(one, 7_000).size, 0);
});

test('who types stays in the order of beginning, and stops by word or by message', () => {
  let typing: Typing = typed(typed(new Map(), 'bo', true, 0), 'cy', true, 100);
  typing = typed(typing, 'bo', true, 3_000);
  assert.deepEqual([...typing.keys()], ['bo', 'cy']);
  assert.deepEqual([...expireTyping(typing, 6_500).keys()], ['bo']);
  assert.deepEqual([...typed(typing, 'bo', false, 3_000).keys()], ['cy']);
  assert.deepEqual(typed(typing, 'dora', false, 0), typing);
});

test('presence that says nothing new changes nothing', () => {
  const one = present(new Map(), [{user: 'bo', state: 'online'}]);
  assert.equal(present(one, [{user: 'bo', state: 'online'}]), one);
  assert.deepEqual(present(one, [{user: 'bo', state: 'offline', lastSeen: 5}]).get('bo'), {
    user: 'bo',
    state: 'offline',
    lastSeen: 5,
  });
});
