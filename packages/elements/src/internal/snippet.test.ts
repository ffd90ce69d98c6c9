import assert from 'node:assert/strict';
import {test} from 'node:test';
import {snippetOf} from './snippet.js';

const shown = (text: string, ...found: [number, number][]): string =>
  snippetOf(
    text,
    found.map(([start, end]) => ({start, end})),
  )
    .map((piece) => (piece.isFound ? `[${piece.text}]` : piece.text))
    .join('');

test('what was found is marked, and lines are one', () => {
  assert.equal(shown('one\n two three', [5, 8], [9, 11]), 'one [two] [th]ree');
  assert.equal(shown('nothing'), 'nothing');
});

test('a long text is cut before a word, and never in the middle of a character', () => {
  const long = `${'word '.repeat(40)}needle ${'more '.repeat(80)}`;
  const text = shown(long, [200, 206]);
  assert.match(text, /^…(word )+\[needle\] more/);
  assert.match(text, /…$/);
  assert.ok(text.length < 260);
  const emoji = `${'😀'.repeat(60)}x${'😀'.repeat(200)}`;
  for (const shift of [0, 1]) {
    const cut = shown(`${'a'.repeat(shift)}${emoji}`, [120 + shift, 121 + shift]);
    assert.doesNotMatch(cut, /\p{Cs}/u);
  }
});
