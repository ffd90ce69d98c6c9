/** From the command line and the environment to a configuration, or to one clear sentence for everything that is wrong. */
import {parseArgs} from 'node:util';
import {type Limits, WebhookSecret} from '@parlor/sdk/protocol';
import * as v from 'valibot';
import {type Audience, audiences as knownAudiences, smallestSecretBytes, type TokenKeys} from './auth/tokens.js';
import type {Ages} from './domain/ages.js';
import {createGuard, isAllowable} from './egress/guard.js';
import {type BucketSettings, isBucket, readBucket} from './files/s3/settings.js';
import {type LogLevel, logLevels} from './log.js';
import {type PushSettings, readPush} from './push/settings.js';
import {readAges} from './retention/ages.js';

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
  /** The folder of files in messages. Nothing beside a database in memory: they are in memory too; else none are taken. */
  files: string | undefined;
  /** Where they lie instead of in a folder. */
  bucket: BucketSettings | undefined;
  /** Where addresses of files begin. */
  filesUrl: string | undefined;
  /** Limits of files, where they are not the usual ones. */
  fileLimits: Partial<Pick<Limits, 'attachments' | 'fileBytes' | 'dailyFileBytes' | 'keptFileBytes'>>;
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

export const help = `parlor-server: the Parlor chat server

Usage: parlor-server [options]
       parlor-server backup --to FILE           copies a database, also while it is in use
       parlor-server restore --from FILE        puts a copy back
       parlor-server doctor [--database FILE]   recounts a database; doctor --help says more
       parlor-server migrate --from FILE --to postgres://…   moves a database to PostgreSQL
       parlor-server export --to FILE           writes a whole database as JSON lines, or what there is of a person
       parlor-server load --from FILE           makes a database of an export
       parlor-server revoke --user ID           ends all sessions of a person
       parlor-server expire --retention DAYS    deletes old messages, or says how many there are
       parlor-server remove --conversation ID   takes a conversation away from everybody
       parlor-server audit verify|list          what the host did and read; audit --help says more
       parlor-server push-keys                  makes the two keys that browsers are pushed to with

  --host ADDRESS      where to listen          (HOST; 0.0.0.0, with --dev 127.0.0.1)
  --port NUMBER       0 takes any free port    (PORT; 3000)
  --database NAME     SQLite file, postgres://USER:PASSWORD@HOST/DATABASE, or :memory:
                                               (DATABASE_URL; parlor.db, with --dev :memory:)
  --database-connections NUMBER
                      to PostgreSQL, at most   (PARLOR_DATABASE_CONNECTIONS; 10)
  --redis URL         redis://:PASSWORD@HOST:PORT (rediss:// with TLS), for several nodes on PostgreSQL
                                               (REDIS_URL)
  --origin URL        a web origin that may connect; repeat it for more
                                               (PARLOR_ORIGINS, separated by commas)
  --jwt-secret TEXT   shared secret for HS256 tokens, at least ${smallestSecretBytes} bytes
                                               (better PARLOR_JWT_SECRET: other users of the machine see arguments)
  --jwks-url URL      the host's public keys, instead of a secret
                                               (PARLOR_JWKS_URL)
  --issuer TEXT       the iss every token must have
                                               (PARLOR_ISSUER)
  --audience NAME     accept only this audience: parlor, parlor-bot or parlor-admin; repeat it for more
                                               (PARLOR_AUDIENCES, separated by commas)
  --metrics ADDRESS:PORT
                      where Prometheus reads /metrics, a door of its own; keep it from the world
                                               (PARLOR_METRICS; none)
  --proxies NUMBER    reverse proxies in front, each adding to X-Forwarded-For
                                               (PARLOR_PROXIES; 0)
  --files FOLDER      where files in messages lie; with several nodes one folder for all of them
                                               (PARLOR_FILES; beside the SQLite file, as parlor.db-files;
                                               with PostgreSQL there are no files without it)
  --files s3://BUCKET/PREFIX
                      in a bucket instead, with S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY (and S3_SESSION_TOKEN),
                      S3_REGION, S3_ENDPOINT where it is not Amazon's, S3_PATH_STYLE (on or off; with
                      S3_ENDPOINT on), S3_DOWNLOADS (direct: readers are sent to the bucket; server)
  --files-url URL     another name of this server, from which files are read: https://files.example.com
                                               (PARLOR_FILES_URL)
  --file-size MB      of one file, at most     (PARLOR_FILE_SIZE; 10)
  --files-per-message NUMBER
                                               (PARLOR_FILES_PER_MESSAGE; 5; 0: no files)
  --daily-upload MB   of one person in a day   (PARLOR_DAILY_UPLOAD; 250)
  --kept-files MB     of one person in all     (PARLOR_KEPT_FILES; 1024)
  --egress-allow HOST[:PORT]
                      where webhooks may go besides public addresses over https; repeat it for more
                                               (PARLOR_EGRESS_ALLOW, separated by commas; with --dev
                                               localhost, 127.0.0.1, [::1])
  --no-webhooks       nobody may have events posted; endpoints there are are removed
                                               (PARLOR_WEBHOOKS=off)
  --push-subject URL  whom push services may write to: mailto:you@example.com or an https address; with it and the two
                      keys of push-keys, in PARLOR_PUSH_PUBLIC_KEY and PARLOR_PUSH_PRIVATE_KEY, browsers are told of
                      what people miss         (PARLOR_PUSH_SUBJECT)
  --push-preview WHAT what a notice says: full, sender (who, and where) or none
                                               (PARLOR_PUSH_PREVIEW; full)
  --push-delay SECONDS
                      in which people may read by themselves what they would be told of
                                               (PARLOR_PUSH_DELAY; 5)
  --digest-after HOURS
                      after which your backend is told of all that somebody has not read, if it asked for it
                                               (PARLOR_DIGEST_AFTER; 24)
  --before-send URL   asked before a message is stored or changed (PARLOR_BEFORE_SEND); requests are signed with
                      PARLOR_BEFORE_SEND_SECRET, which is whsec_ and base64
  --before-send-timeout MS
                      how long that may take   (PARLOR_BEFORE_SEND_TIMEOUT; 3000)
  --before-send-open  without an answer messages are stored as they are; else they wait
                                               (PARLOR_BEFORE_SEND_OPEN=on)
  --words FILE        words that are not to be said, one a line
                                               (PARLOR_WORDS)
  --words-action ACTION
                      refuse or mask           (PARLOR_WORDS_ACTION; refuse)
  --newcomer-rate NUMBER
                      messages a minute in a person's first day, after the first 20; 0: as everybody else
                                               (PARLOR_NEWCOMER_RATE; 20, with --dev 0)
  --retention DAYS    how old messages may become before they are deleted for everybody, or TYPE=DAYS for direct,
                      group, announcement or notifications; 0: for ever; repeat it for more
                                               (PARLOR_RETENTION, separated by commas; for ever)
  --keep-edits        keeps what messages said before they were edited, for your backend to read
                                               (PARLOR_KEEP_EDITS=on)
  --link-previews     looks at the first link of a message and shows what its page says of itself; pages are fetched
                      from public addresses alone
                                               (PARLOR_LINK_PREVIEWS=on)
  --dev               hands out tokens to anybody who asks: never where others can connect
  --demo FOLDER       serves the demo page from this folder; needs --dev
  --log-level LEVEL   ${logLevels.join(', ')}
                                               (LOG_LEVEL; info)
  --help, --version

An option given here goes before its environment variable, named in brackets; then comes the default.
`;

