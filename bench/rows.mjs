// The table of the bare comparison: the same row of a message as the reference server's, with the same keys, and a conversation that only counts.
import Database from 'better-sqlite3';

/** A conversation's id, as long as those of the reference server. */
export const placeOf = (index) => `c_${String(index).padStart(21, '0')}`;

/** As long as one. */
const fingerprint = '0123456789abcdef';

export function openRows(path, synchronous = 'FULL') {
  const database = new Database(path);
  database.pragma('journal_mode = WAL');
  database.pragma(`synchronous = ${synchronous}`);
  database.exec(`
    CREATE TABLE IF NOT EXISTS conversation (id TEXT PRIMARY KEY, seq INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS message (
      conversation TEXT NOT NULL, seq INTEGER NOT NULL, id TEXT NOT NULL, rev INTEGER NOT NULL, touched INTEGER NOT NULL,
      sender TEXT NOT NULL, ts INTEGER NOT NULL, client_ts INTEGER, content TEXT NOT NULL, countable INTEGER NOT NULL,
      k INTEGER NOT NULL, own INTEGER NOT NULL, reply_to TEXT, has_reactions INTEGER NOT NULL, edited_at INTEGER,
      edits INTEGER NOT NULL, deleted TEXT, op_id TEXT, fingerprint TEXT NOT NULL,
      PRIMARY KEY (conversation, seq), UNIQUE (conversation, id)
    ) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS message_touched ON message (conversation, touched) WHERE touched > seq;
    CREATE INDEX IF NOT EXISTS message_deleted ON message (conversation, seq, sender) WHERE deleted IS NOT NULL AND countable = 1;
  `);
  const next = database
    .prepare('INSERT INTO conversation VALUES (?, 1) ON CONFLICT (id) DO UPDATE SET seq = seq + 1 RETURNING seq')
    .pluck();
  const insert = database.prepare(`INSERT INTO message VALUES (${Array(19).fill('?').join()})`);
  const store = ({conversation, id, sender, content}) => {
    const seq = next.get(conversation);
    const now = Date.now();
    const body = JSON.stringify(content);
    insert.run(
      conversation,
      seq,
      id,
      seq,
      seq,
      sender,
      now,
      now,
      body,
      1,
      seq,
      seq,
      null,
      0,
      null,
      0,
      null,
      id,
      fingerprint,
    );
    return seq;
  };
  return {
    /** One transaction; answers the positions. */
    storeAll: database.transaction((messages) => messages.map(store)),
    close: () => database.close(),
  };
}
