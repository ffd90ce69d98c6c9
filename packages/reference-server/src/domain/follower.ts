/**
 * Keeps a node level with a database that others write too. It looks for what has a stamp above its horizon and gives it to
 * the listeners, as if it had been committed here.
 *
 * What must hold: of every conversation it is known up to which seq this node has told (`#told`), or that nothing has changed
 * since the horizon. A commit of this node goes out at once only where it is the next one; otherwise it comes with what is
 * missing before it, from the database. So the frames of a conversation come in the order of their seq here too.
 */
import type {ServerFrame, UserId} from '@parlor/sdk/protocol';
import type {ConversationRecord, MessageRecord} from '../store/records.js';
import type {News, Tail, TailTransaction} from '../store/store.js';
import {isBlocked} from './block-marks.js';
import {Deliveries, type Risen} from './deliveries.js';
import type {Actor, Delivery, Touched} from './domain.js';
import {readDelta} from './history.js';
import {shownSince} from './news.js';
import {stateSince} from './notifications.js';
import {Refusal} from './refusal.js';
import {rowFor} from './rows.js';
import type {SeatCache, Seats} from './seats.js';
import {toProfile} from './wire.js';
import {lookWith, type Settings} from './work.js';

/** Conversations whose messages are read with one question: after a long absence there are many, and a question may take only so long. */
const placesAtOnce = 100;
/** Of so many conversations it is remembered how far they were told. */
const mostTold = 50_000;

type IsHere = (user: UserId) => boolean;
type MemberNews = News['members'][number];

export type Caught = {
  deliveries: Delivery[];
  touched: Touched[];
  risen: Risen[];
  /** Conversations in which somebody came, went or got another role. */
  reseated: string[];
  ended: {user: UserId; until: number}[];
};

/** A conversation others have changed. `since`: what was told of it; `here` and `leaving`: who of its people is connected to this node. */
type Place = {
  record: ConversationRecord;
  since: number | undefined;
  seats: Seats;
  here: readonly UserId[];
  leaving: readonly UserId[];
};

/** A commit of this node. */
type Own = {x: number; before: ReadonlyMap<string, number>; deliveries: readonly Delivery[]};

export class Follower {
  readonly #tail: Tail;
  readonly #seats: SeatCache;
  readonly #settings: Settings;
  readonly #told = new Map<string, number>();
  /** Stamps above the horizon that this node wrote itself, and those of rows of others that were told already. */
  readonly #own = new Set<number>();
  #seen = new Map<string, number>();
  #horizon: number;
  /** Called when there is something to look for. */
  onMissed: () => void = () => undefined;

  constructor(tail: Tail, {seats, settings, horizon}: {seats: SeatCache; settings: Settings; horizon: number}) {
    this.#tail = tail;
    this.#seats = seats;
    this.#settings = settings;
    this.#horizon = horizon;
  }

  /** Everything with a stamp up to here was given to the listeners. */
  get horizon(): number {
    return this.#horizon;
  }

  /** Of what this node has committed, what may go out now. */
  passOn({x, before, deliveries}: Own): Delivery[] {
    this.#own.add(x);
    const decided = new Map<string, boolean>();
    return deliveries.filter(({frame}) => {
      if (frame.type !== 'changes') return true;
      const key = `${frame.conversation} ${frame.from}`;
      const isNext = decided.get(key) ?? this.#takes(frame, before);
      decided.set(key, isNext);
      return isNext;
    });
  }

