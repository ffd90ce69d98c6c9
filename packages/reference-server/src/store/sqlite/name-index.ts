/**
 * The index that people are found by: a row for each word of a name, and one for the whole of it (search/names.ts). `user.found_as` says of which
 * name they are: where it says another one, or nothing, the words are yet to be written.
 */
import type {Database} from 'better-sqlite3';
import {nameWords} from '../../search/names.js';
import type {UserRecord} from '../records.js';

/** People in one commit. */
const atOnce = 1_000;

type Named = Pick<UserRecord, 'user' | 'name' | 'kind'>;

/** Writes the words of a name in the place of those before. */
export function nameIndex(client: Database): (person: Named) => void {
  const forget = client.prepare<[string]>('delete from search_name where user = ?');
  const add = client.prepare<[string, string, string]>('insert into search_name (word, key, user) values (?, ?, ?)');
  return (person) => {
    forget.run(person.user);
    const {key, words} = nameWords(person);
    for (const word of words) add.run(word, key, person.user);
  };
}

/** Writes what is missing: of people who came past the store, or were there before there was an index. */
export function fillNames(client: Database): void {
  const index = nameIndex(client);
  const missing = client.prepare<[], Named>(
    `select user, name, kind from user where found_as is not name limit ${atOnce}`,
  );
  const note = client.prepare<[string, string]>('update user set found_as = ? where user = ?');
  const step = client.transaction((): number => {
    const people = missing.all();
    for (const person of people) {
      index(person);
      note.run(person.name, person.user);
    }
    return people.length;
  });
  while (step.immediate() === atOnce);
}
