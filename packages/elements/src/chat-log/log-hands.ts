/**
 * How a reader moves about in a log: the keys, the jump button, quotes, and going to one message. Loaded when a pointer or
 * the focus first comes to the log.
 */
import type {Message} from '@parlor/sdk';
import type {ChatMessage} from '../chat-message/chat-message.js';
import {dayLabel, fullTime} from '../chat-time/format.js';
import type {ChatQuoteEvent} from '../events.js';
import {announce} from '../internal/announcer.js';
import {actionOf, logActions} from '../internal/keymap.js';
import {isPrintable} from '../internal/keys.js';
import type {Scroller} from '../internal/scroller.js';
import {FloatingDay} from './floating-day.js';
import type {LogPosition} from './log-position.js';
import type {LogRows} from './log-rows.js';
import type {LogSettings} from './log-settings.js';
import '../strings/en-aids.js';
import '../strings/en-conversation.js';
import type {Selecting} from './selecting.js';
import {copySelected, selectedKeys} from './selection.js';

const flashMs = 1600;
const stackDepth = 10;

/** The dialogs about one message, by the wish that opens them. */
const dialogs = {
  'chat-message-details': () => import('../chat-message-details/define.js'),
  'chat-forward': () => import('../chat-forward/define.js'),
  'chat-remind': () => import('../chat-remind/define.js'),
};

/** The row of the first message of a time or later, the newest where there is none; -1 where that may not be loaded. */
function firstSince({all, keys}: LogRows, time: number): number {
  if (!all) return -1;
  const [oldest, newest] = [all.nextMessage(0, 1), all.nextMessage(all.length - 1, -1)];
  const found = all.findMessage(({at}) => at >= time);
  if (found < 0) return keys.at(-1) === 'newer' ? -1 : newest;
  return found === oldest && keys[0] === 'older' ? -1 : found;
}

/** What the log lets its hands see and do. */
export type LogView = {
  readonly log: LogSettings;
  readonly scroller: Scroller;
  readonly rows: LogRows;
  isUnseen: (message: Message) => boolean;
  nameOf: (user: string) => string;
  /** Fetches the stretch of history around a message, by its id or seq, and shows it. @throws {ChatError} */
  fetch: (target: string | number) => Promise<void>;
  load: (edge: 'older') => void;
  redraw: () => void;
  report: (error: unknown) => void;
};

export class LogHands {
  readonly #view: LogView;
  #jumps: LogPosition[] = [];
  #flashing: ReturnType<typeof setTimeout> | undefined;
  readonly #day: FloatingDay;
  #selecting: Selecting | undefined;
  /** Moves by keys so far. */
  #steps = 0;

  constructor(view: LogView) {
    this.#view = view;
    this.#day = new FloatingDay(view.log.renderRoot as ShadowRoot, () => this.#askDay());
    view.rows.selected = () => selectedKeys(view.log.renderRoot as ShadowRoot);
  }

  /** Another conversation: where the reader was in the last one is of no use. */
  reset(): void {
    this.#selecting?.end();
    this.#jumps = [];
    this.#day.hide();
    this.#view.log.renderRoot.querySelector('chat-toasts')?.clear();
  }

  async goTo(target: string | Date, where: {align: number; flash: boolean; back: boolean}): Promise<boolean> {
    return (await (where.back ? this.#leaveFor(target, where) : this.#land(target, where))) !== undefined;
  }

  async #fetch(target: string | Date, isAwaited: () => boolean): Promise<void> {
    const {log, fetch} = this.#view;
    // messages that a host gives are all there is
    const handle = log.dataMode ? undefined : log.client?.conversation(log.conversation ?? '');
    const place = target instanceof Date ? await handle?.seqAt(target) : target;
    if (place !== undefined && isAwaited()) await fetch(place);
  }

  /** The key of the message it went to. */
  async #land(target: string | Date, {align, flash}: {align: number; flash: boolean}): Promise<string | undefined> {
    const {log, scroller, rows, report, nameOf} = this.#view;
    const find = (): number =>
      typeof target === 'string' ? rows.keys.indexOf(target) : firstSince(rows, target.getTime());
    // whoever has gone on by keys meanwhile is not called back, unless what they went to is no longer loaded
    const steps = this.#steps;
    const isAwaited = (): boolean => steps === this.#steps || !rows.keys.includes(rows.focused as string);
    if (find() < 0) await this.#fetch(target, isAwaited).catch(report);
    if (!isAwaited()) return undefined;
    const index = find();
    const row = rows.all?.at(index);
    if (row?.type !== 'message') {
      this.#tell(typeof target === 'string' ? log.strings.messageGone : log.strings.dayNotLoaded);
      return undefined;
    }
    scroller.goTo(index, align);
    if (flash) {
      clearTimeout(this.#flashing);
      this.#flash(row.key);
      this.#flashing = setTimeout(() => this.#flash(undefined), flashMs);
    }
    announce(log, log.strings.messageFrom(nameOf(row.message.sender), fullTime(row.message.at, log.settings)));
    return row.key;
  }

  /** The button: first where the reader came from, then the first unseen message, then the latest (UX-L9, L11). */
  async jump(event: MouseEvent): Promise<void> {
    const {log, scroller, rows, isUnseen, report} = this.#view;
    const unseen = rows.all?.findMessage(isUnseen) ?? -1;
    const back = this.#jumps.pop();
    if (back) await this.#return(back);
    else if (unseen >= 0 && log.unseen > 0 && scroller.topOf(unseen) > scroller.state.viewport)
      scroller.goTo(unseen, 0.25);
    else void log.goToLatest().catch(report);
    if (event.detail === 0) this.#focusLanded();
  }

  /** Goes somewhere, and remembers the way back. */
  async #leaveFor(target: string | Date, where = {align: 0.3, flash: true}): Promise<string | undefined> {
    const {log} = this.#view;
    const here = log.positions();
    const key = await this.#land(target, where);
    if (key !== undefined && here) this.#jumps = [...this.#jumps.slice(1 - stackDepth), here];
    return key;
  }

