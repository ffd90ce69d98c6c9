/**
 * Every setting of the server, once: what the command line takes, what the environment is read for, the help, and docs/configuration.md.
 * A setting given as an option goes before its variable.
 */
import {smallestSecretBytes} from '../auth/tokens.js';
import {logLevels} from '../log.js';

export type Setting = {
  /** What it takes, as the help names it; none: it is there or not. */
  value?: string;
  /** May be there several times; in a variable its values stand between commas. */
  many?: true;
  variable?: string;
  /** What the variable of one without a value says where the option is there; it says the other otherwise. */
  means?: 'on' | 'off';
  says: string;
  /** What it is where nobody sets it. */
  usual?: string;
  /** Where more is said, from docs/. */
  see?: string;
};

/** By the name of the option, in the order of the help. */
export const settings = {
  host: {value: 'ADDRESS', variable: 'HOST', says: 'where to listen', usual: '0.0.0.0, with --dev 127.0.0.1'},
  port: {value: 'NUMBER', variable: 'PORT', says: '0 takes any free port', usual: '3000'},
  database: {
    value: 'NAME',
    variable: 'DATABASE_URL',
    says: 'SQLite file, postgres://USER:PASSWORD@HOST/DATABASE, or :memory: for nothing kept',
    usual: 'parlor.db, with --dev :memory:',
    see: 'guides/server.md#on-postgresql',
  },
  'database-connections': {
    value: 'NUMBER',
    variable: 'PARLOR_DATABASE_CONNECTIONS',
    says: 'to PostgreSQL, at most',
    usual: '10',
  },
  redis: {
    value: 'URL',
    variable: 'REDIS_URL',
    says: 'redis://:PASSWORD@HOST:PORT (rediss:// with TLS), for several nodes on PostgreSQL',
    see: 'guides/server.md#several-nodes',
  },
  origin: {value: 'URL', many: true, variable: 'PARLOR_ORIGINS', says: 'a web origin that may connect'},
  'jwt-secret': {
    value: 'TEXT',
    variable: 'PARLOR_JWT_SECRET',
    says: `shared secret for HS256 tokens, at least ${smallestSecretBytes} bytes; better in the variable, for other users of the machine see arguments`,
    see: 'guides/server.md#tokens',
  },
  'jwks-url': {value: 'URL', variable: 'PARLOR_JWKS_URL', says: "the host's public keys, instead of a secret"},
  issuer: {value: 'TEXT', variable: 'PARLOR_ISSUER', says: 'the iss every token must have'},
  audience: {
    value: 'NAME',
    many: true,
    variable: 'PARLOR_AUDIENCES',
    says: 'accept only this audience: parlor, parlor-bot or parlor-admin',
    usual: 'all three',
  },
  metrics: {
    value: 'ADDRESS:PORT',
    variable: 'PARLOR_METRICS',
    says: 'where Prometheus reads /metrics, a door of its own; keep it from the world',
    see: 'guides/server.md#watching-it',
  },
  proxies: {
    value: 'NUMBER',
    variable: 'PARLOR_PROXIES',
    says: 'reverse proxies in front, each adding to X-Forwarded-For',
    usual: '0',
  },
  'address-rate': {
    value: 'NUMBER',
    variable: 'PARLOR_ADDRESS_RATE',
    says: 'requests and connections a second from one address, after ten times as many at once; 0: as many as come',
    usual: '1000',
    see: 'guides/server.md#who-comes-too-often',
  },
  files: {
    value: 'PLACE',
    variable: 'PARLOR_FILES',
    says: 'where files in messages lie: a folder, with several nodes one for all of them, or s3://BUCKET/PREFIX with the variables below',
    usual: 'beside the SQLite file, as parlor.db-files; with PostgreSQL there are no files without it',
    see: 'guides/server.md#files-in-a-bucket',
  },
  'files-url': {
    value: 'URL',
    variable: 'PARLOR_FILES_URL',
    says: 'another name of this server, from which files are read: https://files.example.com',
  },
  'file-size': {value: 'MB', variable: 'PARLOR_FILE_SIZE', says: 'of one file, at most', usual: '10'},
  'files-per-message': {
    value: 'NUMBER',
    variable: 'PARLOR_FILES_PER_MESSAGE',
    says: 'at most; 0: no files',
    usual: '5',
  },
  'daily-upload': {value: 'MB', variable: 'PARLOR_DAILY_UPLOAD', says: 'of one person in a day', usual: '250'},
  'kept-files': {value: 'MB', variable: 'PARLOR_KEPT_FILES', says: 'of one person in all', usual: '1024'},
  'egress-allow': {
    value: 'HOST[:PORT]',
    many: true,
    variable: 'PARLOR_EGRESS_ALLOW',
    says: 'where webhooks may go besides public addresses over https',
    usual: 'nowhere; with --dev localhost, 127.0.0.1, [::1]',
    see: 'guides/webhooks.md',
  },
  'no-webhooks': {
    variable: 'PARLOR_WEBHOOKS',
    means: 'off',
    says: 'nobody may have events posted; endpoints there are are removed',
  },
  'push-subject': {
    value: 'URL',
    variable: 'PARLOR_PUSH_SUBJECT',
    says: 'whom push services may write to: mailto:you@example.com or an https address; with it and the two keys of push-keys browsers are told of what people miss',
    see: 'guides/push.md',
  },
  'push-preview': {
    value: 'WHAT',
    variable: 'PARLOR_PUSH_PREVIEW',
    says: 'what a notice says: full, sender (who, and where) or none',
    usual: 'full',
  },
  'push-delay': {
    value: 'SECONDS',
    variable: 'PARLOR_PUSH_DELAY',
    says: 'in which people may read by themselves what they would be told of',
    usual: '5',
  },
  'digest-after': {
    value: 'HOURS',
    variable: 'PARLOR_DIGEST_AFTER',
    says: 'after which your backend is told of all that somebody has not read, if it asked for it',
    usual: '24',
    see: 'guides/push.md#a-mail-of-what-was-missed',
  },
  'before-send': {
    value: 'URL',
    variable: 'PARLOR_BEFORE_SEND',
    says: 'asked before a message is stored or changed; requests are signed with PARLOR_BEFORE_SEND_SECRET',
    see: 'guides/webhooks.md#ask-before-a-message-is-stored',
  },
  'before-send-timeout': {
    value: 'MS',
    variable: 'PARLOR_BEFORE_SEND_TIMEOUT',
    says: 'how long that may take',
    usual: '3000',
  },
  'before-send-open': {
    variable: 'PARLOR_BEFORE_SEND_OPEN',
    means: 'on',
    says: 'without an answer messages are stored as they are; else they wait',
  },
  words: {value: 'FILE', variable: 'PARLOR_WORDS', says: 'words that are not to be said, one a line'},
  'words-action': {
    value: 'ACTION',
    variable: 'PARLOR_WORDS_ACTION',
    says: 'what becomes of messages with them: refuse or mask',
    usual: 'refuse',
  },
  'newcomer-rate': {
    value: 'NUMBER',
    variable: 'PARLOR_NEWCOMER_RATE',
    says: "messages a minute in a person's first day, after the first 20; 0: as everybody else",
    usual: '20, with --dev 0',
  },
  retention: {
    value: 'DAYS',
    many: true,
    variable: 'PARLOR_RETENTION',
    says: 'how old messages may become before they are deleted for everybody, or TYPE=DAYS for direct, group, announcement or notifications; 0: for ever',
    usual: 'for ever',
  },
  directory: {
    value: 'WHO',
    variable: 'PARLOR_DIRECTORY',
    says: 'whom people find by name: shared (those they are in a conversation with) or everybody',
    usual: 'shared',
    see: 'guides/server.md#who-finds-whom',
  },
  'edit-window': {
    value: 'MINUTES',
    variable: 'PARLOR_EDIT_WINDOW',
    says: 'how long after it was sent a message may be edited; 0: for ever',
    usual: '0',
    see: 'guides/server.md#editing-and-deleting',
  },
  'delete-window': {
    value: 'MINUTES',
    variable: 'PARLOR_DELETE_WINDOW',
    says: 'how long its author may delete it for everybody, who moderates there at any time; 0: for ever',
    usual: '0',
    see: 'guides/server.md#editing-and-deleting',
  },
  'keep-edits': {
    variable: 'PARLOR_KEEP_EDITS',
    means: 'on',
    says: 'keeps what messages said before they were edited, for your backend to read',
    see: 'guides/server.md#keeping-what-was-edited',
  },
  'link-previews': {
    variable: 'PARLOR_LINK_PREVIEWS',
    means: 'on',
    says: 'looks at the first link of a message and shows what its page says of itself; pages are fetched from public addresses alone',
    see: 'guides/server.md#previews-of-links',
  },
  dev: {
    says: 'hands out tokens to anybody who asks: never where others can connect',
    see: 'guides/server.md#try-it-out',
  },
  demo: {value: 'FOLDER', says: 'serves the demo page from this folder; needs --dev'},
  'log-level': {value: 'LEVEL', variable: 'LOG_LEVEL', says: logLevels.join(', '), usual: 'info'},
} as const satisfies Readonly<Record<string, Setting>>;

