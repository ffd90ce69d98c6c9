/**
 * Writes prepared groups and messages. It writes beside the operations of the domain, because none may set a sender or a
 * time. So it keeps their promises itself: positions without a hole (PWP-SEQ-001), running numbers for the closed form of
 * unread, mentions of members only, registers at or below the head. Every step is all or nothing, and doing it again changes nothing.
 */
import {marksOf, pairOf} from '../domain/block-marks.js';
import {lockPair} from '../domain/blocks.js';
import {mentionedIn} from '../domain/content.js';
import type {Touched} from '../domain/domain.js';
import type {ConversationRecord, Seat} from '../store/records.js';
import type {WriteTransaction} from '../store/store.js';
import type {Entry, Group} from './prepared.js';
import {createReading} from './reading.js';
import {conversationOf, memberOf, messageOf, passedOf, personOf} from './records.js';
import type {Run} from './run.js';

export interface Writer {
  /** Makes the group unless it is there. To be named before its messages. */
  group(group: Group): Promise<void>;
  /** Writes messages of named groups in one transaction; says how many were new. */
  write(entries: readonly Entry[]): Promise<number>;
  /** What can be said of a group only at its end: its authors have read everything. */
  settle(conversation: string): Promise<void>;
}

/** A message, or an end, of a group that was not named before. */
export class UnknownGroup extends Error {
  constructor(conversation: string, why = 'was not named before') {
    super(`The group ${conversation} ${why}.`);
    this.name = 'UnknownGroup';
  }
}

export function createWriter(run: Run): Writer {
  const groups = new Map<string, Group>();
  /** People of whom it is known that they are in the store. */
  const known = new Set<string>();
  const reading = createReading();

  async function putPerson(tx: WriteTransaction, user: string, name: string, added: Set<string>): Promise<void> {
    if (known.has(user) || added.has(user)) return;
    if ((await tx.user(user)) === undefined) await tx.putUser(personOf(user, name));
    added.add(user);
  }

  async function make(tx: WriteTransaction, group: Group, added: Set<string>): Promise<Touched[]> {
    const {id, joining, authors, prefix} = group;
    const there = await tx.conversation(id, 'lock');
    if (there?.status === 'removed') throw new UnknownGroup(id, 'was removed from this server');
    if (there) return [];
    const gone = await erasedAmong(tx, [...joining, ...authors]);
    const isThere = ({user}: {user: string}): boolean => !gone.has(user);
    const left = {...group, joining: joining.filter(isThere), authors: authors.filter(isThere)};
    const people = [...left.joining, ...left.authors];
    const owner = people[0]?.user ?? prefix;
    const direct = group.direct ? await pairIn(tx, people) : undefined;
    await tx.insertConversation(conversationOf(left, owner, direct));
    for (const [index, {user, name}] of people.entries()) {
      await putPerson(tx, user, name, added);
      const role = user === owner && !direct ? 'owner' : 'member';
      await tx.putMember(memberOf(id, user, {role, joinedAs: index}));
    }
    return [{conversation: id, users: people.map(({user}) => user)}];
  }

  async function append(
    tx: WriteTransaction,
    group: Group,
    entries: readonly Entry[],
    added: Set<string>,
  ): Promise<{count: number; touched: Touched[]}> {
    const {id} = group;
    const ids = entries.map((entry) => entry.id);
    const there = new Set((await tx.messages(id, ids)).map((message) => message.id));
    const fresh = await withoutErased(
      tx,
      entries.filter((entry) => !there.has(entry.id)),
    );
    const before = await tx.conversation(id, 'lock');
    if (!before) throw new Error(`The group ${id} is not there.`);
    if (fresh.length === 0) return {count: 0, touched: []};
    const seats = new Map((await tx.seats(id)).map((seat) => [seat.user, seat]));
    const passed = await putAuthors(tx, before, fresh, seats, added);

    const record = {...before};
    const numbers = new Map<string, number>();
    for (const entry of fresh) {
      const {user} = entry.author;
      const own = (numbers.get(user) ?? (await tx.lastOwn(id, user))) + 1;
      numbers.set(user, own);
      advance(record, entry.at);
      await putMessage(tx, entry, record, own);
      const mentioned = mentionedIn(entry.content, user, seats);
      if (mentioned.length > 0) await tx.setMentions(id, record.lastSeq, mentioned);
    }
    await tx.advanceConversation(record);
    await reading.follow(tx, group, before, record);
    return {count: fresh.length, touched: [{conversation: id, users: [...seats.keys(), ...passed]}]};
  }

  /** Every author, and everybody who reacted, is known, and is or was a member. Answers those who passed by. */
  async function putAuthors(
    tx: WriteTransaction,
    conversation: ConversationRecord,
    entries: readonly Entry[],
    seats: ReadonlyMap<string, Seat>,
    added: Set<string>,
  ): Promise<string[]> {
    const passed: string[] = [];
    for (const {user, name} of new Map(entries.flatMap(peopleOf).map((person) => [person.user, person])).values()) {
      await putPerson(tx, user, name, added);
      // two people have no guests
      if (seats.has(user) || conversation.type === 'direct') continue;
      if ((await tx.member(conversation.id, user)) !== undefined) continue;
      await tx.putMember(passedOf(conversation, user));
      passed.push(user);
    }
    return passed;
  }

  const groupOf = (conversation: string): Group => {
    const group = groups.get(conversation);
    if (!group) throw new UnknownGroup(conversation);
    return group;
  };

  /** A transaction that may meet new people: only when it is done are they known. */
  async function withPeople<Result>(
    work: (tx: WriteTransaction, added: Set<string>) => Promise<{result: Result; touched: readonly Touched[]}>,
  ): Promise<Result> {
    let added = new Set<string>();
    try {
      const result = await run((tx) => {
        added = new Set();
        return work(tx, added);
      });
      for (const user of added) known.add(user);
      return result;
    } catch (error) {
      // what was noted of a state that never was
      reading.forget();
      throw error;
    }
  }

  return {
    async group(group) {
      await withPeople(async (tx, added) => ({result: undefined, touched: await make(tx, group, added)}));
      groups.set(group.id, group);
    },
    write: (entries) =>
      withPeople(async (tx, added) => {
        const touched: Touched[] = [];
        let count = 0;
        for (const [conversation, own] of byConversation(entries)) {
          const done = await append(tx, groupOf(conversation), own, added);
          count += done.count;
          touched.push(...done.touched);
        }
        return {result: count, touched};
      }),
    settle: (conversation) => reading.settle(run, groupOf(conversation)),
  };
}

