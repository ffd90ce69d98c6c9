/**
 * The store port: transactions with small typed reads and writes. The domain decides everything; a store only keeps.
 * Implementations: memory (any runtime), SQLite, PostgreSQL. The port is asynchronous so that a server over a network can
 * stand behind it; a work must await nothing but the transaction it was given, for it holds locks, and touch nothing beside
 * it, for what was undone may be run again.
 *
 * What a store promises:
 * - `write` resolves after commit and fsync. Each work is all or nothing. Works of one lane run one after the other, in the
 *   order they came; others may run beside each other, and what two of them both write is as if one had come first.
 * - A conversation read with `lock` cannot change until the work ends, and nothing read behind the lock is older than it.
 * - `committed` is called synchronously after the commit, within a lane in the order of the commits, before `write` resolves.
 * - A read sees every write that was answered before it began, and one state throughout.
 * - Everything a work writes to conversations and members carries the work's discovery stamp `x`. A read's `horizon()` parts
 *   the stamps: whatever is stamped at or below it is in what the read sees, and whatever is committed behind the read is
 *   stamped above. (Stamps above it may be seen as well, where a slower work with a lower stamp is still under way.)
 * - Records are values: a store gives out copies and keeps copies.
 */
import type {NameQuery} from '../search/names.js';
import type {Needle} from '../search/words.js';
import type {
  AuditReads,
  AuditWrites,
  OverviewReads,
  PersonPlace,
  StatsReads,
  StatsWrites,
  UserHead,
  VersionReads,
  VersionWrites,
} from './admin.js';
import type {BanReads, BanWrites} from './bans.js';
import type {CommandReads, CommandWrites} from './commands.js';
import type {LaterReads, LaterWrites} from './later.js';
import type {LinkReads, LinkWrites} from './links.js';
import type {NotificationReads, NotificationWrites} from './notifications.js';
import type {
  BlockRecord,
  ConversationRecord,
  DueRecord,
  EventRecord,
  MemberRecord,
  MessageRecord,
  NewEvent,
  NewPush,
  OperationRecord,
  PushRecord,
  ReactionRecord,
  ReactionTally,
  ReportRecord,
  Seat,
  ShownMessage,
  Standing,
  SubscriptionRecord,
  UploadRecord,
  UserRecord,
  WaitingEvent,
  WebhookRecord,
  Window,
} from './records.js';
import type {ReminderReads, ReminderWrites} from './reminders.js';

/** What a look leaves out: stamps up to `horizon`, what an earlier look has `seen`, and the stamps in `own`. */
export type NewsQuery = {horizon: number; seen?: string | undefined; own: readonly number[]};

/** What has changed, and nothing of what it says. */
export type News = {
  horizon: number;
  /** For the next look: all that this one saw, slower works with lower stamps apart. */
  seen: string;
  /** `seenSeq`: where it was when the earlier look saw it; left out where more than one transaction has changed it since. */
  conversations: (Pick<ConversationRecord, 'id' | 'seq' | 'memberRev' | 'metaRev'> & {seenSeq?: number | undefined})[];
  members: (Pick<MemberRecord, 'conversation' | 'user' | 'state' | 'rev' | 'read' | 'delivered'> & {x: number})[];
  profiles: {user: string; x: number}[];
  ended: {user: string; until: number; x: number}[];
  /** Whose notifications are others. */
  notified: {user: string; x: number}[];
};

/** A conversation, and the seqs above which and up to which its changes are asked for. */
export type SincePlace = {conversation: string; since: number; upTo: number};

export interface TailTransaction extends ReadTransaction {
  news(query: NewsQuery): Promise<News>;
  /** At least the messages that were made in these seqs or changed by them, of each place at most the first `limit` of both kinds. */
  messagesSince(places: readonly SincePlace[], limit: number): Promise<ShownMessage[]>;
  /** Of all messages, on or off, with a rev above `since`, in the order of it. */
  reactionsSince(conversation: string, since: number, limit: number): Promise<ReactionRecord[]>;
}

/** For a database that several nodes write: what the others commit is learnt by looking. */
export interface Tail {
  read<Result>(work: (tx: TailTransaction) => Promise<Result>): Promise<Result>;
  /** Called when another node may have committed: only a hint, some never come. Returns how to stop. */
  onHint(listener: () => void): () => void;
  /** Gives hints another way from now on, where that says it could: `say` answers whether it did. */
  hintBy(say: () => boolean): void;
}

