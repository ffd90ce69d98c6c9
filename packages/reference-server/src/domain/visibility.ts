/** Which part of a conversation its reader may see; every read hands this to the store, which clamps in the query (I11, S18). */
import {
  type ConversationRecord,
  type MemberRecord,
  type MessageRecord,
  noEnd,
  type Seat,
  type Window,
} from '../store/records.js';
import {refusalOfState} from './permissions.js';
import {Refusal} from './refusal.js';
import type {Seats} from './seats.js';
import type {Look} from './work.js';

/** What a membership allows to see. */
export function allowedWindow({visibleFrom, leftAt}: MemberRecord): Window {
  return {from: visibleFrom, to: leftAt ?? noEnd, upTo: leftAt ?? noEnd};
}

/** What its owner sees: without what they cleared away. */
export function windowOf(member: MemberRecord): Window {
  const window = allowedWindow(member);
  return {...window, from: Math.max(window.from, member.cleared + 1)};
}

export const isSeen = ({from, to, upTo}: Window, {seq, rev}: MessageRecord): boolean =>
  seq >= from && seq <= to && rev <= upTo;

/** A reader's place in a conversation. `head`: how far it goes for them. */
export type Place = {
  conversation: ConversationRecord;
  member: MemberRecord;
  window: Window;
  head: number;
  isJoined: boolean;
};

/**
 * The place of somebody who is or was a member.
 * @throws {Refusal} NOT_FOUND for strangers, as for what does not exist (S12).
 */
export async function pastMember({tx, actor}: Pick<Look, 'tx' | 'actor'>, id: string, lock?: 'lock'): Promise<Place> {
  const conversation = await tx.conversation(id, lock);
  const member = conversation && (await tx.member(id, actor.user));
  if (!conversation || !member) throw refusalOfState('stranger');
  const isJoined = member.state === 'joined';
  return {
    conversation,
    member,
    window: windowOf(member),
    head: isJoined ? conversation.seq : (member.leftAt ?? 0),
    isJoined,
  };
}

/** @throws {Refusal} NOT_FOUND, NOT_A_MEMBER, BANNED */
export async function joinedMember(look: Pick<Look, 'tx' | 'actor'>, id: string, lock?: 'lock'): Promise<Place> {
  const place = await pastMember(look, id, lock);
  if (place.member.state !== 'joined') throw refusalOfState(place.member.state);
  return place;
}

export type SeatedPlace = {conversation: ConversationRecord; seats: Seats; seat: Seat};

/**
 * The same for writes, from the seats in memory: the member's row is not read.
 * @throws {Refusal} NOT_FOUND, NOT_A_MEMBER, BANNED
 */
export async function seated(look: Look, id: string): Promise<SeatedPlace> {
  const {tx, actor} = look;
  const conversation = await tx.conversation(id, 'lock');
  if (!conversation) throw refusalOfState('stranger');
  const seats = await look.seatsOf(conversation);
  const seat = seats.of.get(actor.user);
  if (seat) return {conversation, seats, seat};
  const member = await tx.member(id, actor.user);
  throw refusalOfState(member && member.state !== 'joined' ? member.state : 'stranger');
}

/** A message this member may see. @throws {Refusal} NOT_FOUND */
export async function visibleMessage(
  {tx}: Pick<Look, 'tx'>,
  conversation: string,
  id: string,
  window: Window,
): Promise<MessageRecord> {
  const record = await tx.message(conversation, id);
  if (!record || !isSeen(window, record)) throw new Refusal('NOT_FOUND', 'id: no such message');
  return record;
}
