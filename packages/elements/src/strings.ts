/**
 * Every visible or spoken word of the elements: English is always there, other languages are loaded on demand by
 * `chat-provider`'s `locale`. A host gives its own words through `chat-provider`'s `strings`.
 */
import {english, type Strings} from './strings/en.js';

export type {Strings} from './strings/en.js';
export {english as strings} from './strings/en.js';

const languages: Readonly<Record<string, () => Promise<Strings>>> = {
  de: async () => (await import('./strings/de.js')).german,
};

/** The words for a locale such as `de-AT`: of its language, or English where we have none. @throws if they cannot be loaded */
export async function loadStrings(locale: string): Promise<Strings> {
  const load = languages[new Intl.Locale(locale).language];
  return load ? load() : english;
}
