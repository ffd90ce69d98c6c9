/**
 * Messages go when they are old (`Ages`): each leaves its place, as when a person deletes it (PWP-MODEL-001), so that every count stays
 * right and every device hears of it. Step by step, each in a commit of its own, so that nobody waits for it; docs/decisions/retention.md.
 */
import type {ConversationHead, HeadPlace} from '../store/admin.js';
import {noEnd, type ShownMessage} from '../store/records.js';
import type {ReadTransaction, WriteTransaction} from '../store/store.js';
import type {Ages, SweepOptions, Swept} from './ages.js';
import {type Facts, noteStep} from './audit.js';
import type {Actor} from './domain.js';
import {bury} from './messages.js';
import {expireNotifications} from './notifications.js';
import {pause} from './pause.js';
import {Refusal} from './refusal.js';
import {seatedOrHost} from './visibility.js';
import type {Work} from './work.js';

export type SweepDoor = {
  now(): number;
  owner: string;
  read<Result>(read: (tx: ReadTransaction) => Promise<Result>): Promise<Result>;
  write<Result>(actor: Actor, write: (work: Work) => Promise<Result>, lane?: string): Promise<Result>;
  writeStore<Result>(write: (tx: WriteTransaction) => Promise<Result>): Promise<Result>;
};

/** Who is said to have deleted them: no person, and nobody's id. */
export const retention = 'parlor:retention';
const actor: Actor = {user: retention, device: 'server', audience: 'parlor-admin', claims: {}};

const dayMs = 24 * 60 * 60 * 1000;
const conversationsAtOnce = 100;
const peopleAtOnce = 100;
/** Messages looked through in one step, and deleted in one commit: what others wait for meanwhile. */
const stretch = 100;
const atOnce = 20;
const everything = {from: 1, to: noEnd, upTo: noEnd};
/** Of several nodes one does it. It says so again long before the others may think it is gone. */
const lease = {name: 'retention', ms: 60_000, renewMs: 20_000};

const isDue = ({ts, countable, deleted}: ShownMessage, before: number): boolean =>
  ts < before && countable && deleted === undefined;

export class Retention {
  readonly #door: SweepDoor;
  /** Of each conversation the position up to which everything is gone: there is no need to look there again. */
  readonly #gone = new Map<string, number>();
  #heldAt = Number.NEGATIVE_INFINITY;
  #isRunning = false;

  constructor(door: SweepDoor) {
    this.#door = door;
  }

  /**
   * Answers how many were deleted, or would be.
   * @throws {Refusal} UNAVAILABLE while another one is under way, here or on another node
   */
  async sweep(ages: Ages, {by, ...options}: SweepOptions = {}): Promise<Swept> {
    if (by === undefined || options.isDry) return this.#sweepAll(ages, options);
    const entry = {actor: by, operation: 'expire', targets: daysOf(ages)};
    const {now, writeStore} = this.#door;
    await writeStore((tx) => noteStep(tx, {...entry, at: now()}, {step: 'begun'}));
    const swept = await this.#sweepAll(ages, options);
    await writeStore((tx) => noteStep(tx, {...entry, at: now()}, {step: 'done', ...swept}));
    return swept;
  }

