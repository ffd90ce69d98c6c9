/**
 * Who may do what, all of it. Asked inside the transaction that does it (PWP-AUTHZ-001).
 * As a table: docs/protocol.md, Authorisation, made from what is decided here (`UPDATE_PERMISSIONS=1`, permission-table.test.ts).
 * How long an author may edit a message, and delete it who may not delete those of others, a server may limit.
 *
 * Where one of two blocks the other neither writes, edits, reacts or pins in their direct conversation (PWP-BLOCK-002).
 *
 * A conversation that does not exist and one that was never mine look the same: NOT_FOUND (S12).
 */
import type {MembershipState, Role} from '@parlor/sdk/protocol';
import type {ConversationRecord, MemberRecord} from '../store/records.js';
import {isBlocked} from './block-marks.js';
import {Refusal} from './refusal.js';

const ranks: Record<Role, number> = {observer: 0, member: 1, moderator: 2, admin: 3, owner: 4};

export const ranksOf = (role: Role): number => ranks[role];

export const isAtLeast = (role: Role, other: Role): boolean => ranks[role] >= ranks[other];

export function refusalOfState(state: Exclude<MembershipState, 'joined'> | 'stranger'): Refusal {
  if (state === 'stranger') return new Refusal('NOT_FOUND');
  return new Refusal(state === 'banned' ? 'BANNED' : 'NOT_A_MEMBER');
}

type Place = Pick<ConversationRecord, 'type' | 'status' | 'blocked'>;
/** `isHost`: whom no block stops (PWP-BLOCK-007). */
type Who = {role: Role; isHost: boolean};

/** The code of those who may not write here, without a word of why. */
const isHeld = (place: Place, isHost: boolean): boolean => !isHost && isBlocked(place);

/** Why this role may not send here now. */
export function refusalToWrite(place: Place, {role, isHost}: Who): Refusal | undefined {
  const {type, status} = place;
  if (!isAtLeast(role, type === 'announcement' ? 'admin' : 'member')) return new Refusal('READ_ONLY');
  if (status === 'closed') return new Refusal('CLOSED');
  return isHeld(place, isHost) ? new Refusal('READ_ONLY') : undefined;
}

/** @throws {Refusal} READ_ONLY, CLOSED */
export function assertMayWrite(place: Place, who: Who): void {
  const refusal = refusalToWrite(place, who);
  if (refusal) throw refusal;
}

/** @throws {Refusal} READ_ONLY, CLOSED. An author who may no longer send may still not rewrite what was said. */
export function assertMayEdit(place: Place, {role, isHost}: Who, isAuthor: boolean): void {
  if (!isAuthor) throw new Refusal('FORBIDDEN');
  if (!isAtLeast(role, 'member')) throw new Refusal('READ_ONLY');
  if (place.status === 'closed') throw new Refusal('CLOSED');
  if (isHeld(place, isHost)) throw new Refusal('READ_ONLY');
}

/** What was put on before may be taken off. @throws {Refusal} CLOSED, READ_ONLY */
export function assertMayReact(place: Place, isHost: boolean, on: boolean): void {
  if (place.status === 'closed') throw new Refusal('CLOSED');
  if (on && isHeld(place, isHost)) throw new Refusal('READ_ONLY');
}

export const mayDeleteOthers = ({type}: Pick<Place, 'type'>, role: Role): boolean =>
  type !== 'direct' && isAtLeast(role, 'moderator');

/** Whether the time is over in which an author may still change a message; there may be no end of it. */
export const isTooLate = (windowMs: number | undefined, {ts}: {ts: number}, now: number): boolean =>
  windowMs !== undefined && now - ts > windowMs;

/** @throws {Refusal} FORBIDDEN */
export function assertMayDelete(place: Place, role: Role, isAuthor: boolean): void {
  if (!isAuthor && !mayDeleteOthers(place, role)) throw new Refusal('FORBIDDEN');
}

/** What was pinned before may be taken off. @throws {Refusal} FORBIDDEN, CLOSED, READ_ONLY */
export function assertMayPin(place: Place, {role, isHost}: Who, on: boolean): void {
  if (place.type !== 'direct' && !isAtLeast(role, 'moderator')) throw new Refusal('FORBIDDEN');
  if (place.status === 'closed') throw new Refusal('CLOSED');
  if (on && isHeld(place, isHost)) throw new Refusal('READ_ONLY');
}

/** Of two, neither goes. @throws {Refusal} FORBIDDEN */
export function assertMayLeave({type}: Pick<Place, 'type'>): void {
  if (type === 'direct') throw new Refusal('FORBIDDEN', 'conversation: direct');
}

/** Whom slow mode does not hold up. */
export const mayHurry = (role: Role): boolean => isAtLeast(role, 'moderator');

/** Changing a group or who is in it. @throws {Refusal} FORBIDDEN */
export function assertMayManage({type}: Place, role: Role): void {
  if (type === 'direct' || !isAtLeast(role, 'admin')) throw new Refusal('FORBIDDEN');
}

/** Who is banned is told those who keep order. @throws {Refusal} FORBIDDEN */
export function assertMaySeeBans({type}: Place, role: Role): void {
  if (type === 'direct' || !isAtLeast(role, 'moderator')) throw new Refusal('FORBIDDEN');
}

/** @throws {Refusal} FORBIDDEN */
export function assertMayGive(role: Role, given: Role): void {
  if (!isAtLeast(role, given)) throw new Refusal('FORBIDDEN', 'role: above your own');
}

/** Removing somebody, or changing their role. @throws {Refusal} FORBIDDEN */
export function assertMayTouch(role: Role, target: Pick<MemberRecord, 'role'>): void {
  if (!isAtLeast(role, target.role)) throw new Refusal('FORBIDDEN', 'user: has a role above yours');
}
