/**
 * Files, of one's own on their way to the server and of others to be read. Loaded when the first one is met. Uploads go by tus, in
 * pieces: whatever breaks, what the server has stays there, and the next attempt goes on behind it (F90).
 */
import {gather} from '../base/clock.js';
import {ensure} from '../base/keep.js';
import {backoffMs} from '../core/backoff.js';
import {ChatError} from '../core/failure.js';
import type {Box} from '../core/outbox.js';
import type {OutboxRow, RowFile} from '../core/outbox-row.js';
import type {FailureCode} from '../protocol/failure.js';
import type {StorageWrite} from '../storage/storage.js';
import type {Chat, FileUrl} from './api.js';
import type {Engine} from './engine.js';
import type {AtWork, Files, LocalFile, WorkingLane} from './file-parts.js';
import type {Lanes} from './lanes.js';

/** Bytes of all files that wait on this device (F92): a budget of their own. */
const mostBytes = 100 * 1024 * 1024;
/** Small enough for a slow line to get through between two cuts, and for progress to be seen. */
const pieceBytes = 256 * 1024;
const pieceMs = 60_000;
/** Addresses that are asked for within this time are asked for together. */
const gatherMs = 20;
const mostAtOnce = 50;
/** An address is used no longer than this before its end. */
const spareMs = 30_000;
/** Whatever the two clocks say. */
const longestMs = 4 * 60_000;

type FilesOptions = {
  url: string;
  fetch: typeof fetch;
  connection: Pick<Chat['connection'], 'get'>;
  lanes: Pick<Lanes, 'all' | 'onChange'>;
};

