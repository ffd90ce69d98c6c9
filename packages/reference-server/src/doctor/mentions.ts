/** Who is mentioned: the rows that are counted, against the content they were made from (PWP-MODEL-003). */
import {instead, type Look} from './look.js';
import type {ConversationRow, MemberRow, MessageRow, Watcher} from './rows.js';

type Mention = {seq: number; user: string; ts: number};

export function watchMentions({client, report}: Look, {id}: ConversationRow, members: readonly MemberRow[]): Watcher {
  const joined = new Map(members.flatMap((member) => (member.state === 'joined' ? [[member.user, member]] : [])));
  const rows = client
    .prepare<[string], Mention>('select seq, user, ts from mention where conversation = ? order by seq')
    .iterate(id);
  let row = rows.next();
  const strayBefore = (seq: number): void => {
    for (; !row.done && row.value.seq < seq; row = rows.next())
      report(id, `a mention of ${row.value.user} at ${row.value.seq}, where there is no message`);
  };

  return {
    see(message) {
      strayBefore(message.seq);
      const told = new Set<string>();
      for (; !row.done && row.value.seq === message.seq; row = rows.next()) {
        const {user, ts} = row.value;
        told.add(user);
        if (ts !== message.ts)
          report(id, `message ${message.id}: the mention of ${user} is of ${instead(ts, message.ts)}`);
      }
      const named = namedIn(message);
      for (const user of told)
        if (!named.has(user)) report(id, `message ${message.id}: a mention of ${user}, whom it does not name`);
      for (const user of named) {
        const member = joined.get(user);
        // whoever came later than its last change was nobody to mention then
        if (member && member.joined_seq < message.rev && !told.has(user))
          report(id, `message ${message.id}: it names ${user}, and there is no mention of them`);
      }
    },
    end: () => strayBefore(Number.POSITIVE_INFINITY),
  };
}

function namedIn({content, sender, countable, deleted}: MessageRow): Set<string> {
  if (countable !== 1 || deleted !== null || !content.includes('"mention"')) return new Set();
  const {ranges = []} = JSON.parse(content) as {ranges?: {type: string; user?: string}[]};
  const users = ranges.flatMap(({type, user}) => (type === 'mention' && user !== undefined ? [user] : []));
  return new Set(users.filter((user) => user !== sender));
}
