/**
 * The public face of the SDK: what `createChat` gives. Handles are cheap to make and always the same object for the same
 * id; state is readable stores. Times are milliseconds since 1970, by the server's clock unless said otherwise.
 */
import type {Clock} from '../base/clock.js';
import type {Readable} from '../base/readable.js';
import type {ChatError} from '../core/failure.js';
import type {
  AppNotification,
  BotCommand,
  Connection,
  Conversation,
  Draft,
  InboxList,
  Member,
  Message,
  MessageContent,
  OutboxItem,
  PendingReminder,
  Person,
  ScheduledMessage,
  Timeline,
} from '../core/view.js';
import type {Context, Data, HistoryPolicy, Role, Status} from '../protocol/model.js';
import type {ReportReason} from '../protocol/reports.js';
import type {InboxFilter} from '../protocol/sync.js';
import type {StorageState} from '../storage/storage.js';

export type {Readable} from '../base/readable.js';
export type {
  AppNotification,
  BotCommand,
  Connection,
  Conversation,
  Delivery,
  Draft,
  FileToSend,
  InboxList,
  Member,
  Message,
  MessageContent,
  MessageFile,
  OutboxItem,
  PendingReminder,
  Person,
  Preview,
  Reaction,
  ScheduledMessage,
  Timeline,
} from '../core/view.js';
export type {StorageState} from '../storage/storage.js';

export type ChatOptions = {
  /** The server's address, as `https://chat.example.com`. */
  url: string;
  /** The host app's id of the person using this page. It names the local database: another user, another database (I16). */
  user: string;
  /**
   * A fresh token for `user`; called for every connection and before the token expires, never twice at once. A rejection
   * is tried again with backoff.
   */
  getToken: (request: {reason: 'connect' | 'renew' | 'rejected'; signal: AbortSignal}) => Promise<string> | string;
  /** A name by which elements on the page find this chat: `<chat-inbox chat="support">`. Default `default`. */
  name?: string;
  /** `auto`: IndexedDB where it works, else memory. */
  storage?: 'auto' | 'memory';
  /**
   * `socket`: WebSocket with HTTP polling as fallback; plain requests until its code is loaded. `http`: plain requests and long
   * polls only, for networks that cut sockets.
   */
  transport?: 'socket' | 'http';
  /** `shared`: the tabs of one user share one connection and one outbox. `own`: this tab stands alone. */
  tabs?: 'shared' | 'own';
  /** Whether others learn what this user has read. Default true. */
  readReceipts?: boolean;
  /** Told of everything that went wrong and that no promise of a caller reports. Default `reportError`. */
  onError?: (error: ChatError) => void;
  /** For tests. */
  clock?: Clock;
};

export type SearchOptions = {
  /** Only in this conversation. */
  conversation?: string;
  /** Only what this person wrote. */
  from?: string;
  /** Only what was written before (exclusive), or from then on. */
  before?: number;
  after?: number;
  /** Messages in a page, at most 50. Default 20. */
  limit?: number;
  /** The `next` of the page before. */
  cursor?: string;
  /** Ends the wait: the promise rejects with its reason. */
  signal?: AbortSignal;
};

/** `limit`: conversations in a page, at most 50, default 20; the others as in `SearchOptions`. */
export type FindOptions = Pick<SearchOptions, 'cursor' | 'limit' | 'signal'>;

/** `next` is there when there may be more. */
export type FoundConversations = {conversations: readonly Conversation[]; next?: string};

/**
 * A message that was found. `found`: where the words stand in `text`, offsets in UTF-16 units, the end exclusive. `isUnread`: of somebody else, and this
 * user had not read as far when it was asked for.
 */
export type FoundMessage = {
  conversation: string;
  id: string;
  seq: number;
  sender: string;
  at: number;
  text: string;
  found: readonly {start: number; end: number}[];
  isUnread: boolean;
};

/** Newest first. `next` is there when there may be more. */
export type FoundMessages = {messages: readonly FoundMessage[]; next?: string};

export interface Chat {
  readonly user: string;
  readonly connection: Readable<Connection>;
  readonly storage: Readable<StorageState>;
  readonly inbox: Inbox;
  readonly outbox: Outbox;
  readonly people: People;
  /** The user of this chat. */
  readonly me: Readable<Person>;