  async #return(back: LogPosition): Promise<void> {
    const {log, rows, fetch, report} = this.#view;
    if (back.atEnd) {
      if (rows.keys.at(-1) === 'newer') return log.goToLatest().catch(report);
    } else if (!rows.keys.includes(back.key)) await fetch(back.key).catch(report);
    log.restore(back);
  }

  /** `target` is where it happened: this file may have come after it, and no key is lost. */
  async on(event: Event, target: EventTarget | undefined): Promise<void> {
    if (event.type === 'keydown') this.#onKey(event as KeyboardEvent, target);
    else if (event.type === 'click') this.#onClick(target);
    else if (event.type === 'copy') this.#onCopy(event as ClipboardEvent);
    else {
      // when it has reached everybody: the host may cancel it
      await Promise.resolve();
      if (!event.defaultPrevented) await this.#onWish(event as ChatQuoteEvent);
    }
  }

  /** What a reader wishes of a message that is answered here: a quote leads to its message, anything else opens a dialog. */
  async #onWish({type, message}: ChatQuoteEvent): Promise<void> {
    const {log} = this.#view;
    const {replyTo} = message;
    if (type === 'chat-quote') {
      if (replyTo && !replyTo.deleted) await this.#leaveFor(replyTo.id);
    } else if (type === 'chat-select') await this.#select(message.id);
    else if (log.dataMode) return;
    else if (type === 'chat-report') await this.#report(message);
    else await this.#open(type as keyof typeof dialogs, message);
  }

  async #open(name: keyof typeof dialogs, message: Message): Promise<void> {
    const {log} = this.#view;
    await dialogs[name]();
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

  async #report(message: Message): Promise<void> {
    const {log} = this.#view;
    const {client: chat, conversation} = log;
    if (conversation === undefined) return;
    const {openReport} = await import('../chat-report/open.js');
    await openReport(log.renderRoot as ShadowRoot, {chat, conversation, message}, () => log.focusMessage(message.id));
  }

  /** Several messages are selected, beginning with this one. */
  async #select(key: string): Promise<void> {
    const {log, rows, nameOf, report} = this.#view;
    const {Selecting} = await import('./selecting.js');
    if (this.#selecting || !rows.keys.includes(key)) return;
    const tell = (text: string): void => this.#tell(text);
    const onEnd = (): void => {
      this.#selecting = undefined;
    };
    this.#selecting = new Selecting({log, rows, nameOf, report, tell, onEnd});
    this.#selecting.begin(key);
  }

  /** A press on the heading of a day, whose message comes next. */
  #onClick(target: EventTarget | undefined): void {
    const day = (target as Element | undefined)?.closest?.('button')?.closest('.day, .unread');
    if (day) this.#askDay((day.nextElementSibling as Partial<ChatMessage> | null)?.message?.at);
  }

  #askDay(at = this.#view.rows.visible()[0]?.message.at): void {
    this.#goToDay(at).catch(this.#view.report);
  }

  /** Asks which day, and goes there (UX-L18). */
  async #goToDay(at: number | undefined): Promise<void> {
    const {log, report} = this.#view;
    await import('../chat-go-to-date/define.js');
    const dialog = document.createElement('chat-go-to-date');
    dialog.at = at ?? log.settings.now();
    dialog.go = (day) => {
      const arrive = (key: string | undefined): void => {
        if (key !== undefined) log.focusMessage(key);
      };
      this.#leaveFor(day).then(arrive).catch(report);
    };
    dialog.addEventListener('close', () => dialog.remove());
    log.renderRoot.append(dialog);
    await dialog.show();
  }

  /** Keys of the log (UX 1.5): they act while a message itself has the focus, not something inside it. */
  #onKey(event: KeyboardEvent, target: EventTarget | undefined): void {
    const {log, scroller, rows, load} = this.#view;
    if ((target as Element | undefined)?.localName !== 'article') return;
    // letters alone can be switched off (WCAG 2.1.4)
    const action = log.shortcuts === 'off' && isPrintable(event) ? undefined : actionOf(event, logActions, log.keymap);
    if (action) {
      event.preventDefault();
      return this.#askDay();
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.shiftKey && /^Arrow(Up|Down)$/.test(event.key) && rows.focused !== undefined) {
      event.preventDefault();
      const step = event.key === 'ArrowUp' ? -1 : 1;
      this.#select(rows.focused).then(() => this.#selecting?.extend(step), this.#view.report);
      return;
    }
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
      const back = event.key === 'Escape' && this.#jumps.pop();
      if (!back) return;
      event.stopPropagation();
      event.preventDefault();
      this.#return(back).then(() => this.#focusLanded(), this.#view.report);
      return;
    }
    event.preventDefault();
    this.#steps++;
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

  #onCopy(event: ClipboardEvent): void {
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
