/**
 * Rich text from the clipboard as text with the markup of the composer (UX-C10): bold, italic, strike, code, code blocks,
 * quotes, lists, links. From Word, Docs, GitHub and any page. Loaded with the first such paste.
 */
import {attribute, type Token, tokensOf} from './html-tokens.js';

const mostHtml = 1_000_000;
const mostDepth = 100;
const marks = {bold: '**', italic: '*', strike: '~~', code: '`'} as const;
type Mark = keyof typeof marks;

const marksOfTag: Readonly<Record<string, Mark>> = {
  ...{b: 'bold', strong: 'bold', h1: 'bold', h2: 'bold', h3: 'bold', h4: 'bold', h5: 'bold', h6: 'bold'},
  ...{i: 'italic', em: 'italic', cite: 'italic', s: 'strike', del: 'strike', strike: 'strike'},
  ...{code: 'code', kbd: 'code', samp: 'code', tt: 'code'},
};
const paragraphs = new Set(['p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'blockquote', 'pre', 'ul', 'ol', 'table']);
const blocks = new Set([...paragraphs, 'div', 'li', 'tr', 'section', 'article', 'header', 'footer', 'dt', 'dd', 'hr']);
const empty = new Set(['br', 'hr', 'img', 'meta', 'link', 'input', 'wbr', 'col']);

type Element = {name: string; on: readonly Mark[]; off: readonly Mark[]; href: string; from: number; item: number};
type Line = {text: string; isParagraph: boolean};

/** The text with markup; empty where there is nothing to read in it, or too much. */
export function markupFrom(html: string): string {
  if (html.length > mostHtml) return '';
  const writer = new Writer();
  for (const token of tokensOf(html)) writer.take(token);
  return writer.end();
}

class Writer {
  #open: Element[] = [];
  #lines: Line[] = [];
  #line: {text: string; marks: string}[] = [];
  #prefix = '';
  #isParagraph = false;

  take(token: Token): void {
    if (token.is === 'text') this.#text(token.text);
    else if (token.is === 'open') this.#enter(token.name, token.attributes);
    else this.#leave(token.name);
  }

  end(): string {
    this.#break();
    let text = '';
    for (const [at, {text: line, isParagraph}] of this.#lines.entries())
      text += `${at > 0 ? (isParagraph ? '\n\n' : '\n') : ''}${line}`;
    return text.replace(/\n{3,}/g, '\n\n').trim();
  }

  #has = (name: string): boolean => this.#open.some((element) => element.name === name);

  #enter(name: string, attributes: string): void {
    if (name === 'br') {
      if (this.#has('pre')) this.#text('\n');
      else this.#break(true);
      return;
    }
    // what HTML closes by itself
    const around = this.#open.findLast(
      (element) => element.name === 'li' || element.name === 'ul' || element.name === 'ol',
    );
    if (name === 'li' && around?.name === 'li') this.#leave('li');
    if (name === 'p' && this.#open.at(-1)?.name === 'p') this.#leave('p');
    if (blocks.has(name)) this.#break();
    const isNested = (name === 'ul' || name === 'ol') && this.#has('li');
    if (paragraphs.has(name) && !isNested) this.#isParagraph = true;
    if (empty.has(name) || this.#open.length >= mostDepth) return;
    // a piece of its own, for what the link says
    if (name === 'a') this.#line.push({text: '', marks: ''});
    if (name === 'td' || name === 'th') this.#text('\t');
    const {on, off} = marksOf(name, attributes);
    this.#open.push({name, on, off, href: attribute(attributes, 'href'), from: this.#line.length - 1, item: 0});
    if (name === 'li') this.#prefix = this.#bullet();
    if (name === 'p' && /\bMsoListParagraph/.test(attributes)) this.#prefix = '- ';
    if (name === 'pre') this.#put('```\n');
  }

  #leave(name: string): void {
    const at = this.#open.findLastIndex((element) => element.name === name);
    if (at < 0) return;
    const element = this.#open[at] as Element;
    if (name === 'a') this.#link(element);
    if (name === 'pre') this.#put(`${this.#line.at(-1)?.text.endsWith('\n') ? '' : '\n'}\`\`\``);
    if (blocks.has(name)) this.#break();
    this.#open.length = at;
    if (paragraphs.has(name) && !this.#has('li')) this.#isParagraph = true;
  }

  #bullet(): string {
    const lists = this.#open.filter(({name}) => name === 'ul' || name === 'ol');
    const list = lists.at(-1);
    if (list) list.item += 1;
    return `${'  '.repeat(Math.max(0, lists.length - 1))}${list?.name === 'ol' ? `${list.item}.` : '-'} `;
  }

  #text(text: string): void {
    if (this.#has('pre')) return this.#put(text.replaceAll('\r', ''));
    const flat = text.replace(/[\s\u00a0]+/g, ' ');
    const isStart = this.#line.every((piece) => !piece.text.trim());
    const rest = isStart || this.#line.at(-1)?.text.endsWith(' ') ? flat.trimStart() : flat;
    if (rest) this.#put(rest);
  }

  #put(text: string): void {
    const on = new Set<Mark>();
    if (!this.#has('pre')) {
      for (const element of this.#open) {
        for (const mark of element.on) on.add(mark);
        for (const mark of element.off) on.delete(mark);
      }
    }
    const wanted = on.has('code') ? marks.code : [...on].map((mark) => marks[mark]).join('');
    const last = this.#line.at(-1);
    if (last && last.marks === wanted) last.text += text;
    else this.#line.push({text, marks: wanted});
  }

  /** A link whose text is not its address has the address after it. */
  #link({href, from}: Element): void {
    const text = this.#line
      .slice(Math.max(0, from))
      .map((piece) => piece.text)
      .join('')
      .trim();
    const bare = (url: string) => url.replace(/^(https?:\/\/|mailto:)/, '').replace(/\/$/, '');
    if (!/^(https?:\/\/|mailto:)\S+$/i.test(href) || bare(href) === bare(text)) return;
    this.#line.push({text: text ? ` (${href})` : href, marks: ''});
  }

  /** Ends the line. A wanted one stays where it is empty. */
  #break(isWanted = false): void {
    const pieces = this.#line;
    this.#line = [];
    let text = '';
    for (const piece of pieces) text += marked(piece);
    const isCode = text.startsWith('```');
    if (!isCode) text = text.trimEnd();
    if (this.#prefix === '- ') text = text.replace(/^[·•§o]\s+/, '');
    if (!text && !isWanted) return;
    const quotes = this.#open.filter(({name}) => name === 'blockquote').length;
    const lines = `${this.#prefix}${text}`.split('\n');
    const quoted = quotes > 0 ? lines.map((line) => (line ? `> ${line}` : '>')) : lines;
    this.#lines.push({text: quoted.join('\n'), isParagraph: this.#isParagraph && quotes === 0 && !this.#prefix});
    this.#prefix = '';
    this.#isParagraph = false;
  }
}

/** Marks go around words, never around the white space at their edges: there they would mean themselves. */
function marked({text, marks: wanted}: {text: string; marks: string}): string {
  const inner = text.trim();
  if (!wanted || !inner) return text;
  const start = text.indexOf(inner);
  const close = (wanted.match(/\*\*|~~|[*`]/g) ?? []).reverse().join('');
  return text.slice(0, start) + wanted + inner + close + text.slice(start + inner.length);
}

/** What a tag and its style put on, and take off: Docs wraps all in a `<b>` that is none. */
function marksOf(name: string, attributes: string): {on: Mark[]; off: Mark[]} {
  const style = attribute(attributes, 'style').toLowerCase();
  const on: Mark[] = [];
  const off: Mark[] = [];
  const own = marksOfTag[name];
  if (own) on.push(own);
  const weight = /font-weight:\s*(\w+)/.exec(style)?.[1];
  if (weight) (weight === 'bold' || Number(weight) >= 600 ? on : off).push('bold');
  const slant = /font-style:\s*(\w+)/.exec(style)?.[1];
  if (slant) (slant === 'italic' ? on : off).push('italic');
  if (/text-decoration[^;]*line-through/.test(style)) on.push('strike');
  return {on, off};
}
