/**
 * The store port: transactions with small typed reads and writes. The domain decides everything; a store only keeps.
 * Implementations: memory (any runtime), SQLite. The port is asynchronous so that a server over a network can stand behind
 * it; a work must await nothing but the transaction it was given, for it holds locks, and touch nothing beside it, for
 * what was undone may be run again.
 *
 * What a store promises:
 * - `write` runs works one after the other (or as if), each all or nothing, and resolves after commit and fsync.
 * - `committed` is called synchronously after the commit, in the order of the commits, before `write` resolves.
 * - A read sees every write that was answered before it began, and one state throughout.
 * - Everything a work writes to conversations and members carries the work's discovery stamp `x`; stamps of later commits
 *   are higher. `head()` is at least the highest stamp a read sees; the stamp of a work that wrote nothing may come again.
 * - A conversation read with `lock` cannot change until the work ends.
 * - Records are values: a store gives out copies and keeps copies.
 */
import type {
  ConversationRecord,
  MemberRecord,
  MessageRecord,
  OperationRecord,
  ReactionRecord,
  ReactionTally,
  Seat,
  UserRecord,
  Window,
} from './records.js';

export interface Store {
  /** Random id of this incarnation of the database (PWP-SYNC-007). */
  readonly epoch: string;
  /**
   * @throws {Refusal} STORAGE_FULL or UNAVAILABLE, when the store could not commit; nothing is done then.
   * @throws what the work throws; nothing is done then.
   */
  write<Result>(work: (tx: WriteTransaction) => Promise<Result>, committed?: (result: Result) => void): Promise<Result>;
  read<Result>(work: (tx: ReadTransaction) => Promise<Result>): Promise<Result>;
  /** Waits for what was accepted, then closes. */
  close(): Promise<void>;
}

/** One conversation of a user with the user's membership. */
export type Membership = {conversation: ConversationRecord; member: MemberRecord};

/** A place in the order "pinned first (where that counts), then newest activity, then id". */
export type Place = {pinned: boolean; lastActivity: number; conversation: string};

export type InboxQuery = {
  archived: boolean;
  /** Only these that may hold something unread, or are marked so: the closed form has to be asked. */
  maybeUnread?: boolean;
  groups?: boolean;
  contextType?: string | undefined;
  contextId?: string | undefined;
  after?: Place | undefined;
  limit: number;
};

export type ChangedQuery = {
  /** Rows whose conversation (while joined) or membership has a stamp above this. */
  since: number;
  pinnedFirst: boolean;
  after?: Place | undefined;
  limit: number;
};

/** What is counted of a conversation, without the rest of its records. `horizon`: nothing up to there is unread. */
export type Countable = {
  conversation: string;
  k: number;
  readK: number;
  ownReadK: number;
  horizon: number;
  markedUnread: boolean;
};

/** What the closed form of unread needs beside the records, counted above a horizon. */
export type Tally = {own: number; deletedForeign: number; mentions: number};
export type TallyQuery = {conversation: string; after: number};

export interface ReadTransaction {
  head(): Promise<number>;

  conversation(id: string, lock?: 'lock'): Promise<ConversationRecord | undefined>;
  directConversation(pair: readonly [string, string]): Promise<ConversationRecord | undefined>;

  member(conversation: string, user: string): Promise<MemberRecord | undefined>;
  /** Everybody who has joined. */
  seats(conversation: string): Promise<Seat[]>;
  /** Joined members in the order of joining, behind the place `after`. */
  membersPage(
    conversation: string,
    query: {after?: [number, number] | undefined; limit: number},
  ): Promise<MemberRecord[]>;
  /** Whatever their state, with a rev above `since` and at most `upTo`; the highest first. */
  membersChanged(conversation: string, query: {since: number; upTo: number; limit: number}): Promise<MemberRecord[]>;
  joinedOwners(conversation: string): Promise<number>;
  /** Joined members who may see the position `seq` and whose delivered register is at least there, at most `limit`. */
  received(
    conversation: string,
    seq: number,
    limit: number,
  ): Promise<{user: string; read: number; delivered: number}[]>;

