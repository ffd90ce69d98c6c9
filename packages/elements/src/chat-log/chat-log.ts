import type {ConversationHandle, Message, Person, Timeline} from '@parlor/sdk';
import {html, nothing, type PropertyValues, render} from 'lit';
import {property, state} from 'lit/decorators.js';
import {repeat} from 'lit/directives/repeat.js';
import type {ChatMessage, MessageAction, MessageKind, RenderMessage} from '../chat-message/chat-message.js';
import {
  ChatAtEndChangeEvent,
  type ChatDeleteEvent,
  ChatLoadEvent,
  type ChatQuoteEvent,
  type ChatReactEvent,
  type ChatRetryEvent,
  ChatRowsChangeEvent,
  ChatSeenEvent,
} from '../events.js';
import {ChatElement} from '../internal/chat-element.js';
import {
  classGuesses,
  type Grouped,
  groupRows,
  isHead,
  type MessageRow,
  type Row,
  rowClass,
} from '../internal/grouping.js';
import {nameOf, personOf, titleOf} from '../internal/names.js';
import {Reads} from '../internal/reads.js';
import {Scroller} from '../internal/scroller.js';
import {everyMinute} from '../internal/ticker.js';
import {Watch} from '../internal/watch.js';
import {base} from '../tokens.styles.js';
import type {Announce, Announcements} from './announcements.js';
import {arrivals} from './arrivals.js';
import {styles} from './chat-log.styles.js';
import {drawEmpty, drawOther} from './log-frame.js';
import type {LogHands} from './log-hands.js';
import {Names} from './log-names.js';
import {Seen, type VisibleMessage} from './seen.js';

/** Up to here `virtual="auto"` draws every row: find in page, print and browse mode work. */
const drawAllUpTo = 200;
/** The jump button appears when the end is this far, px (UX-L9). */
const jumpFrom = 160;

const messageParts = ['row', 'avatar', 'name', 'bubble', 'text', 'quote', 'meta', 'reactions', 'toolbar']
  .map((part) => `${part}: message-${part}`)
  .join();

/** Where a reader was: a message and where its top stood in the view, px; or at the end. */
export type LogPosition = {atEnd: true} | {atEnd: false; key: string; top: number};

/**
 * The messages of one conversation: a virtual list that never moves what the reader is looking at. With a `conversation`
 * and a chat it loads, marks as read and carries out what the reader wishes; with `messages` it only shows them.
 *
 * @tagname chat-log
 * @slot empty - instead of our words when there are no messages
 * @slot loading - instead of our placeholder while nothing is there yet
 * @slot error - instead of our words when nothing could be loaded
 * @slot start - above the first message of the conversation
 * @slot message-KEY - content in the place of one message's text; see `chat-rows-change`
 * @fires chat-react, chat-reply, chat-edit, chat-delete, chat-retry, chat-unread, chat-quote, chat-link, chat-person
 * @fires chat-load-older, chat-load-newer - data mode: more is wanted
 * @fires chat-seen, chat-rows-change, chat-at-end-change
 * @csspart scroller - what scrolls
 * @csspart day - the heading of a day
 * @csspart divider - the unread divider
 * @csspart start - the row above the first message
 * @csspart jump - the button to the latest message
 */
export class ChatLog extends ChatElement {
  static override styles = [base, styles];
  static {
    // What the first rows' places ask for (the jump button) can be known only after the first update.
    ChatLog.disableWarning?.('change-in-update');
  }

