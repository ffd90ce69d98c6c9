/** Which message has the focus: it holds its place, stays in the page, and is the stop of the Tab key (UX 1.5, UX-V11). */
import type {ChatMessage} from '../chat-message/chat-message.js';
import type {Scroller} from '../internal/scroller.js';
import type {LogRows} from './log-rows.js';

export type FocusView = {
  readonly log: HTMLElement;
  readonly scroller: () => Scroller;
  readonly rows: () => LogRows;
  redraw: () => void;
  /** The reader has come: what a hand needs may load. */
  onCome: () => void;
};

export class LogFocus {
  readonly #view: FocusView;
  /** The message the reader was at last. */
  #chosen: string | undefined;

  constructor(view: FocusView) {
    this.#view = view;
  }

  /** The message an event comes from. */
  #keyOf(event: Event): string | undefined {
    for (const target of event.composedPath()) {
      if ((target as Partial<Element>).localName === 'chat-message') return (target as ChatMessage).message?.id;
      if (target === this.#view.log) return undefined;
    }
    return undefined;
  }

  onFocus = (event: FocusEvent): void => {
    const {scroller, rows, redraw, onCome} = this.#view;
    const key = this.#keyOf(event);
    onCome();
    rows().focused = key;
    rows().active = key ?? rows().active;
    this.#chosen = key ?? this.#chosen;
    scroller().hold(key);
    redraw();
  };

  onBlur = (event: FocusEvent): void => {
    const {scroller, rows} = this.#view;
    const isOther = this.#keyOf(event) !== rows().focused;
    if (isOther || (event.relatedTarget as Element | null)?.closest?.('chat-message')) return;
    rows().focused = undefined;
    scroller().hold(undefined);
  };

  /** The reader is about to make a message grow: it keeps its top. */
  onGrow = (event: Event): void => this.#view.scroller().hold(this.#keyOf(event), true);

  /** The Tab key finds the message last focused, else the newest one in view. */
  follow(): void {
    const rows = this.#view.rows();
    const visible = rows.visible();
    if (rows.focused || visible.some(({key}) => key === this.#chosen)) return;
    const newest = visible.at(-1)?.key;
    if (!newest || newest === rows.active) return;
    rows.active = newest;
    queueMicrotask(this.#view.redraw);
  }
}
