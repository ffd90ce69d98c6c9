/** What the reader is to be reminded of (PWP-REMIND-001): one list for all who ask, from the server, and again whenever it may be another one. */
import {keepEqual} from '../base/keep.js';
import type {PendingReminder} from '../core/view.js';
import type {DurableName} from '../protocol/operations.js';
import type {Reminders} from './api.js';
import {directWrite} from './direct-write.js';
import type {MoreParts} from './more.js';
import {createView} from './store.js';

/** `refresh`: some may have come. */
export function createReminders({engine, sender, know}: MoreParts): {get(): Promise<Reminders>; refresh(): void} {
  let reminders: readonly PendingReminder[] = [];
  let asked: Promise<void> | undefined;
  /** Of two answers the one that was asked for later is newer. */
  let last = 0;
  const list = createView<readonly PendingReminder[]>((before) => keepEqual(before, reminders));

  async function load(): Promise<void> {
    const mine = ++last;
    const answer = await know('reminder.list', {});
    if (mine !== last) return;
    reminders = answer.reminders.map(({id: message, ...more}) => ({message, ...more}) as PendingReminder);
    list.changed();
  }
  // what it failed to bring comes with the next write, or the next connection
  const refresh = (): void => void (asked && load().catch(() => undefined));

  const write = async (op: DurableName, conversation: string, input: object): Promise<void> => {
    const door = {...engine, emptied: sender.emptied, know};
    await directWrite(door, op, {conversation, ...input}, conversation);
    // the server has it: a list that does not come now comes later
    await load().catch(() => undefined);
  };
  const api: Reminders = {
    list,
    set: (conversation, id, at) => write('reminder.set', conversation, {id, at}),
    remove: (conversation, id) => write('reminder.remove', conversation, {id}),
  };
  return {
    refresh,
    async get() {
      asked ??= load().catch((error: unknown) => {
        asked = undefined;
        throw error;
      });
      await asked;
      return api;
    },
  };
}
