/** What a reader has seen of a log (UX-L12), and what the button to the latest says of the rest (UX-L9). */
import type {Message} from '@parlor/sdk';
import {ChatAtEndChangeEvent, ChatSeenEvent} from '../events.js';
import type {Scroller} from '../internal/scroller.js';
import type {Shown} from './log-place.js';
import type {LogRows} from './log-rows.js';
import type {LogSettings} from './log-settings.js';
import {Seen, type VisibleMessage} from './seen.js';

/** The jump button appears when the end is this far, px (UX-L9). */
const jumpFrom = 160;

export type ReadingView = {
  readonly log: LogSettings;
  readonly scroller: () => Scroller;
  readonly rows: () => LogRows;
  shown: () => Shown | undefined;
  markRead: (seq: number) => void;
};

export class LogReading {
  readonly #view: ReadingView;
  readonly seen: Seen;
  #wasAtEnd = true;
  /** Messages of others that were not seen yet, below the view. */
  unseenBelow = 0;
  showsJump = false;
  /** The reader has marked this conversation unread: seeing it says nothing until it is left (UX-L13). */
  marksUnread = false;

  constructor(view: ReadingView) {
    this.#view = view;
    this.seen = new Seen(view.log, {visible: () => this.#visible(), onSeen: (keys, seq) => this.#onSeen(keys, seq)});
  }

  /** Whether this message of somebody else was not seen yet. */
  isUnseen = ({own, seq}: Message): boolean => !own && seq !== undefined && seq > this.seen.last;

  /** The view, or the rows in it, moved. */
  onMove(): void {
    const {atEnd} = this.#view.log;
    if (atEnd !== this.#wasAtEnd) {
      this.#wasAtEnd = atEnd;
      this.#view.log.dispatchEvent(new ChatAtEndChangeEvent(atEnd));
    }
    this.seen.check();
    this.#count();
  }

  #visible(): VisibleMessage[] {
    const scroller = this.#view.scroller();
    const enough = scroller.state.viewport * 0.6;
    return this.#view
      .rows()
      .visible()
      .flatMap(({index, key, message: {seq}}) => {
        const {visible, height} = scroller.seen(index);
        return seq !== undefined && (visible >= height * 0.6 || visible >= enough) ? [{key, seq}] : [];
      });
  }

  #onSeen(keys: string[], seq: number): void {
    const {log, markRead} = this.#view;
    const isWanted = log.dispatchEvent(new ChatSeenEvent(keys, seq));
    if (isWanted && log.readPolicy === 'auto' && !this.marksUnread) markRead(seq);
    this.#count();
  }

  #count(): void {
    const {log, scroller, shown} = this.#view;
    let unseen = 0;
    const {messages = [], end = true} = shown() ?? {};
    for (let i = messages.length - 1; i >= 0; i--) {
      const {own, seq} = messages[i] as Message;
      if (seq === undefined) continue;
      if (seq <= this.seen.last) break;
      if (!own) unseen++;
    }
    const isBelow = !log.atEnd || !end;
    const below = isBelow ? unseen : 0;
    const shows = isBelow && (scroller().distanceToEnd > jumpFrom || unseen > 0 || !end);
    if (below === this.unseenBelow && shows === this.showsJump) return;
    this.unseenBelow = below;
    this.showsJump = shows;
    log.requestUpdate();
  }
}
