/** Who is kept out of a conversation. */
import type {Database} from 'better-sqlite3';
import type {BanReads, BanWrites} from '../bans.js';

export function banReads(client: Database): BanReads {
  const one = client.prepare<[string, string], number>('select 1 from ban where conversation = ? and user = ?').pluck();
  const count = client.prepare<[string], number>('select count(*) from ban where conversation = ?').pluck();
  const page = client
    .prepare<{conversation: string; after: string; limit: number}, string>(`
      select user from ban where conversation = @conversation and user > @after
      union
      select user from member where conversation = @conversation and state = 'banned' and user > @after
      order by user limit @limit`)
    .pluck();
  return {
    isKeptOut: async (conversation, user) => one.get(conversation, user) !== undefined,
    countKeptOut: async (conversation) => count.get(conversation) ?? 0,
    banned: async (conversation, query) => page.all({conversation, ...query}),
  };
}

export function banWrites(client: Database): BanWrites {
  const put = client.prepare<[string, string]>(
    'insert into ban (conversation, user) values (?, ?) on conflict do nothing',
  );
  const remove = client.prepare<[string, string]>('delete from ban where conversation = ? and user = ?');
  const forget = client.prepare<[string]>('delete from ban where conversation = ?');
  return {
    keepOut: async ({conversation, user}) => void put.run(conversation, user),
    removeKeptOut: async ({conversation, user}) => void remove.run(conversation, user),
    forgetKeptOut: async (conversation) => void forget.run(conversation),
  };
}
