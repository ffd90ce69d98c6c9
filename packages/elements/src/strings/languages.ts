/** The languages that we have besides English, and what a page of another language needs. It loads with the first of them. */
import {english, type Strings} from './en.js';

export {follow} from './direction.js';

const languages: Readonly<Record<string, () => Promise<{words: Strings}>>> = {
  ar: () => import('./ar.js'),
  de: () => import('./de.js'),
  es: () => import('./es.js'),
  fr: () => import('./fr.js'),
  he: () => import('./he.js'),
  hi: () => import('./hi.js'),
  ja: () => import('./ja.js'),
  ko: () => import('./ko.js'),
  pt: () => import('./pt.js'),
  ru: () => import('./ru.js'),
  zh: () => import('./zh.js'),
};

/** The words of a locale's language, or English where we have none. */
export async function wordsOf(locale: string): Promise<Strings> {
  const {language, script} = new Intl.Locale(locale).maximize();
  const load = script === 'Hant' ? undefined : languages[language];
  return load ? (await load()).words : english;
}
