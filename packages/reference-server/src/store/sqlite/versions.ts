/** What messages said before they were edited. */
import type {Database} from 'better-sqlite3';
import type {VersionReads, VersionWrites} from '../admin.js';
import type {VersionRecord} from '../records.js';

type Row = Omit<VersionRecord, 'content'> & {content: string};

export function versionReads(client: Database): VersionReads {
  const all = client.prepare<[string, number], Row>(`
    select conversation, seq, rev, sender, at, content from version where conversation = ? and seq = ? order by rev`);
  return {
    versions: async (conversation, seq) =>
      all.all(conversation, seq).map((row) => ({...row, content: JSON.parse(row.content)})),
  };
}

export function versionWrites(client: Database): VersionWrites {
  const keep = client.prepare(
    'insert into version (conversation, seq, rev, sender, at, content) values (?, ?, ?, ?, ?, ?)',
  );
  const remove = client.prepare<[string, number]>('delete from version where conversation = ? and seq = ?');
  return {
    keepVersion: async ({conversation, seq, rev, sender, at, content}) =>
      void keep.run(conversation, seq, rev, sender, at, JSON.stringify(content)),
    removeVersions: async (conversation, seq) => void remove.run(conversation, seq),
  };
}
