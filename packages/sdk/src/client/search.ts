/** Looking for messages and conversations on the server. */
import {until} from '../base/until.js';
import {effectiveRead} from '../core/receipts.js';
import type {OutputOf} from '../protocol/operations.js';
import type {FindOptions, FoundConversations, FoundMessages, SearchOptions} from './api.js';
import type {MoreParts} from './more.js';

export const search = (
  parts: MoreParts,
  query: string,
  {signal, ...options}: SearchOptions = {},
): Promise<FoundMessages> => told(parts, parts.know('messages.search', {query, ...options}), signal);

/** Those that mention the user. */
export const mentions = (
  parts: MoreParts,
  {signal, ...options}: Pick<SearchOptions, 'cursor' | 'limit' | 'signal'> = {},
): Promise<FoundMessages> => told(parts, parts.know('mention.list', options), signal);

/** Conversations by what they are called. What is found is known from then on, and its name with it. */
export async function find(
  {know, engine}: MoreParts,
  query: string,
  {signal, ...options}: FindOptions = {},
): Promise<FoundConversations> {
  const {rows, next} = await waited(know('inbox.find', {query, ...options}), signal);
  return {
    conversations: rows.flatMap(({conversation: {id}}) => engine.entry(id).state.get() ?? []),
    ...(next !== undefined && {next}),
  };
}

/** An answer that nobody waits for any more is let go of. */
async function waited<Answer>(asking: Promise<Answer>, signal: AbortSignal | undefined): Promise<Answer> {
  asking.catch(() => undefined);
  if (signal) {
    await until((done) => {
      asking.then(done, done);
      return () => undefined;
    }, signal);
  }
  return asking;
}

async function told(
  {know, engine}: MoreParts,
  asking: Promise<OutputOf<'messages.search'>>,
  signal: AbortSignal | undefined,
): Promise<FoundMessages> {
  const {hits, next} = await waited(asking, signal);
  // their titles are wanted with them
  const strange = [...new Set(hits.map(({conversation}) => conversation).filter((id) => !engine.entry(id).stored))];
  if (strange.length) await know('inbox.rows', {conversations: strange});
  return {
    messages: hits.map(({conversation, message, found}) => {
      const {id, seq, sender, ts: at, content} = message;
      const {stored, seen} = engine.entry(conversation);
      const isUnread = !!stored && sender !== engine.user && seq > Math.max(seen, effectiveRead(stored.row.own));
      return {conversation, id, seq, sender, at, text: content.text, found, isUnread};
    }),
    ...(next !== undefined && {next}),
  };
}
