/**
 * What a store keeps: one type per kind of row. Plain values, no behaviour; the domain gives them meaning. Times are
 * milliseconds since 1970, positions are seqs of the conversation.
 */
import type {
  BotCommand,
  Content,
  Context,
  ConversationMeta,
  ConversationStatus,
  ConversationType,
  Data,
  LaterContent,
  LaterMessage,
  MembershipState,
  Message,
  Profile,
  QuietHours,
  ReportOutcome,
  ReportReason,
  ReportState,
  Role,
  Status,
  WebhookFailure,
  WebhookType,
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
  /** Whether who is no longer in it sees nothing of it any more. */
  purge: boolean;
  /** Slow mode: seconds between two messages of one member. */
  slowSeconds: number | undefined;
  /** What whoever comes in sees of before: all of it, or, left out, nothing. */
  history: 'all' | undefined;
  /** Of a direct conversation: the two users, sorted. There is at most one conversation per pair. */
  pair: [string, string] | undefined;
  /** Of a direct conversation, who of the two blocks the other: see domain/blocks.ts. Kept beside the rows that say it, for every send asks. */
  blocked: number;
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
  /** Nothing before this seq may be seen: the first of this membership, or 1 where whoever comes in sees all. */
  visibleFrom: number;
  /** The seq that ended the membership: the last that may be seen. Not while joined. */
  leftAt: number | undefined;
  /** What the conversation looked like when the membership ended. Not while joined. */
  farewell: {meta: ConversationMeta; lastActivity: number} | undefined;
  read: number;
  readPrivate: number;
  delivered: number;
  cleared: number;
  /** Counts the changes of the flags, and comings that show more than was shown before (PWP-MEMBER-010). */
  ownRev: number;
  markedUnread: boolean;
  mutedUntil: number;
  pinned: boolean;
  archived: boolean;
  /** Messages of this user that are to be sent here later: how many wait, and how many were refused. Undefined: there never were any. */
  later: {waiting: number; failed: number} | undefined;
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
  /** The seq of the last change of content, pin or reactions. */
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
  /** The seq at which it was pinned or unpinned last. By itself: who had left by then keeps the message as it was (PWP-PIN-006). */
  pinRev: number | undefined;
  /** While it is pinned: who did it, and when. */
  pinnedBy: string | undefined;
  pinnedAt: number | undefined;
  /** The operation that made it, and a fingerprint of what was sent: the same again is the same message. */
  opId: string | undefined;
  fingerprint: string;
};

/** How somebody stands in a conversation whose last position is `seq`. */
export type Standing = Pick<MemberRecord, 'state' | 'visibleFrom' | 'leftAt' | 'farewell' | 'cleared'> &
  Pick<ConversationRecord, 'seq'>;

/** What a message said before an edit, from `at` on, under the rev it had then. */
export type VersionRecord = {
  conversation: string;
  seq: number;
  rev: number;
  /** Whose message it is. */
  sender: string;
  at: number;
  content: Content;
};

/** What of a message anybody is ever shown. */
export type ShownMessage = Omit<MessageRecord, 'touched' | 'k' | 'own' | 'edits' | 'opId' | 'fingerprint'> & {
  /** The content as JSON, where the store has it so. */
  readonly contentText?: string;
};

/** A message that is to be sent later. `dueAt`: when it is tried next, not before `at`. */
export type LaterRecord = {
  user: string;
  id: string;
  conversation: string;
  at: number;
  dueAt: number;
  content: LaterContent;
  replyTo: string | undefined;
  createdAt: number;
  /** Refused for good when its time had come: kept for its author. */
  failure: LaterMessage['failure'];
};

/** A message somebody is to be told of again. */
export type ReminderRecord = {user: string; conversation: string; message: string; at: number; createdAt: number};

/** What the host told somebody that is no message. `removed`: it was taken out; its id stays, so that it does not come again, and nothing else. */
export type NotificationRecord = {
  user: string;
  /** Its place among those of this person. */
  seq: number;
  id: string;
  at: number;
  kind: string;
  title: string;
  body: string | undefined;
  link: string | undefined;
  actor: string | undefined;
  /** The message that a reminder is about. */
  about: {conversation: string; message: string} | undefined;
  removed: boolean;
};

/** How somebody's notifications stand. `seq`: of the newest there ever was. `rev`: counts every change. How many are unread is counted. */
export type NotifiedRecord = {user: string; seq: number; readUpTo: number; rev: number};

/** A message whose link is to be looked at. `dueAt`: when it is tried next; `attempts`: how often it was. */
export type LinkRecord = {conversation: string; id: string; dueAt: number; attempts: number};

/** As every message begins. */
export const unpinned = {pinRev: undefined, pinnedBy: undefined, pinnedAt: undefined} as const;

/**
 * One file, from its ticket on. `open`: its bytes come. `ready`: it was examined. `refused`: it was not accepted, and there are no
 * bytes of it. `lost`: nobody may read it any more, and its bytes are to be deleted; `gone`: they were.
 */
