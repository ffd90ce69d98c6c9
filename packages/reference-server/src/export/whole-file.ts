/** A file that is there when it is whole and on the disk, and not before. */
import {existsSync} from 'node:fs';
import {type FileHandle, open, rename, rm} from 'node:fs/promises';
import {dirname} from 'node:path';
import {BackupError} from '../backup/backup.js';

/** Takes texts one after the other; each resolves when the system has it. */
export type Sink = {write(text: string): Promise<void>; bytes(): number};

/**
 * Answers what `make` answers.
 * @throws {BackupError} in one sentence, when nothing of it is left
 */
export async function wholeFile<Result>(path: string, make: (sink: Sink) => Promise<Result>): Promise<Result> {
  if (existsSync(path)) throw new BackupError(`There is a file ${path} already: move it away, or name another one.`);
  const part = `${path}.part`;
  let handle: FileHandle | undefined;
  try {
    // what people wrote is nobody else's
    handle = await open(part, 'w', 0o600);
    const result = await make(sinkOf(handle));
    await handle.sync();
    await handle.close();
    handle = undefined;
    await rename(part, path);
    await syncFolder(dirname(path));
    return result;
  } catch (error) {
    await handle?.close().catch(() => undefined);
    await rm(part, {force: true}).catch(() => undefined);
    const {code, syscall, message} = error as NodeJS.ErrnoException;
    // what is not of the file is somebody else's to tell
    if (syscall === undefined || error instanceof BackupError) throw error;
    throw new BackupError(
      code === 'ENOSPC' ? `${path} cannot be written: the disk is full.` : `${path} cannot be written: ${message}.`,
      {cause: error},
    );
  }
}

function sinkOf(handle: FileHandle): Sink {
  let bytes = 0;
  return {
    async write(text) {
      const all = Buffer.from(text, 'utf8');
      for (let at = 0; at < all.length; ) at += (await handle.write(all, at)).bytesWritten;
      bytes += all.length;
    },
    bytes: () => bytes,
  };
}

export async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } catch {
    // Windows does not do that for folders
  } finally {
    await handle.close();
  }
}
