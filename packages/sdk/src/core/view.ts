/**
 * What apps see: the nouns of the public API. The words on the wire are others (protocol/model.ts); `message.ts` and
 * `inbox.ts` convert. Times are milliseconds since 1970, by the server's clock unless said otherwise.
 */
import type {FailureCode} from '../protocol/failure.js';
import type {LaterContent} from '../protocol/later.js';
import type {
  Attachment,
  Context,
  ConversationStatus,
  ConversationType,
  Data,
  HistoryPolicy,
  LinkPreview,
  MembershipState,
  PresenceState,
  Quote,
  Role,
  Status,
  TextRange,
} from '../protocol/model.js';
import type {DurableName} from '../protocol/operations.js';
import type {Poll} from '../protocol/polls.js';

/**
 * `idle` not asked to connect · `connecting` · `catching-up` connected, what was missed is being fetched · `online` ·
 * `waiting` lost, will try again at `retryAt` · `offline` the device has no network · `auth-required` getToken or the
 * token was refused, or the session was ended (SESSION_REVOKED): sign in again, then `connect()` · `blocked` protocol too old, or this
 * web origin is not admitted (`code` says which) · `stopped` logged out, or closed.
 */
export type Connection = {
  is:
    | 'idle'
    | 'connecting'
    | 'catching-up'
    | 'online'
    | 'waiting'
    | 'offline'
    | 'auth-required'
    | 'blocked'
    | 'stopped';
  /** Since when, by this device's clock. */
  since: number;
  /** When the next attempt is made, by this device's clock (`waiting` only). */
  retryAt?: number;
  /** Why, where there is a reason. */
  code?: FailureCode;
  /** This tab holds the connection for all tabs of the user. */
  leading: boolean;
  /** What the server takes: how many files in one message, of how many bytes. As it last told this device; left out where it takes none, or never told. */
  files?: {most: number; bytes: number} | undefined;
  /** How long after it was sent a message of one's own may be edited, and deleted by who does not moderate there, in milliseconds. As `files`; left out where there is no end of it. */
  editWindowMs?: number | undefined;
  deleteWindowMs?: number | undefined;
};

/** Content for `send` and `edit`. Ranges are offsets in UTF-16 code units over `text`. */
export type MessageContent = {
  text: string;
  ranges?: readonly TextRange[];
  kind?: string;
  data?: Data;
  lang?: string;
  /** `send`: the text is the question of a poll. `edit`: the poll as it is, with `closed`, which closes it; nothing else of it can be changed. */
  poll?: Poll;
  /** `send` only: the words are another message's. `forward` says it by itself. */
  forwarded?: true;
  /** No preview of its link. With `edit`: it is taken away, or wanted again; left out, it stays as it was. */
  noPreview?: boolean;
  /**
   * `send` only: files to be uploaded first. They wait on this device with the message, and what is sent to the same conversation
   * later waits behind them.
   */
  files?: readonly (Blob | FileToSend)[];
  /** `send` only: the id of the message being answered. */
  replyTo?: string;
  /**
   * More is to come (`send`), or there is more and still more to come (`edit`, with all of the text); the first edit without it is the end. Until then it may be without words, and is not
   * marked as edited. `growMessage` of `@parlor/sdk/bot` does it for an assistant.
   */
  growing?: true;
};

/**
 * Where one of my messages stands. `saving` in memory only · `queued` safe on the device · `sending` handed to the
 * connection at least once · `sent` stored by the server · `delivered`, `read` by `by` of the `of` others (in big groups
 * only "by somebody": `by` 1) · `failed` for good: `code` says why, and `reason`, with CONTENT_REFUSED, in words of the host's for the user · `cancelling` deleted before it was confirmed.
 */
export type Delivery =
  | {is: 'saving' | 'queued' | 'sending' | 'sent' | 'cancelling' | 'deleted'}
  | {is: 'delivered' | 'read'; by: number; of: number}
  | {is: 'failed'; code: FailureCode; reason?: string};

/**
 * A file with a name of its own, or with what is to be seen in it in words. `width` and `height` of a picture keep its room until the
 * server has measured it.
 */
export type FileToSend = {file: Blob; name?: string; alt?: string; width?: number; height?: number};

/** `progress`: from 0 to 1, while it is being uploaded; its `id` is this device's own until it is sent. */
export type MessageFile = Attachment & {progress?: number};

export type Reaction = {key: string; count: number; own: boolean; users: readonly string[]};

export type Message = {
  id: string;
  conversation: string;
  sender: string;
  own: boolean;
  /** Position in the conversation; undefined while it is not confirmed. */
  seq: number | undefined;
  /** The seq of its last change; 0 while it is not confirmed. */
  rev: number;
  /** When it was sent; by this device's clock while it is not confirmed. */
  at: number;
  content: {
    kind: string;
    text: string;
    ranges: readonly TextRange[];
    attachments: readonly MessageFile[];
    data?: Data;
    lang?: string;
    /** It is still being written: when it grew last, by the server's clock; `true` until the server has it. Where that is more than 60 s ago its sender has stopped. */
    growing?: number | true;
    /** The text is its question; the votes are reactions (`@parlor/sdk/poll` counts them). */
    poll?: Poll;
    /** The words were taken from another message; whose is not told. */
    forwarded?: true;
    /** Its author wants none shown, also where one is still there. */
    noPreview?: boolean;
    /** What the page behind its first link says of itself: a stranger's words. `image` is read by `fileUrl`. */
    preview?: LinkPreview;
  };
  replyTo?: Quote;
  editedAt?: number;
  deleted: boolean;
  /** Pinned for everybody: by whom, and when. `rev`: the seq of that, the newest pin has the highest; not while it waits in the outbox. */
  pinned?: {by: string; at: number; rev?: number};
  reactions: readonly Reaction[];
  /** Mentions me. */
  mentionsMe: boolean;
  /** Of my own messages. */
  delivery?: Delivery;
  /** A change of mine that is not confirmed yet: shown already, or refused with a code. */
  change?: {is: 'queued' | 'failed'; code?: FailureCode; reason?: string; opId: string};
};

