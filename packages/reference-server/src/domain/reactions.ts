/** Reactions: one register, on or off, per message, person and key (protocol 2.11). */
import {type Change, type InputOf, isVoteKey, type OutputOf} from '@parlor/sdk/protocol';
import {type ConversationRecord, type MessageRecord, noEnd, type ReactionTally} from '../store/records.js';
import type {ReadTransaction} from '../store/store.js';
import {namesPerReaction} from './message-reader.js';
import {assertMayReact} from './permissions.js';
import {votesThatGo} from './polls.js';
import {Refusal} from './refusal.js';
import {peopleOf} from './rows.js';
import {bytesOf} from './text.js';
import {openPage, seal} from './tokens.js';
import {isHost, pastMember, type SeatedPlace, seated, visibleMessage} from './visibility.js';
import {toSummary} from './wire.js';
import type {Look, Work} from './work.js';

/**
 * A repetition uses no seq.
 * @throws {Refusal} NOT_FOUND, NOT_A_MEMBER, BANNED, CLOSED, READ_ONLY, MESSAGE_DELETED, TOO_LARGE, SCHEMA
 */
export async function setReaction(
  work: Work,
  {conversation: place, id, key, on}: InputOf<'reaction.set'>,
): Promise<void> {
  const {tx, actor, settings} = work;
  const {reactionKeys, reactionKeyBytes} = settings.limits;
  if (bytesOf(key) > reactionKeyBytes) throw new Refusal('TOO_LARGE', `key: more than ${reactionKeyBytes} bytes`);
  if (key.trim() !== key || key === '') throw new Refusal('SCHEMA', 'key: blank at an end');
  const {conversation, seats, seat} = await seated(work, place);
  const record = await visibleMessage(work, place, id, {from: seat.visibleFrom, to: noEnd, upTo: noEnd});
  if (record.deleted !== undefined) throw new Refusal('MESSAGE_DELETED');
  assertMayReact(conversation, isHost(actor), on);
  const before = await tx.reaction(place, id, key, actor.user);
  if ((before?.on ?? false) === on) return;

  const tallies = record.hasReactions ? await talliesOf(tx, actor.user, place, id) : [];
  const tally = tallies.find((other) => other.key === key);
  // of one that takes a single choice the other one goes in the same transaction (PWP-POLL-003)
  const going = votesThatGo(record, {key, on, now: work.now}, tallies);
  let here = conversation;
  for (const other of going)
    here = await step(work, {conversation: here, seats}, record, {key: other.key, on: false, tally: other});
  if (on && !isVoteKey(key) && (tally?.count ?? 0) === 0) {
    const keys = tallies.filter((other) => !isVoteKey(other.key));
    if (keys.filter(({count}) => count > 0).length >= reactionKeys)
      throw new Refusal('TOO_LARGE', `key: more than ${reactionKeys} on one message`);
    // Keys taken back are remembered, so that everybody hears of it; a flip-flop must not pile them up (S30).
    if (!tally && keys.length >= reactionKeys * 5)
      throw new Refusal('TOO_LARGE', 'key: too many different ones on one message');
  }
  await step(work, {conversation: here, seats}, record, {key, on, tally});
}

/** The actor's own, which is there. */
export async function takeBack(
  work: Work,
  place: Omit<SeatedPlace, 'seat'>,
  record: MessageRecord,
  key: string,
): Promise<void> {
  const tallies = await talliesOf(work.tx, work.actor.user, record.conversation, record.id);
  await step(work, place, record, {key, on: false, tally: tallies.find((other) => other.key === key)});
}

type Step = {key: string; on: boolean; tally: ReactionTally | undefined};

async function step(
  {tx, actor, out}: Work,
  {conversation, seats}: Omit<SeatedPlace, 'seat'>,
  record: MessageRecord,
  {key, on, tally}: Step,
): Promise<ConversationRecord> {
  const {conversation: place, id} = record;
  const rev = conversation.seq + 1;
  await tx.putReaction({conversation: place, message: id, key, user: actor.user, on, rev});
  await tx.touchMessage(place, id, rev);
  const next = {...conversation, seq: rev};
  await tx.advanceConversation(next);
  const others = (tally?.users ?? []).filter((user) => user !== actor.user);
  const summary = {
    key,
    count: (tally?.count ?? 0) + (on ? 1 : -1),
    users: on ? [actor.user, ...others].slice(0, namesPerReaction) : others,
    rev,
  };
  // When one of the newest names went and there are more people than names, the name behind them is fetched.
  if (!on && others.length < Math.min(summary.count, namesPerReaction)) {
    summary.users = (await talliesOf(tx, actor.user, place, id)).find((other) => other.key === key)?.users ?? [];
  }
  const change: Change = {type: 'reaction', message: id, summary, user: actor.user, on, rev};
  out.changes(place, rev, rev, [{change, position: record.seq}], seats);
  return next;
}

const talliesOf = (tx: ReadTransaction, reader: string, conversation: string, id: string): Promise<ReactionTally[]> =>
  tx.reactionTallies(conversation, [id], {reader, upTo: noEnd, users: namesPerReaction});

/** The state of one key on one message, for the one who set it. */
export async function reactionChange(
  {tx, actor}: Pick<Look, 'tx' | 'actor'>,
  {conversation, id, key}: InputOf<'reaction.set'>,
): Promise<Change | undefined> {
  const tally = (await talliesOf(tx, actor.user, conversation, id)).find((other) => other.key === key);
  if (!tally) return undefined;
  return {type: 'reaction', message: id, summary: toSummary(tally), user: actor.user, on: tally.own, rev: tally.rev};
}

/** @throws {Refusal} NOT_FOUND, CURSOR_INVALID */
export async function listReactions(
  look: Look,
  {conversation, id, key, after, limit = 50}: InputOf<'reaction.list'>,
): Promise<OutputOf<'reaction.list'>> {
  const {tx, actor, settings} = look;
  const owner = {user: actor.user, epoch: settings.epoch};
  const {window} = await pastMember(look, conversation);
  const record = await visibleMessage(look, conversation, id, window);
  const before = after === undefined ? noEnd : Number(openPage('reactions', owner, after)[0]);
  const found =
    record.deleted === undefined
      ? await tx.reactionsPage(conversation, id, {key, before, upTo: window.upTo, limit: limit + 1})
      : [];
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return {
    reactions: page.map(({key: own, user, rev}) => ({key: own, user, rev})),
    ...(found.length > limit && last && {next: seal('reactions', owner, [last.rev])}),
    people: await peopleOf(
      look,
      page.map(({user}) => user),
    ),
  };
}