  conversation(id: string): ConversationHandle;
  /** Sends at once, or queues: see `Sent`. */
  send(conversation: string, content: string | MessageContent): Sent;
  /**
   * Addresses of a file in a message, for a few minutes: ask again when it is used again. Many asked for at once are one request.
   * Of a file that waits on this device it is one of this page alone.
   * @throws {ChatError} NOT_FOUND, NOT_A_MEMBER, OFFLINE …
   */
  fileUrl(conversation: string, file: string): Promise<FileUrl>;
  /**
   * Opens the direct conversation with a person, made if there is none. Waits for a connection that is being made.
   * @throws {ChatError} OFFLINE, NOT_FOUND …
   */
  direct(user: string): Promise<ConversationHandle>;
  /** Makes a group. Waits like `direct`. @throws {ChatError} */
  createGroup(group: {
    title: string;
    members: readonly string[];
    type?: 'group' | 'announcement';
    description?: string;
    avatar?: string;
    context?: Context;
    /** Who is no longer in it keeps nothing of it, neither on the server nor on their devices. */
    purge?: boolean;
    /** `all`: whoever is added later sees what was before. `joined`, as long as nobody says otherwise: only what comes from then on. */
    history?: HistoryPolicy;
    data?: Data;
  }): Promise<ConversationHandle>;
  /**
   * Messages of all conversations that have all of the words, as the server knows them; the last word may be only begun. Without
   * regard to case and diacritics, in any script.
   * @throws {ChatError} OFFLINE, SCHEMA where there is no word, TOO_LARGE, CURSOR_INVALID …
   */
  search(query: string, options?: SearchOptions): Promise<FoundMessages>;
  /**
   * Messages that mention this user, the newest first, of all conversations they are or were in; `found` says where. Whether they are read is not asked.
   * @throws {ChatError} OFFLINE, CURSOR_INVALID …
   */
  mentions(options?: Pick<SearchOptions, 'cursor' | 'limit' | 'signal'>): Promise<FoundMessages>;
  /**
   * What the host told this user that is no message: one list for all who ask, kept up to date from here on. Asked for directly the first time, so
   * not without a connection; what the user does with it then waits in the outbox.
   * @throws {ChatError} OFFLINE, UNAVAILABLE where its code does not come
   */
  notifications(): Promise<Notifications>;
  /**
   * Reports a message or a person to the host application. Asked for directly, so not without a connection. While a report of the same is
   * open, another one adds nothing.
   * @throws {ChatError} OFFLINE, NOT_FOUND, FORBIDDEN of oneself, MESSAGE_DELETED, TOO_LARGE with too many open ones, RATE_LIMITED …
   */
  report(what: Reported, why: {reason: ReportReason; text?: string}): Promise<void>;
  /** How this user appears: `auto` follows the connection. */
  setPresence(chosen: 'auto' | 'away' | 'dnd' | 'offline'): Promise<void>;
  /** Queues a change of the profile, shown by `me` at once; `status: null` takes the status back. */
  updateProfile(change: {name?: string; avatar?: string; status?: Status | null; data?: Data}): Promise<void>;

  /** Opens the connection; `createChat` does it by itself. */
  connect(): void;
  /** Closes the connection and stays so until `connect()`. */
  disconnect(): void;
  /**
   * Ends this user's session on this device in all tabs, and what `@parlor/sdk/push` began in this browser; where the server does not hear of that, the browser ends it all the same. `keep` leaves unsent writes for the next login of the same user,
   * `discard` drops them, `fail-if-pending` throws `ChatError` OUTBOX_PENDING if there are any.
   * `wipe` deletes the local database. `everywhere` first ends this user's sessions on all devices: connections are cut, and
   * the tokens made until now refused; if that fails nothing else is done, and it rejects with `ChatError`, OFFLINE among them.
   */
  logout(options?: {
    outbox?: 'keep' | 'discard' | 'fail-if-pending';
    wipe?: boolean;
    everywhere?: boolean;
  }): Promise<void>;
  /** Releases everything this object holds in this tab. */
  close(): Promise<void>;
}