export type SettingName = keyof typeof settings;

/** Secrets, and what belongs to them: in the environment alone, where other users of the machine do not see them. */
export const variables = {
  PARLOR_PUSH_PUBLIC_KEY: {says: 'one of the two keys of parlor-server push-keys'},
  PARLOR_PUSH_PRIVATE_KEY: {says: 'the other'},
  PARLOR_BEFORE_SEND_SECRET: {
    says: 'what requests of --before-send are signed with: whsec_ and base64 of 24 bytes or more',
  },
  S3_ACCESS_KEY_ID: {says: 'the key of the bucket of --files'},
  S3_SECRET_ACCESS_KEY: {says: 'its secret'},
  S3_SESSION_TOKEN: {says: 'for keys that are for a while'},
  S3_REGION: {says: 'where the bucket is', usual: 'none; us-east-1 with S3_ENDPOINT'},
  S3_ENDPOINT: {says: 'the address of a service that speaks like Amazon’s'},
  S3_PATH_STYLE: {
    says: 'on or off: whether the bucket stands in the path',
    usual: 'off; on with S3_ENDPOINT or a bucket with dots',
  },
  S3_DOWNLOADS: {says: 'direct: readers are sent to the bucket; server: they read from this server', usual: 'server'},
} as const satisfies Readonly<Record<string, Pick<Setting, 'says' | 'usual'>>>;
