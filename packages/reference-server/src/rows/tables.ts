/**
 * The tables of a database as they are the same in all stores, in the order in which they may be filled, by which columns their rows
 * are told apart, and what of them is of one store only.
 */
import {type Kind, shape, type TableName} from './shape.js';

export type {TableName} from './shape.js';

export type Table = {
  name: TableName;
  /** The primary key, sorted by bytes in both stores. */
  key: readonly string[];
  /** Columns of PostgreSQL that begin anew: stamps of discovery are counted by each store in its own way. */
  begun: Readonly<Record<string, string>>;
  /** Columns of SQLite that nothing needs there. */
  left: readonly string[];
};

const stamp = {x: '0'};
/** Where an ended membership stays in the inbox; of all others PostgreSQL looks at the conversation. */
const farewell = "(farewell::json ->> 'lastActivity')::bigint";

export const tables: readonly Table[] = [
  {name: 'conversation', key: ['id'], begun: {...stamp, before_x: '0', before_seq: '0'}, left: ['x']},
  {name: 'member', key: ['conversation', 'user'], begun: {...stamp, activity: farewell}, left: ['x', 'activity']},
  {name: 'ban', key: ['conversation', 'user'], begun: {}, left: []},
  {name: 'message', key: ['conversation', 'seq'], begun: {}, left: ['thread']},
  {name: 'version', key: ['conversation', 'seq', 'rev'], begun: {}, left: []},
  {name: 'mention', key: ['user', 'conversation', 'seq'], begun: {}, left: []},
  {name: 'later', key: ['user', 'id'], begun: {}, left: []},
  {name: 'notification', key: ['user', 'seq'], begun: {}, left: []},
  {name: 'notified', key: ['user'], begun: stamp, left: ['x']},
  {name: 'reminder', key: ['user', 'conversation', 'message'], begun: {}, left: []},
  {name: 'link', key: ['conversation', 'id'], begun: {}, left: []},
  {name: 'reaction', key: ['conversation', 'message', 'key', 'user'], begun: {}, left: []},
  {name: 'reservation', key: ['conversation', 'id', 'user'], begun: {}, left: []},
  {name: 'operation', key: ['user', 'op_id'], begun: {}, left: []},
  {name: 'upload', key: ['id'], begun: {}, left: []},
  {name: 'block', key: ['user', 'other'], begun: {}, left: []},
  {name: 'report', key: ['id'], begun: {}, left: []},
  {name: 'ended', key: ['user'], begun: stamp, left: []},
  // their words are written anew where they come to
  {name: 'user', key: ['user'], begun: {...stamp, found_as: 'null'}, left: ['found_as']},
  {name: 'bot_command', key: ['user'], begun: {}, left: []},
  {name: 'webhook', key: ['id'], begun: {}, left: []},
  {name: 'webhook_event', key: ['n'], begun: stamp, left: ['x']},
  {name: 'push_subscription', key: ['id'], begun: {}, left: []},
  {name: 'push_due', key: ['conversation', 'person'], begun: {}, left: []},
  {name: 'push_job', key: ['n'], begun: stamp, left: ['x']},
  {name: 'audit', key: ['seq'], begun: {}, left: []},
  {name: 'tally', key: ['name', 'day', 'shard'], begun: {}, left: []},
  {name: 'active', key: ['day', 'user'], begun: {}, left: []},
];

/** What SQLite has besides: its own bookkeeping. */
export const ownTables: readonly string[] = ['meta', 'migration', 'inbox_filed'];
/** And the indexes that messages and people are found by, which each store makes in its own way. */
export const isIndex = (table: string): boolean => /^search(_|$)/.test(table);

/** As PostgreSQL calls them. */
export type ColumnType = 'text' | 'bigint' | 'boolean';
export type Column = {name: string; type: ColumnType; isJson: boolean; isOptional: boolean};
export type Value = string | number | boolean | null;
export type Row = readonly Value[];

export const quoted = (name: string): string => `"${name}"`;
export const listOf = (names: readonly string[]): string => names.map(quoted).join(', ');
export const placesOf = (count: number): string => Array.from({length: count}, () => '?').join(', ');

const types: Readonly<Record<Kind, ColumnType>> = {text: 'text', json: 'text', count: 'bigint', flag: 'boolean'};

/** The columns that all stores have in common. */
export const columnsOf = (table: Table): Column[] =>
  Object.entries(shape[table.name]).map(([name, spec]) => {
    const isOptional = spec.startsWith('maybe ');
    const kind = (isOptional ? spec.slice('maybe '.length) : spec) as Kind;
    return {name, type: types[kind], isJson: kind === 'json', isOptional};
  });

/**
 * @throws {Error} if a column that is there is not known here, or the other way round: it would be lost in silence
 */
export function assertColumns(table: Table, found: readonly string[], own: readonly string[]): void {
  const known = new Set(columnsOf(table).map(({name}) => name));
  const lost = found.filter((name) => !known.has(name) && !own.includes(name));
  const missing = [...known].filter((name) => !found.includes(name));
  if (lost.length + missing.length > 0)
    throw new Error(`It is not known what becomes of ${[...lost, ...missing].join(', ')} of ${table.name}.`);
}

/** SQLite has numbers for flags. */
export const fromSqlite = (row: Row, columns: readonly Column[]): Row =>
  row.map((value, at) => (columns[at]?.type === 'boolean' && value !== null ? value !== 0 : value));
export const toSqlite = (row: Row): Row => row.map((value) => (typeof value === 'boolean' ? Number(value) : value));

/** The values of the key, for going on behind a row. */
export function keyOf(table: Table, row: Row): Value[] {
  const names = columnsOf(table).map(({name}) => name);
  return table.key.map((name) => row[names.indexOf(name)] ?? null);
}

/** The order of keys, as both stores sort: texts by their bytes. */
export function compareKeys(left: readonly Value[], right: readonly Value[]): number {
  for (const [at, one] of left.entries()) {
    const other = right[at] ?? null;
    const order =
      typeof one === 'number' && typeof other === 'number'
        ? one - other
        : Buffer.compare(Buffer.from(String(one)), Buffer.from(String(other)));
    if (order !== 0) return order;
  }
  return 0;
}
