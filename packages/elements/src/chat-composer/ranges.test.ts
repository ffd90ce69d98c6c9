import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {TextRange} from './draft-box.js';
import {editRanges, trimmed} from './ranges.js';

const mention = (start: number, end: number): TextRange => ({type: 'mention', start, end, user: 'ann'});

test('text typed before a mention moves it', () => {
  const {text, ranges} = editRanges([mention(3, 7)], 'Hi @Ann!', 'Hi, @Ann!');
  assert.equal(text, 'Hi, @Ann!');
  assert.deepEqual(ranges, [mention(4, 8)]);
});

test('text typed after a mention leaves it alone', () => {
  assert.deepEqual(editRanges([mention(0, 4)], '@Ann', '@Ann hello').ranges, [mention(0, 4)]);
});

test('deleting into a mention removes it whole (UX-C8e)', () => {
  assert.deepEqual(editRanges([mention(3, 7)], 'Hi @Ann', 'Hi @An'), {text: 'Hi ', ranges: [], at: 3});
  assert.deepEqual(editRanges([mention(3, 7)], 'Hi @Ann you', 'Hi Ann you'), {text: 'Hi  you', ranges: [], at: 3});
});

test('a deletion across the end of a mention removes the rest of it', () => {
  assert.deepEqual(editRanges([mention(3, 7)], 'Hi @Ann you', 'Hi @Aou'), {text: 'Hi ou', ranges: [], at: 3});
});

test('a deletion through two mentions removes both and keeps what lies behind in its place', () => {
  const before = '@Ann and @Bob, @Cyd';
  const {text, ranges} = editRanges([mention(0, 4), mention(9, 13), mention(15, 19)], before, `@A${before.slice(11)}`);
  assert.equal(text, ', @Cyd');
  assert.deepEqual(ranges, [mention(2, 6)]);
});

test('typing into a mention makes it plain text', () => {
  assert.deepEqual(editRanges([mention(0, 4)], '@Ann', '@Axnn'), {text: '@Axnn', ranges: [], at: 2});
});

test('white space around a text goes, and its ranges move along', () => {
  assert.deepEqual(trimmed('  @Ann hi \n', [mention(2, 6)]), {text: '@Ann hi', ranges: [mention(0, 4)]});
});
