import assert from 'node:assert/strict';
import {test} from 'node:test';
import {fold} from './fold.js';
import {find} from './match.js';
import {needleOf, parseQuery, wordCount} from './query.js';
import {mostWords, wordsOf} from './words.js';

const marked = (text: string, query: string): string | undefined => {
  const found = find(text, parseQuery(query));
  if (!found) return undefined;
  let [marks, at] = ['', 0];
  for (const {start, end} of found) {
    marks += `${text.slice(at, start)}[${text.slice(start, end)}]`;
    at = end;
  }
  return marks + text.slice(at);
};

test('case, diacritics, width and what has no width make no difference', () => {
  for (const [one, other] of [
    ['Über', 'uber'],
    ['u\u0308ber', 'uber'],
    ['STRASSE', 'straße'],
    ['İstanbul', 'istanbul'],
    ['ＡＢＣ１２', 'abc12'],
    ['ｶﾞ', 'が'.normalize('NFKC') === 'が' ? 'ガ' : ''],
    ['Ёлка', 'елка'],
    ['مُحَمَّد', 'محمد'],
    ['שָׁלוֹם', 'שלום'],
    ['co\u00adop', 'coop'],
    ['ΌΔΟΣ', 'οδος'],
    ['Łódź', 'lodz'],
    ['\u1112\u1161\u11ab', '한'],
  ] as const)
    assert.equal(fold(one).text, fold(other).text, `${one} ${other}`);
});

test('marks that make another letter stay', () => {
  assert.notEqual(fold('か').text, fold('が').text);
  assert.notEqual(fold('कि').text, fold('का').text);
});

test('places are told in UTF-16 units of the text as it was written', () => {
  assert.equal(marked('U\u0308ber 😀 Überall', 'uber'), '[U\u0308ber] 😀 [Über]all');
  assert.equal(marked('ﬁnden', 'fi'), '[ﬁ]nden');
  assert.equal(marked('私は日本語を話す', '日本語'), '私は[日本語]を話す');
  assert.equal(marked('日本と本語', '日本語'), undefined, 'neighbours in a row, not somewhere');
  assert.equal(marked('the cat, the dog', 'the do'), '[the] cat, [the] [do]g');
  assert.equal(marked('aaa', 'a'), undefined);
  assert.equal(marked('iPhone手机', 'iphone 手'), '[iPhone][手]机');
  assert.equal(marked('한국어를', '국어'), '한[국어]를');
});

test('signs mean nothing, and a query of signs has no words (S31)', () => {
  assert.deepEqual(parseQuery('"a" OR b* NEAR(c) %_'), parseQuery('a or b near c'));
  assert.equal(wordCount(parseQuery('%_*"()\u0000 😀')), 0);
  assert.deepEqual(needleOf(parseQuery('日本語')), {words: ['日本', '本語'], beginnings: []});
});

test('of a message with very many words the first thousand are found, and a long word by its beginning (PWP-SEARCH-006)', () => {
  assert.equal(wordsOf(Array.from({length: 3000}, (_, at) => `w${at}`).join(' ')).length, mostWords);
  assert.equal(marked('x'.repeat(500), 'x'.repeat(300)), `[${'x'.repeat(32)}]${'x'.repeat(468)}`);
});

test('every word of a text is found in it', () => {
  for (const text of ['Über den Wolken 12.5 kg', 'ᄒ\u1161ᆫ 日本 ไทย', 'ﬀ ﬃ ŉ ǆ İ ẞ', 'a\u0301\u0302 b\u200dc']) {
    for (const word of text.split(/\s+/)) assert.ok(find(text, parseQuery(word)), `${word} in ${text}`);
  }
});
