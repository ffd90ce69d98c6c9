/**
 * A chat in memory, for tests of elements: the whole `Chat` interface, and verbs for what happens from outside
 * (`receive`, `goOffline`, `type` …). Nothing waits but promises, so a test needs no clock.
 * `listeners` counts every live subscription: a test that leaves nothing behind ends with the number it began with.
 */
import type {
  AppNotification,
  BotCommand,
  Chat,
  Connection,
  Conversation,
  ConversationHandle,
  ConversationsAbout,
  Delivery,
  Draft,
  FileUrl,
  FindOptions,
  FoundConversations,
  FoundMessages,
  Inbox,
  InboxList,
  Member,
  Message,
  MessageContent,
  NotificationList,
  Notifications,
  Outbox,
  OutboxItem,
  PendingReminder,
  People,
  Person,
  Readable,
  Reminders,
  Reported,
  Scheduled,
  ScheduledMessage,
  SearchOptions,
  Sent,
  StorageState,
  Timeline,
} from '../../sdk/src/client/api.js';
import type {ChatError} from '../../sdk/src/core/failure.js';
import type {ReportReason} from '../../sdk/src/protocol/reports.js';

type InboxFilter = NonNullable<Parameters<Inbox['list']>[0]>;
type Code = ChatError['code'];

/** Monday 12 October 2026, 10:00 UTC: the clock of the fake. */
export const startedAt = Date.UTC(2026, 9, 12, 10);

export class FakeStore<Value> implements Readable<Value> {
  readonly followers = new Set<(value: Value) => void>();
  #value: Value;

  constructor(value: Value) {
    this.#value = value;
  }
  get(): Value {
    return this.#value;
  }
  set(value: Value): void {
    this.#value = value;
    for (const follower of [...this.followers]) follower(value);
  }
  subscribe(follower: (value: Value) => void): () => void {
    // each subscription is its own, also of the same function
    const own = (value: Value) => follower(value);
    this.followers.add(own);
    own(this.#value);
    return () => this.followers.delete(own);
  }
}

export function failure(code: Code): ChatError {
  return Object.assign(new Error(code), {
    name: 'ChatError',
    code,
    retry: 'no' as const,
    detail: undefined,
    retryAfterMs: undefined,
  });
}

export class FakeChat implements Chat {
  /** What `fileUrl` answers. */
  fileUrls: (file: string) => FileUrl = (file) => ({url: `https://files.example/${file}`, expiresAt: 9e15});
  fileUrl = async (_conversation: string, file: string): Promise<FileUrl> => this.fileUrls(file);

  readonly user: string;
  readonly connection = new FakeStore<Connection>({is: 'online', since: startedAt, leading: true});
  readonly storage = new FakeStore<StorageState>({kind: 'persistent'});
  readonly me: FakeStore<Person>;
  readonly inbox: FakeInbox;
  readonly outbox: FakeOutbox;
  readonly people: FakePeople;
  /** Every write that reached this object, as `verb conversation detail`, oldest first. */
  readonly calls: string[] = [];
  readonly conversations = new Map<string, FakeConversation>();
  /** The fake clock, milliseconds since 1970. */
  now = startedAt;
  #ids = 0;
  #failing = new Map<string, Code>();
  #storing: (() => void)[] | undefined;

  constructor(user = 'me') {
    this.user = user;
    this.people = new FakePeople(this);
    this.me = this.people.person(user);
    this.inbox = new FakeInbox(this);
    this.outbox = new FakeOutbox(this);
  }

  /* -- verbs -- */

  /** All words, begun or whole, in what was received; two messages in a page. */
  async search(query: string, {signal, cursor, conversation: only}: SearchOptions = {}): Promise<FoundMessages> {
    await this.did('search', query);
    signal?.throwIfAborted();
    const words = query.toLowerCase().split(/\s+/);
    const all = [...this.conversations.values()]
      .flatMap(({history}) => history)
      .map(({id, conversation, seq = 0, sender, at, content: {text}}) => ({
        ...{id, conversation, seq, sender, at, text},
        isUnread: this.isUnread(conversation, seq, sender),
        found: words.flatMap((word) =>
          [...` ${text.toLowerCase()}`.matchAll(/\s(?=\S)/g)].flatMap(({index: start}) =>
            text.toLowerCase().startsWith(word, start) ? {start, end: start + word.length} : [],
          ),
        ),
      }))
      .filter(({text}) => words.every((word) => ` ${text.toLowerCase()}`.includes(` ${word}`)))
      .filter(({conversation}) => only === undefined || conversation === only)
      .sort((a, b) => b.at - a.at);
    const from = Number(cursor ?? 0);
    const messages = all.slice(from, from + 2);
    return {messages, ...(all.length > from + 2 && {next: String(from + 2)})};
  }

