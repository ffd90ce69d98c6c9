// The table of the bare comparison: a message has an id and a position, both unique in its conversation.
import Database from 'better-sqlite3';

export function openRows(path, synchronous = 'FULL') {
  const database = new Database(path);
  database.pragma('journal_mode = WAL');
  database.pragma(`synchronous = ${synchronous}`);
  database.exec(`
    CREATE TABLE IF NOT EXISTS conversation (id TEXT PRIMARY KEY, seq INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS message (
      conversation TEXT NOT NULL, id TEXT NOT NULL, seq INTEGER NOT NULL, sender TEXT NOT NULL, ts INTEGER NOT NULL, content TEXT NOT NULL,
      PRIMARY KEY (conversation, seq), UNIQUE (conversation, id)
    ) WITHOUT ROWID;
  `);
  const next = database
    .prepare('INSERT INTO conversation VALUES (?, 1) ON CONFLICT (id) DO UPDATE SET seq = seq + 1 RETURNING seq')
    .pluck();
  const insert = database.prepare('INSERT INTO message VALUES (?, ?, ?, ?, ?, ?)');
  const store = ({conversation, id, sender, content}) => {
    const seq = next.get(conversation);
    insert.run(conversation, id, seq, sender, Date.now(), JSON.stringify(content));
    return seq;
  };
  return {
    /** One transaction; answers the positions. */
    storeAll: database.transaction((messages) => messages.map(store)),
    close: () => database.close(),
  };
}