  /** The conversation's id. */
  @property() conversation?: string;
  /** Data mode: the messages, oldest first. */
  @property({attribute: false}) messages: readonly Message[] | undefined;
  /** Data mode: there is more before or after them. */
  @property({type: Boolean, attribute: 'has-older'}) hasOlder = false;
  @property({type: Boolean, attribute: 'has-newer'}) hasNewer = false;
  /** Data mode: who the senders are. */
  @property({attribute: false}) members: readonly Person[] = [];
  /** Data mode: the reader, for mentions. */
  @property() me?: string;
  /** Where to begin: at the first unread message, at the newest, where the reader was, or at `focus-message`. */
  @property({attribute: 'open-at'}) openAt: 'unread' | 'latest' | 'saved' | 'message' = 'unread';
  /** The id of the message to begin at. */
  @property({attribute: 'focus-message'}) startMessage?: string;
  /** Messages of one sender within this many seconds form a group. */
  @property({type: Number, attribute: 'group-gap'}) groupGap = 300;
  @property() look: 'bubbles' | 'flat' = 'bubbles';
  @property() density: 'comfortable' | 'compact' = 'comfortable';
  /** Whether only the rows around the view are in the page: `auto` beyond 200 rows. */
  @property() virtual: 'auto' | 'always' | 'never' = 'auto';
  /** `manual`: seeing messages does not mark them as read. */
  @property({attribute: 'read-policy'}) readPolicy: 'auto' | 'manual' = 'auto';
  /** What is said aloud when messages arrive. */
  @property() announce: Announce = 'all';
  /** Level of the day headings. */
  @property({type: Number, attribute: 'heading-level'}) headingLevel = 3;
  /** `off`: no single-letter keys on messages. */
  @property() shortcuts: 'on' | 'off' = 'on';
  /** Spoken name of the list. Default: "Messages with Ann". */
  @property() label?: string;
  /** Which actions a message offers. */
  @property({attribute: false}) actions: ((message: Message) => readonly MessageAction[]) | undefined;
  @property({attribute: false}) renderMessage: RenderMessage | undefined;
  /** Kinds of messages the host adds. */
  @property({attribute: false}) kinds: Readonly<Record<string, MessageKind>> = {};

  @state() private unseenBelow = 0;
  @state() private showsJump = false;

  #reads = new Reads(this);
  #timeline = new Watch(this, () => this.#handle?.timeline);
  #scroller = new Scroller(
    {
      draw: (indexes) => this.#draw(indexes),
      hasHead: (index) => isHead(this.#rows[index]),
      pinned: () => this.#pinned(),
      onMove: (isResting) => this.#onMove(isResting),
    },
    classGuesses,
  );
  #seen = new Seen(this, {visible: () => this.#visible(), onSeen: (keys, seq) => this.#onSeen(keys, seq)});
  #announcements: Announcements | undefined;
  #hands: LogHands | undefined;

  #handle: ConversationHandle | undefined;
  #shown: Timeline | undefined;
  #grouped: Grouped | undefined;
  #classes = new Uint8Array();
  #keys: readonly string[] = [];
  #close: (() => void) | undefined;
  #stops: (() => void)[] = [];
  #positions = new Map<string, LogPosition>();
  /** Until the first place is found, and until what is fetched at the beginning has come. */
  #isOpening = true;
  /** The first unread message, found in another stretch of history, is being fetched. */
  #isSeeking = false;
  /** Everything up to here was read when the conversation was opened. */
  #readAtOpening = 0;
  #unreadFrom: string | undefined;
  #unfolded: ReadonlySet<string> = new Set();
  #arriving = new Set<string>();
  #flashing: string | undefined;
  #focused: string | undefined;
  #active: string | undefined;
  #marksUnread = false;
  #asked: 'older' | 'newer' | undefined;
  #wasAtEnd = true;
  #rowsElement: HTMLElement | undefined;
  #drawn: readonly string[] = [];

