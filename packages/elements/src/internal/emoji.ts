/** What the emoji are called, and finding them. Loaded with the first `:` or the picker; names in other languages with those. */
import {emojiGroups, flagRegions} from './emoji-data.js';

/** `named`: how many of the words, the first ones, are names. All are written as one types them: small, with `_` for a space, without accents. */
export type Emoji = {glyph: string; name: string; words: readonly string[]; named: number; hasTones: boolean};
export type EmojiGroup = keyof typeof emojiGroups;
export type EmojiList = ReadonlyMap<EmojiGroup, readonly Emoji[]>;

const tones = ['', '🏻', '🏼', '🏽', '🏾', '🏿'];
export const toneCount = tones.length;

/** One line for each emoji that is no flag, in our order: its name, and words it is found by. */
const nameLists: Readonly<Record<string, () => Promise<{names: string}>>> = {
  ar: () => import('./emoji-names/ar.js'),
  de: () => import('./emoji-names/de.js'),
  es: () => import('./emoji-names/es.js'),
  fr: () => import('./emoji-names/fr.js'),
  he: () => import('./emoji-names/he.js'),
  hi: () => import('./emoji-names/hi.js'),
  ja: () => import('./emoji-names/ja.js'),
  ko: () => import('./emoji-names/ko.js'),
  pt: () => import('./emoji-names/pt.js'),
  ru: () => import('./emoji-names/ru.js'),
  zh: () => import('./emoji-names/zh.js'),
};

const lists = new Map<string, Promise<EmojiList>>();

/** All of them by group, in the language of a locale; where its names cannot be loaded, in English, and the next time is another try. */
export function allEmoji(locale: string): Promise<EmojiList> {
  let list = lists.get(locale);
  if (!list) {
    list = named(locale);
    lists.set(locale, list);
  }
  return list;
}

async function named(locale: string): Promise<EmojiList> {
  const {language, script} = new Intl.Locale(locale).maximize();
  // as of our words, there are none in traditional characters
  const load = script === 'Hant' ? undefined : nameLists[language];
  try {
    return listOf(locale, (await load?.())?.names);
  } catch (error) {
    lists.delete(locale);
    reportError(error);
    return listOf(locale);
  }
}

function listOf(locale: string, names?: string): EmojiList {
  const all = new Map<EmojiGroup, Emoji[]>();
  const [shown, typed] = [names?.split('\n'), names && typable(names, locale).split('\n')];
  let at = 0;
  for (const [group, lines] of Object.entries(emojiGroups)) {
    const emoji = lines.split('\n').map((line) => {
      const one = fromLine(line, shown?.[at], typed?.[at]);
      at++;
      return one;
    });
    all.set(group as EmojiGroup, emoji);
  }
  const regions = new Intl.DisplayNames([locale, 'en'], {type: 'region'});
  for (const [region] of flagRegions.matchAll(/../g)) {
    const name = regions.of(region) ?? region;
    const glyph = [...region].map((letter) => String.fromCodePoint(0x1_f1_a5 + letter.charCodeAt(0))).join('');
    const words = [`flag-${region.toLowerCase()}`, ...typable(name, locale).split(/[\s(),.&’'-]+/)];
    all.get('flags')?.push({glyph, name, words, named: 1, hasTones: false});
  }
  return all;
}

function fromLine(line: string, shown = '', typed = ''): Emoji {
  const [glyph = '', ...english] = line.split(' ');
  const [own = '', words = ''] = typed.split('|');
  const [name] = shown.split('|');
  return {
    glyph,
    name: name || (english[0] ?? '').replaceAll('_', ' '),
    words: own ? [own.replaceAll(' ', '_'), ...english, ...words.split(' ').filter(Boolean)] : english,
    named: own ? 2 : 1,
    hasTones: /^\p{Emoji_Modifier_Base}/u.test(glyph),
  };
}

/** As somebody may type it: without what stands over and under letters. */
const typable = (text: string, locale: string): string =>
  text
    .toLocaleLowerCase(locale)
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '');

/** The emoji of a glyph in whatever tone. */
export function emojiOf(all: EmojiList, glyph: string): Emoji {
  const bare = withoutTone(glyph);
  for (const group of all.values()) for (const emoji of group) if (withoutTone(emoji.glyph) === bare) return emoji;
  return {glyph, name: glyph, words: [], named: 0, hasTones: false};
}

const withoutTone = (glyph: string): string => glyph.replace(/[\u{1f3fb}-\u{1f3ff}\ufe0f]/gu, '');

/** The glyph in a skin tone, 0 to 5, where it has one. */
export function toned({glyph, hasTones}: Pick<Emoji, 'glyph' | 'hasTones'>, tone: number): string {
  if (!hasTones || !tones[tone]) return glyph;
  const [first = '', ...rest] = [...glyph];
  return first + tones[tone] + rest.join('').replace(/^\ufe0f/, '');
}

/**
 * Those that words begin with `query`, best first: names before other words, whole ones before beginnings, and of names that have it as
 * one of their words the shortest.
 */
export function findEmoji(all: EmojiList, query: string, most: number): Emoji[] {
  const wanted = typable(query, 'en').trim().replaceAll(' ', '_');
  // scripts that write no spaces have no beginnings of words either
  const isDense = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]/u.test(wanted);
  const found: {emoji: Emoji; rank: number}[] = [];
  for (const group of all.values()) {
    for (const emoji of group) {
      const {words, named} = emoji;
      const rank = Math.min(...words.map((word, at) => rankOf(word, at < named, wanted, isDense)));
      if (rank < Infinity) found.push({emoji, rank});
    }
  }
  return found
    .sort((a, b) => a.rank - b.rank)
    .slice(0, most)
    .map(({emoji}) => emoji);
}

function rankOf(word: string, isName: boolean, wanted: string, isDense: boolean): number {
  if (word === wanted) return isName ? 0 : 2;
  const pieces = word.split('_');
  // below 2, by how many words it has
  if (isName && pieces.includes(wanted)) return 2 - 1 / pieces.length;
  if (word.startsWith(wanted)) return isName ? 3 : 4;
  const isPart = isDense ? word.includes(wanted) : pieces.some((piece) => piece.startsWith(wanted));
  return isPart ? (isName ? 5 : 6) : Infinity;
}
