/**
 * How elements meet what surrounds them: two contexts of the community protocol (`context-request`), so that a
 * `chat-provider`, a React component or plain script can answer. The keys are page-wide, so that two copies of this
 * package meet as well.
 */
import {type Context, ContextEvent, createContext} from '@lit/context';
import type {Chat} from '@parlor/sdk';
import {english, type Strings} from '../strings/en.js';
import type {Icons} from './icons.js';

/** The SDK object. */
export const chatContext = createContext<Chat | undefined>(Symbol.for('parlor.chat'));

/** How things are said and drawn. */
export type ChatSettings = {
  strings: Strings;
  /** BCP 47, for dates and numbers. */
  locale: string;
  /** IANA name; undefined is the device's. */
  timeZone: string | undefined;
  icons: Icons;
  /** The reactions that are offered first; without it ours. */
  reactions?: readonly string[] | undefined;
  /** More contrast than the device asks for. */
  contrast?: 'more' | undefined;
  /** Where a link of a message leads, as the host wants it; nowhere without an address. */
  sanitizeUrl?: ((url: string) => string | undefined) | undefined;
  /** Milliseconds since 1970. */
  now: () => number;
  /** Until the words of a language that was asked for are there: settles when they are, never rejects. */
  pending?: Promise<void> | undefined;
};
export const settingsContext = createContext<ChatSettings>(Symbol.for('parlor.settings'));

/** Without a provider: our English words, and the reader's own English for dates where there is one. */
export const defaultSettings: ChatSettings = {
  strings: english,
  locale: globalThis.navigator?.languages?.find((language) => language.startsWith('en')) ?? 'en',
  timeZone: undefined,
  icons: {},
  now: () => Date.now(),
};

/**
 * Asks for a context's value, again whenever a provider appears later, and calls `take` with every value, `undefined`
 * included. Returns how to stop.
 */
export function askContext<Value>(
  element: Element,
  context: Context<unknown, Value>,
  take: (value: Value) => void,
): () => void {
  let stop: (() => void) | undefined;
  const callback = (value: Value, unsubscribe?: () => void) => {
    if (stop !== unsubscribe) stop?.();
    stop = unsubscribe;
    take(value);
  };
  const ask = () => element.dispatchEvent(new ContextEvent(context, element, callback, true));
  const onProvider = (event: Event) => {
    if ((event as Event & {context?: unknown}).context === context) ask();
  };
  document.addEventListener('context-provider', onProvider);
  ask();
  return () => {
    document.removeEventListener('context-provider', onProvider);
    stop?.();
    stop = undefined;
  };
}
