/** Connecting to whoever has claimed a database. */
import {createConnection, type Socket} from 'node:net';
import {ControlError, controlAddress} from './address.js';

/**
 * @throws {ControlError} nobody, if no process answers there; impossible, if this one may not or the path is too long
 */
export async function dial(database: string): Promise<Socket> {
  const path = controlAddress(database);
  try {
    return await connect(path);
  } catch (error) {
    const {code, message} = error as NodeJS.ErrnoException;
    if (isNobody(code)) throw new ControlError('nobody', `Nobody listens at ${path}.`, {cause: error});
    if (code === 'EACCES' || code === 'EPERM')
      throw new ControlError(
        'impossible',
        `The server of ${database} runs as another user: only that one may do this.`,
        {
          cause: error,
        },
      );
    throw new ControlError('impossible', `The server of ${database} cannot be reached: ${message}.`, {cause: error});
  }
}

/** Whether a process listens at this path. One that this user may not speak to lives, too. */
export async function isAlive(path: string): Promise<boolean> {
  try {
    (await connect(path)).destroy();
    return true;
  } catch (error) {
    return !isNobody((error as NodeJS.ErrnoException).code);
  }
}

const isNobody = (code: string | undefined): boolean =>
  code === 'ENOENT' || code === 'ECONNREFUSED' || code === 'ENOTSOCK' || code === 'ENOTDIR';

function connect(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(path);
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.off('error', reject);
      resolve(socket);
    });
  });
}
