/** Where the process that has a database open is to be found by others on this machine: beside the file, under its real name. */
import {createHash} from 'node:crypto';
import {realpathSync} from 'node:fs';
import {basename, dirname, join, resolve} from 'node:path';

/** What does not work with the control socket, in one sentence. */
export class ControlError extends Error {
  /** `taken`: another process has the database · `nobody`: there is none to speak to · `impossible`: no socket can be there. */
  readonly is: 'taken' | 'nobody' | 'impossible';

  constructor(is: ControlError['is'], sentence: string, options: {cause?: unknown} = {}) {
    super(sentence, options);
    this.name = 'ControlError';
    this.is = is;
  }
}

/** Bytes of a Unix socket's path, without the one that ends it. */
const mostBytes = process.platform === 'linux' ? 107 : 103;

/**
 * `FILE.sock`, or a named pipe on Windows. Every way to write the same file gives the same address.
 * @throws {ControlError} impossible, if the path is too long for a Unix socket
 */
export function controlAddress(database: string, platform: NodeJS.Platform = process.platform): string {
  const file = realPath(database);
  if (platform === 'win32') {
    const name = createHash('sha256').update(file.toLowerCase()).digest('hex').slice(0, 32);
    return `\\\\.\\pipe\\parlor-${name}`;
  }
  const path = `${file}.sock`;
  const bytes = Buffer.byteLength(path);
  if (bytes > mostBytes)
    throw new ControlError(
      'impossible',
      `The path ${path} is too long for a socket (${bytes} bytes, ${mostBytes} fit): put the database where its path is shorter.`,
    );
  return path;
}

/** Also of a file that is not there yet. */
function realPath(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    try {
      return join(realpathSync(dirname(file)), basename(file));
    } catch {
      return resolve(file);
    }
  }
}
