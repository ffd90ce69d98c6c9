/** HTML as a flat list of tags and texts, in one pass. It makes no nodes: what is pasted never becomes a document (UX 2.6). */

export type Token = {is: 'text'; text: string} | {is: 'open' | 'close'; name: string; attributes: string};

const entities: Readonly<Record<string, string>> = {
  ...{amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', shy: '', zwj: '\u200d', zwnj: '\u200c'},
  ...{hellip: '…', ndash: '–', mdash: '—', lsquo: '‘', rsquo: '’', ldquo: '“', rdquo: '”', laquo: '«', raquo: '»'},
  ...{bull: '•', middot: '·', copy: '©', reg: '®', trade: '™', euro: '€', deg: '°', times: '×'},
};

export function decoded(text: string): string {
  return text.replace(/&(#x[\da-f]{1,6}|#\d{1,7}|\w{2,8});/gi, (whole, name: string) => {
    if (!name.startsWith('#')) return entities[name] ?? whole;
    const code = name[1]?.toLowerCase() === 'x' ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code > 0 && code <= 0x10_ff_ff && !(code >= 0xd8_00 && code <= 0xdf_ff) ? String.fromCodePoint(code) : '';
  });
}

/** What these hold is not text for readers. */
const hidden = new Set(['script', 'style', 'head', 'title', 'template', 'noscript', 'svg', 'textarea', 'select']);

export function* tokensOf(html: string): Generator<Token> {
  let at = 0;
  let hiding = '';
  while (at < html.length) {
    const start = html.indexOf('<', at);
    if (start !== at) {
      const end = start < 0 ? html.length : start;
      if (!hiding) yield {is: 'text', text: decoded(html.slice(at, end))};
      at = end;
      continue;
    }
    const isClose = html[at + 1] === '/';
    const name = /^[a-z][\w:-]*/i.exec(html.slice(at + (isClose ? 2 : 1), at + 42))?.[0].toLowerCase();
    if (html.startsWith('<!--', at)) {
      const end = html.indexOf('-->', at + 4);
      at = end < 0 ? html.length : end + 3;
    } else if (!name && html[at + 1] !== '!' && html[at + 1] !== '?') {
      if (!hiding) yield {is: 'text', text: '<'};
      at += 1;
    } else {
      const end = endOfTag(html, at);
      const attributes = html.slice(at + 1 + (name?.length ?? 0), end);
      at = end + 1;
      if (!name) continue;
      if (hiding) {
        if (isClose && name === hiding) hiding = '';
      } else if (!isClose && hidden.has(name)) hiding = name;
      else yield {is: isClose ? 'close' : 'open', name, attributes};
    }
  }
}

/** Where the `>` of the tag is; those in quotes are none. */
function endOfTag(html: string, start: number): number {
  let quote = '';
  for (let at = start; at < html.length; at++) {
    const letter = html[at] as string;
    if (quote) {
      if (letter === quote) quote = '';
    } else if (letter === '>') return at;
    else if (letter === '"' || letter === "'") quote = letter;
  }
  return html.length;
}

export const attribute = (attributes: string, name: string): string => {
  const found = new RegExp(`(?:^|\\s)${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s"'>]+))`, 'i').exec(attributes);
  return decoded(found?.[1] ?? found?.[2] ?? found?.[3] ?? '');
};
