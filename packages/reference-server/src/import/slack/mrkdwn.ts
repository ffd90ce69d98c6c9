/**
 * From Slack's markup ("mrkdwn") to text with ranges. What stands in angle brackets is Slack's own, for it writes `<`, `>` and `&` of
 * a text as entities; marks (`*bold*`, `_italic_`, `~strike~`) hold within a line, and not inside words.
 */
import type {TextRange} from '@parlor/sdk/protocol';
import {emojiOf} from './emoji.js';

export type Marked = {text: string; ranges: TextRange[]};

/** Who and what is meant by Slack's ids. */
export type Names = {
  person(id: string): {user: string; name: string} | undefined;
  channel(id: string): string | undefined;
};

/** A block of code, code, something of Slack's own, an emoji. */
const special = /```([\s\S]+?)```|`([^`\n]+)`|<([^<>\n]+)>|:([\w+'-]+(?:::skin-tone-[2-6])?):/g;
const types: Record<string, TextRange['type']> = {'*': 'bold', _: 'italic', '~': 'strike'};
const longestUrl = 2000;

export function readMrkdwn(raw: string, names: Names): Marked {
  const {text, ranges, fixed} = resolved(raw, names);
  const cuts = new Set<number>();
  // those that lie around others of the same extent before them
  return without(cuts, text, [...quotesIn(text, fixed, cuts), ...marksIn(text, fixed, cuts), ...ranges]);
}

type Stretch = {start: number; end: number};

/** Everything but marks and quotes. `fixed`: where no mark is looked for, by place. */
function resolved(raw: string, names: Names): Marked & {fixed: Stretch[]} {
  let text = '';
  const ranges: TextRange[] = [];
  const fixed: Stretch[] = [];
  const put = (piece: string, range?: Omit<TextRange, keyof Stretch>): void => {
    const stretch = {start: text.length, end: text.length + piece.length};
    text += piece;
    fixed.push(stretch);
    if (range && piece !== '') ranges.push({...range, ...stretch});
  };
  let at = 0;
  special.lastIndex = 0;
  for (let found = special.exec(raw); found; found = special.exec(raw)) {
    const [all, block, code, own, emoji] = found;
    const glyph = emoji === undefined ? undefined : emojiOf(emoji);
    if (emoji !== undefined && glyph === undefined) {
      // its second colon may be the first of another
      special.lastIndex = found.index + 1;
      continue;
    }
    text += decoded(raw.slice(at, found.index));
    at = found.index + all.length;
    special.lastIndex = at;
    if (glyph !== undefined) put(glyph);
    else if (own !== undefined) {
      const {text: piece, range} = ownWords(own, names);
      put(piece, range);
    } else if (code !== undefined) put(plain(code, names), {type: 'code'});
    else {
      const inside = plain(block as string, names).replace(/^\n|\n$/g, '');
      if (inside.trim() === '') {
        put('```');
        continue;
      }
      // a block stands on lines of its own
      if (text !== '' && !text.endsWith('\n')) text += '\n';
      put(inside, {type: 'code-block'});
      if (at < raw.length && raw[at] !== '\n') text += '\n';
    }
  }
  text += decoded(raw.slice(at));
  return {text, ranges, fixed};
}

const entities: Record<string, string> = {'&lt;': '<', '&gt;': '>', '&amp;': '&'};
const decoded = (raw: string): string => raw.replace(/&(?:lt|gt|amp);/g, (entity) => entities[entity] as string);

/** The words alone, as in code. */
const plain = (raw: string, names: Names): string =>
  raw
    .split(/<([^<>\n]+)>/)
    .map((piece, index) => (index % 2 === 0 ? decoded(piece) : ownWords(piece, names).text))
    .join('');

type Piece = {text: string; range?: Omit<TextRange, keyof Stretch>};

/** What stands in angle brackets: somebody, a channel, everybody, a date, an address. */
function ownWords(inside: string, names: Names): Piece {
  const bar = inside.indexOf('|');
  const target = bar < 0 ? inside : inside.slice(0, bar);
  const label = decoded(bar < 0 ? '' : inside.slice(bar + 1)).trim();
  const id = target.slice(1);
  switch (target[0]) {
    case '@': {
      const person = names.person(id);
      if (person) return {text: `@${person.name}`, range: {type: 'mention', user: person.user}};
      return {text: `@${label || id}`};
    }
    case '#':
      return {text: `#${names.channel(id) ?? (label || id)}`};
    case '!':
      return {text: label || `@${/^[a-z]+/.exec(id)?.[0] ?? id}`};
    default:
      return link(decoded(target), label);
  }
}

