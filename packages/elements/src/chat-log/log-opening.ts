/** One conversation after another: each is put at its place before it is shown (UX-L5, UX-V7), and left with its place kept. */
import type {ConversationHandle} from '@parlor/sdk';
import type {Scroller} from '../internal/scroller.js';
import {isUnread, openingPlace, type Shown} from './log-place.js';
import type {LogPosition} from './log-position.js';
import type {LogReading} from './log-reading.js';
import type {LogRows} from './log-rows.js';
import type {LogSettings} from './log-settings.js';
import {keepPosition, positionOf} from './positions.js';

export type LogOpeningView = {
  readonly log: LogSettings;
  readonly scroller: () => Scroller;
  readonly rows: () => LogRows;
  readonly reading: () => LogReading;
  shown: () => Shown | undefined;
  report: (error: unknown) => void;
};

export class LogOpening {
  readonly #view: LogOpeningView;
  #handle: ConversationHandle | undefined;
  #saved: LogPosition | undefined;
  #close: (() => void) | undefined;
  /** Everything up to here was read when the conversation was opened. */
  #readAt = 0;
  /** Until the first place is found, and until what is fetched at the beginning has come. */
  isOpening = true;
  /** The first unread message, found in another stretch of history, is being fetched. */
  isSeeking = false;
  /** Settles when what is being fetched for the opening has come. */
  sought: Promise<void> = Promise.resolve();
  /** The message above which the unread divider stands. */
  unreadFrom: string | undefined;

  constructor(view: LogOpeningView) {
    this.#view = view;
  }

  enter(handle: ConversationHandle | undefined): void {
    const {log, reading} = this.#view;
    this.#handle = handle;
    this.isOpening = true;
    this.isSeeking = false;
    this.unreadFrom = undefined;
    const {openAt, startMessage} = log;
    this.#saved = handle && openAt === 'saved' ? positionOf(this.#user, handle.id) : undefined;
    const around = openAt === 'message' ? startMessage : this.#saved?.atEnd === false ? this.#saved.key : undefined;
    this.#close = handle?.open(around ? {around} : undefined);
    this.#readAt = handle?.timeline.get().readAt ?? 0;
    reading().marksUnread = false;
    reading().seen.reset(this.#readAt);
  }

  leave(): void {
    this.keep();
    this.#close?.();
    this.#close = undefined;
  }

  /** Remembers where the reader is. */
  keep(): void {
    const {log, shown} = this.#view;
    const position = this.#handle && shown() && !this.isOpening ? log.positions() : undefined;
    if (this.#handle && position) keepPosition(this.#user, this.#handle.id, position);
  }

  get #user(): string {
    return this.#view.log.client?.user ?? '';
  }

  /** Nothing but the end is asked for. */
  get isAtEnd(): boolean {
    const {openAt} = this.#view.log;
    if (!this.isOpening || this.unreadFrom !== undefined) return false;
    return openAt === 'latest' || openAt === 'unread' || (openAt === 'saved' && this.#saved?.atEnd !== false);
  }

  /** Finds the first unread message among what has come since the conversation was opened. */
  take(timeline: Shown): void {
    const {seen} = this.#view.reading();
    if (this.#handle) this.#readAt ||= timeline.readAt;
    seen.reset(Math.max(seen.last, this.#readAt));
    this.unreadFrom = this.#handle && timeline.messages.find((message) => isUnread(message, this.#readAt))?.id;
  }

  /** Puts a conversation just opened at its place, in the same frame in which its rows are first drawn. */
  place(): void {
    const {log, scroller, rows, shown} = this.#view;
    const timeline = shown();
    if (!this.isOpening || !timeline || timeline.messages.length === 0 || this.isSeeking) return;
    const place = openingPlace({
      openAt: log.openAt,
      startMessage: log.startMessage,
      saved: this.#saved,
      keys: () => rows().keys,
      hasUnread: this.unreadFrom !== undefined,
      timeline,
      readAt: this.#readAt,
      canFetch: this.#handle !== undefined,
    });
    if (place.at === 'fetch') {
      if (this.#handle) this.#seek(this.#handle, place.seq);
      return;
    }
    if (place.at === 'row') scroller().goTo(place.index, place.share);
    else if (place.at === 'saved') log.restore(place.position);
    else {
      scroller().goToEnd();
      if (place.at === 'unread' && scroller().topOf(place.index) < 0) scroller().goTo(place.index, 0.25);
    }
    if (!this.#handle || timeline.loading === 'none') this.isOpening = false;
  }

  /** The first unread message lies before what is loaded: fetch it before anything is shown (UX-V7). */
  #seek(handle: ConversationHandle, seq: number): void {
    const {log, report} = this.#view;
    this.isSeeking = true;
    log.requestUpdate();
    this.sought = handle
      .goTo(seq)
      .catch(report)
      .finally(() => {
        if (this.#handle !== handle) return;
        // Once only: what it did not bring will not come.
        this.isSeeking = false;
        this.#readAt = 0;
        log.requestUpdate();
      });
  }

  /** A reader who comes back finds a line above what came meanwhile (UX-L4). */
  comeBack(): void {
    const {log, reading, shown} = this.#view;
    const first = shown()?.messages.find(reading().isUnseen);
    if (!this.#handle || !first || this.isOpening) return;
    this.unreadFrom = first.id;
    log.requestUpdate();
  }
}
