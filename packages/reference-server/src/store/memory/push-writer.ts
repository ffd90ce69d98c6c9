/** What is written of subscriptions and of what waits to be pushed, in the memory store. */
import type {DueRecord, NewPush, PushRecord, SubscriptionRecord} from '../records.js';
import type {PushWrites} from '../store.js';
import {keyOfDue} from './push.js';
import {MemoryReader} from './reader.js';
import type {Tables} from './tables.js';

export class MemoryPushWriter extends MemoryReader implements PushWrites {
  readonly x: number;

  constructor(tables: Tables, x: number) {
    super(tables);
    this.x = x;
  }

  async putSubscription(record: SubscriptionRecord): Promise<void> {
    this.tables.set(this.tables.subscriptions, record.id, record);
  }

  async removeSubscription(id: string): Promise<boolean> {
    const {subscriptions} = this.tables;
    if (!subscriptions.has(id)) return false;
    this.tables.delete(subscriptions, id);
    this.#removePushes((push) => push.subscription === id);
    return true;
  }

  async removeSubscriptions(user: string): Promise<void> {
    for (const {id} of await this.subscriptionsOf(user)) await this.removeSubscription(id);
  }

  #removePushes(which: (push: PushRecord) => boolean): void {
    for (const push of this.tables.pushes.values()) if (which(push)) this.tables.delete(this.tables.pushes, push.n);
  }

  async addDue(record: DueRecord): Promise<void> {
    if (!this.tables.dues.has(keyOfDue(record))) await this.moveDue(record);
  }

  async moveDue(record: DueRecord): Promise<void> {
    this.tables.set(this.tables.dues, keyOfDue(record), record);
  }

  async removeDue(conversation: string, person: string): Promise<void> {
    this.tables.delete(this.tables.dues, keyOfDue({conversation, person}));
  }

  async addPushes(pushes: readonly NewPush[]): Promise<void> {
    for (const push of pushes) {
      if (!this.tables.subscriptions.has(push.subscription)) continue;
      this.#removePushes(({subscription, tag}) => subscription === push.subscription && tag === push.tag);
      // a place is not given again, whatever is undone
      const n = ++this.tables.lastPush;
      this.tables.set(this.tables.pushes, n, {...push, n, attempts: 0, dueAt: 0, x: this.x});
    }
  }

  async updatePush({n, attempts, dueAt}: PushRecord): Promise<void> {
    const before = this.tables.pushes.get(n);
    if (before) this.tables.set(this.tables.pushes, n, {...before, attempts, dueAt, x: this.x});
  }

  async removePush(n: number): Promise<void> {
    this.tables.delete(this.tables.pushes, n);
  }
}
