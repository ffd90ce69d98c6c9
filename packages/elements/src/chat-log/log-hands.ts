/**
 * How a reader moves about in a log: the keys, the jump button, quotes, and going to one message. Loaded when a pointer or
 * the focus first comes to the log.
 */
import type {Message} from '@parlor/sdk';
import {fullTime} from '../chat-time/format.js';
import type {ChatQuoteEvent} from '../events.js';
import {announce} from '../internal/announcer.js';
import type {MessageRow, Row} from '../internal/grouping.js';
import type {Scroller} from '../internal/scroller.js';
import type {ChatLog, LogPosition} from './chat-log.js';

const flashMs = 1600;
const stackDepth = 10;

/** What the log lets its hands see and do. */
export type LogView = {
  readonly log: ChatLog;
  readonly scroller: Scroller;
  rows: () => readonly Row[];
  /** The message with the focus. */
  focused: () => string | undefined;
  isUnseen: (message: Message) => boolean;
  /** Message rows in view. */
  visible: () => (MessageRow & {index: number})[];
  nameOf: (user: string) => string;
  /** Fetches the stretch of history around a message and shows it. @throws {ChatError} */
  fetch: (id: string) => Promise<void>;
  load: (edge: 'older') => void;
  flash: (key: string | undefined) => void;
  report: (error: unknown) => void;
};

export class LogHands {
  readonly #view: LogView;
  #jumps: LogPosition[] = [];
  #flashing: ReturnType<typeof setTimeout> | undefined;

  constructor(view: LogView) {
    this.#view = view;
  }

  /** Another conversation: where the reader was in the last one is of no use. */
  reset(): void {
    this.#jumps = [];
  }

  async goTo(target: string | Date, {align, flash}: {align: number; flash: boolean}): Promise<boolean> {
    const {log, scroller, rows, fetch, report, nameOf} = this.#view;
    const find = (): number =>
      rows().findIndex(
        (row) =>
          row.type === 'message' &&
          (typeof target === 'string' ? row.key === target : row.message.at >= target.getTime()),
      );
    if (find() < 0 && typeof target === 'string') await fetch(target).catch(report);
    const index = find();
    const row = rows()[index];
    if (row?.type !== 'message') {
      announce(log, log.strings.messageGone);
      return false;
    }
    scroller.goTo(index, align);
    if (flash) {
      clearTimeout(this.#flashing);
      this.#view.flash(row.key);
      this.#flashing = setTimeout(() => this.#view.flash(undefined), flashMs);
    }
    announce(log, log.strings.messageFrom(nameOf(row.message.sender), fullTime(row.message.at, log.settings)));
    return true;
  }

  /** The button: first where the reader came from, then the first unseen message, then the latest (UX-L9, L11). */
  jump(event: MouseEvent): void {
    const {log, scroller, rows, isUnseen, report} = this.#view;
    const unseen = rows().findIndex((row) => row.type === 'message' && isUnseen(row.message));
    if (this.#goBack()) {
      // there already
    } else if (unseen >= 0 && log.unseen > 0 && scroller.topOf(unseen) > scroller.state.viewport)
      scroller.goTo(unseen, 0.25);
    else void log.goToLatest().catch(report);
    if (event.detail === 0) this.#focusLanded();
  }

  /** A quote leads to its message; the way back is remembered. */
  async onQuote({message: {replyTo}}: ChatQuoteEvent): Promise<void> {
    const {log} = this.#view;
    const here = log.positions();
    if (!replyTo || replyTo.deleted || !(await log.goTo(replyTo.id)) || !here) return;
    this.#jumps = [...this.#jumps.slice(1 - stackDepth), here];
  }

  /** Keys of the log (UX 1.5): they act while a message itself has the focus, not something inside it. */
  onKey(event: KeyboardEvent): void {
    const {log, scroller, rows, visible, focused, load} = this.#view;
    const target = event.composedPath()[0] as Element | undefined;
    if (target?.localName !== 'article' || event.ctrlKey || event.metaKey || event.altKey) return;
    const messages = rows().filter((row) => row.type === 'message');
    const seen = visible();
    const key = focused();
    // After paging, the next arrow starts from what is in view.
    const isInView = seen.some((row) => row.key === key);
    const here = messages.findIndex((row) => row.key === (isInView ? key : seen[0]?.key));
    let to: number;
    if (event.key === 'ArrowUp') to = isInView ? here - 1 : here;
    else if (event.key === 'ArrowDown') to = isInView ? here + 1 : here;
    else if (event.key === 'Home') to = 0;
    else if (event.key === 'End') to = messages.length - 1;
    else {
      if (event.key !== 'Escape' || !this.#goBack()) return;
      event.stopPropagation();
      event.preventDefault();
      this.#focusLanded();
      return;
    }
    event.preventDefault();
    const row = messages[Math.max(0, Math.min(to, messages.length - 1))];
    if (row) log.focusMessage(row.key);
    if (event.key === 'End') scroller.goToEnd();
    if (to <= 0) load('older');
  }

  #goBack(): boolean {
    const back = this.#jumps.pop();
    if (!back || (!back.atEnd && !this.#view.rows().some(({key}) => key === back.key))) return false;
    this.#view.log.restore(back);
    return true;
  }

  /** One that is wholly in view, so that giving it the focus moves nothing. */
  #focusLanded(): void {
    const {log, scroller, visible} = this.#view;
    const landed = visible().findLast(({index}) => {
      const {visible, height} = scroller.seen(index);
      return visible > height - 1;
    });
    if (landed) log.focusMessage(landed.key);
  }
}
