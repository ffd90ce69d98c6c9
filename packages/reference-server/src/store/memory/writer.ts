/** Writes of the memory store, every one journalled. */
import type {
  ConversationRecord,
  MemberRecord,
  MessageRecord,
  OperationRecord,
  ReactionRecord,
  UserRecord,
} from '../records.js';
import type {WriteTransaction} from '../store.js';
import {MemoryReader} from './reader.js';
import type {MessageList, Stamped, Tables} from './tables.js';

export class MemoryWriter extends MemoryReader implements WriteTransaction {
  readonly x: number;

  constructor(tables: Tables, x: number) {
    super(tables);
    this.x = x;
  }

  async insertConversation(record: ConversationRecord): Promise<void> {
    const {tables} = this;
    if (record.pair) tables.set(tables.directs, record.pair.join('\0'), record.id);
    tables.set(tables.conversations, record.id, {...record, x: this.x});
  }

  async updateConversation(record: ConversationRecord): Promise<void> {
    this.tables.set(this.tables.conversations, record.id, {...record, x: this.x});
  }

  async advanceConversation(record: ConversationRecord): Promise<void> {
    const before = this.tables.conversations.get(record.id);
    if (!before) return;
    const {seq, memberRev, metaRev, members, k, lastSeq, lastActivity, lastTs} = record;
    this.tables.set(this.tables.conversations, record.id, {
      ...before,
      seq,
      memberRev,
      metaRev,
      members,
      k,
      lastSeq,
      lastActivity,
      lastTs,
      x: this.x,
    });
  }

  async putMember(record: MemberRecord): Promise<void> {
    const {tables} = this;
    const members = tables.under(tables.members, record.conversation, () => new Map<string, Stamped<MemberRecord>>());
    tables.set(members, record.user, {...record, x: this.x});
    tables.add(
      tables.under(tables.conversationsOf, record.user, () => new Set<string>()),
      record.conversation,
    );
  }

  #messages(conversation: string): MessageList {
    return this.tables.under(this.tables.messages, conversation, (): MessageList => ({byId: new Map(), inOrder: []}));
  }

  async insertMessage(record: MessageRecord): Promise<boolean> {
    const {byId, inOrder} = this.#messages(record.conversation);
    if (byId.has(record.id)) return false;
    this.tables.set(byId, record.id, record);
    this.tables.push(inOrder, record);
    return true;
  }

  async updateMessage(record: MessageRecord): Promise<void> {
    const {byId, inOrder} = this.#messages(record.conversation);
    this.tables.set(byId, record.id, record);
    this.tables.replaceAt(inOrder, this.placeOf(inOrder, record.seq), record);
  }

  async touchMessage(conversation: string, id: string, touched: number): Promise<void> {
    const record = await this.message(conversation, id);
    if (record) await this.updateMessage({...record, touched, hasReactions: true});
  }

  async setMentions(conversation: string, seq: number, users: readonly string[]): Promise<void> {
    const {tables} = this;
    const mentions = tables.under(tables.mentions, conversation, () => new Map<number, ReadonlySet<string>>());
    if (users.length > 0) tables.set(mentions, seq, new Set(users));
    else tables.delete(mentions, seq);
  }

  async reserve(conversation: string, id: string, user: string): Promise<void> {
    this.tables.add(this.tables.reservations, `${conversation}\0${id}\0${user}`);
  }

  async putReaction(record: ReactionRecord): Promise<void> {
    const {tables} = this;
    const reactions = tables.under(
      tables.reactions,
      `${record.conversation}\0${record.message}`,
      () => new Map<string, ReactionRecord>(),
    );
    tables.set(reactions, `${record.key}\0${record.user}`, record);
  }

  async removeReactions(conversation: string, message: string): Promise<void> {
    this.tables.delete(this.tables.reactions, `${conversation}\0${message}`);
  }

  async insertOperation(record: OperationRecord): Promise<void> {
    this.tables.set(this.tables.operations, `${record.user}\0${record.opId}`, record);
  }

  async pruneOperations(before: number, limit: number): Promise<void> {
    const old = [...this.tables.operations].filter(([, {at}]) => at < before).slice(0, limit);
    for (const [key] of old) this.tables.delete(this.tables.operations, key);
  }

  async putUser(record: UserRecord): Promise<void> {
    this.tables.set(this.tables.users, record.user, record);
  }

  async setChosen(user: string, chosen: UserRecord['chosen']): Promise<void> {
    const record = this.tables.users.get(user);
    if (record) await this.putUser({...record, chosen});
  }

  async setSeen(user: string, at: number): Promise<void> {
    const record = this.tables.users.get(user);
    if (record) await this.putUser({...record, lastSeen: at});
  }

  async probe(): Promise<void> {}
}
