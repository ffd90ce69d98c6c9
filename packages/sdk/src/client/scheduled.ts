/**
 * Messages of a conversation that the server sends later: one list for all who ask, from the server, and again whenever the reader's own row says
 * that it is another one.
 */
import {newId} from '../base/id.js';
import {ensure, keepEqual} from '../base/keep.js';
import type {MessageContent, ScheduledMessage} from '../core/view.js';
import type {DurableName} from '../protocol/operations.js';
import type {Scheduled} from './api.js';
import {directWrite} from './direct-write.js';
import type {Engine} from './engine.js';
import type {MoreParts} from './more.js';
import {createView} from './store.js';

type Made = {api: Scheduled; loaded: Promise<void> | undefined; load(): Promise<void>};

const made = new WeakMap<Engine, Map<string, Made>>();

/** @throws {ChatError} OFFLINE … while it was never asked for with success */
export async function scheduled(parts: MoreParts, conversation: string): Promise<Scheduled> {
  const all = ensure(made, parts.engine, () => new Map<string, Made>());
  const one = ensure(all, conversation, () => create(parts, conversation));
  one.loaded ??= one.load().catch((error: unknown) => {
    one.loaded = undefined;
    throw error;
  });
  await one.loaded;
  return one.api;
}

function create({engine, sender, know}: MoreParts, conversation: string): Made {
  let messages: readonly ScheduledMessage[] = [];
  /** The rev of the own row that they are of, at least. */
  let asOf = 0;
  let running: Promise<void> | undefined;
  const list = createView<readonly ScheduledMessage[]>((before) => keepEqual(before, messages));
  /** One of which it is not known whether the server has it: said once more, it is the same message and not a second one. */
  let doubted: {words: string; id: string} | undefined;
  const revNow = (): number => engine.entry(conversation).stored?.row.own.rev ?? 0;

  async function fetchAll(): Promise<void> {
    const rev = revNow();
    const answer = await know('later.list', {});
    messages = answer.messages.filter((one) => one.conversation === conversation);
    asOf = rev;
    list.changed();
  }
  /** One after the other: what changed during one is asked for by the next. */
  const load = (): Promise<void> =>
    (running ??= fetchAll().finally(() => {
      running = undefined;
      refresh();
    }));
  const refresh = (): void => {
    // what it failed to bring comes with the next change, or the next connection
    if (revNow() > asOf && engine.canAsk()) load().catch(() => undefined);
  };
  engine.onChange(({id}) => id === conversation && refresh());
  engine.connection.subscribe(refresh);

  const write = async (op: DurableName, input: object): Promise<void> => {
    const door = {...engine, emptied: sender.emptied, know};
    await directWrite(door, op, {conversation, ...input}, conversation);
    // the server has it: a list that does not come now says nothing else, and comes later
    await load().catch(() => undefined);
  };
  const set = (id: string, given: string | MessageContent, at: number): Promise<void> => {
    const {replyTo, files: _, ...content} = typeof given === 'string' ? {text: given} : given;
    return write('later.set', {id, at, content: withoutEmpty(content), ...(replyTo && {replyTo})});
  };

  return {
    loaded: undefined,
    load,
    api: {
      list,
      async add(content, at) {
        const words = JSON.stringify(content);
        const id = doubted?.words === words ? doubted.id : newId();
        doubted = {words, id};
        await set(id, content, at);
        doubted = undefined;
        return id;
      },
      change: set,
      remove: (id) => write('later.remove', {id}),
    },
  };
}

const withoutEmpty = (content: object): object =>
  Object.fromEntries(
    Object.entries(content).filter(([, value]) => value !== undefined && !(Array.isArray(value) && !value.length)),
  );
