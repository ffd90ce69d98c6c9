/** Carrying out the writes of one transaction. */
import type {IDBPTransaction} from 'idb';
import {newId} from '../base/id.js';
import type {ChatSchema, StoreName} from './idb-schema.js';
import type {StorageWrite} from './storage.js';

/** A transaction that writes. */
export type Access = IDBPTransaction<ChatSchema, StoreName[], 'readwrite'>;

/** Every message of a conversation. */
export const ofConversation = (id: string): IDBKeyRange => IDBKeyRange.bound([id], [id, []]);

export function storesOf(write: StorageWrite): StoreName[] {
  if ('put' in write) return [write.put];
  return [write.drop === 'item' ? 'item' : 'message'];
}

export async function applyAll(access: Access, writes: readonly StorageWrite[]): Promise<void> {
  await Promise.all(writes.map((write) => apply(access, write)));
}

async function apply(access: Access, write: StorageWrite): Promise<unknown> {
  if ('drop' in write) {
    if (write.drop === 'item') return access.objectStore('item').delete(write.key);
    const messages = access.objectStore('message');
    const range = IDBKeyRange.bound([write.conversation, write.from], [write.conversation, write.to]);
    const keys = await messages.index('seq').getAllKeys(range);
    return Promise.all(keys.map((key) => messages.delete(key)));
  }
  if (write.put === 'item') return access.objectStore('item').put(write.value, write.key);
  if (write.put !== 'meta') return access.objectStore(write.put).put(write.value);
  const meta = access.objectStore('meta');
  const there = (await meta.get('meta')) ?? {device: newId(), term: 0};
  return meta.put({...there, ...write.value}, 'meta');
}
