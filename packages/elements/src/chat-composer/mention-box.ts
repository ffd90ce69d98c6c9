import type {Person} from '@parlor/sdk';
import {html, type LitElement, nothing} from 'lit';
import {announce} from '../internal/announcer.js';
import type {ChatPart} from '../internal/chat-part.js';

const askAfterMs = 100;
const countAfterMs = 500;
const mostRows = 8;

/** An `@` at a word's start and what follows it up to the caret. */
const tokenBefore = /(?:^|[\s(])@([^\s@]{0,40})$/u;

type Options = {
  people: (query: string, signal: AbortSignal) => Promise<readonly Person[]>;
  /** Puts the chosen person in place of the text from `start` to the caret. */
  take: (start: number, user: string, name: string) => void;
};

/**
 * The list of people after an `@` (UX-C8). The focus stays in the textarea; an option is active only after an arrow key,
 * or a screen reader would read the first one after each letter. Loaded with the first `@`.
 */
export class MentionBox {
  #host: ChatPart & LitElement;
  #options: Options;
  #rows: readonly Person[] = [];
  #at = -1;
  #start = 0;
  /** Where the list was closed by Escape: it stays closed for that token. */
  #closedAt = -1;
  #abort: AbortController | undefined;
  #countTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ChatPart & LitElement, options: Options) {
    this.#host = host;
    this.#options = options;
  }

  get isOpen(): boolean {
    return this.#rows.length > 0;
  }

  /** The id of the option that arrow keys have reached. */
  get active(): string | undefined {
    return this.isOpen && this.#at >= 0 ? `person-${this.#at}` : undefined;
  }

  /** Looks at the text before the caret. */
  follow(area: HTMLTextAreaElement): void {
    this.#abort?.abort();
    const caret = area.selectionEnd;
    const token = area.selectionStart === caret ? tokenBefore.exec(area.value.slice(0, caret))?.[1] : undefined;
    const start = caret - (token?.length ?? 0) - 1;
    if (token === undefined) this.#closedAt = -1;
    if (token === undefined || start === this.#closedAt) return this.close();
    this.#start = start;
    const abort = new AbortController();
    this.#abort = abort;
    setTimeout(() => void this.#ask(token, abort.signal), askAfterMs);
  }

  close(): void {
    this.#abort?.abort();
    this.#show([]);
  }

  /** True where the key was meant for the list. */
  onKey({key, shiftKey}: KeyboardEvent): boolean {
    const {length} = this.#rows;
    if (length === 0) return false;
    if (key === 'ArrowDown') this.#at = (this.#at + 1) % length;
    else if (key === 'ArrowUp') this.#at = (this.#at <= 0 ? length : this.#at) - 1;
    else if (key === 'Escape') {
      this.#closedAt = this.#start;
      this.close();
    } else if ((key === 'Enter' || key === 'Tab') && !shiftKey) this.#take(Math.max(0, this.#at));
    else return false;
    this.#host.requestUpdate();
    return true;
  }

  render() {
    if (!this.isOpen) return nothing;
    return html`<ul
      class="popup"
      part="popup"
      id="people"
      role="listbox"
      aria-label=${this.#host.strings.people}
      @pointerdown=${(event: Event) => event.preventDefault()}
    >
      ${this.#rows.map(
        ({id, name, avatar}, at) => html`<li
          id="person-${at}"
          part="option"
          role="option"
          aria-selected=${at === this.#at}
          @click=${() => this.#take(at)}
        >
          <chat-avatar .user=${id} .name=${name} .src=${avatar}></chat-avatar><span class="ellipsis" dir="auto">${name}</span>
        </li>`,
      )}
    </ul>`;
  }

  async #ask(query: string, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const {settings} = this.#host;
    const wanted = query.toLocaleLowerCase(settings.locale);
    let found: readonly Person[] = [];
    try {
      found = await this.#options.people(query, signal);
    } catch (error) {
      // a list that does not come leaves the text as typed; the source has its own reports
      if (!signal.aborted) reportError(error);
    }
    if (signal.aborted) return;
    const fits = found.filter(({id, name}) =>
      [id, ...name.split(/\s+/)].some((word) => word.toLocaleLowerCase(settings.locale).startsWith(wanted)),
    );
    this.#show(fits.slice(0, mostRows));
  }

  #show(rows: readonly Person[]): void {
    clearTimeout(this.#countTimer);
    if (rows.length === 0 && !this.isOpen) return;
    this.#rows = rows;
    this.#at = -1;
    this.#host.requestUpdate();
    const {strings} = this.#host;
    if (rows.length > 0)
      this.#countTimer = setTimeout(() => announce(this.#host, strings.peopleCount(rows.length)), countAfterMs);
  }

  #take(at: number): void {
    const person = this.#rows[at];
    const start = this.#start;
    this.close();
    if (person) this.#options.take(start, person.id, person.name);
  }
}
