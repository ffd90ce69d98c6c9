/**
 * What there is of one person: what they said and did, and what the server keeps of them. Not what others said, also where it is about
 * them: that is the others' (docs/decisions/export.md).
 */
import {batchesOf, type Source} from '../rows/source.js';
import {columnsOf, type Table, type TableName, tables} from '../rows/tables.js';

/** Of a table the rows that have the person in this column, and the columns that say nothing of them. */
type Part = {column: string; left: readonly string[]};

const parts: Partial<Record<TableName, Part>> = {
  // of what they are or were in, what it is
  conversation: {
    column: 'id',
    left: [
      'avatar',
      'description',
      'context',
      'data',
      'purge',
      'created_by',
      'seq',
      'member_rev',
      'meta_rev',
      'members',
      'k',
      'last_seq',
      'last_activity',
      'last_ts',
      'blocked',
      'slow_seconds',
      'history',
    ],
  },
  member: {column: 'user', left: ['joined_as', 'own_rev', 'read_k', 'own_read_k', 'own_k', 'last_sent', 'later']},
  // who pinned it did something of their own
  message: {
    column: 'sender',
    left: [
      ...['touched', 'k', 'own', 'has_reactions', 'op_id', 'fingerprint'],
      ...['pin_rev', 'pinned_by', 'pinned_at'],
    ],
  },
  version: {column: 'sender', left: []},
  mention: {column: 'user', left: ['silent', 'ts']},
  later: {column: 'user', left: ['due_at']},
  notification: {column: 'user', left: []},
  notified: {column: 'user', left: ['rev']},
  reminder: {column: 'user', left: []},
  reaction: {column: 'user', left: []},
  upload: {column: 'user', left: []},
  block: {column: 'user', left: []},
  // what was reported is somebody else's, and what the host thinks of it the host's
  report: {column: 'reporter', left: ['evidence', 'note', 'assignee']},
  ended: {column: 'user', left: []},
  // where their browsers are told of things; with the keys somebody else could speak to them
  push_subscription: {column: 'user', left: ['p256dh', 'auth']},
  active: {column: 'user', left: []},
  bot_command: {column: 'user', left: []},
  user: {column: 'user', left: ['claims', 'name_key', 'user_key']},
};

export const partsOf = (): (Part & {table: Table})[] =>
  tables.flatMap((table) => {
    const part = parts[table.name];
    return part ? [{table, ...part}] : [];
  });

/** Where the person is or was a member, in the order of the ids. */
export async function* conversationsOf(source: Source, user: string): AsyncGenerator<{id: string; isJoined: boolean}> {
  const table = tableOf('member');
  const names = columnsOf(table).map(({name}) => name);
  const [id, state] = [names.indexOf('conversation'), names.indexOf('state')];
  for await (const rows of batchesOf(source, table, {only: {column: 'user', value: user}}))
    for (const row of rows) yield {id: String(row[id]), isJoined: row[state] === 'joined'};
}

/** Whether anybody of this id was ever there. */
export async function isKnown(source: Source, user: string): Promise<boolean> {
  for (const name of ['user', 'member'] as const)
    for await (const _ of batchesOf(source, tableOf(name), {atOnce: 1, only: {column: 'user', value: user}}))
      return true;
  return false;
}

function tableOf(name: TableName): Table {
  const table = tables.find((candidate) => candidate.name === name);
  if (!table) throw new Error(`There is no table ${name}.`);
  return table;
}
