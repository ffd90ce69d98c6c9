/** What the reader is to be reminded of (PWP-REMIND-001): one list for all who ask, from the server, and again whenever it may be another one. */
import {keepEqual} from '../base/keep.js';
import type {PendingReminder} from '../core/view.js';
import type {DurableName, OutputOf} from '../protocol/operations.js';
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

  function take(order: number, answer: OutputOf<'reminder.list'>): void {
    if (order !== last) return;
    reminders = answer.reminders.map(({id: message, ...more}) => ({message, ...more}) as PendingReminder);
    list.changed();
  }

  async function load(): Promise<void> {
    const mine = ++last;
    take(mine, await know('reminder.list', {}));
  }
  // what it failed to bring comes with the next write, or the next connection
  const refresh = (): void => void (asked && load().catch(() => undefined));

  const write = async (op: DurableName, conversation: string, input: object): Promise<void> => {
    const door = {...engine, emptied: sender.emptied, know};
    const mine = ++last;
    try {
      const answer: unknown = await directWrite(door, op, {conversation, ...input}, conversation);
      take(mine, answer as OutputOf<'reminder.list'>);
    } catch (error) {
      // an answer that came meanwhile was passed over
      refresh();
      throw error;
    }
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
