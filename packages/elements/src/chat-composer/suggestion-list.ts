import {html, type LitElement, nothing} from 'lit';
import {announce} from '../internal/announcer.js';
import type {ChatPart} from '../internal/chat-part.js';
import type {Source, Suggestion} from './suggestion-sources.js';

const askAfterMs = 100;
const countAfterMs = 500;

type Options = {
  sources: readonly Source[];
  /** Puts what was chosen in place of the text from `start` to the caret. */
  take: (start: number, suggestion: Suggestion) => void;
};

/**
 * The list of what a typed `@`, `/` or `:` may become (UX-C8, C9). The focus stays in the textarea; an option is active only after an arrow key,
 * or a screen reader would read the first one after each letter. Loaded with the first of those.
 */
export class SuggestionList {
  #host: ChatPart & LitElement;
  #options: Options;
  #rows: readonly Suggestion[] = [];
  #source: Source | undefined;
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
    return this.isOpen && this.#at >= 0 ? `suggestion-${this.#at}` : undefined;
  }

  /** Looks at the text before the caret. */
  follow(area: HTMLTextAreaElement): void {
    this.#abort?.abort();
    const caret = area.selectionEnd;
    const before = area.selectionStart === caret ? area.value.slice(0, caret) : '';
    const source = this.#options.sources.find(({token}) => token.test(before));
    const query = source?.token.exec(before)?.[1] ?? '';
    const start = caret - query.length - (source?.mark ?? 0);
    if (!source) this.#closedAt = -1;
    if (!source || start === this.#closedAt) return this.close();
    if (source !== this.#source) this.close();
    this.#start = start;
    this.#source = source;
    const abort = new AbortController();
    this.#abort = abort;
    setTimeout(() => void this.#ask(source, query, abort.signal), askAfterMs);
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
      id="suggestions"
      role="listbox"
      aria-label=${this.#source?.label(this.#host.strings) ?? nothing}
      @pointerdown=${(event: Event) => event.preventDefault()}
    >
      ${this.#rows.map(
        ({label, about, glyph, person, by}, at) => html`<li
          id="suggestion-${at}"
          part="option"
          role="option"
          aria-selected=${at === this.#at}
          @click=${() => this.#take(at)}
        >
          ${
            person
              ? html`<chat-avatar .user=${person.id} .name=${label} .src=${person.avatar}></chat-avatar>`
              : glyph
                ? html`<span class="glyph" aria-hidden="true">${glyph}</span>`
                : nothing
          }<span class="ellipsis" dir="auto">${label}</span>${
            about ? html`<span class="ellipsis quiet" dir="auto">${about}</span>` : nothing
          }${by ? html`<span class="ellipsis quiet by" dir="auto">${by}</span>` : nothing}
        </li>`,
      )}
    </ul>`;
  }

  async #ask(source: Source, query: string, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    let found: readonly Suggestion[] = [];
    try {
      found = await source.ask(query, signal);
    } catch (error) {
      // a list that does not come leaves the text as typed; the source has its own reports
      if (!signal.aborted) reportError(error);
    }
    if (!signal.aborted) this.#show(found);
  }

  #show(rows: readonly Suggestion[]): void {
    clearTimeout(this.#countTimer);
    if (rows.length === 0 && !this.isOpen) return;
    this.#rows = rows;
    this.#at = -1;
    this.#host.requestUpdate();
    const source = this.#source;
    if (source && rows.length > 0)
      this.#countTimer = setTimeout(
        () => announce(this.#host, source.count(this.#host.strings, rows.length)),
        countAfterMs,
      );
  }

  #take(at: number): void {
    const chosen = this.#rows[at];
    const start = this.#start;
    this.close();
    if (chosen) this.#options.take(start, chosen);
  }
}
