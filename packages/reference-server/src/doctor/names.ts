/** The index that people are found by, against their names. Whose words are yet to be written (`found_as`) is left out. */
import {nameWords} from '../search/names.js';
import type {Report} from './look.js';

/** Somebody, and what the index has of them as JSON: an array of words and keys. */
export type Named = {user: string; name: string; kind: string; words: string};

/** For SQLite; PostgreSQL says `json_agg`, and what is equal otherwise. */
export const namesInSqlite = `
  select u.user, u.name, u.kind,
    (select json_group_array(json_array(w.word, w.key)) from search_name as w where w.user = u.user) as words
  from user as u where u.found_as is name`;
export const namesInPostgres = `
  select u."user", u.name, u.kind,
    (select coalesce(json_agg(json_build_array(w.word, w.key)), '[]')::text from search_name as w where w."user" = u."user") as words
  from "user" as u where u.found_as is not distinct from u.name`;

export const wordsOfNobody = `
  select "user", count(*) as words from search_name as w
  where not exists (select 1 from "user" as u where u."user" = w."user") group by "user"`;

export function checkName({user, name, kind, words}: Named, report: Report): void {
  const {key, words: meant} = nameWords({name, kind});
  const kept = (JSON.parse(words) as [string, string][]).map((row) => row.join('\n')).sort();
  const wanted = meant.map((word) => `${word}\n${key}`).sort();
  if (kept.length === wanted.length && kept.every((row, at) => row === wanted[at])) return;
  report(
    `user ${user}`,
    kind === 'erased' ? 'is found by a name, and was erased' : 'the index that people are found by has other words',
  );
}

export const reportStray = ({user, words}: {user: string; words: number}, report: Report): void =>
  report(`user ${user}`, `the index that people are found by has ${words} words of nobody`);
