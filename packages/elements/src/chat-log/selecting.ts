/** Several messages are selected, to be copied, passed on or deleted (UX-L19). Loaded when that begins. */
import type {Message} from '@parlor/sdk';
import {html, nothing, render} from 'lit';
import type {MessageAction} from '../chat-message/chat-message.js';
import {ChatDeleteEvent} from '../events.js';
import {adopt} from '../internal/adopt.js';
import {announce} from '../internal/announcer.js';
import {copyText} from '../internal/copy-text.js';
import {drawForwardIcon} from '../internal/forward-icon.js';
import {drawIcon} from '../internal/icons.js';
import {actionOf} from '../internal/keymap.js';
import {isPrintable} from '../internal/keys.js';
import {ask} from '../internal/menu.js';
import {mayDelete, mayDeleteOthers} from '../internal/rights.js';
import type {LogRows} from './log-rows.js';
import type {LogSettings} from './log-settings.js';
import {styles} from './selecting.styles.js';
import {asClipboard} from './selection.js';
import '../strings/en-aids.js';
import '../strings/en-conversation.js';
import '../strings/en-dialogs.js';

export type SelectingView = {
  readonly log: LogSettings;
  readonly rows: LogRows;
  nameOf: (user: string) => string;
  /** Says and shows something. */
  tell: (text: string) => void;
  report: (error: unknown) => void;
  onEnd: () => void;
};

const canBeSelected = (message: Message | undefined): message is Message =>
  !!message && !message.deleted && message.content.kind !== 'system';

/** As text and as HTML, where the browser takes both at once. */
async function copyBoth(text: string, markup: string): Promise<boolean> {
  try {
    const parts = Object.entries({'text/plain': text, 'text/html': markup}).map(([type, part]) => [
      type,
      new Blob([part], {type}),
    ]);
    await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(parts))]);
    return true;
  } catch {
    return false;
  }
}

export class Selecting {
  readonly #view: SelectingView;
  readonly #root: ShadowRoot;
  readonly #scroller: HTMLElement;
  readonly #bar = document.createElement('div');
  readonly #over = new AbortController();
  #chosen: ReadonlySet<string> = new Set();
  /** Where a stretch begins that Shift makes, what was selected before it, and where it ends. */
  #anchor: string | undefined;
  #before: ReadonlySet<string> = new Set();
  #end: string | undefined;