  #takes(
    {conversation, from, to}: Extract<ServerFrame, {type: 'changes'}>,
    before: ReadonlyMap<string, number>,
  ): boolean {
    const isUnchanged = (before.get(conversation) ?? 0) <= this.#horizon;
    const told = this.#told.get(conversation) ?? (isUnchanged ? from - 1 : undefined);
    if (told === from - 1) {
      this.#tell(conversation, to);
      return true;
    }
    if (told === undefined || told < to) this.onMissed();
    return false;
  }

  #tell(conversation: string, seq: number): void {
    this.#told.delete(conversation);
    this.#told.set(conversation, seq);
    for (const oldest of this.#told.keys()) {
      if (this.#told.size <= mostTold) break;
      this.#told.delete(oldest);
    }
  }

  /** Looks once. `give` is called in the step in which the horizon moves. */
  async catchUp(isHere: IsHere, now: number, give: (caught: Caught) => void): Promise<void> {
    const found = await this.#tail.read(async (tx) => {
      const news = await tx.news(this.#horizon);
      return {news, ...(await this.#read(tx, news, isHere, now))};
    });
    const {news, told, caught} = found;
    // a commit of this node that was in what was read, and has gone out meanwhile
    caught.deliveries = caught.deliveries.filter(
      ({frame}) => frame.type !== 'changes' || (this.#told.get(frame.conversation) ?? 0) < frame.to,
    );
    for (const {id, seq} of told) if ((this.#told.get(id) ?? 0) < seq) this.#tell(id, seq);
    this.#seen = new Map(
      [
        ...news.members.map((row) => [memberKey(row), row.x] as const),
        ...news.profiles.map((row) => [`profile ${row.user}`, row.x] as const),
        ...news.ended.map((row) => [`ended ${row.user}`, row.x] as const),
        ...news.notified.map((row) => [`notified ${row.user}`, row.x] as const),
      ].filter(([, x]) => x > news.horizon),
    );
    this.#horizon = news.horizon;
    for (const x of this.#own) if (x <= news.horizon) this.#own.delete(x);
    give(caught);
  }

  #isNew(key: string, x: number): boolean {
    return !this.#own.has(x) && this.#seen.get(key) !== x;
  }

  async #read(
    tx: TailTransaction,
    news: News,
    isHere: IsHere,
    now: number,
  ): Promise<{told: ConversationRecord[]; caught: Caught}> {
    const caught: Caught = {deliveries: [], touched: [], risen: [], reseated: [], ended: []};
    const told: ConversationRecord[] = [];
    const changed: Place[] = [];
    const rows = {first: [] as Delivery[], last: [] as Delivery[]};
    const members = news.members.filter((row) => this.#isNew(memberKey(row), row.x));
    for (const {conversation, user, state} of members) {
      if (!isHere(user)) continue;
      const row = await rowFor(tx, user, conversation);
      const place = state === 'joined' ? rows.first : rows.last;
      if (row) place.push({to: [user], frame: {type: 'inbox', rows: [row]}});
    }
    for (const {record, before} of news.conversations) {
      const last = this.#told.get(record.id);
      if (last !== undefined && last >= record.seq) continue;
      const since = last ?? (before.x <= this.#horizon ? before.seq : undefined);
      if (since === undefined || record.memberRev > since) caught.reseated.push(record.id);
      const seats = await this.#seats.get(tx, record);
      const leaving = endedOf(members, record.id).filter(isHere);
      changed.push({record, since, seats, here: seats.users.filter(isHere), leaving});
      told.push(record);
    }
    const most = this.#settings.limits.deltaRows;
    const messages = await messagesOf(tx, changed, most + 1);
    const memberRevs = newestRevs(news.members);
    for (const place of changed) {
      const {record, since, seats, here} = place;
      const hasMembers = (memberRevs.get(record.id) ?? 0) > (since ?? 0);
      const shown =
        since === undefined || here.length === 0
          ? undefined
          : await shownSince(tx, {record, since, messages: messages.get(record.id) ?? [], hasMembers}, most);
      if (since !== undefined && shown) {
        const out = new Deliveries();
        out.changes(record.id, since + 1, record.seq, shown, seats);
        caught.deliveries.push(...out.take());
      } else if (here.length > 0) caught.touched.push({conversation: record.id, users: here});
      await this.#readForLeaving(tx, place, now, caught);
    }
    caught.deliveries = [...rows.first, ...caught.deliveries, ...rows.last];
    await this.#readReceipts(tx, members, caught);
    const people = news.profiles.filter(({user, x}) => this.#isNew(`profile ${user}`, x)).map(({user}) => user);
    for (const person of people.length > 0 ? await tx.users(people) : [])
      caught.deliveries.push({to: [person.user], frame: {type: 'profile', profile: toProfile(person, now)}});
    for (const {user, x} of news.notified) {
      if (!isHere(user) || !this.#isNew(`notified ${user}`, x)) continue;
      const state = await stateSince(tx, user, -1);
      if (state) caught.deliveries.push({to: [user], frame: {type: 'notifications', ...state}});
    }
    caught.ended = news.ended.filter(({user, x}) => this.#isNew(`ended ${user}`, x));
    return {told, caught};
  }

  /** Whoever has gone is told up to their going. */
  async #readForLeaving(
    tx: TailTransaction,
    {record: {id}, since, leaving}: Place,
    now: number,
    caught: Caught,
  ): Promise<void> {
    if (since === undefined) return;
    for (const user of leaving) {
      const actor: Actor = {user, device: '', audience: 'parlor', claims: {}};
      const look = lookWith({actor, now, settings: this.#settings}, tx, this.#seats);
      const delta = await readDelta(look, {conversation: id, since}).catch(nothing);
      if (delta && !delta.limited && delta.to > since) {
        const {from, to, changes} = delta;
        caught.deliveries.push({to: [user], frame: {type: 'changes', conversation: id, from, to, changes}});
      }
    }
  }

  async #readReceipts(tx: TailTransaction, members: readonly MemberNews[], caught: Caught): Promise<void> {
    for (const {conversation, user, state, read, delivered} of members) {
      if (state !== 'joined' || delivered === 0) continue;
      const record = await tx.conversation(conversation);
      if (!record || isBlocked(record)) continue;
      const audience = await this.#seats.get(tx, record);
      caught.risen.push({conversation, user, read, delivered, audience});
    }
  }
}

const memberKey = ({conversation, user}: MemberNews): string => `member ${conversation} ${user}`;

const endedOf = (members: readonly MemberNews[], id: string): UserId[] =>
  members.flatMap(({conversation, user, state}) => (conversation === id && state !== 'joined' ? [user] : []));

/** Of each conversation the newest rev among these members: a ban of somebody who had left changes no other count. */
function newestRevs(members: readonly MemberNews[]): Map<string, number> {
  const revs = new Map<string, number>();
  for (const {conversation, rev} of members) revs.set(conversation, Math.max(rev, revs.get(conversation) ?? 0));
  return revs;
}

/** Of all conversations that are told of in whole, a hundred at a time. */
async function messagesOf(
  tx: TailTransaction,
  changed: readonly Place[],
  limit: number,
): Promise<Map<string, MessageRecord[]>> {
  const places = changed.flatMap(({record, since, here}) =>
    since === undefined || here.length === 0 ? [] : [{conversation: record.id, since}],
  );
  const messages = new Map<string, MessageRecord[]>();
  for (let at = 0; at < places.length; at += placesAtOnce) {
    for (const message of await tx.messagesSince(places.slice(at, at + placesAtOnce), limit)) {
      const others = messages.get(message.conversation);
      if (others) others.push(message);
      else messages.set(message.conversation, [message]);
    }
  }
  return messages;
}

function nothing(error: unknown): undefined {
  if (!(error instanceof Refusal)) throw error;
}