  /** As many of the newest as the row counts. */
  isUnread(conversation: string, seq: number, sender: string): boolean {
    const {history, state} = this.conversation(conversation);
    return sender !== this.user && seq > history.length - (state.get()?.unread ?? 0);
  }

  /** Of what was received what mentions the user; two messages in a page. */
  async mentions({signal, cursor}: SearchOptions = {}): Promise<FoundMessages> {
    await this.did('mentions');
    signal?.throwIfAborted();
    const all = [...this.conversations.values()]
      .flatMap(({history}) => history)
      .map(({id, conversation, seq = 0, sender, at, content: {text, ranges}}) => ({
        ...{id, conversation, seq, sender, at, text},
        isUnread: this.isUnread(conversation, seq, sender),
        found: ranges.flatMap(({type, user, start, end}) =>
          type === 'mention' && user === this.user ? [{start, end}] : [],
        ),
      }))
      .filter(({found}) => found.length > 0)
      .sort((a, b) => b.at - a.at);
    const from = Number(cursor ?? 0);
    const messages = all.slice(from, from + 2);
    return {messages, ...(all.length > from + 2 && {next: String(from + 2)})};
  }

  /** What the host told, the newest first. */
  readonly notified = new FakeStore<NotificationList>({items: [], hasMore: false});
  readonly notificationsUnread = new FakeStore(0);
  /** What `loadMore` brings. */
  olderNotifications: readonly AppNotification[] = [];
  tell(...items: readonly AppNotification[]): void {
    this.#notify([...items, ...this.notified.get().items]);
  }
  #notify(items: readonly AppNotification[]): void {
    this.notificationsUnread.set(items.filter(({isRead}) => !isRead).length);
    this.notified.set({items, hasMore: this.olderNotifications.length > 0});
  }
  async notifications(): Promise<Notifications> {
    await this.did('notifications');
    this.#notify(this.notified.get().items);
    return {
      list: this.notified,
      unread: this.notificationsUnread,
      loadMore: async () => {
        await this.did('notifications.loadMore');
        const older = this.olderNotifications;
        this.olderNotifications = [];
        this.#notify([...this.notified.get().items, ...older]);
        return false;
      },
      markRead: async (id = 'all') => {
        await this.did('notifications.read', id);
        const {items} = this.notified.get();
        const from = id === 'all' ? 0 : items.findIndex((one) => one.id === id);
        this.#notify(items.map((one, at) => (at >= from ? {...one, isRead: true} : one)));
      },
      remove: async (id) => {
        await this.did('notifications.remove', id);
        this.#notify(this.notified.get().items.filter((one) => one.id !== id));
      },
      reminders: async () => this.reminders,
    };
  }

  /** What the user is to be reminded of. */
  readonly pending = new FakeStore<readonly PendingReminder[]>([]);
  readonly reminders: Reminders = {
    list: this.pending,
    set: async (conversation, message, at) => {
      await this.did('reminders.set', `${message} ${at}`);
      const others = this.pending.get().filter((one) => one.message !== message);
      this.pending.set([...others, {conversation, message, at}].sort((a, b) => a.at - b.at));
    },
    remove: async (_, message) => {
      await this.did('reminders.remove', message);
      this.pending.set(this.pending.get().filter((one) => one.message !== message));
    },
  };

  async report(what: Reported, {reason, text = ''}: {reason: ReportReason; text?: string}): Promise<void> {
    await this.did('report', [...Object.values(what), reason, text].join(' ').trim());
  }

  /** A person that the people look-up knows. */
  person(id: string, change: Partial<Person> = {}): Person {
    const store = this.people.person(id);
    store.set({...store.get(), ...change});
    return store.get();
  }

  /** A conversation in the inbox. `id` doubles as its title unless one is given. */
  add(id: string, change: Partial<Conversation> = {}, members: readonly string[] = []): FakeConversation {
    const conversation = new FakeConversation(this, id);
    this.conversations.set(id, conversation);
    conversation.state.set({
      id,
      type: change.peer ? 'direct' : 'group',
      status: 'open',
      ...(change.peer ? {} : {title: id}),
      memberCount: members.length + 1,
      membership: 'joined',
      role: 'member',
      writable: true,
      head: 0,
      unread: 0,
      mentions: 0,
      markedUnread: false,
      mutedUntil: 0,
      pinned: false,
      archived: false,
      lastActivity: this.now,
      ...change,
    });
    const users = [this.user, ...(change.peer ? [change.peer] : []), ...members];
    conversation.members.set(
      users.map((user) => ({
        user,
        state: 'joined',
        role: user === this.user ? (change.role ?? 'member') : 'member',
        read: 0,
        delivered: 0,
      })),
    );
    this.inbox.refresh();
    return conversation;
  }

