import type {ConversationHandle, Person} from '@parlor/sdk';
import {html, nothing, type PropertyValues, type TemplateResult} from 'lit';
import {ChatMessage} from '../chat-message/chat-message.js';
import {partsOf} from '../internal/chat-part.js';
import {nameOf, nameOr, personOf, titleOf} from '../internal/names.js';
import {Reads} from '../internal/reads.js';
import {classGuesses} from '../internal/rows.js';
import {Scroller} from '../internal/scroller.js';
import {Skeleton} from '../internal/skeleton.js';
import {everyMinute} from '../internal/ticker.js';
import {Watch} from '../internal/watch.js';
import {base} from '../tokens.styles.js';
import {styles} from './chat-log.styles.js';
import {LogAids} from './log-aids.js';
import {LogFocus} from './log-focus.js';
import {drawEmpty, drawJump, drawSkeleton} from './log-frame.js';
import {Names} from './log-names.js';
import {LogOpening} from './log-opening.js';
import type {LogPosition} from './log-position.js';
import {LogReading} from './log-reading.js';
import {LogRows} from './log-rows.js';
import {LogSettings} from './log-settings.js';
import {LogTimeline} from './log-timeline.js';
import {wishes} from './log-wishes.js';
import '../strings/en-conversation.js';

/** From this width on `look="auto"` is flat, px. */
const flatFrom = 720;

/**
 * The messages of one conversation: a virtual list that never moves what the reader is looking at. With a `conversation`
 * and a chat it loads, marks as read and carries out what the reader wishes; with `messages` it only shows them.
 *
 * @tagname chat-log
 * @slot empty - instead of our words when there are no messages
 * @slot loading - instead of our placeholder while nothing is there yet
 * @slot error - instead of our words when nothing could be loaded
 * @slot message-KEY - in the place of the text of one message
 * @slot meta-KEY - before the time of one message
 * @slot after-KEY - below one message
 * @slot start - above the first message of the conversation
 * @slot message-KEY - content in the place of one message's text; see `chat-rows-change`
 * @fires chat-react, chat-reply, chat-edit, chat-delete, chat-retry, chat-unread, chat-quote, chat-link, chat-person
 * @fires {ChatMessageDetailsEvent} chat-message-details - who has read a message, who reacted; cancel it to show it yourself
 * @fires {ChatPinMessageEvent} chat-pin-message - a message is about to be pinned or unpinned for everybody; can be cancelled
 * @fires {ChatForwardEvent} chat-forward - a message is about to be passed on; cancel it to do it yourself
 * @fires {ChatSelectEvent} chat-select - a message is about to be the first of several that are selected; cancel it to do it yourself
 * @fires {ChatClosePollEvent} chat-close-poll - a poll is about to be closed; cancel it to do it yourself
 * @fires {ChatRemindEvent} chat-remind - the reader is about to choose when to be reminded of a message; cancel it to ask them yourself
 * @fires {ChatRemovePreviewEvent} chat-remove-preview - a message's link is about to be shown without a preview; can be cancelled
 * @fires {ChatReportEvent} chat-report - a message is about to be reported; cancel it to do it yourself
 * @fires chat-load-older, chat-load-newer - data mode: more is wanted
 * @fires chat-seen, chat-rows-change, chat-at-end-change
 * @csspart scroller - what scrolls
 * @csspart day - the heading of a day
 * @csspart floating-day - the day of what is at the top, while scrolling
 * @csspart divider - the unread divider
 * @csspart start - the row above the first message
 * @csspart jump - the button to the latest message
 * @csspart selection - how many messages are selected, and what can be done with them
 * @csspart toast - what could not be done, for six seconds
 */
export class ChatLog extends LogSettings {
  static override exported = `scroller, day, floating-day, divider, start, jump, selection, ${partsOf(ChatMessage)}`;
  static override styles = [base, styles];
  static {
    // What the first rows' places ask for (the jump button) can be known only after the first update.
    ChatLog.disableWarning?.('change-in-update');
  }

