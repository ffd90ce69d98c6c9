/**
 * Compares what devices wanted and were told with what a database holds: no loss, nothing twice, order kept, every value
 * accounted for (I1, I2, I3, I5, I6, I7). Knows nothing of how it came about.
 */
import Database from 'better-sqlite3';
import type {LaneRecord} from './writer.js';

export type StoredMessage = {
  conversation: string;
  id: string;
  seq: number;
  rev: number;
  sender: string;
  text: string;
  deleted: boolean;
};

export type Stored = {
  readonly messages: readonly StoredMessage[];
  readonly reactions: readonly {conversation: string; message: string; user: string; key: string; on: boolean}[];
  /** The last value of each conversation. */
  readonly heads: ReadonlyMap<string, number>;
};

/** What the file holds. It is only read; a server may have it open. */
export function readStored(path: string): Stored {
  const database = new Database(path, {readonly: true});
  try {
    const [check] = database.pragma('integrity_check') as {integrity_check: string}[];
    if (check?.integrity_check !== 'ok') throw new Error(`the database is damaged: ${check?.integrity_check}`);
    const all = <Row>(sql: string): Row[] => database.prepare(sql).all() as Row[];
    type Raw = Omit<StoredMessage, 'deleted'> & {deleted: number};
    return {
      messages: all<Raw>(
        `SELECT conversation, id, seq, rev, sender, content ->> '$.text' AS text, deleted IS NOT NULL AS deleted
         FROM message WHERE countable = 1 ORDER BY conversation, seq`,
      ).map((row) => ({...row, deleted: row.deleted === 1})),
      reactions: all<{conversation: string; message: string; user: string; key: string; is_on: number}>(
        'SELECT conversation, message, user, key, is_on FROM reaction',
      ).map(({is_on, ...row}) => ({...row, on: is_on === 1})),
      heads: new Map(all<{id: string; seq: number}>('SELECT id, seq FROM conversation').map(({id, seq}) => [id, seq])),
    };
  } finally {
    database.close();
  }
}

/** What is wrong, in words; nothing, if all promises were kept. `before`: the heads when the writing began. */
export function judge(lanes: readonly LaneRecord[], stored: Stored, before: ReadonlyMap<string, number>): string[] {
  const wrong: string[] = [];
  const there = new Map(stored.messages.map((message) => [key(message.conversation, message.id), message]));
  if (there.size < stored.messages.length) wrong.push('a message is there twice (I2)');
  const wanted = new Set<string>();
  const revs = new Map<string, number[]>();

  for (const {user, conversation, intents} of lanes) {
    let last = 0;
    for (const intent of intents) {
      const name = `${intent.op} ${intent.message} of ${user}`;
      if (intent.refused) wrong.push(`${name} was refused with ${intent.refused}`);
      else if (intent.rev === undefined) wrong.push(`${name} was never answered (I14)`);
      else revs.set(conversation, [...(revs.get(conversation) ?? []), intent.rev]);
      if (intent.op !== 'message.send') continue;
      wanted.add(key(conversation, intent.message));
      const message = there.get(key(conversation, intent.message));
      if (!message) {
        if (intent.rev !== undefined) wrong.push(`${name} was answered and is lost (I1)`);
        continue;
      }
      if (message.seq < last) wrong.push(`${name} stands before what was written earlier (I3)`);
      last = message.seq;
    }
    for (const [message, end] of ends(intents)) {
      const row = there.get(key(conversation, message));
      if (!row) continue;
      if (row.deleted !== end.deleted) wrong.push(`${message} of ${user}: deleted is ${row.deleted} (I5)`);
      else if (row.text !== (end.deleted ? '' : end.text)) wrong.push(`${message} of ${user} has another text (I6)`);
    }
  }
  for (const message of stored.messages) {
    if (!wanted.has(key(message.conversation, message.id))) wrong.push(`${message.id} was written by nobody`);
  }
  for (const {user, conversation, intents} of lanes) {
    for (const [message, {on, deleted}] of ends(intents)) {
      const is = stored.reactions.some((row) => row.on && sameReaction(row, conversation, message, user));
      if (!deleted && is !== on) wrong.push(`the reaction of ${user} to ${message} is ${is}, not ${on}`);
    }
  }
  for (const [conversation, used] of revs) {
    const start = before.get(conversation) ?? 0;
    const head = stored.heads.get(conversation) ?? 0;
    const sorted = used.sort((a, b) => a - b);
    const isDense = sorted.length === head - start && sorted.every((rev, at) => rev === start + 1 + at);
    if (!isDense) wrong.push(`${conversation}: ${used.length} values for ${start + 1} to ${head} (I7)`);
  }
  return wrong;
}

const key = (conversation: string, message: string): string => `${conversation}/${message}`;
const sameReaction = (row: Stored['reactions'][number], conversation: string, message: string, user: string): boolean =>
  row.conversation === conversation && row.message === message && row.user === user;

/** What each message should have come to, by the order it was written in. */
function ends(intents: LaneRecord['intents']): Map<string, {text: string; deleted: boolean; on: boolean}> {
  const found = new Map<string, {text: string; deleted: boolean; on: boolean}>();
  for (const {op, message, text = '', on = false} of intents) {
    const end = found.get(message) ?? {text: '', deleted: false, on: false};
    if (op === 'message.delete') end.deleted = true;
    else if (op === 'reaction.set') end.on = on;
    else end.text = text;
    found.set(message, end);
  }
  return found;
}
