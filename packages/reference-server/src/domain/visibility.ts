/** Which part of a conversation its reader may see; every read hands this to the store, which clamps in the query (I11, S18). */
import type {ConversationMeta} from '@parlor/sdk/protocol';
import {
  type ConversationRecord,
  type MemberRecord,
  type MessageRecord,
  noEnd,
  type Seat,
  type Window,
} from '../store/records.js';
import type {Actor} from './domain.js';
import {refusalOfState} from './permissions.js';
import {Refusal} from './refusal.js';
import type {Seats} from './seats.js';
import {toMeta} from './wire.js';
import type {Look} from './work.js';

/** What of a membership says how much it sees. */
type Seen = Pick<MemberRecord, 'visibleFrom' | 'leftAt' | 'farewell'>;

/** What a membership allows to see. */
export function allowedWindow({visibleFrom, leftAt, farewell}: Seen): Window {
  // nothing at all: behind the last that could be seen
  if (leftAt !== undefined && farewell?.meta.purge) return {from: leftAt + 1, to: leftAt, upTo: leftAt};
  return {from: visibleFrom, to: leftAt ?? noEnd, upTo: leftAt ?? noEnd};
}

/** What its owner sees: without what they cleared away. */
export function windowOf(member: Seen & Pick<MemberRecord, 'cleared'>): Window {
  const window = allowedWindow(member);
  return {...window, from: Math.max(window.from, member.cleared + 1)};
}

/** Whom a reader who is no longer there sees of the members: what did not change since (I11), or nobody but themselves. */
export async function membersLeft(
  {tx, actor}: Pick<Look, 'tx' | 'actor'>,
  {conversation, member, head}: Place,
  {since, limit}: {since: number; limit: number},
): Promise<MemberRecord[]> {
  const members = await tx.membersChanged(conversation.id, {since, upTo: head, limit});
  return member.farewell?.meta.purge ? members.filter(({user}) => user === actor.user) : members;
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
  return {
    conversation,
    member,
    window: windowOf(member),
    head: headOf(member, conversation.seq),
    isJoined: member.state === 'joined',
  };
}

/** What of a place its messages are read by. */
export type Sight = {conversation: Pick<ConversationRecord, 'id'>} & Pick<Place, 'window' | 'head'>;

/**
 * As `pastMember`, where nothing but messages is read.
 * @throws {Refusal} NOT_FOUND
 */
export async function pastSight({tx, actor}: Pick<Look, 'tx' | 'actor'>, id: string): Promise<Sight> {
  const standing = await tx.standing(id, actor.user);
  if (!standing) throw refusalOfState('stranger');
  return {conversation: {id}, window: windowOf(standing), head: headOf(standing, standing.seq)};
}

const headOf = ({state, leftAt}: Pick<MemberRecord, 'state' | 'leftAt'>, seq: number): number =>
  state === 'joined' ? seq : (leftAt ?? 0);

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

/** The host's backend, which may do more than its sub's memberships say. */
export const isHost = ({audience}: Actor): boolean => audience === 'parlor-admin';

/**
 * The same where the host may as well: it sits in no conversation, and has an owner's rights in every one (PWP-HOST-002).
 * @throws {Refusal} NOT_FOUND, NOT_A_MEMBER, BANNED
 */
export async function seatedOrHost(look: Look, id: string): Promise<SeatedPlace> {
  if (!isHost(look.actor)) return seated(look, id);
  const conversation = await look.tx.conversation(id, 'lock');
  if (!conversation || conversation.status === 'removed') throw refusalOfState('stranger');
  const seat: Seat = {user: look.actor.user, role: 'owner', visibleFrom: 1};
  return {conversation, seats: await look.seatsOf(conversation), seat};
}

/**
 * Any there is or was, for the host to read of.
 * @throws {Refusal} NOT_FOUND
 */
export async function anyConversation({tx}: Pick<Look, 'tx'>, id: string): Promise<ConversationRecord> {
  const conversation = await tx.conversation(id);
  if (!conversation) throw refusalOfState('stranger');
  return conversation;
}

/** All there is. */
export const whole: Window = {from: 1, to: noEnd, upTo: noEnd};

/**
 * One whose messages and files the host may see. Of one that was taken away they go step by step: from the first on they are nobody’s.
 * @throws {Refusal} NOT_FOUND
 */
export async function openToHost(look: Pick<Look, 'tx'>, id: string): Promise<ConversationRecord> {
  const conversation = await anyConversation(look, id);
  if (conversation.status === 'removed') throw refusalOfState('stranger');
  return conversation;
}

/** How much of a conversation the answer to a write shows. */
export async function sightOf(look: Look, id: string): Promise<{meta: ConversationMeta; window: Window; head: number}> {
  if (isHost(look.actor)) {
    const conversation = await anyConversation(look, id);
    return {meta: toMeta(conversation), window: whole, head: conversation.seq};
  }
  const {conversation, member, window, head} = await pastMember(look, id);
  return {meta: member.farewell?.meta ?? toMeta(conversation), window, head};
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
