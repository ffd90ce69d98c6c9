/** Records for tests of stores, and the means all parts of the contract share. */
import assert from 'node:assert/strict';
import {newMember} from '../src/domain/members.js';
import {
  type ConversationRecord,
  type LaterRecord,
  type MemberRecord,
  type MessageRecord,
  type NotificationRecord,
  noEnd,
  type UserRecord,
  type VersionRecord,
  type Window,
} from '../src/store/records.js';
import type {MessagePlace, NeedleQuery, ReadTransaction, Store, WriteTransaction} from '../src/store/store.js';

/** What each part of the contract gets: the store under test, opened before its first promise, and ids never used before. */
export type Subject = {
  readonly store: Store;
  open(): Promise<Store>;
  /** The horizon has passed everything that was committed. */
  settled(): Promise<void>;
  newPlace(): string;
};

export const everything: Window = {from: 1, to: noEnd, upTo: noEnd};

export const conversationRecord = (id: string, more: Partial<ConversationRecord> = {}): ConversationRecord => ({
  id,
  type: 'group',
  status: 'open',
  title: undefined,
  avatar: undefined,
  description: undefined,
  context: undefined,
  data: undefined,
  purge: false,
  slowSeconds: undefined,
  history: undefined,
  pair: undefined,
  blocked: 0,
  createdAt: 1,
  createdBy: 'ann',
  seq: 1,
  memberRev: 1,
  metaRev: 1,
  members: 0,
  k: 0,
  lastSeq: 0,
  lastActivity: 1,
  lastTs: 1,
  ...more,
});

export const messageRecord = (conversation: string, seq: number, more: Partial<MessageRecord> = {}): MessageRecord => ({
  conversation,
  id: `${seq}`.padStart(21, 'm'),
  seq,
  rev: seq,
  touched: seq,
  sender: 'ann',
  ts: 1000 + seq,
  clientTs: undefined,
  content: {kind: 'text', text: `message ${seq}`},
  countable: true,
  k: seq,
  own: seq,
  replyTo: undefined,
  hasReactions: false,
  editedAt: undefined,
  edits: 0,
  deleted: undefined,
  pinRev: undefined,
  pinnedBy: undefined,
  pinnedAt: undefined,
  opId: undefined,
  fingerprint: 'print',
  ...more,
});

export const userRecord = (user: string, more: Partial<UserRecord> = {}): UserRecord => ({
  user,
  name: user,
  avatar: undefined,
  locale: undefined,
  status: undefined,
  data: undefined,
  rev: 1,
  guest: false,
  kind: 'person',
  claims: '',
  chosen: 'auto',
  quiet: undefined,
  lastSeen: 0,
  since: 0,
  ...more,
});

/** Only the record's own fields: a store may hand out rows with columns of its own. */
export function only<Row extends object>(record: Row, found: Row | undefined): Row | undefined {
  return found && (Object.fromEntries(Object.keys(record).map((key) => [key, found[key as keyof Row]])) as Row);
}

export async function place(
  tx: WriteTransaction,
  id: string,
  users: string[],
  more: Partial<ConversationRecord> = {},
): Promise<ConversationRecord> {
  const record = conversationRecord(id, {members: users.length, ...more});
  await tx.insertConversation(record);
  for (const [at, user] of users.entries())
    await tx.putMember(newMember(id, user, at === 0 ? 'owner' : 'member', 1, at));
  return record;
}

export const member = async (tx: WriteTransaction, conversation: string, user: string): Promise<MemberRecord> => {
  const found = await tx.member(conversation, user);
  assert.ok(found);
  return found;
};

/** In as many looks as it takes. */
export async function lookUpAll(tx: ReadTransaction, query: NeedleQuery): Promise<MessagePlace[]> {
  const all: MessagePlace[] = [];
  for (let rest = query.conversations; rest.length > 0; ) {
    const {places, count} = await tx.lookUp({...query, conversations: rest});
    assert.ok(count > 0);
    all.push(...places);
    rest = rest.slice(count);
  }
  return all;
}

export const notificationRecord = (
  user: string,
  seq: number,
  more: Partial<NotificationRecord> = {},
): NotificationRecord => ({
  ...{user, seq, id: `n-${seq}`, at: seq * 10, kind: 'follow', title: 'follows you 👍🏽'},
  ...{body: undefined, link: undefined, actor: undefined, about: undefined, removed: false},
  ...more,
});

export const laterRecord = (user: string, id: string, more: Partial<LaterRecord> = {}): LaterRecord => ({
  ...{user, id, conversation: 'c_a', at: 50, dueAt: 50, createdAt: 1},
  ...{content: {text: 'later 👍🏽'}, replyTo: undefined, failure: undefined},
  ...more,
});

export const versionRecord = (conversation: string, seq: number, more: Partial<VersionRecord> = {}): VersionRecord => ({
  ...{conversation, seq, rev: seq, sender: 'ann', at: 1000 + seq},
  content: {kind: 'text', text: 'said before 👍🏽'},
  ...more,
});