export function createFiles(engine: Engine, {url, fetch: ask, connection, lanes}: FilesOptions): Files {
  const {clock, signal} = engine;
  const base = `${url.replace(/\/$/, '')}/`;
  /** Of this tab, in case the storage does not keep them (F06). */
  const held = new Map<string, Blob>();
  const local = new Map<string, string>();
  const urls = new Map<string, FileUrl>();
  type Wish = {resolve(url: FileUrl): void; reject(error: unknown): void};
  const wishes = new Map<string, Map<string, Wish[]>>();

  const waiting = (): RowFile[] =>
    lanes.all().flatMap(({open}) => open.flatMap((row) => ('files' in row && row.files) || []));

  /** What is sent or dropped takes no more room. */
  lanes.onChange(() => {
    if (!held.size && !local.size) return;
    const keys = new Set(waiting().map(({key}) => key));
    for (const key of held.keys()) if (!keys.has(key)) held.delete(key);
    for (const [key, address] of local) {
      if (keys.has(key)) continue;
      URL.revokeObjectURL(address);
      local.delete(key);
    }
  });

  async function read(
    files: readonly LocalFile[] | undefined,
    before: Promise<unknown> | undefined,
  ): Promise<readonly StorageWrite[]> {
    const reading = files ? readAll(files) : Promise.resolve([]);
    reading.catch(() => undefined);
    await before?.catch(() => undefined);
    return reading;
  }

  async function readAll(files: readonly LocalFile[]): Promise<readonly StorageWrite[]> {
    const {most, bytes} = connection.get().files ?? {most: 5, bytes: 10 * 1024 * 1024};
    if (files.length > most || files.some(({blob}) => blob.size > bytes)) throw new ChatError('TOO_LARGE');
    if (files.some(({blob}) => !blob.size)) throw new ChatError('ATTACHMENT_REJECTED', {detail: 'an empty file'});
    // those of this message are shown already, and wait as well
    if (waiting().reduce((all, {size}) => all + size, 0) > mostBytes) throw new ChatError('OUTBOX_FULL');
    for (const {key, blob} of files) held.set(key, blob);
    try {
      return await Promise.all(
        // as bytes: some browsers keep no blobs
        files.map(async ({key, blob}): Promise<StorageWrite> => ({put: 'item', key, value: await blob.arrayBuffer()})),
      );
    } catch (cause) {
      // moved or taken away since it was chosen
      throw new ChatError('ATTACHMENT_MISSING', {cause});
    }
  }

  async function bytesOf(key: string): Promise<Blob | undefined> {
    const here = held.get(key);
    if (here) return here;
    const stored = (await (await engine.storage).item(key)) as ArrayBuffer | undefined;
    return stored && new Blob([stored]);
  }

  /** One request of tus. @throws {ChatError} what stands in the answer, or that there was none */
  async function tus(address: string, method: string, more: {headers?: Record<string, string>; body?: Blob} = {}) {
    const stop = new AbortController();
    const abort = (): void => stop.abort();
    const cancel = clock.after(pieceMs, abort);
    signal.addEventListener('abort', abort, {signal: stop.signal});
    try {
      const headers = {'tus-resumable': '1.0.0', ...more.headers};
      const answer = await ask(new URL(address, base), {method, ...more, headers, signal: stop.signal});
      if (answer.ok) return Number(answer.headers.get('upload-offset'));
      const code = codes[answer.status] ?? 'UNAVAILABLE';
      throw new ChatError(code, {retry: final.includes(code) ? 'no' : 'after'});
    } catch (error) {
      throw error instanceof ChatError ? error : new ChatError('TIMEOUT', {cause: error});
    } finally {
      cancel();
      abort();
    }
  }

  /** Writes down how far a file of a message is. False: the message is gone. */
  const note = (change: AtWork['change'], {opId}: OutboxRow, key: string, facts: Partial<RowFile>): Promise<boolean> =>
    change((box: Box) => {
      const row = box.rows().find((one) => one.opId === opId && one.state === 'queued');
      const files = row?.files?.map((file) => (file.key === key ? {...file, ...facts} : file));
      if (row && files) {
        const attachments = files.map(({upload, shown: {alt}}) => ({id: upload?.id, ...(alt && {alt})}));
        // what goes out names them as the server does
        const input = {...row.input, content: {...(row.input.content as object), attachments}};
        box.put({...row, files, input: files.every(({done}) => done) ? input : row.input});
      }
      return !!row;
    });

  async function uploadOne(row: OutboxRow, file: RowFile, change: AtWork['change']): Promise<void> {
    const {key, size} = file;
    const blob = await bytesOf(key);
    if (blob?.size !== size) throw new ChatError('ATTACHMENT_MISSING');
    let {upload} = file;
    let at = 0;
    if (upload)
      try {
        at = await tus(upload.url, 'HEAD');
      } catch (error) {
        // its day is over, or the server was restored
        if ((error as ChatError).code !== 'NOT_FOUND') throw error;
        upload = undefined;
      }
    if (!upload) {
      const {name, type} = file.shown;
      const made = await engine.ask('upload.create', {conversation: row.lane, name, size, type});
      upload = {id: made.id, url: made.url};
    }
    if (!(await note(change, row, key, {upload, sent: at}))) return leave(upload);
    // once more with nothing, where the answer to the last piece was lost
    do {
      if (!engine.isLeading() || !engine.canAsk()) throw new ChatError('OFFLINE');
      at = await tus(upload.url, 'PATCH', {
        headers: {'upload-offset': String(at), 'content-type': 'application/offset+octet-stream'},
        body: blob.slice(at, at + pieceBytes),
      });
      if (!(await note(change, row, key, {sent: at, ...(at === size && {done: true})}))) return leave(upload);
    } while (at < size);
  }

  /** Nobody wants it any more. If the server does not hear of it, it forgets it in a day. */
  const leave = ({url: address}: {url: string}): void => void tus(address, 'DELETE').catch(() => undefined);

  async function work(lane: WorkingLane, row: OutboxRow, {change, drain, settle}: AtWork): Promise<number | undefined> {
    lane.isUploading = true;
    drain();
    try {
      for (const file of row.files ?? []) if (!file.done) await uploadOne(row, file, change);
      lane.failures = 0;
    } catch (error) {
      const {opId} = row;
      const {code = 'INTERNAL', retry, retryAfterMs} = error as ChatError;
      if (retry !== 'no') return backoffMs(++lane.failures, engine.random(), retryAfterMs);
      await change((box) => settle(box, [{opId, reply: {ok: false, code, retry}}], {now: clock.now()}));
      lane.failures = 0;
    } finally {
      lane.isUploading = false;
    }
    return undefined;
  }

  /** Asks for the addresses that are wished for, conversation by conversation. */
  const fetchUrls = gather(clock, gatherMs, () => {
    for (const [conversation, wished] of wishes) {
      const all = [...wished];
      for (let from = 0; from < all.length; from += mostAtOnce)
        void fetchSome(conversation, new Map(all.slice(from, from + mostAtOnce)));
    }
    wishes.clear();
  });

  async function fetchSome(conversation: string, wished: ReadonlyMap<string, Wish[]>): Promise<void> {
    try {
      const {files} = await engine.ask('file.urls', {conversation, files: [...wished.keys()]});
      const found = new Map(files.map((file) => [file.id, file]));
      for (const [id, wishing] of wished) {
        const {url: address, preview, expiresAt} = found.get(id) ?? {};
        if (!address || !expiresAt) {
          for (const {reject} of wishing) reject(new ChatError('NOT_FOUND'));
          continue;
        }
        const known: FileUrl = {
          url: new URL(address, base).href,
          ...(preview && {preview: new URL(preview, base).href}),
          expiresAt: Math.min(expiresAt, clock.now() + longestMs),
        };
        urls.set(`${conversation}/${id}`, known);
        for (const {resolve} of wishing) resolve(known);
      }
    } catch (error) {
      for (const wishing of wished.values()) for (const {reject} of wishing) reject(error);
    }
  }

  async function urlOf(conversation: string, id: string): Promise<FileUrl> {
    if (waiting().some(({key}) => key === id)) {
      const blob = await bytesOf(id);
      if (blob) return {url: ensure(local, id, () => URL.createObjectURL(blob)), expiresAt: Number.MAX_SAFE_INTEGER};
    }
    const known = urls.get(`${conversation}/${id}`);
    if (known && known.expiresAt - spareMs > clock.now()) return known;
    return new Promise((resolve, reject) => {
      const wished = ensure(wishes, conversation, () => new Map<string, Wish[]>());
      ensure(wished, id, (): Wish[] => []).push({resolve, reject});
      fetchUrls();
    });
  }

  async function bytes(conversation: string, id: string): Promise<Blob> {
    const here = waiting().some(({key}) => key === id) && (await bytesOf(id));
    if (here) return here;
    const {url: address} = await urlOf(conversation, id);
    try {
      const answer = await ask(address, {signal});
      if (answer.ok) return await answer.blob();
      throw new ChatError(codes[answer.status] ?? 'UNAVAILABLE');
    } catch (error) {
      throw error instanceof ChatError ? error : new ChatError('OFFLINE', {cause: error});
    }
  }

  return {read, work, url: urlOf, bytes};
}

const codes: Readonly<Record<number, FailureCode>> = {
  404: 'NOT_FOUND',
  410: 'NOT_FOUND',
  413: 'ATTACHMENT_REJECTED',
  422: 'ATTACHMENT_REJECTED',
};
const final: readonly FailureCode[] = ['ATTACHMENT_REJECTED'];
