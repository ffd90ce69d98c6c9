/** Files that last as long as their process: beside the memory store, and in tests. */
import type {FileDriver} from './driver.js';

export interface MemoryFiles extends FileDriver {
  /** For tests. */
  readonly kept: ReadonlyMap<string, Uint8Array>;
}

export function memoryFiles(): MemoryFiles {
  const kept = new Map<string, Uint8Array>();
  const bytesOf = (name: string): Uint8Array => {
    const bytes = kept.get(name);
    if (!bytes) throw new Error(`there is no ${name}`);
    return bytes;
  };
  return {
    kept,
    size: async (name) => kept.get(name)?.length,
    async append(name, offset, bytes) {
      let all = (kept.get(name) ?? new Uint8Array()).slice(0, offset);
      kept.set(name, all);
      for await (const part of bytes) {
        all = Buffer.concat([all, part]);
        kept.set(name, all);
      }
    },
    read: async (name) => bytesOf(name),
    stream: async (name, from, to) =>
      new ReadableStream({
        start(controller) {
          controller.enqueue(bytesOf(name).slice(from, to + 1));
          controller.close();
        },
      }),
    put: async (name, bytes) => void kept.set(name, bytes),
    async remove(id) {
      for (const name of kept.keys()) if (name === id || name.startsWith(`${id}.`)) kept.delete(name);
    },
  };
}
