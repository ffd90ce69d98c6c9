/** The handle of one conversation: its stores, and what a person can do in it. */
import {newId} from '../base/id.js';
import {defined, ensure, keepSame} from '../base/keep.js';
import {ChatError} from '../core/failure.js';
import {followRead} from '../core/inbox.js';
import {viewMessage} from '../core/message.js';
import {effectiveRead} from '../core/receipts.js';
import {emptyTimeline, reachesEnd} from '../core/timeline.js';
import {isAllRead} from '../core/unread.js';
import type {FileToSend, Member, Message, MessageContent, Timeline} from '../core/view.js';
import type {FailureCode} from '../protocol/failure.js';
import type {InputOf} from '../protocol/operations.js';
import type {ConversationHandle, Sent} from './api.js';
import {createDraft, refreshTimeline} from './draft.js';
import type {Drafts} from './drafts.js';
import type {Engine, Entry} from './engine.js';
import type {LocalFile} from './file-parts.js';
import type {AskLater} from './later.js';
import type {OutboxParts} from './outbox.js';
import type {Runs} from './run.js';
import type {NewWrite, Sender} from './sender.js';
import {createView} from './store.js';
import type {Syncer} from './syncer.js';
import type {TypingWatch} from './typing.js';

/** What scrolling says of reading is gathered this long. */
const readDelayMs = 800;
/** Messages stay in memory this long after nobody looks at them. */
const keptMs = 30_000;

export type ConversationParts = {
  engine: Engine;
  syncer: Syncer;
  sender: Sender;
  outbox: OutboxParts;
  runs: Runs;
  typing: TypingWatch;
  drafts: Drafts;
  readReceipts: boolean;
  limits: {textLength?: number; textBytes?: number};
  /** One write that does not wait in the outbox, behind those of the `lane` that do. @throws {ChatError} */
  write(op: NewWrite['op'], input: object, lane: string): Promise<unknown>;
  /** What is asked for seldom, by its names. */
  later: AskLater;
};

export type Conversations = {
  handle(id: string): ConversationHandle;
  /** Puts what waits for its delay into the outbox now: the page may be about to go. */
  flush(): Promise<unknown>;
};

export function createConversations(parts: ConversationParts): Conversations {
  const handles = new Map<string, ConversationHandle>();
  const flushes = new Map<string, () => Promise<void>>();
  return {
    handle: (id) => ensure(handles, id, () => createHandle(parts, parts.engine.entry(id), flushes)),
    flush: () => Promise.all([...flushes.values()].map((flush) => flush())),
  };
}

