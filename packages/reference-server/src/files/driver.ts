/**
 * Where the bytes of files lie. Names are made by this server and hold nothing but letters, digits, `_`, `-` and a dot.
 *
 * What a driver promises: `append` keeps what came, however it ended, and `size` tells how much that is; `put` is all or
 * nothing, and on the disk when it resolves; what is not there is removed.
 */
export interface FileDriver {
  /** How many bytes there are under this name; nothing where there are none. */
  size(name: string): Promise<number | undefined>;
  /** Writes behind the first `offset` bytes, which are there, and resolves when it is on the disk. */
  append(name: string, offset: number, bytes: AsyncIterable<Uint8Array>): Promise<void>;
  read(name: string): Promise<Uint8Array>;
  /** `from` and `to` inclusive. */
  stream(name: string, from: number, to: number): ReadableStream<Uint8Array>;
  put(name: string, bytes: Uint8Array): Promise<void>;
  /** The bytes of one name are then under the other, all or nothing. */
  rename(from: string, to: string): Promise<void>;
  /** The name, and all that go on behind it with a dot. */
  remove(name: string): Promise<void>;
}
