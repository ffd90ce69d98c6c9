/** A small disk of its own, where such a one can be made: nothing else shows what becomes of bytes that half fit. */
import {spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

export type SmallDisk = {folder: string; end(): void};

const ran = (command: string, ...args: string[]): boolean => spawnSync(command, args, {stdio: 'ignore'}).status === 0;
/** As root, or as one who may become it without being asked. */
const asRoot = (...command: [string, ...string[]]): boolean => ran(...command) || ran('sudo', '-n', ...command);

export function smallDisk(kilobytes: number): SmallDisk | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'parlor-small-'));
  const isDisk = asRoot('mount', '-t', 'tmpfs', '-o', `size=${kilobytes}k,mode=777`, 'tmpfs', folder);
  const end = (): void => {
    if (isDisk) asRoot('umount', folder);
    rmSync(folder, {recursive: true, force: true});
  };
  if (isDisk) return {folder, end};
  end();
  return undefined;
}
