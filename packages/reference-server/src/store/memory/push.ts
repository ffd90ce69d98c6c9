/** Subscriptions of the memory store, and what waits to be pushed. */
import type {DueRecord, MemberRecord, PushRecord, SubscriptionRecord, WaitingEvent} from '../records.js';
import type {PushReads} from '../store.js';
import {MemoryWebhooks} from './webhooks.js';

const byId = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export const keyOfDue = ({conversation, person}: Pick<DueRecord, 'conversation' | 'person'>): string =>
  `${conversation}\0${person}`;

export class MemoryPush extends MemoryWebhooks implements PushReads {
  async subscription(id: string): Promise<SubscriptionRecord | undefined> {
    return this.tables.subscriptions.get(id);
  }

  async subscriptionsOf(user: string): Promise<SubscriptionRecord[]> {
    const all = [...this.tables.subscriptions.values()].filter((one) => one.user === user);
    return all.sort((a, b) => b.renewedAt - a.renewedAt || byId(a.id, b.id));
  }

  async subscriptionsOfAll(users: readonly string[]): Promise<Pick<SubscriptionRecord, 'id' | 'user'>[]> {
    const wanted = new Set(users);
    const all = [...this.tables.subscriptions.values()].filter(({user}) => wanted.has(user));
    return all.map(({id, user}) => ({id, user}));
  }

  async dues(now: number, limit: number): Promise<DueRecord[]> {
    const due = [...this.tables.dues.values()].filter(({dueAt}) => dueAt <= now);
    return due.sort((a, b) => a.dueAt - b.dueAt).slice(0, limit);
  }

  async due(conversation: string, person: string): Promise<DueRecord | undefined> {
    return this.tables.dues.get(keyOfDue({conversation, person}));
  }

  async missing(
    conversation: string,
    {below, now, after, limit}: {below: number; now: number; after: string; limit: number},
  ): Promise<MemberRecord[]> {
    const isMissing = (member: MemberRecord): boolean =>
      member.state === 'joined' &&
      !member.archived &&
      member.mutedUntil <= now &&
      member.user > after &&
      Math.max(member.read, member.readPrivate, member.cleared, member.visibleFrom - 1) < below;
    const all = [...(this.tables.members.get(conversation)?.values() ?? [])].filter(isMissing);
    return all.sort((a, b) => byId(a.user, b.user)).slice(0, limit);
  }

  async pushesWaiting({
    after: [x, n],
    limit,
  }: {
    after: readonly [number, number];
    limit: number;
  }): Promise<WaitingEvent[]> {
    const found = [...this.tables.pushes.values()].filter((push) => push.x > x || (push.x === x && push.n > n));
    return found
      .sort((a, b) => a.x - b.x || a.n - b.n)
      .slice(0, limit)
      .map((push) => ({n: push.n, lane: push.subscription, dueAt: push.dueAt, x: push.x}));
  }

  async push(n: number): Promise<PushRecord | undefined> {
    return this.tables.pushes.get(n);
  }
}
