/** What an operation gets: the transaction, who asks, when, and the domain's settings. */
import type {Limits} from '@parlor/sdk/protocol';
import type {ConversationRecord} from '../store/records.js';
import type {ReadTransaction, WriteTransaction} from '../store/store.js';
import {Deliveries} from './deliveries.js';
import type {Actor} from './domain.js';
import type {FileAddresses} from './file-access.js';
import type {NoticeSettings} from './notice-settings.js';
import type {SeatCache, Seats} from './seats.js';

export type Settings = {
  limits: Limits;
  directory: 'shared' | 'everybody';
  /** What messages said before an edit is kept. */
  keepsEdits: boolean;
  /** Links are looked at, for previews of their pages. */
  makesPreviews: boolean;
  epoch: string;
  ids: () => string;
  /** Where files are taken. */
  files: FileAddresses | undefined;
  /** Whether messages are asked about before they are stored or changed. */
  isAsked: boolean;
  /** How people are told of what they miss. */
  notices: NoticeSettings;
};

type Around = {actor: Actor; now: number; settings: Settings};

/** For an operation that only reads. */
export type Look = Around & {tx: ReadTransaction; seatsOf(conversation: ConversationRecord): Seats | Promise<Seats>};

/**
 * For one that writes. Whatever it refuses, it refuses before its first write: a refusal for good is itself committed, and
 * in a batch the operations behind it go on (PWP-BATCH-002).
 */
export type Work = Omit<Look, 'tx'> & {
  tx: WriteTransaction;
  out: Deliveries;
  /** Tells who sits in a conversation from now on. */
  reseat(conversation: string, seats: Seats): void;
};

class ReadLook implements Look {
  readonly actor: Actor;
  readonly now: number;
  readonly settings: Settings;
  readonly tx: ReadTransaction;
  readonly #cache: SeatCache;

  constructor({actor, now, settings}: Around, tx: ReadTransaction, cache: SeatCache) {
    this.actor = actor;
    this.now = now;
    this.settings = settings;
    this.tx = tx;
    this.#cache = cache;
  }

  seatsOf(conversation: ConversationRecord): Seats | Promise<Seats> {
    return this.#cache.get(this.tx, conversation);
  }
}

/** Seats that this work changed stay with it: the cache holds only what was committed. */
class WriteWork extends ReadLook implements Work {
  declare readonly tx: WriteTransaction;
  readonly out = new Deliveries();
  readonly #cached: SeatCache;
  #changed: Map<string, Seats> | undefined;

  constructor(around: Around, tx: WriteTransaction, cache: SeatCache) {
    super(around, tx, cache);
    this.#cached = cache;
  }

  override seatsOf(conversation: ConversationRecord): Seats | Promise<Seats> {
    return this.#changed?.get(conversation.id) ?? super.seatsOf(conversation);
  }

  reseat(conversation: string, seats: Seats): void {
    this.#cached.forget(conversation);
    this.#changed ??= new Map();
    this.#changed.set(conversation, seats);
    this.out.reseated ??= new Set();
    this.out.reseated.add(conversation);
  }
}

export const lookWith = (around: Around, tx: ReadTransaction, cache: SeatCache): Look =>
  new ReadLook(around, tx, cache);
export const workWith = (around: Around, tx: WriteTransaction, cache: SeatCache): Work =>
  new WriteWork(around, tx, cache);
