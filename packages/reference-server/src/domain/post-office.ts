/** Sends what is to be sent later when its time has come: of several nodes one does, in the order of the times (PWP-LATER-003). */
import type {LaterRecord} from '../store/records.js';
import type {ReadTransaction, WriteTransaction} from '../store/store.js';
import type {Actor} from './domain.js';
import type {Write} from './durable.js';
import {forEver} from './host.js';
import {lanesOf} from './lanes.js';
import {type LaterEnd, sendLater} from './later.js';
import {Refusal} from './refusal.js';
import type {Verdict} from './screen.js';
import type {Work} from './work.js';

export type PostOfficeDoor = {
  now(): number;
  owner: string;
  read<Result>(read: (tx: ReadTransaction) => Promise<Result>): Promise<Result>;
  write<Result>(actor: Actor, write: (work: Work) => Promise<Result>, lane: string): Promise<Result>;
  writeStore<Result>(write: (tx: WriteTransaction) => Promise<Result>): Promise<Result>;
  ask(actor: Actor, write: Write): Promise<Verdict | undefined>;
};

const atOnce = 100;
/** Of several nodes one does it; another one takes over when it has not said so for so long. */
const lease = {name: 'later', ms: 30_000, renewMs: 10_000};

export class PostOffice {
  readonly #door: PostOfficeDoor;
  #heldAt = Number.NEGATIVE_INFINITY;

  constructor(door: PostOfficeDoor) {
    this.#door = door;
  }

  /** Sends what is due. Answers how many came to an end. @throws {Refusal} what may pass */
  async sendDue(): Promise<number> {
    const {now, read} = this.#door;
    let ended = 0;
    for (;;) {
      const due = await read((tx) => tx.dueLater(now(), atOnce));
      if (due.length === 0 || !(await this.#hold())) return ended;
      const ends = await Promise.all(byAuthor(due).map((lane) => this.#sendAll(lane)));
      const done = ends.flat();
      ended += done.filter((end) => end === 'sent' || end === 'refused').length;
      // what is held has another time by now; where nothing moved the next turn comes later
      if (due.length < atOnce || done.every((end) => end === 'gone')) return ended;
    }
  }

  /** Those of one author in one conversation: the next one goes when it is known what became of the one before. */
  async #sendAll(lane: readonly LaterRecord[]): Promise<LaterEnd[]> {
    const ends: LaterEnd[] = [];
    for (const record of lane) {
      const end = await this.#send(record);
      ends.push(end);
      if (end === 'held') break;
    }
    return ends;
  }

  async #send(record: LaterRecord): Promise<LaterEnd> {
    const {ask, read, write} = this.#door;
    const {user, conversation, id, content, replyTo} = record;
    const actor: Actor = {user, device: 'server', audience: 'parlor', claims: {}};
    const isActive = (await read((tx) => tx.endedUntil(user))) < forEver;
    let verdict: Verdict | undefined;
    try {
      const input = {conversation, id, content, ...(replyTo && {replyTo})};
      verdict = await ask(actor, {name: 'message.send', input});
    } catch (error) {
      // nobody could say: the transaction refuses it then, with the same code, and it is tried again
      if (!(error instanceof Refusal)) throw error;
    }
    return write(actor, (work) => sendLater(work, record, {verdict, isActive}), conversation);
  }

  async #hold(): Promise<boolean> {
    const {now, owner, writeStore} = this.#door;
    if (now() - this.#heldAt < lease.renewMs) return true;
    const isOurs = await writeStore((tx) => tx.takeLease(lease.name, owner, lease.ms));
    if (isOurs) this.#heldAt = now();
    return isOurs;
  }

  /** Another node need not wait for what this one no longer does. */
  async close(): Promise<void> {
    if (this.#heldAt === Number.NEGATIVE_INFINITY) return;
    await this.#door.writeStore((tx) => tx.endLease(lease.name, this.#door.owner)).catch(() => undefined);
  }
}

const byAuthor = (records: readonly LaterRecord[]): LaterRecord[][] =>
  lanesOf(records, ({conversation, user}) => `${conversation}\0${user}`);