/** A message, or a person. */
export type Reported = {conversation: string; message: string} | {user: string};

/** `preview`: of a picture, a small version. `expiresAt` by this device's clock. */
export type FileUrl = {url: string; preview?: string; expiresAt: number};

export type Sent = {
  /** The message's final id. */
  id: string;
  /** Resolves when the message is safe on this device, its files as well. @throws {ChatError} OUTBOX_FULL, TOO_LARGE, ATTACHMENT_MISSING */
  queued: Promise<void>;
  /** Resolves with the stored message when the server has it. @throws {ChatError} when it failed for good. */
  sent: Promise<Message>;
};

export interface ConversationHandle {
  readonly id: string;
  /** Undefined until it is known. */
  readonly state: Readable<Conversation | undefined>;
  readonly timeline: Readable<Timeline>;
  /** The members that are known: all of a conversation of up to 100 once it was opened. */
  readonly members: Readable<readonly Member[]>;
  /** Who is typing, without me; oldest first. */
  readonly typing: Readable<readonly string[]>;

  /**
   * Keeps the conversation loaded and fresh until the returned function is called. Shows what is cached at once, with no
   * network. `at`: where to begin, default the newest.
   */
  open(at?: {around: number | string}): () => void;
  /** Fetches older messages; at most one fetch at a time. Never throws: see `timeline.failed`. */
  loadOlder(): Promise<void>;
  loadNewer(): Promise<void>;
  /** Moves the run to a message or a seq. @throws {ChatError} NOT_FOUND, OFFLINE if it is neither cached nor reachable */
  goTo(target: string | number): Promise<void>;
  /**
   * The seq of the first message of a time or later, for `goTo`; of a time behind all, that of the newest. Asked for directly.
   * @throws {ChatError} OFFLINE, UNAVAILABLE where its code does not come
   */
  seqAt(time: Date | number): Promise<number>;
  goToLatest(): Promise<void>;

  send(content: string | MessageContent): Sent;
  /** Queues an edit. @throws {ChatError} at once if the message cannot be edited. */
  edit(id: string, content: string | MessageContent): Promise<void>;
  /** Queues a delete for all; of a message that never left, drops it. */
  delete(id: string): Promise<void>;
  react(id: string, key: string, on: boolean): Promise<void>;
  /**
   * Queues a pin for everybody, or its end: of two that wait one takes the other back. Moderators and above, in a direct conversation both;
   * what the server refuses stands in the message's `change`: FORBIDDEN, TOO_LARGE with too many pins …
   * @throws {ChatError} MESSAGE_DELETED, OUTBOX_FULL
   */
  pinMessage(id: string, on: boolean): Promise<void>;
  /**
   * The pinned messages, the newest pin first: with what waits in the outbox, and kept up to date from here on while the conversation is open.
   * Without a connection those that are cached, until there is one. @throws {ChatError} UNAVAILABLE where its code does not come
   */
  pins(): Promise<Readable<readonly Message[]>>;
  /**
   * The messages of mine that are sent here later. Asked for directly, so not without a connection; the server sends them, whether or not this device is on.
   * @throws {ChatError} OFFLINE, UNAVAILABLE where its code does not come
   */
  scheduled(): Promise<Scheduled>;
  /**
   * Passes on what a message of this conversation says, as messages of mine that say `forwarded`: text and formatting as they are on the screen, and its files; mentions become words, and whose it
   * was is not told. To at most ten conversations, each a message in the outbox, without a connection too; but files are read first, for they are uploaded again. Resolves with the new messages' ids, in
   * the order of `to`, when all are safe on this device.
   * @throws {ChatError} NOT_FOUND, MESSAGE_DELETED, FORBIDDEN of what the server says itself, SCHEMA where there is neither text nor a file, TOO_LARGE, OUTBOX_FULL, OFFLINE for files, UNAVAILABLE where its code does not come
   */
  forward(id: string, to: readonly string[]): Promise<readonly string[]>;
  /** Tries a failed message again. */
  retry(id: string): Promise<void>;
  /** Drops a failed message or a refused change. */
  discard(id: string): Promise<void>;

