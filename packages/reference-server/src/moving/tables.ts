/**
 * Which tables move, in the order in which they may be filled, by which columns their rows are told apart, and what of them
 * is of one store only.
 */
export type TableName =
  | 'conversation'
  | 'member'
  | 'message'
  | 'mention'
  | 'reaction'
  | 'reservation'
  | 'operation'
  | 'ended'
  | 'upload'
  | 'block'
  | 'report'
  | 'user'
  | 'webhook'
  | 'webhook_event';

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
  {name: 'message', key: ['conversation', 'seq'], begun: {}, left: ['thread']},
  {name: 'mention', key: ['user', 'conversation', 'seq'], begun: {}, left: []},
  {name: 'reaction', key: ['conversation', 'message', 'key', 'user'], begun: {}, left: []},
  {name: 'reservation', key: ['conversation', 'id', 'user'], begun: {}, left: []},
  {name: 'operation', key: ['user', 'op_id'], begun: {}, left: []},
  {name: 'upload', key: ['id'], begun: {}, left: []},
  {name: 'block', key: ['user', 'other'], begun: {}, left: []},
  {name: 'report', key: ['id'], begun: {}, left: []},
  {name: 'ended', key: ['user'], begun: stamp, left: []},
  {name: 'user', key: ['user'], begun: stamp, left: []},
  {name: 'webhook', key: ['id'], begun: {}, left: []},
  {name: 'webhook_event', key: ['n'], begun: stamp, left: ['x']},
];

/** What SQLite has besides: its own bookkeeping. */
export const ownTables: readonly string[] = ['meta', 'migration', 'inbox_filed'];
/** And the index that messages are found by, which each store makes in its own way. */
export const isIndex = (table: string): boolean => /^search(_|$)/.test(table);

export type ColumnType = 'text' | 'bigint' | 'boolean';
export type Column = {name: string; type: ColumnType};
export type Value = string | number | boolean | null;
export type Row = readonly Value[];

export const quoted = (name: string): string => `"${name}"`;
export const listOf = (names: readonly string[]): string => names.map(quoted).join(', ');
export const placesOf = (count: number): string => Array.from({length: count}, () => '?').join(', ');

/**
 * The columns that move.
 * @throws {Error} if a column of one side is neither on the other nor known to be of one side only: it would be lost in silence
 */
export function columnsOf(table: Table, here: readonly string[], there: readonly Column[]): Column[] {
  const moving = there.filter(({name}) => !Object.hasOwn(table.begun, name));
  const names = new Set(moving.map(({name}) => name));
  const lost = here.filter((name) => !names.has(name) && !table.left.includes(name));
  const missing = [...names].filter((name) => !here.includes(name));
  if (lost.length + missing.length > 0)
    throw new Error(`The tables ${table.name} differ in ${[...lost, ...missing].join(', ')}.`);
  return moving;
}

/** SQLite has numbers for flags. */
export const fromSqlite = (row: Row, columns: readonly Column[]): Row =>
  row.map((value, at) => (columns[at]?.type === 'boolean' && value !== null ? value !== 0 : value));
export const toSqlite = (row: Row): Row => row.map((value) => (typeof value === 'boolean' ? Number(value) : value));

/** The values of the key, for going on behind a row. */
export const keyOf = (table: Table, columns: readonly Column[], row: Row): Value[] =>
  table.key.map((name) => row[columns.findIndex((column) => column.name === name)] ?? null);
