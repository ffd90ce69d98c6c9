/** Writes a database as lines, a batch of rows at a time: all of it, or what there is of one person. */
import {createHash} from 'node:crypto';
import {batchesOf, type Only, type Source} from '../rows/source.js';
import {columnsOf, type Row, type Table, tables} from '../rows/tables.js';
import {type End, firstLine, firstLineOf, lastLine, lineOf} from './format.js';
import {conversationsOf, partsOf} from './person.js';

type Write = (text: string) => Promise<void> | void;

/** Answers what it wrote into the last line. The same rows are the same bytes, whichever store they are in. */
export async function writeExport(source: Source, write: Write): Promise<End> {
  const lines = await begin(firstLine, write);
  for (const table of tables) await lines.put(source, table);
  return lines.end();
}

/**
 * The same, of one person. `seen`: what is written, some rows at a time.
 */
export async function writePerson(
  source: Source,
  user: string,
  write: Write,
  seen: (table: Table, rows: readonly Row[]) => void,
): Promise<End> {
  const lines = await begin(firstLineOf(user), write);
  for (const {table, column, left} of partsOf()) {
    const told = {left, seen: (rows: readonly Row[]) => seen(table, rows)};
    if (table.name === 'conversation') {
      for await (const {id, isJoined} of conversationsOf(source, user)) {
        // who left knows the title of then, which their farewell has
        const hidden = isJoined ? left : [...left, 'title'];
        await lines.put(source, table, {...told, left: hidden, only: {column, value: id}});
      }
    } else await lines.put(source, table, {...told, only: {column, value: user}});
  }
  return lines.end();
}

type Told = {only?: Only; left?: readonly string[]; seen?: (rows: readonly Row[]) => void};

async function begin(first: string, write: Write) {
  const hash = createHash('sha256');
  const rows: Record<string, number> = {};
  const put = async (text: string): Promise<void> => {
    hash.update(text);
    await write(text);
  };
  await put(`${first}\n`);
  return {
    async put(source: Source, table: Table, {only, left, seen}: Told = {}): Promise<void> {
      const columns = columnsOf(table);
      let count = rows[table.name] ?? 0;
      for await (const batch of batchesOf(source, table, {...(only && {only})})) {
        await put(batch.map((row) => `${lineOf(table, row, columns, left)}\n`).join(''));
        count += batch.length;
        seen?.(batch);
      }
      rows[table.name] = count;
    },
    async end(): Promise<End> {
      const end = {rows, sha256: hash.digest('hex')};
      await write(`${lastLine(end)}\n`);
      return end;
    },
  };
}
