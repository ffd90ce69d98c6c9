/**
 * After a backup of the server was restored: which of my confirmed messages are gone. They come back as failed, for their writer
 * to send again or not; never by themselves (PWP-SYNC-007, F50). Loaded when it happens, which is hardly ever.
 */
import {newId} from '../base/id.js';
import {until} from '../base/until.js';
import type {ChatError} from '../core/failure.js';
import type {NewOutboxRow, OutboxRow} from '../core/outbox-row.js';
import type {Content} from '../protocol/model.js';
import type {Storage, StoredConversation} from '../storage/storage.js';
import type {Engine} from './engine.js';
import type {Sender} from './sender.js';

/** Where the messages wait that are still to be looked for: they outlive the cache, and the tab. */
export const keptItem = 'kept';

type Kept = {conversation: string; id: string; seq: number; ts: number; content: Content; replyTo?: string | undefined};

/** The newest of one conversation; a backup is hours old, not years. */
const mostOfOne = 500;

/** Puts my messages aside before the cache is dropped. */
export async function keepOwn(storage: Storage, user: string): Promise<void> {
  const kept = new Map(((await storage.item(keptItem)) as Kept[] | undefined)?.map((one) => [one.id, one]));
  const rows = await storage.outbox();
  for (const stored of await storage.conversations(Number.POSITIVE_INFINITY)) {
    const {id: conversation} = stored;
    const cleared = clearedIn(
      stored,
      rows.filter(({lane}) => lane === conversation),
    );
    const range = {from: cleared + 1, to: Number.MAX_SAFE_INTEGER, limit: mostOfOne};
    for (const {id, seq, ts, sender, content, deleted, replyTo} of await storage.messages(conversation, range)) {
      if (sender === user && !deleted && content.kind !== 'system')
        kept.set(id, {conversation, id, seq, ts, content, replyTo: replyTo?.id});
    }
  }
  await storage.write([{put: 'item', key: keptItem, value: [...kept.values()]}]);
}

/** What its writer has cleared away, or is about to, is not wanted back. */
const clearedIn = (stored: StoredConversation | undefined, rows: readonly OutboxRow[]): number =>
  Math.max(stored?.row.own.cleared ?? 0, ...rows.map(({input}) => Number(input.cleared ?? 0)));

/** Asks for them, and gives what is gone to the outbox. What a broken connection leaves is looked for over the next one. */
export async function findVanished(engine: Engine, sender: Sender): Promise<void> {
  if (searching.has(engine)) return;
  searching.add(engine);
  try {
    await search(engine, sender);
  } catch (error) {
    if ((error as ChatError).code !== 'OFFLINE') throw error;
  } finally {
    searching.delete(engine);
  }
}

const searching = new WeakSet<Engine>();

async function search(engine: Engine, sender: Sender): Promise<void> {
  for (;;) {
    const kept = ((await engine.read((storage) => storage.item(keptItem), undefined)) ?? []) as Kept[];
    const {conversation} = kept[0] ?? {};
    if (conversation === undefined) break;
    const own = kept.filter((one) => one.conversation === conversation).sort((a, b) => a.seq - b.seq);
    // a backup is a beginning of what was: where one is there, all before it are
    const gone: Kept[] = [];
    for (let last = own.pop(); last && !(await isThere(engine, last)); last = own.pop()) gone.unshift(last);
    const {stored} = await engine.run(() => engine.load(conversation));
    await sender.change(conversation, (box) => {
      const waiting = box.rows();
      // what was cleared away meanwhile is only hidden
      const cleared = clearedIn(stored, waiting);
      for (const one of gone)
        if (one.seq > cleared && !waiting.some(({message}) => message === one.id)) box.add(asFailed(one));
    });
    const left = kept.filter((one) => one.conversation !== conversation);
    const storage = await engine.storage;
    await storage.write([left.length ? {put: 'item', key: keptItem, value: left} : {drop: 'item', key: keptItem}]);
  }
}

async function isThere({ask, clock, signal}: Engine, {conversation, id}: Kept): Promise<boolean> {
  for (;;) {
    try {
      const {messages} = await ask('history.page', {conversation, around: id, limit: 1});
      return messages.some((message) => message.id === id);
    } catch (error) {
      const {retry, code, retryAfterMs = 1_000} = error as ChatError;
      if (retry === 'no') return false;
      if (retry !== 'after' || code === 'OFFLINE') throw error;
      await until((done) => clock.after(retryAfterMs, done), signal);
    }
  }
}

const asFailed = ({conversation, id, ts, content: {growing: _, ...content}, replyTo}: Kept): NewOutboxRow => ({
  opId: newId(),
  lane: conversation,
  op: 'message.send',
  message: id,
  input: {conversation, id, content, ...(replyTo && {replyTo}), clientTs: ts},
  state: 'failed',
  code: 'EPOCH_CHANGED',
  why: {code: 'EPOCH_CHANGED'},
  attempted: true,
  attempts: 1,
  at: ts,
});
