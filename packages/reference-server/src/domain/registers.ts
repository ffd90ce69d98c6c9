/** A reader's own registers and flags (protocol 2.10), and who has read a message. */
import type {InputOf, OutputOf} from '@parlor/sdk/protocol';
import type {MemberRecord} from '../store/records.js';
import type {Membership} from '../store/store.js';
import {isBlocked} from './block-marks.js';
import {peopleOf, rowFor} from './rows.js';
import {seatsFrom} from './seats.js';
import {horizonOf} from './unread.js';
import {joinedMember, pastMember, visibleMessage} from './visibility.js';
import type {Look, Work} from './work.js';

type Input = InputOf<'own.set'>;
/** Of a conversation in which one blocks the other: then only the host's endpoints hear of it (PWP-BLOCK-007). */
const nobody = seatsFrom(0, []);
const flags = ['markedUnread', 'mutedUntil', 'pinned', 'archived'] as const;

/** Registers alone only ever rise, so a late copy of one does nothing; flags are the last writer's and need the log (F29). */
export const setsOnlyRegisters = (input: Input): boolean => flags.every((flag) => input[flag] === undefined);

/**
 * Registers rise, never above the head (I8, S22). Reading the newest message takes back "marked unread" (F83), unless the
 * same request says otherwise.
 * @throws {Refusal} NOT_FOUND
 */
export async function setOwn(work: Work, input: Input): Promise<void> {
  const {tx, actor, out} = work;
  const {conversation, member, head, isJoined} = await pastMember(work, input.conversation, 'lock');
  const raise = (have: number, asked = 0): number => Math.max(have, Math.min(asked, head));
  const read = raise(member.read, input.read);
  const next: MemberRecord = {
    ...member,
    read,
    readPrivate: raise(member.readPrivate, input.readPrivate),
    delivered: Math.max(raise(member.delivered, input.delivered), read),
    cleared: raise(member.cleared, input.cleared),
    mutedUntil: input.mutedUntil ?? member.mutedUntil,
    pinned: input.pinned ?? member.pinned,
    archived: input.archived ?? member.archived,
  };
  const horizon = horizonOf(next);
  const hasRisen = horizon > horizonOf(member);
  const readAll = hasRisen && horizon >= Math.min(conversation.lastSeq, head);
  next.markedUnread = input.markedUnread ?? (readAll ? false : member.markedUnread);
  if (flags.some((flag) => next[flag] !== member[flag])) next.ownRev += 1;
  if (!differs(next, member)) return;
  if (hasRisen) {
    const counted = await countUpTo(work, {conversation, member}, horizon);
    next.readK = counted.k;
    next.ownReadK = counted.own;
  }
  await tx.putMember(next);
  if (hasRisen) (out.readers ??= new Set()).add(actor.user);

  const row = await rowFor(tx, actor.user, conversation.id);
  if (row) out.user(actor.user, {type: 'inbox', rows: [row]});
  if (isJoined && (next.read > member.read || next.delivered > member.delivered)) {
    const {read, delivered} = next;
    out.risen.push({
      conversation: conversation.id,
      user: actor.user,
      read,
      delivered,
      audience: isBlocked(conversation) ? nobody : await work.seatsOf(conversation),
    });
  }
}

/** Reading to the end is known without looking; anything else costs what was newly read. */
async function countUpTo(
  {tx}: Work,
  {conversation, member}: Membership,
  horizon: number,
): Promise<{k: number; own: number}> {
  if (horizon >= conversation.lastSeq) return {k: conversation.k, own: await tx.lastOwn(conversation.id, member.user)};
  return tx.countedUpTo(conversation.id, member.user, horizon, {seq: horizonOf(member), own: member.ownReadK});
}

const registers = ['read', 'readPrivate', 'delivered', 'cleared', 'ownRev'] as const;
const differs = (a: MemberRecord, b: MemberRecord): boolean => registers.some((name) => a[name] !== b[name]);

/** How many names one answer holds. */
const mostReaders = 1000;

/** @throws {Refusal} NOT_FOUND, NOT_A_MEMBER, BANNED */
export async function listReceipts(
  look: Look,
  {conversation, id}: InputOf<'receipt.list'>,
): Promise<OutputOf<'receipt.list'>> {
  const {window, conversation: record} = await joinedMember(look, conversation);
  const {seq, sender} = await visibleMessage(look, conversation, id, window);
  const known = isBlocked(record) ? [] : await look.tx.received(conversation, seq, mostReaders);
  const others = known.filter(({user}) => user !== sender);
  return {
    read: others.filter(({read}) => read >= seq).map(({user}) => user),
    delivered: others.map(({user}) => user),
    people: await peopleOf(
      look,
      others.map(({user}) => user),
    ),
  };
}
