/** A disk that forgets: after a power cut a database holds what was synced, and of the rest whatever chance has left. */
import {spawnSync} from 'node:child_process';
import {existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import type {Dice} from './chance.js';

const ends = ['', '-wal'] as const;
const sector = 512;
const headerBytes = 24;

type Step = {is: 'write'; at: number; data: Buffer} | {is: 'truncate'; length: number} | {is: 'sync'};

export type Loss = {steps: number; syncs: number; checkpoints: number; unsynced: number};

/** Why there is no such disk here; undefined where there is. */
export function whyNoDisk(): string | undefined {
  if (process.platform !== 'linux') return 'the disk that forgets is made for Linux';
  return spawnSync('gcc', ['--version']).status === 0 ? undefined : 'gcc is missing';
}

export class ForgetfulDisk implements Disposable {
  readonly database: string;
  readonly #folder = mkdtempSync(join(tmpdir(), 'parlor-disk-'));
  readonly #library = join(this.#folder, 'disk.so');
  readonly #log = join(this.#folder, 'steps');
  /** What is safe. */
  #safe: Buffer[] = [];

  constructor() {
    this.database = join(this.#folder, 'parlor.db');
    const source = fileURLToPath(new URL('disk.c', import.meta.url));
    const {status, stderr} = spawnSync('gcc', ['-shared', '-fPIC', '-O2', '-o', this.#library, source, '-ldl']);
    if (status !== 0) throw new Error(`gcc: ${stderr}`);
  }

  /** For the next process that lives on this disk, once the last one is dead. `dieAt`: it dies instead of that step. */
  env(dieAt?: number): Record<string, string> {
    this.#safe = ends.map((end) =>
      existsSync(this.database + end) ? readFileSync(this.database + end) : Buffer.alloc(0),
    );
    rmSync(this.#log, {force: true});
    return {
      LD_PRELOAD: this.#library,
      PARLOR_DISK: this.database,
      PARLOR_DISK_LOG: this.#log,
      ...(dieAt !== undefined && {PARLOR_DISK_DIE: String(dieAt)}),
    };
  }

  /** The process is dead; now the power goes. `keeps`: how likely a sector that was not synced is there all the same. */
  cut(dice: Dice, keeps: number): Loss {
    const steps = existsSync(this.#log) ? read(readFileSync(this.#log)) : [];
    const loss: Loss = {steps: steps.length, syncs: 0, checkpoints: 0, unsynced: 0};
    for (const [file, end] of ends.entries()) {
      const own = steps.filter((step) => step.file === file).map(({step}) => step);
      const synced = own.findLastIndex(({is}) => is === 'sync') + 1;
      const image = new Image(this.#safe[file] as Buffer);
      for (const step of own.slice(0, synced)) image.take(step);
      for (const step of own.slice(synced)) for (const part of sectors(step)) if (dice.next() < keeps) image.take(part);
      loss.unsynced += own.length - synced;
      loss.syncs += own.filter(({is}) => is === 'sync').length;
      if (end === '') loss.checkpoints += own.filter(({is}) => is === 'sync').length;
      writeFileSync(this.database + end, image.bytes());
    }
    // memory does not outlive a power cut
    rmSync(`${this.database}-shm`, {force: true});
    return loss;
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, {recursive: true, force: true});
  }
}

/** A torn write: any of its sectors may be the one that was written. */
function sectors(step: Step): Step[] {
  if (step.is !== 'write') return [step];
  const parts: Step[] = [];
  for (let from = 0; from < step.data.length; ) {
    const to = Math.min(step.data.length, from + sector - ((step.at + from) % sector));
    parts.push({is: 'write', at: step.at + from, data: step.data.subarray(from, to)});
    from = to;
  }
  return parts;
}

/** The content of a file while it changes. */
class Image {
  #bytes: Buffer;
  #length: number;

  constructor(bytes: Buffer) {
    this.#bytes = Buffer.from(bytes);
    this.#length = bytes.length;
  }

  take(step: Step): void {
    if (step.is === 'truncate') this.#resize(step.length);
    if (step.is !== 'write') return;
    if (step.at + step.data.length > this.#length) this.#resize(step.at + step.data.length);
    step.data.copy(this.#bytes, step.at);
  }

  bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  #resize(length: number): void {
    if (length > this.#bytes.length) this.#bytes = Buffer.concat([this.#bytes, Buffer.alloc(length)]);
    if (length > this.#length) this.#bytes.fill(0, this.#length, length);
    this.#length = length;
  }
}

/** The record that disk.c writes; its last step may have been cut short. */
function read(log: Buffer): {file: number; step: Step}[] {
  const steps: {file: number; step: Step}[] = [];
  for (let at = 0; at + headerBytes <= log.length; ) {
    const kind = log.readUInt32LE(at);
    const file = log.readUInt32LE(at + 4);
    const offset = Number(log.readBigUInt64LE(at + 8));
    const length = Number(log.readBigUInt64LE(at + 16));
    at += headerBytes;
    if (kind === 1) {
      if (at + length > log.length) break;
      steps.push({file, step: {is: 'write', at: offset, data: log.subarray(at, at + length)}});
      at += length;
    } else steps.push({file, step: kind === 2 ? {is: 'truncate', length} : {is: 'sync'}});
  }
  return steps;
}
