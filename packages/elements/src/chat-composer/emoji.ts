/** What the emoji are called, and finding them. Loaded with the first `:` or the picker. */
import {emojiGroups, flagRegions} from './emoji-data.js';

export type Emoji = {glyph: string; name: string; words: readonly string[]; hasTones: boolean};
export type EmojiGroup = keyof typeof emojiGroups;

const tones = ['', '🏻', '🏼', '🏽', '🏾', '🏿'];
export const toneCount = tones.length;

/** All of them by group. `locale`: the language of the countries' names. */
export function allEmoji(locale: string): ReadonlyMap<EmojiGroup, readonly Emoji[]> {
  const all = new Map<EmojiGroup, Emoji[]>();
  for (const [group, lines] of Object.entries(emojiGroups))
    all.set(group as EmojiGroup, lines.split('\n').map(fromLine));
  const names = new Intl.DisplayNames([locale, 'en'], {type: 'region'});
  for (const [region] of flagRegions.matchAll(/../g)) {
    const name = names.of(region) ?? region;
    const glyph = [...region].map((letter) => String.fromCodePoint(0x1_f1_a5 + letter.charCodeAt(0))).join('');
    const words = [`flag-${region.toLowerCase()}`, ...name.toLocaleLowerCase(locale).split(/[\s(),.&’'-]+/)];
    all.get('flags')?.push({glyph, name, words, hasTones: false});
  }
  return all;
}

function fromLine(line: string): Emoji {
  const [glyph = '', ...words] = line.split(' ');
  const name = words[0] ?? '';
  return {glyph, name: name.replaceAll('_', ' '), words, hasTones: /^\p{Emoji_Modifier_Base}/u.test(glyph)};
}

/** The glyph in a skin tone, 0 to 5, where it has one. */
export function toned({glyph, hasTones}: Emoji, tone: number): string {
  if (!hasTones || !tones[tone]) return glyph;
  const [first = '', ...rest] = [...glyph];
  return first + tones[tone] + rest.join('').replace(/^\ufe0f/, '');
}

/** Those that words begin with `query`, best first: names before other words, whole ones before beginnings. */
export function findEmoji(all: Iterable<readonly Emoji[]>, query: string, most: number): Emoji[] {
  const wanted = query.toLowerCase().trim().replaceAll(' ', '_');
  const found: {emoji: Emoji; rank: number}[] = [];
  for (const group of all) {
    for (const emoji of group) {
      const rank = rankOf(emoji, wanted);
      if (rank < Infinity) found.push({emoji, rank});
    }
  }
  return found
    .sort((a, b) => a.rank - b.rank)
    .slice(0, most)
    .map(({emoji}) => emoji);
}

function rankOf({words}: Emoji, wanted: string): number {
  let best = Infinity;
  for (const [at, word] of words.entries()) {
    const part = word.split('_').some((piece) => piece.startsWith(wanted));
    const rank = word === wanted ? 0 : word.startsWith(wanted) ? 1 : part ? 2 : Infinity;
    best = Math.min(best, rank * 2 + (at === 0 ? 0 : 1));
  }
  return best;
}
