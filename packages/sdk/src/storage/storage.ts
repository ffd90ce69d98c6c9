/**
 * The port to the device's storage: a cache of what the server said, and the outbox, which is no cache. Two
 * implementations, IndexedDB and memory, pass one contract suite. Every method is one transaction. A rejected promise
 * carries a ChatError STORAGE_UNAVAILABLE and means that nothing of it was done.
 */
import type {OutboxRow, OutboxWrite} from '../core/outbox-row.js';
import type {HistoryRange} from '../protocol/history.js';
import type {InboxRow, Member, Message, Profile} from '../protocol/model.js';

export type {NewOutboxRow, OutboxRow, OutboxWrite} from '../core/outbox-row.js';

/** Where the cache and the outbox live. `memory` forgets at reload; `reason` says why it is not IndexedDB. */
export type StorageState = {kind: 'persistent' | 'best-effort' | 'memory'; reason?: string};

/** Facts about this database. `term` counts the leading tabs. */
export type StoredMeta = {device: string; epoch?: string; cursor?: string; term: number};

/**
 * A conversation in the cache. `seq`: everything up to here was merged into what `ranges` cover (0 = never opened).
 * A row whose head is above `seq` marks the conversation as dirty: the difference was not fetched.
 */
export type StoredConversation = {
  id: string;
  row: InboxRow;
  seq: number;
  ranges: readonly HistoryRange[];
  members: readonly Member[];
};

/** A message in the cache, keyed by (conversation, id), found by (conversation, seq). */
export type StoredMessage = {conversation: string; message: Message};

export type StorageWrite =
  | {put: 'meta'; value: Partial<StoredMeta>}
  /** Joined with what is there, where tabs share it: another one may know more. */
  /** `known`: the stretches that were thought to be there before; what is missing of them now another tab has dropped. */
  | {put: 'conversation'; value: StoredConversation; known?: StoredConversation['ranges']}
  | {put: 'message'; value: StoredMessage}
  | {put: 'person'; value: Profile}
  /** A small piece of the tab's own state: a draft, a scroll position. */
  | {put: 'item'; key: string; value: unknown}
  | {drop: 'item'; key: string}
  /** Cached messages of a conversation with a seq in from…to; its ranges without them. Drops come before puts. */
  | {drop: 'messages'; conversation: string; from: number; to: number};

/** The conversation a write is about, or nothing. */
export function conversationOf(write: StorageWrite): string {
  if ('drop' in write) return 'conversation' in write ? write.conversation : '';
  return write.put === 'message' ? write.value.conversation : write.put === 'conversation' ? write.value.id : '';
}

export interface Storage {
  state(): StorageState;
  /** Makes the device id at the first call. */
  meta(): Promise<StoredMeta>;
  conversation(id: string): Promise<StoredConversation | undefined>;
  /** Conversations by last activity, newest first. */
  conversations(limit: number): Promise<readonly StoredConversation[]>;
  /** Messages with a seq in from…to, oldest first; with `limit` the newest (`last`) or the oldest (`first`) of them. */
  messages(
    conversation: string,
    range: {from: number; to: number; limit?: number; take?: 'first' | 'last'},
  ): Promise<readonly Message[]>;
  message(conversation: string, id: string): Promise<Message | undefined>;
  people(ids: readonly string[]): Promise<readonly Profile[]>;
  item(key: string): Promise<unknown>;
  /** Every unfinished write, in order. */
  outbox(): Promise<readonly OutboxRow[]>;
  /** Relaxed durability: a cache. All or nothing. */
  write(writes: readonly StorageWrite[]): Promise<void>;
  /**
   * Strict durability: reads the rows of a lane, lets `decide` choose synchronously, and writes.
   * Resolves when it is safe on disk. `and` goes into the same transaction.
   */
  changeOutbox<Result>(
    lane: string,
    decide: (rows: readonly OutboxRow[]) => {
      result: Result;
      writes: readonly OutboxWrite[];
      and?: readonly StorageWrite[];
    },
  ): Promise<Result>;
  /** Drops the cache; the outbox only where told. */
  clear(what: 'cache' | 'everything', epoch?: string): Promise<void>;
  close(): Promise<void>;
}