  #reads = new Reads(this);
  #timeline = new Watch(this, () => this.#handle?.timeline);
  #scroller: Scroller = new Scroller(
    {
      draw: (indexes) => this.#rowsElement && this.#rows.draw(this.#rowsElement, indexes),
      hasHead: (index) => this.#rows.isHead(index),
      pinned: () => this.#rows.pinned(),
      onMove: (isResting) => this.#onMove(isResting),
    },
    classGuesses,
  );
  #rows: LogRows = new LogRows({
    log: this,
    scroller: () => this.#scroller,
    shown: () => this.#content.shown,
    unreadFrom: () => this.#opening.unreadFrom,
    opensAtEnd: () => this.#opening.isAtEnd,
    nameOf: () => this.#names.nameOf,
    person: (id) => this.#person(id),
    isLoading: (edge) => this.#content.isLoading(edge),
    load: (edge) => this.#content.load(edge),
  });
  #reading: LogReading = new LogReading({
    log: this,
    scroller: () => this.#scroller,
    rows: () => this.#rows,
    shown: () => this.#content.shown,
    markRead: (seq) => this.#handle?.markRead(seq),
  });
  #wishes = wishes({
    handle: () => this.#handle,
    onUnread: () => {
      this.#reading.marksUnread = true;
    },
    report: this.report,
  });
  #names: Names = new Names((id) =>
    this.dataMode ? nameOr(this.#person(id), id) : nameOf(id, this.client, this.#reads),
  );
  #opening: LogOpening = new LogOpening({
    log: this,
    scroller: () => this.#scroller,
    rows: () => this.#rows,
    reading: () => this.#reading,
    shown: () => this.#content.shown,
    report: this.report,
  });
  #content: LogTimeline = new LogTimeline({
    log: this,
    handle: () => this.#handle,
    rows: () => this.#rows,
    reading: () => this.#reading,
    opening: () => this.#opening,
    aids: () => this.#aids,
    report: this.report,
  });
  #focus: LogFocus = new LogFocus({
    log: this,
    scroller: () => this.#scroller,
    rows: () => this.#rows,
    redraw: () => this.#redraw(),
    onCome: () => this.#aids.use(() => {}),
  });
  #aids: LogAids = new LogAids({
    log: this,
    hands: () => ({
      log: this,
      scroller: this.#scroller,
      rows: this.#rows,
      isUnseen: this.#reading.isUnseen,
      nameOf: this.#names.nameOf,
      fetch: async (id) => {
        await this.#handle?.goTo(id);
        await this.updateComplete;
      },
      load: (edge) => this.#content.load(edge),
      redraw: () => this.#redraw(),
      report: this.report,
    }),
    announcements: () => ({
      announce: () => this.announce,
      isFocused: () => this.#reading.seen.isHere,
      nameOf: this.#names.nameOf,
      textOf: (message) => this.textOf(message),
    }),
    report: this.report,
  });

  #handle: ConversationHandle | undefined;
  #stops: (() => void)[] = [];
  #rowsElement: HTMLElement | undefined;
  #skeleton = new Skeleton();

  /** Whether the newest message is in view at the end of the list. */
  get atEnd(): boolean {
    return this.#scroller.state.stuck;
  }

  /** How many messages of others the reader has not seen yet, below the view. */
  get unseen(): number {
    return this.#reading.unseenBelow;
  }

  /** The keys of the first and last message in view. */
  get visibleRange(): {first: string | undefined; last: string | undefined} {
    const keys = this.#rows.visible().map((row) => row.key);
    return {first: keys[0], last: keys.at(-1)};
  }

  /** Where the reader is. */
  positions(): LogPosition | undefined {
    if (this.atEnd) return {atEnd: true};
    const row = this.#rows.visible()[0];
    return row && {atEnd: false, key: row.key, top: this.#scroller.topOf(row.index)};
  }

  /** Goes back to where `positions()` was called. */
  restore(position: LogPosition): void {
    if (position.atEnd) return this.#scroller.goToEnd();
    const index = this.#rows.keys.indexOf(position.key);
    if (index >= 0) this.#scroller.goTo(index, position.top / (this.#scroller.state.viewport || 1));
  }

  /**
   * Goes to a message by its id, or to the first one of a time or later, to the newest where there is none; what is not loaded is fetched.
   * Answers whether it is there; if not, the list stays where it is and says so (UX-L10, L18). `align` is a share of the view's height;
   * `back`: the jump button and Escape lead back to where the reader is now (UX-L11).
   */
  async goTo(
    target: string | Date,
    {align = 0.3, flash = true, back = false}: {align?: number; flash?: boolean; back?: boolean} = {},
  ): Promise<boolean> {
    this.#opening.isOpening = false;
    await this.#opening.sought;
    return this.#aids.withHands((hands) => hands.goTo(target, {align, flash, back}));
  }

  /** Goes to the newest message, fetched first if it is not there. */
  async goToLatest(): Promise<void> {
    this.#opening.isOpening = false;
    if (this.#handle && !this.#content.shown?.end) {
      await this.#handle.goToLatest();
      await this.updateComplete;
      this.#scroller.goToEnd();
    } else this.#scroller.goToEnd(true);
  }

  /** Goes to the first message that was unread when the conversation was opened. */
  goToFirstUnread(): void {
    const index = this.#rows.keys.indexOf(this.#opening.unreadFrom ?? '');
    if (index >= 0) this.#scroller.goTo(index, 0.25);
  }

  /** Scrolls by so many views: 1 is what the key PageDown does, −1 what PageUp does. */
  page(views: number): void {
    this.#scroller.page(views);
  }

  /** Brings a message into view and gives it the focus. */
  focusMessage(key: string): void {
    const index = this.#rows.keys.indexOf(key);
    if (index < 0) return;
    this.#rows.focused = key;
    this.#rows.active = key;
    this.#scroller.reveal(index);
    this.#redraw();
    this.#scroller.elementOf(key)?.focus();
  }

  /** Focuses the message last focused, else the newest one in view. */
  override focus(): void {
    const key = this.#rows.active ?? this.visibleRange.last;
    if (key) this.focusMessage(key);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.#connect();
    const onFocus = () => this.#opening.comeBack();
    const onHide = () => this.#opening.keep();
    addEventListener('focus', onFocus);
    addEventListener('pagehide', onHide);
    // A host adds slotted rows when it likes.
    const slotted = new MutationObserver(() => this.#redraw());
    slotted.observe(this, {childList: true});
    const width = new ResizeObserver(() => {
      this.isWide = this.offsetWidth >= flatFrom;
    });
    width.observe(this);
    this.#stops = [
      () => width.disconnect(),
      () => removeEventListener('focus', onFocus),
      () => removeEventListener('pagehide', onHide),
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
      this.#opening.leave();
      this.#handle = undefined;
    });
    this.#scroller.disconnect();
    this.#rows.stop();
    this.#reading.seen.disconnect();
    this.#aids.stop();
  }

  #connect(): void {
    const [scroller, canvas, rows] = ['.scroller', '.canvas', '.rows'].map((name) =>
      this.renderRoot.querySelector<HTMLElement>(name),
    );
    if (!scroller || !canvas || !rows) return;
    this.#rowsElement = rows;
    this.#scroller.connect(scroller, canvas, rows);
    this.#reading.seen.connect();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    const handle = this.messages || !this.conversation ? undefined : this.client?.conversation(this.conversation);
    if (handle !== this.#handle && this.isConnected) {
      this.#opening.leave();
      this.#enter(handle);
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
    this.#content.take(this.#timeline.value);
    if (!this.#rows.follow()) this.#redraw();
    this.#opening.place();
    if (!isFirst) super.update(changed);
  }

  /* -- one conversation after another -- */

  #enter(handle: ConversationHandle | undefined): void {
    this.#handle = handle;
    this.#skeleton = new Skeleton();
    this.#content.clear();
    this.#rows.clear();
    this.#names.clear();
    this.#aids.reset();
    this.#opening.enter(handle);
  }

  #redraw(): void {
    if (this.hasUpdated) this.#scroller.refresh();
  }

  /* -- people -- */

  #person(id: string): Person | undefined {
    return this.dataMode ? this.members.find((member) => member.id === id) : personOf(id, this.client, this.#reads);
  }

  /* -- where the reader is -- */

  #onMove(isResting: boolean): void {
    if (!this.#content.shown) return;
    // Whoever scrolls has found a place.
    if (!isResting) this.#opening.isOpening = false;
    if (!isResting && !this.noFloatingDay) this.#aids.use((hands) => hands.float());
    this.#reading.onMove();
    const {distanceToStart, distanceToEnd, state} = this.#scroller;
    this.#content.loadNear(distanceToStart, distanceToEnd, state.viewport * 2);
    if (isResting) this.#focus.follow();
  }

  /** What only hands answer: keys, presses, and wishes that the host has not cancelled. */
  #onHands = (event: Event): void => {
    // afterwards it is only known to come from this element
    const [target] = event.composedPath();
    this.#aids.use((hands) => hands.on(event, target));
  };

  #later = (ms: number): unknown => setTimeout(() => this.requestUpdate(), ms);

  override render(): TemplateResult {
    const {strings} = this;
    const timeline = this.#content.shown ?? (this.messages ? undefined : this.#timeline.value);
    const count = this.messages?.length ?? timeline?.messages.length ?? 0;
    const conversation = this.#handle && this.#reads.get(this.#handle.state);
    const isNone = !this.messages && !this.conversation;
    const isKnown = !!this.messages || (!!timeline?.start && timeline.loading === 'none');
    const isAwaited = !(count > 0 || isNone || isKnown || timeline?.failed);
    const title =
      conversation && titleOf(conversation, conversation.peer ? this.#person(conversation.peer) : undefined, strings);
    return html`<div
        class=${this.#opening.isSeeking ? 'scroller opening' : 'scroller'}
        part="scroller"
        tabindex="-1"
        role="log"
        aria-live="off"
        aria-label=${this.label ?? (title ? strings.messagesWith(title) : strings.messages)}
        @keydown=${this.#onHands}
        @click=${this.#onHands}
        @focusin=${this.#focus.onFocus}
        @focusout=${this.#focus.onBlur}
        @copy=${this.#onHands}
        @chat-grow=${this.#focus.onGrow}
        @chat-react=${this.#wishes.react}
        @chat-pin-message=${this.#wishes.pin}
        @chat-close-poll=${this.#wishes.closePoll}
        @chat-remove-preview=${this.#wishes.removePreview}
        @chat-delete=${this.#wishes.delete}
        @chat-retry=${this.#wishes.retry}
        @chat-unread=${this.#wishes.unread}
        @chat-quote=${this.#onHands}
        @chat-message-details=${this.#onHands}
        @chat-forward=${this.#onHands}
        @chat-remind=${this.#onHands}
        @chat-select=${this.#onHands}
        @chat-report=${this.#onHands}
        ><div class="canvas"><div class="rows"></div></div></div
      >${
        this.#skeleton.isShown(isAwaited, this.#later)
          ? drawSkeleton(this.settings)
          : count > 0 || isNone
            ? nothing
            : drawEmpty(this.settings, {
                failed: timeline?.failed,
                onRetry: () => void this.goToLatest().catch(this.report),
              })
      }${
        this.#reading.showsJump && count > 0
          ? drawJump(this.settings, {
              unseen: this.#reading.unseenBelow,
              density: this.density,
              onClick: (event) => this.#aids.use((hands) => hands.jump(event)),
            })
          : nothing
      }`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chat-log': ChatLog;
  }
}
