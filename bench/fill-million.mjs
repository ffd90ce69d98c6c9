// A database of a million messages, in the order in which they would have come: 500 conversations of ann with somebody, and between them
// 500 of bob's, 1,000 messages each (or others).
// Rows are written as they lie, for through the domain it would take longer than what is measured.
import {openStore} from '@parlor/reference-server';
import {connect} from '../packages/reference-server/dist/store/sqlite/connection.js';

/** Ann's. */
export const conversations = 500;
export const allConversations = 2 * conversations;
const usually = 1_000;
const idOf = (index) => `c_${String(index).padStart(12, '0')}`;
const ownerOf = (index) => (index % 2 === 0 ? 'ann' : 'bob');
/** Of ann's one after the other. */
export const placeOf = (index) => idOf(2 * index);
/** With whom. */
export const friendOf = (index) => `user-${2 * index}`;
const begun = Date.UTC(2024, 0, 1);

/** `own`: how many conversations ann has, and bob. */
export async function fillMillion(path, each = usually, own = conversations) {
  const all = 2 * own;
  await (await openStore(path)).close();
  const database = connect(path, 'writer');
  database.pragma('synchronous = OFF');
  database.pragma('foreign_keys = OFF');
  const inserter = (table) => {
    const columns = database.pragma(`table_info(${table})`);
    const names = columns.map(({name}) => name);
    // what every row must have, and none here has anything of
    const usual = Object.fromEntries(columns.map(({name, notnull}) => [name, notnull ? 0 : null]));
    const insert = database.prepare(
      `insert into ${table} (${names.map((name) => `"${name}"`)}) values (${names.map(() => '?')})`,
    );
    return (row) => insert.run(names.map((name) => row[name] ?? usual[name]));
  };
  const [addConversation, addMember, addMessage, addUser] = ['conversation', 'member', 'message', 'user'].map(inserter);
  const names = Array.from({length: all}, (_, index) => `user-${index}`);
  const at = (seq, index) => begun + (seq * all + index) * 1000;
  database.transaction(() => {
    for (const user of ['ann', 'bob', ...names])
      addUser({
        user,
        name: user,
        rev: 1,
        guest: 0,
        claims: '',
        chosen: 'auto',
        last_seen: 0,
        since: 1,
        name_key: user,
        user_key: user,
        kind: 'person',
      });
    for (let index = 0; index < all; index++) {
      const conversation = idOf(index);
      const both = [ownerOf(index), names[index]];
      const pair = JSON.stringify(both.toSorted());
      const last = at(each + 1, index);
      const head = {seq: each + 1, member_rev: 1, meta_rev: 1, members: 2, k: each, last_seq: each + 1};
      addConversation({
        id: conversation,
        type: 'direct',
        status: 'open',
        pair,
        created_at: begun,
        created_by: 'ann',
        ...head,
        last_activity: last,
        last_ts: last,
        purge: 0,
        x: 1,
      });
      for (const [as, user] of both.entries()) {
        const registers = {
          read: each - 9,
          read_private: 0,
          delivered: each + 1,
          cleared: 0,
          read_k: each - 10,
          own_read_k: (each - 10) / 2,
          own_k: each / 2,
        };
        const flags = {own_rev: 0, marked_unread: 0, muted_until: 0, pinned: 0, archived: 0};
        addMember({
          conversation,
          user,
          state: 'joined',
          role: 'member',
          rev: 1,
          joined_seq: 1,
          joined_as: as,
          visible_from: 1,
          ...registers,
          ...flags,
          activity: last,
          x: 1,
        });
      }
    }
    database.prepare("update meta set value = '1' where key = 'x'").run();
  })();
  const write = database.transaction((from, to) => {
    for (let k = from; k < to; k++) {
      for (let index = 0; index < all; index++) {
        const seq = k + 2;
        const sender = k % 2 === 0 ? ownerOf(index) : names[index];
        const text = `Message ${k + 1}: ${'words of a usual length '.repeat((k % 4) + 1)}`.trim();
        const counted = {countable: 1, k: k + 1, own: Math.floor(k / 2) + 1};
        addMessage({
          conversation: idOf(index),
          seq,
          id: `${index}-${k}`.padEnd(21, '-'),
          rev: seq,
          touched: seq,
          sender,
          ts: at(seq, index),
          content: JSON.stringify({kind: 'text', text}),
          ...counted,
          has_reactions: 0,
          edits: 0,
          fingerprint: '0000000000000000',
        });
      }
    }
  });
  for (let k = 0; k < each; k += 50) write(k, Math.min(k + 50, each));
  database.pragma('wal_checkpoint(TRUNCATE)');
  database.close();
}
