/** How people and conversations are called on screen. */
import type {Chat, Conversation, Person, Readable} from '@parlor/sdk';
import type {Strings} from '../strings.js';
import {isVisible} from './visible.js';

/** Gives a store's value: `Reads`, which also follows it, or a plain look; and the words of who reads. */
export type Reading = {get<Value>(store: Readable<Value>): Value; strings?: Strings | undefined};
/** Looks once. */
export const look: Reading = {get: (store) => store.get()};

/** Of a name, what can be shown: nothing where nothing of it would be seen; as much as anybody reads of one without an end. */
const shown = (name = ''): string => (isVisible(name) ? name.slice(0, 200) : '');

/** A name for the middle of a sentence: it turns the direction of nothing around it (UX-M14). */
export const isolate = (name: string): string => `\u2068${name.replace(/[\u2066-\u2069]/g, '')}\u2069`;

/** The same each time, for what is drawn is compared. */
const gone = new WeakMap<Person, Person>();

/** Somebody who was erased has the server's word for a name; here they have that of the reader's language. */
export function personOf(id: string, client: Chat | undefined, reads: Reading): Person | undefined {
  const person = client && reads.get(client.people.person(id));
  const name = reads.strings?.erasedPerson;
  if (!name || !person?.erased) return person;
  let named = gone.get(person);
  if (named?.name !== name) {
    named = {...person, name};
    gone.set(person, named);
  }
  return named;
}

/** A person's name, or what stands for it where it is not known or cannot be seen. */
export const nameOr = (person: Person | undefined, other: string): string => shown(person?.name) || other;

/** A person's name, or the id while it is not known. */
export function nameOf(id: string, client: Chat | undefined, reads: Reading): string {
  return nameOr(personOf(id, client, reads), id);
}

/** The title, in a direct conversation the other person's name. */
export function titleOf(conversation: Conversation | undefined, peer: Person | undefined, strings: Strings): string {
  return shown(conversation?.title) || nameOr(peer, conversation?.peer ?? strings.untitled);
}

/** Presence in a word; none for somebody who is offline. */
export function presenceWord(presence: Person['presence'] | undefined, strings: Strings): string {
  if (presence === 'dnd') return strings.busy;
  return presence === 'online' || presence === 'away' ? strings[presence] : '';
}
