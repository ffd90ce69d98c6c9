/**
 * How a reader moves about in a log: the keys, the jump button, quotes, and going to one message. Loaded when a pointer or
 * the focus first comes to the log.
 */
import type {Message} from '@parlor/sdk';
import {dayLabel, fullTime} from '../chat-time/format.js';
import type {
  ChatForwardEvent,
  ChatMessageDetailsEvent,
  ChatQuoteEvent,
  ChatRemindEvent,
  ChatReportEvent,
} from '../events.js';
import {announce} from '../internal/announcer.js';
import type {Scroller} from '../internal/scroller.js';
import {FloatingDay} from './floating-day.js';
import type {LogPosition} from './log-position.js';
import type {LogRows} from './log-rows.js';
import type {LogSettings} from './log-settings.js';
import '../strings/en-conversation.js';
import {copySelected, selectedKeys} from './selection.js';

const flashMs = 1600;
const stackDepth = 10;

/** What the log lets its hands see and do. */
export type LogView = {
  readonly log: LogSettings;
  readonly scroller: Scroller;
  readonly rows: LogRows;
  isUnseen: (message: Message) => boolean;
  nameOf: (user: string) => string;
  /** Fetches the stretch of history around a message and shows it. @throws {ChatError} */
  fetch: (id: string) => Promise<void>;
  load: (edge: 'older') => void;
  redraw: () => void;
  report: (error: unknown) => void;
};

export class LogHands {
  readonly #view: LogView;
  #jumps: LogPosition[] = [];
  #flashing: ReturnType<typeof setTimeout> | undefined;
  readonly #day: FloatingDay;

  constructor(view: LogView) {
    this.#view = view;
    this.#day = new FloatingDay(view.log.renderRoot as ShadowRoot);
    view.rows.selected = () => selectedKeys(view.log.renderRoot as ShadowRoot);
  }

  /** Another conversation: where the reader was in the last one is of no use. */
  reset(): void {
    this.#jumps = [];
    this.#day.hide();
    this.#view.log.renderRoot.querySelector('chat-toasts')?.clear();
  }

