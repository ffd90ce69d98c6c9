/**
 * The index that people are found by: a row for each word of a name, and one for the whole of it (search/names.ts). `user.found_as` says of which
 * name they are: where it says another one, or nothing, the words are yet to be written.
 */
import type pg from 'pg';
import {nameWords} from '../../search/names.js';
import type {UserRecord} from '../records.js';
import {change, Line, statement} from './line.js';

/** People in one transaction. */
const atOnce = 500;

type Named = Pick<UserRecord, 'user' | 'name' | 'kind'>;

export function nameIndex(line: Line) {
  const found = statement<{foundAs: string | null}>(
    line,
    'name_found_as',
    'select found_as as "foundAs" from "user" where "user" = $1 for no key update',
  );
  const forget = change(line, 'name_forget', 'delete from search_name where "user" = any($1::text[])');
  const add = change(
    line,
    'name_add',
    `insert into search_name (word, key, "user") select w.word, w.key, w."user"
     from unnest($1::text[], $2::text[], $3::text[]) as w (word, key, "user")`,
  );

  /** Writes the words of names in the place of those before; called when the rows of these people are written, and so held. */
  const put = async (...people: readonly Named[]): Promise<void> => {
    await forget(people.map(({user}) => user));
    const rows = people.flatMap((person) => {
      const {key, words} = nameWords(person);
      return words.map((word) => ({word, key, user: person.user}));
    });
    if (rows.length === 0) return;
    await add(
      rows.map(({word}) => word),
      rows.map(({key}) => key),
      rows.map(({user}) => user),
    );
  };

  return {
    /** Whether the words that are there are those of the record; nobody else changes them from then on. */
    isFound: async ({user, name, kind}: Named): Promise<boolean> =>
      kind !== 'erased' && (await found(user))[0]?.foundAs === name,
    put,
  };
}

/** Writes what is missing: of people who were there before there was an index, or were written by a node of the version before. Nodes that do it at once share it. */
export async function fillNames(client: pg.ClientBase): Promise<void> {
  const line = new Line(client);
  const index = nameIndex(line);
  for (let isMore = true; isMore; ) {
    await line.begin('begin');
    try {
      const {rows} = await line.query(
        `select "user", name, kind from "user" where found_as is distinct from name
         order by "user" limit ${atOnce} for no key update skip locked`,
      );
      const people = rows as Named[];
      isMore = people.length > 0;
      if (isMore) {
        await index.put(...people);
        const users = people.map(({user}) => user);
        await line.query('update "user" set found_as = name where "user" = any($1::text[])', [users]);
      }
      await line.query('commit');
    } catch (error) {
      await line.query('rollback').catch(() => undefined);
      throw error;
    }
  }
}
