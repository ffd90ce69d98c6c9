/** Files in a folder, spread over subfolders. */
import {createReadStream} from 'node:fs';
import {type FileHandle, mkdir, open, readdir, readFile, rename, rm, stat} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {Readable} from 'node:stream';
import {Refusal} from '../domain/refusal.js';
import type {FileDriver} from './driver.js';

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';

/** A disk, or what its owner may use of it, that is full: there may be room again later. */
function orFull(error: unknown): never {
  const {code} = error as NodeJS.ErrnoException;
  if (code !== 'ENOSPC' && code !== 'EDQUOT') throw error;
  throw new Refusal('STORAGE_FULL', undefined, {retryAfterMs: 10_000, cause: error});
}

/** All of it: where there is little room the system takes the beginning, and says so. */
async function writeAll(handle: FileHandle, bytes: Uint8Array, at: number): Promise<void> {
  for (let done = 0; done < bytes.length; )
    done += (await handle.write(bytes, done, bytes.length - done, at + done)).bytesWritten;
}

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

  async function append(name: string, offset: number, bytes: AsyncIterable<Uint8Array>): Promise<void> {
    await mkdir(folderOf(name), {recursive: true, mode: 0o700});
    const handle = await open(pathOf(name), offset === 0 ? 'w' : 'r+', 0o600);
    let at = offset;
    try {
      for await (const part of bytes) {
        await writeAll(handle, part, at);
        at += part.length;
      }
    } finally {
      try {
        await handle.sync();
      } finally {
        await handle.close();
      }
    }
  }

  async function put(name: string, bytes: Uint8Array): Promise<void> {
    await mkdir(folderOf(name), {recursive: true, mode: 0o700});
    const path = pathOf(name);
    try {
      const handle = await open(`${path}.new`, 'w', 0o600);
      try {
        await handle.writeFile(bytes);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(`${path}.new`, path);
    } catch (error) {
      // half of it would take the room that is missing
      await rm(`${path}.new`, {force: true}).catch(() => undefined);
      throw error;
    }
    await syncFolder(path);
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
    append: (name, offset, bytes) => append(name, offset, bytes).catch(orFull),
    read: (name) => readFile(pathOf(name)),
    stream: async (name, from, to) =>
      Readable.toWeb(createReadStream(pathOf(name), {start: from, end: to})) as ReadableStream<Uint8Array>,
    put: (name, bytes) => put(name, bytes).catch(orFull),
    async remove(id) {
      const names = await readdir(folderOf(id)).catch((error: unknown) => {
        if (isMissing(error)) return [];
        throw error;
      });
      for (const name of names) if (name === id || name.startsWith(`${id}.`)) await rm(pathOf(name), {force: true});
    },
  };
}
