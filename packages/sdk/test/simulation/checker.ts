/**
 * What checkers hear. Each holds one promise of the protocol (I1–I17) against the whole history and knows nothing of the others.
 */
import type {Actor} from '../../../reference-server/src/domain/domain.js';
import type {Conversation, InboxList, Timeline} from '../../src/core/view.js';
import type {Reply, ServerFrame} from '../../src/protocol/index.js';
import type {OutboxWrite, StorageWrite} from '../../src/storage/storage.js';
import type {Disk} from './model-disk.js';
import type {Commit} from './model-store.js';
import type {Tab} from './tab.js';
import type {Arrival} from './wire.js';
import type {World} from './world.js';

/** One message that somebody meant to send. */
export type Intent = {
  n: number;
  tab: Tab;
  conversation: string;
  message: string;
  text: string;
  /** `queued` resolved: it was promised to be safe on the device. */
  isQueued: boolean;
  /** When it was promised, the device could store nothing, and said so. */
  isVolatile: boolean;
  /** It was never to be sent: `send` rejected. */
  isRefused: boolean;
  isDeleted: boolean;
  /** Tabs in which its author asked for its deletion, and was promised it. */
  deletePromisedIn: Tab[];
  isDiscarded: boolean;
};

export type Checker = {
  /** A transaction is on the server's disk. The truth has it already. */
  committed?(commit: Commit): void;
  /** The server was started anew: the truth is what its log says. */
  restarted?(): void;
  /** A frame for people, in the order of the commits. */
  given?(to: readonly string[], frame: ServerFrame): void;
  asked?(actor: Actor, op: string, input: unknown): void;
  replied?(actor: Actor, op: string, input: unknown, reply: Reply): void;
  /** A frame or an answer reaches a tab. */
  arrived?(tab: Tab, what: 'frame' | 'answer', op: string, body: unknown, about: Arrival): void;
  /** A send was promised. */
  queued?(intent: Intent): void;
  /** What a tab draws of an open conversation. */
  drew?(tab: Tab, conversation: string, timeline: Timeline): void;
  drewRow?(tab: Tab, conversation: string, row: Conversation | undefined): void;
  drewList?(tab: Tab, list: InboxList): void;
  /** A tab's cache is written. */
  wrote?(disk: Disk, writes: readonly StorageWrite[]): void;
  outbox?(disk: Disk, lane: string, writes: readonly OutboxWrite[]): void;
  /** All is quiet, and nobody has touched anything since: what is open shows what is true by itself. */
  rested?(): void;
  /** All is quiet, every tab has everything open, as far back as it goes. */
  ended?(): Promise<void> | void;
};

export type MakeChecker = (world: World, fail: (sentence: string) => void) => Checker;

export type Violation = {invariant: string; sentence: string; at: number};
