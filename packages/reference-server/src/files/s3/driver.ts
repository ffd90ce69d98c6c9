/**
 * Files in a bucket of S3, or of what speaks like it. What grows lies there in pieces of one size, `NAME.00000`, `NAME.00001` …: an
 * object cannot grow, but the last piece can be written again, longer. What is whole is one object.
 */
import {type FileDriver, FilesUnavailable} from '../driver.js';
import {type Bucket, BucketError} from './bucket.js';

/** May only become larger: what grew with a smaller one goes on from the end of its first piece. */
const usualPiece = 1024 * 1024;
const atOnce = 4;
/** How often a bucket that is lost is looked for. */
const lookAgainMs = 10_000;
const directSeconds = 60;

export type BucketFilesOptions = {
  bucket: Bucket;
  isDirect?: boolean;
  /** Hears when the bucket is lost, with the reason, and when it is back. */
  changed(error: BucketError | undefined): void;
  pieceBytes?: number;
};

export function bucketFiles({
  bucket,
  isDirect = false,
  changed,
  pieceBytes = usualPiece,
}: BucketFilesOptions): FileDriver {
  let lost: NodeJS.Timeout | undefined;

  const lookAgain = async (): Promise<void> => {
    await watched(() => firstOf(bucket.list('probe.'))).catch(() => undefined);
    lost?.refresh();
  };

  /** Runs it, and keeps in mind whether the bucket answered. What it has not is no failure of it. */
  async function watched<Result>(run: () => Promise<Result>): Promise<Result> {
    try {
      const result = await run();
      if (lost) {
        clearTimeout(lost);
        lost = undefined;
        changed(undefined);
      }
      return result;
    } catch (error) {
      if (!(error instanceof BucketError) || error.isMissing) throw error;
      if (!lost) {
        lost = setTimeout(() => void lookAgain(), lookAgainMs).unref();
        changed(error);
      }
      throw new FilesUnavailable(error);
    }
  }

  const pieceOf = (name: string, index: number): string => `${name}.${String(index).padStart(5, '0')}`;

  /** The sizes of the pieces up to the first that is not full, or not there: behind it nothing counts. */
  async function piecesOf(name: string): Promise<number[]> {
    const sizes = new Map<string, number>();
    for await (const {key, size} of bucket.list(`${name}.`)) sizes.set(key, size);
    const pieces: number[] = [];
    for (;;) {
      const size = sizes.get(pieceOf(name, pieces.length));
      if (size !== undefined) pieces.push(size);
      if (size === undefined || size < pieceBytes) return pieces;
    }
  }

  async function beginning(key: string, size: number): Promise<Uint8Array> {
    const bytes = await bucket.read(key);
    // another node writes to it as well: whoever sends asks again where it stands
    if (bytes.length < size) throw new BucketError(`${key} became shorter`, {});
    return bytes.subarray(0, size);
  }

  async function append(name: string, offset: number, bytes: AsyncIterable<Uint8Array>): Promise<void> {
    let index = Math.floor(offset / pieceBytes);
    let size = offset % pieceBytes;
    let held: Uint8Array[] = size > 0 ? [await beginning(pieceOf(name, index), size)] : [];
    let stored = size;
    const store = async (): Promise<void> => {
      if (size > stored) await bucket.put(pieceOf(name, index), Buffer.concat(held));
      stored = size;
    };
    try {
      for await (let part of bytes) {
        while (part.length > 0) {
          const fits = part.subarray(0, pieceBytes - size);
          held.push(fits);
          size += fits.length;
          part = part.subarray(fits.length);
          if (size < pieceBytes) continue;
          await store();
          index += 1;
          [held, size, stored] = [[], 0, 0];
        }
      }
    } catch (error) {
      // the line broke, not the bucket
      if (!(error instanceof BucketError)) await store();
      throw error;
    }
    await store();
  }

  async function read(name: string): Promise<Uint8Array> {
    const pieces = await piecesOf(name);
    const parts: Uint8Array[] = [];
    for (let index = 0; index < pieces.length; index += atOnce) {
      const next = pieces.slice(index, index + atOnce).map((_, further) => bucket.read(pieceOf(name, index + further)));
      parts.push(...(await Promise.all(next)));
    }
    return Buffer.concat(parts);
  }

  async function remove(name: string): Promise<void> {
    for await (const {key} of bucket.list(name))
      if (key === name || key.startsWith(`${name}.`)) await bucket.remove(key);
  }

  return {
    size: (name) =>
      watched(async () => {
        const pieces = await piecesOf(name);
        return pieces.length === 0 ? undefined : pieces.reduce((sum, size) => sum + size, 0);
      }),
    append: (name, offset, bytes) => watched(() => append(name, offset, bytes)),
    read: (name) => watched(() => read(name)),
    put: (name, bytes) => watched(() => bucket.put(name, bytes)),
    stream: (name, from, to) => watched(() => bucket.stream(name, from, to)),
    remove: (name) => watched(() => remove(name)),
    isWell: () => lost === undefined,
    ...(isDirect && {
      address: (name: string, {type, disposition}: {type: string; disposition: string}) =>
        bucket.address(
          name,
          {
            'response-content-type': type,
            'response-content-disposition': disposition,
            'response-cache-control': 'private, max-age=300, immutable',
          },
          directSeconds,
        ),
    }),
  };
}

async function firstOf<Item>(items: AsyncIterable<Item>): Promise<Item | undefined> {
  for await (const item of items) return item;
  return undefined;
}
