/** Carrying out the writes of one transaction. */
import type {IDBPTransaction} from 'idb';
import {newId} from '../base/id.js';
import {joinMessage} from '../core/message.js';
import type {ChatSchema, StoreName} from './idb-schema.js';
import {joinConversation, withoutMessages} from './join.js';
import {isLateDrop} from './late-drop.js';
import type {StorageWrite} from './storage.js';

/** A transaction that writes. */
export type Access = IDBPTransaction<ChatSchema, StoreName[], 'readwrite'>;

/** Every message of a conversation. */
export const ofConversation = (id: string): IDBKeyRange => IDBKeyRange.bound([id], [id, []]);

export function storesOf(write: StorageWrite): StoreName[] {
  if ('put' in write) return [write.put];
  return write.drop === 'item' ? ['item'] : ['conversation', 'message'];
}

/** In order where it matters: what is dropped is dropped before anything is put in its place. */
export async function applyAll(access: Access, writes: readonly StorageWrite[]): Promise<void> {
  const [drops, puts] = [writes.filter((write) => 'drop' in write), writes.filter((write) => 'put' in write)];
  await Promise.all(drops.map((write) => apply(access, write, puts)));
  await Promise.all(puts.map((write) => apply(access, write)));
}

async function apply(access: Access, write: StorageWrite, puts: readonly StorageWrite[] = []): Promise<unknown> {
  if ('drop' in write) {
    if (write.drop === 'item') return access.objectStore('item').delete(write.key);
    const messages = access.objectStore('message');
    const {conversation, from, to} = write;
    const conversations = access.objectStore('conversation');
    const have = await conversations.get(conversation);
    if (have && isLateDrop(have, write, puts)) return undefined;
    if (have) await conversations.put(withoutMessages(have, from, to));
    const keys = await messages.index('seq').getAllKeys(IDBKeyRange.bound([conversation, from], [conversation, to]));
    return Promise.all(keys.map((key) => messages.delete(key)));
  }
  if (write.put === 'conversation') {
    const store = access.objectStore('conversation');
    return store.put(joinConversation(await store.get(write.value.id), write.value, write.known));
  }
  if (write.put === 'message') {
    const {conversation, message} = write.value;
    const store = access.objectStore('message');
    const have = await store.get([conversation, message.id]);
    return store.put({conversation, message: joinMessage(have?.message, message)});
  }
  if (write.put === 'item') return access.objectStore('item').put(write.value, write.key);
  if (write.put !== 'meta') return access.objectStore(write.put).put(write.value);
  const meta = access.objectStore('meta');
  const there = (await meta.get('meta')) ?? {device: newId(), term: 0};
  return meta.put({...there, ...write.value}, 'meta');
}
