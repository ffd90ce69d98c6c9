/** Files of a bucket into a folder as a server would lay them, and back. Names are never used twice: what is there is the same. */
import {mkdir, open, readdir, readFile, rename, rm} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {type Bucket, BucketError} from '../files/s3/bucket.js';
import {BackupError} from './backup.js';
import {type Copied, exists, isWhole, sync} from './files.js';

/** Under way at a time. */
const atOnce = 8;

type Wanted = {bucket: Bucket; sentenceFor(error: BucketError): string};

/**
 * The folder `to` is there when all of it is, and not before. `only`: the ids of the files that are wanted; no other is asked for.
 * @throws {BackupError}
 */
export async function fetchFiles({bucket, sentenceFor}: Wanted, to: string, only?: Iterable<string>): Promise<Copied> {
  if (await exists(to)) throw new BackupError(`There is a folder ${to} already: move it away, or name another one.`);
  const part = `${to}.part`;
  const copied: Copied = {files: 0, bytes: 0};
  try {
    await rm(part, {recursive: true, force: true});
    await mkdir(part, {mode: 0o700});
    const folders = new Set<string>();
    const fetch = async ({key}: {key: string}): Promise<void> => {
      if (!isWhole(key) || key.includes('/')) return;
      const folder = join(part, key.slice(2, 4).toLowerCase());
      await mkdir(folder, {recursive: true, mode: 0o700});
      folders.add(folder);
      const bytes = await bucket.read(key).catch((error: unknown) => {
        // deleted meanwhile
        if (error instanceof BucketError && error.isMissing) return undefined;
        throw error;
      });
      if (!bytes) return;
      await write(join(folder, key), bytes);
      copied.files++;
      copied.bytes += bytes.length;
    };
    // a file has its versions behind its id
    if (only)
      await each(only, async (id) => {
        for await (const found of bucket.list(`${id}.`)) await fetch(found);
      });
    else await each(bucket.list(''), fetch);
    for (const folder of [...folders, part]) await sync(folder);
    await rename(part, to);
    await sync(dirname(to));
    return copied;
  } catch (error) {
    await rm(part, {recursive: true, force: true});
    if (error instanceof BucketError) throw new BackupError(sentenceFor(error), {cause: error});
    const {code, message} = error as NodeJS.ErrnoException;
    throw new BackupError(
      code === 'ENOSPC' ? `${to} cannot be written: the disk is full.` : `${to} cannot be written: ${message}.`,
      {cause: error},
    );
  }
}

/**
 * Stopped on the way, it goes on the next time: what is there already with as many bytes is not brought again.
 * @throws {BackupError}
 */
export async function storeFiles({bucket, sentenceFor}: Wanted, from: string, name: string): Promise<Copied> {
  const copied: Copied = {files: 0, bytes: 0};
  try {
    const entries = await readdir(from, {recursive: true, withFileTypes: true});
    const paths = new Map(
      entries
        .filter((entry) => entry.isFile() && isWhole(entry.name))
        .map((entry) => [entry.name, join(entry.parentPath, entry.name)]),
    );
    const there = new Map<string, number>();
    for await (const {key, size} of bucket.list('')) {
      if (isWhole(key) && !key.includes('/') && !paths.has(key))
        throw new BackupError(`There are other files in ${name} already: name another prefix.`);
      there.set(key, size);
    }
    await each(paths, async ([key, path]) => {
      const bytes = await readFile(path);
      copied.files++;
      copied.bytes += bytes.length;
      if (there.get(key) !== bytes.length) await bucket.put(key, bytes);
    });
    return copied;
  } catch (error) {
    if (error instanceof BucketError) throw new BackupError(sentenceFor(error), {cause: error});
    throw error;
  }
}

async function write(path: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(path, 'wx', 0o600);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Some at a time; ends with the first error, when none is under way any more. */
async function each<Item>(
  items: Iterable<Item> | AsyncIterable<Item>,
  run: (item: Item) => Promise<void>,
): Promise<void> {
  const running = new Set<Promise<void>>();
  try {
    for await (const item of items) {
      const one: Promise<void> = run(item).then(() => void running.delete(one));
      // told below
      one.catch(() => undefined);
      running.add(one);
      if (running.size >= atOnce) await Promise.race(running);
    }
    await Promise.all(running);
  } finally {
    await Promise.allSettled(running);
  }
}