  /** Many conversations at once, as the first page of a busy inbox. */
  addMany(count: number, change: (at: number) => Partial<Conversation> & {id: string}): void {
    this.inbox.isPaused = true;
    for (let at = 0; at < count; at++) {
      const {id, ...rest} = change(at);
      this.add(id, rest);
    }
    this.inbox.isPaused = false;
    this.inbox.refresh();
  }

  goOffline(): void {
    this.connectionIs('offline');
  }
  /** Back online: what waited is sent. */
  goOnline(): void {
    this.connectionIs('online');
    for (const conversation of this.conversations.values()) conversation.flush();
  }
  connectionIs(is: Connection['is']): void {
    this.connection.set({...this.connection.get(), is, since: this.now});
  }
  /** From now on the server takes files. */
  takeFiles(files = {most: 5, bytes: 10 * 1024 * 1024}): void {
    this.connection.set({...this.connection.get(), files});
  }
  /** The next call of this method, of the chat or of any conversation, fails with the code. */
  failNext(method: string, code: Code = 'INTERNAL' as Code): void {
    this.#failing.set(method, code);
  }
  /** From now on nothing reaches the disk, until `finishStoring`. */
  holdStorage(): void {
    this.#storing = [];
  }
  finishStoring(): void {
    const waiting = this.#storing ?? [];
    this.#storing = undefined;
    for (const go of waiting) go();
  }
  get listeners(): number {
    const stores: FakeStore<never>[] = [this.connection, this.storage, this.outbox.items, this.inbox.totals] as never;
    stores.push(...(this.inbox.stores() as never[]), ...(this.people.stores() as never[]));
    for (const {state, timeline, members, typing, draft, pinned, waiting} of this.conversations.values()) {
      stores.push(...([state, timeline, members, typing, draft, pinned, waiting] as never[]));
    }
    const opened = [...this.conversations.values()].reduce((sum, {openings}) => sum + openings, 0);
    return stores.reduce((sum, store) => sum + store.followers.size, opened + this.people.watched.size);
  }

  /* -- for the other fakes -- */

