/**
 * A device's database as a log of transactions: those that ask for strict durability are on the disk when they are done, the others
 * a while later. A killed tab loses what it had not begun, a power cut what was not on the disk (F01–F06, F13).
 */
import {ChatError} from '../../src/core/failure.js';
import {joinMessage} from '../../src/core/message.js';
import {createFence} from '../../src/storage/fence.js';
import {joinConversation, withoutMessages} from '../../src/storage/join.js';
import {isLateDrop} from '../../src/storage/late-drop.js';
import {memoryStorage} from '../../src/storage/memory.js';
import type {OutboxWrite, Storage, StorageWrite} from '../../src/storage/storage.js';
import type {Dice} from './dice.js';
import type {Process} from './process.js';
import type {Scheduler} from './scheduler.js';

type Entry = (image: Storage) => Promise<unknown>;

export type DiskWeather = {
  /** Milliseconds a transaction takes at most. */
  delayMs: number;
  /** Milliseconds that the answer of a reading takes at most from there: answers come in any order, after later writes too. */
  readMs: number;
  /** No transaction that writes succeeds: the disk is full (F06). */
  isFull: boolean;
  /** The chance that a transaction is aborted (F08). */
  aborts: number;
  /** The tab is killed at this transaction, before or after it is done (F02, F03, F05). */
  kills: number;
};

export type DiskReports = {
  wrote(disk: Disk, writes: readonly StorageWrite[]): void;
  outbox(disk: Disk, lane: string, writes: readonly OutboxWrite[]): void;
};

/** What may be switched off, to see that it is needed. */
export type DiskTwist = {
  /** What is put into the outbox in place of these. */
  outbox?(writes: readonly OutboxWrite[]): readonly OutboxWrite[];
  /** A full disk says that it has stored what it has not. */
  hidesRefusals?: boolean;
  /** Nobody hears that everything was forgotten. */
  hidesWipes?: boolean;
  /** A write of the cache is called done before it is. */
  saysDoneEarly?: boolean;
};

export class Disk {
  readonly device: string;
  readonly user: string;
  image = memoryStorage();
  /** Everything it held was lost at some time, or some of it by a power cut. */
  wasWiped = false;
  hasLost = false;
  /** How often everything was forgotten. */
  wipes = 0;
  #log: Entry[] = [];
  #durable = 0;
  readonly #scheduler: Scheduler;
  readonly #dice: Dice;
  /** Transactions are done one after the other. */
  #freeAt = 0;

  constructor(scheduler: Scheduler, dice: Dice, device: string, user: string) {
    this.#scheduler = scheduler;
    this.#dice = dice;
    this.device = device;
    this.user = user;
  }

  async begin(): Promise<void> {
    const {device} = await this.image.meta();
    await this.commit(true, (image) => image.write([{put: 'meta', value: {device, term: 0}}]));
  }

  /** One transaction that writes. */
  async commit<Result>(isStrict: boolean, entry: (image: Storage) => Promise<Result>): Promise<Result> {
    const result = await entry(this.image);
    this.#log.push(entry);
    const length = this.#log.length;
    const sync = (): void => {
      this.#durable = Math.max(this.#durable, Math.min(length, this.#log.length));
    };
    if (isStrict) sync();
    else this.#scheduler.after(this.#dice.next() * 5_000, sync);
    return result;
  }

  /** When the next transaction that takes `ms` is done. */
  next(ms: number): number {
    this.#freeAt = Math.max(this.#freeAt, this.#scheduler.now) + ms;
    return this.#freeAt - this.#scheduler.now;
  }