const options = {
  host: {type: 'string'},
  port: {type: 'string'},
  database: {type: 'string'},
  'database-connections': {type: 'string'},
  redis: {type: 'string'},
  dev: {type: 'boolean'},
  demo: {type: 'string'},
  origin: {type: 'string', multiple: true},
  'jwt-secret': {type: 'string'},
  'jwks-url': {type: 'string'},
  issuer: {type: 'string'},
  audience: {type: 'string', multiple: true},
  metrics: {type: 'string'},
  proxies: {type: 'string'},
  files: {type: 'string'},
  'files-url': {type: 'string'},
  'file-size': {type: 'string'},
  'files-per-message': {type: 'string'},
  'daily-upload': {type: 'string'},
  'kept-files': {type: 'string'},
  'egress-allow': {type: 'string', multiple: true},
  'no-webhooks': {type: 'boolean'},
  'push-subject': {type: 'string'},
  'push-preview': {type: 'string'},
  'push-delay': {type: 'string'},
  'digest-after': {type: 'string'},
  'before-send': {type: 'string'},
  'before-send-timeout': {type: 'string'},
  'before-send-open': {type: 'boolean'},
  words: {type: 'string'},
  'words-action': {type: 'string'},
  'newcomer-rate': {type: 'string'},
  retention: {type: 'string', multiple: true},
  'keep-edits': {type: 'boolean'},
  'link-previews': {type: 'boolean'},
  'log-level': {type: 'string'},
  help: {type: 'boolean', short: 'h'},
  version: {type: 'boolean'},
} as const;

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads nothing but its arguments. */
export function readConfig(args: readonly string[], environment: Environment): Outcome {
  const mistakes: string[] = [];
  const {given, unknown} = parse(args);
  if (given.help) return {is: 'help'};
  if (given.version) return {is: 'version'};
  mistakes.push(...unknown);

  const setting = (option: string | undefined, name: string): string | undefined =>
    option ?? (environment[name]?.trim() || undefined);
  const settings = (option: string[] | undefined, name: string): string[] =>
    option ??
    (environment[name] ?? '')
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '');

  const dev = given.dev ?? false;
  const port = setting(given.port, 'PORT') ?? '3000';
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)
    mistakes.push(`The port is a whole number from 0 to 65535, not "${port}".`);

  const host = setting(given.host, 'HOST') ?? (dev ? '127.0.0.1' : '0.0.0.0');
  if (!/^[A-Za-z0-9.:_-]+$/.test(host)) mistakes.push(`The host is a name or an address without port, not "${host}".`);

  const logLevel = setting(given['log-level'], 'LOG_LEVEL') ?? 'info';
  if (!isLogLevel(logLevel)) mistakes.push(`The log level is one of ${logLevels.join(', ')}, not "${logLevel}".`);

  const database = setting(given.database, 'DATABASE_URL') ?? (dev ? ':memory:' : 'parlor.db');
  const mistake = mistakeInDatabase(database);
  if (mistake !== undefined) mistakes.push(mistake);
  const connections = setting(given['database-connections'], 'PARLOR_DATABASE_CONNECTIONS') ?? '10';
  if (!/^\d{1,4}$/.test(connections) || Number(connections) < 2)
    mistakes.push(`The number of connections to the database is a whole number from 2 to 9999, not "${connections}".`);

  const redis = setting(given.redis, 'REDIS_URL');
  if (redis !== undefined && !(/^rediss?:\/\/./i.test(redis) && URL.canParse(redis)))
    mistakes.push(
      'The address of Redis is redis://:PASSWORD@HOST:PORT, or rediss://… with TLS; set it in REDIS_URL, or leave it out.',
    );

  const origins = settings(given.origin, 'PARLOR_ORIGINS').map((origin) => {
    const mistake = mistakeInOrigin(origin);
    if (mistake !== undefined) mistakes.push(mistake);
    return origin;
  });

  const audiences = settings(given.audience, 'PARLOR_AUDIENCES');
  for (const name of audiences) {
    if (!isAudience(name)) mistakes.push(`The audience is parlor, parlor-bot or parlor-admin, not "${name}".`);
  }

  const metrics = setting(given.metrics, 'PARLOR_METRICS');
  const door = metrics === undefined ? undefined : addressOf(metrics);
  if (metrics !== undefined && !door)
    mistakes.push(`The metrics' address is ADDRESS:PORT such as 127.0.0.1:9464, not "${metrics}".`);

  const proxies = setting(given.proxies, 'PARLOR_PROXIES') ?? '0';
  if (!/^\d{1,2}$/.test(proxies)) mistakes.push(`The number of proxies is a whole number, not "${proxies}".`);

  const newcomerRate = setting(given['newcomer-rate'], 'PARLOR_NEWCOMER_RATE') ?? (dev ? '0' : '20');
  if (!/^\d{1,4}$/.test(newcomerRate))
    mistakes.push(`The newcomers' rate is a whole number of messages a minute, not "${newcomerRate}".`);

  const retention = readAges(settings(given.retention, 'PARLOR_RETENTION'));
  if (typeof retention === 'string') mistakes.push(retention);

  const keepEdits = setting(undefined, 'PARLOR_KEEP_EDITS') ?? 'off';
  if (keepEdits !== 'on' && keepEdits !== 'off') mistakes.push(`PARLOR_KEEP_EDITS is on or off, not "${keepEdits}".`);

  const linkPreviews = setting(undefined, 'PARLOR_LINK_PREVIEWS') ?? 'off';
  if (linkPreviews !== 'on' && linkPreviews !== 'off')
    mistakes.push(`PARLOR_LINK_PREVIEWS is on or off, not "${linkPreviews}".`);

  const egress = settings(given['egress-allow'], 'PARLOR_EGRESS_ALLOW');
  for (const name of egress) {
    if (!isAllowable(name))
      mistakes.push(`What webhooks may reach is a host such as hooks.internal or 127.0.0.1:8080, not "${name}".`);
  }
  const hooks = setting(undefined, 'PARLOR_WEBHOOKS') ?? 'on';
  if (hooks !== 'on' && hooks !== 'off') mistakes.push(`PARLOR_WEBHOOKS is on or off, not "${hooks}".`);

  const egressAllow = egress.length === 0 && dev ? ['localhost', '127.0.0.1', '[::1]'] : egress;

  const push = readPush({
    publicKey: setting(undefined, 'PARLOR_PUSH_PUBLIC_KEY'),
    privateKey: setting(undefined, 'PARLOR_PUSH_PRIVATE_KEY'),
    subject: setting(given['push-subject'], 'PARLOR_PUSH_SUBJECT'),
    preview: setting(given['push-preview'], 'PARLOR_PUSH_PREVIEW'),
    delay: setting(given['push-delay'], 'PARLOR_PUSH_DELAY'),
    digestAfter: setting(given['digest-after'], 'PARLOR_DIGEST_AFTER'),
  });
  mistakes.push(...push.mistakes);

  const beforeSend = setting(given['before-send'], 'PARLOR_BEFORE_SEND');
  const beforeSendSecret = setting(undefined, 'PARLOR_BEFORE_SEND_SECRET');
  const beforeSendOpen = setting(undefined, 'PARLOR_BEFORE_SEND_OPEN') ?? 'off';
  mistakes.push(
    ...mistakesInBeforeSend({url: beforeSend, secret: beforeSendSecret, open: beforeSendOpen, egressAllow}),
  );
  const wordsAction = setting(given['words-action'], 'PARLOR_WORDS_ACTION') ?? 'refuse';
  if (wordsAction !== 'refuse' && wordsAction !== 'mask')
    mistakes.push(`What becomes of messages with words of the list is refuse or mask, not "${wordsAction}".`);

  const files = setting(given.files, 'PARLOR_FILES') ?? folderBeside(database);
  const bucket = files !== undefined && isBucket(files) ? readBucket(files, environment) : undefined;
  if (bucket !== undefined && isSentences(bucket)) mistakes.push(...bucket);
  const filesUrl = setting(given['files-url'], 'PARLOR_FILES_URL');
  if (filesUrl !== undefined && !/^https?:\/\/[^/?#]+\/?$/i.test(filesUrl))
    mistakes.push(`The address of files is one such as https://files.example.com, not "${filesUrl}".`);
  const number = (
    option: string | undefined,
    name: string,
    what: string,
    [least, most]: [number, number],
  ): number | undefined => {
    const text = setting(option, name);
    if (text === undefined) return undefined;
    if (/^\d{1,7}$/.test(text) && Number(text) >= least && Number(text) <= most) return Number(text);
    mistakes.push(`${what} is a whole number from ${least} to ${most}, not "${text}".`);
    return undefined;
  };
  const beforeSendTimeout = number(
    given['before-send-timeout'],
    'PARLOR_BEFORE_SEND_TIMEOUT',
    'The time for an answer before a message is stored, in milliseconds,',
    [50, 30_000],
  );
  const megabytes = (count: number | undefined): number | undefined => count && count * 1024 * 1024;
  const fileLimits = present({
    attachments: number(
      given['files-per-message'],
      'PARLOR_FILES_PER_MESSAGE',
      'The number of files per message',
      [0, 50],
    ),
    fileBytes: megabytes(number(given['file-size'], 'PARLOR_FILE_SIZE', 'The size of a file in MB', [1, 500])),
    dailyFileBytes: megabytes(
      number(given['daily-upload'], 'PARLOR_DAILY_UPLOAD', 'The daily upload in MB', [1, 1_000_000]),
    ),
    keptFileBytes: megabytes(
      number(given['kept-files'], 'PARLOR_KEPT_FILES', 'The size of kept files in MB', [1, 1_000_000]),
    ),
  });

  const secret = setting(given['jwt-secret'], 'PARLOR_JWT_SECRET');
  const jwksUrl = setting(given['jwks-url'], 'PARLOR_JWKS_URL');
  mistakes.push(...mistakesInKeys({secret, jwksUrl, dev}));

  const demo = given.demo;
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
      issuer: setting(given.issuer, 'PARLOR_ISSUER'),
      audiences: audiences.length > 0 ? audiences.filter(isAudience) : undefined,
      metrics: door,
      proxies: Number(proxies),
      files: bucket === undefined ? files : undefined,
      bucket: bucket === undefined || isSentences(bucket) ? undefined : bucket,
      filesUrl,
      fileLimits,
      egressAllow,
      push: push.settings,
      beforeSend:
        beforeSend === undefined || beforeSendSecret === undefined
          ? undefined
          : {url: beforeSend, secret: beforeSendSecret},
      beforeSendTimeout: beforeSendTimeout ?? 3_000,
      beforeSendOpen: given['before-send-open'] === true || beforeSendOpen === 'on',
      words: setting(given.words, 'PARLOR_WORDS'),
      wordsAction: wordsAction === 'mask' ? 'mask' : 'refuse',
      webhooks: !given['no-webhooks'] && hooks === 'on',
      newcomerRate: Number(newcomerRate),
      retention: typeof retention === 'string' ? undefined : retention,
      keepEdits: given['keep-edits'] === true || keepEdits === 'on',
      linkPreviews: given['link-previews'] === true || linkPreviews === 'on',
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

type Given = {
  -readonly [Name in keyof typeof options]?: (typeof options)[Name] extends {multiple: true}
    ? string[]
    : (typeof options)[Name] extends {type: 'boolean'}
      ? boolean
      : string;
};

/** The options as given; everything that is not one becomes a sentence. */
function parse(args: readonly string[]): {given: Given; unknown: string[]} {
  const unknown: string[] = [];
  const given: Record<string, unknown> = {};
  const {tokens} = parseArgs({args: [...args], options, strict: false, allowPositionals: true, tokens: true});
  for (const token of tokens) {
    if (token.kind === 'positional') unknown.push(`"${token.value}" is not an option; --help lists them.`);
    if (token.kind !== 'option') continue;
    const option = Object.hasOwn(options, token.name) ? options[token.name as keyof typeof options] : undefined;
    if (option === undefined) unknown.push(`There is no option ${token.rawName}; --help lists them.`);
    else if (option.type === 'boolean') {
      if (token.value !== undefined) unknown.push(`${token.rawName} takes no value.`);
      given[token.name] = true;
    } else if (token.value === undefined || (!token.inlineValue && token.value.startsWith('--'))) {
      unknown.push(`${token.rawName} needs a value.`);
    } else if ('multiple' in option)
      given[token.name] = [...((given[token.name] as string[] | undefined) ?? []), token.value];
    else if (Object.hasOwn(given, token.name)) unknown.push(`${token.rawName} is there twice.`);
    else given[token.name] = token.value;
  }
  return {given: given as Given, unknown};
}

function mistakeInDatabase(database: string): string | undefined {
  const scheme = /^([a-z][a-z0-9+]+):\/\//i.exec(database)?.[1];
  if (scheme === undefined) return undefined;
  if (!/^postgres(ql)?$/i.test(scheme))
    return `The database is a file for SQLite, postgres://… or :memory:; "${scheme}://" addresses are not supported.`;
  // it may hold a password, so it is not repeated
  if (!URL.canParse(database))
    return 'The address of the database is postgres://USER:PASSWORD@HOST/DATABASE; characters such as @ and / in the password are written as %40 and %2F.';
  return undefined;
}

function mistakeInOrigin(origin: string): string | undefined {
  if (origin === '*')
    return 'An origin is one address such as https://app.example.com; "*" would let every web page in.';
  const url = URL.canParse(origin) ? new URL(origin) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    return `An origin is an address such as https://app.example.com, not "${origin}".`;
  }
  if (url.origin !== origin)
    return `An origin has no path and is written in lower case: "${url.origin}" instead of "${origin}".`;
  return undefined;
}

function mistakesInBeforeSend({
  url,
  secret,
  open,
  egressAllow,
}: {
  url: string | undefined;
  secret: string | undefined;
  open: string;
  egressAllow: readonly string[];
}): string[] {
  const mistakes: string[] = [];
  if (open !== 'on' && open !== 'off') mistakes.push(`PARLOR_BEFORE_SEND_OPEN is on or off, not "${open}".`);
  if (url === undefined) return mistakes;
  const mistake = createGuard({allow: egressAllow.filter(isAllowable)}).mistakeIn(url);
  if (mistake !== undefined)
    mistakes.push(
      `The address that is asked before a message is stored is not good: ${mistake}; --egress-allow names others.`,
    );
  if (secret === undefined || !v.is(WebhookSecret, secret))
    mistakes.push(
      'PARLOR_BEFORE_SEND_SECRET is whsec_ and base64, of 24 bytes or more: echo "whsec_$(openssl rand -base64 32)" makes a good one.',
    );
  return mistakes;
}

function mistakesInKeys({
  secret,
  jwksUrl,
  dev,
}: {
  secret: string | undefined;
  jwksUrl: string | undefined;
  dev: boolean;
}): string[] {
  const mistakes: string[] = [];
  if (secret !== undefined && jwksUrl !== undefined) mistakes.push('Give a secret or a JWKS address, not both.');
  if (secret !== undefined && new TextEncoder().encode(secret).length < smallestSecretBytes) {
    mistakes.push(
      `The JWT secret has at least ${smallestSecretBytes} bytes; "openssl rand -base64 48" makes a good one.`,
    );
  }
  if (jwksUrl !== undefined) {
    const url = URL.canParse(jwksUrl) ? new URL(jwksUrl) : undefined;
    const isLocal = url !== undefined && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
    if (url === undefined || !(url.protocol === 'https:' || (url.protocol === 'http:' && isLocal))) {
      mistakes.push(`The JWKS address begins with https:// (http:// on this machine only), unlike "${jwksUrl}".`);
    }
    if (dev) mistakes.push('--dev signs its own tokens and cannot with a JWKS address; leave one of them out.');
  }
  if (secret === undefined && jwksUrl === undefined && !dev) {
    mistakes.push('Tokens need a key: set PARLOR_JWT_SECRET or PARLOR_JWKS_URL, or use --dev to try the server out.');
  }
  return mistakes;
}
