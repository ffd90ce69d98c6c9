/**
 * Keeps a node level with a database that others write too. It looks for what has a stamp above its horizon and gives it to
 * the listeners, as if it had been committed here.
 *
 * What must hold: of every conversation it is known up to which seq this node has told (`#told`), or that nothing has changed
 * since the horizon. A commit of this node goes out at once only where it is the next one; otherwise it waits for what is
 * missing before it, from the database. So the frames of a conversation come in the order of their seq here too.
 */
import type {ServerFrame, UserId} from '@parlor/sdk/protocol';
import type {ShownMessage} from '../store/records.js';
import type {News, SincePlace, Tail, TailTransaction} from '../store/store.js';
import {isBlocked} from './block-marks.js';
import {Deliveries, type Risen, type Shown} from './deliveries.js';
import type {Actor, Delivery, Touched} from './domain.js';
import {type Ahead, FramesAhead} from './frames-ahead.js';
import {readDelta} from './history.js';
import {revOf, shownSince} from './news.js';
import {stateSince} from './notifications.js';
import {Refusal} from './refusal.js';
import {rowFor} from './rows.js';
import type {SeatCache, Seats} from './seats.js';
import {toProfile} from './wire.js';
import {lookWith, type Settings} from './work.js';

/** Gaps whose messages are read with one question: after a long absence there are many, and a question may take only so long. */
const gapsAtOnce = 100;
/** Of so many conversations it is remembered how far they were told. */
const mostTold = 50_000;

type IsHere = (user: UserId) => boolean;
type MemberNews = News['members'][number];
type ConversationNews = News['conversations'][number];
type ChangesFrame = Extract<ServerFrame, {type: 'changes'}>;

export type Caught = {
  deliveries: Delivery[];
  touched: Touched[];
  risen: Risen[];
  /** Conversations in which somebody came, went or got another role. */
  reseated: string[];
  ended: {user: UserId; until: number}[];
};

/**
 * A conversation others have changed. `since`: what was told of it; `ahead`: what this node has written behind that; `here` and `leaving`:
 * who of its people is connected to this node.
 */
