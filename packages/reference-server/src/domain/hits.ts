/** What was found, read again as its reader may see it now: since it was looked up, somebody may have left, and a message may be gone. */
import type {Message, OutputOf, SearchHit} from '@parlor/sdk/protocol';
import type {ShownMessage} from '../store/records.js';
import {readMessages} from './message-reader.js';
import {peopleOf} from './rows.js';
import type {Scope} from './search-scope.js';
import type {Look} from './work.js';

type Places = readonly {conversation: string; seq: number}[];

/** In the order of the places. `find` says where what was looked for stands in a message; one in which it no longer does is left out. */
export async function hitsAt(
  look: Look,
  scope: Scope,
  places: Places,
  find: (message: Message) => SearchHit['found'] | undefined,
): Promise<Pick<OutputOf<'messages.search'>, 'hits' | 'people'>> {
  const seen = new Map<string, ShownMessage[]>();
  for (const record of await scope.messages(look, places)) {
    const others = seen.get(record.conversation);
    if (others) others.push(record);
    else seen.set(record.conversation, [record]);
  }
  const messages = new Map<string, Message>();
  for (const [conversation, records] of seen) {
    const window = await scope.window(look, conversation);
    if (window === undefined) continue;
    for (const message of await readMessages(look, conversation, window, records))
      messages.set(`${conversation}/${message.seq}`, message);
  }
  const hits = places.flatMap(({conversation, seq}): SearchHit[] => {
    const message = messages.get(`${conversation}/${seq}`);
    const found = message && find(message);
    return message && found ? [{conversation, message, found}] : [];
  });
  return {
    hits,
    people: await peopleOf(
      look,
      hits.flatMap(({message: {sender, replyTo}}) => (replyTo ? [sender, replyTo.sender] : [sender])),
    ),
  };
}
