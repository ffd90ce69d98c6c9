/** The rows of the memory store, and a journal that undoes what a failed work did to them. */
import type {AuditRecord, DayTally} from '../admin.js';
import type {
  BlockRecord,
  CommandsRecord,
  ConversationRecord,
  DueRecord,
  EventRecord,
  LaterRecord,
  LinkRecord,
  MemberRecord,
  MessageRecord,
  NotificationRecord,
  NotifiedRecord,
  OperationRecord,
  PushRecord,
  ReactionRecord,
  ReminderRecord,
  ReportRecord,
  SubscriptionRecord,
  UploadRecord,
  UserRecord,
  VersionRecord,
  WebhookRecord,
} from '../records.js';

export type Stamped<Row> = Row & {x: number};

/** Messages of one conversation, by id and in the order of their seq. */
export type MessageList = {byId: Map<string, MessageRecord>; inOrder: MessageRecord[]};

export class Tables {
  x = 0;
  readonly conversations = new Map<string, Stamped<ConversationRecord>>();
  readonly directs = new Map<string, string>();
  /** By conversation, then user. */
  readonly members = new Map<string, Map<string, Stamped<MemberRecord>>>();
  readonly conversationsOf = new Map<string, Set<string>>();
  /** By conversation, who never was in it and is kept out. */
  readonly keptOut = new Map<string, Set<string>>();
  readonly messages = new Map<string, MessageList>();
  /** By conversation, then seq of the message. */
  readonly mentions = new Map<string, Map<number, ReadonlySet<string>>>();
  /** By conversation and message, then key and user. */
  readonly reactions = new Map<string, Map<string, ReactionRecord>>();
  /** By conversation and seq of the message, oldest first. */
  readonly versions = new Map<string, readonly VersionRecord[]>();
  /** By user and id. */
  readonly later = new Map<string, LaterRecord>();
  /** By user, conversation and message. */
  readonly reminders = new Map<string, ReminderRecord>();
  /** By user and id. */
  readonly notifications = new Map<string, NotificationRecord>();
  /** By user. */
  readonly notified = new Map<string, Stamped<NotifiedRecord>>();
  /** By conversation and message. */
  readonly links = new Map<string, LinkRecord>();
  readonly reservations = new Set<string>();
  readonly operations = new Map<string, OperationRecord>();
  /** By user, until when their sessions were ended. */
  readonly ended = new Map<string, number>();
  readonly users = new Map<string, UserRecord>();
  /** By user. */
  readonly commands = new Map<string, CommandsRecord>();
  /** By who blocks and who is blocked. */
  readonly blocks = new Map<string, BlockRecord>();
  readonly reports = new Map<string, ReportRecord>();
  readonly uploads = new Map<string, UploadRecord>();
  readonly webhooks = new Map<string, WebhookRecord>();
  /** By place. */
  readonly events = new Map<number, Stamped<EventRecord>>();
  lastEvent = 0;
  readonly subscriptions = new Map<string, SubscriptionRecord>();
  /** By conversation and person. */
  readonly dues = new Map<string, DueRecord>();
  /** By place. */
  readonly pushes = new Map<number, Stamped<PushRecord>>();
  lastPush = 0;
  webhooksRev = 0;
  /** In the order of their seq. */
  readonly audit: AuditRecord[] = [];
  readonly tallies = new Map<number, DayTally>();
  /** By day, who was active. */
  readonly active = new Map<number, Set<string>>();
  readonly leases = new Map<string, {owner: string; until: number}>();

  #undo: (() => void)[] = [];

  set<Key, Value>(map: Map<Key, Value>, key: Key, value: Value): void {
    const before = map.get(key);
    const had = map.has(key);
    map.set(key, value);
    this.#undo.push(() => void (had ? map.set(key, before as Value) : map.delete(key)));
  }

  delete<Key, Value>(map: Map<Key, Value>, key: Key): void {
    if (!map.has(key)) return;
    const before = map.get(key) as Value;
    map.delete(key);
    this.#undo.push(() => void map.set(key, before));
  }

  add<Value>(set: Set<Value>, value: Value): void {
    if (set.has(value)) return;
    set.add(value);
    this.#undo.push(() => void set.delete(value));
  }

  remove<Value>(set: Set<Value>, value: Value): void {
    if (set.delete(value)) this.#undo.push(() => void set.add(value));
  }

  replaceAt<Value>(list: Value[], at: number, value: Value): void {
    const before = list[at] as Value;
    list[at] = value;
    this.#undo.push(() => void (list[at] = before));
  }

  push<Value>(list: Value[], value: Value): void {
    list.push(value);
    this.#undo.push(() => void list.pop());
  }

  /** The map or set under `key`, made when it is missing; an empty one left behind by an undone work does no harm. */
  under<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
    let value = map.get(key);
    if (value === undefined) map.set(key, (value = make()));
    return value;
  }

  keep(): void {
    this.#undo = [];
  }

  undo(): void {
    for (const step of this.#undo.reverse()) step();
    this.#undo = [];
  }
}
