/** Reaching a Redis server, and saying in one sentence what is wrong with it. */
import {Redis, type RedisOptions} from 'ioredis';
import {PeersError} from '../peers.js';

/** An answer that takes longer is none: everything here may get lost. */
const answerMs = 1_000;

const again = (times: number): number => Math.min(1_000, 50 * 2 ** times);

const options = {
  connectionName: 'parlor',
  lazyConnect: true,
  connectTimeout: 3_000,
  commandTimeout: answerMs,
  // what cannot be said now is not said later: it would be old
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  autoResubscribe: false,
  maxRetriesPerRequest: 0,
  keepAlive: 10_000,
  retryStrategy: again,
} satisfies RedisOptions;

/**
 * Two connections, one of which only listens.
 * @throws {PeersError}
 */
export async function reachRedis(url: string): Promise<{commands: Redis; ears: Redis}> {
  const commands = new Redis(url, {...options, retryStrategy: () => null});
  // what `connect` rejects with only says that it did not come to a connection
  let first: unknown;
  commands.on('error', (error) => (first ??= error));
  const ears = new Redis(url, options);
  ears.on('error', () => undefined);
  try {
    await commands.connect();
    await commands.ping();
    // a replica answers, and takes nothing
    const key = '{parlor}:probe';
    await commands.set(key, '1', 'PX', 1_000);
    await ears.connect();
    commands.options.retryStrategy = again;
    return {commands, ears};
  } catch (error) {
    commands.disconnect();
    ears.disconnect();
    throw asPeersError(first ?? error, url);
  }
}

/** Where it is, without user and password. */
export function nameOf(url: string): string {
  const {hostname, port} = new URL(url);
  return `Redis at ${hostname || 'localhost'}:${port || '6379'}`;
}

const set = 'set REDIS_URL to where it runs, or leave it out.';
const sentences: [RegExp, string][] = [
  [/^NOAUTH/, 'needs a password; set it in REDIS_URL (redis://:PASSWORD@HOST:PORT).'],
  [/^WRONGPASS|^ERR .*AUTH/, 'refuses this user or password; set them in REDIS_URL (redis://USER:PASSWORD@HOST:PORT).'],
  [
    /^NOPERM/,
    'does not let this user do what is needed; allow it "+@all ~{parlor* &parlor*", or less after docs/guides/server.md.',
  ],
  [/^READONLY/, 'is a read-only replica; REDIS_URL must name the primary.'],
  [/^LOADING/, 'is just starting; try again in a moment.'],
  [/^(MISCONF|OOM)/, 'takes no writes; its log says why.'],
  [/ECONNREFUSED|ECONNRESET|EPIPE|ENOENT/, `cannot be reached: nothing answers there; ${set}`],
  [/ENOTFOUND|EAI_AGAIN/, `cannot be reached: there is no such host; ${set}`],
  [/TIMEDOUT|timed out|EHOSTUNREACH|ENETUNREACH/, `cannot be reached: no answer came; ${set}`],
  [/^Unknown RESP type|Protocol error/, `is no Redis: what answers there speaks something else; ${set}`],
];

function asPeersError(error: unknown, url: string): PeersError {
  const message = error instanceof Error ? error.message : String(error);
  const says = sentences.find(([pattern]) => pattern.test(message))?.[1] ?? `says: ${message}.`;
  return new PeersError(`${nameOf(url)} ${says}`, {cause: error});
}
