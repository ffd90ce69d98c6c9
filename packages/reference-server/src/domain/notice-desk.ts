/**
 * From a message to who is told of it (PWP-PUSH-003). A row says that a conversation is to be looked at; when it is due, who still has
 * not read is found, page by page, and each notice put into its queues. What a notice says is found out when it goes.
 */
import type {WebhookEvent} from '@parlor/sdk/protocol';
import type {Clock} from '../clock.js';
import {type DueRecord, type MemberRecord, type NewEvent, noEnd, type ShownMessage} from '../store/records.js';
import type {ReadTransaction, Store, WriteTransaction} from '../store/store.js';
import {type Digest, missedIn} from './digest.js';
import {digestOf, expectDigest, forgetDigest, isDigest, putOff, restDigest} from './digest-row.js';
import {areTold, tagOfNotifications, wantDigests} from './dues.js';
import {laneOfPerson} from './events.js';
import {isHeard, missedBy, noticeFor} from './notice.js';
import type {NoticeDesk, Outgoing, Push} from './notice-access.js';
import type {NoticeSettings} from './notice-settings.js';
import {missedNotification, notificationNotice} from './notification-notice.js';
import {isQuiet} from './quiet.js';
import type {LookedAt, Settled} from './webhook-access.js';
import {lookAt} from './webhook-desk.js';

/** Rows in one look, messages in one, and people in one transaction. */
const mostDues = 100;
const mostMessages = 200;
const mostPeople = 100;
/** Who sits before the app is asked about again after so long, for as long as this: then they have seen it, or do not care. */
const askAgainMs = 60_000;
const askedForMs = 10 * 60_000;
/** Who is not to be disturbed now is looked at again after so long. */
const digestAgainMs = 15 * 60_000;
const leaseName = 'push';
const everything = {from: 1, to: noEnd, upTo: noEnd};

type Options = {store: Store; clock: Clock; ids: () => string; settings: NoticeSettings; kept: () => void};
type AtScreen = Parameters<NoticeDesk['handle']>[1];
type Ripe = {messages: ShownMessage[]; upTo: number};

export class StoredNotices implements NoticeDesk {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #options: Options;

  /** `kept`: called when there are new events for endpoints. */
  constructor(options: Options) {
    this.#store = options.store;
    this.#clock = options.clock;
    this.#options = options;
  }

