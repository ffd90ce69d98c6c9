/**
 * Reads an export: first all of it, to know whether it is whole and every line is right; then its rows. Nothing is made of one in which
 * a line is not right: a row that is missing would make others wrong, which count it, name it or answer it.
 */
import {rowsAtOnce} from '../rows/source.js';
import {compareKeys, keyOf, type Row, type Table, tables, type Value} from '../rows/tables.js';
import {BadLine, type End, readLine, version} from './format.js';
import {type FileLine, linesOf} from './lines.js';

export type Complain = (line: number, sentence: string) => void;

/** Tells every line that is not right. Answers the end of the file, or nothing where it has none: then it was cut. */
export async function look(path: string, complain: Complain): Promise<{end: End; isAsWritten: boolean} | undefined> {
  let end: {end: End; isAsWritten: boolean} | undefined;
  const counts: Record<string, number> = Object.fromEntries(tables.map(({name}) => [name, 0]));
  const order = ascending();
  for await (const line of linesOf(path)) {
    const tell = (sentence: string): void => complain(line.number, sentence);
    if (end !== undefined) {
      tell('it stands behind the end');
      continue;
    }
    try {
      const found = read(line);
      if ((line.number === 1) !== (found.is === 'first')) throw new BadLine('an export begins with its version, once');
      if (found.is === 'first' && found.version !== version)
        throw new BadLine(`the version of this export is ${found.version}, and this program reads ${version}`);
      if (found.is === 'row') {
        order(found.table, found.row);
        counts[found.table.name] = (counts[found.table.name] ?? 0) + 1;
      }
      if (found.is === 'end') {
        const {rows, sha256} = found.end;
        end = {end: found.end, isAsWritten: line.before.digest('hex') === sha256};
        for (const {name} of tables)
          if (rows[name] !== counts[name])
            throw new BadLine(`there should be ${rows[name] ?? 0} rows of ${name}, and there are ${counts[name]}`);
      }
    } catch (error) {
      if (!(error instanceof BadLine)) throw error;
      tell(error.message);
    }
  }
  return end;
}

function read({text}: FileLine) {
  if (text === undefined) throw new BadLine('it is no UTF-8, or longer than 64 MB');
  return readLine(text);
}

/** Rows come in the order of the tables and their keys: so none is there twice. */
function ascending() {
  let last: {at: number; key: readonly Value[]} | undefined;
  return (table: Table, row: Row): void => {
    const at = tables.indexOf(table);
    const key = keyOf(table, row);
    const before = last;
    last = {at, key};
    if (!before || before.at < at) return;
    if (before.at > at) throw new BadLine(`${table.name} comes before ${tables[before.at]?.name}`);
    if (compareKeys(before.key, key) >= 0) throw new BadLine('it does not come behind the line before');
  };
}

/** The rows of an export that was looked through, some at a time. */
export async function* rowsOf(path: string): AsyncGenerator<{table: Table; rows: readonly Row[]}> {
  let table: Table | undefined;
  let rows: Row[] = [];
  for await (const line of linesOf(path)) {
    const found = read(line);
    if (found.is !== 'row') continue;
    if (table !== undefined && (found.table !== table || rows.length === rowsAtOnce)) {
      yield {table, rows};
      rows = [];
    }
    table = found.table;
    rows.push(found.row);
  }
  if (table !== undefined) yield {table, rows};
}
