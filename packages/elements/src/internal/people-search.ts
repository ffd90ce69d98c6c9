import type {Chat, Person} from '@parlor/sdk';
import type {ReactiveController, ReactiveControllerHost} from 'lit';

const askAfterMs = 200;

type State = {is: 'idle' | 'failed'} | {is: 'found'; query: string; people: readonly Person[]};

/** Finds people as their names are typed: waits for a pause, and drops answers to what is no longer asked. */
export class PeopleSearch implements ReactiveController {
  state: State = {is: 'idle'};
  #host: ReactiveControllerHost;
  #client: () => Chat | undefined;
  #asked = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ReactiveControllerHost, client: () => Chat | undefined) {
    this.#host = host;
    this.#client = client;
    host.addController(this);
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
    this.#asked += 1;
  }

  find(query: string): void {
    clearTimeout(this.#timer);
    this.#asked += 1;
    if (query) this.#timer = setTimeout(() => void this.#ask(query, this.#asked), askAfterMs);
    else this.#become({is: 'idle'});
  }

  async #ask(query: string, asked: number): Promise<void> {
    let state: State;
    try {
      const people = (await this.#client()?.people.find(query, 30)) ?? [];
      state = {is: 'found', query, people: people.filter(({id}) => id !== this.#client()?.user)};
    } catch {
      // told in words, beside the field; the SDK has reported what it was
      state = {is: 'failed'};
    }
    if (asked === this.#asked) this.#become(state);
  }

  #become(state: State): void {
    this.state = state;
    this.#host.requestUpdate();
  }
}