function createHandle(
  parts: ConversationParts,
  entry: Entry,
  flushes: Map<string, () => Promise<void>>,
): ConversationHandle {
  const {engine, syncer, sender, outbox, runs, typing, drafts, later} = parts;
  const {clock, user, background} = engine;
  const {id} = entry;

  const timeline = createView<Timeline>(() => {
    const state = entry.timeline ?? emptyTimeline(id, user);
    const {loading, failed, stored} = entry;
    return {
      messages: state.messages,
      start: state.to >= state.from && state.from <= state.cleared + 1,
      end: reachesEnd(state),
      loading,
      ...(failed && {failed}),
      readAt: Math.max(entry.seen, stored ? effectiveRead(stored.row.own) : 0),
    };
  });
  let made: readonly unknown[] = [];
  const members = createView<readonly Member[]>((before) => {
    const {stored, horizons} = entry;
    const parts = keepSame(made, [stored?.members, horizons]);
    if (before && parts === made) return before;
    made = parts;
    return (stored?.members ?? []).map(({user: who, state, role, read = 0, delivered = 0}) => {
      const told = horizons.users[who];
      return {
        user: who,
        state,
        role,
        read: Math.max(read, told?.read ?? 0),
        delivered: Math.max(delivered, told?.delivered ?? 0),
      };
    });
  });
  const typists = createView(() => typing.of(id));
  const draft = createView(() => drafts.get(id));

  entry.changed = () => {
    for (const view of [timeline, members, typists, draft]) view.changed();
  };
  if (!entry.isLoaded) background(engine.run(() => engine.load(id)));

  function watch(): void {
    if (entry.timeline) return;
    entry.timeline = emptyTimeline(id, user);
    refreshTimeline(engine, entry);
    engine.changed(entry);
  }

  /** Nobody looks at it any more: its messages are in the cache. */
  function forget(): void {
    if (entry.holders) return;
    entry.timeline = undefined;
    engine.changed(entry);
  }

  /** Puts a write into the outbox; `input.id`: the message it is about. */
  const queue = async (
    op: NewWrite['op'],
    input: {id?: string; [field: string]: unknown},
    opId?: string,
    files?: readonly LocalFile[],
  ) => {
    const write = {op, lane: id, input: {conversation: id, ...input}, ...defined({message: input.id, files})};
    await sender.enqueue(write, opId);
  };
  const own = (input: Omit<InputOf<'own.set'>, 'conversation'>): Promise<void> => queue('own.set', input);
  const ask = async (op: NewWrite['op'], input: object): Promise<void> => {
    await parts.write(op, {conversation: id, ...input}, id);
  };
  const failedAbout = (message: string): string | undefined =>
    sender.rows(id).find((row) => row.message === message && row.state === 'failed')?.opId;

  /** The message as it is now; `isStored`: by the server. @throws {ChatError} `code`, where there is none */
  async function find(message: string, code: FailureCode, isStored = false): Promise<Message> {
    const shown = entry.timeline?.messages.findLast((one) => one.id === message && (one.seq || !isStored));
    if (shown) return shown;
    const cached = await engine.run(() => createDraft(engine).message(id, message));
    if (!cached) throw new ChatError(code);
    return viewMessage(cached, {conversation: id, user});
  }

  function checkText({text}: MessageContent): void {
    const {textLength = 8_000, textBytes = 32_768} = parts.limits;
    const isLong = text.length > textLength && Array.from(text).length > textLength;
    if (isLong || new TextEncoder().encode(text).length > textBytes) throw new ChatError('TOO_LARGE');
  }

  function send(given: string | MessageContent): Sent {
    watch();
    const content = contentOf(given);
    const message = newId();
    const opId = newId();
    const {replyTo, files, ...body} = content;
    const begin = async (): Promise<void> => {
      checkText(content);
      const input = {id: message, content: body, ...defined({replyTo}), clientTs: clock.now()};
      const queued = queue('message.send', input, opId, files?.map(localFile));
      done = sender.done(id, opId);
      done.catch(() => undefined);
      await queued;
    };
    let done: Promise<void> | undefined;
    const queued = begin();
    typing.say(id, false);
    const sent = queued.then(async () => {
      await done;
      return find(message, 'CANCELLED', true);
    });
    // whoever does not ask sees it in the timeline and in the outbox
    queued.catch(() => undefined);
    sent.catch(() => undefined);
    return {id: message, queued, sent};
  }

  /** What was seen goes into the outbox first: what the cache calls read has to reach the server, whatever happens to this tab (I8). */
  async function flush(): Promise<void> {
    flushes.delete(id);
    const {seen, stored} = entry;
    const isOff = entry.state.get()?.markedUnread && stored && isAllRead(stored.row, seen);
    await own({[parts.readReceipts ? 'read' : 'readPrivate']: seen, ...(isOff && {markedUnread: false})});
    await syncer.commit(async (draft) => {
      const changing = await draft.of(id);
      if (!changing.stored) return;
      const {row} = changing.stored;
      const {timeline: shown} = entry;
      const isCached = shown && shown.from <= seen + 1 && shown.to >= row.asOf;
      const next = followRead(row, seen, user, !parts.readReceipts, isCached ? shown.wire : undefined);
      draft.setRow(changing, next);
    });
  }

  return {
    id,
    state: entry.state,
    timeline,
    members,
    typing: typists,
    draft,

    open(at) {
      if (!entry.holders++) entry.isSettled = false;
      watch();
      background(runs.show(entry, at?.around));
      let isOpen = true;
      return () => {
        if (isOpen && !--entry.holders) clock.after(keptMs, forget);
        isOpen = false;
      };
    },
    loadOlder: () => runs.load(entry, 'older'),
    loadNewer: () => runs.load(entry, 'newer'),
    goTo: (target) => runs.goTo(entry, target),
    goToLatest: () => runs.goToLatest(entry),

    send,
    async edit(message, given) {
      const {replyTo: _, files: __, ...content} = contentOf(given);
      checkText(content);
      const {own: isOwn, deleted} = await find(message, 'NOT_FOUND');
      if (!isOwn || deleted) throw new ChatError(deleted ? 'MESSAGE_DELETED' : 'FORBIDDEN');
      await queue('message.edit', {id: message, content});
    },
    delete: (message) => queue('message.delete', {id: message}),
    react: (message, key, on) => queue('reaction.set', {id: message, key, on}),
    retry: (message) => outbox.retry(failedAbout(message)),
    discard: (message) => outbox.discard(failedAbout(message)),

    markRead(seq) {
      const known = entry.stored ? effectiveRead(entry.stored.row.own) : 0;
      const isMarked = entry.state.get()?.markedUnread;
      if (isMarked ? !(seq >= entry.seen) : !(seq > Math.max(entry.seen, known))) return;
      entry.seen = seq;
      engine.changed(entry);
      if (flushes.has(id)) return;
      const stop = clock.after(readDelayMs, () => background(flush()));
      flushes.set(id, () => {
        stop();
        return flush();
      });
    },
    markUnread: () => own({markedUnread: true}),
    clear: () => own({cleared: Math.max(entry.stored?.row.seq ?? 0, entry.timeline?.to ?? 0)}),
    mute: (until) => own({mutedUntil: until}),
    pin: (on) => own({pinned: on}),
    archive: (on) => own({archived: on}),
    setDraft(value) {
      drafts.set(id, value);
      draft.changed();
    },
    setTyping: (on) => typing.say(id, on),

    ...later('receipts reactions pins pinMessage scheduled forward commands loadMembers unban bans seqAt', id),
    addMember: (who, role) => ask('member.add', {user: who, ...defined({role})}),
    removeMember: (who, {ban} = {}) => ask('member.remove', {user: who, ...defined({ban})}),
    setRole: (who, role) => ask('member.role', {user: who, role}),
    leave: () => ask('member.leave', {}),
    update: (change) => ask('conversation.update', change),
  };
}

/** A file under a name of this device's own. */
function localFile(given: Blob | FileToSend): LocalFile {
  const {file, alt, width, height, name} = 'file' in given ? given : ({file: given} as FileToSend);
  const key = newId();
  const {type, size} = file;
  return {
    key,
    size,
    blob: file,
    shown: defined({id: key, name: name ?? (file as File).name ?? 'file', type, size, alt, width, height}),
  };
}

function contentOf(given: string | MessageContent): MessageContent {
  if (typeof given === 'string') return {text: given};
  // what is empty is left out: the server compares contents as they were sent (PWP-SEND-006)
  return Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined && !(Array.isArray(value) && !value.length)),
  ) as MessageContent;
}
