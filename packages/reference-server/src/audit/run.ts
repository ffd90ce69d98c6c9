/** `parlor-server audit`: exit code 0 where the chain is whole, 1 where it is broken, 2 where it cannot be read. */
import {parseArgs} from 'node:util';
import {isPostgres, openStore} from '../open-store.js';
import {CannotLook, openSnapshot} from '../rows/snapshot.js';
import type {AuditRecord} from '../store/admin.js';
import {auditReads} from '../store/sqlite/audit.js';
import {StoreError} from '../store/store.js';
import {type Audits, entriesOf, type Head, verify} from './chain.js';

const help = `parlor-server audit: what the host did and read, as the server wrote it down

Usage: parlor-server audit verify [--head SEQ:HASH] [--database NAME]
       parlor-server audit list [--actor ID] [--operation NAME] [--since TIME] [--last N] [--database NAME]

  --head SEQ:HASH     an end of the chain that was noted before: it must still be in it
  --actor ID          only what this sub of a token did; "" is whoever runs the server
  --operation NAME    only this operation, such as history.read
  --since TIME        only what is not older, such as 2026-11-26 or 2026-11-26T13:00:00Z
  --last N            only the newest N, up to 1,000
  --database NAME     SQLite file, or postgres://USER:PASSWORD@HOST/DATABASE
                                               (DATABASE_URL; parlor.db)
  --help

It only reads, and may run beside the server. "verify" hashes every entry again; it says the first that is not as it was
written, or the end of the chain. Note that end elsewhere: nobody can then cut the chain off, or write all of it anew.
Exit codes: 0 done, 1 the chain is broken, 2 it could not begin.
`;

type Output = {out(text: string): void; err(text: string): void};
type Source = {audits: Audits; close(): Promise<void> | void};
type Wanted = {actor?: string | undefined; operation?: string | undefined; since?: number | undefined};
type Asked = {database: string} & (
  | {does: 'help'}
  | {does: 'verify'; head: Head | undefined}
  | {does: 'list'; wanted: Wanted; last: number | undefined}
);

class WrongUsage extends Error {}

export async function audit(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  {out, err}: Output,
): Promise<number> {
  let source: Source | undefined;
  try {
    const asked = read(args, environment);
    if (asked.does === 'help') {
      out(help);
      return 0;
    }
    source = await open(asked.database);
    if (asked.does === 'verify') return await tellVerdict(source.audits, asked.head, {out, err});
    for await (const entry of listed(source.audits, asked)) out(`${lineOf(entry)}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof WrongUsage || error instanceof CannotLook || error instanceof StoreError)) throw error;
    err(`parlor-server audit: ${error.message}\n`);
    return 2;
  } finally {
    await source?.close();
  }
}

async function tellVerdict(audits: Audits, noted: Head | undefined, {out, err}: Output): Promise<number> {
  const verdict = await verify(audits, noted);
  if (verdict.is === 'broken') {
    err(`parlor-server audit: broken at entry ${verdict.seq}: ${verdict.why}.\n`);
    return 1;
  }
  const {head} = verdict;
  out(
    head ? `${head.seq.toLocaleString('en-US')} entries, whole. Its end: ${head.seq}:${head.hash}\n` : 'No entries.\n',
  );
  return 0;
}

async function* listed(audits: Audits, {wanted, last}: {wanted: Wanted; last: number | undefined}) {
  if (last === undefined) yield* entriesOf(audits, wanted);
  else yield* await audits({...wanted, place: {before: Number.MAX_SAFE_INTEGER}, limit: last});
}

/** Fields are parted by tabs, which no id has. */
function lineOf({seq, at, actor, operation, targets, result}: AuditRecord): string {
  return [seq, new Date(at).toISOString(), actor || '(the server)', operation, factsOf(targets), factsOf(result)].join(
    '\t',
  );
}

const factsOf = (facts: AuditRecord['targets']): string =>
  Object.entries(facts)
    .map(([name, value]) => `${name}=${Array.isArray(value) ? value.join(',') : String(value)}`)
    .join(' ');

/** An SQLite file is read as of one moment, whoever writes it. */
async function open(database: string): Promise<Source> {
  if (isPostgres(database)) {
    const store = await openStore(database, {connections: 2});
    return {audits: (query) => store.read((tx) => tx.audits(query)), close: () => store.close()};
  }
  const client = openSnapshot(database);
  return {audits: auditReads(client).audits, close: () => void client.close()};
}

const options = {
  head: {type: 'string'},
  actor: {type: 'string'},
  operation: {type: 'string'},
  since: {type: 'string'},
  last: {type: 'string'},
  database: {type: 'string'},
  help: {type: 'boolean', short: 'h', default: false},
} as const;

function read(args: readonly string[], environment: Readonly<Record<string, string | undefined>>): Asked {
  try {
    const {values, positionals} = parseArgs({args: [...args], options, allowPositionals: true});
    const {head, actor, operation, since, last, database = environment['DATABASE_URL']?.trim() || 'parlor.db'} = values;
    const [does, ...others] = positionals;
    if (values.help) return {does: 'help', database};
    if ((does !== 'verify' && does !== 'list') || others.length > 0)
      throw new Error('What is wanted is verify or list');
    if (does === 'verify') {
      if ([actor, operation, since, last].some((value) => value !== undefined))
        throw new Error('verify looks at every entry: --actor, --operation, --since and --last are for list');
      return {does, database, head: head === undefined ? undefined : headIn(head)};
    }
    if (head !== undefined) throw new Error('--head is for verify');
    const wanted = {actor, operation, since: since === undefined ? undefined : timeIn(since)};
    return {does, database, wanted, last: last === undefined ? undefined : countIn(last)};
  } catch (error) {
    throw new WrongUsage(`${(error as Error).message}. --help lists the options.`, {cause: error});
  }
}

function headIn(text: string): Head {
  const [, seq, hash] = /^([1-9]\d{0,14}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (seq === undefined || hash === undefined) throw new Error(`"${text}" is no end of a chain (SEQ:HASH)`);
  return {seq: Number(seq), hash};
}

function timeIn(text: string): number {
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw new Error(`"${text}" is no time`);
  return time;
}

function countIn(text: string): number {
  const count = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (count < 1 || count > 1_000) throw new Error(`--last is a number from 1 to 1,000, not "${text}"`);
  return count;
}
