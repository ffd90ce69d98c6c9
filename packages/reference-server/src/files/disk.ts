/** Files in a folder, spread over subfolders. */
import {createReadStream} from 'node:fs';
import {mkdir, open, readdir, readFile, rename, rm, stat} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {Readable} from 'node:stream';
import type {FileDriver} from './driver.js';

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';

export function diskFiles(folder: string): FileDriver {
  // the first two characters are the same in every id
  const folderOf = (name: string): string => join(folder, name.slice(2, 4).toLowerCase());
  const pathOf = (name: string): string => join(folderOf(name), name);

  /** What was written is there after a power cut only when its folder says so, too. */
  async function syncFolder(path: string): Promise<void> {
    const handle = await open(dirname(path), 'r');
    try {
      await handle.sync();
    } catch {
      // Windows does not do that for folders
    } finally {
      await handle.close();
    }
  }

  return {
    async size(name) {
      try {
        return (await stat(pathOf(name))).size;
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    },
    async append(name, offset, bytes) {
      await mkdir(folderOf(name), {recursive: true, mode: 0o700});
      const handle = await open(pathOf(name), offset === 0 ? 'w' : 'r+', 0o600);
      let at = offset;
      try {
        for await (const part of bytes) {
          await handle.write(part, 0, part.length, at);
          at += part.length;
        }
      } finally {
        try {
          await handle.sync();
        } finally {
          await handle.close();
        }
      }
    },
    read: (name) => readFile(pathOf(name)),
    stream: async (name, from, to) =>
      Readable.toWeb(createReadStream(pathOf(name), {start: from, end: to})) as ReadableStream<Uint8Array>,
    async put(name, bytes) {
      await mkdir(folderOf(name), {recursive: true, mode: 0o700});
      const path = pathOf(name);
      const handle = await open(`${path}.new`, 'w', 0o600);
      try {
        await handle.writeFile(bytes);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(`${path}.new`, path);
      await syncFolder(path);
    },
    async remove(id) {
      const names = await readdir(folderOf(id)).catch((error: unknown) => {
        if (isMissing(error)) return [];
        throw error;
      });
      for (const name of names) if (name === id || name.startsWith(`${id}.`)) await rm(pathOf(name), {force: true});
    },
  };
}
