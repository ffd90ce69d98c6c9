/** Writes of the memory store, every one journalled. */

import {type AuditRecord, dayOf} from '../admin.js';
import type {BanRecord} from '../bans.js';
import {
  type BlockRecord,
  type CommandsRecord,
  type ConversationRecord,
  type EventRecord,
  type LaterRecord,
  type LinkRecord,
  lost,
  type MemberRecord,
  type MessageRecord,
  type NewEvent,
  type NotificationRecord,
  type NotifiedRecord,
  type OperationRecord,
  type ReactionRecord,
  type ReminderRecord,
  type ReportRecord,
  type UploadRecord,
  type UserRecord,
  type VersionRecord,
  type WebhookRecord,
} from '../records.js';
import type {WriteTransaction} from '../store.js';
import {MemoryPushWriter} from './push-writer.js';
import type {MessageList, Stamped} from './tables.js';

export class MemoryWriter extends MemoryPushWriter implements WriteTransaction {
  async insertConversation(record: ConversationRecord): Promise<void> {
    const {tables} = this;
    if (record.pair) tables.set(tables.directs, record.pair.join('\0'), record.id);
    tables.set(tables.conversations, record.id, {...record, x: this.x});
  }

  async updateConversation(record: ConversationRecord): Promise<void> {
    const before = this.tables.conversations.get(record.id);
    if (before?.pair && !record.pair) this.tables.delete(this.tables.directs, before.pair.join('\0'));
    this.tables.set(this.tables.conversations, record.id, {...record, x: this.x});
  }

  async advanceConversation(record: ConversationRecord): Promise<void> {
    const before = this.tables.conversations.get(record.id);
    if (!before) return;
    const {seq, memberRev, metaRev, members, k, lastSeq, lastActivity, lastTs} = record;
    this.tables.set(this.tables.conversations, record.id, {
      ...before,
      seq,
      memberRev,
      metaRev,
      members,
      k,
      lastSeq,
      lastActivity,
      lastTs,
      x: this.x,
    });
  }

  async putMember(record: MemberRecord): Promise<void> {
    const {tables} = this;
    const members = tables.under(tables.members, record.conversation, () => new Map<string, Stamped<MemberRecord>>());
    tables.set(members, record.user, {...record, x: this.x});
    tables.add(
      tables.under(tables.conversationsOf, record.user, () => new Set<string>()),
      record.conversation,
    );
  }

