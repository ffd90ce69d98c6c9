/** From the command line and the environment to a configuration, or to one clear sentence for everything that is wrong. */
import {parseArgs} from 'node:util';
import {type Audience, audiences as knownAudiences, smallestSecretBytes, type TokenKeys} from './auth/tokens.js';
import {type LogLevel, logLevels} from './log.js';

export type Config = {
  host: string;
  port: number;
  /** A file, or `:memory:` for nothing kept. */
  database: string;
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
  /** Reverse proxies in front. */
  proxies: number;
  logLevel: LogLevel;
};

export type Outcome =
  | {is: 'config'; config: Config}
  | {is: 'help'}
  | {is: 'version'}
  | {is: 'mistakes'; sentences: readonly string[]};

export const help = `parlor-server: the Parlor chat server

Usage: parlor-server [options]
       parlor-server doctor [--database FILE]   recounts a database; doctor --help says more

  --host ADDRESS      where to listen          (HOST; 0.0.0.0, with --dev 127.0.0.1)
  --port NUMBER       0 takes any free port    (PORT; 3000)
  --database FILE     SQLite file, or :memory: (DATABASE_URL; parlor.db, with --dev :memory:)
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
  --proxies NUMBER    reverse proxies in front, each adding to X-Forwarded-For
                                               (PARLOR_PROXIES; 0)
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
  dev: {type: 'boolean'},
  demo: {type: 'string'},
  origin: {type: 'string', multiple: true},
  'jwt-secret': {type: 'string'},
  'jwks-url': {type: 'string'},
  issuer: {type: 'string'},
  audience: {type: 'string', multiple: true},
  proxies: {type: 'string'},
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
  const scheme = /^([a-z][a-z0-9+]+):\/\//i.exec(database)?.[1];
  if (scheme !== undefined)
    mistakes.push(`The database is a file for SQLite or :memory:; "${scheme}://" addresses are not supported.`);

  const origins = settings(given.origin, 'PARLOR_ORIGINS').map((origin) => {
    const mistake = mistakeInOrigin(origin);
    if (mistake !== undefined) mistakes.push(mistake);
    return origin;
  });

  const audiences = settings(given.audience, 'PARLOR_AUDIENCES');
  for (const name of audiences) {
    if (!isAudience(name)) mistakes.push(`The audience is parlor, parlor-bot or parlor-admin, not "${name}".`);
  }

  const proxies = setting(given.proxies, 'PARLOR_PROXIES') ?? '0';
  if (!/^\d{1,2}$/.test(proxies)) mistakes.push(`The number of proxies is a whole number, not "${proxies}".`);

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
      dev,
      demo,
      origins,
      keys: secret !== undefined ? {secret} : jwksUrl !== undefined ? {jwksUrl} : undefined,
      issuer: setting(given.issuer, 'PARLOR_ISSUER'),
      audiences: audiences.length > 0 ? audiences.filter(isAudience) : undefined,
      proxies: Number(proxies),
      logLevel,
    },
  };
}

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
