/** From the command line and the environment to a configuration, or to one clear sentence for everything that is wrong. */
import type {Limits, Windows} from '@parlor/sdk/protocol';
import {type Audience, audiences as knownAudiences, type TokenKeys} from '../auth/tokens.js';
import type {Ages} from '../domain/ages.js';
import type {DomainOptions} from '../domain/options.js';
import {isAllowable} from '../egress/guard.js';
import {type BucketSettings, isBucket, readBucket} from '../files/s3/settings.js';
import {type LogLevel, logLevels} from '../log.js';
import {type PushSettings, readPush} from '../push/settings.js';
import {readAges} from '../retention/ages.js';
import {type Environment, readGiven} from './given.js';
import {mistakeInDatabase, mistakeInOrigin, mistakesInBeforeSend, mistakesInKeys} from './mistakes.js';

export type Config = {
  host: string;
  port: number;
  /** A file, `postgres://…`, or `:memory:` for nothing kept. */
  database: string;
  /** At most so many connections to a PostgreSQL server. */
  connections: number;
  /** `redis://…`, where several nodes of a PostgreSQL database tell each other who types and who is here. */
  redis: string | undefined;
  /** Hands out tokens to anybody who asks: for development only. */
  dev: boolean;
  /** The folder with the demo page. */
  demo: string | undefined;
  origins: readonly string[];
  /** None in development: a secret is made at the start. */
  keys: TokenKeys | undefined;
  issuer: string | undefined;
  /** Accept these `aud` values only; all of the protocol's where left out. */
  audiences: readonly Audience[] | undefined;
  /** Where Prometheus reads the metrics. */
  metrics: {host: string; port: number} | undefined;
  /** Reverse proxies in front. */
  proxies: number;
  /** Requests and connections of one address in a second; 0 = as many as come. */
  addressRate: number;
  /** The folder of files in messages. Nothing beside a database in memory: they are in memory too; else none are taken. */
  files: string | undefined;
  /** Where they lie instead of in a folder. */
  bucket: BucketSettings | undefined;
  /** Where addresses of files begin. */
  filesUrl: string | undefined;
  /** Limits of files, where they are not the usual ones. */
  fileLimits: Partial<Pick<Limits, 'attachments' | 'fileBytes' | 'dailyFileBytes' | 'keptFileBytes'>>;
  /** Whom people find by name. */
  directory: NonNullable<DomainOptions['directory']>;
  /** How long authors may edit messages and delete them; for ever where it is not said. */
  windows: Windows;
  /** Where this server may post besides public addresses over https. */
  egressAllow: readonly string[];
  /** Whether the host may have events posted. */
  webhooks: boolean;
  /** How people are told of what they miss. */
  push: PushSettings;
  /** Asked before a message is stored or changed. */
  beforeSend: {url: string; secret: string} | undefined;
  /** How long that may take, in milliseconds, and whether messages are stored without an answer. */
  beforeSendTimeout: number;
  beforeSendOpen: boolean;
  /** A file of words that are not to be said, and what becomes of messages with them. */
  words: string | undefined;
  wordsAction: 'refuse' | 'mask';
  /** Messages a minute in somebody's first day; 0 = as everybody else. */
  newcomerRate: number;
  /** How old messages may become; for ever where it is not said. */
  retention: Ages | undefined;
  /** Whether what messages said before an edit is kept, for the host to read. */
  keepEdits: boolean;
  /** Whether links in messages are looked at, for previews of their pages. */
  linkPreviews: boolean;
  logLevel: LogLevel;
};

export type Outcome =
  | {is: 'config'; config: Config}
  | {is: 'help'}
  | {is: 'version'}
  | {is: 'mistakes'; sentences: readonly string[]};

type NumberName =
  | 'before-send-timeout'
  | 'files-per-message'
  | 'file-size'
  | 'daily-upload'
  | 'kept-files'
  | 'edit-window'
  | 'delete-window';

