/**
 * What a commit tells the host's endpoints (PWP-HOOK-002): an event for each change, kept in the same transaction. Where there is no
 * endpoint nothing is asked and nothing is written.
 */
import type {Change, Message, Profile, Quote, WebhookEvent, WebhookType} from '@parlor/sdk/protocol';
import type {ConversationRecord, EventRecord, NewEvent, WebhookRecord} from '../store/records.js';
import type {WriteTransaction} from '../store/store.js';
import type {Deliveries, Shown} from './deliveries.js';
import {revOf} from './news.js';
import {toMeta} from './wire.js';
import type {Settings, Work} from './work.js';

type Head = Pick<WebhookEvent, 'id' | 'at' | 'epoch'>;
/** What is not the same for two events of one kind. */
type Told = WebhookEvent extends infer One ? (One extends WebhookEvent ? Omit<One, keyof Head> : never) : never;

/** The lane of what is about a person and no conversation. */
export const laneOfPerson = (user: string): string => `user:${user}`;
export const laneOfMissed = 'missed';

/** The endpoints, as they were at some `webhooksRev`: read again when that is another one. */
export class Endpoints {
  #known: {rev: number; list: readonly WebhookRecord[]} | undefined;

  async in(tx: WriteTransaction): Promise<readonly WebhookRecord[]> {
    const rev = tx.webhooksRev();
    if (this.#known?.rev !== rev) this.#known = {rev, list: await tx.webhooks()};
    return this.#known.list;
  }

  /** Behind a work that was undone. */
  forget(): void {
    this.#known = undefined;
  }
}

type Around = {
  endpoints: readonly WebhookRecord[];
  tx: WriteTransaction;
  now: number;
  settings: Pick<Settings, 'ids' | 'epoch'>;
};

/** Keeps the events of a work for these endpoints, at its end. Answers whether there are any. */
export async function keepEvents(
  {actor, now, tx, out, settings}: Work,
  endpoints: readonly WebhookRecord[],
): Promise<boolean> {
  const queue = new Queue({endpoints, tx, now, settings});
  const told = out.untold.length > 0 ? out.told().sort((a, b) => revOf(a.change) - revOf(b.change)) : out.told();
  for (const {conversation, change, what} of told) await queue.addChange(conversation, change, actor.user, what);
  for (const profile of out.profiles) await queue.addProfile(profile);
  for (const one of out.reports)
    queue.add('by' in one ? {type: 'report.changed', ...one} : {type: 'report.created', ...one});
  for (const one of out.notifications) queue.add({type: 'notification.created', ...one});
  for (const risen of lastOf(out.risen)) queue.add({type: 'receipt.changed', ...risen});
  return queue.keep();
}

/** A conversation that was taken away: what still waits of it is not told any more. */
export async function keepRemoval(
  tx: WriteTransaction,
  conversation: ConversationRecord,
  around: Omit<Around, 'tx'>,
): Promise<boolean> {
  if (around.endpoints.length === 0) return false;
  const queue = new Queue({...around, tx});
  await tx.removeLane(conversation.id);
  queue.add({type: 'conversation.removed', conversation: conversation.id, meta: toMeta(conversation)});
  return queue.keep();
}

class Queue {
  readonly #around: Around;
  #added: NewEvent[] = [];

  constructor(around: Around) {
    this.#around = around;
  }

  async addChange(conversation: string, change: Change, by: string, what?: Shown['what']): Promise<void> {
    switch (change.type) {
      case 'message': {
        // its beginning is told and its end, not each word (PWP-GROW-005)
        if (what === 'step') return;
        const {message} = change;
        // nobody said anything (PWP-LINK-001)
        if (what === 'preview') return;
        if (message.deleted !== undefined) await this.#forget(conversation, message.id, message.deleted);
        return this.add({type: typeOf(message, what), conversation, message, by}, message.id, message.replyTo?.id);
      }
      case 'reaction': {
        const {message, summary, user = by, on = false, rev} = change;
        const type = on ? 'reaction.added' : 'reaction.removed';
        return this.add({type, conversation, message, user, summary, rev}, message);
      }
      case 'member':
        return this.add({type: 'member.changed', conversation, member: change.member, by});
      case 'conversation': {
        const {conversation: meta} = change;
        const type = meta.rev === 1 ? 'conversation.created' : 'conversation.changed';
        return this.add({type, conversation, meta, by});
      }
    }
  }

