import assert from 'node:assert/strict';
import {test} from 'node:test';
import {allEmoji, emojiOf, findEmoji, toned} from './emoji.js';

const english = await allEmoji('en');
const all = [...english.values()].flat();
const find = (query: string) => findEmoji(english, query, 8).map(({glyph}) => glyph);
const languages = ['ar', 'de', 'es', 'fr', 'he', 'hi', 'ja', 'ko', 'pt', 'ru', 'zh'];

test('UX-C9b: an emoji is found by its name first, then by the words it may be known by', () => {
  assert.equal(find('smile')[0], '😄');
  assert.equal(find('+1')[0], '👍');
  assert.ok(find('lol').includes('🤣'));
  assert.deepEqual(find('nosuchthing'), []);
});

test('UX-C9b: a flag is found by the name of its country in the reader’s language', async () => {
  assert.ok(find('germany').includes('🇩🇪'));
  assert.ok(findEmoji(await allEmoji('de'), 'deutschland', 8).some(({glyph}) => glyph === '🇩🇪'));
  assert.ok(findEmoji(await allEmoji('de'), 'osterreich', 8).some(({glyph}) => glyph === '🇦🇹'));
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

test('UX-C9d: in each of our languages every emoji has a name of that language, and English words find it all the same', async () => {
  for (const language of languages) {
    const list = await allEmoji(language);
    const emoji = [...list].filter(([group]) => group !== 'flags').flatMap(([, group]) => group);
    const named = [...english].filter(([group]) => group !== 'flags').flatMap(([, group]) => group);
    assert.equal(emoji.length, named.length);
    // a few are the same in many languages, as pizza and OK
    const same = emoji.filter(({name}, at) => name === named[at]?.name);
    assert.ok(same.length < 150, `${language}: ${same.map(({name}) => name)}`);
    assert.deepEqual(
      emoji.filter(({name}) => !name.trim()),
      [],
      language,
    );
    const found = findEmoji(list, 'smile', 8).map(({glyph}) => glyph);
    assert.ok(found.includes('😄'), language);
  }
});

test('UX-C9d: it is found by the name and the words of the language, with and without accents, in scripts without spaces anywhere', async () => {
  const first = async (language: string, query: string) =>
    findEmoji(await allEmoji(language), query, 24).map(({glyph}) => glyph);
  assert.ok((await first('de', 'herz')).slice(0, 8).includes('❤️'));
  assert.ok((await first('de', 'lächeln')).includes('😄'));
  assert.ok((await first('de-AT', 'lacheln')).includes('😄'));
  assert.ok((await first('fr', 'fusee')).includes('🚀'));
  assert.ok((await first('es', 'corazon')).includes('❤️'));
  assert.ok((await first('ru', 'ракета')).includes('🚀'));
  assert.ok((await first('ar', 'صاروخ')).includes('🚀'));
  assert.ok((await first('he', 'לב')).includes('❤️'));
  assert.ok((await first('hi', 'रॉकेट')).includes('🚀'));
  assert.ok((await first('ja', 'ロケット')).includes('🚀'));
  assert.ok((await first('ko', '로켓')).includes('🚀'));
  assert.ok((await first('zh', '火箭')).includes('🚀'));
  assert.equal((await first('de', 'rakete'))[0], '🚀', 'a name comes before other words');
});

test('UX-C9d: a language we have none in is English, and so is Chinese in traditional characters', async () => {
  for (const language of ['nl', 'zh-TW', 'en-GB']) assert.equal(emojiOf(await allEmoji(language), '🚀').name, 'rocket');
});

test('UX-C9d: what was chosen in a tone has the name of its emoji', async () => {
  assert.equal(emojiOf(english, '👍🏽').name, '+1');
  assert.equal(emojiOf(english, '✌🏻').name, 'v');
  assert.equal(emojiOf(english, 'party-parrot').name, 'party-parrot');
});
