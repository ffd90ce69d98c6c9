/**
 * The language of elements that nobody gives one: that of the page (`<html lang>`), else that of the browser. Where we
 * have no words in it they stay English, dates too.
 */

import {english} from '../strings/en.js';
import {loadStrings} from '../strings.js';
import {type ChatSettings, defaultSettings} from './client-context.js';

type Take = (settings: ChatSettings) => void;

let current = defaultSettings;
let watcher: MutationObserver | undefined;
const followers = new Set<Take>();

/** Calls `take` with the page's settings: now, and again when its words are there or it changes. Returns how to stop. */
export function followPage(take: Take): () => void {
  if (!watcher) {
    watcher = new MutationObserver(read);
    watcher.observe(document.documentElement, {attributeFilter: ['lang']});
    read();
  }
  followers.add(take);
  take(current);
  return () => followers.delete(take);
}

function read(): void {
  const locale = document.documentElement.lang || navigator.language;
  const isAsked = () => locale === (document.documentElement.lang || navigator.language);
  const pending = loadStrings(locale).then(
    (strings) => {
      if (isAsked()) tell(strings === english ? defaultSettings : {...defaultSettings, strings, locale});
    },
    (error) => {
      if (isAsked()) tell(defaultSettings);
      // the page may write any nonsense into `lang`; what cannot be loaded is a fault to tell
      if (!(error instanceof RangeError)) reportError(error);
    },
  );
  tell({...current, pending});
}

function tell(settings: ChatSettings): void {
  current = settings;
  for (const take of followers) take(settings);
}
