/** What every string of an input must be, and how long texts are. */
import {Refusal} from './refusal.js';

const encoder = new TextEncoder();
/** A lone surrogate (it has no UTF-8 form) or NUL (it ends strings in other programs): S27. */
const isUnfit = (text: string): boolean => !(text as WellFormed).isWellFormed() || text.includes('\0');
/** Newer than the library that is compiled against, and several times as fast as an expression. */
type WellFormed = string & {isWellFormed(): boolean};
const deepest = 64;

export const bytesOf = (text: string): number => (text.length > 64 ? encoder.encode(text).length : shortBytes(text));

function shortBytes(text: string): number {
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) > 127) return encoder.encode(text).length;
  return text.length;
}

/** Unicode code points. */
export function codePointsOf(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** The first `count` code points. */
export function beginningOf(text: string, count: number): string {
  if (text.length <= count) return text;
  let end = 0;
  for (const point of text) {
    if (count === 0) return text.slice(0, end);
    count -= 1;
    end += point.length;
  }
  return text;
}

/**
 * Walks a JSON value and refuses strings that are not text, and nesting that no honest value has.
 * @throws {Refusal} SCHEMA, naming the path, never the value.
 */
export function assertText(value: unknown, path = 'input', depth = 0): void {
  if (typeof value === 'string') {
    if (isUnfit(value)) throw new Refusal('SCHEMA', `${path}: NUL and lone surrogates are not allowed`);
  } else if (typeof value === 'object' && value !== null) {
    if (depth === deepest) throw new Refusal('SCHEMA', `${path.slice(0, 100)}…: nested too deep`);
    for (const key of Object.keys(value)) {
      if (isUnfit(key)) throw new Refusal('SCHEMA', `${path}: a name with NUL or a lone surrogate`);
      assertText((value as Record<string, unknown>)[key], depth === 0 ? key : `${path}.${key}`, depth + 1);
    }
  }
}

/**
 * @throws {Refusal} TOO_LARGE if `data`, as JSON, has more bytes than the limit.
 */
export function assertDataSize(data: unknown, limit: number, path: string): void {
  if (data !== undefined && bytesOf(JSON.stringify(data)) > limit)
    throw new Refusal('TOO_LARGE', `${path}: more than ${limit} bytes`);
}