  get #rows(): readonly Row[] {
    return this.#grouped?.rows ?? [];
  }

  /** Whether the newest message is in view at the end of the list. */
  get atEnd(): boolean {
    return this.#scroller.state.stuck;
  }

  /** How many messages of others the reader has not seen yet, below the view. */
  get unseen(): number {
    return this.unseenBelow;
  }

  /** The keys of the first and last message in view. */
  get visibleRange(): {first: string | undefined; last: string | undefined} {
    const keys = this.#visibleRows().map((row) => row.key);
    return {first: keys[0], last: keys.at(-1)};
  }

  /** Where the reader is. */
  positions(): LogPosition | undefined {
    if (this.atEnd) return {atEnd: true};
    const row = this.#visibleRows()[0];
    return row && {atEnd: false, key: row.key, top: this.#scroller.topOf(row.index)};
  }

  /** Goes back to where `positions()` was called. */
  restore(position: LogPosition): void {
    if (position.atEnd) return this.#scroller.goToEnd();
    const index = this.#keys.indexOf(position.key);
    if (index >= 0) this.#scroller.goTo(index, position.top / (this.#scroller.state.viewport || 1));
  }

  /**
   * Goes to a message by its id, or to the first one loaded of a date or later. Answers whether it is there; if not, the
   * list stays where it is and says so (UX-L10). `align` is a share of the view's height.
   */
  async goTo(
    target: string | Date,
    {align = 0.3, flash = true}: {align?: number; flash?: boolean} = {},
  ): Promise<boolean> {
    return this.#withHands((hands) => {
      this.#isOpening = false;
      return hands.goTo(target, {align, flash});
    });
  }

  /** Goes to the newest message, fetched first if it is not there. */
  async goToLatest(): Promise<void> {
    this.#isOpening = false;
    if (this.#handle && !this.#shown?.end) {
      await this.#handle.goToLatest();
      await this.updateComplete;
      this.#scroller.goToEnd();
    } else this.#scroller.goToEnd(true);
  }

  /** Goes to the first message that was unread when the conversation was opened. */
  goToFirstUnread(): void {
    const index = this.#rows.findIndex((row) => row.key === this.#unreadFrom);
    if (index >= 0) this.#scroller.goTo(index, 0.25);
  }

  /** Brings a message into view and gives it the focus. */
  focusMessage(key: string): void {
    const index = this.#keys.indexOf(key);
    if (index < 0) return;
    this.#focused = key;
    this.#active = key;
    this.#scroller.reveal(index);
    this.#redraw();
    this.#scroller.elementOf(key)?.focus();
  }

  /** Focuses the message last focused, else the newest one in view. */
  override focus(): void {
    const key = this.#active ?? this.visibleRange.last;
    if (key) this.focusMessage(key);
  }

  protected override get dataMode(): boolean {
    return this.messages !== undefined;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.#connect();
    const onFocus = () => this.#onPageFocus();
    addEventListener('focus', onFocus);
    // A host adds slotted rows when it likes.
    const slotted = new MutationObserver(() => this.#redraw());
    slotted.observe(this, {childList: true});
    this.#stops = [
      () => removeEventListener('focus', onFocus),
      () => slotted.disconnect(),
      // "Today" is over at midnight (UX-L3).
      everyMinute(() => this.#redraw()),
    ];
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const stop of this.#stops) stop();
    // An element that is only moved in the page keeps its place.
    queueMicrotask(() => {
      if (this.isConnected) return;
      this.#leave();
      this.#handle = undefined;
    });
    this.#scroller.disconnect();
    this.#seen.disconnect();
    this.#announcements?.stop();
  }

  #connect(): void {
    const [scroller, canvas, rows] = ['.scroller', '.canvas', '.rows'].map((name) =>
      this.renderRoot.querySelector<HTMLElement>(name),
    );
    if (!scroller || !canvas || !rows) return;
    this.#rowsElement = rows;
    this.#scroller.connect(scroller, canvas, rows);
    this.#seen.connect();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    const handle = this.messages || !this.conversation ? undefined : this.client?.conversation(this.conversation);
    if (handle !== this.#handle && this.isConnected) {
      this.#leave();
      this.#handle = handle;
      this.#enter();
    }
  }

  protected override update(changed: PropertyValues<this>): void {
    // The rows come before the frame around them, for what is drawn there depends on where they stand.
    const isFirst = !this.#rowsElement;
    if (isFirst) {
      super.update(changed);
      this.#connect();
    }
    this.#names.follow();
    this.#takeTimeline();
    this.#regroup();
    this.#place();
    if (!isFirst) super.update(changed);
  }

  /* -- one conversation after another -- */

  #enter(): void {
    const handle = this.#handle;
    this.#isOpening = true;
    this.#isSeeking = false;
    this.#shown = undefined;
    this.#unreadFrom = undefined;
    this.#unfolded = new Set();
    this.#names.clear();
    this.#hands?.reset();
    this.#marksUnread = false;
    this.#asked = undefined;
    this.#focused = this.#active = undefined;
    this.#close = handle?.open(
      this.openAt === 'message' && this.startMessage ? {around: this.startMessage} : undefined,
    );
    this.#readAtOpening = handle?.timeline.get().readAt ?? 0;
    this.#seen.reset(this.#readAtOpening);
  }

  #leave(): void {
    const position = this.positions();
    if (this.#handle && position && this.#shown) this.#positions.set(this.#handle.id, position);
    this.#close?.();
    this.#close = undefined;
  }

  /** What is to be shown now, and what is new in it. */
  #takeTimeline(): void {
    const before = this.#shown;
    const timeline = this.messages
      ? {
          messages: this.messages,
          start: !this.hasOlder,
          end: !this.hasNewer,
          loading: 'none' as const,
          readAt: Number.POSITIVE_INFINITY,
        }
      : this.#timeline.value;
    this.#shown = timeline;
    if (timeline?.messages === before?.messages) return;
    this.#asked = undefined;
    this.#arriving.clear();
    if (!timeline) return;
    if (this.messages && !before)
      this.#seen.reset(Math.max(0, ...timeline.messages.slice(-100).map(({seq}) => seq ?? 0)));
    if (this.#isOpening) {
      this.#readAtOpening ||= this.messages ? 0 : timeline.readAt;
      this.#seen.reset(Math.max(this.#seen.last, this.#readAtOpening));
      this.#unreadFrom = this.messages ? undefined : timeline.messages.find((message) => this.#isUnread(message))?.id;
    } else if (before) this.#takeNew(before.messages, timeline);
  }

  #takeNew(before: readonly Message[], {messages, end}: Timeline): void {
    const {fresh, failed} = arrivals(before, messages);
    if (failed > 0) this.#say((announcements) => announcements.failed(failed));
    if (fresh.length === 0 || !end) return;
    if (this.atEnd && fresh.length < 10) this.#arriving = new Set(fresh.map(({id}) => id));
    const others = fresh.filter(({own, content}) => !own && content.kind !== 'system');
    if (others.length > 0 && this.announce !== 'none') {
      this.#say((announcements) => announcements.arrived(others));
    }
    // Own messages that are on their way: written here and now.
    if (!fresh.some(({own, seq}) => own && seq === undefined)) return;
    this.#unreadFrom = undefined;
    queueMicrotask(() => void this.goToLatest().catch(this.report));
  }

  /* -- rows -- */

  #regroup(): void {
    const {messages = [], start, end} = this.#shown ?? {};
    const isEmpty = messages.length === 0;
    const before = this.#grouped;
    this.#grouped = groupRows(
      messages,
      {
        groupGap: this.groupGap,
        timeZone: this.settings.timeZone,
        unreadFrom: this.#unreadFrom,
        unfolded: this.#unfolded,
        before: isEmpty ? undefined : start ? 'start' : 'older',
        after: isEmpty || end ? undefined : 'newer',
      },
      before,
    );
    if (this.#grouped === before) return this.#redraw();
    const {rows, from} = this.#grouped;
    const classes = new Uint8Array(rows.length);
    classes.set(this.#classes.subarray(0, from));
    for (let i = from; i < rows.length; i++) classes[i] = rowClass(rows[i] as Row);
    this.#classes = classes;
    this.#keys = this.#keys.slice(0, from).concat(rows.slice(from).map(({key}) => key));
    this.#scroller.setAll(this.virtual === 'never' || (this.virtual === 'auto' && rows.length <= drawAllUpTo));
    this.#scroller.setRows(this.#keys, classes, end ?? true);
  }

  #redraw(): void {
    if (this.hasUpdated) this.#scroller.refresh();
  }

  #draw(indexes: readonly number[]): void {
    const element = this.#rowsElement;
    if (!element) return;
    const slotted = new Set(Array.from(this.children, ({slot}) => slot));
    render(
      repeat(
        indexes,
        (index) => this.#keys[index],
        (index) => this.#drawRow(this.#rows[index] as Row, slotted),
      ),
      element,
      {host: this},
    );
    for (const child of element.children) (child as Partial<ChatMessage>).flush?.();
    const drawn = indexes.map((index) => this.#keys[index] as string);
    if (drawn.length === this.#drawn.length && drawn.every((key, i) => key === this.#drawn[i])) return;
    this.#drawn = drawn;
    this.dispatchEvent(new ChatRowsChangeEvent(drawn));
  }

  #drawRow(row: Row, slotted: ReadonlySet<string>): unknown {
    if (row.type !== 'message') {
      return drawOther(row, {
        settings: this.settings,
        headingLevel: this.headingLevel,
        failed: this.#shown?.failed,
        isLoading: (edge) => this.#shown?.loading === edge || this.#asked === edge,
        onLoad: (edge) => this.#load(edge),
        onUnfold: (key) => this.#unfold(key),
      });
    }
    const {message, key} = row;
    const slot = `message-${key}`;
    return html`<chat-message
      exportparts=${messageParts}
      .message=${message}
      .sender=${message.own ? undefined : this.#person(message.sender)}
      .nameOf=${this.#names.nameOf}
      .position=${row.position}
      .marks=${row.marks}
      .look=${this.look}
      .density=${this.density}
      .me=${this.dataMode ? this.me : this.client?.user}
      .active=${key === this.#active}
      .shortcuts=${this.shortcuts}
      .actions=${this.actions?.(message)}
      .renderMessage=${this.renderMessage}
      .kind=${this.kinds[message.content.kind]}
      .flash=${key === this.#flashing}
      .arriving=${this.#arriving.has(key)}
      .slotted=${slotted.has(slot)}
      >${slotted.has(slot) ? html`<slot name=${slot}></slot>` : nothing}</chat-message
    >`;
  }

  #unfold(key: string): void {
    this.#unfolded = new Set([...this.#unfolded, key]);
    this.#scroller.hold(key, true);
    this.requestUpdate();
  }

  #pinned(): string[] {
    // The first stop for who pages with a screen reader is always there (UX 1.6).
    const pins = this.#rows[0]?.type === 'older' ? ['older'] : [];
    if (this.#focused) pins.push(this.#focused);
    return pins;
  }

  /* -- people -- */

  #names = new Names((id) => (this.dataMode ? (this.#person(id)?.name ?? id) : nameOf(id, this.client, this.#reads)));

  #person(id: string): Person | undefined {
    return this.dataMode ? this.members.find((member) => member.id === id) : personOf(id, this.client, this.#reads);
  }

  #textOf(message: Message): string {
    return this.kinds[message.content.kind]?.text(message) ?? message.content.text;
  }

  /* -- where the reader is -- */

  /** Puts a conversation just opened at its place (UX-L5), in the same frame in which its rows are first drawn. */
  #place(): void {
    const timeline = this.#shown;
    if (!this.#isOpening || !timeline || timeline.messages.length === 0 || this.#isSeeking) return;
    const saved = this.#handle && this.#positions.get(this.#handle.id);
    const first = timeline.messages[0];
    if (
      this.openAt === 'unread' &&
      !timeline.start &&
      first &&
      this.#isUnread(first) &&
      this.#readAtOpening > 0 &&
      this.#handle
    ) {
      this.#seek(this.#handle);
      return;
    }
    if (this.openAt === 'message' && this.startMessage) {
      const index = this.#keys.indexOf(this.startMessage);
      if (index >= 0) this.#scroller.goTo(index, 0.3);
    } else if (this.openAt === 'saved' && saved) this.restore(saved);
    else {
      this.#scroller.goToEnd();
      const index = this.openAt === 'unread' ? this.#keys.indexOf('unread') : -1;
      if (index >= 0 && this.#scroller.topOf(index) < 0) this.#scroller.goTo(index, 0.25);
    }
    if (this.dataMode || timeline.loading === 'none') this.#isOpening = false;
  }

  /** The first unread message lies before what is loaded: fetch it before anything is shown (UX-V7). */
  #seek(handle: ConversationHandle): void {
    this.#isSeeking = true;
    this.requestUpdate();
    handle
      .goTo(this.#readAtOpening)
      .catch(this.report)
      .finally(() => {
        if (this.#handle !== handle) return;
        // Once only: what it did not bring will not come.
        this.#isSeeking = false;
        this.#readAtOpening = 0;
        this.requestUpdate();
      });
  }

  #isUnread({own, seq}: Message): boolean {
    return !own && seq !== undefined && seq > this.#readAtOpening;
  }

  /** The message rows of which something is in view, with their place among all rows. */
  #visibleRows(): (MessageRow & {index: number})[] {
    const visible: (MessageRow & {index: number})[] = [];
    const {first, last} = this.#scroller.visible();
    for (let index = Math.max(0, first); index <= last; index++) {
      const row = this.#rows[index];
      if (row?.type === 'message') visible.push({...row, index});
    }
    return visible;
  }

  #visible(): VisibleMessage[] {
    const enough = this.#scroller.state.viewport * 0.6;
    return this.#visibleRows().flatMap(({index, key, message: {seq}}) => {
      const {visible, height} = this.#scroller.seen(index);
      return seq !== undefined && (visible >= height * 0.6 || visible >= enough) ? [{key, seq}] : [];
    });
  }

  #onSeen(keys: string[], seq: number): void {
    const isWanted = this.dispatchEvent(new ChatSeenEvent(keys, seq));
    if (isWanted && this.readPolicy === 'auto' && !this.#marksUnread) this.#handle?.markRead(seq);
    this.#count();
  }

  #onMove(isResting: boolean): void {
    if (!this.#shown) return;
    // Whoever scrolls has found a place.
    if (!isResting) this.#isOpening = false;
    const {atEnd} = this;
    if (atEnd !== this.#wasAtEnd) {
      this.#wasAtEnd = atEnd;
      this.dispatchEvent(new ChatAtEndChangeEvent(atEnd));
    }
    this.#seen.check();
    this.#count();
    const near = this.#scroller.state.viewport * 2;
    const {failed, start, end} = this.#shown;
    if (!start && !failed && this.#scroller.distanceToStart < near) this.#load('older');
    if (!end && !failed && this.#scroller.distanceToEnd < near) this.#load('newer');
    if (!isResting) return;
    // The Tab key finds the message last focused, else the newest one in view.
    const visible = this.#visibleRows();
    if (this.#focused || visible.some(({key}) => key === this.#active)) return;
    this.#active = visible.at(-1)?.key;
    if (this.#active) queueMicrotask(() => this.#redraw());
  }

  #count(): void {
    let unseen = 0;
    const messages = this.#shown?.messages ?? [];
    for (let i = messages.length - 1; i >= 0; i--) {
      const {own, seq} = messages[i] as Message;
      if (seq === undefined) continue;
      if (seq <= this.#seen.last) break;
      if (!own) unseen++;
    }
    const isBelow = !this.atEnd || this.#shown?.end === false;
    this.unseenBelow = isBelow ? unseen : 0;
    this.showsJump = isBelow && (this.#scroller.distanceToEnd > jumpFrom || unseen > 0 || this.#shown?.end === false);
  }

  #load(edge: 'older' | 'newer'): void {
    const timeline = this.#shown;
    if (timeline?.loading !== 'none' || this.#asked || this.#isOpening) return;
    this.#asked = edge;
    if (!this.#handle) {
      this.dispatchEvent(new ChatLoadEvent(edge));
      return;
    }
    const done = () => {
      this.#asked = undefined;
      this.requestUpdate();
    };
    (edge === 'older' ? this.#handle.loadOlder() : this.#handle.loadNewer()).then(done, done);
  }

  /** A reader who comes back finds a line above what came meanwhile (UX-L4). */
  #onPageFocus(): void {
    const first = this.#shown?.messages.find(({own, seq}) => !own && seq !== undefined && seq > this.#seen.last);
    if (this.dataMode || !first || this.#isOpening) return;
    this.#unreadFrom = first.id;
    this.requestUpdate();
  }

  /* -- what the reader does -- */

  /** What only a reader who does something needs; at once when it is there already. */
  async #withHands<Result>(use: (hands: LogHands) => Result): Promise<Awaited<Result>> {
    if (!this.#hands) {
      const {LogHands} = await import('./log-hands.js');
      this.#hands ??= new LogHands({
        log: this,
        scroller: this.#scroller,
        rows: () => this.#rows,
        focused: () => this.#focused,
        isUnseen: ({own, seq = 0}) => !own && seq > this.#seen.last,
        visible: () => this.#visibleRows(),
        nameOf: this.#names.nameOf,
        fetch: async (id) => {
          await this.#handle?.goTo(id);
          await this.updateComplete;
        },
        load: (edge) => this.#load(edge),
        flash: (key) => {
          this.#flashing = key;
          this.#redraw();
        },
        report: this.report,
      });
    }
    return await use(this.#hands);
  }

  #use(use: (hands: LogHands) => unknown): void {
    this.#withHands(use).catch(this.report);
  }

  #say(use: (announcements: Announcements) => void): void {
    import('./announcements.js').then(({Announcements}) => {
      this.#announcements ??= new Announcements(this, {
        announce: () => this.announce,
        isFocused: () => this.#seen.isHere,
        nameOf: this.#names.nameOf,
        textOf: (message) => this.#textOf(message),
      });
      use(this.#announcements);
    }, this.report);
  }

  /** Carries out a wish unless somebody cancelled it: after the event has reached everybody. */
  #wish<Wish extends Event>(
    run: (wish: Wish, handle: ConversationHandle) => void | Promise<void>,
  ): (wish: Wish) => void {
    return (wish) => {
      queueMicrotask(() => {
        if (!wish.defaultPrevented && this.#handle) Promise.resolve(run(wish, this.#handle)).catch(this.report);
      });
    };
  }

  #keyOf(event: Event): string | undefined {
    for (const target of event.composedPath()) {
      if ((target as Partial<Element>).localName === 'chat-message') return (target as ChatMessage).message?.id;
      if (target === this) return undefined;
    }
    return undefined;
  }

  #onFocus(event: FocusEvent): void {
    const key = this.#keyOf(event);
    this.#use(() => {});
    this.#focused = key;
    this.#active = key ?? this.#active;
    this.#scroller.hold(key);
    this.#redraw();
  }

  #onBlur(event: FocusEvent): void {
    if (this.#keyOf(event) !== this.#focused || (event.relatedTarget as Element | null)?.closest?.('chat-message'))
      return;
    this.#focused = undefined;
    this.#scroller.hold(undefined);
  }

  override render() {
    const {strings} = this;
    const timeline = this.#shown ?? (this.messages ? undefined : this.#timeline.value);
    const count = this.messages?.length ?? timeline?.messages.length ?? 0;
    const conversation = this.#handle && this.#reads.get(this.#handle.state);
    const title =
      conversation && titleOf(conversation, conversation.peer ? this.#person(conversation.peer) : undefined, strings);
    return html`<div
        class=${this.#isSeeking ? 'scroller opening' : 'scroller'}
        part="scroller"
        tabindex="-1"
        role="log"
        aria-live="off"
        aria-label=${this.label ?? (title ? strings.messagesWith(title) : strings.messages)}
        @keydown=${(event: KeyboardEvent) => this.#use((hands) => hands.onKey(event))}
        @focusin=${this.#onFocus}
        @focusout=${this.#onBlur}
        @chat-grow=${(event: Event) => this.#scroller.hold(this.#keyOf(event), true)}
        @chat-react=${this.#wish<ChatReactEvent>(({message, key, on}, handle) => handle.react(message.id, key, on))}
        @chat-delete=${this.#wish<ChatDeleteEvent>(({message}, handle) =>
          message.delivery?.is === 'failed' || message.change?.is === 'failed'
            ? handle.discard(message.id)
            : handle.delete(message.id),
        )}
        @chat-retry=${this.#wish<ChatRetryEvent>(({message}, handle) => handle.retry(message.id))}
        @chat-unread=${this.#wish((_, handle) => {
          this.#marksUnread = true;
          return handle.markUnread();
        })}
        @chat-quote=${(event: ChatQuoteEvent) => queueMicrotask(() => event.defaultPrevented || this.#use((hands) => hands.onQuote(event)))}
        ><div class="canvas"><div class="rows"></div></div></div
      >${
        count > 0 || (!this.messages && !this.conversation)
          ? nothing
          : drawEmpty(this.settings, {
              failed: timeline?.failed,
              isKnown: !!this.messages || (!!timeline?.start && timeline.loading === 'none'),
              onRetry: () => void this.goToLatest().catch(this.report),
            })
      }${
        this.showsJump && count > 0
          ? html`<button class="jump" part="jump" aria-label=${this.#jumpLabel()} @click=${(event: MouseEvent) => this.#use((hands) => hands.jump(event))}
              >${this.unseenBelow > 0 ? html`<b>${this.unseenBelow > 99 ? '99+' : this.unseenBelow}</b>` : nothing}${this.icon('down')}</button
            >`
          : nothing
      }`;
  }

  #jumpLabel(): string {
    const {strings, unseenBelow} = this;
    return unseenBelow > 0 ? `${strings.jumpToLatest}, ${strings.newCount(unseenBelow)}` : strings.jumpToLatest;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chat-log': ChatLog;
  }
}
