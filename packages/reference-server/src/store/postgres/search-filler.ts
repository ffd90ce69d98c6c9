/**
 * Brings messages into the index that were written before there was one, or by a node of the version before: the newest first, a
 * few at a time, going on where it was stopped. Nodes that do it at once take different conversations.
 */
import type {Content} from '@parlor/sdk/protocol';
import type pg from 'pg';
import type {MessageRecord} from '../records.js';
import {Line} from './line.js';
import {searchIndex} from './search-writes.js';

/** Messages in one transaction. */
const atOnce = 200;

/** For rows that were written past the store: all their messages are yet to come. */
export const pendAll = `
  insert into search_place (conversation, pending) select id, seq from conversation
  on conflict (conversation) do update set pending = excluded.pending`;

type Row = Pick<MessageRecord, 'conversation' | 'seq' | 'ts' | 'sender' | 'countable' | 'deleted'> & {content: string};

/** One step, in a transaction of its own; answers whether something is left that nobody else does. */
export async function fillSome(client: pg.ClientBase): Promise<boolean> {
  const line = new Line(client);
  const index = searchIndex(line);
  await line.begin('begin');
  try {
    const {rows: places} = await line.query(
      `select place, conversation, pending from search_place where pending > 0
       order by pending desc limit 1 for update skip locked`,
    );
    const [found] = places as {place: number; conversation: string; pending: number}[];
    if (found) {
      // nobody changes one of them meanwhile, and so none is found by what it does not say any more
      await line.query('select 1 from conversation where id = $1 for no key update', [found.conversation]);
      const {rows} = await line.query(
        `select conversation, seq, ts, content, sender, countable, deleted from message
         where conversation = $1 and seq <= $2 order by seq desc limit ${atOnce}`,
        [found.conversation, found.pending],
      );
      const messages = rows as Row[];
      for (const row of messages)
        await index.add({...row, content: JSON.parse(row.content) as Content, deleted: row.deleted ?? undefined});
      const last = messages.at(-1);
      const left = last === undefined || messages.length < atOnce ? 0 : last.seq - 1;
      await line.query('update search_place set pending = $1 where place = $2', [left, found.place]);
    }
    await line.query('commit');
    return found !== undefined;
  } catch (error) {
    await line.query('rollback').catch(() => undefined);
    throw error;
  }
}
