/** Looking for messages on the server. */
import {until} from '../base/until.js';
import type {OutputOf} from '../protocol/operations.js';
import type {FoundMessages, SearchOptions} from './api.js';
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

/** An answer that nobody waits for any more is let go of. */
async function told(
  {know, engine}: MoreParts,
  asking: Promise<OutputOf<'messages.search'>>,
  signal: AbortSignal | undefined,
): Promise<FoundMessages> {
  asking.catch(() => undefined);
  if (signal) {
    await until((done) => {
      asking.then(done, done);
      return () => undefined;
    }, signal);
  }
  const {hits, next} = await asking;
  // their titles are wanted with them
  const strange = [...new Set(hits.map(({conversation}) => conversation).filter((id) => !engine.entry(id).stored))];
  if (strange.length) await know('inbox.rows', {conversations: strange});
  return {
    messages: hits.map(({conversation, message, found}) => {
      const {id, seq, sender, ts: at, content} = message;
      return {conversation, id, seq, sender, at, text: content.text, found};
    }),
    ...(next !== undefined && {next}),
  };
}