  newId(): string {
    this.#ids += 1;
    return `01HZX0000000000000000${String(this.#ids).padStart(5, '0')}`;
  }
  /** Notes a call; rejects if it was told to. */
  async did(method: string, ...details: unknown[]): Promise<void> {
    this.calls.push([method, ...details].join(' '));
    const code = this.#failing.get(method);
    this.#failing.delete(method);
    if (code) throw failure(code);
  }
  stored(): Promise<void> {
    return new Promise((resolve) => (this.#storing ? this.#storing.push(resolve) : resolve()));
  }
  get isOnline(): boolean {
    return this.connection.get().is === 'online';
  }

  /* -- Chat -- */

  conversation(id: string): FakeConversation {
    let conversation = this.conversations.get(id);
    if (!conversation) {
      conversation = new FakeConversation(this, id);
      this.conversations.set(id, conversation);
    }
    return conversation;
  }
  send(conversation: string, content: string | MessageContent): Sent {
    return this.conversation(conversation).send(content);
  }
  async direct(user: string): Promise<ConversationHandle> {
    await this.did('direct', user);
    const id = `direct-${user}`;
    return this.conversations.get(id) ?? this.add(id, {type: 'direct', peer: user});
  }
  async createGroup(group: Parameters<Chat['createGroup']>[0]): Promise<ConversationHandle> {
    await this.did('createGroup', group.title, group.members.join(','));
    return this.add(`group-${this.newId()}`, {title: group.title, role: 'owner'}, group.members);
  }
  setPresence(chosen: 'auto' | 'away' | 'dnd' | 'offline'): Promise<void> {
    return this.did('setPresence', chosen);
  }
  updateProfile(change: object): Promise<void> {
    return this.did('updateProfile', JSON.stringify(change));
  }
  connect(): void {
    this.goOnline();
  }
  disconnect(): void {
    this.connectionIs('stopped');
  }
  async logout(): Promise<void> {
    this.disconnect();
  }
  async close(): Promise<void> {
    this.disconnect();
  }
}

export class FakeConversation implements ConversationHandle {
  readonly id: string;
  readonly state = new FakeStore<Conversation | undefined>(undefined);
  readonly timeline = new FakeStore<Timeline>({messages: [], start: true, end: true, loading: 'none', readAt: 0});
  readonly members = new FakeStore<readonly Member[]>([]);
  readonly typing = new FakeStore<readonly string[]>([]);
  readonly draft = new FakeStore<Draft | undefined>(undefined);
  /** How often it is open now. */
  openings = 0;
  /** The history of the server, oldest first; the timeline shows the part that is loaded. */
  readonly history: Message[] = [];
  #chat: FakeChat;
  #from = 0;
  /** Where what is loaded ends; undefined at the newest. */
  #to: number | undefined;
  /** What was looked for by its time. */
  #found: number | undefined;
  #pending: Message[] = [];

  constructor(chat: FakeChat, id: string) {
    this.#chat = chat;
    this.id = id;
  }

  /* -- verbs -- */

  /** A message comes in from the server. */
  receive(
    sender: string,
    text: string,
    change: Partial<Omit<Message, 'content'>> & {content?: Partial<Message['content']>} = {},
  ): Message {
    const seq = this.history.length + 1;
    const own = sender === this.#chat.user;
    const {content, ...rest} = change;
    const message: Message = {
      id: this.#chat.newId(),
      conversation: this.id,
      sender,
      own,
      seq,
      rev: seq,
      at: this.#chat.now,
      deleted: false,
      reactions: [],
      mentionsMe: false,
      ...(own ? {delivery: {is: 'sent'} as Delivery} : {}),
      ...rest,
      content: {kind: 'text', text, ranges: [], attachments: [], ...content},
    };
    this.history.push(message);
    this.#settle(message, own ? 0 : 1);
    return message;
  }
  /** `count` older messages by these senders in turn, one a minute, of which the newest 50 are loaded. */
  fill(count: number, senders: readonly string[] = ['ann', 'me']): void {
    const end = this.#chat.now;
    for (let at = 0; at < count; at++) {
      this.#chat.now = end - (count - at) * 60_000;
      this.receive(senders[at % senders.length] ?? 'ann', `Message ${at + 1}`);
    }
    this.#chat.now = end;
    this.#from = Math.max(0, count - 50);
    this.change({unread: 0});
    this.#show({readAt: this.history.length});
  }
  /** Changes a message as the server would. */
  alter(id: string, change: Partial<Message>): void {
    const replace = (list: Message[]) => {
      const at = list.findIndex((message) => message.id === id);
      const before = list[at];
      if (before) list[at] = {...before, rev: before.rev + 1, ...change};
    };
    replace(this.history);
    replace(this.#pending);
    this.#show();
  }
  /** Changes what is known of the conversation. */
  change(change: Partial<Conversation>): void {
    const state = this.state.get();
    if (state) this.state.set({...state, ...change});
    this.#chat.inbox.refresh();
  }
  type(...users: string[]): void {
    this.typing.set(users);
  }
  /** Sends what waited. */
  flush(): void {
    for (const message of this.#pending.splice(0)) {
      if (message.delivery?.is === 'failed') this.#pending.push(message);
      else this.#confirm(message);
    }
    this.#show();
  }

  #confirm(message: Message): Message {
    const seq = this.history.length + 1;
    const confirmed: Message = {...message, seq, rev: seq, delivery: {is: 'sent'}};
    this.history.push(confirmed);
    this.#settle(confirmed, 0);
    return confirmed;
  }

  #settle(message: Message, unread: number): void {
    const state = this.state.get();
    if (state) {
      this.state.set({
        ...state,
        head: message.seq ?? state.head,
        unread: state.unread + unread,
        mentions: state.mentions + (message.mentionsMe ? 1 : 0),
        lastActivity: message.at,
        preview: {
          id: message.id,
          sender: message.sender,
          own: message.own,
          kind: message.content.kind,
          text: message.content.text,
          at: message.at,
          deleted: message.deleted,
          ...(message.delivery ? {delivery: message.delivery} : {}),
        },
      });
    }
    this.#show();
    this.#chat.inbox.refresh();
  }

  #show(change: Partial<Timeline> = {}): void {
    this.#listPins();
    this.timeline.set({
      ...this.timeline.get(),
      messages: [...this.history.slice(this.#from, this.#to), ...(this.#to === undefined ? this.#pending : [])],
      start: this.#from === 0,
      end: this.#to === undefined,
      ...change,
    });
  }

  #deliver(id: string, delivery: Delivery): void {
    const at = this.#pending.findIndex((message) => message.id === id);
    const before = this.#pending[at];
    if (before) this.#pending[at] = {...before, delivery};
    this.#show();
  }

  /* -- ConversationHandle -- */

  open(): () => void {
    this.openings += 1;
    let open = true;
    return () => {
      if (open) this.openings -= 1;
      open = false;
    };
  }
  async loadOlder(): Promise<void> {
    await this.#chat.did('loadOlder', this.id).then(
      () => {
        this.#from = Math.max(0, this.#from - 50);
        this.#show({loading: 'none'});
      },
      ({code}: ChatError) => this.#show({loading: 'none', failed: {edge: 'older', code}}),
    );
  }
  loadNewer(): Promise<void> {
    return this.#chat.did('loadNewer', this.id);
  }
  async seqAt(time: Date | number): Promise<number> {
    await this.#chat.did('seqAt', this.id, +time);
    this.#found = this.history.find(({at}) => at >= +time)?.seq ?? this.history.at(-1)?.seq ?? 0;
    return this.#found;
  }
  async goTo(target: string | number): Promise<void> {
    await this.#chat.did('goTo', this.id, target);
    const at = this.history.findIndex(({id, seq}) => id === target || seq === target);
    if (at < 0) throw failure('NOT_FOUND');
    // far away: another stretch in the place of the one that was there
    const isFar = target === this.#found;
    this.#from = isFar ? Math.max(0, at - 25) : Math.min(this.#from, Math.max(0, at - 25));
    this.#to = isFar && at + 25 < this.history.length ? at + 25 : undefined;
    this.#show();
  }
  async goToLatest(): Promise<void> {
    await this.#chat.did('goToLatest', this.id);
    if (this.#to === undefined) return;
    this.#from = Math.max(0, this.history.length - 50);
    this.#to = undefined;
    this.#show();
  }

  send(content: string | MessageContent): Sent {
    const {
      text,
      ranges = [],
      kind = 'text',
      poll,
      files = [],
      replyTo,
    } = typeof content === 'string' ? {text: content} : (content as MessageContent);
    const attachments = files.map((given, at) => {
      const {file, name, ...more} = 'file' in given ? given : {file: given, name: undefined};
      const named = name ?? (file as Partial<File>).name ?? 'file';
      return {id: `file-${at}`, name: named, type: file.type, size: file.size, ...more, progress: 0};
    });
    const id = this.#chat.newId();
    const quoted = this.history.find((message) => message.id === replyTo);
    const message: Message = {
      id,
      conversation: this.id,
      sender: this.#chat.user,
      own: true,
      seq: undefined,
      rev: 0,
      at: this.#chat.now,
      content: {kind, text, ranges, attachments, ...(poll && {poll})},
      ...(quoted
        ? {replyTo: {id: quoted.id, seq: quoted.seq ?? 0, sender: quoted.sender, text: quoted.content.text}}
        : {}),
      deleted: false,
      reactions: [],
      mentionsMe: false,
      delivery: {is: 'saving'},
    };
    const calling = this.#chat.did('send', this.id, text);
    this.#pending.push(message);
    this.#show();
    const queued = calling
      .then(() => this.#chat.stored())
      .then(
        () => this.#deliver(id, {is: 'queued'}),
        (error: unknown) => {
          this.#pending = this.#pending.filter((other) => other.id !== id);
          this.#show();
          throw error;
        },
      );
    const sent = queued.then(() => {
      if (this.#chat.isOnline) this.flush();
      return this.history.find((other) => other.id === id) ?? message;
    });
    // the sender may look at one of the two only
    sent.catch(() => {});
    queued.catch(() => {});
    return {id, queued, sent};
  }
  /** A send of mine fails for good. */
  refuse(id: string, code: Code): void {
    this.#deliver(id, {is: 'failed', code});
  }
  async edit(id: string, content: string | MessageContent): Promise<void> {
    const {text, ranges = [], poll} = typeof content === 'string' ? ({text: content} as MessageContent) : content;
    await this.#chat.did('edit', this.id, id, text);
    const before = [...this.history, ...this.#pending].find((message) => message.id === id);
    if (before)
      this.alter(id, {
        content: {...before.content, text, ranges, ...(poll && {poll})},
        // what has not left yet leaves with its new words
        ...(before.seq !== undefined && {editedAt: this.#chat.now}),
      });
  }
  async delete(id: string): Promise<void> {
    await this.#chat.did('delete', this.id, id);
    const before = this.history.find((message) => message.id === id);
    if (before) this.alter(id, {deleted: true, content: {...before.content, text: '', ranges: [], attachments: []}});
    this.#pending = this.#pending.filter((message) => message.id !== id);
    this.#show();
  }
  async react(id: string, key: string, on: boolean): Promise<void> {
    await this.#chat.did('react', this.id, id, key, on);
    const message = this.history.find((other) => other.id === id);
    if (!message) return;
    const before = message.reactions.find((reaction) => reaction.key === key) ?? {key, count: 0, own: false, users: []};
    const users = before.users.filter((user) => user !== this.#chat.user);
    const after = {
      key,
      own: on,
      count: before.count + (on ? 1 : 0) - (before.own ? 1 : 0),
      users: on ? [this.#chat.user, ...users] : users,
    };
    const reactions = message.reactions.filter((reaction) => reaction.key !== key);
    this.alter(id, {reactions: after.count > 0 ? [...reactions, after] : reactions});
  }
  async retry(id: string): Promise<void> {
    await this.#chat.did('retry', this.id, id);
    this.#deliver(id, {is: 'queued'});
    if (this.#chat.isOnline) this.flush();
  }
  async discard(id: string): Promise<void> {
    await this.#chat.did('discard', this.id, id);
    this.#pending = this.#pending.filter((message) => message.id !== id);
    this.#show();
  }
  markRead(seq: number): void {
    this.#chat.calls.push(`markRead ${this.id} ${seq}`);
    this.change({
      unread: Math.max(0, this.history.length - seq),
      markedUnread: false,
      ...(seq >= this.history.length ? {mentions: 0} : {}),
    });
    this.#show({readAt: Math.max(seq, this.timeline.get().readAt)});
  }
  async markUnread(): Promise<void> {
    await this.#chat.did('markUnread', this.id);
    this.change({markedUnread: true});
  }
  async clear(): Promise<void> {
    await this.#chat.did('clear', this.id);
    this.#from = this.history.length;
    this.#show();
  }
  async mute(until: number): Promise<void> {
    await this.#chat.did('mute', this.id, until);
    this.change({mutedUntil: until});
  }
  async pin(on: boolean): Promise<void> {
    await this.#chat.did('pin', this.id, on);
    this.change({pinned: on});
  }
  async archive(on: boolean): Promise<void> {
    await this.#chat.did('archive', this.id, on);
    this.change({archived: on});
  }
  setDraft(draft: Draft | undefined): void {
    this.#chat.calls.push(`setDraft ${this.id} ${draft ? draft.text : ''}`);
    this.draft.set(draft);
  }
  setTyping(on: boolean): void {
    this.#chat.calls.push(`setTyping ${this.id} ${on}`);
  }
  async receipts(id: string): Promise<{read: readonly string[]; delivered: readonly string[]}> {
    await this.#chat.did('receipts', this.id, id);
    const seq = this.history.find((message) => message.id === id)?.seq ?? 0;
    const others = this.members.get().filter(({user}) => user !== this.#chat.user);
    return {
      read: others.filter(({read}) => read >= seq).map(({user}) => user),
      delivered: others.filter(({delivered}) => delivered >= seq).map(({user}) => user),
    };
  }
  async pinMessage(id: string, on: boolean): Promise<void> {
    await this.#chat.did('pinMessage', this.id, id, on);
    const {pinned: _, ...rest} = this.history.find((message) => message.id === id) ?? {};
    this.#chat.now += 1;
    this.alter(id, {
      ...rest,
      pinned: on ? {by: this.#chat.user, at: this.#chat.now, rev: this.#chat.now} : undefined,
    } as Partial<Message>);
  }
  async forward(id: string, to: readonly string[]): Promise<readonly string[]> {
    await this.#chat.did('forward', this.id, id, to.join('+'));
    const {text = '', ranges = []} = this.history.find((message) => message.id === id)?.content ?? {};
    return to.map((target) => this.#chat.conversation(target).send({text, ranges, forwarded: true}).id);
  }
  readonly waiting = new FakeStore<readonly ScheduledMessage[]>([]);
  async scheduled(): Promise<Scheduled> {
    await this.#chat.did('scheduled', this.id);
    const put = (messages: readonly ScheduledMessage[]): void => {
      this.waiting.set([...messages].sort((a, b) => a.at - b.at));
      const failed = messages.filter(({failure}) => failure).length;
      this.change({scheduled: {waiting: messages.length - failed, failed}});
    };
    const others = (id: string) => this.waiting.get().filter((one) => one.id !== id);
    const set = async (id: string, given: string | MessageContent, at: number): Promise<void> => {
      const {replyTo, files: _, ...content} = typeof given === 'string' ? {text: given} : given;
      const ready = {...content, ...('ranges' in content && {ranges: [...(content.ranges ?? [])]})};
      put([...others(id), {id, conversation: this.id, at, content: ready as ScheduledMessage['content'], replyTo}]);
    };
    return {
      list: this.waiting,
      add: async (content, at) => {
        await this.#chat.did('later.add', this.id, typeof content === 'string' ? content : content.text, at);
        const id = this.#chat.newId();
        await set(id, content, at);
        return id;
      },
      change: async (id, content, at) => {
        await this.#chat.did('later.change', this.id, id, typeof content === 'string' ? content : content.text, at);
        await set(id, content, at);
      },
      remove: async (id) => {
        await this.#chat.did('later.remove', this.id, id);
        put(others(id));
      },
    };
  }
  /** What its bots understand. */
  botCommands: readonly BotCommand[] = [];
  async commands(): Promise<readonly BotCommand[]> {
    await this.#chat.did('commands', this.id);
    return this.botCommands;
  }
  readonly pinned = new FakeStore<readonly Message[]>([]);
  async pins(): Promise<FakeStore<readonly Message[]>> {
    this.#listPins();
    return this.pinned;
  }
  #listPins(): void {
    const rev = ({pinned}: Message): number => pinned?.rev ?? 0;
    const now = this.history.filter(({pinned}) => pinned).sort((a, b) => rev(b) - rev(a));
    const before = this.pinned.get();
    if (now.length !== before.length || now.some((message, at) => message !== before[at])) this.pinned.set(now);
  }
  async reactions(id: string, key?: string): Promise<readonly {key: string; user: string}[]> {
    await this.#chat.did('reactions', this.id, id);
    const all = this.history.find((message) => message.id === id)?.reactions ?? [];
    return all
      .filter((one) => key === undefined || one.key === key)
      .flatMap((one) => one.users.map((user) => ({key: one.key, user})));
  }
  async addMember(user: string, role: Member['role'] = 'member'): Promise<void> {
    await this.#chat.did('addMember', this.id, user, role);
    this.members.set([
      ...this.members.get().filter((member) => member.user !== user),
      {user, state: 'joined', role, read: 0, delivered: 0},
    ]);
    this.change({memberCount: this.members.get().length});
  }
  /** Who is kept out; two in a page. */
  banned: readonly string[] = [];
  async bans(after = ''): Promise<{users: readonly string[]; next?: string}> {
    await this.#chat.did('bans', this.id, ...(after ? [after] : []));
    const left = this.banned.filter((user) => user > after).sort();
    const users = left.slice(0, 2);
    return {users, ...(left.length > 2 && {next: users[1] ?? ''})};
  }
  async unban(user: string): Promise<void> {
    await this.#chat.did('unban', this.id, user);
    this.banned = this.banned.filter((one) => one !== user);
  }
  async removeMember(user: string, {ban = false} = {}): Promise<void> {
    await this.#chat.did('removeMember', this.id, user, ...(ban ? ['ban'] : []));
    if (ban) this.banned = [...this.banned, user];
    this.members.set(this.members.get().filter((member) => member.user !== user));
    this.change({memberCount: this.members.get().length});
  }
  async setRole(user: string, role: Member['role']): Promise<void> {
    await this.#chat.did('setRole', this.id, user, role);
    this.members.set(this.members.get().map((member) => (member.user === user ? {...member, role} : member)));
    if (user === this.#chat.user) this.change({role});
  }
  async leave(): Promise<void> {
    await this.#chat.did('leave', this.id);
    this.change({membership: 'left', writable: false});
  }
  async update({
    slowSeconds,
    ...change
  }: {
    title?: string;
    description?: string;
    avatar?: string;
    slowSeconds?: number;
  }): Promise<void> {
    await this.#chat.did('update', this.id, JSON.stringify({...change, slowSeconds}));
    this.change({...change, ...(slowSeconds !== undefined && {slowSeconds})});
  }
  async loadMembers(): Promise<boolean> {
    await this.#chat.did('loadMembers', this.id);
    return false;
  }
}

export class FakeInbox implements Inbox {
  readonly totals = new FakeStore({unread: 0, mentions: 0, conversations: 0});
  /** How many rows are shown before `loadMore`. */
  pageSize = 100_000;
  isPaused = false;
  #lists = new Map<InboxFilter, {store: FakeStore<InboxList>; shown: number}>();
  #chat: FakeChat;
  #forced: Partial<InboxList> = {};
  readonly #found = new Set<string>();

  constructor(chat: FakeChat) {
    this.#chat = chat;
  }
  list(filter: InboxFilter = 'all'): FakeStore<InboxList> {
    let list = this.#lists.get(filter);
    if (!list) {
      list = {store: new FakeStore<InboxList>({conversations: [], loading: false, more: false}), shown: this.pageSize};
      this.#lists.set(filter, list);
      this.refresh();
    }
    return list.store;
  }
  async about({type, id}: {type: string; id?: string}, filter: InboxFilter = 'all'): Promise<ConversationsAbout> {
    const {conversations} = this.list(filter).get();
    const isAbout = ({context}: Conversation): boolean =>
      context?.type === type && (id === undefined || context.id === id);
    const found = {conversations: conversations.filter(isAbout), loading: false, more: false};
    return {list: new FakeStore<InboxList>(found), loadMore: () => this.#chat.did('loadMore', type)};
  }
  /** By the beginnings of words, without accents, in titles and names; what is found is in the lists from then on. */
  async find(query: string, {signal, cursor, limit = 20}: FindOptions = {}): Promise<FoundConversations> {
    await this.#chat.did('findConversations', query);
    signal?.throwIfAborted();
    const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
    const all = [...this.#chat.conversations.values()]
      .flatMap(({state}) => state.get() ?? [])
      .filter(({title, peer}) => {
        const text = ` ${plain(title ?? this.#chat.people.person(peer ?? '').get().name)}`;
        return plain(query)
          .split(/\s+/)
          .every((word) => text.includes(` ${word}`));
      })
      .sort((a, b) => b.lastActivity - a.lastActivity);
    const from = Number(cursor ?? 0);
    const conversations = all.slice(from, from + limit);
    for (const {id} of conversations) this.#found.add(id);
    this.refresh();
    return {conversations, ...(all.length > from + limit && {next: String(from + limit)})};
  }
  async loadMore(filter: InboxFilter = 'all'): Promise<void> {
    await this.#chat.did('loadMore', filter);
    const list = this.#lists.get(filter);
    if (list) list.shown += this.pageSize;
    this.#forced = {};
    this.refresh();
  }
  /** Shows every list as loading, or as failed. */
  force(change: Partial<InboxList>): void {
    this.#forced = change;
    this.refresh();
  }
  stores(): FakeStore<InboxList>[] {
    return [...this.#lists.values()].map(({store}) => store);
  }
  refresh(): void {
    if (this.isPaused) return;
    const all = [...this.#chat.conversations.values()]
      .map(({state}) => state.get())
      .filter((state) => state !== undefined)
      .sort((a, b) => Number(b.pinned) - Number(a.pinned) || b.lastActivity - a.lastActivity);
    for (const [filter, {store, shown}] of this.#lists) {
      const fitting = all.filter((state) => {
        if (filter === 'archived') return state.archived;
        if (state.archived) return false;
        if (filter === 'unread') return state.unread > 0 || state.markedUnread;
        return filter === 'groups' ? state.type !== 'direct' : true;
      });
      store.set({
        conversations: fitting.filter(({id}, at) => at < shown || this.#found.has(id)),
        loading: false,
        more: fitting.length > shown,
        ...this.#forced,
      });
    }
    const counted = all.filter((state) => !state.archived && state.mutedUntil <= this.#chat.now);
    this.totals.set({
      unread: counted.reduce((sum, state) => sum + state.unread, 0),
      mentions: counted.reduce((sum, state) => sum + state.mentions, 0),
      conversations: counted.filter((state) => state.unread > 0).length,
    });
  }
}

export class FakeOutbox implements Outbox {
  readonly items = new FakeStore<readonly OutboxItem[]>([]);
  #chat: FakeChat;
  constructor(chat: FakeChat) {
    this.#chat = chat;
  }
  get(): readonly OutboxItem[] {
    return this.items.get();
  }
  subscribe(listener: (value: readonly OutboxItem[]) => void): () => void {
    return this.items.subscribe(listener);
  }
  retry(opId: string): Promise<void> {
    return this.#chat.did('outbox.retry', opId);
  }
  discard(opId: string): Promise<void> {
    return this.#chat.did('outbox.discard', opId);
  }
  async drained(): Promise<void> {}
}

export class FakePeople implements People {
  readonly watched = new Set<object>();
  #people = new Map<string, FakeStore<Person>>();
  #chat: FakeChat;
  constructor(chat: FakeChat) {
    this.#chat = chat;
  }
  person(id: string): FakeStore<Person> {
    let person = this.#people.get(id);
    if (!person) {
      person = new FakeStore<Person>({id, name: id, presence: 'offline'});
      this.#people.set(id, person);
    }
    return person;
  }
  async find(query: string, limit = 20): Promise<readonly Person[]> {
    await this.#chat.did('find', query);
    const wanted = query.toLowerCase();
    return [...this.#people.values()]
      .map((person) => person.get())
      .filter(({id, name}) => id.toLowerCase().startsWith(wanted) || name.toLowerCase().startsWith(wanted))
      .slice(0, limit);
  }
  readonly blocks = new FakeStore<readonly string[]>([]);
  async blocked(): Promise<FakeStore<readonly string[]>> {
    await this.#chat.did('blocked');
    return this.blocks;
  }
  async block(user: string): Promise<void> {
    await this.#chat.did('block', user);
    this.blocks.set([user, ...this.blocks.get()]);
    this.#hold(user, 'own');
  }
  async unblock(user: string): Promise<void> {
    await this.#chat.did('unblock', user);
    this.blocks.set(this.blocks.get().filter((one) => one !== user));
    this.#hold(user, undefined);
  }
  /** As the server's row of the direct conversation says it. */
  #hold(user: string, blocked: 'own' | undefined): void {
    for (const conversation of this.#chat.conversations.values()) {
      const state = conversation.state.get();
      if (state?.peer !== user) continue;
      const {blocked: _, ...rest} = state;
      conversation.state.set({...rest, writable: !blocked, ...(blocked && {blocked})});
    }
  }
  watch(ids: readonly string[]): () => void {
    const watch = {ids};
    this.watched.add(watch);
    return () => this.watched.delete(watch);
  }
  stores(): FakeStore<Person>[] {
    return [...this.#people.values()];
  }
}

export function fakeChat(user?: string): FakeChat {
  return new FakeChat(user);
}
