/**
 * Where the bytes of files lie. Names are made by this server and hold nothing but letters, digits, `_`, `-` and a dot.
 *
 * A name stands either for what grows (`size`, `append`, `read`) or for what is whole (`put`, `stream`, `address`). What a driver
 * promises: `append` keeps what came, however it ended, and `size` tells how much that is; `put` is all or nothing, and kept when it
 * resolves; what is not there is removed. Where it cannot now, and may later, it throws `FilesUnavailable`, and `STORAGE_FULL` where there
 * is no room.
 */
import {Refusal} from '../domain/refusal.js';

export interface FileDriver {
  /** How many bytes grew under this name; nothing where there are none. */
  size(name: string): Promise<number | undefined>;
  /** Writes behind the first `offset` bytes, which are there, and resolves when it is kept. */
  append(name: string, offset: number, bytes: AsyncIterable<Uint8Array>): Promise<void>;
  /** All that grew. */
  read(name: string): Promise<Uint8Array>;
  put(name: string, bytes: Uint8Array): Promise<void>;
  /** `from` and `to` inclusive. */
  stream(name: string, from: number, to: number): Promise<ReadableStream<Uint8Array>>;
  /** The name, and all that go on behind it with a dot. */
  remove(name: string): Promise<void>;
  /** Where readers get it without this server, for a minute or two. A driver without it has all bytes go through the server. */
  address?(name: string, said: {type: string; disposition: string}): Promise<string>;
  /** Whether it answered when it was last asked; one that is always there does not say. */
  isWell?(): boolean;
}

/** One sentence for whoever starts a server whose files can lie nowhere. */
export class FilesUnusable extends Error {}

/** The place of the files does not answer now. Whoever asked tries again, as with every `UNAVAILABLE`. */
export class FilesUnavailable extends Refusal {
  constructor(cause: unknown) {
    super('UNAVAILABLE', 'files cannot be reached just now', {retryAfterMs: 5_000, cause});
  }
}
