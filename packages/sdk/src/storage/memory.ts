import {newId} from '../base/id.js';
import {ensure} from '../base/keep.js';
import type {Message, Profile} from '../protocol/model.js';
import type {OutboxRow, Storage, StorageWrite, StoredConversation, StoredMeta} from './storage.js';

/** Storage that lives as long as the tab: where there is no IndexedDB, and in tests. `reason`: why it is in use. */
export function memoryStorage(reason?: string): Storage {
  let meta: StoredMeta = {device: newId(), term: 0};
  let last = 0;
  const conversations = new Map<string, StoredConversation>();
  const messages = new Map<string, Map<string, Message>>();
  const people = new Map<string, Profile>();
  const items = new Map<string, unknown>();
  const outbox = new Map<number, OutboxRow>();

  const ofConversation = (id: string): Map<string, Message> => ensure(messages, id, () => new Map());
  const between = (id: string, from: number, to: number): Message[] =>
    [...ofConversation(id).values()].filter(({seq}) => seq >= from && seq <= to);

  function apply(write: StorageWrite): void {
    if ('drop' in write) {
      if (write.drop === 'item') items.delete(write.key);
      else
        for (const {id} of between(write.conversation, write.from, write.to))
          ofConversation(write.conversation).delete(id);
    } else if (write.put === 'meta') meta = {...meta, ...write.value};
    else if (write.put === 'conversation') conversations.set(write.value.id, write.value);
    else if (write.put === 'message')
      ofConversation(write.value.conversation).set(write.value.message.id, write.value.message);
    else if (write.put === 'person') people.set(write.value.user, write.value);
    else items.set(write.key, write.value);
  }

  return {
    state: () => ({kind: 'memory', ...(reason && {reason})}),
    meta: async () => meta,
    conversation: async (id) => conversations.get(id),
    // equal ones by id backwards, as an index read from its end gives them
    conversations: async (limit) =>
      [...conversations.values()]
        .sort((a, b) => b.row.lastActivity - a.row.lastActivity || (a.id < b.id ? 1 : -1))
        .slice(0, limit),
    async messages(conversation, {from, to, limit = Number.POSITIVE_INFINITY, take}) {
      const found = between(conversation, from, to).sort((a, b) => a.seq - b.seq);
      return take === 'first' ? found.slice(0, limit) : found.slice(-limit);
    },
    message: async (conversation, id) => ofConversation(conversation).get(id),
    people: async (ids) => ids.flatMap((id) => people.get(id) ?? []),
    item: async (key) => items.get(key),
    outbox: async () => [...outbox.values()],
    async write(writes) {
      writes.forEach(apply);
    },
    async changeOutbox(lane, decide) {
      const {result, writes, and = []} = decide([...outbox.values()].filter((row) => row.lane === lane));
      for (const write of writes) {
        if ('drop' in write) outbox.delete(write.drop);
        else {
          const row = 'put' in write ? write.put : {...write.add, n: ++last};
          outbox.set(row.n, row);
        }
      }
      and.forEach(apply);
      return result;
    },
    async clear(what, epoch) {
      if (epoch && meta.epoch === epoch) return;
      for (const store of [conversations, messages, people]) store.clear();
      meta = {device: meta.device, term: meta.term, ...(epoch && {epoch})};
      if (what === 'cache') return;
      items.clear();
      outbox.clear();
      meta = {device: newId(), term: 0};
    },
    close: async () => {},
  };
}
