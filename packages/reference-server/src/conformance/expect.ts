/** What a case says when something is not so. Values in sentences are cut short: a report is read by people. */
import {isDeepStrictEqual} from 'node:util';

/** The server does otherwise than the case says. */
export class Broken extends Error {}
/** The server says that it does not offer what the case is about. */
export class NotOffered extends Error {}
/** No answer within the time there is. */
export class Late extends Error {}

/** A value as a report shows it. */
export function show(value: unknown): string {
  const text = textOf(value);
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}

function textOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return 'a value too deep to be shown';
  }
}

export function fail(sentence: string): never {
  throw new Broken(sentence);
}

export function holds(condition: boolean, sentence: string): asserts condition {
  if (!condition) fail(sentence);
}

export function equal(actual: unknown, expected: unknown, what: string): void {
  if (isDeepStrictEqual(actual, expected)) return;
  const {path, actual: one, expected: other} = difference(actual, expected);
  fail(
    `${what} is ${show(actual)} instead of ${show(expected)}${path === '' ? '' : `: ${path} is ${show(one)} instead of ${show(other)}`}`,
  );
}

type Difference = {path: string; actual: unknown; expected: unknown};

/** The first place where two values differ, as `.rows[0].seq`. */
function difference(actual: unknown, expected: unknown, path = ''): Difference {
  if (isNested(actual) && isNested(expected) && Array.isArray(actual) === Array.isArray(expected)) {
    for (const name of new Set([...Object.keys(expected), ...Object.keys(actual)])) {
      const [one, other] = [actual[name], expected[name]];
      if (!isDeepStrictEqual(one, other))
        return difference(one, other, `${path}${Array.isArray(actual) ? `[${name}]` : `.${name}`}`);
    }
  }
  return {path, actual, expected};
}

const isNested = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** What is there, or the sentence that it is missing. */
export function present<Value>(value: Value | undefined, what: string): Value {
  if (value === undefined) fail(`${what} is missing`);
  return value;
}

export function includes(list: readonly unknown[], value: unknown, what: string): void {
  if (!list.some((item) => isDeepStrictEqual(item, value))) fail(`${what} is ${show(list)}, without ${show(value)}`);
}

export function excludes(list: readonly unknown[], value: unknown, what: string): void {
  if (list.some((item) => isDeepStrictEqual(item, value))) fail(`${what} is ${show(list)}, with ${show(value)}`);
}

/** Nothing of what is secret stands anywhere in the value. */
export function tellsNothing(value: unknown, secret: string, what: string): void {
  if ((JSON.stringify(value) ?? '').includes(secret)) fail(`${what} tells ${show(secret)}: ${show(value)}`);
}