/**
 * What a thread shows: one unbroken run of messages, oldest first, then (when the run reaches the newest) those not
 * confirmed yet.
 */
export type Timeline = {
  messages: readonly Message[];
  /** Nothing older can be seen. */
  start: boolean;
  /** The run reaches the newest message. */
  end: boolean;
  /** `first`: nothing is there yet and something is being fetched. */
  loading: 'none' | 'first' | 'older' | 'newer';
  /** The last fetch at this edge failed; asking again tries again. */
  failed?: {edge: 'first' | 'older' | 'newer'; code: FailureCode};
  /** My effective read horizon: everything up to this seq is read. */
  readAt: number;
};

export type Preview = {
  id: string;
  /** Its place and its state, as in the message; 0 while it waits to be sent. */
  seq?: number;
  rev?: number;
  sender: string;
  own: boolean;
  kind: string;
  text: string;
  at: number;
  deleted: boolean;
  /** The text is the question of a poll. */
  poll?: boolean | undefined;
  /** It is still being written, and may not have begun; when it grew last. */
  growing?: number | undefined;
  delivery?: Delivery;
};

/** One conversation as its reader sees it. */
export type Conversation = {
  id: string;
  type: ConversationType;
  status: ConversationStatus;
  title?: string;
  avatar?: string;
  description?: string;
  context?: Context;
  data?: Data;
  /** In a direct conversation: the other person. */
  peer?: string;
  /** How many have joined. */
  memberCount: number;
  membership: MembershipState;
  role: Role;
  /** Whether this user may write here now. */
  writable: boolean;
  /** Slow mode: seconds between two messages of one member. Moderators and above do not wait; what others send too soon waits in the outbox. */
  slowSeconds?: number;
  /** Whoever comes in sees all that was before (`all`). Left out where they see what comes from then on. */
  history?: HistoryPolicy;
  /** Messages of mine that are sent here later: how many wait, and how many were refused. Where there ever were any. */
  scheduled?: {waiting: number; failed: number};
  /** In a direct conversation: I block the other one (`own`), or only they me (`other`). Neither writes then. */
  blocked?: 'own' | 'other';
  /** The newest seq. */
  head: number;
  unread: number;
  mentions: number;
  markedUnread: boolean;
  /** 0 = not muted. */
  mutedUntil: number;
  pinned: boolean;
  archived: boolean;
  lastActivity: number;
  preview?: Preview;
  /** I cleared it and nothing came since: it is in no list. */
  emptied?: true;
};

/** What was typed and not sent. `ranges`: over the typed text, those that have no markup (mentions). */
export type Draft = {text: string; replyTo?: string; ranges?: readonly TextRange[]};

export type Member = {user: string; state: MembershipState; role: Role; read: number; delivered: number};

export type InboxList = {
  conversations: readonly Conversation[];
  /** Nothing is known yet, not even from the cache. */
  loading: boolean;
  /** More can be fetched by `loadMore`. */
  more: boolean;
  failed?: FailureCode;
};

/** One unfinished write. */
export type OutboxItem = {
  opId: string;
  op: DurableName;
  conversation: string | undefined;
  /** The message it is about, if any. */
  message: string | undefined;
  is: 'saving' | 'queued' | 'sending' | 'failed';
  code?: FailureCode;
  /** When it was queued, by this device's clock. */
  at: number;
};

/** Something the host told this user that is no message. */
export type AppNotification = {
  id: string;
  /** When the host told it, by the server's clock. */
  at: number;
  /** The host's own word for what it is about. */
  kind: string;
  /** Plain text, as the body is. */
  title: string;
  body?: string;
  /** An https or http address, or a path of the page's site. */
  link?: string;
  /** Whose doing it was: `people.person(actor)` is who they are now. */
  actor?: string;
  /** Of a reminder that the user asked for: which message. `title` is `Reminder` then, for whoever has no word of their own, and `body` whose the message is and how it begins. */
  about?: {conversation: string; message: string};
  isRead: boolean;
};

/** What a bot understands behind a `/`. `usage`: what follows the name, as `<city>`. `bot`: whose it is. */
export type BotCommand = {name: string; description: string; usage?: string | undefined; bot: string};

/** A message I am to be reminded of. `body`: whose it is and how it begins; left out where it is not to be seen any more. */
export type PendingReminder = {conversation: string; message: string; at: number; body?: string};

/** A message of mine that the server sends `at` a time. `failure`: it was refused then, and waits for another time. */
export type ScheduledMessage = {
  id: string;
  conversation: string;
  at: number;
  content: LaterContent;
  replyTo?: string | undefined;
  failure?: {code: FailureCode; at: number; reason?: string | undefined} | undefined;
};

export type Person = {
  id: string;
  /** The id itself while the name is not known. */
  name: string;
  avatar?: string;
  status?: Status;
  presence: PresenceState;
  /** Only while offline, and only if known. */
  lastSeen?: number;
  data?: Data;
  /** Their account and what they wrote are gone for good; the name stands for nobody. */
  erased?: boolean;
};
