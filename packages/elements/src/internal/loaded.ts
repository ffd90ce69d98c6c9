import type {Chat, ChatError} from '@parlor/sdk';
import type {ReactiveController, ReactiveControllerHost} from 'lit';
import {Watch} from './watch.js';

export type LoadState = 'loading' | 'shown' | {failed: string};

type Source<Value> = {
  /** Whom it is asked of; nobody where the host gives the data. */
  client: () => Chat | undefined;
  ask: (client: Chat) => Promise<Value>;
  report: (error: unknown) => void;
};

/** What an element asks of its chat once, and shows when it is there: after a failure again on demand, and by itself with the next connection. */
export class Loaded<Value> implements ReactiveController {
  value: Value | undefined;
  is: LoadState = 'loading';
  readonly #host: ReactiveControllerHost;
  readonly #source: Source<Value>;
  /** Whose `value` is, or is on its way. */
  #of: Chat | undefined;

  constructor(host: ReactiveControllerHost, source: Source<Value>) {
    this.#host = host;
    this.#source = source;
    host.addController(this);
    new Watch(
      host,
      () => source.client()?.connection,
      ({is}) => {
        if (is === 'online' && typeof this.is === 'object') void this.load();
      },
    );
  }

  hostUpdate(): void {
    if (this.#source.client() !== this.#of) void this.load();
  }

  readonly load = async (): Promise<void> => {
    const {client: find, ask, report} = this.#source;
    const client = find();
    if (client !== this.#of) this.value = undefined;
    this.#of = client;
    this.#become('loading');
    if (!client) return;
    try {
      const value = await ask(client);
      if (client !== this.#of) return;
      this.value = value;
      this.#become('shown');
    } catch (error) {
      if (client !== this.#of) return;
      this.#become({failed: (error as ChatError).code ?? 'INTERNAL'});
      report(error);
    }
  };

  #become(is: LoadState): void {
    this.is = is;
    this.#host.requestUpdate();
  }
}
