/** Reaching a PostgreSQL server as it must be reached, and saying in one sentence what is wrong with it. */
import pg from 'pg';
import {StoreError} from '../store.js';
import {codeOf} from './failures.js';

/** Everything lies in a schema of its own, so that a database of the host's can be shared. */
export const schema = 'parlor';
/** The first with 64-bit transaction ids that a query can ask for. */
const oldest = 130_000;

export type Address = {url: string; connections: number};

const settings: Record<string, string> = {
  search_path: schema,
  statement_timeout: '10s',
  // a process that stalls inside a transaction must not hold locks, nor the horizon, for long
  idle_in_transaction_session_timeout: '10s',
  lock_timeout: '5s',
  default_transaction_isolation: 'read committed',
  client_min_messages: 'warning',
  // whoever writes messages says that it brings them into the index as well
  'parlor.search': 'on',
};

/**
 * Of an answer that does not come nothing more is to be heard: the server itself ends a statement after 10 s. Without this a
 * line that is dead and does not say so would hold a work for as long as the system sends again, a quarter of an hour.
 */
const unansweredMs = 12_000;

/** What the server answers with 64 bits are counts, stamps and times: all of them exact as numbers. */
const int8 = 20;
const types = {
  getTypeParser: ((oid: number, format?: 'text') =>
    oid === int8 ? Number : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
};

/** How every connection is made. `synchronous_commit`: `on`, or more where the server is set to more. */
export function clientConfig({url}: Address, more: Record<string, string> = {}): pg.ClientConfig {
  const address = new URL(url);
  const own = Object.entries({...settings, ...more}).map(([name, value]) => `-c ${name}=${value.replace(' ', '\\ ')}`);
  // the driver lets what the address says go before everything else
  address.searchParams.set('options', [address.searchParams.get('options') ?? '', ...own].join(' ').trim());
  return {
    connectionString: address.href,
    application_name: 'parlor',
    connectionTimeoutMillis: 10_000,
    query_timeout: unansweredMs,
    keepAlive: true,
    types,
  };
}

/**
 * Looks at the server before anything is written, and answers how to reach it.
 * @throws {StoreError}
 */
export async function reach(address: Address): Promise<pg.ClientConfig> {
  const client = new pg.Client(clientConfig(address));
  client.on('error', () => undefined);
  try {
    await client.connect();
    const {rows} = await client.query<Record<string, string>>(`
      select current_setting('server_version_num') as version, current_setting('server_version') as name,
        current_setting('server_encoding') as encoding, current_setting('synchronous_commit') as durability,
        current_setting('transaction_read_only') as frozen, pg_is_in_recovery()::text as replica,
        current_setting('statement_timeout') as bounded`);
    const [found = {}] = rows;
    if (Number(found['version']) < oldest)
      throw new StoreError(`${nameOf(address)} is PostgreSQL ${found['name']}; Parlor needs 13 or newer.`);
    if (found['replica'] === 'true' || found['frozen'] === 'on') {
      throw new StoreError(
        `${nameOf(address)} is a read-only replica, or set to be read only; DATABASE_URL must name the primary.`,
      );
    }
    if (found['encoding'] !== 'UTF8')
      throw new StoreError(`${nameOf(address)} has the encoding ${found['encoding']}; make one with UTF8.`);
    if (found['bounded'] !== settings['statement_timeout']) {
      throw new StoreError(
        `${nameOf(address)} does not take settings at the start of a connection; DATABASE_URL must name the server itself, not a pooler.`,
      );
    }
    // an acknowledged commit is on the disk; where the server waits for more, so do we
    const durability = found['durability'] === 'remote_apply' ? 'remote_apply' : 'on';
    return clientConfig(address, {synchronous_commit: durability});
  } catch (error) {
    throw asStoreError(error, address);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Where it is, without user and password. */
export function nameOf({url}: Address): string {
  const {hostname, port, pathname, searchParams} = new URL(url);
  const host = hostname || searchParams.get('host') || 'localhost';
  return `The database ${decodeURIComponent(pathname.slice(1)) || '(default)'} at ${host}:${port || '5432'}`;
}

const sentences: [RegExp, string][] = [
  [/^no password$/, 'asks for a password; set it in DATABASE_URL (postgres://USER:PASSWORD@HOST/DATABASE).'],
  [/^28/, 'refuses this user or password; set them in DATABASE_URL (postgres://USER:PASSWORD@HOST/DATABASE).'],
  [/^3D000$/, 'does not exist; make it with createdb, or name another one in DATABASE_URL.'],
  [/^42501$/, 'does not let this user make a schema; "grant create on database" gives it the right.'],
  [
    /^(ECONNREFUSED|ENOENT|ECONNRESET|EPIPE)$/,
    'cannot be reached: nothing answers there; set DATABASE_URL to where it runs.',
  ],
  [/^(ENOTFOUND|EAI_AGAIN)$/, 'cannot be reached: there is no such host; set DATABASE_URL to where it runs.'],
  [/^(ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)$/, 'cannot be reached: no answer came; set DATABASE_URL to where it runs.'],
  [/^57P03$/, 'is just starting or stopping; try again in a moment.'],
  [/^53300$/, 'has no connection left; raise its max_connections or lower PARLOR_DATABASE_CONNECTIONS.'],
  [/^53100$/, 'cannot grow: its disk is full.'],
];

export function asStoreError(error: unknown, address: Address): StoreError {
  if (error instanceof StoreError) return error;
  // a host with several addresses fails with one error for each
  const first = error instanceof AggregateError && error.errors.length > 0 ? (error.errors[0] as unknown) : error;
  const message = first instanceof Error ? first.message : String(first);
  // the driver's own words for it have no code
  const code = /client password must be/.test(message) ? 'no password' : codeOf(first);
  const known = sentences.find(([pattern]) => pattern.test(code));
  const says = known ? known[1] : /timeout/.test(message) ? 'cannot be reached: no answer came.' : `says: ${message}.`;
  return new StoreError(`${nameOf(address)} ${says}`, {cause: error});
}
