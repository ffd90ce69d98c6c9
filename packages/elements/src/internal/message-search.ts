import type {FoundMessage, FoundMessages} from '@parlor/sdk';
import type {ReactiveController, ReactiveControllerHost} from 'lit';

const askAfterMs = 200;

/** Asks for one page; nothing where there is nobody to ask. */
type Ask = (
  query: string,
  page: {cursor?: string; limit: number; signal: AbortSignal},
) => Promise<FoundMessages> | undefined;

/** `messages`: all pages so far, also of a search whose next page did not come: `code` says why. `next`: where that begins. */
type State = {
  is: 'idle' | 'asking' | 'found' | 'failed';
  query: string;
  messages: readonly FoundMessage[];
  next: string | undefined;
  code?: string;
};

const idle: State = {is: 'idle', query: '', messages: [], next: undefined};

/** Messages that the server finds, page behind page. What is no longer asked ends. */
export class MessageSearch implements ReactiveController {
  state = idle;
  #host: ReactiveControllerHost;
  #source: Ask;
  #pageSize: number;
  #asking = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ReactiveControllerHost, source: Ask, pageSize = 10) {
    this.#host = host;
    this.#source = source;
    this.#pageSize = pageSize;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#end();
  }

  /** As words are typed: waits for a pause. */
  find(query: string): void {
    this.#end();
    if (query) this.#timer = setTimeout(() => void this.load(query), askAfterMs);
    else this.#become(idle);
  }

  /** At once, from the first page on. */
  async load(query = ''): Promise<void> {
    this.#end();
    await this.#ask({...idle, query});
  }

  /** The page behind those that are shown; after a failure once more. */
  async more(): Promise<void> {
    const {state} = this;
    if (state.is !== 'asking' && state.next !== undefined) await this.#ask(state);
  }

  /** The newest ones anew, before those that were loaded; what is shown stays until they are there. */
  async refresh(): Promise<void> {
    const {state} = this;
    if (state.is !== 'found') return;
    const page = await this.#source(state.query, {limit: this.#pageSize, signal: this.#asking.signal})?.catch(() => {});
    // another page may have come, or another search
    if (!page || this.state !== state) return;
    const last = page.messages.at(-1);
    const isKnown = (one: FoundMessage): boolean => one.conversation === last?.conversation && one.id === last.id;
    const at = state.messages.findIndex(isKnown) + 1;
    const isWhole = page.next === undefined || at === 0;
    this.#become({
      ...state,
      messages: isWhole ? page.messages : [...page.messages, ...state.messages.slice(at)],
      next: isWhole ? page.next : state.messages.length > at ? state.next : page.next,
    });
  }

  #end(): void {
    clearTimeout(this.#timer);
    this.#asking.abort();
    this.#asking = new AbortController();
  }

  async #ask(before: State): Promise<void> {
    const {signal} = this.#asking;
    const {query, messages, next: cursor} = before;
    let state: State;
    this.#become({...before, is: 'asking'});
    try {
      const page = await this.#source(query, {
        limit: this.#pageSize,
        signal,
        ...(cursor !== undefined && {cursor}),
      });
      state = {is: 'found', query, messages: [...messages, ...(page?.messages ?? [])], next: page?.next};
    } catch (error) {
      const {code = 'INTERNAL'} = error as {code?: string};
      // signs alone are no words to look for
      state = code === 'SCHEMA' ? {...before, is: 'found'} : {...before, is: 'failed', code};
    }
    if (!signal.aborted) this.#become(state);
  }

  #become(state: State): void {
    this.state = state;
    this.#host.requestUpdate();
  }
}