export interface Store {
  /** There, where other processes may write too. */
  readonly tail?: Tail;
  /** Random id of this incarnation of the database (PWP-SYNC-007). */
  readonly epoch: string;
  /** Told of every commit to a disk: how many writes it was, and the milliseconds from its beginning to its end. */
  onCommit?: ((writes: number, ms: number) => void) | undefined;
  /** Random, made with the database and kept in it: signs what only this server is to make. Never leaves it. */
  readonly secret: string;
  /**
   * @throws {Refusal} STORAGE_FULL or UNAVAILABLE, when the store could not commit; nothing is done then.
   * @throws what the work throws; nothing is done then.
   */
  write<Result>(
    work: (tx: WriteTransaction) => Promise<Result>,
    committed?: (result: Result) => void,
    /** The conversation the work is about: works of one queue here instead of waiting for each other's locks. */
    lane?: string,
  ): Promise<Result>;
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

/** A conversation somebody may search. `newest`: no message they may find in it is newer. */
export type SearchPlace = {conversation: string; newest: number};
/** `title`: of a direct one the name of the other person, or their id where they were never here; none of who was erased. */
export type TitleHead = {conversation: string; lastActivity: number; title: string | undefined};
/** Where a message stands in the order "newest first, then the conversation's id, then the position", both falling. */
export type MessagePlace = {ts: number; conversation: string; seq: number};

export type NeedleQuery = {
  needle: Needle;
  conversations: readonly string[];
  /** Times; `until` is exclusive. */
  from: number;
  until: number;
  /** Of each conversation the newest so many, and with them all of the same time as the last of these. */
  most: number;
};

export type PeopleAmong = {with?: string | undefined; ids?: boolean; after?: PersonPlace | undefined; limit: number};

/** `count`: how many of the conversations were looked into. */
export type LookedUp = {places: MessagePlace[]; count: number};

export type BlockPlace = {at: number; other: string};
/** What a report is of: a message, or a person where `message` is missing. */
export type ReportTarget = Pick<ReportRecord, 'subject' | 'conversation' | 'message'>;
export type ReportCounts = Record<ReportRecord['state'], number>;
export type ReportQuery = {
  state?: ReportRecord['state'] | undefined;
  assignee?: string | undefined;
  kind?: 'message' | 'person' | undefined;
  conversation?: string | undefined;
  subject?: string | undefined;
  about?: ReportTarget | undefined;
  after?: {at: number; id: string} | undefined;
  limit: number;
};

export interface ReadTransaction
  extends WebhookReads,
    PushReads,
    AuditReads,
    OverviewReads,
    StatsReads,
    VersionReads,
    LaterReads,
    NotificationReads,
    ReminderReads,
    LinkReads,
    CommandReads,
    BanReads {
  /** See above. Who has seen this read looks for changes with a stamp above it, and misses nothing. */
  horizon(): Promise<number>;

  conversation(id: string, lock?: 'lock'): Promise<ConversationRecord | undefined>;
  directConversation(pair: readonly [string, string]): Promise<ConversationRecord | undefined>;

  member(conversation: string, user: string): Promise<MemberRecord | undefined>;
  /** What of both says how much of the conversation somebody sees: reading a page needs no more. */
  standing(conversation: string, user: string): Promise<Standing | undefined>;
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
  /** In how many conversations somebody sits, counted up to `most`. */
  joinedBy(user: string, most: number): Promise<number>;
  /** Joined members who may see the position `seq` and whose delivered register is at least there, at most `limit`. */
  received(
    conversation: string,
    seq: number,
    limit: number,
  ): Promise<{user: string; read: number; delivered: number}[]>;

  message(conversation: string, id: string): Promise<MessageRecord | undefined>;
  messages(conversation: string, ids: readonly string[]): Promise<MessageRecord[]>;
  messagesAt(places: readonly {conversation: string; seq: number}[]): Promise<ShownMessage[]>;
  /** Inside the window, with a seq below `before`: the newest `limit`, newest first. */
  messagesBefore(conversation: string, window: Window, before: number, limit: number): Promise<ShownMessage[]>;
  /** Inside the window, with a seq above `after`: the oldest `limit`, oldest first. */
  messagesAfter(conversation: string, window: Window, after: number, limit: number): Promise<ShownMessage[]>;
  /** Inside the window, touched after `since`, in the order of that; any `limit` of them if there are more. */
  messagesTouched(conversation: string, window: Window, since: number, limit: number): Promise<MessageRecord[]>;
  /** Those that are pinned inside the window, the newest pin first; a pin from behind its end is none. */
  pinnedMessages(conversation: string, window: Window, limit: number): Promise<ShownMessage[]>;
  /** The newest countable one inside the window. */
  newestCountable(conversation: string, window: Window): Promise<ShownMessage | undefined>;
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
  /** When the sender's latest countable message here was stored, by its `ts`; undefined = never, or before that was written down. */
  lastSent(conversation: string, sender: string): Promise<number | undefined>;
  tallies(user: string, queries: readonly TallyQuery[]): Promise<Tally[]>;
  /** The definition of unread, counted row by row inside the window above `after`. */
  countUnread(
    conversation: string,
    user: string,
    window: Window,
    after: number,
  ): Promise<{unread: number; mentions: number}>;
  /** Where somebody is mentioned, the newest first, behind the place `after`; silent ones are none. What they see of it is another thing. */
  mentionsOf(user: string, query: {after?: MessagePlace | undefined; limit: number}): Promise<MessagePlace[]>;
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

  /** Until when this user's sessions were ended; 0 = never. */
  endedUntil(user: string): Promise<number>;

  user(user: string): Promise<UserRecord | undefined>;
  users(users: readonly string[]): Promise<UserRecord[]>;
  /** Every conversation somebody is or was in. */
  conversationsOf(user: string): Promise<string[]>;
  /**
   * Who is found by a name (`findsPerson` of search/names.ts), behind the place `after`; with `ids` by the id as well. Only those who share a conversation
   * with `with`, if given; of very many who are called so it may look at some thousands.
   */
  findUsers(query: NameQuery, among: PeopleAmong): Promise<UserHead[]>;
  /** Those of `users` who have joined a conversation that `user` has joined too; with `past`, also who was a member of one. */
  sharing(user: string, users: readonly string[], past?: 'past'): Promise<string[]>;

  /** Blocks between somebody and any of `others`, either way. */
  blocksBetween(user: string, others: readonly string[]): Promise<BlockRecord[]>;
  /** Whom somebody blocks, the newest first, then the higher id; behind the place `after`. */
  blocksOf(user: string, query: {after?: BlockPlace | undefined; limit: number}): Promise<BlockRecord[]>;
  countBlocks(user: string): Promise<number>;
  /** Any `limit` of those by or of somebody. */
  blocksAround(user: string, limit: number): Promise<BlockRecord[]>;

  report(id: string): Promise<ReportRecord | undefined>;
  /** That of this reporter of the same which is not resolved. */
  openReport(of: ReportTarget & Pick<ReportRecord, 'reporter'>): Promise<ReportRecord | undefined>;
  /** Those that are not resolved. */
  countOpenReports(reporter: string): Promise<number>;
  countReports(): Promise<ReportCounts>;
  /** Of each of these reports how many others are of the same, counted up to `most`. */
  otherReports(ids: readonly string[], most: number): Promise<ReadonlyMap<string, number>>;
  /** The ids of at least those whose evidence holds a message or a quote of somebody. */
  reportsSaying(user: string): Promise<string[]>;
  /** The newest first, then the higher id; of one state, if given. */
  reports(query: ReportQuery): Promise<ReportRecord[]>;

  operation(user: string, opId: string): Promise<OperationRecord | undefined>;

  /** Conversations of which the user may see something, in the order of their ids, behind `after`. */
  searchPlaces(user: string, query: {after: string; limit: number}): Promise<SearchPlace[]>;
  searchPlace(user: string, conversation: string): Promise<SearchPlace | undefined>;
  /**
   * What somebody's conversations are called, in the order of their ids, behind `after`; those that are in no inbox of theirs, and those
   * of which nothing is left to them, are none of them.
   */
  titles(user: string, query: {after: string; limit: number}): Promise<TitleHead[]>;
  /** Every conversation that was not taken away, in the order of their ids, behind `after`. */
  allSearchPlaces(query: {after: string; limit: number}): Promise<SearchPlace[]>;
  /**
   * Where messages stand that have the words, whoever may see them; of each conversation the newest first. In the order in which they are named
   * it looks into as many conversations as it may without holding others up, one at the least.
   */
  lookUp(query: NeedleQuery): Promise<LookedUp>;
  /** Of messages at these places those that the user may see, whatever they say; deleted ones are none of them. */
  messagesSeenBy(user: string, places: readonly {conversation: string; seq: number}[]): Promise<ShownMessage[]>;
  upload(id: string): Promise<UploadRecord | undefined>;
  uploads(ids: readonly string[]): Promise<UploadRecord[]>;
  /** The files of a message. */
  uploadsOf(conversation: string, message: string): Promise<UploadRecord[]>;
  /** What somebody began to upload since a moment, and the bytes that are kept of theirs or may come. */
  uploadUse(user: string, since: number): Promise<{files: number; bytes: number; kept: number}>;
  /** All files that came whole and are kept, and their bytes; it counts every one of them. */
  keptFiles(): Promise<{files: number; bytes: number}>;
  /** Of no message, and lost or made before `before`: at most `limit`. */
  uploadsToCollect(before: number, limit: number): Promise<UploadRecord[]>;
}

/** The endpoints of the host, and the events that wait for them. */
export interface WebhookReads {
  /** In the order of their ids. */
  webhooks(): Promise<WebhookRecord[]>;
  /**
   * Events of an endpoint that wait and were written or put back behind `after`, in the order of stamp and place. Who goes on from the
   * read's horizon (and place 0) misses none, and may see some twice.
   */
  eventsWaiting(
    webhook: string,
    query: {after: readonly [x: number, n: number]; limit: number},
  ): Promise<WaitingEvent[]>;
  event(n: number): Promise<EventRecord | undefined>;
  /** Of all endpoints, whatever became of them, those that show a message or quote it. */
  eventsAbout(conversation: string, message: string): Promise<EventRecord[]>;
  /** Those that wait, or those that were given up, behind the place `after`, the oldest first. */
  eventsOf(webhook: string, query: {dead: boolean; after: number; limit: number}): Promise<EventRecord[]>;
  /** By its id, if it was given up. */
  deadEvent(webhook: string, id: string): Promise<EventRecord | undefined>;
  /** Counted up to `most` each. */
  countEvents(webhook: string, most: number): Promise<{waiting: number; dead: number}>;
  /** Endpoints of which there are events, but which are no more. */
  orphanedEvents(): Promise<string[]>;
}

export interface WebhookWrites {
  /** Changes with every change of endpoints: as long as it is the same, what `webhooks()` answered is so still. Asks nothing. */
  webhooksRev(): number;
  putWebhook(record: WebhookRecord): Promise<void>;
  /** Its events stay, for `purgeEvents`. */
  removeWebhook(id: string): Promise<void>;
  /** What became of attempts; changes nothing else, and not `webhooksRev`. */
  noteWebhook(id: string, health: Partial<Pick<WebhookRecord, 'deliveredAt' | 'failure'>>): Promise<void>;
  /** Leaves out those of endpoints that are no more. */
  addEvents(events: readonly NewEvent[]): Promise<void>;
  /** What became of it: attempts, times, `dead`, failure; nothing else. Does nothing for one that is gone. */
  updateEvent(record: EventRecord): Promise<void>;
  /** Its body alone, whatever becomes of it meanwhile. */
  rewriteEvent(n: number, body: string): Promise<void>;
  removeEvents(places: readonly number[]): Promise<void>;
  /** Of all endpoints. */
  removeLane(lane: string): Promise<void>;
  /** Deletes at most `limit` of an endpoint, and answers how many. */
  purgeEvents(webhook: string, limit: number): Promise<number>;
  /**
   * Whether `owner` has the name now, for so many milliseconds: nobody else had it, or had it no longer. Who has it takes it again
   * before the end. By the store's own clock, which is one for all processes.
   */
  takeLease(name: string, owner: string, ms: number): Promise<boolean>;
  endLease(name: string, owner: string): Promise<void>;
}

/** Whom notices are pushed to, and what waits to be. */
export interface PushReads {
  subscription(id: string): Promise<SubscriptionRecord | undefined>;
  /** The one that was renewed last first. */
  subscriptionsOf(user: string): Promise<SubscriptionRecord[]>;
  /** Of these people, the ids of all. */
  subscriptionsOfAll(users: readonly string[]): Promise<Pick<SubscriptionRecord, 'id' | 'user'>[]>;
  /** Those that are due, the one that has waited longest first. */
  dues(now: number, limit: number): Promise<DueRecord[]>;
  due(conversation: string, person: string): Promise<DueRecord | undefined>;
  /**
   * Joined members who may see something below `below` that they have not read, cleared, muted or archived; by their ids, behind `after`.
   */
  missing(
    conversation: string,
    query: {below: number; now: number; after: string; limit: number},
  ): Promise<MemberRecord[]>;
  /** As `eventsWaiting`, of all subscriptions. */
  pushesWaiting(query: {after: readonly [x: number, n: number]; limit: number}): Promise<WaitingEvent[]>;
  push(n: number): Promise<PushRecord | undefined>;
}

export interface PushWrites {
  /** In the place of the one with the same id, whoever it was of. */
  putSubscription(record: SubscriptionRecord): Promise<void>;
  /** With what waits for it. Answers whether it was there. */
  removeSubscription(id: string): Promise<boolean>;
  /** Of one person, with what waits for them. */
  removeSubscriptions(user: string): Promise<void>;
  /** Where one of the conversation and person waits, that one stays as it is. */
  addDue(record: DueRecord): Promise<void>;
  /** In its place. */
  moveDue(record: DueRecord): Promise<void>;
  removeDue(conversation: string, person: string): Promise<void>;
  /** Each in the place of what waits with the same subscription and tag. */
  addPushes(pushes: readonly NewPush[]): Promise<void>;
  /** Its attempts and when it is due; does nothing for one that is gone. */
  updatePush(record: PushRecord): Promise<void>;
  removePush(n: number): Promise<void>;
}

export interface WriteTransaction
  extends ReadTransaction,
    WebhookWrites,
    PushWrites,
    AuditWrites,
    StatsWrites,
    VersionWrites,
    LaterWrites,
    NotificationWrites,
    ReminderWrites,
    LinkWrites,
    CommandWrites,
    BanWrites {
  /** The discovery stamp of this work. */
  readonly x: number;
  /** In a store with a tail: which stamps the conversations had that were read with a lock, before this transaction. */
  readonly before?: ReadonlyMap<string, number>;

  insertConversation(record: ConversationRecord): Promise<void>;
  updateConversation(record: ConversationRecord): Promise<void>;
  /** Only what a new message or change moves: seq, memberRev, metaRev, members, k, lastSeq, lastActivity, lastTs. */
  advanceConversation(record: ConversationRecord): Promise<void>;
  putMember(record: MemberRecord): Promise<void>;

  /** Answers false, and does nothing, if the id is taken in this conversation. Its `own` becomes the sender's latest. */
  insertMessage(record: MessageRecord): Promise<boolean>;
  updateMessage(record: MessageRecord): Promise<void>;
  touchMessage(conversation: string, id: string, touched: number): Promise<void>;
  /** Who is mentioned by the message at `seq`, instead of those before. `silent`: who is named and is told nothing of it; not counted. */
  setMentions(conversation: string, seq: number, users: readonly string[], silent?: readonly string[]): Promise<void>;
  reserve(conversation: string, id: string, user: string, at: number): Promise<void>;

  /** Deletes the oldest `limit` messages with all that hangs on them, and answers how many; with the last ones whatever else there is. */
  purgeMessages(conversation: string, limit: number): Promise<number>;

  putReaction(record: ReactionRecord): Promise<void>;
  /** All of one message, those that are off too. */
  removeReactions(conversation: string, message: string): Promise<void>;
  putUpload(record: UploadRecord): Promise<void>;
  /** All of one person, or of one conversation, that are not lost or gone. */
  loseUploads(whose: {user: string} | {conversation: string}): Promise<void>;
  removeUpload(id: string): Promise<void>;
  /** Until this work ends no other one that asks for the same name goes on: for what no row stands for yet. */
  lockName(name: string): Promise<void>;
  /** What was there already stays as it is. */
  putBlock(record: BlockRecord): Promise<void>;
  removeBlock(user: string, other: string): Promise<void>;
  /** Of a direct conversation that was read with a lock. Does not stamp it: those who are in it are. */
  setBlocked(conversation: string, blocked: number): Promise<void>;
  putReport(record: ReportRecord): Promise<void>;
  /** Takes the words of a person out of all reports: what they said or looked like as reported, and what they wrote as reporter. */
  forgetInReports(user: string): Promise<void>;
  insertOperation(record: OperationRecord): Promise<void>;
  /** Forgets at most `limit` operations from before `before`. */
  pruneOperations(before: number, limit: number): Promise<void>;

  /** Never sets it back. */
  endUntil(user: string, until: number): Promise<void>;
  /** Sets it back to `until`: later sessions are good again. */
  beginAnew(user: string, until: number): Promise<void>;
  putUser(record: UserRecord): Promise<void>;
  setChosen(user: string, chosen: UserRecord['chosen']): Promise<void>;
  setQuiet(user: string, quiet: UserRecord['quiet']): Promise<void>;
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
