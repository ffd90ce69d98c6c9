#!/usr/bin/env node
/** From the command line to a running server. The only file that reads the environment or ends the process. */
import {existsSync, readFileSync, statSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {pathToFileURL} from 'node:url';
import {createServer, type ParlorServer} from './app/create-server.js';
import type {Command as CopyCommand} from './backup/run.js';
import {type Config, readConfig} from './config/config.js';
import {help} from './config/help.js';
import {ControlError} from './control/address.js';
import {type Claim, claimDatabase} from './control/claim.js';
import type {Domain} from './domain/domain.js';
import type {Rate} from './domain/options.js';
import {defaultRates} from './domain/rate.js';
import type {BeforeSend} from './domain/screen.js';
import {PeersError} from './fanout/peers.js';
import type {openRedis} from './fanout/redis/peers.js';
import {diskFiles} from './files/disk.js';
import {type FileDriver, FilesUnusable} from './files/driver.js';
import {createLog, type Log} from './log.js';
import {isPostgres, openStore} from './open-store.js';
import type {Command} from './operator/run.js';
import {createWordFilter, wordsIn} from './screening/words.js';
import {type Store, StoreError} from './store/store.js';

/** What the caller got wrong. */
const wrongUsage = 2;
/** What went wrong here. */
const failed = 1;

async function run(): Promise<void> {
  const outcome = readConfig(process.argv.slice(2), process.env);
  if (outcome.is === 'help') return void process.stdout.write(help);
  if (outcome.is === 'version') return void process.stdout.write(`${version()}\n`);
  if (outcome.is === 'mistakes') return quit(wrongUsage, outcome.sentences);
  const {config} = outcome;
  if (config.demo !== undefined && !isFolder(config.demo))
    return quit(wrongUsage, [`There is no folder ${config.demo} for the demo page.`]);
  try {
    await start(config);
  } catch (error) {
    quit(failed, [sentenceFor(error, config)]);
  }
}

/** A subcommand that only looks: it is loaded when it is wanted. */
async function runDoctor(): Promise<void> {
  const {doctor} = await import('./doctor/run.js');
  process.exitCode = await doctor(process.argv.slice(3), process.env, {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
  });
}

/** An order to the server, or to a database that none has open. */
async function runOrder(command: Command): Promise<void> {
  const {operate} = await import('./operator/run.js');
  process.exitCode = await operate(command, process.argv.slice(3), process.env, {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
  });
}

/** The audit's chain, looked at or listed. */
async function runAudit(): Promise<void> {
  const {audit} = await import('./audit/run.js');
  process.exitCode = await audit(process.argv.slice(3), process.env, {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
  });
}

/** Copies of the database. */
async function runCopy(command: CopyCommand): Promise<void> {
  const {copy} = await import('./backup/run.js');
  process.exitCode = await copy(command, process.argv.slice(3), process.env, {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
  });
}

/** A whole database as lines, and back. */
async function runExport(command: 'export' | 'load'): Promise<void> {
  const run =
    command === 'export' ? (await import('./export/run.js')).writeOut : (await import('./export/load-run.js')).load;
  process.exitCode = await run(process.argv.slice(3), process.env, {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
  });
}

/** From one store to the other. */
async function runMove(): Promise<void> {
  const {moveUp} = await import('./moving/run.js');
  process.exitCode = await moveUp(process.argv.slice(3), {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
  });
}

/** Keys for pushing to browsers, as the environment wants them. */
async function runPushKeys(): Promise<void> {
  const [{newKeys}, {keysAsText}] = await Promise.all([import('./push/encode.js'), import('./push/settings.js')]);
  process.stdout.write(keysAsText(newKeys()));
}

async function start(config: Config): Promise<void> {
  const log = createLog(config.logLevel);
  process.on('uncaughtException', (error) => {
    log.fatal({error}, 'unexpected error');
    process.exit(failed);
  });
  if (config.origins.length === 0 && !config.dev) log.warn('no --origin: no web page may connect, only programs');
  const opened: (() => unknown)[] = [];
  try {
    await open(config, log, (close) => void opened.unshift(close));
  } catch (error) {
    // what stays open would keep the process from its end
    for (const close of opened) await close();
    throw error;
  }
}

async function open(config: Config, log: Log, opened: (close: () => unknown) => void): Promise<void> {
  const control = await claim(config.database, log);
  if (control) opened(() => control.close());
  const redis = await reachRedis(config, log);
  if (redis) opened(() => redis.close());
  const store = await openStore(config.database, {connections: config.connections});
  opened(() => store.close());
  const server = await createServer({
    ownProcess: true,
    store,
    control,
    peers: redis?.peersOf(store.epoch),
    auth: {keys: config.keys, issuer: config.issuer, audiences: config.audiences},
    origins: config.origins,
    log,
    dev: config.dev,
    metrics: config.metrics,
    proxies: config.proxies,
    retention: config.retention,
    rates: {newcomer: newcomersAt(config.newcomerRate), address: addressAt(config.addressRate)},
    files: await openFiles(config, log),
    filesUrl: config.filesUrl,
    egressAllow: config.egressAllow,
    linkPreviews: config.linkPreviews,
    webhooks: config.webhooks ? undefined : false,
    notices: config.push,
    beforeSend: {
      ask: filterOf(config),
      http: config.beforeSend,
      timeoutMs: config.beforeSendTimeout,
      failOpen: config.beforeSendOpen,
    },
    domainOptions: {
      limits: {...config.fileLimits, ...config.windows},
      directory: config.directory,
      keepsEdits: config.keepEdits,
    },
    demo: config.demo,
    seed: await seedOf(config.demo),
  });
  const {url} = await server.listen(config.port, config.host);
  // before anybody is told: who stops it at its first word stops it gracefully
  stopOnSignals(server, config.dev);
  if (config.dev)
    process.stdout.write(`Parlor listens on ${url} in development mode: anybody who reaches it can be any user.\n`);
}

/** Tried before anybody listens: a folder or a bucket that cannot be written to is found out now. */
async function openFiles(
  {files: folder, bucket, database, fileLimits}: Config,
  log: Log,
): Promise<FileDriver | false | undefined> {
  if (fileLimits.attachments === 0) return false;
  if (bucket) return (await import('./files/s3/open.js')).openBucketFiles(bucket, log);
  if (folder === undefined) {
    if (database === ':memory:') return undefined;
    log.warn('no --files: nobody can send files');
    return false;
  }
  const files = diskFiles(folder);
  await files.put('probe.start', new Uint8Array(1));
  await files.remove('probe');
  return files;
}

/** Of the list of words, if there is one. */
function filterOf({words: file, wordsAction: action}: Config): BeforeSend | undefined {
  if (file === undefined) return undefined;
  try {
    return createWordFilter({words: wordsIn(readFileSync(file, 'utf8')), action});
  } catch (error) {
    const {code} = error as {code?: unknown};
    throw new WordsError(`The list of words ${file} cannot be read (${String(code)}); --words names another one.`);
  }
}

class WordsError extends Error {}

/** Before the database, for it says at once what is wrong. */
async function reachRedis(
  {redis, database}: Config,
  log: Log,
): Promise<Awaited<ReturnType<typeof openRedis>> | undefined> {
  if (redis === undefined) return undefined;
  if (isPostgres(database)) return (await import('./fanout/redis/peers.js')).openRedis(redis);
  log.warn('REDIS_URL is not used: it is for several nodes, and only those of a PostgreSQL database can be several');
  return undefined;
}

const addressAt = (perSecond: number): Rate =>
  perSecond === 0 ? {perSecond: Number.POSITIVE_INFINITY, burst: 1} : {perSecond, burst: perSecond * 10};

const newcomersAt = (perMinute: number): Rate =>
  perMinute === 0
    ? {perSecond: Number.POSITIVE_INFINITY, burst: 1}
    : {...defaultRates.newcomer, perSecond: perMinute / 60};

/**
 * Before the database is opened: two servers of one file would not tell their clients of each other's commits. Those of one
 * PostgreSQL database do.
 */
async function claim(database: string, log: Log): Promise<Claim | undefined> {
  if (database === ':memory:' || isPostgres(database)) return undefined;
  try {
    return await claimDatabase(database, 'The server is just starting: try again in a moment.');
  } catch (error) {
    if (!(error instanceof ControlError) || error.is === 'taken') throw error;
    log.warn(`imports need this server stopped. ${error.message}`);
    return undefined;
  }
}

type Seed = (domain: Domain, store: Store) => Promise<void>;

/** The demo's folder may hold a `seed.js` with `export async function seed(domain, store)`, which fills an empty database. */
async function seedOf(demo: string | undefined): Promise<Seed | undefined> {
  const file = demo === undefined ? undefined : resolve(join(demo, 'seed.js'));
  if (file === undefined || !existsSync(file)) return undefined;
  const {seed} = (await import(pathToFileURL(file).href)) as {seed: Seed};
  return seed;
}

function stopOnSignals(server: ParlorServer, isDevelopment: boolean): void {
  let isStopping = false;
  const stop = (): void => {
    if (isStopping) process.exit(failed);
    isStopping = true;
    // in development nobody waits for a herd to move
    server.close({windowMs: isDevelopment ? 0 : 5_000}).then(
      () => process.exit(0),
      () => process.exit(failed),
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
}

function sentenceFor(error: unknown, {host, port, files}: Config): string {
  if (
    error instanceof WordsError ||
    error instanceof FilesUnusable ||
    error instanceof StoreError ||
    error instanceof ControlError ||
    error instanceof PeersError
  )
    return error.message;
  const {code, message, syscall} = error as {code?: unknown; message?: unknown; syscall?: unknown};
  if (code === 'EADDRINUSE') return `Port ${port} is in use; --port takes another one, and 0 any free one.`;
  if (code === 'EACCES' && port < 1024)
    return `Port ${port} needs more rights than this process has; --port takes another one.`;
  if (syscall === 'mkdir' || syscall === 'open')
    return `The folder of files ${files} cannot be written to (${String(code)}); --files names another one.`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return `This machine has no address ${host}; --host takes another one.`;
  return `The server could not start: ${typeof message === 'string' ? message : String(error)}`;
}

function isFolder(path: string): boolean {
  return statSync(path, {throwIfNoEntry: false})?.isDirectory() ?? false;
}

function version(): string {
  return (JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {version: string}).version;
}

function quit(code: number, sentences: readonly string[]): void {
  process.stderr.write(`${sentences.map((sentence) => `parlor-server: ${sentence}\n`).join('')}`);
  process.exitCode = code;
}

const [, , command] = process.argv;
if (command === 'doctor') await runDoctor();
else if (command === 'migrate') await runMove();
else if (command === 'audit') await runAudit();
else if (command === 'push-keys') await runPushKeys();
else if (command === 'revoke' || command === 'remove' || command === 'expire') await runOrder(command);
else if (command === 'export' || command === 'load') await runExport(command);
else if (command === 'backup' || command === 'restore') await runCopy(command);
else await run();
