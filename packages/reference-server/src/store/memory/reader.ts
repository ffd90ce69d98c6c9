/** Reads of the memory store. Rows are replaced, never changed in place, so they are given out as they are. */
import {bands, findsPerson, type NameQuery} from '../../search/names.js';
import type {UserHead} from '../admin.js';
import type {
  ConversationRecord,
  MemberRecord,
  OperationRecord,
  Seat,
  Standing,
  UploadRecord,
  UserRecord,
} from '../records.js';
import type {ChangedQuery, Countable, InboxQuery, Membership, PeopleAmong, Place, ReadTransaction} from '../store.js';
import {MemorySafety} from './safety.js';

export class MemoryReader extends MemorySafety implements ReadTransaction {
  async horizon(): Promise<number> {
    return this.tables.x;
  }

  async conversation(id: string): Promise<ConversationRecord | undefined> {
    return this.tables.conversations.get(id);
  }

  async directConversation([a, b]: readonly [string, string]): Promise<ConversationRecord | undefined> {
    const id = this.tables.directs.get(`${a}\0${b}`);
    return id === undefined ? undefined : this.tables.conversations.get(id);
  }

  async member(conversation: string, user: string): Promise<MemberRecord | undefined> {
    return this.tables.members.get(conversation)?.get(user);
  }

  async standing(id: string, user: string): Promise<Standing | undefined> {
    const [conversation, member] = [this.tables.conversations.get(id), this.tables.members.get(id)?.get(user)];
    if (!conversation || !member) return undefined;
    const {state, visibleFrom, leftAt, farewell, cleared} = member;
    return {seq: conversation.seq, state, visibleFrom, leftAt, farewell, cleared};
  }

