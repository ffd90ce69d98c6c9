/** Messages as one reader sees them: quotes and reactions come in one query each, whatever the number of messages. */
import type {Message, Quote, ReactionSummary} from '@parlor/sdk/protocol';
import type {ShownMessage, Window} from '../store/records.js';
import {type Told, toMessage, toQuote, toSummary} from './wire.js';
import type {Look} from './work.js';

/** How many names a reaction summary carries. */
export const namesPerReaction = 3;

export async function readMessages(
  look: Pick<Look, 'tx' | 'actor'>,
  conversation: string,
  window: Window,
  records: readonly ShownMessage[],
): Promise<Message[]> {
  const told = await toldOf(look, conversation, window, records);
  return records.map((record, at) => toMessage(record, told[at]));
}

/** What the reader is told of each of these messages beside its record. */
export async function toldOf(
  look: Pick<Look, 'tx' | 'actor'>,
  conversation: string,
  window: Window,
  records: readonly ShownMessage[],
): Promise<Told[]> {
  const quotes = await quotesOf(look, conversation, window, records);
  const reactions = await reactionsOf(look, conversation, window, records);
  return records.map(({id, replyTo}) => ({
    quote: replyTo === undefined ? undefined : quotes.get(replyTo),
    reactions: reactions.get(id),
    upTo: window.upTo,
  }));
}

async function quotesOf(
  {tx}: Pick<Look, 'tx'>,
  conversation: string,
  window: Window,
  records: readonly ShownMessage[],
): Promise<Map<string, Quote>> {
  const answers = records.filter(({replyTo, deleted}) => replyTo !== undefined && deleted === undefined);
  if (answers.length === 0) return new Map();
  const quoted = await tx.messages(conversation, [...new Set(answers.map(({replyTo}) => replyTo as string))]);
  return new Map(quoted.map((record) => [record.id, toQuote(record, window)]));
}

/** Of those that have any: a reaction touches its message without raising its rev. */
export async function reactionsOf(
  {tx, actor}: Pick<Look, 'tx' | 'actor'>,
  conversation: string,
  {upTo}: Pick<Window, 'upTo'>,
  records: readonly ShownMessage[],
): Promise<Map<string, ReactionSummary[]>> {
  const reactedTo = records.filter(({deleted, hasReactions}) => deleted === undefined && hasReactions);
  const summaries = new Map<string, ReactionSummary[]>();
  if (reactedTo.length === 0) return summaries;
  const ids = reactedTo.map(({id}) => id);
  const query = {reader: actor.user, upTo, users: namesPerReaction};
  for (const tally of await tx.reactionTallies(conversation, ids, query)) {
    const list = summaries.get(tally.message);
    if (list) list.push(toSummary(tally));
    else summaries.set(tally.message, [toSummary(tally)]);
  }
  return summaries;
}