  /** Everything up to `seq` was seen by the reader. Cheap: call it as often as you like. */
  markRead(seq: number): void;
  markUnread(): Promise<void>;
  /** "Delete chat for me". */
  clear(): Promise<void>;
  mute(until: number): Promise<void>;
  pin(on: boolean): Promise<void>;
  archive(on: boolean): Promise<void>;
  /** What the user has written but not sent, kept on this device. Undefined when there is none. */
  readonly draft: Readable<Draft | undefined>;
  setDraft(draft: Draft | undefined): void;
  /** Tells the others; repeat while keys move, the SDK sends at most one in 3 s. */
  setTyping(on: boolean): void;

  /** Who has read and received a message. @throws {ChatError} OFFLINE … */
  receipts(id: string): Promise<{read: readonly string[]; delivered: readonly string[]}>;
  /** Who reacted. @throws {ChatError} */
  reactions(id: string, key?: string): Promise<readonly {key: string; user: string}[]>;
  /**
   * What the bots in it understand behind a `/`, by the id of the bot. Asked for directly; kept while nobody comes or goes, for five minutes at most.
   * A command is sent as a message: `send('/weather Oslo')`.
   * @throws {ChatError} OFFLINE where it was never asked for, UNKNOWN_OPERATION by a server that has none, UNAVAILABLE where its code does not come
   */
  commands(): Promise<readonly BotCommand[]>;
  addMember(user: string, role?: Role): Promise<void>;
  /** `ban`: they are kept out as well until `unban`; also who never was in it. Nobody adds a banned person: `addMember` is refused with BANNED. */
  removeMember(user: string, options?: {ban?: boolean}): Promise<void>;
  /**
   * Who is banned, by id, a page at a time, for moderators and above: also who never was in it. Asked for directly; `next` is what `after` is for the page behind.
   * @throws {ChatError} OFFLINE, FORBIDDEN, UNAVAILABLE where its code does not come
   */
  bans(after?: string): Promise<{users: readonly string[]; next?: string}>;
  /** Lifts a ban, and adds nobody. */
  unban(user: string): Promise<void>;
  setRole(user: string, role: Role): Promise<void>;
  leave(): Promise<void>;
  /**
   * `slowSeconds`: 0 takes slow mode off, at most 21,600. `history`: what whoever is added from now on sees of before; who is in it stays as they are.
   * @throws {ChatError} FORBIDDEN, OFFLINE …
   */
  update(change: {
    title?: string;
    description?: string;
    avatar?: string;
    data?: Data;
    purge?: boolean;
    slowSeconds?: number;
    history?: HistoryPolicy;
  }): Promise<void>;
  /** Fetches the next page of members of a big conversation into `members`. Answers whether there are more. */
  loadMembers(): Promise<boolean>;
}

/** `hasMore`: `loadMore` brings older ones. */
export type NotificationList = {items: readonly AppNotification[]; hasMore: boolean};

/** Each write resolves when it is stored on this device, is shown at once, and goes out with the next connection. */
export interface Notifications {
  /** The newest first. */
  readonly list: Readable<NotificationList>;
  /** How many are not read, those that are not loaded among them. No message counts here. */
  readonly unread: Readable<number>;
  /** Brings the next page of older ones. Answers whether there are more. @throws {ChatError} OFFLINE … */
  loadMore(): Promise<boolean>;
  /** All of them are read, or those up to this one: what is older is read with it, and nothing becomes unread again. @throws {ChatError} NOT_FOUND for one that was not loaded */
  markRead(id?: string): Promise<void>;
  /** Takes one out of the list, on all devices. */
  remove(id: string): Promise<void>;
  /**
   * Messages that this user is to be reminded of: one list for all who ask. When its time has come each is a notification whose `about` says
   * which message. @throws {ChatError} OFFLINE, UNAVAILABLE …
   */
  reminders(): Promise<Reminders>;
}

/** Each write resolves when the server has it. Times are milliseconds since 1970, by the server's clock. */
export interface Reminders {
  /** The next one first; asked for anew after each write from here, when one has come, and with each new connection. */
  readonly list: Readable<readonly PendingReminder[]>;
  /**
   * Reminds of a message at a time ahead, at most 366 days; one that waits for the same message is moved.
   * @throws {ChatError} OFFLINE, SCHEMA for a time that is over, NOT_FOUND, MESSAGE_DELETED, TOO_LARGE with fifty that wait …
   */
  set(conversation: string, message: string, at: number): Promise<void>;
  /** Takes one back; of one that is not there it does nothing. @throws {ChatError} OFFLINE … */
  remove(conversation: string, message: string): Promise<void>;
}