export type UploadRecord = {
  id: string;
  user: string;
  conversation: string;
  name: string;
  /** Bytes, as announced: what the quota counts until it is ready. */
  size: number;
  state: 'open' | 'ready' | 'refused' | 'lost' | 'gone';
  /** What was found in it. */
  file: StoredFile | undefined;
  /** Bytes that are kept of it, all versions together. */
  bytes: number;
  /** The message it is in. */
  message: string | undefined;
  createdAt: number;
};

export type FileVersion = 'original' | 'large' | 'small';

/** `versions`: what is kept, with the type it is served as. A picture has a large and a small one, everything else its original. */
export type StoredFile = {
  type: string;
  size: number;
  width?: number;
  height?: number;
  placeholder?: string;
  durationMs?: number;
  video?: {width: number; height: number};
  versions: {[Name in FileVersion]?: {type: string; size: number}};
};

/** What is left of a file that nobody may read any more: enough to delete its bytes, and to count it. */
export const lost = (record: UploadRecord): UploadRecord => ({
  ...record,
  name: '',
  state: 'lost',
  file: undefined,
  message: undefined,
});

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
  /** `host`: the host application's backend. `erased`: nothing is left of the person but the id. */
  kind: 'person' | 'host' | 'erased';
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
  /** When nothing is pushed to them. */
  quiet: QuietHours | undefined;
  /** When last online; 0 = never. */
  lastSeen: number;
  /** When they came first; 0 = before that was written down, or by an import. */
  since: number;
};

/** What a bot understands behind a `/`. */
export type CommandsRecord = {user: string; commands: readonly BotCommand[]};

/** `user` blocks `other`. */
export type BlockRecord = {user: string; other: string; at: number};

/** Somebody's report of a person, or of their message. */
export type ReportRecord = {
  id: string;
  reporter: string;
  /** Who is reported, or whose message is. */
  subject: string;
  conversation: string | undefined;
  message: string | undefined;
  reason: ReportReason;
  text: string | undefined;
  /** What was reported, as it was then. */
  evidence: Evidence | undefined;
  state: ReportState;
  /** Who has it in hand or resolved it, and since when. */
  assignee: string | undefined;
  since: number | undefined;
  outcome: ReportOutcome | undefined;
  note: string | undefined;
  createdAt: number;
};
export type Evidence = {message?: Message; profile?: Profile};
/** An address of the host's that events are posted to. */
export type WebhookRecord = {
  id: string;
  url: string;
  secret: string;
  /** The one before, with which requests are signed as well until `formerUntil`. */
  formerSecret: string | undefined;
  formerUntil: number;
  types: readonly WebhookType[];
  createdAt: number;
  /** When an event was taken last; 0 = never. */
  deliveredAt: number;
  /** The last attempt that failed. */
  failure: WebhookFailure | undefined;
};

/** An event for one endpoint, before it is in the queue. */
export type NewEvent = {
  webhook: string;
  id: string;
  /** Of one endpoint, those of one lane go one after the other. */
  lane: string;
  type: string;
  conversation: string | undefined;
  /** The message it shows, and the one that is quoted in it. */
  message: string | undefined;
  quoted: string | undefined;
  body: string;
  at: number;
};

/** One that waits, or that was given up (`dead`). `n`: its place; within a lane, in the order of the commits. */
export type EventRecord = NewEvent & {
  n: number;
  attempts: number;
  /** When it may be tried next, and since when it is tried: from the commit on, or from when it was put back. */
  dueAt: number;
  triedSince: number;
  dead: boolean;
  failure: WebhookFailure | undefined;
};

/** What a delivery loop has to know of an event before its turn. */
export type WaitingEvent = Pick<EventRecord, 'n' | 'lane' | 'dueAt'> & {x: number};

/** A browser that notices are pushed to. `id`: made of the endpoint, which is of one person at a time. */
export type SubscriptionRecord = {
  id: string;
  user: string;
  device: string;
  endpoint: string;
  p256dh: string;
  auth: string;
  createdAt: number;
  renewedAt: number;
};

/**
 * A conversation in which somebody may have to be told of what they miss, looked at when it is due. `person`: of one of its members, who
 * sits before the app; empty: of all. With `digest` for a conversation it is that of this person. `from`: of messages from this seq
 * on. `since`: when it began to wait.
 */
export type DueRecord = {conversation: string; person: string; from: number; dueAt: number; since: number};

/** A notice to a browser. What it says is found out when it goes. `tag`: a newer one of the same takes the place of the one before. */
export type NewPush = {subscription: string; user: string; tag: string; at: number};
/** One that waits. `n`: its place. */
export type PushRecord = NewPush & {n: number; attempts: number; dueAt: number};

/** No bound above: higher than every seq. */
export const noEnd = Number.MAX_SAFE_INTEGER;

/** Which messages may be seen: positions `from`…`to`, and only those whose `rev` is at most `upTo` (`noEnd` while joined). */
export type Window = {from: number; to: number; upTo: number};

/** A joined member, as far as it matters for every message. */
export type Seat = {user: string; role: Role; visibleFrom: number};
