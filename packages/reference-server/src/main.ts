#!/usr/bin/env node
/** From the command line to a running server. The only file that reads the environment or ends the process. */
import {existsSync, readFileSync, statSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {pathToFileURL} from 'node:url';
import {createServer, type ParlorServer} from './app.js';
import {type Config, help, readConfig} from './config.js';
import {ControlError} from './control/address.js';
import {type Claim, claimDatabase} from './control/claim.js';
import type {Domain} from './domain/domain.js';
import {createLog, type Log} from './log.js';
import {openStore} from './open-store.js';
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
    stopOnSignals(await start(config), config.dev);
  } catch (error) {
    quit(failed, [sentenceFor(error, config)]);
  }
}

/** A subcommand that only looks: it is loaded when it is wanted. */
async function runDoctor(): Promise<void> {
  const {doctor} = await import('./doctor/run.js');
  process.exitCode = doctor(process.argv.slice(3), process.env, {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
  });
}

async function start(config: Config): Promise<ParlorServer> {
  const log = createLog(config.logLevel);
  process.on('uncaughtException', (error) => {
    log.fatal({error}, 'unexpected error');
    process.exit(failed);
  });
  if (config.origins.length === 0 && !config.dev) log.warn('no --origin: no web page may connect, only programs');
  const control = await claim(config.database, log);
  try {
    return await open(config, log, control);
  } catch (error) {
    control?.close();
    throw error;
  }
}

async function open(config: Config, log: Log, control: Claim | undefined): Promise<ParlorServer> {
  const server = await createServer({
    store: await openStore(config.database),
    control,
    auth: {keys: config.keys, issuer: config.issuer, audiences: config.audiences},
    origins: config.origins,
    log,
    dev: config.dev,
    proxies: config.proxies,
    demo: config.demo,
    seed: await seedOf(config.demo),
  });
  const {url} = await server.listen(config.port, config.host);
  if (config.dev)
    process.stdout.write(`Parlor listens on ${url} in development mode: anybody who reaches it can be any user.\n`);
  return server;
}

/** Before the database is opened: two servers of one file would not tell their clients of each other's commits. */
async function claim(database: string, log: Log): Promise<Claim | undefined> {
  if (database === ':memory:') return undefined;
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

function sentenceFor(error: unknown, {host, port}: Config): string {
  if (error instanceof StoreError || error instanceof ControlError) return error.message;
  const {code, message} = error as {code?: unknown; message?: unknown};
  if (code === 'EADDRINUSE') return `Port ${port} is in use; --port takes another one, and 0 any free one.`;
  if (code === 'EACCES' && port < 1024)
    return `Port ${port} needs more rights than this process has; --port takes another one.`;
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

if (process.argv[2] === 'doctor') await runDoctor();
else await run();
