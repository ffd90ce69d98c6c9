/** From Slack's names of emoji to the emoji. */
import {emojiNames} from './emoji-data.js';

let glyphs: Map<string, string> | undefined;

/** `name` is without colons, a tone of skin behind it: `+1::skin-tone-2`. Names of a workspace's own pictures are unknown. */
export function emojiOf(name: string): string | undefined {
  const [, plain = '', tone] = /^([^:]+)(?:::skin-tone-([2-6]))?$/.exec(name) ?? [];
  const flag = /^flag-([a-z])([a-z])$/.exec(plain);
  if (flag) return letterOf(flag[1] as string) + letterOf(flag[2] as string);
  glyphs ??= readNames();
  const glyph = glyphs.get(plain);
  if (glyph === undefined || tone === undefined) return glyph;
  const [first = '', ...rest] = glyph;
  // where a tone stands there is no variation selector
  return first + String.fromCodePoint(0x1f3f9 + Number(tone)) + rest.join('').replace(/^\uFE0F/, '');
}

const letterOf = (letter: string): string => String.fromCodePoint(0x1f1e6 + letter.charCodeAt(0) - 97);

function readNames(): Map<string, string> {
  // a name of former days
  const names = new Map([['simple_smile', '🙂']]);
  for (const line of emojiNames.split('\n')) {
    const [glyph = '', ...own] = line.split(' ');
    for (const name of own) names.set(name, glyph);
  }
  return names;
}