/** Each write resolves when the server has it. Times are milliseconds since 1970, by the server's clock. */
export interface Scheduled {
  /** The next one first; kept up to date from here on, whichever device changes it. */
  readonly list: Readable<readonly ScheduledMessage[]>;
  /**
   * Has a message sent at a time ahead, at most a year; without files. Answers the id it will have.
   * @throws {ChatError} OFFLINE, SCHEMA for a time that is over, TOO_LARGE with too many that wait, READ_ONLY, CLOSED …
   */
  add(content: string | MessageContent, at: number): Promise<string>;
  /** Other words or another time, also for one that was refused. @throws {ChatError} as `add`, and ID_TAKEN for one that is sent already */
  change(id: string, content: string | MessageContent, at: number): Promise<void>;
  /** Takes it back; one that is sent already stays. @throws {ChatError} OFFLINE … */
  remove(id: string): Promise<void>;
}

/** As `inbox.list` and `inbox.loadMore` are: a page that failed stands in `failed`. */
export interface ConversationsAbout {
  readonly list: Readable<InboxList>;
  /** Fetches the next page, the first one the first time. */
  loadMore(): Promise<void>;
}

export interface Inbox {
  /** Conversations of a filter: pinned first, then the newest activity. */
  list(filter?: InboxFilter): Readable<InboxList>;
  loadMore(filter?: InboxFilter): Promise<void>;
  /**
   * The conversations about something of the host's, of one type or one thing of it: one list for all who ask for the same. What is known is in it
   * at once, without a connection too; `loadMore` fetches what only the server knows.
   * @throws {ChatError} UNAVAILABLE where its code does not come
   */
  about(context: {type: string; id?: string}, filter?: InboxFilter): Promise<ConversationsAbout>;
  /**
   * Conversations by how words of their titles begin, direct ones by the name of the other person, as the server knows them: also those that are
   * archived, and those that no list has loaded yet, which are in their lists from then on. The newest activity first.
   * @throws {ChatError} OFFLINE, SCHEMA where there is no word, TOO_LARGE, CURSOR_INVALID …
   */
  find(query: string, options?: FindOptions): Promise<FoundConversations>;
  /** Unread over all conversations, muted and archived ones left out. */
  readonly totals: Readable<{unread: number; mentions: number; conversations: number}>;
}

export interface Outbox extends Readable<readonly OutboxItem[]> {
  /** Tries a failed write again, at the end of its lane. */
  retry(opId: string): Promise<void>;
  /** Drops a failed write. */
  discard(opId: string): Promise<void>;
  /** Resolves when nothing is waiting (failed ones aside). */
  drained(signal?: AbortSignal): Promise<void>;
}

export interface People {
  /** A person; asking for one fetches the profile in the background, many at once. */
  person(id: string): Readable<Person>;
  /** People by how words of their name begin, all that are asked for, or the id; whose whole name begins so first. @throws {ChatError} OFFLINE … */
  find(query: string, limit?: number): Promise<readonly Person[]>;
  /**
   * Blocks a person: neither writes to the other or sees whether they are there. Waits in the outbox; resolves when it is safe on this
   * device. A direct conversation says in `blocked` when it holds. What the server refuses stands in `outbox` as failed: TOO_LARGE above
   * its limit, FORBIDDEN of an erased person, SCHEMA of oneself.
   * @throws {ChatError} OUTBOX_FULL
   */
  block(user: string): Promise<void>;
  /** Takes a block back, in the same way. */
  unblock(user: string): Promise<void>;
  /**
   * Whom this user blocks, the newest first: with what waits in the outbox, and kept up to date from here on, whichever device changes it.
   * @throws {ChatError} OFFLINE … while it was never asked for with success
   */
  blocked(): Promise<Readable<readonly string[]>>;
  /** Follows the presence of these people until the returned function is called. */
  watch(ids: readonly string[]): () => void;
}