function link(url: string, label: string): Piece {
  if (/^(https?:\/\/|mailto:|tel:)/i.test(url) && url.length <= longestUrl && URL.canParse(url))
    return {text: label || url, range: {type: 'link', url}};
  return {text: label === '' || label === url ? url : `${label} (${url})`};
}

/** Lines that begin with `>`, and everything behind `>>>`. */
function quotesIn(text: string, fixed: readonly Stretch[], cuts: Set<number>): TextRange[] {
  const quotes: TextRange[] = [];
  let open: TextRange | undefined;
  for (let start = 0; start <= text.length; ) {
    const end = text.indexOf('\n', start) < 0 ? text.length : text.indexOf('\n', start);
    const [, mark, marker = ''] = /^((>>>|>) ?)/.exec(text.slice(start, end)) ?? [];
    if (mark === undefined || isFixed(fixed, start)) open = undefined;
    else if (marker === '>>>' && text.slice(start + mark.length).trim() !== '') {
      cut(cuts, start, mark.length);
      quotes.push({type: 'quote', start: start + mark.length, end: text.length});
      break;
    } else if (open || text.slice(start + mark.length, end).trim() !== '') {
      cut(cuts, start, mark.length);
      if (open) open.end = end;
      else quotes.push((open = {type: 'quote', start: start + mark.length, end}));
    }
    start = end + 1;
  }
  return quotes;
}

const isFixed = (fixed: readonly Stretch[], at: number): boolean =>
  fixed.some(({start, end}) => start <= at && at < end);
const cut = (cuts: Set<number>, at: number, length: number): void => {
  for (let index = 0; index < length; index++) cuts.add(at + index);
};

const isWord = (char: string | undefined): boolean => char !== undefined && /[\p{L}\p{N}]/u.test(char);
const isInk = (char: string | undefined): boolean => char !== undefined && !/\s/.test(char);

function marksIn(text: string, fixed: readonly Stretch[], cuts: Set<number>): TextRange[] {
  const marks: TextRange[] = [];
  let open: {mark: string; at: number}[] = [];
  let next = 0;
  for (let at = 0; at < text.length; at++) {
    const stretch = fixed[next];
    if (stretch && stretch.start <= at) {
      next++;
      if (text.slice(stretch.start, stretch.end).includes('\n')) open = [];
      // one more comes with the loop
      at = Math.max(at, stretch.end) - 1;
      continue;
    }
    const mark = text[at] as string;
    if (mark === '\n') open = [];
    const type = types[mark];
    if (type === undefined || cuts.has(at)) continue;
    const [before, after] = [text[at - 1], text[at + 1]];
    const opened = open.findLastIndex((other) => other.mark === mark);
    const from = open[opened]?.at ?? at;
    if (from + 1 < at && isInk(before) && !isWord(after)) {
      marks.push({type, start: from + 1, end: at});
      cuts.add(from).add(at);
      // what was opened inside ends here too: marks do not cross
      open = open.slice(0, opened);
    } else if (isInk(after) && after !== mark && !isWord(before) && opened < 0) open.push({mark, at});
  }
  return marks;
}

/** The text without these characters, the ranges at their places in it, by place, the outer before the inner. */
function without(cuts: ReadonlySet<number>, text: string, ranges: readonly TextRange[]): Marked {
  let left = '';
  const places: number[] = [];
  for (let at = 0; at < text.length; at++) {
    places.push(left.length);
    if (!cuts.has(at)) left += text[at];
  }
  places.push(left.length);
  const placeOf = (at: number): number => places[at] as number;
  const placed = ranges.map((range) => ({...range, start: placeOf(range.start), end: placeOf(range.end)}));
  return {
    text: left,
    ranges: placed.filter(({start, end}) => start < end).sort((a, b) => a.start - b.start || b.end - a.end),
  };
}
