/**
 * What a node that did not write a commit tells its people of it: the same frames, read back from the database. One frame for
 * all who are there, however many; who may not see a part of it gets it without (deliveries.ts).
 */
import type {Change} from '@parlor/sdk/protocol';
import {type ConversationRecord, noEnd, type ReactionRecord, type ShownMessage} from '../store/records.js';
import type {TailTransaction} from '../store/store.js';
import type {Shown} from './deliveries.js';
import {namesPerReaction} from './message-reader.js';
import {revFor, toMember, toMessage, toMeta, toQuote, toSummary} from './wire.js';

/** A conversation that has changed: its messages that did, in no order, and whether its members did. */
export type Changed = {
  record: Pick<ConversationRecord, 'id' | 'seq' | 'metaRev'>;
  since: number;
  messages: readonly ShownMessage[];
  hasMembers: boolean;
};

/** Nothing, if it is more than `most` rows of a kind: rows of inboxes tell it shorter then. */
export async function shownSince(
  tx: TailTransaction,
  {record: {id, seq, metaRev}, since, messages: touched, hasMembers}: Changed,
  most: number,
): Promise<Shown[] | undefined> {
  // a reaction touches its message
  const reactions = touched.some(({hasReactions}) => hasReactions) ? await tx.reactionsSince(id, since, most + 1) : [];
  const members = hasMembers ? await tx.membersChanged(id, {since, upTo: seq, limit: most + 1}) : [];
  if ([touched, reactions, members].some(({length}) => length > most)) return undefined;
  const conversation = metaRev > since ? await tx.conversation(id) : undefined;
  const shown: Shown[] = [
    ...(await messagesShown(tx, id, touched, since)),
    ...(await reactionsShown(tx, id, touched, reactions)),
    ...members.map((member): Shown => ({change: {type: 'member', member: toMember(member)}})),
    ...(conversation ? [{change: {type: 'conversation', conversation: toMeta(conversation)} satisfies Change}] : []),
  ];
  return shown.sort((a, b) => revOf(a.change) - revOf(b.change));
}

/** One that was only reacted to is told by its reactions. */
async function messagesShown(
  tx: TailTransaction,
  id: string,
  touched: readonly ShownMessage[],
  since: number,
): Promise<Shown[]> {
  const fresh = touched.filter((record) => revFor(record) > since);
  const ids = fresh.flatMap(({replyTo, deleted}) => (replyTo === undefined || deleted !== undefined ? [] : [replyTo]));
  const quoted = new Map((ids.length > 0 ? await tx.messages(id, ids) : []).map((record) => [record.id, record]));
  return fresh.map((record): Shown => {
    const answered = record.replyTo === undefined ? undefined : quoted.get(record.replyTo);
    const quote = answered && toQuote(answered, {from: 0, upTo: noEnd});
    return {
      change: {type: 'message', message: toMessage(record, {quote})},
      position: record.seq,
      quoted: answered?.seq,
    };
  });
}

/** Each person's step, with the state of the key as it is now. */
async function reactionsShown(
  tx: TailTransaction,
  id: string,
  touched: readonly ShownMessage[],
  reactions: readonly ReactionRecord[],
): Promise<Shown[]> {
  if (reactions.length === 0) return [];
  const messages = [...new Set(reactions.map(({message}) => message))];
  const query = {reader: '', upTo: noEnd, users: namesPerReaction};
  const tallies = await tx.reactionTallies(id, messages, query);
  const positions = new Map(touched.map((record) => [record.id, record.seq]));
  return reactions.flatMap(({message, key, user, on, rev}): Shown[] => {
    const tally = tallies.find((other) => other.message === message && other.key === key);
    const position = positions.get(message);
    if (!tally || position === undefined) return [];
    return [{change: {type: 'reaction', message, summary: toSummary(tally, false), user, on, rev}, position}];
  });
}

export function revOf(change: Change): number {
  if (change.type === 'message') return change.message.rev;
  if (change.type === 'member') return change.member.rev;
  return change.type === 'conversation' ? change.conversation.rev : change.rev;
}
