/**
 * What a store keeps: one type per kind of row. Plain values, no behaviour; the domain gives them meaning. Times are
 * milliseconds since 1970, positions are seqs of the conversation.
 */
import type {
  Content,
  Context,
  ConversationMeta,
  ConversationStatus,
  ConversationType,
  Data,
  MembershipState,
  Role,
  Status,
} from '@parlor/sdk/protocol';

export type ConversationRecord = {
  id: string;
  type: ConversationType;
  status: ConversationStatus;
  title: string | undefined;
  avatar: string | undefined;
  description: string | undefined;
  context: Context | undefined;
  data: Data | undefined;
  /** Of a direct conversation: the two users, sorted. There is at most one conversation per pair. */
  pair: [string, string] | undefined;
  createdAt: number;
  createdBy: string;
  /** The count of durable changes: the head. */
  seq: number;
  /** The seq of the last change of who is in it and with which role. */
  memberRev: number;
  /** The seq of the last change of what `ConversationMeta` says, the number of members included. */
  metaRev: number;
  /** How many have joined. */
  members: number;
  /** How many countable messages there ever were. */
  k: number;
  /** The seq of the newest countable message; 0 = none. */
  lastSeq: number;
  /** When the newest countable message came, or the conversation was made. */
  lastActivity: number;
  /** The `ts` of the newest message of any kind: the next one is not earlier. */
  lastTs: number;
};

export type MemberRecord = {
  conversation: string;
  user: string;
  state: MembershipState;
  role: Role;
  /** The seq of the last change of state or role. */
  rev: number;
  /** The place in the order of joining: the seq of the (last) joining, then the place within it. */
  joinedSeq: number;
  joinedAs: number;
  /** The first seq of this membership; nothing before it may be seen. */
  visibleFrom: number;
  /** The seq that ended the membership: the last that may be seen. Not while joined. */
  leftAt: number | undefined;
  /** What the conversation looked like when the membership ended. Not while joined. */
  farewell: {meta: ConversationMeta; lastActivity: number} | undefined;
  read: number;
  readPrivate: number;
  delivered: number;
  cleared: number;
  /** Counts the changes of the flags. */
  ownRev: number;
  markedUnread: boolean;
  mutedUntil: number;
  pinned: boolean;
  archived: boolean;
  /** Countable messages up to the effective horizon, and this user's own among them (the closed form of unread). */
  readK: number;
  ownReadK: number;
};

export type MessageRecord = {
  conversation: string;
  id: string;
  seq: number;
  /** The seq of the last change of content. */
  rev: number;
  /** The seq of the last change of content or reactions. */
  touched: number;
  sender: string;
  ts: number;
  clientTs: number | undefined;
  content: Content;
  /** Whether it counts as unread for others; what the server says of itself does not. */
  countable: boolean;
  /** How many countable messages there were in the conversation up to this one, and of this sender. */
  k: number;
  own: number;
  /** The id of the message being answered, of the same conversation. */
  replyTo: string | undefined;
  /** Whether anybody ever reacted. */
  hasReactions: boolean;
  editedAt: number | undefined;
  edits: number;
  /** Who deleted it. */
  deleted: string | undefined;
  /** The operation that made it, and a fingerprint of what was sent: the same again is the same message. */
  opId: string | undefined;
  fingerprint: string;
};

/** One person's reaction with one key: a register that is on or off. */
export type ReactionRecord = {
  conversation: string;
  message: string;
  key: string;
  user: string;
  on: boolean;
  rev: number;
};

/** All reactions with one key on one message. `users`: the newest few. `own`: the reader's is among them. */
export type ReactionTally = {message: string; key: string; count: number; rev: number; users: string[]; own: boolean};

/** The stored end of a durable operation; `code` is there if it was refused for good. Never its content. */
export type OperationRecord = {
  user: string;
  opId: string;
  fingerprint: string;
  conversation: string | undefined;
  code: string | undefined;
  detail: string | undefined;
  at: number;
};

export type UserRecord = {
  user: string;
  name: string;
  avatar: string | undefined;
  locale: string | undefined;
  status: Status | undefined;
  data: Data | undefined;
  rev: number;
  guest: boolean;
  /** A fingerprint of the token's claims when the profile was last filled from them. */
  claims: string;
  chosen: 'auto' | 'away' | 'dnd' | 'offline';
  /** When last online; 0 = never. */
  lastSeen: number;
};

/** No bound above: higher than every seq. */
export const noEnd = Number.MAX_SAFE_INTEGER;

/** Which messages may be seen: positions `from`…`to`, and only those whose `rev` is at most `upTo` (`noEnd` while joined). */
export type Window = {from: number; to: number; upTo: number};

/** A joined member, as far as it matters for every message. */
export type Seat = {user: string; role: Role; visibleFrom: number};