  message(conversation: string, id: string): Promise<MessageRecord | undefined>;
  messages(conversation: string, ids: readonly string[]): Promise<MessageRecord[]>;
  messagesAt(places: readonly {conversation: string; seq: number}[]): Promise<MessageRecord[]>;
  /** Inside the window, with a seq below `before`: the newest `limit`, newest first. */
  messagesBefore(conversation: string, window: Window, before: number, limit: number): Promise<MessageRecord[]>;
  /** Inside the window, with a seq above `after`: the oldest `limit`, oldest first. */
  messagesAfter(conversation: string, window: Window, after: number, limit: number): Promise<MessageRecord[]>;
  /** Inside the window, touched after `since`, in the order of that; any `limit` of them if there are more. */
  messagesTouched(conversation: string, window: Window, since: number, limit: number): Promise<MessageRecord[]>;
  /** The newest countable one inside the window. */
  newestCountable(conversation: string, window: Window): Promise<MessageRecord | undefined>;
  /** Countable messages of the conversation up to `seq`, and of one sender (the running numbers `k` and `own`). */
  countedUpTo(
    conversation: string,
    sender: string,
    seq: number,
    /** A position up to which the sender's are counted already: only those behind it are looked at. */
    known?: {seq: number; own: number},
  ): Promise<{k: number; own: number}>;
  /** The sender's latest running number, if they have a member row. */
  lastOwn(conversation: string, sender: string): Promise<number>;
  tallies(user: string, queries: readonly TallyQuery[]): Promise<Tally[]>;
  /** The definition of unread, counted row by row inside the window above `after`. */
  countUnread(
    conversation: string,
    user: string,
    window: Window,
    after: number,
  ): Promise<{unread: number; mentions: number}>;
  isReserved(conversation: string, id: string, user: string): Promise<boolean>;

  reaction(conversation: string, message: string, key: string, user: string): Promise<ReactionRecord | undefined>;
  /** All keys of these messages as `reader` sees them, counting reactions with a rev of at most `upTo`, in the order the keys came. */
  reactionTallies(
    conversation: string,
    messages: readonly string[],
    query: {reader: string; upTo: number; users: number},
  ): Promise<ReactionTally[]>;
  /** Those that are on, newest first, with a rev below `before` and at most `upTo`. */
  reactionsPage(
    conversation: string,
    message: string,
    query: {key?: string | undefined; before: number; upTo: number; limit: number},
  ): Promise<ReactionRecord[]>;

  memberships(user: string, conversations: readonly string[]): Promise<Membership[]>;
  /** Pinned first, then the newest activity; conversations with nothing behind `cleared` are left out. */
  inbox(user: string, query: InboxQuery): Promise<Membership[]>;
  /** The newest activity first (pinned before it, if asked). */
  changed(user: string, query: ChangedQuery): Promise<Membership[]>;
  /** Joined, not archived, not muted at `now`, and maybe unread or marked so. */
  maybeUnread(user: string, now: number): Promise<Countable[]>;

  user(user: string): Promise<UserRecord | undefined>;
  users(users: readonly string[]): Promise<UserRecord[]>;
  /** Whose name or id begins with `prefix` (lower case), by name; only those who share a conversation with `with`, if given. */
  findUsers(prefix: string, query: {with?: string | undefined; limit: number}): Promise<UserRecord[]>;
  /** Those of `users` who have joined a conversation that `user` has joined too; with `past`, also who was a member of one. */
  sharing(user: string, users: readonly string[], past?: 'past'): Promise<string[]>;

  operation(user: string, opId: string): Promise<OperationRecord | undefined>;
}

export interface WriteTransaction extends ReadTransaction {
  /** The discovery stamp of this work. */
  readonly x: number;

  insertConversation(record: ConversationRecord): Promise<void>;
  updateConversation(record: ConversationRecord): Promise<void>;
  /** Only what a new message or change moves: seq, memberRev, metaRev, members, k, lastSeq, lastActivity, lastTs. */
  advanceConversation(record: ConversationRecord): Promise<void>;
  putMember(record: MemberRecord): Promise<void>;

  /** Answers false, and does nothing, if the id is taken in this conversation. Its `own` becomes the sender's latest. */
  insertMessage(record: MessageRecord): Promise<boolean>;
  updateMessage(record: MessageRecord): Promise<void>;
  touchMessage(conversation: string, id: string, touched: number): Promise<void>;
  /** Who is mentioned by the message at `seq`, instead of those before. */
  setMentions(conversation: string, seq: number, users: readonly string[]): Promise<void>;
  reserve(conversation: string, id: string, user: string, at: number): Promise<void>;

  putReaction(record: ReactionRecord): Promise<void>;
  /** All of one message, those that are off too. */
  removeReactions(conversation: string, message: string): Promise<void>;
  insertOperation(record: OperationRecord): Promise<void>;
  /** Forgets at most `limit` operations from before `before`. */
  pruneOperations(before: number, limit: number): Promise<void>;

  putUser(record: UserRecord): Promise<void>;
  setChosen(user: string, chosen: UserRecord['chosen']): Promise<void>;
  setSeen(user: string, at: number): Promise<void>;
  /** Writes a probe row and reads it back. */
  probe(at: number): Promise<void>;
}

/** What is wrong with a database, in one sentence for whoever runs the server. */
export class StoreError extends Error {
  constructor(sentence: string, options: {cause?: unknown} = {}) {
    super(sentence, options);
    this.name = 'StoreError';
  }
}
