/** The database's layout. Migrations are only ever appended: a device may come from any earlier version. */
import type {DBSchema, IDBPDatabase} from 'idb';
import type {Profile} from '../protocol/model.js';
import type {NewOutboxRow, StoredConversation, StoredMessage, StoredMeta} from './storage.js';

export interface ChatSchema extends DBSchema {
  /** One record, under the key `meta`. */
  meta: {key: string; value: StoredMeta};
  conversation: {key: string; value: StoredConversation; indexes: {activity: [number, string]}};
  message: {key: [string, string]; value: StoredMessage; indexes: {seq: [string, number]}};
  person: {key: string; value: Profile};
  item: {key: string; value: unknown};
  /** Keyed by `n`, which the database counts and never gives twice: the order over all tabs (F19). */
  outbox: {key: number; value: NewOutboxRow & {n?: number}; indexes: {lane: string; op: string}};
}

export type Database = IDBPDatabase<ChatSchema>;
export type StoreName = 'meta' | 'conversation' | 'message' | 'person' | 'item' | 'outbox';

/** Step n brings a database of version n to version n + 1. No waiting inside: the transaction ends when nothing is asked of it. */
const migrations: readonly ((db: Database) => void)[] = [
  (db) => {
    db.createObjectStore('meta');
    db.createObjectStore('conversation', {keyPath: 'id'}).createIndex('activity', ['row.lastActivity', 'id']);
    db.createObjectStore('message', {keyPath: ['conversation', 'message.id']}).createIndex('seq', [
      'conversation',
      'message.seq',
    ]);
    db.createObjectStore('person', {keyPath: 'user'});
    db.createObjectStore('item');
    const outbox = db.createObjectStore('outbox', {keyPath: 'n', autoIncrement: true});
    outbox.createIndex('lane', 'lane');
    outbox.createIndex('op', 'opId', {unique: true});
  },
];

export const schemaVersion = migrations.length;

/** `version` and how to get there from any before. */
export type Layout = {version: number; migrate(db: Database, from: number): void};

export const layout: Layout = {
  version: schemaVersion,
  migrate(db, from) {
    for (const step of migrations.slice(from)) step(db);
  },
};