type Place = {
  record: ConversationNews;
  since: number | undefined;
  ahead: readonly Ahead[];
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
  readonly #ahead = new FramesAhead();
  /** Stamps that this node has written since the last look began, and whether all of it was told. */
  readonly #own = new Map<number, boolean>();
  #seen: string | undefined;
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
    const decided = new Map<string, 'next' | 'ahead' | 'told'>();
    let isTold = this.#own.get(x) ?? true;
    const next = deliveries.filter((delivery) => {
      const {frame} = delivery;
      if (frame.type !== 'changes') return true;
      const key = `${frame.conversation} ${frame.from}`;
      const way = decided.get(key) ?? this.#wayOf(frame, before);
      decided.set(key, way);
      if (way === 'ahead') {
        this.#ahead.add(frame.conversation, frame, delivery);
        isTold = false;
      }
      return way === 'next';
    });
    this.#own.set(x, isTold);
    return next;
  }

  #wayOf({conversation, from, to}: ChangesFrame, before: ReadonlyMap<string, number>): 'next' | 'ahead' | 'told' {
    const isUnchanged = (before.get(conversation) ?? 0) <= this.#horizon;
    const told = this.#told.get(conversation) ?? (isUnchanged ? from - 1 : undefined);
    if (told === from - 1) {
      this.#tell(conversation, to);
      return 'next';
    }
    if (told !== undefined && told >= to) return 'told';
    this.onMissed();
    return 'ahead';
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
    // their commits were answered, so this look sees them, and the next one leaves out what this one has seen
    const own = [...this.#own];
    const query = {
      horizon: this.#horizon,
      seen: this.#seen,
      own: own.flatMap(([x, isTold]) => (isTold ? [x] : [])),
    };
    const {news, told, caught} = await this.#tail.read(async (tx) => {
      const news = await tx.news(query);
      return {news, ...(await this.#read(tx, news, isHere, now))};
    });
    // a commit of this node that was in what was read, and has gone out meanwhile
    caught.deliveries = caught.deliveries.filter(
      ({frame}) => frame.type !== 'changes' || (this.#told.get(frame.conversation) ?? 0) < frame.to,
    );
    for (const {id, seq} of told) {
      const {deliveries, told} = this.#ahead.release(id, Math.max(seq, this.#told.get(id) ?? 0));
      this.#tell(id, told);
      caught.deliveries.push(...deliveries);
    }
    this.#horizon = news.horizon;
    this.#seen = news.seen;
    for (const [x] of own) this.#own.delete(x);
    give(caught);
  }

  async #read(
    tx: TailTransaction,
    news: News,
    isHere: IsHere,
    now: number,
  ): Promise<{told: ConversationNews[]; caught: Caught}> {
    const caught: Caught = {deliveries: [], touched: [], risen: [], reseated: [], ended: []};
    const told: ConversationNews[] = [];
    const changed: Place[] = [];
    const rows = {first: [] as Delivery[], last: [] as Delivery[]};
    const members = news.members.filter(({x}) => !this.#own.has(x));
    for (const {conversation, user, state} of members) {
      if (!isHere(user)) continue;
      const row = await rowFor(tx, user, conversation);
      const place = state === 'joined' ? rows.first : rows.last;
      if (row) place.push({to: [user], frame: {type: 'inbox', rows: [row]}});
    }
    for (const record of news.conversations) {
      const last = this.#told.get(record.id);
      if (last !== undefined && last >= record.seq) continue;
      const since = last ?? record.seenSeq;
      if (since === undefined || record.memberRev > since) caught.reseated.push(record.id);
      const seats = await this.#seats.get(tx, record);
      const leaving = endedOf(members, record.id).filter(isHere);
      const ahead = since === undefined ? [] : this.#ahead.within(record.id, since, record.seq);
      changed.push({record, since, ahead, seats, here: seats.users.filter(isHere), leaving});
      told.push(record);
    }
    const most = this.#settings.limits.deltaRows;
    const messages = await messagesOf(tx, changed, most + 1);
    const memberRevs = newestRevs(news.members);
    for (const place of changed) {
      const {record, since, here} = place;
      const hasMembers = (memberRevs.get(record.id) ?? 0) > (since ?? 0);
      const shown =
        since === undefined || here.length === 0
          ? undefined
          : await shownSince(tx, {record, since, messages: messages.get(record.id) ?? [], hasMembers}, most);
      if (since !== undefined && shown) caught.deliveries.push(...framesOf(place, since, shown));
      else if (here.length > 0) caught.touched.push({conversation: record.id, users: here});
      await this.#readForLeaving(tx, place, now, caught);
    }
    caught.deliveries = [...rows.first, ...caught.deliveries, ...rows.last];
    await this.#readReceipts(tx, members, caught);
    const people = news.profiles.filter(({x}) => !this.#own.has(x)).map(({user}) => user);
    for (const person of people.length > 0 ? await tx.users(people) : [])
      caught.deliveries.push({to: [person.user], frame: {type: 'profile', profile: toProfile(person, now)}});
    for (const {user, x} of news.notified) {
      if (!isHere(user) || this.#own.has(x)) continue;
      const state = await stateSince(tx, user, -1);
      if (state) caught.deliveries.push({to: [user], frame: {type: 'notifications', ...state}});
    }
    caught.ended = news.ended.filter(({x}) => !this.#own.has(x));
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

const endedOf = (members: readonly MemberNews[], id: string): UserId[] =>
  members.flatMap(({conversation, user, state}) => (conversation === id && state !== 'joined' ? [user] : []));

/** Of each conversation the newest rev among these members: a ban of somebody who had left changes no other count. */
function newestRevs(members: readonly MemberNews[]): Map<string, number> {
  const revs = new Map<string, number>();
  for (const {conversation, rev} of members) revs.set(conversation, Math.max(rev, revs.get(conversation) ?? 0));
  return revs;
}

/** The seqs that lie before, between and behind what this node has written itself. */
function gapsOf({record: {id, seq}, ahead}: Place, since: number): SincePlace[] {
  const gaps: SincePlace[] = [];
  let told = since;
  for (const {from, to} of [...ahead, {from: seq + 1, to: seq}]) {
    if (from > told + 1) gaps.push({conversation: id, since: told, upTo: from - 1});
    told = to;
  }
  return gaps;
}

/** What was read goes around what this node has written itself, in the order of the seq. */
function framesOf(place: Place, since: number, shown: readonly Shown[]): Delivery[] {
  const {record, ahead, seats, leaving} = place;
  const gaps = gapsOf(place, since).map(({since: told, upTo}) => {
    const out = new Deliveries();
    const within = shown.filter(({change}) => revOf(change) > told && revOf(change) <= upTo);
    out.changes(record.id, told + 1, upTo, within, seats);
    return {from: told + 1, deliveries: out.take()};
  });
  // who leaves is told by themselves
  const stay = (user: UserId): boolean => !leaving.includes(user);
  const own = ahead.map(({from, deliveries}) => ({
    from,
    deliveries: leaving.length === 0 ? deliveries : deliveries.map(({to, ...rest}) => ({...rest, to: to.filter(stay)})),
  }));
  return [...gaps, ...own].sort((a, b) => a.from - b.from).flatMap(({deliveries}) => deliveries);
}

/** Of all conversations that are told of in whole, a hundred gaps at a time. */
async function messagesOf(
  tx: TailTransaction,
  changed: readonly Place[],
  limit: number,
): Promise<Map<string, ShownMessage[]>> {
  const gaps = changed.flatMap((place) =>
    place.since === undefined || place.here.length === 0 ? [] : gapsOf(place, place.since),
  );
  // what was changed in a later gap is found in both
  const messages = new Map<string, Map<string, ShownMessage>>();
  for (let at = 0; at < gaps.length; at += gapsAtOnce) {
    for (const message of await tx.messagesSince(gaps.slice(at, at + gapsAtOnce), limit)) {
      const others = messages.get(message.conversation) ?? new Map<string, ShownMessage>();
      messages.set(message.conversation, others.set(message.id, message));
    }
  }
  return new Map([...messages].map(([id, found]) => [id, [...found.values()]]));
}

function nothing(error: unknown): undefined {
  if (!(error instanceof Refusal)) throw error;
}
