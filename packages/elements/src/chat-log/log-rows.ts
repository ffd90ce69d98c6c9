/** The rows of a log: made of its messages, given to the scroller, and drawn when it asks for them. */
import type {Message, Person} from '@parlor/sdk';
import {html, nothing, render} from 'lit';
import type {ChatMessage} from '../chat-message/chat-message.js';
import type {FindFile} from '../chat-message/message-files.js';
import {ChatRowsChangeEvent} from '../events.js';
import {each} from '../internal/each.js';
import {type Grouped, type GroupingOptions, groupRows} from '../internal/grouping.js';
import type {Place} from '../internal/rights.js';
import type {MessageRow, Row, RowList} from '../internal/rows.js';
import type {Scroller} from '../internal/scroller.js';
import {drawOther} from './log-frame.js';
import type {Shown} from './log-place.js';
import type {LogSettings} from './log-settings.js';

/** Up to here `virtual="auto"` draws every row: find in page, print and browse mode work. */
const drawAllUpTo = 200;
/** What a list begins with that is opened at its end: the messages before them become rows when it is on the screen. */
const firstMessages = 200;
/** In the frame after those in which the rows around the view come. */
const restAfterFrames = 3;

/** What the rows of a log need to know of it. */
export type RowsView = {
  readonly log: LogSettings;
  readonly scroller: () => Scroller;
  shown: () => Shown | undefined;
  unreadFrom: () => string | undefined;
  /** What is opened will be shown from its end. */
  opensAtEnd: () => boolean;
  /** Another function when a name has come. */
  nameOf: () => (user: string) => string;
  person: (user: string) => Person | undefined;
  isLoading: (edge: 'older' | 'newer') => boolean;
  load: (edge: 'older' | 'newer') => void;
};

export class LogRows {
  readonly #view: RowsView;
  #grouped: Grouped | undefined;
  /** The messages of which only the last are rows yet. */
  #begun: readonly Message[] | undefined;
  #frame = 0;
  #drawn: readonly string[] = [];
  #unfolded: ReadonlySet<string> = new Set();
  /** What just came, at the end. */
  arriving: ReadonlySet<string> = new Set();
  flashing: string | undefined;
  /** The message with the focus, and the one the Tab key finds. */
  focused: string | undefined;
  active: string | undefined;

  /** The messages in a selection of text (UX-L14). */
  selected: () => readonly string[] = () => [];

