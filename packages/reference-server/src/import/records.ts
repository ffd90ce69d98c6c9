/** The records an import makes. */
import {toMeta} from '../domain/wire.js';
import {
  type ConversationRecord,
  type MemberRecord,
  type MessageRecord,
  type UserRecord,
  unpinned,
} from '../store/records.js';
import type {Entry, Group} from './prepared.js';

/** `direct`: of these two, and how it stands between them. */
export function conversationOf(
  {id, title, description, closed, at, joining, authors}: Group,
  owner: string,
  direct?: Pick<ConversationRecord, 'blocked'> & {pair: [string, string]},
): ConversationRecord {
  return {
    id,
    type: direct ? 'direct' : 'group',
    status: closed ? 'closed' : 'open',
    purge: false,
    slowSeconds: undefined,
    history: undefined,
    title: direct ? undefined : title,
    avatar: undefined,
    description,
    context: undefined,
    data: undefined,
    pair: direct?.pair,
    blocked: direct?.blocked ?? 0,
    createdAt: at,
    createdBy: owner,
    seq: 1,
    memberRev: 1,
    metaRev: 1,
    members: joining.length + authors.length,
    k: 0,
    lastSeq: 0,
    lastActivity: at,
    lastTs: at,
  };
}

export const memberOf = (
  conversation: string,
  user: string,
  {role, joinedAs}: Pick<MemberRecord, 'role' | 'joinedAs'>,
): MemberRecord => ({
  conversation,
  user,
  state: 'joined',
  role,
  rev: 1,
  joinedSeq: 1,
  joinedAs,
  visibleFrom: 1,
  leftAt: undefined,
  farewell: undefined,
  read: 0,
  readPrivate: 0,
  delivered: 0,
  cleared: 0,
  ownRev: 0,
  markedUnread: false,
  mutedUntil: 0,
  pinned: false,
  archived: false,
  readK: 0,
  ownReadK: 0,
  later: undefined,
});

/** Who wrote but did not become a member was one: so their name is told, and they are sent nothing. */
export function passedOf(conversation: ConversationRecord, user: string): MemberRecord {
  const farewell = {meta: toMeta(conversation), lastActivity: conversation.lastActivity};
  // rev 0 is before everything: thousands of them never fill a delta
  const member = memberOf(conversation.id, user, {role: 'member', joinedAs: 0});
  return {...member, state: 'left', rev: 0, leftAt: 1, farewell};
}

export const personOf = (user: string, name: string): UserRecord => ({
  user,
  name,
  avatar: undefined,
  locale: undefined,
  status: undefined,
  data: undefined,
  rev: 1,
  guest: false,
  kind: 'person',
  claims: '',
  chosen: 'auto',
  quiet: undefined,
  lastSeen: 0,
  since: 0,
});

/** The message at the head that the conversation has been moved to. `own`: the sender's running number. */
export const messageOf = (
  {id, author, at, content, replyTo, editedAt}: Entry,
  {id: conversation, seq, k}: ConversationRecord,
  own: number,
): MessageRecord => ({
  conversation,
  id,
  seq,
  rev: seq,
  touched: seq,
  sender: author.user,
  ts: at,
  clientTs: undefined,
  content,
  countable: true,
  k,
  own,
  replyTo,
  // an edit elsewhere is none of those that were made here, and has no position
  editedAt,
  edits: 0,
  hasReactions: false,
  deleted: undefined,
  ...unpinned,
  opId: undefined,
  fingerprint: '',
});

/** Whether somebody but `user` said this here: what was imported, and what the server says itself, carries no fingerprint. */
export const isSaidHere = ({fingerprint, sender}: MessageRecord, user?: string): boolean =>
  fingerprint !== '' && sender !== user;
