/** Words of a stranger's page: references of HTML resolved, and nothing left that could dress up as something else. */

/** Those of titles. What is not here stays as it is written. */
const named: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  ensp: ' ',
  emsp: ' ',
  thinsp: ' ',
  ndash: '–',
  mdash: '—',
  lsquo: '‘',
  rsquo: '’',
  sbquo: '‚',
  ldquo: '“',
  rdquo: '”',
  bdquo: '„',
  laquo: '«',
  raquo: '»',
  lsaquo: '‹',
  rsaquo: '›',
  hellip: '…',
  bull: '•',
  middot: '·',
  copy: '©',
  reg: '®',
  trade: '™',
  euro: '€',
  pound: '£',
  yen: '¥',
  cent: '¢',
  sect: '§',
  deg: '°',
  plusmn: '±',
  times: '×',
  frac12: '½',
  iexcl: '¡',
  iquest: '¿',
  szlig: 'ß',
  AElig: 'Æ',
  aelig: 'æ',
  OElig: 'Œ',
  oelig: 'œ',
  Oslash: 'Ø',
  oslash: 'ø',
};
/** `&eacute;` and its kind: a letter and what is on it. */
const marks: Readonly<Record<string, string>> = {
  grave: '\u0300',
  acute: '\u0301',
  circ: '\u0302',
  tilde: '\u0303',
  uml: '\u0308',
  ring: '\u030a',
  cedil: '\u0327',
  caron: '\u030c',
};
const reference = /&(?:#(\d{1,7})|#[xX]([\da-fA-F]{1,6})|([a-zA-Z][a-zA-Z\d]{1,7}));?/g;
/**
 * From 128 to 159: what is written there means what Windows has there, in numbers and in pages that say they are Latin 1. (Some Node
 * leave these as controls where they decode `windows-1252`.)
 */
const windows = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

const resolved = (text: string): string =>
  text.replace(reference, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) {
      if (Object.hasOwn(named, name)) return named[name] as string;
      const mark = name.slice(1);
      return Object.hasOwn(marks, mark) ? `${name[0]}${marks[mark]}`.normalize('NFC') : whole;
    }
    const code = decimal === undefined ? Number.parseInt(hex as string, 16) : Number(decimal);
    return code === 0 || code > 0x10ffff || (code >= 0xd800 && code < 0xe000) ? '\ufffd' : String.fromCodePoint(code);
  });

/**
 * What steers instead of being read: controls, all that turns the direction round, what is not to be seen (but the joiners of emoji and
 * scripts), halves of letters, and letters of nobody. Line ends are blanks.
 */
const steering = /[\p{Cc}\p{Cs}\p{Co}\p{Zl}\p{Zp}\s]+|(?![\u200c\u200d])\p{Cf}/gu;
/** More marks on a letter than any script has. */
const piled = /(\p{M}{4})\p{M}+/gu;

/** As one line of at most so many code points; empty where nothing is left. */
export function plainLine(text: string, most: number): string {
  // what is long was cut before it costs anything; a reference is never longer than ten letters a piece
  const line = resolved(text.slice(0, most * 20))
    .replace(/[\u0080-\u009f]/g, (letter) => windows[letter.charCodeAt(0) - 128] as string)
    .replace(steering, (found) => (/^\p{Cf}$/u.test(found) ? '' : ' '))
    .replace(piled, '$1')
    .trim();
  if (!/[\p{L}\p{N}\p{P}\p{S}]/u.test(line)) return '';
  const letters = Array.from(line);
  return letters.length <= most
    ? line
    : `${letters
        .slice(0, most - 1)
        .join('')
        .trimEnd()}…`;
}
