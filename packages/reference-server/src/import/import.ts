/**
 * Writes a chat log into a store: channels become groups, authors people, lines messages that keep their time. The same
 * log again changes nothing, because every id is made from the log's own; an import that was stopped goes on where it was.
 *
 * It writes beside the domain, because no operation may set a sender or a time. So it keeps the domain's promises itself:
 * positions without a hole (PWP-SEQ-001), running numbers for the closed form of unread, registers at or below the head.
 */
import {defaultLimits} from '@parlor/sdk/protocol';
import {toMeta} from '../domain/wire.js';
import {type ConversationRecord, type MemberRecord, noEnd, type UserRecord} from '../store/records.js';
import type {Store, WriteTransaction} from '../store/store.js';
import {contentOf} from './content.js';
import {conversationIdOf, messageIdOf} from './ids.js';
import type {ImportLine} from './line.js';
import {busiestAuthors, type ChannelPlan, type Plan} from './plan.js';

export type ImportOptions = {
  store: Store;
  plan: Plan;
  /** People (ids of the host) who join every imported group; the first becomes its owner. */
  join: readonly {user: string; name: string}[];
  /** How many messages at the end of a channel are unread for those who join. */
  unread: (channel: string) => number;
  /** Before each author's name: an author of a log is nobody's id in the host. */
  prefix: string;
  /** At most so many members of a group, the busiest authors first; the others are known as people who left. */
  members: number;
};

export interface Importer {
  /** Writes these lines in one transaction; says how many were new. */
  write(lines: readonly ImportLine[]): Promise<number>;
  /** What can be said only at the end: who has read how far. */
  finish(): Promise<void>;
}

