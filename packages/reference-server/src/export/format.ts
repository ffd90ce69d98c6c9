/**
 * An export: one JSON object a line, with which the rows of a database are told. docs/export.md describes it; `version` changes
 * when a reader of the one before could no longer read it.
 *
 * A value is written as what it is: texts, numbers, flags, and what the stores keep as JSON as that JSON. What is NULL is left out.
 */
import {type Column, columnsOf, type Row, type Table, type TableName, tables, type Value} from '../rows/tables.js';

export const version = 1;
export const firstLine = JSON.stringify({parlor: 'export', version});
/** Of what there is of one person. */
export const firstLineOf = (user: string): string => JSON.stringify({parlor: 'person', version, user});

/** What stands in the last line: how many rows of each table, and a hash of every byte before it. */
export type End = {rows: Record<string, number>; sha256: string};
export const lastLine = (end: End): string => JSON.stringify({end});

/** `left`: columns that are not told. */
export function lineOf(
  table: Table,
  row: Row,
  columns: readonly Column[] = columnsOf(table),
  left: readonly string[] = [],
): string {
  const line: Record<string, unknown> = {table: table.name};
  for (const [at, {name, isJson}] of columns.entries()) {
    const value = row[at] ?? null;
    if (value !== null && !left.includes(name)) line[name] = isJson ? embedded(value) : value;
  }
  return JSON.stringify(line);
}

/** JSON as it stands where it reads back as the same text; anything else, which a sound database does not have, as that text. */
function embedded(stored: Value): unknown {
  if (typeof stored !== 'string' || !/^[{[]/.test(stored)) return stored;
  try {
    const value: unknown = JSON.parse(stored);
    return JSON.stringify(value) === stored ? value : stored;
  } catch {
    return stored;
  }
}

/** Why a line cannot be read, in a few words. */
export class BadLine extends Error {}

export type Line = {is: 'first'; version: number} | {is: 'end'; end: End} | {is: 'row'; table: Table; row: Row};

const byName = new Map<string, Table>(tables.map((table) => [table.name, table]));
const columnsByName = new Map<TableName, readonly Column[]>(tables.map((table) => [table.name, columnsOf(table)]));

/**
 * @throws {BadLine}
 */
export function readLine(text: string): Line {
  const value = parsed(text);
  if (Object.hasOwn(value, 'parlor')) return {is: 'first', version: versionIn(value)};
  if (Object.hasOwn(value, 'end')) return {is: 'end', end: endIn(value['end'])};
  const {table: name, ...rest} = value;
  const table = typeof name === 'string' ? byName.get(name) : undefined;
  if (!table)
    throw new BadLine(name === undefined ? '"table" is missing' : `there is no table ${JSON.stringify(name)}`);
  const columns = columnsByName.get(table.name) ?? [];
  const row = columns.map((column) => valueIn(column, Object.hasOwn(rest, column.name) ? rest[column.name] : null));
  const strange = Object.keys(rest).find((key) => !columns.some((column) => column.name === key));
  if (strange !== undefined) throw new BadLine(`${table.name} has no "${strange}"`);
  return {is: 'row', table, row};
}

function parsed(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new BadLine('it is not JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new BadLine('it is not a JSON object');
  return value as Record<string, unknown>;
}

function versionIn(value: Record<string, unknown>): number {
  if (value['parlor'] === 'person')
    throw new BadLine('it is what there is of one person, of which no database is made');
  if (value['parlor'] !== 'export' || typeof value['version'] !== 'number')
    throw new BadLine('it is not the beginning of an export');
  return value['version'];
}

function endIn(value: unknown): End {
  const {rows, sha256} = (value ?? {}) as Partial<End>;
  if (typeof rows !== 'object' || rows === null || typeof sha256 !== 'string') throw new BadLine('it is no end');
  return {rows, sha256};
}

function valueIn({name, type, isJson, isOptional}: Column, value: unknown): Value {
  if (value === null || value === undefined) {
    if (!isOptional) throw new BadLine(`"${name}" is missing`);
    return null;
  }
  const wrong = (what: string): BadLine => new BadLine(`"${name}" is not ${what}`);
  if (type === 'bigint') {
    if (!Number.isSafeInteger(value)) throw wrong('a whole number');
    return value as number;
  }
  if (type === 'boolean') {
    if (typeof value !== 'boolean') throw wrong('true or false');
    return value;
  }
  if (isJson && typeof value === 'object') return JSON.stringify(value);
  if (typeof value !== 'string') throw wrong(isJson ? 'an object, a list or a text' : 'a text');
  // nobody may say it, and not every store keeps it
  if (/[\p{Cs}\0]/u.test(value)) throw new BadLine(`"${name}" holds half a character or a NUL`);
  return value;
}