  async goTo(target: string | Date, {align, flash}: {align: number; flash: boolean}): Promise<boolean> {
    const {log, scroller, rows, fetch, report, nameOf} = this.#view;
    const find = (): number =>
      typeof target === 'string'
        ? rows.keys.indexOf(target)
        : (rows.all?.findMessage(({at}) => at >= target.getTime()) ?? -1);
    if (find() < 0 && typeof target === 'string') await fetch(target).catch(report);
    const index = find();
    const row = rows.all?.at(index);
    if (row?.type !== 'message') {
      this.#tell(log.strings.messageGone);
      return false;
    }
    scroller.goTo(index, align);
    if (flash) {
      clearTimeout(this.#flashing);
      this.#flash(row.key);
      this.#flashing = setTimeout(() => this.#flash(undefined), flashMs);
    }
    announce(log, log.strings.messageFrom(nameOf(row.message.sender), fullTime(row.message.at, log.settings)));
    return true;
  }

  /** The button: first where the reader came from, then the first unseen message, then the latest (UX-L9, L11). */
  jump(event: MouseEvent): void {
    const {log, scroller, rows, isUnseen, report} = this.#view;
    const unseen = rows.all?.findMessage(isUnseen) ?? -1;
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

  /** Who has read a message and who reacted to it, in a dialog. */
  async onDetails({message}: ChatMessageDetailsEvent): Promise<void> {
    if (this.#view.log.dataMode) return;
    await import('../chat-message-details/define.js');
    await this.#open('chat-message-details', message);
  }

  /** A message is passed on, in a dialog. */
  async onForward({message}: ChatForwardEvent): Promise<void> {
    if (this.#view.log.dataMode) return;
    await import('../chat-forward/define.js');
    await this.#open('chat-forward', message);
  }

  /** When the reader is reminded of a message, in a dialog. */
  async onRemind({message}: ChatRemindEvent): Promise<void> {
    if (this.#view.log.dataMode) return;
    await import('../chat-remind/define.js');
    await this.#open('chat-remind', message);
  }

  async #open(name: 'chat-message-details' | 'chat-forward' | 'chat-remind', message: Message): Promise<void> {
    const {log} = this.#view;
    const dialog = document.createElement(name);
    Object.assign(dialog, {chat: log.client, conversation: log.conversation, message});
    dialog.addEventListener('close', () => {
      dialog.remove();
      // the menu that it was chosen in is gone
      log.focusMessage(message.id);
    });
    log.renderRoot.append(dialog);
    await dialog.show();
  }

  /** A message is reported, in a dialog. */
  async onReport({message}: ChatReportEvent): Promise<void> {
    const {log} = this.#view;
    const {client: chat, conversation} = log;
    if (log.dataMode || conversation === undefined) return;
    const {openReport} = await import('../chat-report/open.js');
    await openReport(log.renderRoot as ShadowRoot, {chat, conversation, message}, () => log.focusMessage(message.id));
  }

  /** Keys of the log (UX 1.5): they act while a message itself has the focus, not something inside it. `target` is where the
   * key was pressed: this file may have come after it, and no key is lost. */
  onKey(event: KeyboardEvent, target: EventTarget | undefined): void {
    const {log, scroller, rows, load} = this.#view;
    if ((target as Element | undefined)?.localName !== 'article' || event.ctrlKey || event.metaKey || event.altKey)
      return;
    const all = rows.all;
    const seen = rows.visible();
    if (!all) return;
    // After paging, the next arrow starts from what is in view.
    const isInView = seen.some(({key}) => key === rows.focused);
    const here = isInView ? all.keys.indexOf(rows.focused ?? '') : (seen[0]?.index ?? -1);
    const first = all.nextMessage(0, 1);
    let to: number;
    if (event.key === 'ArrowUp') to = isInView ? all.nextMessage(here - 1, -1) : here;
    else if (event.key === 'ArrowDown') to = all.nextMessage(isInView ? here + 1 : here, 1);
    else if (event.key === 'Home') to = first;
    else if (event.key === 'End') to = all.nextMessage(all.length - 1, -1);
    else {
      if (event.key !== 'Escape' || !this.#goBack()) return;
      event.stopPropagation();
      event.preventDefault();
      this.#focusLanded();
      return;
    }
    event.preventDefault();
    if (to >= 0) log.focusMessage(all.keys[to] as string);
    if (event.key === 'End') scroller.goToEnd();
    if (event.key !== 'ArrowDown' && to <= first) load('older');
  }

  /** The reader scrolls: says which day is at the top, unless its heading is. */
  float(): void {
    const {log, scroller, rows} = this.#view;
    const [top] = rows.visible();
    const {first} = scroller.visible();
    const isThere = [first, first + 1].some(
      (index) => 'at' in (rows.all?.at(index) ?? {}) && scroller.topOf(index) < 48,
    );
    const text = top && !isThere && dayLabel(top.message.at, log.settings.now(), log.settings, log.strings);
    this.#day.show(text || undefined);
  }

  onCopy(event: ClipboardEvent): void {
    const {log, nameOf} = this.#view;
    copySelected(event, log.renderRoot as ShadowRoot, log.settings, nameOf);
  }

  /** Says and shows what the reader wished for in vain. */
  #tell(text: string): void {
    const {log, report} = this.#view;
    import('../chat-toasts/toast.js').then(({toast}) => toast(log, text), report);
  }

  #flash(key: string | undefined): void {
    this.#view.rows.flashing = key;
    this.#view.redraw();
  }

  #goBack(): boolean {
    const back = this.#jumps.pop();
    if (!back || (!back.atEnd && !this.#view.rows.keys.includes(back.key))) return false;
    this.#view.log.restore(back);
    return true;
  }

  /** One that is wholly in view, so that giving it the focus moves nothing. */
  #focusLanded(): void {
    const {log, scroller, rows} = this.#view;
    const landed = rows.visible().findLast(({index}) => {
      const {visible, height} = scroller.seen(index);
      return visible > height - 1;
    });
    if (landed) log.focusMessage(landed.key);
  }
}
