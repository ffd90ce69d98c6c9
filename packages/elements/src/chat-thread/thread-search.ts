/**
 * The search in one conversation: a line below its header with a field, which of the messages found one is at, and the way to the earlier and the later
 * one. The words are marked; the first jump keeps the way back (UX-L11). Loaded when it is opened.
 */
import type {FoundMessage} from '@parlor/sdk';
import {css, html, nothing, type ReactiveController} from 'lit';
import type {ChatLog} from '../chat-log/chat-log.js';
import {adopt} from '../internal/adopt.js';
import {announce} from '../internal/announcer.js';
import {fieldStyles} from '../internal/field.styles.js';
import {drawIcon} from '../internal/icons.js';
import {keepKeys} from '../internal/keys.js';
import {MessageSearch} from '../internal/message-search.js';
import type {ChatThread} from './chat-thread.js';
import {FoundMarks} from './found-marks.js';
import '../strings/en-conversation.js';
import '../strings/en-dialogs.js';

const pageSize = 50;
const announceAfterMs = 500;

export class ThreadSearch implements ReactiveController {
  readonly #host: ChatThread;
  readonly #conversation: string;
  readonly #pages: MessageSearch;
  readonly #marks = new FoundMarks();
  readonly #onEnd: () => void;
  #words = '';
  /** Which of the messages found the reader is at; −1: at none yet. */
  #at = -1;
  #hasLeft = false;
  /** One step after the other, however fast the keys come. */
  #steps: Promise<void> = Promise.resolve();
  #shown: unknown;
  #telling: ReturnType<typeof setTimeout> | undefined;

  readonly #report: (error: unknown) => void;

  /** `onEnd`: it was closed, by its reader or since another conversation came. */
  constructor(host: ChatThread, {onEnd, report}: {onEnd: () => void; report: (error: unknown) => void}) {
    this.#host = host;
    this.#onEnd = onEnd;
    this.#report = report;
    const {conversation} = host;
    this.#conversation = conversation;
    this.#pages = new MessageSearch(
      host,
      (query, page) => host.client?.search(query, {...page, conversation}),
      pageSize,
    );
    host.addController(this);
    host.renderRoot.addEventListener('chat-rows-change', this.#mark);
    for (const sheet of [fieldStyles, styles]) adopt(host.renderRoot as ShadowRoot, sheet);
  }

