import assert from 'node:assert/strict';
import {test} from 'node:test';
import {allEmoji, findEmoji, toned} from './emoji.js';

const english = allEmoji('en');
const all = [...english.values()].flat();
const find = (query: string) => findEmoji(english.values(), query, 8).map(({glyph}) => glyph);

test('UX-C9b: an emoji is found by its name first, then by the words it may be known by', () => {
  assert.equal(find('smile')[0], '😄');
  assert.equal(find('+1')[0], '👍');
  assert.ok(find('lol').includes('🤣'));
  assert.deepEqual(find('nosuchthing'), []);
});

test('UX-C9b: a flag is found by the name of its country in the reader’s language', () => {
  assert.ok(find('germany').includes('🇩🇪'));
  assert.ok(findEmoji(allEmoji('de').values(), 'deutschland', 8).some(({glyph}) => glyph === '🇩🇪'));
});

test('UX-C9b: every glyph is one character as people count them, once, and has a name', () => {
  const segmenter = new Intl.Segmenter('en');
  for (const {glyph, name} of all) {
    assert.equal([...segmenter.segment(glyph)].length, 1, glyph);
    assert.ok(name, glyph);
  }
  assert.equal(new Set(all.map(({glyph}) => glyph)).size, all.length);
  assert.ok(all.length > 1_400, String(all.length));
});

test('UX-C9b: in every skin tone an emoji is still one character', () => {
  const segmenter = new Intl.Segmenter('en');
  const wrong = all.filter((emoji) => [...segmenter.segment(toned(emoji, 3))].length !== 1);
  assert.deepEqual(wrong, []);
  assert.equal(toned(all.find(({name}) => name === '+1') ?? assert.fail(), 5), '👍🏿');
  assert.equal(toned(all.find(({glyph}) => glyph === '✌️') ?? assert.fail(), 1), '✌🏻');
});
