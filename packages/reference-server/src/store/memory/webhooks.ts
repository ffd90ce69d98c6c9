/** Endpoints and events of the memory store. */
import type {EventRecord, WaitingEvent, WebhookRecord} from '../records.js';
import type {WebhookReads} from '../store.js';
import {MemorySearch} from './search.js';

export class MemoryWebhooks extends MemorySearch implements WebhookReads {
  async webhooks(): Promise<WebhookRecord[]> {
    return [...this.tables.webhooks.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  async eventsWaiting(
    webhook: string,
    {after: [x, n], limit}: {after: readonly [number, number]; limit: number},
  ): Promise<WaitingEvent[]> {
    const found = [...this.tables.events.values()].filter(
      (event) => event.webhook === webhook && !event.dead && (event.x > x || (event.x === x && event.n > n)),
    );
    return found.sort((a, b) => a.x - b.x || a.n - b.n).slice(0, limit);
  }

  async event(n: number): Promise<EventRecord | undefined> {
    return this.tables.events.get(n);
  }

  async eventsAbout(conversation: string, message: string): Promise<EventRecord[]> {
    return [...this.tables.events.values()].filter(
      (event) => event.conversation === conversation && (event.message === message || event.quoted === message),
    );
  }

  async eventsOf(
    webhook: string,
    {dead, after, limit}: {dead: boolean; after: number; limit: number},
  ): Promise<EventRecord[]> {
    const found = [...this.tables.events.values()].filter(
      (event) => event.webhook === webhook && event.dead === dead && event.n > after,
    );
    return found.sort((a, b) => a.n - b.n).slice(0, limit);
  }

  async deadEvent(webhook: string, id: string): Promise<EventRecord | undefined> {
    return [...this.tables.events.values()].find((event) => event.webhook === webhook && event.dead && event.id === id);
  }

  async countEvents(webhook: string, most: number): Promise<{waiting: number; dead: number}> {
    const counted = {waiting: 0, dead: 0};
    for (const event of this.tables.events.values())
      if (event.webhook === webhook) counted[event.dead ? 'dead' : 'waiting']++;
    return {waiting: Math.min(counted.waiting, most), dead: Math.min(counted.dead, most)};
  }

  async orphanedEvents(): Promise<string[]> {
    const named = new Set([...this.tables.events.values()].map(({webhook}) => webhook));
    return [...named].filter((id) => !this.tables.webhooks.has(id));
  }
}
