/** The folder of files beside a database, copied with it. What is in it never changes, so a copy may be another name for the same bytes. */
import type {Dirent} from 'node:fs';
import {constants, copyFile, link, mkdir, open, readdir, rename, rm, stat} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {BackupError} from './backup.js';

/** What is whole: an upload that is under way begins anew where its bytes are gone. */
export const isWhole = (name: string): boolean => /\.(?:original|large|small)$/.test(name);
/** The file system has no second names, or not this far. */
const unlinkable = new Set(['EXDEV', 'EPERM', 'EMLINK', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']);

export type Copied = {files: number; bytes: number};

/**
 * The folder `to` is there when all of it is, and not before. Answers nothing where there is no folder `from`. `isWanted`: of a file, by
 * its name.
 * @throws {BackupError}
 */
export async function copyFiles(
  from: string,
  to: string,
  isWanted: (name: string) => boolean = () => true,
): Promise<Copied | undefined> {
  if (!(await exists(from))) return undefined;
  if (await exists(to)) throw new BackupError(`There is a folder ${to} already: move it away, or name another one.`);
  const part = `${to}.part`;
  const copied: Copied = {files: 0, bytes: 0};
  try {
    // of a run that was killed
    await rm(part, {recursive: true, force: true});
    await mkdir(part, {mode: 0o700});
    for (const folder of await readdir(from, {withFileTypes: true}))
      if (folder.isDirectory()) await copyFolder(join(from, folder.name), join(part, folder.name), isWanted, copied);
    await sync(part);
    await rename(part, to);
    await sync(dirname(to));
    return copied;
  } catch (error) {
    await rm(part, {recursive: true, force: true});
    const {code, message} = error as NodeJS.ErrnoException;
    throw new BackupError(
      code === 'ENOSPC' ? `${to} cannot be written: the disk is full.` : `${to} cannot be written: ${message}.`,
      {cause: error},
    );
  }
}

async function copyFolder(
  from: string,
  to: string,
  isWanted: (name: string) => boolean,
  copied: Copied,
): Promise<void> {
  const whole = (entry: Dirent): boolean => entry.isFile() && isWhole(entry.name) && isWanted(entry.name);
  const entries = (await readdir(from, {withFileTypes: true})).filter(whole);
  if (entries.length === 0) return;
  await mkdir(to, {mode: 0o700});
  for (const {name} of entries) {
    const bytes = await copyOne(join(from, name), join(to, name));
    if (bytes === undefined) continue;
    copied.files++;
    copied.bytes += bytes;
  }
  await sync(to);
}

/** Its bytes; nothing where it was deleted meanwhile. */
async function copyOne(from: string, to: string): Promise<number | undefined> {
  try {
    await link(from, to).catch(async (error: NodeJS.ErrnoException) => {
      if (!unlinkable.has(error.code ?? '')) throw error;
      await copyFile(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
      await sync(to);
    });
    return (await stat(to)).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' && !(await exists(from))) return undefined;
    throw error;
  }
}

export async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return false;
      throw new BackupError(`${path} cannot be read: ${error.message}.`, {cause: error});
    },
  );
}

export async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