  async isWanted(): Promise<boolean> {
    return areTold(this.#options.settings, await this.#store.read((tx) => tx.webhooks()));
  }

  isBusy(): Promise<boolean> {
    const now = this.#clock.now();
    return this.#store.read(async (tx) => {
      if ((await tx.dues(now, 1)).length > 0) return true;
      return (await tx.pushesWaiting({after: [-1, 0], limit: 1})).length > 0;
    });
  }

  dues(): Promise<DueRecord[]> {
    const now = this.#clock.now();
    return this.#store.read((tx) => tx.dues(now, mostDues));
  }

  async handle(due: DueRecord, atScreen: AtScreen): Promise<number> {
    if (due.conversation === tagOfNotifications) return this.#handleNotifications(due, atScreen);
    if (isDigest(due)) return this.#digest(due.person, await atScreen([due.person]));
    const ripe = await this.#store.read((tx) => this.#ripe(tx, due));
    let told = 0;
    for (let after = ''; ; ) {
      const page = await this.#store.read((tx) => missing(tx, due, ripe, {after, now: this.#clock.now()}));
      const here = await atScreen(page.users);
      const away = page.users.filter((user) => !here.has(user));
      const isLast = page.next === undefined;
      await this.#store.write(
        async (tx) => {
          await this.#tell(tx, due, away);
          await this.#expectDigests(tx, page.users);
          await this.#askAgain(tx, due, [...here]);
          if (isLast) await this.#goOn(tx, due, ripe.upTo);
        },
        () => this.#options.kept(),
        due.conversation,
      );
      told += away.length;
      if (page.next === undefined) return told;
      after = page.next;
    }
  }

  /** The same for what the host told one person: a push alone, for the host knows of it. */
  async #handleNotifications(due: DueRecord, atScreen: AtScreen): Promise<number> {
    const {person: user} = due;
    const {delayMs} = this.#options.settings;
    const find = (tx: ReadTransaction) => missedNotification(tx, user, this.#clock.now() - delayMs);
    const {missed} = await this.#store.read(find);
    const isHere = missed !== undefined && (await atScreen([user])).has(user);
    return this.#store.write(async (tx) => {
      // what comes now comes behind this, and waits anew
      await tx.lockName(`notifications ${user}`);
      const now = this.#clock.now();
      const found = await find(tx);
      if (found.missed && isHere && now - due.since < askedForMs) {
        await tx.moveDue({...due, dueAt: now + askAgainMs});
        return 0;
      }
      const isTold = found.missed !== undefined && !isHere;
      if (isTold) {
        const all = await tx.subscriptionsOfAll([user]);
        await tx.addPushes(all.map(({id}) => ({subscription: id, user, tag: due.conversation, at: now})));
      }
      const {next} = found;
      if (next) await tx.moveDue({...due, from: next.seq, dueAt: Math.max(next.at + delayMs, now), since: next.at});
      else await tx.removeDue(due.conversation, user);
      return isTold ? 1 : 0;
    });
  }

  /** Messages that everybody had time to read. */
  async #ripe(tx: ReadTransaction, {conversation, from}: DueRecord): Promise<Ripe> {
    const before = this.#clock.now() - this.#options.settings.delayMs;
    const found = await tx.messagesAfter(conversation, everything, from - 1, mostMessages);
    const end = found.findIndex(({ts}) => ts > before);
    const messages = end === -1 ? found : found.slice(0, end);
    return {messages, upTo: messages.at(-1)?.seq ?? from - 1};
  }

  async #tell(tx: WriteTransaction, {conversation}: DueRecord, users: readonly string[]): Promise<void> {
    const {settings, ids} = this.#options;
    const at = this.#clock.now();
    if (settings.key !== undefined) {
      const all = await tx.subscriptionsOfAll(users);
      await tx.addPushes(all.map(({id, user}) => ({subscription: id, user, tag: conversation, at})));
    }
    const takers = (await tx.webhooks()).filter(({types}) => types.includes('notification.due'));
    if (takers.length === 0) return;
    const events: NewEvent[] = [];
    for (const user of users) {
      const notice = await noticeFor(tx, {user, conversation, now: at, settings});
      if (!notice) continue;
      const type = 'notification.due';
      const {preview} = settings;
      const event: WebhookEvent = {type, id: `evt_${ids()}`, at, epoch: this.#store.epoch, user, preview, ...notice};
      const {message} = notice;
      const common = {id: event.id, lane: conversation, type, conversation, message, quoted: undefined, at};
      for (const {id: webhook} of takers) events.push({webhook, ...common, body: JSON.stringify(event)});
    }
    await tx.addEvents(events);
  }

  async #expectDigests(tx: WriteTransaction, users: readonly string[]): Promise<void> {
    if (users.length === 0 || !wantDigests(await tx.webhooks())) return;
    const now = this.#clock.now();
    const at = now + this.#options.settings.digestAfterMs;
    for (const user of users) await expectDigest(tx, user, {now, at});
  }

  /** Answers how many are told: one, or nobody. */
  #digest(person: string, here: ReadonlySet<string>): Promise<number> {
    const {ids, settings, kept} = this.#options;
    const {digestAfterMs, preview} = settings;
    const now = this.#clock.now();
    const decide = async (tx: WriteTransaction): Promise<number> => {
      const due = await digestOf(tx, person);
      // read meanwhile
      if (!due || due.dueAt > now) return 0;
      const takers = (await tx.webhooks()).filter(({types}) => types.includes('digest.due'));
      const user = await tx.user(person);
      const missed = takers.length > 0 && user?.kind !== 'erased' ? await missedIn(tx, person, now) : undefined;
      if (!missed) {
        await forgetDigest(tx, person);
        return 0;
      }
      const {since, ...told} = missed;
      if (since > now - digestAfterMs) {
        await putOff(tx, person, since + digestAfterMs);
        return 0;
      }
      if (here.has(person) || user?.chosen === 'dnd' || isQuiet(user?.quiet, now)) {
        await putOff(tx, person, now + digestAgainMs);
        return 0;
      }
      const type = 'digest.due';
      const event: Digest = {
        type,
        id: `evt_${ids()}`,
        at: now,
        epoch: this.#store.epoch,
        user: person,
        preview,
        ...told,
      };
      const nothing = {conversation: undefined, message: undefined, quoted: undefined};
      const common = {id: event.id, lane: laneOfPerson(person), type, ...nothing, body: JSON.stringify(event), at: now};
      await tx.addEvents(takers.map(({id: webhook}) => ({webhook, ...common})));
      await restDigest(tx, person);
      return 1;
    };
    return this.#store.write(decide, (told) => told > 0 && kept(), laneOfPerson(person));
  }

  /** Who sits before the app may see it by themselves, and may as well go away without. */
  async #askAgain(tx: WriteTransaction, due: DueRecord, users: readonly string[]): Promise<void> {
    const now = this.#clock.now();
    const dueAt = now + askAgainMs;
    for (const person of users) {
      if (due.person === '') await tx.addDue({...due, person, dueAt, since: now});
      else if (now - due.since < askedForMs) await tx.moveDue({...due, dueAt});
      else await tx.removeDue(due.conversation, person);
    }
    if (due.person !== '' && users.length === 0) await tx.removeDue(due.conversation, due.person);
  }

  /** What came meanwhile waits in the place of what is done. A message that comes now comes behind this lock. */
  async #goOn(tx: WriteTransaction, due: DueRecord, upTo: number): Promise<void> {
    const {conversation, person} = due;
    if (person !== '') return;
    const place = await tx.conversation(conversation, 'lock');
    const [next] = await tx.messagesAfter(conversation, everything, upTo, 1);
    if (!place || place.status === 'removed' || !next) return tx.removeDue(conversation, person);
    const dueAt = Math.max(next.ts + this.#options.settings.delayMs, this.#clock.now());
    await tx.moveDue({...due, from: next.seq, dueAt, since: next.ts});
  }

  look(after: LookedAt): ReturnType<NoticeDesk['look']> {
    return this.#store.read((tx) => lookAt(tx, (query) => tx.pushesWaiting(query), after));
  }

  async job(n: number): Promise<Push | undefined> {
    const push = await this.#store.read((tx) => tx.push(n));
    return push && {...push, triedSince: push.at};
  }

  async settle(settled: Settled): Promise<void> {
    await this.#store.write(async (tx) => {
      const {n} = settled;
      if (settled.is !== 'failed') return tx.removePush(n);
      const push = await tx.push(n);
      if (push) await tx.updatePush({...push, attempts: push.attempts + 1, dueAt: settled.dueAt});
    });
  }

  outgoing({subscription: id, user, tag: conversation, at}: Push): Promise<Outgoing | undefined> {
    const now = this.#clock.now();
    const {settings} = this.#options;
    return this.#store.read(async (tx) => {
      const subscription = await tx.subscription(id);
      if (subscription?.user !== user) return undefined;
      if (conversation === tagOfNotifications) {
        const notice = await notificationNotice(tx, {user, at, now, settings});
        return notice && {subscription, isUrgent: false, notice};
      }
      const found = await noticeFor(tx, {user, conversation, now, settings});
      if (!found) return undefined;
      const {message: _, seq: __, ...shown} = found;
      const isUrgent = found.direct === true || found.mentions > 0;
      return {subscription, isUrgent, notice: {type: 'message', tag: conversation, at, ...shown}};
    });
  }

  async forget(subscription: string): Promise<void> {
    await this.#store.write((tx) => tx.removeSubscription(subscription));
  }

  takeLease(owner: string, ms: number): Promise<boolean> {
    return this.#store.write((tx) => tx.takeLease(leaseName, owner, ms));
  }

  async endLease(owner: string): Promise<void> {
    await this.#store.write((tx) => tx.endLease(leaseName, owner));
  }
}

