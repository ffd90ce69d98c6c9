/**
 * Public state: a value to read and to follow, the contract of nanostores and of Svelte, so that every framework's
 * bindings fit. Values are replaced, never changed in place.
 */
export interface Readable<Value> {
  /** The value now. */
  get(): Value;
  /** Calls the listener at once and after every change; returns how to stop. */
  subscribe(listener: (value: Value) => void): () => void;
}