  async addProfile(profile: Profile): Promise<void> {
    if (!profile.erased) return this.add({type: 'profile.changed', profile});
    await this.#around.tx.removeLane(laneOfPerson(profile.user));
    this.add({type: 'profile.erased', profile});
  }

  add(told: Told, message?: string, quoted?: string): void {
    const {endpoints, now, settings} = this.#around;
    const {type} = told;
    const takers = endpoints.filter(({types}) => types.includes(type as WebhookType));
    if (takers.length === 0) return;
    const head: Head = {id: `evt_${settings.ids()}`, at: now, epoch: settings.epoch};
    const {id} = head;
    const body = JSON.stringify({...head, ...told});
    const conversation = 'conversation' in told ? told.conversation : undefined;
    const lane = conversation ?? laneOfPerson(personIn(told));
    for (const {id: webhook} of takers)
      this.#added.push({webhook, id, lane, type, conversation, message, quoted, body, at: now});
  }

  /** Nothing that a deleted message said stays, whatever waits (PWP-MODEL-001). */
  async #forget(conversation: string, message: string, by: string): Promise<void> {
    this.#added = this.#added.flatMap((event) => {
      if (event.conversation !== conversation) return [event];
      const body = without(event, message, by);
      return body === undefined ? [] : [{...event, body}];
    });
    const {tx} = this.#around;
    const gone: number[] = [];
    for (const event of await tx.eventsAbout(conversation, message)) {
      const body = without(event, message, by);
      if (body === undefined) gone.push(event.n);
      else await tx.rewriteEvent(event.n, body);
    }
    if (gone.length > 0) await tx.removeEvents(gone);
  }

  async keep(): Promise<boolean> {
    if (this.#added.length === 0) return false;
    await this.#around.tx.addEvents(this.#added);
    return true;
  }
}

type MessageEvent = 'message.created' | 'message.edited' | 'message.deleted' | 'message.pinned' | 'message.unpinned';

function typeOf({seq, rev, deleted, pinned}: Message, what: Shown['what']): MessageEvent {
  if (what === 'pin') return pinned ? 'message.pinned' : 'message.unpinned';
  if (deleted !== undefined) return 'message.deleted';
  return rev === seq ? 'message.created' : 'message.edited';
}

type About = Pick<EventRecord, 'message' | 'quoted' | 'body'>;

/** What is left of an event's body when a message is deleted: nothing of a reaction on it. */
export function without({message, quoted, body}: About, deleted: string, by: string): string | undefined {
  if (message !== deleted && quoted !== deleted) return body;
  const told = JSON.parse(body) as {message: Message | string};
  if (typeof told.message === 'string') return undefined;
  const {id, seq, rev, sender, ts, content, replyTo} = told.message;
  if (message === deleted) {
    const tombstone: Message = {id, seq, rev, sender, ts, content: {kind: content.kind, text: ''}, deleted: by};
    return JSON.stringify({...told, message: tombstone});
  }
  const quote: Quote = {...(replyTo as Quote), text: '', deleted: true};
  return JSON.stringify({...told, message: {...told.message, replyTo: quote}});
}

/** Whom an event of no conversation is about. A report is not lost with the conversation it is of. */
function personIn(told: Told): string {
  if ('profile' in told) return told.profile.user;
  if ('notification' in told) return told.user;
  return 'report' in told ? told.report.user : '';
}

/** A register that rose twice in one commit is told once. */
function lastOf(risen: Deliveries['risen']): {conversation: string; user: string; read: number; delivered: number}[] {
  const last = new Map(risen.map((one) => [`${one.conversation} ${one.user}`, one]));
  return [...last.values()].map(({conversation, user, read, delivered}) => ({conversation, user, read, delivered}));
}