  #messages(conversation: string): MessageList {
    return this.tables.under(this.tables.messages, conversation, (): MessageList => ({byId: new Map(), inOrder: []}));
  }

  async insertMessage(record: MessageRecord): Promise<boolean> {
    const {byId, inOrder} = this.#messages(record.conversation);
    if (byId.has(record.id)) return false;
    this.tables.set(byId, record.id, record);
    this.tables.push(inOrder, record);
    if (record.countable) this.#tally(dayOf(record.ts), 'messages');
    return true;
  }

  #tally(day: number, what: 'messages' | 'active'): void {
    const {tallies} = this.tables;
    const before = tallies.get(day) ?? {day, messages: 0, active: 0};
    this.tables.set(tallies, day, {...before, [what]: before[what] + 1});
  }

  async markActive(day: number, user: string): Promise<void> {
    const {active} = this.tables;
    const marked = this.tables.under(active, day, () => new Set<string>());
    if (marked.has(user)) return;
    this.tables.add(marked, user);
    this.#tally(day, 'active');
  }

  async pruneActive(before: number, limit: number): Promise<void> {
    const {active} = this.tables;
    const old = [...active]
      .filter(([day]) => day < before)
      .flatMap(([, marked]) => [...marked].map((user) => ({marked, user})));
    for (const {marked, user} of old.slice(0, limit)) this.tables.remove(marked, user);
  }

  async updateMessage(record: MessageRecord): Promise<void> {
    const {byId, inOrder} = this.#messages(record.conversation);
    this.tables.set(byId, record.id, record);
    this.tables.replaceAt(inOrder, this.placeOf(inOrder, record.seq), record);
  }

  async touchMessage(conversation: string, id: string, touched: number): Promise<void> {
    const record = await this.message(conversation, id);
    if (record) await this.updateMessage({...record, touched, hasReactions: true});
  }

  async setMentions(conversation: string, seq: number, users: readonly string[]): Promise<void> {
    const {tables} = this;
    const mentions = tables.under(tables.mentions, conversation, () => new Map<number, ReadonlySet<string>>());
    if (users.length > 0) tables.set(mentions, seq, new Set(users));
    else tables.delete(mentions, seq);
  }

  async reserve(conversation: string, id: string, user: string): Promise<void> {
    this.tables.add(this.tables.reservations, `${conversation}\0${id}\0${user}`);
  }

  /** All of them at once: nothing here takes time. */
  async purgeMessages(conversation: string): Promise<number> {
    const {tables} = this;
    const {length} = this.#messages(conversation).inOrder;
    tables.delete(tables.messages, conversation);
    tables.delete(tables.mentions, conversation);
    const own = `${conversation}\0`;
    for (const key of tables.reactions.keys()) if (key.startsWith(own)) tables.delete(tables.reactions, key);
    for (const key of tables.versions.keys()) if (key.startsWith(own)) tables.delete(tables.versions, key);
    for (const key of tables.reservations) if (key.startsWith(own)) tables.remove(tables.reservations, key);
    return length;
  }

  async putLater(record: LaterRecord): Promise<void> {
    this.tables.set(this.tables.later, `${record.user}\0${record.id}`, record);
  }

  async removeLater(user: string, id: string): Promise<void> {
    this.tables.delete(this.tables.later, `${user}\0${id}`);
  }

  async putReminder(record: ReminderRecord): Promise<void> {
    const {user, conversation, message} = record;
    this.tables.set(this.tables.reminders, `${user}\0${conversation}\0${message}`, record);
  }

  async removeReminder(user: string, conversation: string, message: string): Promise<void> {
    this.tables.delete(this.tables.reminders, `${user}\0${conversation}\0${message}`);
  }

  async putNotified(record: NotifiedRecord): Promise<void> {
    this.tables.set(this.tables.notified, record.user, {...record, x: this.x});
  }

  async keepOut({conversation, user}: BanRecord): Promise<void> {
    this.tables.add(
      this.tables.under(this.tables.keptOut, conversation, () => new Set<string>()),
      user,
    );
  }

  async removeKeptOut({conversation, user}: BanRecord): Promise<void> {
    this.tables.remove(this.tables.keptOut.get(conversation) ?? new Set<string>(), user);
  }

  async forgetKeptOut(conversation: string): Promise<void> {
    this.tables.delete(this.tables.keptOut, conversation);
  }

  async putCommands(record: CommandsRecord): Promise<void> {
    if (record.commands.length > 0) this.tables.set(this.tables.commands, record.user, record);
    else this.tables.delete(this.tables.commands, record.user);
  }

  async putNotification(record: NotificationRecord): Promise<void> {
    this.tables.set(this.tables.notifications, `${record.user}\0${record.id}`, record);
  }

  async dropNotifications(user: string, which: {upTo: number} | {before: number}): Promise<void> {
    for (const {id, seq, at} of this.notificationsIn(user))
      if ('upTo' in which ? seq <= which.upTo : at < which.before)
        this.tables.delete(this.tables.notifications, `${user}\0${id}`);
  }

  async forgetNotifications(user: string): Promise<void> {
    await this.dropNotifications(user, {upTo: Number.MAX_SAFE_INTEGER});
    this.tables.delete(this.tables.notified, user);
  }

  async putLink(record: LinkRecord): Promise<void> {
    this.tables.set(this.tables.links, `${record.conversation}\0${record.id}`, record);
  }

  async removeLink(conversation: string, id: string): Promise<void> {
    this.tables.delete(this.tables.links, `${conversation}\0${id}`);
  }

  async keepVersion(record: VersionRecord): Promise<void> {
    const {versions} = this.tables;
    const key = `${record.conversation}\0${record.seq}`;
    this.tables.set(versions, key, [...(versions.get(key) ?? []), record]);
  }

  async removeVersions(conversation: string, seq: number): Promise<void> {
    this.tables.delete(this.tables.versions, `${conversation}\0${seq}`);
  }

  async putReaction(record: ReactionRecord): Promise<void> {
    const {tables} = this;
    const reactions = tables.under(
      tables.reactions,
      `${record.conversation}\0${record.message}`,
      () => new Map<string, ReactionRecord>(),
    );
    tables.set(reactions, `${record.key}\0${record.user}`, record);
  }

  async removeReactions(conversation: string, message: string): Promise<void> {
    this.tables.delete(this.tables.reactions, `${conversation}\0${message}`);
  }

  async putUpload(record: UploadRecord): Promise<void> {
    this.tables.set(this.tables.uploads, record.id, record);
  }

  async loseUploads(whose: {user: string} | {conversation: string}): Promise<void> {
    for (const record of this.tables.uploads.values()) {
      const isMeant = 'user' in whose ? record.user === whose.user : record.conversation === whose.conversation;
      if (isMeant && record.state !== 'gone') await this.putUpload(lost(record));
    }
  }

  async removeUpload(id: string): Promise<void> {
    this.tables.delete(this.tables.uploads, id);
  }

  /** Works run one after the other. */
  async lockName(): Promise<void> {}

  async putBlock(record: BlockRecord): Promise<void> {
    const {blocks} = this.tables;
    const key = `${record.user}\0${record.other}`;
    if (!blocks.has(key)) this.tables.set(blocks, key, record);
  }

  async removeBlock(user: string, other: string): Promise<void> {
    this.tables.delete(this.tables.blocks, `${user}\0${other}`);
  }

  async setBlocked(conversation: string, blocked: number): Promise<void> {
    const {conversations} = this.tables;
    const before = conversations.get(conversation);
    if (before) this.tables.set(conversations, conversation, {...before, blocked});
  }

  async putReport(record: ReportRecord): Promise<void> {
    this.tables.set(this.tables.reports, record.id, record);
  }

  async forgetInReports(user: string): Promise<void> {
    for (const record of this.tables.reports.values()) {
      const evidence = record.subject === user ? undefined : record.evidence;
      const text = record.reporter === user ? undefined : record.text;
      if (evidence !== record.evidence || text !== record.text) await this.putReport({...record, evidence, text});
    }
  }

  async insertOperation(record: OperationRecord): Promise<void> {
    this.tables.set(this.tables.operations, `${record.user}\0${record.opId}`, record);
  }

  async pruneOperations(before: number, limit: number): Promise<void> {
    const old = [...this.tables.operations].filter(([, {at}]) => at < before).slice(0, limit);
    for (const [key] of old) this.tables.delete(this.tables.operations, key);
  }

  async endUntil(user: string, until: number): Promise<void> {
    const {ended} = this.tables;
    this.tables.set(ended, user, Math.max(until, ended.get(user) ?? 0));
  }

  async beginAnew(user: string, until: number): Promise<void> {
    if (this.tables.ended.has(user)) this.tables.set(this.tables.ended, user, until);
  }

  async putUser(record: UserRecord): Promise<void> {
    // whoever read the row before does not bring somebody back who was erased
    if (this.tables.users.get(record.user)?.kind !== 'erased') this.tables.set(this.tables.users, record.user, record);
  }

  async setChosen(user: string, chosen: UserRecord['chosen']): Promise<void> {
    const record = this.tables.users.get(user);
    if (record) await this.putUser({...record, chosen});
  }

  async setQuiet(user: string, quiet: UserRecord['quiet']): Promise<void> {
    const record = this.tables.users.get(user);
    if (record) await this.putUser({...record, quiet});
  }

  async setSeen(user: string, at: number): Promise<void> {
    const record = this.tables.users.get(user);
    if (record && record.kind !== 'erased') await this.putUser({...record, lastSeen: at});
  }

  async probe(): Promise<void> {}

  webhooksRev(): number {
    return this.tables.webhooksRev;
  }

  async putWebhook(record: WebhookRecord): Promise<void> {
    this.tables.webhooksRev++;
    this.tables.set(this.tables.webhooks, record.id, record);
  }

  async removeWebhook(id: string): Promise<void> {
    this.tables.webhooksRev++;
    this.tables.delete(this.tables.webhooks, id);
  }

  async noteWebhook(id: string, health: Partial<Pick<WebhookRecord, 'deliveredAt' | 'failure'>>): Promise<void> {
    const record = this.tables.webhooks.get(id);
    if (record) this.tables.set(this.tables.webhooks, id, {...record, ...health});
  }

  async addEvents(events: readonly NewEvent[]): Promise<void> {
    for (const event of events) {
      if (!this.tables.webhooks.has(event.webhook)) continue;
      // a place is not given again, whatever is undone
      const n = ++this.tables.lastEvent;
      const fresh = {attempts: 0, dueAt: 0, triedSince: event.at, dead: false, failure: undefined};
      this.tables.set(this.tables.events, n, {...event, ...fresh, n, x: this.x});
    }
  }

  async updateEvent({n, attempts, dueAt, triedSince, dead, failure}: EventRecord): Promise<void> {
    const before = this.tables.events.get(n);
    const next = {attempts, dueAt, triedSince, dead, failure, x: this.x};
    if (before) this.tables.set(this.tables.events, n, {...before, ...next});
  }

  async rewriteEvent(n: number, body: string): Promise<void> {
    const before = this.tables.events.get(n);
    if (before) this.tables.set(this.tables.events, n, {...before, body});
  }

  async removeEvents(places: readonly number[]): Promise<void> {
    for (const n of places) this.tables.delete(this.tables.events, n);
  }

  async removeLane(lane: string): Promise<void> {
    for (const event of this.tables.events.values())
      if (event.lane === lane) this.tables.delete(this.tables.events, event.n);
  }

  async purgeEvents(webhook: string, limit: number): Promise<number> {
    const found = [...this.tables.events.values()].filter((event) => event.webhook === webhook).slice(0, limit);
    await this.removeEvents(found.map(({n}) => n));
    return found.length;
  }

  async takeLease(name: string, owner: string, ms: number): Promise<boolean> {
    const held = this.tables.leases.get(name);
    const now = Date.now();
    if (held && held.owner !== owner && held.until > now) return false;
    this.tables.set(this.tables.leases, name, {owner, until: now + ms});
    return true;
  }

  async endLease(name: string, owner: string): Promise<void> {
    if (this.tables.leases.get(name)?.owner === owner) this.tables.delete(this.tables.leases, name);
  }

  async insertAudit(record: AuditRecord): Promise<void> {
    this.tables.push(this.tables.audit, record);
  }
}
