/** How people and conversations are called on screen. */
import type {Chat, Conversation, Person, Readable} from '@parlor/sdk';
import type {Strings} from '../strings.js';

/** Gives a store's value: `Reads`, which also follows it, or a plain look. */
export type Reading = {get<Value>(store: Readable<Value>): Value};
/** Looks once. */
export const look: Reading = {get: (store) => store.get()};

export function personOf(id: string, client: Chat | undefined, reads: Reading): Person | undefined {
  return client && reads.get(client.people.person(id));
}

/** A person's name, or the id while it is not known. */
export function nameOf(id: string, client: Chat | undefined, reads: Reading): string {
  return personOf(id, client, reads)?.name ?? id;
}

/** The title, in a direct conversation the other person's name. */
export function titleOf(conversation: Conversation | undefined, peer: Person | undefined, strings: Strings): string {
  return conversation?.title || peer?.name || conversation?.peer || strings.untitled;
}

/** Presence in a word; none for somebody who is offline. */
export function presenceWord(presence: Person['presence'] | undefined, strings: Strings): string {
  if (presence === 'dnd') return strings.busy;
  return presence === 'online' || presence === 'away' ? strings[presence] : '';
}
