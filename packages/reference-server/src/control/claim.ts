/**
 * Claims a database for this process by listening beside it. Whoever may open the socket could write the database anyway: it
 * is the owner's alone (0600) from the moment it is there, and nothing over a network leads to it.
 */
import {randomUUID} from 'node:crypto';
import {lstatSync, renameSync, rmSync, type Stats} from 'node:fs';
import {createServer, type Server, type Socket} from 'node:net';
import {ControlError, controlAddress} from './address.js';
import {isAlive} from './dial.js';
import {sendLine} from './lines.js';

/** What everybody who connects hears first. `version` changes when a side could no longer understand the other. */
export const greeting = {parlor: 'control', version: 1} as const;

export type Claim = {
  /** Hands over who connects from now on. Until then they are told to wait. */
  serve(handler: (socket: Socket) => void): void;
  /** Gives the database free: no newcomers; who is connected stays so until their handler is done. */
  close(): void;
};

/**
 * `waiting`: the sentence for those who connect before anybody serves.
 * @throws {ControlError} taken, if a living process has the database; impossible, if no socket can be made there
 */
export async function claimDatabase(database: string, waiting: string): Promise<Claim> {
  const path = controlAddress(database);
  let handler = (socket: Socket): void => {
    sendLine(socket, {...greeting, refused: waiting});
    socket.end();
  };
  const server = createServer((socket) => {
    // what happens to a socket ends it; whoever handles it sees the end
    socket.on('error', () => undefined);
    handler(socket);
  });
  await listenAlone(server, path, database);
  // it must not keep a process alive that has nothing else to do
  server.unref();
  return {
    serve: (next) => void (handler = next),
    close: () => void server.close(),
  };
}

async function listenAlone(server: Server, path: string, database: string): Promise<void> {
  // several may come at once to the socket of a killed process: each try either gets it or finds a living one
  for (let tries = 0; tries < 3; tries++) {
    try {
      return await listen(server, path);
    } catch (error) {
      const {code, message} = error as NodeJS.ErrnoException;
      if (code !== 'EADDRINUSE')
        throw new ControlError('impossible', `No socket can be made at ${path}: ${message}.`, {cause: error});
      if (process.platform === 'win32' || !(await removeStale(path))) break;
    }
  }
  throw new ControlError('taken', `${database} is in use by another process of Parlor.`);
}

/**
 * Binding happens inside `listen` and in one step with this process's file mode mask: nobody else can connect, not even for a
 * moment. Nothing of this process runs meanwhile.
 */
function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    const before = process.platform === 'win32' ? undefined : process.umask(0o177);
    try {
      server.listen(path, () => {
        server.off('error', reject);
        resolve();
      });
    } finally {
      if (before !== undefined) process.umask(before);
    }
  });
}

/** Takes away what a killed process left. False: somebody lives there. */
async function removeStale(path: string): Promise<boolean> {
  const found = statsOf(path);
  if (found === undefined) return true;
  if (!found.isSocket())
    throw new ControlError('impossible', `${path} is in the way: it is not a socket. Move it elsewhere.`);
  if (await isAlive(path)) return false;
  const aside = `${path}.${randomUUID()}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return true;
    throw new ControlError('impossible', `${path} cannot be replaced: ${(error as Error).message}.`, {cause: error});
  }
  // somebody else may have been quicker: then this is their socket, and goes back
  const moved = statsOf(aside);
  if (moved !== undefined && (moved.ino !== found.ino || moved.mtimeMs !== found.mtimeMs)) {
    renameSync(aside, path);
    return false;
  }
  rmSync(aside, {force: true});
  return true;
}

const statsOf = (path: string): Stats | undefined => lstatSync(path, {throwIfNoEntry: false});
