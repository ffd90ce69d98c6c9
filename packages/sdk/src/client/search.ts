/** Looking for messages on the server. */
import {until} from '../base/until.js';
import type {FoundMessages, SearchOptions} from './api.js';
import type {MoreParts} from './more.js';

/** An answer that nobody waits for any more is let go of. */
export async function search(
  {know, engine}: MoreParts,
  query: string,
  {signal, ...options}: SearchOptions = {},
): Promise<FoundMessages> {
  const asking = know('messages.search', {query, ...options});
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