function byConversation(entries: readonly Entry[]): Map<string, Entry[]> {
  const parts = new Map<string, Entry[]>();
  for (const entry of entries) {
    const part = parts.get(entry.conversation);
    if (part) part.push(entry);
    else parts.set(entry.conversation, [entry]);
  }
  return parts;
}

/** Of these, who was erased: nothing of theirs comes back (PWP-HOST-005). */
async function erasedAmong(tx: WriteTransaction, people: readonly {user: string}[]): Promise<ReadonlySet<string>> {
  const ids = [...new Set(people.map(({user}) => user))];
  const records = ids.length === 0 ? [] : await tx.users(ids);
  return new Set(records.flatMap(({user, kind}) => (kind === 'erased' ? [user] : [])));
}

/** Neither what they said nor how they reacted. */
async function withoutErased(tx: WriteTransaction, entries: readonly Entry[]): Promise<readonly Entry[]> {
  const gone = await erasedAmong(tx, entries.flatMap(peopleOf));
  if (gone.size === 0) return entries;
  return entries
    .filter(({author}) => !gone.has(author.user))
    .map((entry) => {
      const reactions = entry.reactions
        ?.map((one) => ({...one, by: one.by.filter(({user}) => !gone.has(user))}))
        .filter(({by}) => by.length > 0);
      return reactions ? {...entry, reactions} : entry;
    });
}

const peopleOf = ({author, reactions = []}: Entry): Entry['author'][] => [author, ...reactions.flatMap(({by}) => by)];

/** The two of a direct conversation that can be made; nothing where there is one, or where they are not two. */
async function pairIn(
  tx: WriteTransaction,
  [one, other, ...more]: readonly {user: string}[],
): Promise<{pair: [string, string]; blocked: number} | undefined> {
  if (!one || !other || more.length > 0 || one.user === other.user) return undefined;
  const pair = pairOf(one.user, other.user);
  await lockPair(tx, pair);
  if (await tx.directConversation(pair)) return undefined;
  return {pair, blocked: marksOf(pair, await tx.blocksBetween(pair[0], [pair[1]]), 0)};
}

/** The message where the conversation stands, and behind it its reactions, each a change of its own (PWP-SEQ-001). */
async function putMessage(tx: WriteTransaction, entry: Entry, record: ConversationRecord, own: number): Promise<void> {
  const {conversation, id, reactions = []} = entry;
  const each = reactions.flatMap(({key, by}) => by.map(({user}) => ({key, user})));
  const message = messageOf(entry, record, own);
  await tx.insertMessage({...message, touched: message.seq + each.length, hasReactions: each.length > 0});
  for (const {key, user} of each)
    await tx.putReaction({conversation, message: id, key, user, on: true, rev: ++record.seq});
}

/** Moves the conversation on by one countable message. */
function advance(record: ConversationRecord, at: number): void {
  record.seq++;
  record.k++;
  record.lastSeq = record.seq;
  record.lastActivity = Math.max(record.lastActivity, at);
  record.lastTs = Math.max(record.lastTs, at);
}
