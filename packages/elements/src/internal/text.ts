/**
 * A message's text with its ranges, as a Lit template: nodes only, never a string of HTML (UX-M9). Ranges may lie in any
 * order, overlap and be wrong; whatever they say, the text that comes out is the text that went in.
 *
 * Links and mentions are no Tab stops: the log is one, and Enter goes into a message (UX 1.5).
 */
import type {Message} from '@parlor/sdk';
import {html, nothing, type TemplateResult} from 'lit';
import type {Strings} from '../strings.js';
import type {ChatSettings} from './client-context.js';
import '../strings/en-conversation.js';

export type TextRange = Message['content']['ranges'][number];

export type TextContext = {
  strings: Strings;
  /** The reader, whose own mentions stand out. */
  me: string | undefined;
  /** Draws a block of code, for colours; the text stays the same. */
  renderCode: ((code: string) => unknown) | undefined;
  copyIcon: unknown;
  /** Where links lead, as the host wants it. */
  sanitizeUrl?: ChatSettings['sanitizeUrl'];
  onLink: (event: Event, url: string) => void;
  onPerson: (event: Event, user: string) => void;
  onCopy: (code: string) => void;
};

type Piece = string | TemplateResult;

const isBlock = ({type}: TextRange): boolean => type === 'code-block' || type === 'quote' || type === 'list-item';

/** The text as a template; plain text comes back as it is. */
export function formatted(text: string, ranges: readonly TextRange[], context: TextContext): Piece | Piece[] {
  if (ranges.length === 0) return text;
  const sorted = ranges
    .filter((range) => range.start < range.end && range.end <= text.length)
    .sort((a, b) => a.start - b.start || b.end - a.end);
  const inlines = sorted.filter((range) => !isBlock(range));
  const inline = (from: number, to: number): Piece[] => drawInlines(text, from, to, inlines, context);

  const out: Piece[] = [];
  let at = 0;
  // A block stands on lines of its own: the line breaks around it are not drawn a second time.
  const upTo = (start: number): void => {
    out.push(...inline(at, text[start - 1] === '\n' ? Math.max(at, start - 1) : start));
  };
  const blocks = sorted.filter(isBlock);
  for (let block = blocks.shift(); block; block = blocks.shift()) {
    const {type, start, end, ordered} = block;
    if (start < at) continue;
    upTo(start);
    at = end;
    if (type === 'quote') out.push(html`<blockquote>${inline(start, end)}</blockquote>`);
    else if (type === 'code-block') out.push(drawCode(text.slice(start, end), context));
    else {
      const items = [block];
      for (let next = blocks[0]; next?.type === type && next.ordered === ordered; next = blocks[0]) {
        if (next.start < at || text.slice(at, next.start).trim() !== '') break;
        items.push(next);
        at = next.end;
        blocks.shift();
      }
      const list = items.map((item) => html`<li class="level-${item.level ?? 0}">${inline(item.start, item.end)}</li>`);
      out.push(ordered ? html`<ol>${list}</ol>` : html`<ul>${list}</ul>`);
    }
    if (text[at] === '\n') at++;
  }
  out.push(...inline(at, text.length));
  return out;
}

/** Cuts `from`…`to` at its outermost ranges; what overlaps the end of one goes on after it. `ranges` are sorted. */
function drawInlines(
  text: string,
  from: number,
  to: number,
  ranges: readonly TextRange[],
  context: TextContext,
): Piece[] {
  const out: Piece[] = [];
  let at = from;
  ranges.forEach((range, i) => {
    const start = Math.max(range.start, at);
    const end = Math.min(range.end, to);
    if (start >= end) return;
    if (start > at) out.push(text.slice(at, start));
    const inside = ranges.slice(i + 1).filter((other) => other.start < end);
    out.push(
      ...drawInline(range, text.slice(start, end), () => drawInlines(text, start, end, inside, context), context),
    );
    at = end;
  });
  if (at < to) out.push(text.slice(at, to));
  return out;
}

function drawInline(range: TextRange, plain: string, content: () => Piece[], context: TextContext): Piece[] {
  switch (range.type) {
    case 'bold':
      return [html`<strong>${content()}</strong>`];
    case 'italic':
      return [html`<em>${content()}</em>`];
    case 'strike':
      return [html`<s>${content()}</s>`];
    case 'code':
      return [html`<code dir="ltr">${plain}</code>`];
    case 'mention':
      return [drawMention(range.user ?? '', plain, context)];
    case 'link':
      return drawLink(range.url ?? plain, plain, content, context);
    default:
      // A type we do not know is drawn as plain text (PWP-MODEL-002).
      return content();
  }
}

const drawMention = (user: string, text: string, {me, onPerson}: TextContext): TemplateResult =>
  html`<button class=${user === me ? 'mention me' : 'mention'} tabindex="-1" @click=${(event: Event) => onPerson(event, user)}
    >${text}</button
  >`;

function drawLink(
  target: string,
  text: string,
  content: () => Piece[],
  {strings, sanitizeUrl, onLink}: TextContext,
): Piece[] {
  const url = safeUrl(target, sanitizeUrl);
  if (!url) return content();
  const isWeb = url.protocol.startsWith('http');
  // Who chooses the words of a link could lie about where it leads (UX-M12).
  const host = isWeb && !text.includes(url.host) ? html` <bdi class="host">(${url.host})</bdi>` : nothing;
  const hint = isWeb ? html`<span class="unseen">, ${strings.opensInNewTab}</span>` : nothing;
  return [
    html`<a
      href=${url.href}
      target=${isWeb ? '_blank' : nothing}
      rel="noopener noreferrer nofollow ugc"
      tabindex="-1"
      @click=${(event: Event) => onLink(event, url.href)}
      >${content()}${host}${hint}</a
    >`,
  ];
}

/** A code block scrolls sideways by itself; `chat-message` makes it a Tab stop when it has to (UX-M11). */
const drawCode = (text: string, {strings, renderCode, copyIcon, onCopy}: TextContext): TemplateResult =>
  html`<div class="code" dir="ltr"
    ><pre dir="ltr" role="region" aria-label=${strings.code}><code>${renderCode?.(text) ?? text}</code></pre
    ><button
      class="copy icon-button"
      tabindex="-1"
      title=${strings.copy}
      aria-label=${strings.copy}
      @click=${() => onCopy(text)}
      >${copyIcon}</button
    ></div
  >`;

/**
 * Only addresses that cannot run anything. Hosts come out in punycode, so other scripts cannot pose as known names. What the host
 * of the page makes of one is looked at in the same way.
 */
export function safeUrl(target: string, sanitize?: ChatSettings['sanitizeUrl']): URL | undefined {
  if (!URL.canParse(target)) return undefined;
  const url = new URL(target);
  if (!/^(https?|mailto|tel):$/.test(url.protocol)) return undefined;
  return sanitize ? safeUrl(sanitize(url.href) ?? '') : url;
}

const one = String.raw`(?:\p{RI}\p{RI}|(?:\p{Emoji_Presentation}|\p{Emoji}\uFE0F)\p{EMod}?(?:\u200D\p{Emoji}\uFE0F?\p{EMod}?)*)`;
const fewEmoji = new RegExp(`^(?:${one}\\s?){1,3}$`, 'u');

/** One to three emoji and nothing else: drawn large (UX-M13). Compiling the expression takes milliseconds, and most texts begin with a letter. */
export const isJumbo = (text: string): boolean => text.length < 80 && /^[^a-z]/i.test(text) && fewEmoji.test(text);