  #findFile: FindFile = async ({id}, {conversation}) => {
    const {client} = this.#view.log;
    if (!client) throw new Error('without a chat, fileUrl tells where files are');
    return client.fileUrl(conversation, id);
  };

  constructor(view: RowsView) {
    this.#view = view;
  }

  /** Whoever looks for a row finds all of them. */
  get all(): RowList | undefined {
    this.complete();
    return this.#grouped?.rows;
  }

  get keys(): readonly string[] {
    return this.all?.keys ?? [];
  }

  isHead(index: number): boolean {
    return this.#grouped?.rows.isHead(index) ?? false;
  }

  /** Another conversation. */
  clear(): void {
    this.stop();
    this.#unfolded = new Set();
    this.#view.scroller().begin();
    this.focused = this.active = undefined;
  }

  /** Follows the messages. Answers whether the scroller has drawn them already. */
  follow(): boolean {
    const {log, scroller, shown, opensAtEnd} = this.#view;
    const {messages = [], end} = shown() ?? {};
    const before = this.#grouped;
    const isFirst = !before?.messages.length;
    if (isFirst && messages.length > 2 * firstMessages && opensAtEnd() && !document.hidden) this.#begin(messages);
    else if (messages !== this.#begun) this.stop();
    this.#grouped = this.#group(before);
    // folded messages make few rows: then all are needed
    if (this.#begun && this.#grouped.rows.length < firstMessages / 2) {
      this.stop();
      this.#grouped = this.#group();
    }
    if (this.#grouped === before) return false;
    const {rows} = this.#grouped;
    // mostly the one that Tab will find, which then is not looked for in a second drawing
    if (isFirst) this.active ??= rows.keys[rows.nextMessage(rows.length - 1, -1)];
    const isShort = !this.#begun && rows.length <= drawAllUpTo;
    scroller().setAll(log.virtual === 'never' || (log.virtual === 'auto' && isShort));
    scroller().setRows(rows.keys, rows.classes, end ?? true);
    return true;
  }

  #group(before?: Grouped): Grouped {
    const {log, shown, unreadFrom} = this.#view;
    const {messages = [], start, end} = shown() ?? {};
    const isEmpty = messages.length === 0;
    const options: GroupingOptions = {
      groupGap: log.groupGap,
      timeZone: log.settings.timeZone,
      unreadFrom: unreadFrom(),
      unfolded: this.#unfolded,
      before: isEmpty || this.#begun ? undefined : start ? 'start' : 'older',
      after: isEmpty || end ? undefined : 'newer',
    };
    return groupRows(this.#begun ? messages.slice(-firstMessages) : messages, options, before);
  }

  /** Thousands of messages become rows in some milliseconds, for which the first picture need not wait. */
  #begin(messages: readonly Message[]): void {
    this.#begun = messages;
    let left = restAfterFrames;
    const next = () => {
      if (left-- === 0) this.complete();
      else this.#frame = requestAnimationFrame(next);
    };
    next();
  }

  /** Makes rows of what was left for later: above all others, where they move nothing. */
  complete(): void {
    if (!this.#begun) return;
    this.stop();
    this.follow();
  }

  /** Nothing is left for later; what was is made with all others. */
  stop(): void {
    cancelAnimationFrame(this.#frame);
    this.#begun = undefined;
  }

  /** Draws exactly these rows into `element`, at once. */
  draw(element: HTMLElement, indexes: readonly number[]): void {
    const {log} = this.#view;
    const rows = this.#grouped?.rows;
    const keys = rows?.keys ?? [];
    const slotted = new Set(Array.from(log.children, ({slot}) => slot));
    render(
      each(
        indexes,
        (index) => keys[index],
        (index) => this.#drawRow(rows?.at(index) as Row, slotted),
      ),
      element,
      {host: log},
    );
    for (const child of element.children) (child as Partial<ChatMessage>).flush?.();
    const drawn = indexes.map((index) => keys[index] as string);
    if (drawn.length === this.#drawn.length && drawn.every((key, i) => key === this.#drawn[i])) return;
    this.#drawn = drawn;
    log.dispatchEvent(new ChatRowsChangeEvent(drawn));
  }

  #drawRow(row: Row, slotted: ReadonlySet<string>): unknown {
    const {log, shown, isLoading, load, nameOf, person} = this.#view;
    if (row.type !== 'message') {
      return drawOther(row, {
        settings: log.settings,
        headingLevel: log.headingLevel,
        failed: shown()?.failed,
        isLoading,
        onLoad: load,
        onUnfold: (key) => this.#unfold(key),
      });
    }
    const {message, key} = row;
    const slots = ['message', 'meta', 'after'].filter((name) => slotted.has(`${name}-${key}`));
    return html`<chat-message
      .message=${message}
      .sender=${message.own ? undefined : person(message.sender)}
      .nameOf=${nameOf()}
      .position=${row.position}
      .marks=${row.marks}
      .look=${log.look === 'auto' ? (log.isWide ? 'flat' : 'bubbles') : log.look}
      .density=${log.density}
      .me=${log.dataMode ? log.me : log.client?.user}
      .active=${key === this.active}
      .shortcuts=${log.shortcuts}
      .keymap=${log.keymap}
      .actions=${log.actions?.(message)}
      .hasDetails=${!log.dataMode}
      .where=${log.dataMode ? undefined : this.where}
      .renderMessage=${log.renderMessage}
      .renderCode=${log.renderCode}
      .kind=${log.kinds[message.content.kind]}
      .fileUrl=${log.fileUrl ?? this.#findFile}
      .flash=${key === this.flashing}
      .arriving=${this.arriving.has(key)}
      .slotted=${slots.includes('message')}
      >${slots.map((name) => html`<slot name=${`${name}-${key}`} slot=${name === 'message' ? nothing : name}></slot>`)}</chat-message
    >`;
  }

  /** The conversation the messages are in. */
  where = (): Place | undefined => {
    const {client, conversation = ''} = this.#view.log;
    const state = client?.conversation(conversation).state.get();
    return state && {...client?.connection.get(), ...state};
  };

  #unfold(key: string): void {
    this.#unfolded = new Set([...this.#unfolded, key]);
    this.#view.scroller().hold(key, true);
    this.#view.log.requestUpdate();
  }

  /** What stays in the page wherever the view is. */
  pinned(): string[] {
    // The first stop for who pages with a screen reader is always there (UX 1.6).
    const pins = this.#grouped?.rows.keys[0] === 'older' ? ['older'] : [];
    if (this.focused) pins.push(this.focused);
    return [...new Set([...pins, ...this.selected()])];
  }

  /** The message rows of which something is in view, with their place among all rows. */
  visible(): (MessageRow & {index: number})[] {
    const visible: (MessageRow & {index: number})[] = [];
    const {first, last} = this.#view.scroller().visible();
    for (let index = Math.max(0, first); index <= last; index++) {
      const row = this.#grouped?.rows.at(index);
      if (row?.type === 'message') visible.push({...row, index});
    }
    return visible;
  }
}
