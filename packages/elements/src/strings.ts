/**
 * Every visible or spoken word of the elements: English comes with the modules that say it, other languages are loaded
 * on demand by `locale`. A host gives its own words through `chat-provider`'s `strings`.
 */
import {english, type Strings} from './strings/en.js';

export type {Strings} from './strings/en.js';

/** What is needed once a language other than English was asked for. */
let languages: typeof import('./strings/languages.js') | undefined;

/** Sets `dir` and `lang` where the host set none; there is nothing to do while all the page has seen is English. */
export const follow = (element: HTMLElement, language: string): void => languages?.follow(element, language);

/**
 * The words for a locale such as `de-AT`: of its language, or English where we have none. Chinese is in simplified
 * characters; a locale that writes the traditional ones, as `zh-TW`, gets English, as CLDR has it.
 * @throws RangeError if it is no BCP 47 tag, TypeError if the words cannot be loaded
 */
export async function loadStrings(locale: string): Promise<Strings> {
  if (new Intl.Locale(locale).language === 'en') return english;
  languages = await import('./strings/languages.js');
  return languages.wordsOf(locale);
}
