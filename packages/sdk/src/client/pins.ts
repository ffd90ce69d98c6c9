/**
 * The pinned messages of a conversation: one list for all who ask, from the server or, without a connection, from what is cached.
 * From then on it follows the messages themselves: a pin is a state of its message. Where messages were left out on the way
 * (a hole, a cache that was dropped) the server is asked again.
 */
import {ensure, keepEqual} from '../base/keep.js';
import type {Readable} from '../base/readable.js';
import {type CachedMessage, joinMessage, snapshot, viewMessage} from '../core/message.js';
import {findMessage} from '../core/timeline.js';
import type {Message} from '../core/view.js';
import {createDraft} from './draft.js';
import type {Engine, Entry} from './engine.js';
import type {MoreParts} from './more.js';
import {createView} from './store.js';

type List = {
  view: Readable<readonly Message[]>;
  /** There is something to show: the server's answer, or what is cached. */
  ready: Promise<void>;
  /** What waits in the outbox has changed. */
  changed(): void;
  /** Messages came, or the conversation was begun anew. */
  follow(messages: ReadonlyMap<string, CachedMessage> | undefined): void;
  /** There is a connection. */
  online(): void;
};

const lists = new WeakMap<Engine, Map<string, List>>();
const most = Number.MAX_SAFE_INTEGER;

export async function pins(parts: MoreParts, conversation: string): Promise<Readable<readonly Message[]>> {
  const {engine} = parts;
  const all = ensure(lists, engine, () => watchAll(parts));
  const {ready, view} = ensure(all, conversation, () => createList(parts, engine.entry(conversation)));
  await ready;
  return view;
}

function watchAll({engine, lanes}: MoreParts): Map<string, List> {
  const all = new Map<string, List>();
  engine.onChange(({id}, messages) => all.get(id)?.follow(messages));
  lanes.onChange(({name}) => all.get(name)?.changed());
  let wasOnline = engine.canAsk();
  engine.connection.subscribe(() => {
    const isOnline = engine.canAsk();
    if (isOnline && !wasOnline) for (const list of all.values()) list.online();
    wasOnline = isOnline;
  });
  return all;
}

/** Where the newest stretch that is cached begins: further on than before, and something was left out. */
const edgeOf = ({stored}: Entry): number => stored?.ranges.at(-1)?.from ?? most;

function createList({engine, know}: MoreParts, entry: Entry): List {
  const {id} = entry;
  const {user} = engine;
  /** Every message that is or was pinned, as far as it was heard of. */
  let known = new Map<string, CachedMessage>();
  /** As of which seq the server's list was; 0: it was not asked with success. */
  let asOf = 0;
  let loading: Promise<void> | undefined;
  let isAgain = false;
  let edge = edgeOf(entry);
  let {seq} = entry.sync;

  const view = createView<readonly Message[]>((before) => {
    const {timeline, stored} = entry;
    const rows = engine.rows(id);
    const all = new Map(known);
    for (const {op, message} of rows) {
      if (op !== 'message.pin' || !message) continue;
      const now = all.get(message) ?? (timeline && findMessage(timeline, message));
      // behind the others, in the order of the outbox
      all.delete(message);
      if (now) all.set(message, now);
    }
    const messages = [...all.values()]
      .reverse()
      .filter(({seq}) => seq > (stored?.row.own.cleared ?? 0))
      .map((message) =>
        viewMessage(message, {conversation: id, user, rows: rows.filter((row) => row.message === message.id)}),
      )
      .filter(({pinned, deleted}) => pinned && !deleted);
    return keepEqual(
      before,
      messages.sort((a, b) => placeOf(b) - placeOf(a)),
    );
  });

  function join(messages: Iterable<CachedMessage>): void {
    known = new Map(known);
    for (const message of messages) known.set(message.id, joinMessage(known.get(message.id), message));
    view.changed();
  }

  async function fetch(): Promise<void> {
    const answer = await know('pin.list', {conversation: id});
    asOf = answer.asOf;
    const listed = new Set(answer.messages.map((message) => message.id));
    // what was heard meanwhile is newer than the answer
    for (const [message, {rev}] of known) if (!listed.has(message) && rev <= asOf) known.delete(message);
    join(answer.messages.map((message) => snapshot(message, answer.asOf)));
  }

  /** Without a connection the cache has to do; what the server could not be asked for now is asked with the next connection. */
  async function fill(): Promise<void> {
    if (engine.canAsk() && (await fetch().then(is, isNot))) return;
    if (!asOf) join(await engine.run(() => createDraft(engine).messages(id, {from: 0, to: most})));
  }

  /** One after the other: what changed during one is asked for by the next. */
  function load(): Promise<void> {
    isAgain = !!loading;
    loading ??= fill().finally(() => {
      loading = undefined;
      if (isAgain) refresh();
    });
    return loading;
  }
  const refresh = (): void => engine.background(load());

  return {
    view,
    ready: load(),
    changed: view.changed,
    follow(messages) {
      // of another database, or another stay: what was known is of no use
      if (!entry.stored) known = new Map();
      const news = [...(messages?.values() ?? [])].filter(
        ({id: message, pinned}) => loading !== undefined || pinned || known.has(message),
      );
      if (news.length) join(news);
      else view.changed();
      const before = edge;
      edge = edgeOf(entry);
      // what a tab reads from the storage when it wakes did not pass here
      const isAhead = (!messages || !seq) && entry.sync.seq > Math.max(seq, asOf);
      ({seq} = entry.sync);
      if (asOf && (edge > before || isAhead)) refresh();
    },
    online() {
      if (!asOf) refresh();
    },
  };
}

/** The newest pin first; one that the server does not have yet is the newest. */
const placeOf = ({pinned}: Message): number => pinned?.rev ?? most;
const is = (): boolean => true;
const isNot = (): boolean => false;
