/** What a chat is asked for seldom, by its name. To block, to unblock, to pin and to change the profile wait in the outbox like any other write, so they are here (direct-writes.md). */
import {ChatError} from '../core/failure.js';
import type {Chat} from './api.js';
import {ownLane} from './lanes.js';
import type {Asked, More, MoreParts} from './more.js';

/** Where `@parlor/sdk/push` keeps the subscription's id. */
const pushPlace = 'parlor-push';

function isPushed(): boolean {
  try {
    return typeof localStorage === 'object' && localStorage.getItem(pushPlace) !== null;
  } catch {
    // a page without a storage; nothing was begun there
    return false;
  }
}

async function set({sender}: MoreParts, user: string, on: boolean): Promise<void> {
  await sender.enqueue({op: 'block.set', lane: ownLane, input: {user, on}});
}

const here = {
  block: (parts: MoreParts, user: string): Promise<void> => set(parts, user, true),
  unblock: (parts: MoreParts, user: string): Promise<void> => set(parts, user, false),
  async updateProfile({sender}: MoreParts, input: Parameters<Chat['updateProfile']>[0]): Promise<void> {
    await sender.enqueue({op: 'profile.set', lane: ownLane, input});
  },
  /** Before the session ends: this browser is no longer told of what its person misses. */
  async leave(parts: MoreParts): Promise<void> {
    if (isPushed()) await (await parts.engine.more()).forgetBrowser(parts, pushPlace);
  },
  async pinMessage({sender}: MoreParts, conversation: string, id: string, on: boolean): Promise<void> {
    await sender.enqueue({op: 'message.pin', lane: conversation, input: {conversation, id, on}, message: id});
  },
};

export type Later = typeof here & More;

type Words<Line extends string> = Line extends `${infer One} ${infer Rest}` ? One | Words<Rest> : Line;
/** What is asked for seldom, by its names with spaces between; `first` of what each is asked is said already. One line of names weighs less than one for each. */
export type AskLater = <Line extends string, First extends unknown[]>(
  names: Line,
  ...first: First
) => {[One in Words<Line> & keyof Later]: Asked<Later[One], First>};

/** @throws {ChatError} UNAVAILABLE where its code does not come, and what it throws */
export async function later(parts: MoreParts, name: keyof Later, asked: readonly unknown[]): Promise<unknown> {
  const all = name in here ? here : await parts.engine.more();
  return (all as Record<string, (...all: unknown[]) => unknown>)[name]?.(parts, ...asked);
}

/** @throws {ChatError} UNAVAILABLE where it does not come */
export const loadMore = (load = (): Promise<More> => import('./on-demand.js')): Promise<More> =>
  load().catch((cause: unknown) => {
    throw new ChatError('UNAVAILABLE', {detail: 'a part of the code did not load', cause});
  });
