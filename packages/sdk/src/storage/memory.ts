import {newId} from '../base/id.js';
import type {Message, Profile} from '../protocol/model.js';
import type {NewOutboxRow, OutboxRow, Storage, StorageWrite, StoredConversation, StoredMeta} from './storage.js';

/** Storage that lives as long as the tab: where there is no IndexedDB, and in tests. `reason`: why it is in use. */
export function memoryStorage(reason?: string): Storage {
  let meta: StoredMeta = {device: newId(), term: 0};
  let last = 0;
  const conversations = new Map<string, StoredConversation>();
  const messages = new Map<string, Map<string, Message>>();
  const people = new Map<string, Profile>();
  const items = new Map<string, unknown>();
  const outbox = new Map<number, OutboxRow>();

  const ofConversation = (id: string): Map<string, Message> => {
    const found = messages.get(id) ?? new Map<string, Message>();
    messages.set(id, found);
    return found;
  };

  function apply(write: StorageWrite): void {
    if ('drop' in write) {
      if (write.drop === 'item') items.delete(write.key);
      else if (write.drop === 'message') messages.get(write.conversation)?.delete(write.id);
      else if (write.drop === 'conversation') {
        conversations.delete(write.id);
        messages.delete(write.id);
      } else {
        const found = ofConversation(write.conversation);
        for (const {id, seq} of found.values()) if (seq >= write.from && seq <= write.to) found.delete(id);
      }
    } else if (write.put === 'meta') meta = {...meta, ...write.value};
    else if (write.put === 'conversation') conversations.set(write.value.id, write.value);
    else if (write.put === 'message')
      ofConversation(write.value.conversation).set(write.value.message.id, write.value.message);
    else if (write.put === 'person') people.set(write.value.user, write.value);
    else items.set(write.key, write.value);
  }

  const rows = (lane?: string): OutboxRow[] =>
    [...outbox.values()].filter((row) => lane === undefined || row.lane === lane);
  const add = (row: NewOutboxRow): void => {
    last++;
    outbox.set(last, {...row, n: last});
  };

  return {
    state: () => ({kind: 'memory', ...(reason && {reason})}),
    meta: async () => meta,
    conversation: async (id) => conversations.get(id),
    conversations: async ({limit, before}) =>
      [...conversations.values()]
        .filter(({id, row}) => !before || byActivity({id, lastActivity: row.lastActivity}, before) > 0)
        .sort((a, b) => byActivity({id: a.id, ...a.row}, {id: b.id, ...b.row}))
        .slice(0, limit),
    async messages(conversation, {from, to, limit = Number.POSITIVE_INFINITY, take = 'last'}) {
      const found = [...(messages.get(conversation)?.values() ?? [])]
        .filter(({seq}) => seq >= from && seq <= to)
        .sort((a, b) => a.seq - b.seq);
      return take === 'first' ? found.slice(0, limit) : found.slice(Math.max(0, found.length - limit));
    },
    message: async (conversation, id) => messages.get(conversation)?.get(id),
    people: async (ids) => ids.flatMap((id) => people.get(id) ?? []),
    item: async (key) => items.get(key),
    outbox: async () => rows(),
    async write(writes) {
      writes.forEach(apply);
    },
    async changeOutbox(lane, decide) {
      const {result, writes, and = []} = decide(rows(lane));
      for (const write of writes) {
        if ('add' in write) add(write.add);
        else if ('put' in write) outbox.set(write.put.n, write.put);
        else outbox.delete(write.drop);
      }
      and.forEach(apply);
      return result;
    },
    async clear(what) {
      for (const store of [conversations, messages, people]) store.clear();
      const {device, term} = meta;
      meta = {device, term};
      if (what === 'cache') return;
      items.clear();
      outbox.clear();
      meta = {device: newId(), term: 0};
    },
    close: async () => {},
  };
}

type Active = {id: string; lastActivity: number};

/** Newest activity first, then by id backwards, as an index read from its end gives it. */
const byActivity = (a: Active, b: Active): number =>
  b.lastActivity - a.lastActivity || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0);
