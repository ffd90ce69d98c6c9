/** Reads of messages and reactions of the memory store. */
import type {MessageRecord, ReactionRecord, ReactionTally, Window} from '../records.js';
import type {Tally, TallyQuery} from '../store.js';
import type {Tables} from './tables.js';

const isSeen = ({from, to, upTo}: Window, {seq, rev}: MessageRecord): boolean =>
  seq >= from && seq <= to && rev <= upTo;

export class MemoryMessages {
  protected readonly tables: Tables;

  constructor(tables: Tables) {
    this.tables = tables;
  }

  #list(conversation: string): MessageRecord[] {
    return this.tables.messages.get(conversation)?.inOrder ?? [];
  }

  /** The place of the first message with a seq of at least `seq`. */
  protected placeOf(list: readonly MessageRecord[], seq: number): number {
    let low = 0;
    let high = list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((list[middle] as MessageRecord).seq < seq) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  async message(conversation: string, id: string): Promise<MessageRecord | undefined> {
    return this.tables.messages.get(conversation)?.byId.get(id);
  }

  async messages(conversation: string, ids: readonly string[]): Promise<MessageRecord[]> {
    const byId = this.tables.messages.get(conversation)?.byId;
    return ids.flatMap((id) => byId?.get(id) ?? []);
  }

  async messagesAt(places: readonly {conversation: string; seq: number}[]): Promise<MessageRecord[]> {
    return places.flatMap(({conversation, seq}) => {
      const list = this.#list(conversation);
      const record = list[this.placeOf(list, seq)];
      return record?.seq === seq ? [record] : [];
    });
  }

  async messagesBefore(conversation: string, window: Window, before: number, limit: number): Promise<MessageRecord[]> {
    const list = this.#list(conversation);
    const found: MessageRecord[] = [];
    for (let at = this.placeOf(list, before) - 1; at >= 0 && found.length < limit; at -= 1) {
      const record = list[at] as MessageRecord;
      if (record.seq < window.from) break;
      if (isSeen(window, record)) found.push(record);
    }
    return found;
  }

  async messagesAfter(conversation: string, window: Window, after: number, limit: number): Promise<MessageRecord[]> {
    const list = this.#list(conversation);
    const found: MessageRecord[] = [];
    for (
      let at = this.placeOf(list, Math.max(after + 1, window.from));
      at < list.length && found.length < limit;
      at += 1
    ) {
      const record = list[at] as MessageRecord;
      if (record.seq > window.to) break;
      if (isSeen(window, record)) found.push(record);
    }
    return found;
  }

  async messagesTouched(conversation: string, window: Window, since: number, limit: number): Promise<MessageRecord[]> {
    const touched = this.#list(conversation).filter((record) => record.touched > since && isSeen(window, record));
    return touched.sort((a, b) => a.touched - b.touched).slice(0, limit);
  }

  async pinnedMessages(conversation: string, window: Window, limit: number): Promise<MessageRecord[]> {
    const pinned = this.#list(conversation).filter(
      (record) => record.pinnedBy !== undefined && (record.pinRev ?? 0) <= window.upTo && isSeen(window, record),
    );
    return pinned.sort((a, b) => (b.pinRev ?? 0) - (a.pinRev ?? 0)).slice(0, limit);
  }

  async newestCountable(conversation: string, window: Window): Promise<MessageRecord | undefined> {
    return this.#list(conversation).findLast((record) => record.countable && isSeen(window, record));
  }

  async countedUpTo(conversation: string, sender: string, seq: number): Promise<{k: number; own: number}> {
    const list = this.#list(conversation);
    const before = list.slice(0, this.placeOf(list, seq + 1));
    return {k: before.at(-1)?.k ?? 0, own: before.findLast((record) => record.sender === sender)?.own ?? 0};
  }

  async lastOwn(conversation: string, sender: string): Promise<number> {
    return this.#list(conversation).findLast((record) => record.sender === sender)?.own ?? 0;
  }

  async lastSent(conversation: string, sender: string): Promise<number | undefined> {
    return this.#list(conversation).findLast((record) => record.sender === sender && record.countable)?.ts;
  }

  async tallies(user: string, queries: readonly TallyQuery[]): Promise<Tally[]> {
    const tallies: Tally[] = [];
    for (const {conversation, after} of queries) {
      const list = this.#list(conversation);
      const behind = list.slice(this.placeOf(list, after + 1));
      const mentions = this.tables.mentions.get(conversation);
      tallies.push({
        own: await this.lastOwn(conversation, user),
        deletedForeign: behind.filter(
          ({sender, deleted, countable}) => deleted !== undefined && countable && sender !== user,
        ).length,
        mentions: behind.filter(({seq}) => mentions?.get(seq)?.has(user)).length,
      });
    }
    return tallies;
  }

  async countUnread(
    conversation: string,
    user: string,
    window: Window,
    after: number,
  ): Promise<{unread: number; mentions: number}> {
    const mentions = this.tables.mentions.get(conversation);
    const unread = this.#list(conversation).filter(
      (record) =>
        record.seq > after &&
        isSeen(window, record) &&
        record.countable &&
        record.sender !== user &&
        record.deleted === undefined,
    );
    return {unread: unread.length, mentions: unread.filter(({seq}) => mentions?.get(seq)?.has(user)).length};
  }

  async isReserved(conversation: string, id: string, user: string): Promise<boolean> {
    return this.tables.reservations.has(`${conversation}\0${id}\0${user}`);
  }

  async reaction(
    conversation: string,
    message: string,
    key: string,
    user: string,
  ): Promise<ReactionRecord | undefined> {
    return this.tables.reactions.get(`${conversation}\0${message}`)?.get(`${key}\0${user}`);
  }

  #reactions(conversation: string, message: string, upTo: number): ReactionRecord[] {
    const all = [...(this.tables.reactions.get(`${conversation}\0${message}`)?.values() ?? [])];
    return all.filter(({rev}) => rev <= upTo).sort((a, b) => b.rev - a.rev);
  }

  async reactionTallies(
    conversation: string,
    messages: readonly string[],
    {reader, upTo, users}: {reader: string; upTo: number; users: number},
  ): Promise<ReactionTally[]> {
    return messages.flatMap((message) => {
      const all = this.#reactions(conversation, message, upTo);
      const keys = [...new Set(all.map(({key}) => key).reverse())].sort();
      return keys.map((key): ReactionTally => {
        const ofKey = all.filter((other) => other.key === key);
        const on = ofKey.filter((other) => other.on);
        const newest = on.slice(0, users).map(({user}) => user);
        const own = on.some(({user}) => user === reader);
        return {message, key, count: on.length, rev: ofKey[0]?.rev ?? 0, users: newest, own};
      });
    });
  }

  async reactionsPage(
    conversation: string,
    message: string,
    {key, before, upTo, limit}: {key?: string | undefined; before: number; upTo: number; limit: number},
  ): Promise<ReactionRecord[]> {
    const found = this.#reactions(conversation, message, upTo).filter(
      (one) => one.on && one.rev < before && (key === undefined || one.key === key),
    );
    return found.slice(0, limit);
  }
}