  get #log(): ChatLog | null {
    return this.#host.renderRoot.querySelector('chat-log');
  }

  get #input(): HTMLInputElement | null {
    return this.#host.renderRoot.querySelector<HTMLInputElement>('.find input');
  }

  hostUpdate(): void {
    if (this.#host.conversation !== this.#conversation) this.#end();
  }

  hostUpdated(): void {
    const {state} = this.#pages;
    if (state === this.#shown) return;
    this.#shown = state;
    this.#mark();
    clearTimeout(this.#telling);
    if (state.is !== 'asking' && state.is !== 'idle') this.#telling = setTimeout(this.#tell, announceAfterMs);
  }

  hostDisconnected(): void {
    this.#end();
  }

  #tell = (): void => {
    const {strings} = this.#host;
    announce(this.#host, this.#problem || strings.searchResults(this.#found.length));
  };

  #end(): void {
    clearTimeout(this.#telling);
    this.#marks.show(null, new Map());
    this.#host.renderRoot.removeEventListener('chat-rows-change', this.#mark);
    this.#host.removeController(this);
    this.#host.removeController(this.#pages);
    this.#pages.hostDisconnected();
    this.#onEnd();
  }

  /** What was searched for is chosen, so that other words can be typed at once. */
  focus(): void {
    this.#input?.focus();
    this.#input?.select();
  }

  /** The focus goes to the message it has led to, else to where one opens it. */
  close = (): void => {
    const hit = this.#found[this.#at];
    this.#end();
    if (hit && this.#log) this.#log.focusMessage(hit.id);
    else this.#host.renderRoot.querySelector<HTMLElement>('.finder')?.focus();
  };

  get #found(): readonly FoundMessage[] {
    const {query, messages} = this.#pages.state;
    return query === this.#words ? messages : [];
  }

  get #problem(): string {
    const {is, code} = this.#pages.state;
    const {couldNotSearchMessages, refusals} = this.#host.strings;
    if (is !== 'failed') return '';
    return code === 'OFFLINE' ? refusals.OFFLINE : couldNotSearchMessages;
  }

  #mark = (): void => this.#marks.show(this.#log, new Map(this.#found.map((hit) => [hit.id, hit])));

  #onInput = ({target}: Event): void => {
    this.#words = (target as HTMLInputElement).value.trim();
    this.#at = -1;
    this.#pages.find(this.#words);
    this.#host.requestUpdate();
  };

  #onKey = (event: KeyboardEvent): void => {
    const {key, shiftKey, isComposing} = event;
    keepKeys(event);
    if (isComposing) return;
    if (key === 'Escape') this.close();
    else if (key === 'Enter' ? !shiftKey : key === 'ArrowUp') this.#step(1);
    else if (key === 'Enter' || key === 'ArrowDown') this.#step(-1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  /** 1: to the one before it in time. */
  #step(by: 1 | -1): void {
    this.#steps = this.#steps.then(() => this.#go(by)).catch(this.#report);
  }

  async #go(by: 1 | -1): Promise<void> {
    const pages = this.#pages;
    const words = this.#words;
    if (!words) return;
    // who presses Enter does not wait for the pause
    if (pages.state.query !== words || (pages.state.is === 'failed' && !this.#found.length)) await pages.load(words);
    const to = this.#at + by;
    if (to >= this.#found.length) await pages.more();
    const hit = this.#found[to];
    if (!hit || words !== this.#words) return;
    this.#at = to;
    this.#host.requestUpdate();
    const isThere = await this.#log?.goTo(hit.id, {back: !this.#hasLeft});
    this.#hasLeft ||= isThere === true;
    this.#mark();
  }

  draw(): unknown {
    const {strings, settings} = this.#host;
    const {is, query, next} = this.#pages.state;
    const found = this.#found;
    const number = (n: number): string => n.toLocaleString(settings.locale);
    const isNone = is === 'found' && query === this.#words && !found.length;
    const told = this.#problem || (isNone ? strings.noResults(query) : '');
    const button = (label: string, icon: unknown, is: string, isOff: boolean, onClick: () => void) =>
      html`<button class=${`icon-button ${is}`} aria-label=${label} aria-disabled=${isOff} @click=${onClick}>${icon}</button>`;
    return html`<div class="find" part="search" role="search" aria-label=${strings.searchInConversation}>
        <label class="field">
          ${drawIcon('search', settings.icons)}
          <input
            type="search"
            placeholder=${strings.searchInConversation}
            aria-label=${strings.searchInConversation}
            enterkeyhint="search"
            @input=${this.#onInput}
            @keydown=${this.#onKey}
            @keypress=${keepKeys}
            @keyup=${keepKeys}
          />
          ${found.length > 0 ? html`<bdi class="place">${this.#at < 0 ? '' : `${number(this.#at + 1)}/`}${number(found.length)}${next === undefined ? '' : '+'}</bdi>` : nothing}
        </label>
        ${button(strings.earlierResult, drawIcon('down', settings.icons), 'up', this.#at + 1 >= found.length && next === undefined, () => this.#step(1))}
        ${button(strings.laterResult, drawIcon('down', settings.icons), '', this.#at < 1, () => this.#step(-1))}
        ${button(strings.close, drawIcon('close', settings.icons), '', false, this.close)}
      </div>${told ? html`<p class="told">${told}</p>` : nothing}`;
  }
}

const styles = css`
  .find {
    display: flex;
    flex: none;
    align-items: center;
    min-block-size: 48px;
    padding: 4px 8px;
    padding-inline-start: var(--_gutter);
    border-block-end: 1px solid var(--_line);
    background: var(--_panel);
  }
  .find .field {
    flex: 1;
    min-inline-size: 0;
    margin: 0;
    margin-inline-end: 4px;
  }
  .find .place {
    flex: none;
    font-size: var(--_meta);
    font-variant-numeric: tabular-nums;
  }
  .find .up svg {
    rotate: 180deg;
  }
  .find [aria-disabled='true'] {
    color: var(--_text-3);
    opacity: 0.5;
    cursor: default;
  }
  .told {
    flex: none;
    margin: 0;
    padding: 8px var(--_gutter);
    border-block-end: 1px solid var(--_line);
    background: var(--_panel);
    color: var(--_text-2);
    font-size: var(--_small);
    overflow-wrap: anywhere;
  }
`;
