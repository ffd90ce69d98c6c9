/** Who is kept out of a conversation. */
import type {BanReads, BanWrites} from '../bans.js';
import {change, type Line, statement} from './line.js';

export function banReads(line: Line): BanReads {
  const one = statement(line, 'is_kept_out', 'select 1 from ban where conversation = $1 and "user" = $2');
  const count = statement<{n: number}>(line, 'count_kept_out', 'select count(*) as n from ban where conversation = $1');
  const page = statement<{user: string}>(
    line,
    'banned',
    `select "user" from ban where conversation = $1 and "user" > $2
     union
     select "user" from member where conversation = $1 and state = 'banned' and "user" > $2
     order by "user" limit $3`,
  );
  return {
    isKeptOut: async (conversation, user) => (await one(conversation, user)).length > 0,
    countKeptOut: async (conversation) => Number((await count(conversation))[0]?.n ?? 0),
    banned: async (conversation, {after, limit}) => (await page(conversation, after, limit)).map(({user}) => user),
  };
}

export function banWrites(line: Line): BanWrites {
  const put = change(line, 'keep_out', 'insert into ban (conversation, "user") values ($1, $2) on conflict do nothing');
  const remove = change(line, 'remove_kept_out', 'delete from ban where conversation = $1 and "user" = $2');
  const forget = change(line, 'forget_kept_out', 'delete from ban where conversation = $1');
  return {
    keepOut: async ({conversation, user}) => void (await put(conversation, user)),
    removeKeptOut: async ({conversation, user}) => void (await remove(conversation, user)),
    forgetKeptOut: async (conversation) => void (await forget(conversation)),
  };
}
