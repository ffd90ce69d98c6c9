import type {Chat, FoundMessage} from '@parlor/sdk';
import type {ReactiveController, ReactiveControllerHost} from 'lit';

const askAfterMs = 200;
const pageSize = 10;

type Found = {is: 'found'; query: string; messages: readonly FoundMessage[]; next: string | undefined};
type State = {is: 'idle' | 'failed'} | Found;

/** Finds messages as words are typed: waits for a pause, and ends what is no longer asked. */
export class MessageSearch implements ReactiveController {
  state: State = {is: 'idle'};
  #host: ReactiveControllerHost;
  #client: () => Chat | undefined;
  #asking = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ReactiveControllerHost, client: () => Chat | undefined) {
    this.#host = host;
    this.#client = client;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#end();
  }

  find(query: string): void {
    this.#end();
    if (query) this.#timer = setTimeout(() => void this.#ask(query), askAfterMs);
    else this.#become({is: 'idle'});
  }

  /** The page behind those that are shown. */
  async more(): Promise<void> {
    const {state} = this;
    if (state.is === 'found' && state.next !== undefined) await this.#ask(state.query, state);
  }

  #end(): void {
    clearTimeout(this.#timer);
    this.#asking.abort();
    this.#asking = new AbortController();
  }

  async #ask(query: string, before?: Found): Promise<void> {
    const {signal} = this.#asking;
    let state: State;
    try {
      const page = await this.#client()?.search(query, {
        limit: pageSize,
        signal,
        ...(before?.next !== undefined && {cursor: before.next}),
      });
      const messages = [...(before?.messages ?? []), ...(page?.messages ?? [])];
      state = {is: 'found', query, messages, next: page?.next};
    } catch (error) {
      // signs alone are no words to look for
      const isNothing = (error as {code?: string}).code === 'SCHEMA';
      state = isNothing ? {is: 'found', query, messages: [], next: undefined} : {is: 'failed'};
    }
    if (!signal.aborted) this.#become(state);
  }

  #become(state: State): void {
    this.state = state;
    this.#host.requestUpdate();
  }
}
