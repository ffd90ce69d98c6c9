/**
 * Uploads that may break off at any byte: what came is kept, and goes on from there. Nothing of it can be read by anybody
 * before all of it came and was looked at (PWP-FILE-003).
 */

import type {Clock} from '../clock.js';
import type {FileDesk} from '../domain/file-access.js';
import {Refusal} from '../domain/refusal.js';
import type {StoredFile, UploadRecord} from '../store/records.js';
import type {FileDriver} from './driver.js';
import {kindOf} from './examine.js';
import {mediaOf} from './media/media.js';
import {pictureType} from './picture-type.js';
import type {Pictures} from './pictures.js';

export interface Uploads {
  /** How many bytes there are. @throws {Refusal} NOT_FOUND */
  offset(id: string): Promise<{offset: number; size: number}>;
  /**
   * Takes bytes behind the first `offset`. With the last one the file is looked at, and this resolves when that is done.
   * Answers nothing where it stands elsewhere.
   * @throws {Refusal} NOT_FOUND, TOO_LARGE, ATTACHMENT_REJECTED
   */
  take(id: string, offset: number, bytes: AsyncIterable<Uint8Array>): Promise<number | undefined>;
  abandon(id: string): Promise<void>;
}

/** Hears what becomes of uploads. */
export interface UploadWatch {
  /** Bytes came. */
  took(bytes: number): void;
  /** It is whole and accepted (`OK`), or was refused with a code of the protocol. */
  ended(code: string): void;
  /** All of it was looked at, and what it is kept as was written. */
  examined(is: 'picture' | 'other', ms: number): void;
}

const partOf = (id: string): string => `${id}.part`;

export function createUploads({
  desk,
  driver,
  pictures,
  clock,
  watch,
}: {
  desk: FileDesk;
  driver: FileDriver;
  pictures: Pictures;
  clock: Clock;
  watch?: UploadWatch | undefined;
}): Uploads {
  /** Who is at an upload now. Whoever comes later is the same sender, on a new line: the old one is let go. */
  const lines = new Map<string, {stop: AbortController; done: Promise<unknown>}>();

  async function alone<Result>(id: string, run: (gone: AbortSignal) => Promise<Result>): Promise<Result> {
    const stop = new AbortController();
    const before = lines.get(id);
    before?.stop.abort();
    const running = (async () => {
      await before?.done.catch(() => undefined);
      return run(stop.signal);
    })();
    const line = {stop, done: running};
    lines.set(id, line);
    try {
      return await running;
    } finally {
      if (lines.get(id) === line) lines.delete(id);
    }
  }

  const sizeOf = async ({id, state, size}: UploadRecord): Promise<number> =>
    state === 'open' ? Math.min((await driver.size(partOf(id))) ?? 0, size) : size;

  async function examine(id: string, bytes: Uint8Array): Promise<void> {
    const began = clock.now();
    const kind = await kindOf(bytes);
    const found = kind.is === 'picture' ? await asPicture(id, bytes) : await asIs(id, kind.type, bytes);
    watch?.examined(kind.is, clock.now() - began);
    const isWanted = await desk.settle(id, found);
    if (!found || !isWanted) await driver.remove(id);
    else await driver.remove(partOf(id));
  }

  async function asPicture(id: string, bytes: Uint8Array): Promise<{file: StoredFile; bytes: number} | undefined> {
    const picture = await pictures.draw(bytes);
    if (!picture) return undefined;
    const {large, small, width, height, placeholder} = picture;
    await driver.put(`${id}.large`, large);
    await driver.put(`${id}.small`, small);
    const version = (of: Uint8Array) => ({type: pictureType, size: of.length});
    return {
      file: {
        type: pictureType,
        size: large.length,
        width,
        height,
        placeholder,
        versions: {large: version(large), small: version(small)},
      },
      bytes: large.length + small.length,
    };
  }

  /** What was looked at is what is kept: a line of before that still writes, on another node, does not reach it. */
  async function asIs(id: string, type: string, bytes: Uint8Array): Promise<{file: StoredFile; bytes: number}> {
    await driver.put(`${id}.original`, bytes);
    const size = bytes.length;
    return {file: {type, size, ...mediaOf(type, bytes), versions: {original: {type, size}}}, bytes: size};
  }

  async function take(
    id: string,
    offset: number,
    bytes: AsyncIterable<Uint8Array>,
    gone: AbortSignal,
  ): Promise<number | undefined> {
    const record = await desk.upload(id);
    if (record.state === 'refused') throw new Refusal('ATTACHMENT_REJECTED', 'this file was not accepted');
    if (offset !== (await sizeOf(record))) return undefined;
    if (record.state === 'ready') return record.size;
    await driver.append(partOf(id), offset, counted(upTo(bytes, record.size - offset, gone), watch));
    const now = (await driver.size(partOf(id))) ?? 0;
    if (now < record.size) return now;
    const all = await driver.read(partOf(id));
    if (all.length < record.size) return all.length;
    await examine(id, all);
    if ((await desk.upload(id)).state !== 'ready')
      throw new Refusal('ATTACHMENT_REJECTED', 'this file was not accepted');
    watch?.ended('OK');
    return now;
  }

  return {
    offset: (id) =>
      alone(id, async () => {
        const record = await desk.upload(id);
        return {offset: await sizeOf(record), size: record.size};
      }),
    take: (id, offset, bytes) =>
      alone(id, (gone) => take(id, offset, bytes, gone)).catch((error: unknown) => {
        watch?.ended(error instanceof Refusal ? error.code : 'INTERNAL');
        throw error;
      }),
    abandon: (id) =>
      alone(id, async () => {
        await desk.upload(id);
        await desk.abandon(id);
      }),
  };
}

/** Ends with the line, whoever cut it; refuses what is more than announced. */
async function* upTo(bytes: AsyncIterable<Uint8Array>, most: number, gone: AbortSignal): AsyncIterable<Uint8Array> {
  const iterator = bytes[Symbol.asyncIterator]();
  const cut = new Promise<'cut'>((resolve) => gone.addEventListener('abort', () => resolve('cut'), {once: true}));
  let left = most;
  for (;;) {
    const step = await Promise.race([iterator.next().catch(() => 'cut' as const), cut]);
    if (step === 'cut' || gone.aborted || step.done) return;
    if (step.value.length > left) throw new Refusal('TOO_LARGE', 'more bytes than announced');
    left -= step.value.length;
    yield step.value;
  }
}

async function* counted(bytes: AsyncIterable<Uint8Array>, watch: UploadWatch | undefined): AsyncIterable<Uint8Array> {
  for await (const part of bytes) {
    watch?.took(part.length);
    yield part;
  }
}