export function createImporter({store, plan, join, unread, prefix, members}: ImportOptions): Importer {
  /** People of whom it is known that they are in the store. */
  const known = new Set<string>();

  const userOf = (channel: ChannelPlan) => (name: string) => (channel.authors.has(name) ? prefix + name : undefined);

  async function writeLines(
    tx: WriteTransaction,
    lines: readonly ImportLine[],
  ): Promise<{added: number; people: Set<string>}> {
    const people = new Set<string>();
    let added = 0;
    for (const [name, own] of byChannel(lines)) {
      const channel = plan.channels.get(name);
      if (!channel) throw new Error(`The channel "${name}" is not in the plan.`);
      const id = conversationIdOf(name);
      const there = new Set(
        (
          await tx.messages(
            id,
            own.map((line) => messageIdOf(name, line.id)),
          )
        ).map((message) => message.id),
      );
      const fresh = own.filter((line) => !there.has(messageIdOf(name, line.id)));
      const record = {...((await tx.conversation(id, 'lock')) ?? (await makeConversation(tx, id, channel, people)))};
      const seen = new Set<string>();
      const numbers = new Map<string, number>();
      for (const line of fresh) {
        const sender = prefix + line.author;
        if (!known.has(sender)) await putPerson(tx, sender, line.author, people);
        if (!seen.has(sender)) await putPassed(tx, record, sender);
        seen.add(sender);
        const number = (numbers.get(sender) ?? (await tx.lastOwn(id, sender))) + 1;
        numbers.set(sender, number);
        append(record, line.at);
        await tx.insertMessage({
          conversation: id,
          id: messageIdOf(name, line.id),
          seq: record.seq,
          rev: record.seq,
          touched: record.seq,
          sender,
          ts: line.at,
          clientTs: undefined,
          content: contentOf(line, userOf(channel)),
          countable: true,
          k: record.k,
          own: number,
          replyTo:
            line.replyTo !== undefined && channel.lines.has(line.replyTo) ? messageIdOf(name, line.replyTo) : undefined,
          editedAt: undefined,
          edits: 0,
          hasReactions: false,
          deleted: undefined,
          opId: undefined,
          fingerprint: '',
        });
      }
      if (fresh.length > 0) await tx.advanceConversation(record);
      added += fresh.length;
    }
    return {added, people};
  }

  /** A group at its first change: the people who join and the busiest authors. */
  async function makeConversation(
    tx: WriteTransaction,
    id: string,
    channel: ChannelPlan,
    people: Set<string>,
  ): Promise<ConversationRecord> {
    const authors = busiestAuthors(channel, Math.min(members, defaultLimits.members) - join.length);
    const joining = [...join, ...authors.map((name) => ({user: prefix + name, name}))];
    const owner = joining[0]?.user ?? prefix;
    const record: ConversationRecord = {
      id,
      type: 'group',
      status: 'open',
      title: channel.title,
      avatar: undefined,
      description: undefined,
      context: undefined,
      data: undefined,
      pair: undefined,
      createdAt: channel.first,
      createdBy: owner,
      seq: 1,
      memberRev: 1,
      metaRev: 1,
      members: joining.length,
      k: 0,
      lastSeq: 0,
      lastActivity: channel.first,
      lastTs: channel.first,
    };
    await tx.insertConversation(record);
    for (const [index, {user, name}] of joining.entries()) {
      if (!known.has(user)) await putPerson(tx, user, name, people);
      await tx.putMember(memberOf(id, user, {role: user === owner ? 'owner' : 'member', joinedAs: index}));
    }
    return record;
  }

  /** Who wrote but did not become a member was one: so their name is told, and they are sent nothing. */
  async function putPassed(tx: WriteTransaction, conversation: ConversationRecord, user: string): Promise<void> {
    if ((await tx.member(conversation.id, user)) !== undefined) return;
    const farewell = {meta: toMeta(conversation), lastActivity: conversation.lastActivity};
    // rev 0 is before everything: thousands of them never fill a delta
    const member = memberOf(conversation.id, user, {role: 'member', joinedAs: 0});
    await tx.putMember({...member, state: 'left', rev: 0, leftAt: 1, farewell});
  }

  async function putPerson(tx: WriteTransaction, user: string, name: string, people: Set<string>): Promise<void> {
    if (!people.has(user) && (await tx.user(user)) === undefined) await tx.putUser(personOf(user, name));
    people.add(user);
  }

  /** Authors have read everything; those who join have the last few before them. Registers only rise. */
  async function settle(tx: WriteTransaction, id: string, left: number): Promise<void> {
    const conversation = await tx.conversation(id, 'lock');
    if (!conversation) return;
    const joined = new Set(join.map(({user}) => user));
    const window = {from: 1, to: noEnd, upTo: noEnd};
    const tail = await tx.messagesBefore(id, window, noEnd, left + 1);
    // `left` messages stand behind this one
    const before = tail[left]?.seq ?? 0;
    for (const {user} of await tx.seats(id)) {
      const member = await tx.member(id, user);
      const isImported = user.startsWith(prefix) && prefix !== '';
      if (!member || !(joined.has(user) || isImported)) continue;
      const read = Math.max(member.read, joined.has(user) ? before : conversation.seq);
      const delivered = Math.max(member.delivered, conversation.seq);
      if (read === member.read && delivered === member.delivered) continue;
      const horizon = Math.max(read, member.readPrivate, member.cleared);
      const {k, own} = await tx.countedUpTo(id, user, horizon);
      await tx.putMember({...member, read, delivered, readK: k, ownReadK: own});
    }
  }

  return {
    async write(lines) {
      const {added, people} = await store.write((tx) => writeLines(tx, lines));
      // only now: a transaction that failed has left nobody behind
      for (const user of people) known.add(user);
      return added;
    },
    async finish() {
      for (const name of plan.channels.keys())
        await store.write((tx) => settle(tx, conversationIdOf(name), unread(name)));
    },
  };
}

function byChannel(lines: readonly ImportLine[]): Map<string, ImportLine[]> {
  const groups = new Map<string, ImportLine[]>();
  for (const line of lines) {
    const group = groups.get(line.channel);
    if (group) group.push(line);
    else groups.set(line.channel, [line]);
  }
  return groups;
}

/** Moves the conversation on by one countable message. */
function append(record: ConversationRecord, at: number): void {
  record.seq++;
  record.k++;
  record.lastSeq = record.seq;
  record.lastActivity = Math.max(record.lastActivity, at);
  record.lastTs = Math.max(record.lastTs, at);
}

const memberOf = (
  conversation: string,
  user: string,
  {role, joinedAs}: Pick<MemberRecord, 'role' | 'joinedAs'>,
): MemberRecord => ({
  conversation,
  user,
  state: 'joined',
  role,
  rev: 1,
  joinedSeq: 1,
  joinedAs,
  visibleFrom: 1,
  leftAt: undefined,
  farewell: undefined,
  read: 0,
  readPrivate: 0,
  delivered: 0,
  cleared: 0,
  ownRev: 0,
  markedUnread: false,
  mutedUntil: 0,
  pinned: false,
  archived: false,
  readK: 0,
  ownReadK: 0,
});

const personOf = (user: string, name: string): UserRecord => ({
  user,
  name,
  avatar: undefined,
  locale: undefined,
  status: undefined,
  data: undefined,
  rev: 1,
  guest: false,
  claims: '',
  chosen: 'auto',
  lastSeen: 0,
});
