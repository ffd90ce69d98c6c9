/** Messages, logs and measuring for the browser tests of the log. */
import type {Message, Person} from '@parlor/sdk';
import type {ChatMessage} from '../chat-message/chat-message.js';
import type {ChatLog} from './chat-log.js';

/** mulberry32: a small seeded generator; gives whole numbers below the argument. */
export function random(seed: number): (below: number) => number {
  let a = seed;
  return (below) => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * below);
  };
}

const start = Date.UTC(2026, 4, 3, 9);
const words = 'the crane slot moved gate is still closed we park here now and wait for the next load at ten'.split(' ');

export const people: readonly Person[] = [
  {id: 'ann', name: 'Ann Lee', presence: 'online'},
  {id: 'bob', name: 'Bob Ray', presence: 'offline'},
];

/** One message. `n` is its place: it makes id, seq and time. */
export function message(n: number, over: Omit<Partial<Message>, 'content'> & {text?: string} = {}): Message {
  const {text = `Message ${n}`, ...rest} = over;
  return {
    id: `m${n}`,
    conversation: 'c_1',
    sender: rest.own ? 'me' : 'ann',
    own: false,
    seq: n,
    rev: n,
    at: start + n * 60_000,
    content: {kind: 'text', text, ranges: [], attachments: []},
    deleted: false,
    reactions: [],
    mentionsMe: false,
    ...rest,
  };
}

/** Messages `from` … `to` of many lengths and several senders. */
export function messages(from: number, to: number, seed = 7): Message[] {
  return Array.from({length: to - from + 1}, (_, i) => {
    const n = from + i;
    const below = random(seed + n);
    const length = below(5) === 0 ? 20 + below(60) : 1 + below(12);
    const text = Array.from({length}, () => words[below(words.length)]).join(' ');
    return message(n, {
      text,
      sender: below(3) ? 'ann' : 'bob',
      at: start + Math.floor(n / 3) * 400_000 + (n % 3) * 40_000,
    });
  });
}

/** A log of 420 × 600 px in the page. */
export async function mount(properties: Partial<ChatLog> = {}): Promise<ChatLog> {
  const log = document.createElement('chat-log');
  log.style.cssText = 'display:block;inline-size:420px;block-size:600px';
  log.members = people;
  log.setAttribute('lang', 'en');
  Object.assign(log, properties);
  document.body.append(log);
  await log.updateComplete;
  await frame();
  return log;
}

export const scrollerOf = (log: ChatLog): HTMLElement => log.shadowRoot?.querySelector('.scroller') as HTMLElement;
export const rowOf = (log: ChatLog, key: string): ChatMessage | undefined =>
  [...(log.shadowRoot?.querySelectorAll('chat-message') ?? [])].find((row) => row.message?.id === key);
export const articleOf = (log: ChatLog, key: string): HTMLElement | null | undefined =>
  rowOf(log, key)?.shadowRoot?.querySelector('article');

/** Where a message's text stands on the screen. */
export const textTop = (log: ChatLog, key: string): number =>
  rowOf(log, key)?.shadowRoot?.querySelector('.bubble')?.getBoundingClientRect().top ?? Number.NaN;

export const frame = (): Promise<void> => new Promise((resolve) => requestAnimationFrame(() => resolve()));
export async function frames(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await frame();
}

/** Until it is so; rejects after 5 s with what was waited for. */
export async function until(what: string, isSo: () => boolean): Promise<void> {
  const end = performance.now() + 5000;
  while (!isSo()) {
    if (performance.now() > end) throw new Error(`never: ${what}`);
    await frame();
  }
}

/** Scrolls as a reader does: not through the log, and known to it only by the event. */
export function scrollBy(log: ChatLog, up: number): void {
  const scroller = scrollerOf(log);
  nativeTop.set?.call(scroller, scroller.scrollTop - up);
}

const nativeTop = Object.getOwnPropertyDescriptor(Element.prototype, 'scrollTop') as PropertyDescriptor;

/** Counts every write of the log to its scroll position. */
export function countWrites(log: ChatLog): () => number {
  let writes = 0;
  Object.defineProperty(scrollerOf(log), 'scrollTop', {
    get(this: Element) {
      return nativeTop.get?.call(this);
    },
    set(this: Element, value: number) {
      writes++;
      nativeTop.set?.call(this, value);
    },
  });
  return () => writes;
}

/** All elements inside, shadow roots included. */
export function countElements(root: ParentNode): number {
  let count = 0;
  for (const element of root.querySelectorAll('*')) {
    count++;
    if (element.shadowRoot) count += countElements(element.shadowRoot);
  }
  return count;
}
