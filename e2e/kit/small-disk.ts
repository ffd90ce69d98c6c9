/** A disk of a few megabytes, seen by one process alone and gone with it: it can be filled without hurting anybody. */
import {spawnSync} from 'node:child_process';
import {closeSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

const sizeKb = 4096;
const mounting = `mount -t tmpfs -o size=${sizeKb}k tmpfs "$0" && exec "$@"`;

/** As root, or as a user who may be root in a namespace of their own. */
const ways = [
  ['unshare', '-m'],
  ['unshare', '-rm'],
];
const wayTo = (folder: string): string[] | undefined =>
  ways
    .map((way) => [...way, 'sh', '-c', mounting, folder])
    .find(([command = '', ...rest]) => spawnSync(command, [...rest, 'true']).status === 0);

/** Why there can be none here; undefined where there can. */
export function whyNoSmallDisk(): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'parlor-small-'));
  try {
    return wayTo(folder) ? undefined : 'nobody may mount a file system here';
  } finally {
    rmSync(folder, {recursive: true});
  }
}

export class SmallDisk implements Disposable {
  readonly #folder = mkdtempSync(join(tmpdir(), 'parlor-small-'));
  readonly database = join(this.#folder, 'parlor.db');
  /** The command that runs another one with this disk. */
  readonly through: readonly string[] = wayTo(this.#folder) ?? [];

  /** Takes all the room that is left, as seen by the process that has this disk. */
  fill(pid: number): void {
    const file = openSync(join(this.#seen(pid), 'filler'), 'a');
    try {
      for (const size of [64 * 1024, 4096, 1]) {
        try {
          for (;;) writeSync(file, Buffer.alloc(size));
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
        }
      }
    } finally {
      closeSync(file);
    }
  }

  /** Gives it back. */
  free(pid: number): void {
    rmSync(join(this.#seen(pid), 'filler'));
  }

  /** A copy of the database outside. */
  copy(pid: number): string {
    const out = join(this.#folder, 'out');
    mkdirSync(out, {recursive: true});
    for (const end of ['', '-wal']) {
      const from = join(this.#seen(pid), `parlor.db${end}`);
      if (existsSync(from)) copyFileSync(from, join(out, `parlor.db${end}`));
    }
    return join(out, 'parlor.db');
  }

  #seen(pid: number): string {
    return join(`/proc/${pid}/root`, this.#folder);
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, {recursive: true, force: true});
  }
}
