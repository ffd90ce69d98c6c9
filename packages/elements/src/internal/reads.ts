import type {Readable} from '@parlor/sdk';
import type {ReactiveController, ReactiveControllerHost} from 'lit';
import type {Strings} from '../strings.js';

type Followed = {value: unknown; stop: () => void};

type Host = ReactiveControllerHost & {isConnected: boolean; strings?: Strings};

/**
 * Follows whatever its host reads while it renders: `reads.get(store)` gives the value, and from then on a change renders
 * the host anew, until a rendering comes that no longer reads this store. For hosts whose stores come and go with what is
 * on view, as the people in a list.
 */
export class Reads implements ReactiveController {
  #host: Host;
  #followed = new Map<Readable<unknown>, Followed>();
  #wanted = new Set<Readable<unknown>>();

  constructor(host: Host) {
    this.#host = host;
    host.addController(this);
  }

  get strings(): Strings | undefined {
    return this.#host.strings;
  }

  get<Value>(store: Readable<Value>): Value {
    if (!this.#host.isConnected) return store.get();
    this.#wanted.add(store);
    let followed = this.#followed.get(store);
    if (!followed) {
      const entry: Followed = {value: undefined, stop: () => {}};
      followed = entry;
      this.#followed.set(store, entry);
      let starting = true;
      entry.stop = store.subscribe((value) => {
        entry.value = value;
        if (!starting && this.#followed.get(store) === entry) this.#host.requestUpdate();
      });
      starting = false;
    }
    return followed.value as Value;
  }

  hostConnected(): void {
    // what was read before the host left the page may have changed since
    this.#host.requestUpdate();
  }

  hostUpdate(): void {
    this.#wanted.clear();
  }

  hostUpdated(): void {
    for (const [store, {stop}] of this.#followed) {
      if (this.#wanted.has(store)) continue;
      this.#followed.delete(store);
      stop();
    }
  }

  hostDisconnected(): void {
    this.#wanted.clear();
    this.hostUpdated();
  }
}