  #members(conversation: string): MemberRecord[] {
    return [...(this.tables.members.get(conversation)?.values() ?? [])];
  }

  #joined(conversation: string): MemberRecord[] {
    const joined = this.#members(conversation).filter(({state}) => state === 'joined');
    return joined.sort((a, b) => a.joinedSeq - b.joinedSeq || a.joinedAs - b.joinedAs);
  }

  async seats(conversation: string): Promise<Seat[]> {
    return this.#joined(conversation).map(({user, role, visibleFrom}) => ({user, role, visibleFrom}));
  }

  async membersPage(
    conversation: string,
    {after: [seq, as] = [0, -1], limit}: {after?: [number, number] | undefined; limit: number},
  ): Promise<MemberRecord[]> {
    const behind = this.#joined(conversation).filter(
      ({joinedSeq, joinedAs}) => joinedSeq > seq || (joinedSeq === seq && joinedAs > as),
    );
    return behind.slice(0, limit);
  }

  async membersChanged(
    conversation: string,
    {since, upTo, limit}: {since: number; upTo: number; limit: number},
  ): Promise<MemberRecord[]> {
    const changed = this.#members(conversation).filter(({rev}) => rev > since && rev <= upTo);
    return changed
      .sort((a, b) => b.rev - a.rev || a.joinedSeq - b.joinedSeq || a.joinedAs - b.joinedAs)
      .slice(0, limit);
  }

  async isKeptOut(conversation: string, user: string): Promise<boolean> {
    return this.tables.keptOut.get(conversation)?.has(user) ?? false;
  }

  async countKeptOut(conversation: string): Promise<number> {
    return this.tables.keptOut.get(conversation)?.size ?? 0;
  }

  async banned(conversation: string, {after, limit}: {after: string; limit: number}): Promise<string[]> {
    const were = this.#members(conversation).flatMap(({state, user}) => (state === 'banned' ? [user] : []));
    const all = new Set([...(this.tables.keptOut.get(conversation) ?? []), ...were]);
    return [...all]
      .filter((user) => user > after)
      .sort(compare)
      .slice(0, limit);
  }

  async joinedOwners(conversation: string): Promise<number> {
    return this.#joined(conversation).filter(({role}) => role === 'owner').length;
  }

  async joinedBy(user: string, most: number): Promise<number> {
    let joined = 0;
    for (const id of this.tables.conversationsOf.get(user) ?? [])
      if (this.tables.members.get(id)?.get(user)?.state === 'joined' && ++joined >= most) break;
    return joined;
  }

  async received(
    conversation: string,
    seq: number,
    limit: number,
  ): Promise<{user: string; read: number; delivered: number}[]> {
    const there = this.#joined(conversation).filter(
      ({delivered, visibleFrom}) => delivered >= seq && visibleFrom <= seq,
    );
    return there.slice(0, limit).map(({user, read, delivered}) => ({user, read, delivered}));
  }

  async memberships(user: string, conversations: readonly string[]): Promise<Membership[]> {
    return conversations.flatMap((id) => {
      const conversation = this.tables.conversations.get(id);
      const member = this.tables.members.get(id)?.get(user);
      return conversation && member ? [{conversation, member}] : [];
    });
  }

  #all(user: string): Promise<Membership[]> {
    return this.memberships(user, [...(this.tables.conversationsOf.get(user) ?? [])]);
  }

  async inbox(user: string, query: InboxQuery): Promise<Membership[]> {
    const all = (await this.#all(user)).filter(({conversation, member}) => {
      if (member.archived !== query.archived || isEmptied(conversation, member)) return false;
      if (query.groups && conversation.type === 'direct') return false;
      if (query.maybeUnread && !isMaybeUnread(conversation, member)) return false;
      if (query.contextType !== undefined && conversation.context?.type !== query.contextType) return false;
      return query.contextId === undefined || conversation.context?.id === query.contextId;
    });
    return behind(all, query.after, true).slice(0, query.limit);
  }

  async changed(user: string, {since, pinnedFirst, after, limit}: ChangedQuery): Promise<Membership[]> {
    const all = (await this.#all(user)).filter(({conversation: {id}, member}) => {
      const conversation = this.tables.conversations.get(id);
      const own = this.tables.members.get(id)?.get(user);
      return (own?.x ?? 0) > since || (member.state === 'joined' && (conversation?.x ?? 0) > since);
    });
    return behind(all, after, pinnedFirst).slice(0, limit);
  }

  async maybeUnread(user: string, now: number): Promise<Countable[]> {
    const counted = (await this.#all(user)).filter(
      ({conversation, member}) =>
        member.state === 'joined' &&
        !member.archived &&
        member.mutedUntil <= now &&
        isMaybeUnread(conversation, member),
    );
    return counted.map(({conversation: {id, k}, member}) => {
      const {readK, ownReadK, markedUnread, read, readPrivate, cleared, visibleFrom} = member;
      return {
        conversation: id,
        k,
        readK,
        ownReadK,
        markedUnread,
        horizon: Math.max(read, readPrivate, cleared, visibleFrom - 1),
      };
    });
  }

  async conversationsOf(user: string): Promise<string[]> {
    return [...(this.tables.conversationsOf.get(user) ?? [])];
  }

  async endedUntil(user: string): Promise<number> {
    return this.tables.ended.get(user) ?? 0;
  }

  async user(user: string): Promise<UserRecord | undefined> {
    return this.tables.users.get(user);
  }

  async users(users: readonly string[]): Promise<UserRecord[]> {
    return users.flatMap((user) => this.tables.users.get(user) ?? []);
  }

  async findUsers(query: NameQuery, {with: viewer, ids = false, after, limit}: PeopleAmong): Promise<UserHead[]> {
    const shared =
      viewer === undefined ? undefined : new Set(await this.sharing(viewer, [...this.tables.users.keys()]));
    const placeOf = (record: UserRecord) => {
      if (shared && (record.user === viewer || !shared.has(record.user))) return undefined;
      const place = findsPerson(query, record);
      return place?.band === bands.id && !ids ? undefined : place;
    };
    return this.placed(placeOf, {after, limit});
  }

  async sharing(user: string, users: readonly string[], past?: 'past'): Promise<string[]> {
    const isIn = (conversation: string, one: string): boolean => {
      const member = this.tables.members.get(conversation)?.get(one);
      return member !== undefined && (past === 'past' || member.state === 'joined');
    };
    const mine = [...(this.tables.conversationsOf.get(user) ?? [])].filter((conversation) => isIn(conversation, user));
    return [...new Set(users)].filter((other) => mine.some((conversation) => isIn(conversation, other)));
  }

  async operation(user: string, opId: string): Promise<OperationRecord | undefined> {
    return this.tables.operations.get(`${user}\0${opId}`);
  }

  async upload(id: string): Promise<UploadRecord | undefined> {
    return this.tables.uploads.get(id);
  }

  async uploads(ids: readonly string[]): Promise<UploadRecord[]> {
    return [...new Set(ids)].flatMap((id) => this.tables.uploads.get(id) ?? []);
  }

  async uploadsOf(conversation: string, message: string): Promise<UploadRecord[]> {
    return [...this.tables.uploads.values()].filter(
      (record) => record.conversation === conversation && record.message === message,
    );
  }

  async uploadUse(user: string, since: number): Promise<{files: number; bytes: number; kept: number}> {
    const own = [...this.tables.uploads.values()].filter((record) => record.user === user);
    const begun = own.filter(({createdAt}) => createdAt > since);
    return {
      files: begun.length,
      bytes: begun.reduce((all, {size}) => all + size, 0),
      kept: own.reduce((all, {bytes}) => all + bytes, 0),
    };
  }

  async keptFiles(): Promise<{files: number; bytes: number}> {
    const kept = [...this.tables.uploads.values()].filter(({bytes, state}) => bytes > 0 && state !== 'open');
    return {files: kept.length, bytes: kept.reduce((all, {bytes}) => all + bytes, 0)};
  }

  async uploadsToCollect(before: number, limit: number): Promise<UploadRecord[]> {
    const found = [...this.tables.uploads.values()].filter(
      ({message, state, createdAt}) => message === undefined && (state === 'lost' || createdAt < before),
    );
    return found.slice(0, limit);
  }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const isMaybeUnread = (conversation: ConversationRecord, member: MemberRecord): boolean =>
  conversation.k > member.readK || member.markedUnread;

/** Cleared away, and nothing came since: nothing that was said, nor a change of their place. */
const isEmptied = (conversation: ConversationRecord, member: MemberRecord): boolean =>
  member.cleared >= member.rev && conversation.lastSeq <= member.cleared;

const activityOf = ({conversation, member}: Membership): number =>
  member.farewell?.lastActivity ?? conversation.lastActivity;

function behind(all: Membership[], after: Place | undefined, pinnedFirst: boolean): Membership[] {
  const order = (a: Place, b: Place): number =>
    (pinnedFirst ? Number(b.pinned) - Number(a.pinned) : 0) ||
    b.lastActivity - a.lastActivity ||
    compare(b.conversation, a.conversation);
  const placed = all.map((membership) => ({
    membership,
    place: {
      pinned: membership.member.pinned,
      lastActivity: activityOf(membership),
      conversation: membership.conversation.id,
    },
  }));
  const found = after ? placed.filter(({place}) => order(place, after) > 0) : placed;
  return found.sort((a, b) => order(a.place, b.place)).map(({membership}) => membership);
}
