/** What messages said before they were edited. */
import type {VersionReads, VersionWrites} from '../admin.js';
import type {VersionRecord} from '../records.js';
import {change, type Line, statement} from './line.js';

type Row = Omit<VersionRecord, 'content'> & {content: string};

export function versionReads(line: Line): VersionReads {
  const all = statement<Row>(
    line,
    'versions',
    'select conversation, seq, rev, sender, at, content from version where conversation = $1 and seq = $2 order by rev',
  );
  return {
    versions: async (conversation, seq) =>
      (await all(conversation, seq)).map((row) => ({...row, content: JSON.parse(row.content)})),
  };
}

export function versionWrites(line: Line): VersionWrites {
  const keep = change(
    line,
    'keep_version',
    'insert into version (conversation, seq, rev, sender, at, content) values ($1, $2, $3, $4, $5, $6)',
  );
  const remove = change(line, 'remove_versions', 'delete from version where conversation = $1 and seq = $2');
  return {
    keepVersion: async ({conversation, seq, rev, sender, at, content}) =>
      void (await keep(conversation, seq, rev, sender, at, JSON.stringify(content))),
    removeVersions: async (conversation, seq) => void (await remove(conversation, seq)),
  };
}