  async #sweepAll(
    ages: Ages,
    {isDry = false, signal = {aborted: false}, rest = pause}: Omit<SweepOptions, 'by'>,
  ): Promise<Swept> {
    if (this.#isRunning) throw new Refusal('UNAVAILABLE', 'Old messages are being deleted already: try again later.');
    this.#isRunning = true;
    try {
      let messages = 0;
      for (let after: HeadPlace | undefined; !signal.aborted; ) {
        const places = await this.#door.read((tx) => tx.conversationHeads({after, limit: conversationsAtOnce}));
        for (const place of places) {
          const before = this.#door.now() - (ages[place.type] ?? Number.POSITIVE_INFINITY);
          if (place.status !== 'removed' && place.createdAt < before)
            messages += await this.#sweepOne(place, before, {isDry, signal, rest});
          if (signal.aborted) break;
        }
        const last = places.at(-1);
        if (last === undefined || places.length < conversationsAtOnce) break;
        after = {createdAt: last.createdAt, id: last.id};
        await pause();
      }
      return {messages, notifications: await this.#sweepNotifications(ages, {isDry, signal, rest})};
    } finally {
      this.#isRunning = false;
      if (this.#heldAt > Number.NEGATIVE_INFINITY) {
        this.#heldAt = Number.NEGATIVE_INFINITY;
        await this.#door.writeStore((tx) => tx.endLease(lease.name, this.#door.owner)).catch(() => undefined);
      }
    }
  }

  /** What the host told people, person by person; a device that is there hears how theirs stand then. */
  async #sweepNotifications(
    {notifications: age}: Ages,
    {isDry, signal, rest}: Required<Omit<SweepOptions, 'by'>>,
  ): Promise<number> {
    if (age === undefined) return 0;
    let all = 0;
    for (let after = ''; !signal.aborted; ) {
      const before = this.#door.now() - age;
      const found = await this.#door.read((tx) => tx.oldNotifications({before, after, limit: peopleAtOnce}));
      for (const {user, count} of found) {
        if (signal.aborted) return all;
        all += count;
        if (isDry) continue;
        await this.#hold();
        const began = this.#door.now();
        await this.#door.write(actor, (work) => expireNotifications(work, user, before));
        await rest(this.#door.now() - began);
      }
      const last = found.at(-1);
      if (last === undefined || found.length < peopleAtOnce) break;
      after = last.user;
      await pause();
    }
    return all;
  }

  /** Positions rise with the time, but for what was imported out of order: it goes on until a whole stretch is not old. */
  async #sweepOne(
    {id}: ConversationHead,
    before: number,
    {isDry, signal, rest}: Required<Omit<SweepOptions, 'by'>>,
  ): Promise<number> {
    let count = 0;
    let from = this.#gone.get(id) ?? 0;
    let isOldAll = true;
    while (!signal.aborted) {
      const page = await this.#door.read((tx) => tx.messagesAfter(id, everything, from, stretch));
      const old = page.filter(({ts}) => ts < before);
      const due = page.filter((record) => isDue(record, before)).map((record) => record.id);
      if (isDry) count += due.length;
      else {
        for (let at = 0; at < due.length; at += atOnce) {
          if (signal.aborted) return count;
          const began = this.#door.now();
          count += await this.#delete(id, due.slice(at, at + atOnce), before);
          await rest(this.#door.now() - began);
        }
        const young = page.findIndex(({ts}) => ts >= before);
        const reached = young < 0 ? page.at(-1) : page[young - 1];
        if (isOldAll && reached) this.#gone.set(id, reached.seq);
        isOldAll &&= young < 0;
      }
      const last = page.at(-1);
      if (last === undefined || old.length === 0 || page.length < stretch) break;
      from = last.seq;
      await pause();
    }
    return count;
  }

  async #delete(id: string, ids: readonly string[], before: number): Promise<number> {
    await this.#hold();
    try {
      return await this.#door.write(actor, (work) => deleteAmong(work, {id, ids, before}), id);
    } catch (error) {
      // taken away meanwhile, with everything in it
      if (error instanceof Refusal && error.code === 'NOT_FOUND') return 0;
      throw error;
    }
  }

  async #hold(): Promise<void> {
    const {now, owner, writeStore} = this.#door;
    if (now() - this.#heldAt < lease.renewMs) return;
    if (!(await writeStore((tx) => tx.takeLease(lease.name, owner, lease.ms))))
      throw new Refusal(
        'UNAVAILABLE',
        'Old messages are being deleted by another server of this database: try again later.',
      );
    this.#heldAt = now();
  }
}

const daysOf = (ages: Ages): Facts =>
  Object.fromEntries(Object.entries(ages).flatMap(([type, age]) => (age === undefined ? [] : [[type, age / dayMs]])));

/** Locked, and read again: since the stretch was read, each may have changed. */
async function deleteAmong(
  work: Work,
  {id, ids, before}: {id: string; ids: readonly string[]; before: number},
): Promise<number> {
  await seatedOrHost(work, id);
  const due = (await work.tx.messages(id, ids)).filter((record) => isDue(record, before));
  for (const record of due) await bury(work, await seatedOrHost(work, id), record);
  return due.length;
}