/** Who misses one of these messages, and behind whom to go on, if there are more to be looked at. */
async function missing(
  tx: ReadTransaction,
  {conversation, person}: DueRecord,
  {messages, upTo}: Ripe,
  {after, now}: {after: string; now: number},
): Promise<{users: string[]; next: string | undefined}> {
  if (messages.length === 0) return {users: [], next: undefined};
  const found =
    person === ''
      ? await tx.missing(conversation, {below: upTo, now, after, limit: mostPeople})
      : (await tx.memberships(person, [conversation])).flatMap((one) => (isHeard(one, now) ? [one.member] : []));
  const apart = await blockedBy(tx, found, messages);
  const users = found
    .filter((member) => missedBy(member, messages, apart.get(member.user) ?? new Set()).length > 0)
    .map(({user}) => user);
  return {users, next: person === '' && found.length === mostPeople ? found.at(-1)?.user : undefined};
}

/** By each of these members, who of the senders is blocked. */
async function blockedBy(
  tx: ReadTransaction,
  members: readonly MemberRecord[],
  messages: readonly ShownMessage[],
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const users = members.map(({user}) => user);
  const apart = new Map<string, Set<string>>();
  for (const sender of new Set(messages.map((message) => message.sender))) {
    for (const {user, other} of await tx.blocksBetween(sender, users)) {
      if (other !== sender) continue;
      apart.set(user, (apart.get(user) ?? new Set()).add(sender));
    }
  }
  return apart;
}