  constructor(view: SelectingView) {
    this.#view = view;
    this.#root = view.log.renderRoot as ShadowRoot;
    this.#scroller = this.#root.querySelector('.scroller') as HTMLElement;
    adopt(this.#root, styles);
    const {log} = view;
    const {signal} = this.#over;
    this.#scroller.setAttribute('data-selecting', log.density);
    this.#bar.className = 'selection';
    this.#bar.setAttribute('part', 'selection');
    this.#bar.setAttribute('role', 'group');
    this.#bar.setAttribute('aria-label', log.strings.selectedMessages);
    // between nodes of the template that stay; what follows the last one belongs to Lit
    this.#scroller.after(this.#bar);
    // before the messages: their own keys and presses mean something else
    const early = {capture: true, signal};
    this.#scroller.addEventListener('keydown', this.#onKey, early);
    this.#scroller.addEventListener('click', this.#onClick, early);
    for (const type of ['pointerdown', 'contextmenu'] as const)
      this.#scroller.addEventListener(type, this.#onPress, early);
    this.#scroller.addEventListener('copy', this.#onCopy, early);
    this.#bar.addEventListener('keydown', this.#onBarKey, {signal});
    log.addEventListener('chat-rows-change', this.#mark, {signal});
  }

  /** Those that are selected, in their order. */
  get messages(): readonly Message[] {
    const {all, keys} = this.#view.rows;
    const places = [...this.#chosen].map((key) => keys.indexOf(key)).sort((a, b) => a - b);
    return places.flatMap((index) => {
      const row = all?.at(index);
      return row?.type === 'message' && canBeSelected(row.message) ? row.message : [];
    });
  }

  /** Begins with a message. */
  begin(key: string): void {
    const {log} = this.#view;
    this.#toggle(key, false);
    announce(log, `${log.strings.selectedCount(this.#chosen.size)}. ${log.strings.selectHint}`);
    log.focusMessage(key);
  }

  end(): void {
    const hadFocus = this.#bar.contains(this.#root.activeElement);
    this.#over.abort();
    this.#scroller.removeAttribute('data-selecting');
    this.#bar.remove();
    this.#chosen = new Set();
    this.#mark();
    for (const row of this.#root.querySelectorAll('chat-message')) row.noActions = false;
    this.#view.onEnd();
    const {active} = this.#view.rows;
    if (hadFocus && active) this.#view.log.focusMessage(active);
  }

  #messageOf(key: string): Message | undefined {
    const {all, keys} = this.#view.rows;
    const row = all?.at(keys.indexOf(key));
    return row?.type === 'message' ? row.message : undefined;
  }

  #toggle(key: string, isSaid = true): void {
    if (!canBeSelected(this.#messageOf(key))) return;
    const next = new Set(this.#chosen);
    if (!next.delete(key)) next.add(key);
    this.#anchor = this.#end = key;
    this.#before = next;
    this.#choose(next, isSaid);
  }

  #choose(next: ReadonlySet<string>, isSaid = true): void {
    const {log} = this.#view;
    this.#chosen = next;
    this.#mark();
    this.#draw();
    if (isSaid) announce(log, log.strings.selectedCount(next.size));
  }

  /** All from where the stretch began to here; what it had in between is given up where it becomes shorter. */
  #stretchTo(key: string): void {
    const {all, keys} = this.#view.rows;
    const [from, to] = [keys.indexOf(this.#anchor ?? key), keys.indexOf(key)];
    const next = new Set(this.#before);
    for (let index = Math.min(from, to); index <= Math.max(from, to); index++) {
      const row = all?.at(index);
      if (row?.type === 'message' && canBeSelected(row.message)) next.add(row.key);
    }
    this.#end = key;
    this.#choose(next);
  }

  /** Shift and an arrow: the focus goes on, and the stretch with it. */
  extend(step: 1 | -1): void {
    const {log, rows} = this.#view;
    const {all, focused} = rows;
    if (!all || focused === undefined) return;
    if (focused !== this.#end || this.#anchor === undefined) {
      this.#anchor = focused;
      this.#before = this.#chosen;
    }
    const to = all.nextMessage(all.keys.indexOf(focused) + step, step);
    const key = all.keys[to] ?? focused;
    if (to >= 0) log.focusMessage(key);
    this.#stretchTo(key);
  }

  /** Rows come and go as one scrolls: those that are there look as they are. */
  #mark = (): void => {
    const {strings} = this.#view.log;
    for (const row of this.#root.querySelectorAll('chat-message')) {
      const isChosen = this.#chosen.has(row.message?.id ?? '');
      row.noActions = true;
      row.toggleAttribute('data-selected', isChosen);
      row.toggleAttribute('data-selectable', canBeSelected(row.message));
      const article = row.renderRoot.querySelector('article');
      if (isChosen) article?.setAttribute('aria-description', strings.selected);
      else article?.removeAttribute('aria-description');
    }
  };

  #keyOf(event: Event): string | undefined {
    const row = event.composedPath().find((target) => (target as Partial<Element>).localName === 'chat-message');
    return (row as HTMLElementTagNameMap['chat-message'] | undefined)?.message?.id;
  }

  #onKey = (event: KeyboardEvent): void => {
    const {log, rows} = this.#view;
    const {key, shiftKey, ctrlKey, metaKey} = event;
    const {focused} = rows;
    const letter = log.shortcuts === 'off' && isPrintable(event) ? undefined : actionOf(event, ['select'], log.keymap);
    if (key === 'Escape') this.end();
    else if (focused === undefined) return;
    else if (key === ' ' || key === 'Enter' || letter) this.#toggle(focused);
    else if (shiftKey && (key === 'ArrowUp' || key === 'ArrowDown')) this.extend(key === 'ArrowUp' ? -1 : 1);
    else if ((ctrlKey || metaKey) && key.toLowerCase() === 'c') void this.#copy();
    else if (key === 'Delete' && this.#may('delete')) void this.#delete();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  #onBarKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    this.end();
  };

  #onClick = (event: MouseEvent): void => {
    const key = this.#keyOf(event);
    if (key === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.shiftKey && this.#anchor !== undefined) this.#stretchTo(key);
    else this.#toggle(key);
  };

  /** A message's own gestures rest: a long press, a swipe, its menu. */
  #onPress = (event: Event): void => {
    if (this.#keyOf(event) === undefined) return;
    event.stopPropagation();
    if (event.type === 'contextmenu') event.preventDefault();
  };

  #onCopy = (event: ClipboardEvent): void => {
    event.preventDefault();
    event.stopPropagation();
    void this.#copy();
  };

  /** Whether it can be done with all of them. */
  #may(action: Extract<MessageAction, 'copy' | 'forward' | 'delete'>): boolean {
    const {log, rows} = this.#view;
    const {messages} = this;
    const where = log.dataMode ? undefined : rows.where();
    return (
      messages.length > 0 &&
      messages.every((message) => {
        const given = log.actions?.(message);
        if (given && !given.includes('usual')) return given.includes(action);
        // what never left can always be dropped
        if (action === 'delete')
          return message.own ? message.seq === undefined || mayDelete(message, where) : mayDeleteOthers(where);
        const {text, attachments, poll} = message.content;
        return action === 'copy' || (!log.dataMode && (text.trim() !== '' || attachments.length > 0 || !!poll));
      })
    );
  }

  async #copy(): Promise<void> {
    const {log, nameOf, tell} = this.#view;
    const chosen = this.messages.map((message) => ({message, text: log.textOf(message)}));
    const [first] = chosen;
    if (!first || !this.#may('copy')) return;
    // of one it is the words alone, as the menu does it
    const {text, html: markup} =
      chosen.length > 1 ? asClipboard(chosen, log.settings, nameOf) : {text: first.text, html: ''};
    if (!((markup && (await copyBoth(text, markup))) || (await copyText(text, this.#root))))
      return tell(log.strings.notCopied);
    tell(log.strings.messagesCopied(chosen.length));
    this.end();
  }

  async #forward(): Promise<void> {
    const {log} = this.#view;
    if (!this.#may('forward')) return;
    await import('../chat-forward/define.js');
    const dialog = document.createElement('chat-forward');
    const {messages} = this;
    Object.assign(dialog, {chat: log.client, conversation: log.conversation, messages});
    dialog.addEventListener('close', () => {
      dialog.remove();
      const isDone = dialog.messages?.length === 0;
      if (isDone) this.end();
      const last = messages.at(-1);
      if (isDone && last) log.focusMessage(last.id);
    });
    this.#root.append(dialog);
    await dialog.show();
  }

  async #delete(): Promise<void> {
    const {log} = this.#view;
    const {deleteSeveralTitle, deleteSeveralText: text, delete: action, cancel} = log.strings;
    const {messages} = this;
    if (!this.#may('delete')) return;
    if (!(await ask(this.#root, {title: deleteSeveralTitle(messages.length), text, action, cancel}))) return;
    for (const message of messages) {
      // each as if its own menu had said so: the host may cancel it
      const wish = new ChatDeleteEvent(message);
      this.#scroller.dispatchEvent(wish);
    }
    this.end();
  }

  #draw(): void {
    const {log, report} = this.#view;
    const {strings, settings} = log;
    const button = (action: 'copy' | 'forward' | 'delete', label: string, icon: unknown, run: () => Promise<void>) =>
      html`<button
        type="button"
        class="act"
        title=${label}
        aria-disabled=${this.#may(action) ? nothing : 'true'}
        @click=${() => run().catch(report)}
      >
        ${icon}<span>${label}</span>
      </button>`;
    render(
      html`<button type="button" class="icon-button" aria-label=${strings.stopSelecting} title=${strings.stopSelecting} @click=${() => this.end()}>
          ${drawIcon('close', settings.icons)}
        </button>
        <span class="count">${strings.selectedCount(this.#chosen.size)}</span>
        ${button('copy', strings.copy, drawIcon('copy', settings.icons), () => this.#copy())}
        ${
          log.dataMode
            ? nothing
            : button('forward', strings.forward, drawForwardIcon(settings.icons), () => this.#forward())
        }
        ${button('delete', strings.delete, drawIcon('trash', settings.icons), () => this.#delete())}`,
      this.#bar,
    );
  }
}
