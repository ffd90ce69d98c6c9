/**
 * What a host sets on an outer element reaches the part that it is for: an inbox hands it on to its list and its thread, a
 * thread to its log and its box, a launcher to its inbox. One table says which settings; outer elements have a property and an
 * attribute for each, and a part that gets nothing keeps what it is by itself.
 */
import {noChange, type PropertyDeclaration} from 'lit';
import {Directive, directive, type ElementPart} from 'lit/directive.js';

/**
 * Names of properties, by whose they are. The attribute is the name with hyphens. In front of a name: `!` is true or false, `#` a
 * number, `.` has no attribute; all others are words.
 */
const table = {
  log: 'openAt look density virtual readPolicy announce shortcuts !noFloatingDay !hasOlder !hasNewer me #groupGap #headingLevel .members .keymap .actions .renderMessage .formatAnnouncement .renderCode .kinds .fileUrl',
  box: 'placeholder sendKey readonly keyGuard accept !noAttach !noEditLast !noEmoji !noPolls #maxLength #maxFiles #maxFileSize #rowsMax .keymap .commands .transform .mentions',
  list: 'density filter !noSearch !noFilters .renderRow .rowActions',
} as const;

type Bare<Word> = Word extends `${'!' | '#' | '.'}${infer Name}` ? Name : Word;
type Words<Names> = Names extends `${infer Word} ${infer Rest}` ? Bare<Word> | Words<Rest> : Bare<Names>;
/** The settings of one row of the table, with the types they have on the part. */
export type HandedOn<Part, Of extends keyof typeof table> = {
  [Name in Words<(typeof table)[Of]> & keyof Part]?: Part[Name] | undefined;
};

type Declarations = Record<string, PropertyDeclaration>;

const declared = (names: string): Declarations =>
  Object.fromEntries(
    names.split(' ').map((word) => {
      const name = word.replace(/^\W/, '');
      const type = {'!': Boolean, '#': Number}[word[0] as string];
      const attribute = word[0] !== '.' && name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
      return [name, {type, attribute}];
    }),
  );

const {log, box, list} = table;
/** What an element takes from the one around it, in the form of Lit's `static properties`. */
export const handedOn = {
  'chat-log': declared(log),
  'chat-composer': declared(box),
  'chat-conversation-list': declared(list),
  'chat-thread': declared(`${log} ${box}`),
  'chat-inbox': declared(`${log} ${box} ${list}`),
};

class HandOn extends Directive {
  #given: Record<string, unknown> = {};

  render(_from: object) {
    return noChange;
  }

  override update({element}: ElementPart, [from]: [object]) {
    const to = element as unknown as Record<string, unknown>;
    for (const name in handedOn[element.localName as keyof typeof handedOn]) {
      const value = (from as typeof to)[name] ?? undefined;
      if (value === this.#given[name]) continue;
      this.#given[name] = value;
      // what is taken back becomes what a new one has by itself
      to[name] = value ?? (new (element.constructor as new () => object)() as typeof to)[name];
    }
    return noChange;
  }
}

/** Hands on to a part what is set on the element around it: `<chat-log ${handOn(this)}>`. */
export const handOn = directive(HandOn);