/** Reads nothing but its arguments. */
export function readConfig(args: readonly string[], environment: Environment): Outcome {
  const mistakes: string[] = [];
  const given = readGiven(args, environment, mistakes);
  if (given.wants) return {is: given.wants};
  const {text, list, flag, variable} = given;

  const dev = flag('dev');
  const port = text('port') ?? '3000';
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)
    mistakes.push(`The port is a whole number from 0 to 65535, not "${port}".`);

  const host = text('host') ?? (dev ? '127.0.0.1' : '0.0.0.0');
  if (!/^[A-Za-z0-9.:_-]+$/.test(host)) mistakes.push(`The host is a name or an address without port, not "${host}".`);

  const logLevel = text('log-level') ?? 'info';
  if (!isLogLevel(logLevel)) mistakes.push(`The log level is one of ${logLevels.join(', ')}, not "${logLevel}".`);

  const database = text('database') ?? (dev ? ':memory:' : 'parlor.db');
  const mistake = mistakeInDatabase(database);
  if (mistake !== undefined) mistakes.push(mistake);
  const connections = text('database-connections') ?? '10';
  if (!/^\d{1,4}$/.test(connections) || Number(connections) < 2)
    mistakes.push(`The number of connections to the database is a whole number from 2 to 9999, not "${connections}".`);

  const redis = text('redis');
  if (redis !== undefined && !(/^rediss?:\/\/./i.test(redis) && URL.canParse(redis)))
    mistakes.push(
      'The address of Redis is redis://:PASSWORD@HOST:PORT, or rediss://… with TLS; set it in REDIS_URL, or leave it out.',
    );

  const origins = list('origin').map((origin) => {
    const mistake = mistakeInOrigin(origin);
    if (mistake !== undefined) mistakes.push(mistake);
    return origin;
  });

  const audiences = list('audience');
  for (const name of audiences) {
    if (!isAudience(name)) mistakes.push(`The audience is parlor, parlor-bot or parlor-admin, not "${name}".`);
  }

  const metrics = text('metrics');
  const door = metrics === undefined ? undefined : addressOf(metrics);
  if (metrics !== undefined && !door)
    mistakes.push(`The metrics' address is ADDRESS:PORT such as 127.0.0.1:9464, not "${metrics}".`);

  const proxies = text('proxies') ?? '0';
  if (!/^\d{1,2}$/.test(proxies)) mistakes.push(`The number of proxies is a whole number, not "${proxies}".`);

  const addressRate = text('address-rate') ?? '1000';
  if (!/^\d{1,6}$/.test(addressRate))
    mistakes.push(`The rate of one address is a whole number of requests a second, not "${addressRate}".`);

  const newcomerRate = text('newcomer-rate') ?? (dev ? '0' : '20');
  if (!/^\d{1,4}$/.test(newcomerRate))
    mistakes.push(`The newcomers' rate is a whole number of messages a minute, not "${newcomerRate}".`);

  const retention = readAges(list('retention'));
  if (typeof retention === 'string') mistakes.push(retention);

  const directory = text('directory') ?? 'shared';
  if (directory !== 'shared' && directory !== 'everybody')
    mistakes.push(`Whom people find by name is shared or everybody, not "${directory}".`);

  const keepEdits = flag('keep-edits');
  const linkPreviews = flag('link-previews');

  const egress = list('egress-allow');
  for (const name of egress) {
    if (!isAllowable(name))
      mistakes.push(`What webhooks may reach is a host such as hooks.internal or 127.0.0.1:8080, not "${name}".`);
  }
  const webhooks = !flag('no-webhooks');

  const egressAllow = egress.length === 0 && dev ? ['localhost', '127.0.0.1', '[::1]'] : egress;

  const push = readPush({
    publicKey: variable('PARLOR_PUSH_PUBLIC_KEY'),
    privateKey: variable('PARLOR_PUSH_PRIVATE_KEY'),
    subject: text('push-subject'),
    preview: text('push-preview'),
    delay: text('push-delay'),
    digestAfter: text('digest-after'),
  });
  mistakes.push(...push.mistakes);

  const beforeSend = text('before-send');
  const beforeSendSecret = variable('PARLOR_BEFORE_SEND_SECRET');
  const beforeSendOpen = flag('before-send-open');
  mistakes.push(...mistakesInBeforeSend({url: beforeSend, secret: beforeSendSecret, egressAllow}));
  const wordsAction = text('words-action') ?? 'refuse';
  if (wordsAction !== 'refuse' && wordsAction !== 'mask')
    mistakes.push(`What becomes of messages with words of the list is refuse or mask, not "${wordsAction}".`);

  const files = text('files') ?? folderBeside(database);
  const bucket = files !== undefined && isBucket(files) ? readBucket(files, environment) : undefined;
  if (bucket !== undefined && isSentences(bucket)) mistakes.push(...bucket);
  const filesUrl = text('files-url');
  if (filesUrl !== undefined && !/^https?:\/\/[^/?#]+\/?$/i.test(filesUrl))
    mistakes.push(`The address of files is one such as https://files.example.com, not "${filesUrl}".`);
  const number = (name: NumberName, what: string, [least, most]: [number, number]): number | undefined => {
    const given = text(name);
    if (given === undefined) return undefined;
    if (/^\d{1,7}$/.test(given) && Number(given) >= least && Number(given) <= most) return Number(given);
    mistakes.push(`${what} is a whole number from ${least} to ${most}, not "${given}".`);
    return undefined;
  };
  const beforeSendTimeout = number(
    'before-send-timeout',
    'The time for an answer before a message is stored, in milliseconds,',
    [50, 30_000],
  );
  const megabytes = (count: number | undefined): number | undefined => count && count * 1024 * 1024;
  const fileLimits = present({
    attachments: number('files-per-message', 'The number of files per message', [0, 50]),
    fileBytes: megabytes(number('file-size', 'The size of a file in MB', [1, 500])),
    dailyFileBytes: megabytes(number('daily-upload', 'The daily upload in MB', [1, 1_000_000])),
    keptFileBytes: megabytes(number('kept-files', 'The size of kept files in MB', [1, 1_000_000])),
  });

  // none at all is the same as for ever
  const minutes = (count: number | undefined): number | undefined => (count ? count * 60_000 : undefined);
  const windows = present({
    editWindowMs: minutes(number('edit-window', 'The time for edits in minutes', [0, 5_256_000])),
    deleteWindowMs: minutes(number('delete-window', 'The time for deleting in minutes', [0, 5_256_000])),
  });

  const secret = text('jwt-secret');
  const jwksUrl = text('jwks-url');
  mistakes.push(...mistakesInKeys({secret, jwksUrl, dev}));

  const demo = text('demo');
  if (demo !== undefined && !dev) mistakes.push('--demo needs --dev, because its page asks the server for tokens.');
  if (demo === '') mistakes.push('--demo needs the folder of the demo page.');

  if (mistakes.length > 0 || !isLogLevel(logLevel)) return {is: 'mistakes', sentences: mistakes};
  return {
    is: 'config',
    config: {
      host,
      port: Number(port),
      database,
      connections: Number(connections),
      redis,
      dev,
      demo,
      origins,
      keys: secret !== undefined ? {secret} : jwksUrl !== undefined ? {jwksUrl} : undefined,
      issuer: text('issuer'),
      audiences: audiences.length > 0 ? audiences.filter(isAudience) : undefined,
      metrics: door,
      proxies: Number(proxies),
      addressRate: Number(addressRate),
      files: bucket === undefined ? files : undefined,
      bucket: bucket === undefined || isSentences(bucket) ? undefined : bucket,
      filesUrl,
      fileLimits,
      directory: directory === 'everybody' ? 'everybody' : 'shared',
      windows,
      egressAllow,
      push: push.settings,
      beforeSend:
        beforeSend === undefined || beforeSendSecret === undefined
          ? undefined
          : {url: beforeSend, secret: beforeSendSecret},
      beforeSendTimeout: beforeSendTimeout ?? 3_000,
      beforeSendOpen,
      words: text('words'),
      wordsAction: wordsAction === 'mask' ? 'mask' : 'refuse',
      webhooks,
      newcomerRate: Number(newcomerRate),
      retention: typeof retention === 'string' ? undefined : retention,
      keepEdits,
      linkPreviews,
      logLevel,
    },
  };
}

/** A name or an address (one of IPv6 in brackets), and a port. */
function addressOf(text: string): {host: string; port: number} | undefined {
  const [, bracketed, plain, port] = /^(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9._-]+)):(\d{1,5})$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  return host === undefined || Number(port) > 65_535 ? undefined : {host, port: Number(port)};
}
const isSentences = (found: BucketSettings | readonly string[]): found is readonly string[] => Array.isArray(found);
const isServer = (database: string): boolean => /^postgres(ql)?:/i.test(database);

/** Where the files of an SQLite database lie; of one in memory they are in memory too. */
const folderBeside = (database: string): string | undefined =>
  database === ':memory:' || isServer(database) ? undefined : `${database}-files`;

const present = <Values extends object>(values: Values): {[Name in keyof Values]?: NonNullable<Values[Name]>} =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never;

const isLogLevel = (level: string): level is LogLevel => (logLevels as readonly string[]).includes(level);
const isAudience = (name: string): name is Audience => (knownAudiences as readonly string[]).includes(name);
