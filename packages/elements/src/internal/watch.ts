import type {Readable} from '@parlor/sdk';
import type {ReactiveController, ReactiveControllerHost} from 'lit';

/**
 * Follows a readable while its host is in the page and renders the host anew after every change.
 * `choose` is asked again before each update, so it may depend on the host's properties; the same store is kept.
 * With `onChange` the host is told each value at once (also the first) and nothing is rendered by itself.
 */
export class Watch<Value> implements ReactiveController {
  #host: ReactiveControllerHost;
  #choose: () => Readable<Value> | undefined;
  #onChange: ((value: Value) => void) | undefined;
  #store: Readable<Value> | undefined;
  #stop: (() => void) | undefined;
  #value: Value | undefined;
  #connected = false;

  constructor(
    host: ReactiveControllerHost,
    choose: () => Readable<Value> | undefined,
    onChange?: (value: Value) => void,
  ) {
    this.#host = host;
    this.#choose = choose;
    this.#onChange = onChange;
    host.addController(this);
  }

  /** The store's value now; undefined while there is no store. */
  get value(): Value | undefined {
    this.hostUpdate();
    return this.#connected ? this.#value : this.#store?.get();
  }

  hostConnected(): void {
    this.#connected = true;
    this.hostUpdate();
  }

  hostUpdate(): void {
    const store = this.#choose();
    if (store === this.#store && (this.#stop || !this.#connected)) return;
    this.#stop?.();
    this.#stop = undefined;
    this.#store = store;
    this.#value = undefined;
    if (!store || !this.#connected) return;
    let starting = true;
    this.#stop = store.subscribe((value) => {
      // a store may still tell what was on its way when we left it
      if (store !== this.#store) return;
      this.#value = value;
      if (this.#onChange) this.#onChange(value);
      else if (!starting) this.#host.requestUpdate();
    });
    starting = false;
  }

  hostDisconnected(): void {
    this.#connected = false;
    this.#stop?.();
    this.#stop = undefined;
  }
}
