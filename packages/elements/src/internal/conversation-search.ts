import type {Chat} from '@parlor/sdk';
import type {ReactiveController, ReactiveControllerHost} from 'lit';

const askAfterMs = 200;
const pageSize = 50;
/** What is found may be in another filter than the one that is looked at: nobody is asked for ever. */
const mostPages = 20;

type Found = {query: string; ids: ReadonlySet<string>; pages: number; next: string | undefined};

/**
 * Finds conversations on the server as words are typed: waits for a pause, and ends what is no longer asked. What it finds is in the lists of the
 * chat from then on.
 */
export class ConversationSearch implements ReactiveController {
  /** Of the words that were answered last; where nothing was to be had it is empty. */
  found: Found | undefined;
  #host: ReactiveControllerHost;
  #client: () => Chat | undefined;
  #asking = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isAsking = false;

  constructor(host: ReactiveControllerHost, client: () => Chat | undefined) {
    this.#host = host;
    this.#client = client;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#end();
  }

  /** Without words nothing is found. */
  find(query: string): void {
    this.#end();
    this.found = undefined;
    if (query) this.#timer = setTimeout(() => void this.#ask(query), askAfterMs);
  }

  /** The page behind those that were found. */
  more(): void {
    const {found} = this;
    if (found?.next === undefined || this.#isAsking || found.pages >= mostPages) return;
    void this.#ask(found.query, found);
  }

  #end(): void {
    clearTimeout(this.#timer);
    this.#asking.abort();
    this.#asking = new AbortController();
    this.#isAsking = false;
  }

  async #ask(query: string, before?: Found): Promise<void> {
    const {signal} = this.#asking;
    this.#isAsking = true;
    const ids = new Set(before?.ids);
    let next: string | undefined;
    try {
      const page = await this.#client()?.inbox.find(query, {
        limit: pageSize,
        signal,
        ...(before?.next !== undefined && {cursor: before.next}),
      });
      for (const {id} of page?.conversations ?? []) ids.add(id);
      next = page?.next;
    } catch {
      // signs alone are no words to look for; of anything else the search for messages says so, and the rows that are known stay
    }
    if (signal.aborted) return;
    this.#isAsking = false;
    this.found = {query, ids, next, pages: (before?.pages ?? 0) + 1};
    this.#host.requestUpdate();
  }
}