  /** Power is cut: what was not on the disk is gone. */
  async cutPower(): Promise<void> {
    this.hasLost ||= this.#durable < this.#log.length;
    this.#log.length = this.#durable;
    this.image = memoryStorage();
    for (const entry of this.#log) await entry(this.image);
  }

  /** The browser forgets all of it (F11). */
  async wipe(): Promise<void> {
    this.wasWiped = true;
    this.wipes++;
    this.#log = [];
    this.#durable = 0;
    this.image = memoryStorage();
    await this.begin();
  }
}

export type DiskAccess = {
  disk: Disk;
  process: Process;
  dice: Dice;
  weather: DiskWeather;
  twist: DiskTwist;
  report: DiskReports;
  /** The tab finds everything forgotten (F11). */
  wiped(): void;
  /** The tab dies here. */
  kill(): void;
};

/** The storage port of one tab over the disk. */
export function storageOn({disk, process, dice, weather, twist, report, wiped, kill}: DiskAccess): Storage {
  let isClosed = false;
  let {wipes} = disk;
  const fence = createFence();
  const isForeign = async (): Promise<boolean> => fence.isForeign(await disk.image.meta());
  const unavailable = (detail: string): ChatError => new ChatError('STORAGE_UNAVAILABLE', {detail});

  function ask<Result>(
    isWriting: boolean,
    work: (isWiped: boolean) => Promise<Result>,
    isDoneEarly = false,
  ): Promise<Result> {
    if (isClosed) return Promise.reject(unavailable('closed'));
    return new Promise((resolve, reject) => {
      const takes = dice.next() * weather.delayMs;
      const begin = (): void => {
        // who is refused hears of it before the next transaction begins, as in IndexedDB
        if (isWriting && (weather.isFull || dice.chance(weather.aborts)))
          return twist.hidesRefusals ? resolve(undefined as Result) : reject(unavailable('full'));
        if (isWriting && dice.chance(weather.kills / 2)) return kill();
        const isWiped = wipes !== disk.wipes && !twist.hidesWipes;
        wipes = disk.wipes;
        if (isWiped) wiped();
        work(isWiped).then((result) => {
          if (isWriting && dice.chance(weather.kills / 2)) return kill();
          if (!isDoneEarly) process.after(dice.next() * (isWriting ? 2 : weather.readMs), () => resolve(result));
        }, reject);
      };
      process.after(disk.next(takes), begin);
      if (isDoneEarly) process.after(0, () => resolve(undefined as Result));
    });
  }
  const read = <Result>(work: (image: Storage) => Promise<Result>): Promise<Result> =>
    ask(false, () => work(disk.image));

  return {
    state: () => ({kind: 'best-effort'}),
    meta: () =>
      read(async (image) => {
        const meta = await image.meta();
        fence.see(meta.epoch);
        return meta;
      }),
    conversation: (id) => read((image) => image.conversation(id)),
    conversations: (limit) => read((image) => image.conversations(limit)),
    messages: (conversation, range) => read((image) => image.messages(conversation, range)),
    message: (conversation, id) => read((image) => image.message(conversation, id)),
    people: (ids) => read((image) => image.people(ids)),
    item: (key) => read((image) => image.item(key)),
    outbox: () => read((image) => image.outbox()),
    write: (writes) =>
      ask(
        true,
        async (isWiped) => {
          if (isWiped) throw unavailable('wiped');
          if (await isForeign()) throw unavailable('of another epoch');
          await disk.commit(writes.some(isTerm), (image) => joinAll(image, writes));
          fence.wrote(writes);
          report.wrote(disk, writes);
        },
        twist.saysDoneEarly,
      ),
    changeOutbox: (lane, decide) =>
      ask(true, async (isWiped) => {
        const rows = (await disk.image.outbox()).filter((row) => row.lane === lane);
        const {result, writes: decided, and: also = []} = decide(rows);
        const and = isWiped || (await isForeign()) ? [] : also;
        const writes = twist.outbox?.(decided) ?? decided;
        await disk.commit(true, async (image) => {
          await image.changeOutbox(lane, () => ({result: undefined, writes}));
          await joinAll(image, and);
        });
        report.outbox(disk, lane, writes);
        report.wrote(disk, and);
        return result;
      }),
    clear: (what, epoch) =>
      ask(true, async () => {
        await disk.commit(true, (image) => image.clear(what, epoch));
        fence.see(epoch);
      }),
    async close() {
      isClosed = true;
    },
  };
}

/** What IndexedDB does with the writes of one transaction: the memory has one writer and need not join. */
async function joinAll(image: Storage, writes: readonly StorageWrite[]): Promise<void> {
  for (const write of writes) await image.write(await joined(image, write, writes));
}

async function joined(image: Storage, write: StorageWrite, all: readonly StorageWrite[]): Promise<StorageWrite[]> {
  if ('drop' in write) {
    if (write.drop !== 'messages') return [write];
    const have = await image.conversation(write.conversation);
    if (have && isLateDrop(have, write, all)) return [];
    const value = have && withoutMessages(have, write.from, write.to);
    return [write, ...(value ? [{put: 'conversation' as const, value}] : [])];
  }
  if (write.put === 'conversation')
    return [{...write, value: joinConversation(await image.conversation(write.value.id), write.value, write.known)}];
  if (write.put !== 'message') return [write];
  const {conversation, message} = write.value;
  return [
    {...write, value: {conversation, message: joinMessage(await image.message(conversation, message.id), message)}},
  ];
}

const isTerm = (write: StorageWrite): boolean =>
  'put' in write && write.put === 'meta' && write.value.term !== undefined;
