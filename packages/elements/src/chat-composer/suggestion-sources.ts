/** What may be suggested while somebody types, and after what. Loaded with the list. */
import type {BotCommand, Person} from '@parlor/sdk';
import type {Strings} from '../strings.js';
import type {ComposerCommand} from './composer-fields.js';
import '../strings/en-composer.js';
import '../strings/en-conversation.js';

export type Suggestion = {
  key: string;
  label: string;
  /** Said after the label, in small. */
  about?: string;
  /** Whose it is, at the end of the row. */
  by?: string;
  glyph?: string;
  person?: Person;
  /** What takes the place of what was typed. A person's is a token that goes as a whole. */
  text: string;
};

export type Source = {
  /** Fits the text before the caret where this source has something to say; its group is what to look for. */
  token: RegExp;
  /** How many characters stand before the group. */
  mark: number;
  label: (strings: Strings) => string;
  count: (strings: Strings, n: number) => string;
  ask: (query: string, signal: AbortSignal) => Promise<readonly Suggestion[]>;
};

const mostRows = 8;

type Wishes = {
  people: (query: string, signal: AbortSignal) => Promise<readonly Person[]>;
  commands: () => readonly ComposerCommand[];
  /** Those of bots, with who each is. */
  botCommands: () => Promise<readonly {command: BotCommand; by: string}[]>;
  locale: () => string;
};

/** People after `@` (UX-C8), commands of the page and of bots after a `/` at the very start, emoji after `:` and two letters (UX-C9). */
export function sourcesFor({people, commands, botCommands, locale}: Wishes): readonly Source[] {
  const lower = (text: string) => text.toLocaleLowerCase(locale());
  return [
    {
      token: /(?:^|[\s(])@([^\s@]{0,40})$/u,
      mark: 1,
      label: (strings) => strings.people,
      count: (strings, n) => strings.peopleCount(n),
      ask: async (query, signal) => {
        const found = await people(query, signal);
        return found
          .filter(({id, name}) => [id, ...name.split(/\s+/)].some((word) => lower(word).startsWith(lower(query))))
          .slice(0, mostRows)
          .map((person) => ({key: person.id, label: person.name, person, text: `@${person.name}`}));
      },
    },
    {
      token: /^\/([\p{L}\d_-]{0,40})$/u,
      mark: 1,
      label: (strings) => strings.commands,
      count: (strings, n) => strings.searchResults(n),
      ask: async (query) => {
        const isMeant = (name: string): boolean => lower(name).startsWith(lower(query));
        const own = commands().filter(({name}) => isMeant(name));
        const others = (await botCommands()).filter(({command}) => isMeant(command.name));
        return [
          ...own.map(({name, about}) => ({key: name, label: `/${name}`, ...(about && {about}), text: `/${name}`})),
          ...others.map(({command: {name, usage, description, bot}, by}) => ({
            ...{key: `${bot} ${name}`, label: `/${name}`, by},
            about: usage ? `${usage} · ${description}` : description,
            text: `/${name}`,
          })),
        ].slice(0, mostRows);
      },
    },
    {
      // two letters, or one where a letter is a word
      token: /(?:^|[\s(]):([\p{L}\p{M}\d_+-]{2,40}|[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}])$/u,
      mark: 1,
      label: (strings) => strings.emoji,
      count: (strings, n) => strings.searchResults(n),
      ask: async (query) => {
        const {allEmoji, findEmoji} = await import('../internal/emoji.js');
        return findEmoji(await allEmoji(locale()), query, mostRows).map(({glyph, name}) => ({
          key: glyph,
          label: name,
          glyph,
          text: glyph,
        }));
      },
    },
  ];
}
