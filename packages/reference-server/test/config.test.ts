import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {test} from 'node:test';
import {configurationFile, configurationText} from '../../../scripts/configuration-document.js';
import {readConfig} from '../src/config/config.js';
import {help} from '../src/config/help.js';
import {settings, variables} from '../src/config/settings.js';

const secret = 'a secret for tests that is long enough';
const keys = {PARLOR_JWT_SECRET: secret};
const day = 24 * 60 * 60 * 1000;
const vapid = {publicKey: `B${'A'.repeat(86)}`, privateKey: 'A'.repeat(43)};
const hookSecret = `whsec_${'A'.repeat(43)}=`;

test('the help and docs/configuration.md tell of every setting', () => {
  assert.equal(
    readFileSync(configurationFile, 'utf8'),
    configurationText(),
    'node --conditions=source scripts/make-configuration.mjs writes it anew',
  );
  for (const name of Object.keys(settings)) assert.match(help, new RegExp(`^  --${name}( |$)`, 'm'));
  for (const name of Object.keys(variables)) assert.match(help, new RegExp(`^  ${name}( |$)`, 'm'));
  for (const line of help.split('\n')) assert.ok(line.length <= 120, line);
});

test('the defaults, with a key', () => {
  assert.deepEqual(readConfig([], keys), {
    is: 'config',
    config: {
      host: '0.0.0.0',
      port: 3000,
      database: 'parlor.db',
      connections: 10,
      redis: undefined,
      dev: false,
      demo: undefined,
      origins: [],
      keys: {secret},
      issuer: undefined,
      audiences: undefined,
      metrics: undefined,
      proxies: 0,
      addressRate: 1000,
      files: 'parlor.db-files',
      bucket: undefined,
      filesUrl: undefined,
      fileLimits: {},
      directory: 'shared',
      windows: {},
      egressAllow: [],
      webhooks: true,
      push: {keys: undefined, preview: 'full', delayMs: 5_000, digestAfterMs: 86_400_000},
      beforeSend: undefined,
      beforeSendTimeout: 3_000,
      beforeSendOpen: false,
      words: undefined,
      wordsAction: 'refuse',
      newcomerRate: 20,
      retention: undefined,
      keepEdits: false,
      linkPreviews: false,
      logLevel: 'info',
    },
  });
});

test('--dev needs no key, keeps nothing and listens to this machine only', () => {
  const outcome = readConfig(['--dev', '--demo', 'examples/demo'], {});
  assert.ok(outcome.is === 'config');
  const {host, database, dev, demo, keys} = outcome.config;
  assert.deepEqual(
    {host, database, dev, demo, keys},
    {host: '127.0.0.1', database: ':memory:', dev: true, demo: 'examples/demo', keys: undefined},
  );
});

test('arguments go before the environment, and both can say everything', () => {
  const environment = {
    HOST: '::1',
    PORT: '4000',
    DATABASE_URL: 'env.db',
    PARLOR_ORIGINS: 'https://a.example, https://b.example',
    PARLOR_JWKS_URL: 'https://host.example/keys',
    PARLOR_ISSUER: 'host',
    PARLOR_AUDIENCES: 'parlor',
    PARLOR_PROXIES: '1',
    PARLOR_ADDRESS_RATE: '50',
    PARLOR_FILES: '/var/files',
    PARLOR_FILES_URL: 'https://files.example',
    PARLOR_FILE_SIZE: '25',
    PARLOR_FILES_PER_MESSAGE: '0',
    PARLOR_DAILY_UPLOAD: '100',
    PARLOR_KEPT_FILES: '200',
    PARLOR_DIRECTORY: 'everybody',
    PARLOR_EDIT_WINDOW: '15',
    PARLOR_DELETE_WINDOW: '0',
    PARLOR_NEWCOMER_RATE: '6',
    PARLOR_RETENTION: '365, direct=30',
    PARLOR_KEEP_EDITS: 'on',
    PARLOR_LINK_PREVIEWS: 'on',
    PARLOR_EGRESS_ALLOW: 'hooks.internal, 127.0.0.1:4000',
    PARLOR_WEBHOOKS: 'off',
    PARLOR_PUSH_PUBLIC_KEY: vapid.publicKey,
    PARLOR_PUSH_PRIVATE_KEY: vapid.privateKey,
    PARLOR_PUSH_SUBJECT: 'mailto:ops@app.example',
    PARLOR_PUSH_PREVIEW: 'sender',
    PARLOR_PUSH_DELAY: '30',
    PARLOR_DIGEST_AFTER: '48',
    PARLOR_BEFORE_SEND: 'https://app.example/before',
    PARLOR_BEFORE_SEND_SECRET: hookSecret,
    PARLOR_BEFORE_SEND_TIMEOUT: '500',
    PARLOR_BEFORE_SEND_OPEN: 'on',
    PARLOR_WORDS: 'words.txt',
    PARLOR_WORDS_ACTION: 'mask',
    LOG_LEVEL: 'warn',
    REDIS_URL: 'redis://cache',
  };
  const fromEnvironment = readConfig([], environment);
  assert.ok(fromEnvironment.is === 'config');
  assert.deepEqual(fromEnvironment.config, {
    host: '::1',
    port: 4000,
    database: 'env.db',
    connections: 10,
    redis: 'redis://cache',
    dev: false,
    demo: undefined,
    origins: ['https://a.example', 'https://b.example'],
    keys: {jwksUrl: 'https://host.example/keys'},
    issuer: 'host',
    audiences: ['parlor'],
    metrics: undefined,
    proxies: 1,
    addressRate: 50,
    files: '/var/files',
    bucket: undefined,
    filesUrl: 'https://files.example',
    fileLimits: {attachments: 0, fileBytes: 26_214_400, dailyFileBytes: 104_857_600, keptFileBytes: 209_715_200},
    directory: 'everybody',
    windows: {editWindowMs: 900_000},
    egressAllow: ['hooks.internal', '127.0.0.1:4000'],
    webhooks: false,
    push: {
      keys: {subject: 'mailto:ops@app.example', ...vapid},
      preview: 'sender',
      delayMs: 30_000,
      digestAfterMs: 172_800_000,
    },
    beforeSend: {url: 'https://app.example/before', secret: hookSecret},
    beforeSendTimeout: 500,
    beforeSendOpen: true,
    words: 'words.txt',
    wordsAction: 'mask',
    newcomerRate: 6,
    retention: {direct: 30 * day, group: 365 * day, announcement: 365 * day, notifications: 365 * day},
    keepEdits: true,
    linkPreviews: true,
    logLevel: 'warn',
  });
  const args =
    '--host 127.0.0.1 --port=0 --database x.db --database-connections 40 --redis rediss://:hush@cache:6380 --origin https://c.example --origin http://localhost:5173 --jwks-url http://localhost:1/k --issuer i --audience parlor-bot --metrics [::1]:9464 --proxies 2 --address-rate 0 --files f --files-url https://f.example --file-size 1 --files-per-message 9 --directory shared --edit-window 0 --delete-window 60 --egress-allow [::1]:80 --no-webhooks --push-subject https://app.example --push-preview none --push-delay 0 --digest-after 1 --before-send http://[::1]:80/x --before-send-timeout 50 --before-send-open --words w --words-action refuse --newcomer-rate 0 --retention announcement=90 --retention 0 --keep-edits --link-previews --log-level error';
  const fromArguments = readConfig(args.split(' '), environment);
  assert.ok(fromArguments.is === 'config');
  assert.deepEqual(fromArguments.config, {
    host: '127.0.0.1',
    port: 0,
    database: 'x.db',
    connections: 40,
    redis: 'rediss://:hush@cache:6380',
    dev: false,
    demo: undefined,
    origins: ['https://c.example', 'http://localhost:5173'],
    keys: {jwksUrl: 'http://localhost:1/k'},
    issuer: 'i',
    audiences: ['parlor-bot'],
    metrics: {host: '::1', port: 9464},
    proxies: 2,
    addressRate: 0,
    files: 'f',
    bucket: undefined,
    filesUrl: 'https://f.example',
    fileLimits: {attachments: 9, fileBytes: 1_048_576, dailyFileBytes: 104_857_600, keptFileBytes: 209_715_200},
    directory: 'shared',
    windows: {deleteWindowMs: 3_600_000},
    egressAllow: ['[::1]:80'],
    webhooks: false,
    push: {keys: {subject: 'https://app.example', ...vapid}, preview: 'none', delayMs: 0, digestAfterMs: 3_600_000},
    beforeSend: {url: 'http://[::1]:80/x', secret: hookSecret},
    beforeSendTimeout: 50,
    beforeSendOpen: true,
    words: 'w',
    wordsAction: 'refuse',
    newcomerRate: 0,
    retention: {direct: undefined, group: undefined, announcement: 90 * day, notifications: undefined},
    keepEdits: true,
    linkPreviews: true,
    logLevel: 'error',
  });
});

test('files lie in a bucket where one is named, and what it needs is said', () => {
  const named = readConfig(['--files', 's3://our-files/chat'], {
    ...keys,
    S3_ENDPOINT: 'https://s3.example',
    S3_ACCESS_KEY_ID: 'AKIA',
    S3_SECRET_ACCESS_KEY: 'hush',
  });
  assert.ok(named.is === 'config');
  assert.equal(named.config.files, undefined);
  assert.deepEqual(
    [named.config.bucket?.base, named.config.bucket?.prefix],
    ['https://s3.example/our-files/', 'chat/'],
  );
  const wrong = readConfig([], {...keys, PARLOR_FILES: 's3://our-files', S3_REGION: 'x', S3_ACCESS_KEY_ID: 'AKIA'});
  assert.deepEqual(wrong, {
    is: 'mistakes',
    sentences: ['Files in a bucket need the secret of the key: set S3_SECRET_ACCESS_KEY.'],
  });
});

test('an address of Redis that is none is said without repeating it, for it may hold a password', () => {
  for (const redis of ['cache:6379', 'http://cache', 'redis://', 'redis://:hu sh@cache:x']) {
    const outcome = readConfig(['--redis', redis], keys);
    assert.ok(outcome.is === 'mistakes', redis);
    assert.match(outcome.sentences.join(), /^The address of Redis is redis:.*set it in REDIS_URL, or leave it out\.$/);
    assert.ok(!outcome.sentences.join().includes('hu sh'));
  }
});

test('an empty variable counts as none', () => {
  const outcome = readConfig([], {
    ...keys,
    PORT: '',
    PARLOR_ORIGINS: ' , ',
    PARLOR_JWKS_URL: ' ',
    PARLOR_AUDIENCES: '',
  });
  assert.ok(outcome.is === 'config');
  assert.deepEqual([outcome.config.port, outcome.config.origins, outcome.config.audiences], [3000, [], undefined]);
});

test('--help and --version win over everything that is wrong besides', () => {
  assert.deepEqual(readConfig(['--port', 'x', '--help'], {}), {is: 'help'});
  assert.deepEqual(readConfig(['--version', '--nonsense'], {}), {is: 'version'});
});

test('in development everybody is new, and nobody is held to the rate of newcomers', () => {
  const outcome = readConfig(['--dev'], {});
  assert.ok(outcome.is === 'config');
  assert.equal(outcome.config.newcomerRate, 0);
});

const wrong: [args: string[], environment: Record<string, string>, sentences: string[]][] = [
  [[], {}, ['Tokens need a key: set PARLOR_JWT_SECRET or PARLOR_JWKS_URL, or use --dev to try the server out.']],
  [['--port', '70000'], keys, ['The port is a whole number from 0 to 65535, not "70000".']],
  [['--port', '3e3'], keys, ['The port is a whole number from 0 to 65535, not "3e3".']],
  [[], {...keys, PORT: 'http'}, ['The port is a whole number from 0 to 65535, not "http".']],
  [['--host', 'http://x/'], keys, ['The host is a name or an address without port, not "http://x/".']],
  [['--port'], keys, ['--port needs a value.']],
  ...['x', '-1', '1.5', 'channel=3', 'direct=', '36501'].map((rule): (typeof wrong)[number] => [
    [`--retention=${rule}`],
    keys,
    [
      `How long messages are kept is a number of days up to 36500, such as 365, or of one type direct=30, group=0 (for ever), announcement=90 or notifications=90, not "${rule}".`,
    ],
  ]),
  [
    ['--egress-allow', 'https://a'],
    {...keys, PARLOR_WEBHOOKS: 'maybe'},
    [
      'What webhooks may reach is a host such as hooks.internal or 127.0.0.1:8080, not "https://a".',
      'PARLOR_WEBHOOKS is on or off, not "maybe".',
    ],
  ],
  [
    ['--before-send', 'http://app.example', '--before-send-timeout', '5', '--words-action', 'burn'],
    {...keys, PARLOR_BEFORE_SEND_OPEN: 'maybe'},
    [
      'PARLOR_BEFORE_SEND_OPEN is on or off, not "maybe".',
      'The address that is asked before a message is stored is not good: it does not begin with https://; --egress-allow names others.',
      'PARLOR_BEFORE_SEND_SECRET is whsec_ and base64, of 24 bytes or more: echo "whsec_$(openssl rand -base64 32)" makes a good one.',
      'What becomes of messages with words of the list is refuse or mask, not "burn".',
      'The time for an answer before a message is stored, in milliseconds, is a whole number from 50 to 30000, not "5".',
    ],
  ],
  [['--proxies', 'all'], keys, ['The number of proxies is a whole number, not "all".']],
  [['--address-rate', '1.5'], keys, ['The rate of one address is a whole number of requests a second, not "1.5".']],
  [
    ['--port', '--dev'],
    {},
    [
      '--port needs a value.',
      'Tokens need a key: set PARLOR_JWT_SECRET or PARLOR_JWKS_URL, or use --dev to try the server out.',
    ],
  ],
  [['--port', '1', '--port', '2'], keys, ['--port is there twice.']],
  [['--dev=yes'], {}, ['--dev takes no value.']],
  [['--metrics', '9464'], keys, ['The metrics\' address is ADDRESS:PORT such as 127.0.0.1:9464, not "9464".']],
  [['--directory', 'all'], keys, ['Whom people find by name is shared or everybody, not "all".']],
  [['--edit-window', '1h'], keys, ['The time for edits in minutes is a whole number from 0 to 5256000, not "1h".']],
  [['--file-size', '501'], keys, ['The size of a file in MB is a whole number from 1 to 500, not "501".']],
  [
    ['--files-url', 'files.example'],
    keys,
    ['The address of files is one such as https://files.example.com, not "files.example".'],
  ],
  [['--newcomer-rate', '1.5'], keys, ['The newcomers\' rate is a whole number of messages a minute, not "1.5".']],
  [
    ['--prot', '1'],
    keys,
    ['There is no option --prot; --help lists them.', '"1" is not an option; --help lists them.'],
  ],
  [['--__proto__'], keys, ['There is no option --__proto__; --help lists them.']],
  [['serve'], keys, ['"serve" is not an option; --help lists them.']],
  [
    ['--log-level', 'loud'],
    keys,
    ['The log level is one of trace, debug, info, warn, error, fatal, silent, not "loud".'],
  ],
  [
    ['--database', 'mysql://x/y'],
    keys,
    ['The database is a file for SQLite, postgres://… or :memory:; "mysql://" addresses are not supported.'],
  ],
  [
    ['--database', 'postgres://ann:a/b@:x/y'],
    keys,
    [
      'The address of the database is postgres://USER:PASSWORD@HOST/DATABASE; characters such as @ and / in the password are written as %40 and %2F.',
    ],
  ],
  [
    ['--database-connections', '1'],
    keys,
    ['The number of connections to the database is a whole number from 2 to 9999, not "1".'],
  ],
  [
    ['--origin', '*'],
    keys,
    ['An origin is one address such as https://app.example.com; "*" would let every web page in.'],
  ],
  [
    ['--origin', 'app.example.com'],
    keys,
    ['An origin is an address such as https://app.example.com, not "app.example.com".'],
  ],
  [['--origin', 'null'], keys, ['An origin is an address such as https://app.example.com, not "null".']],
  [
    ['--origin', 'https://App.example.com/chat'],
    keys,
    [
      'An origin has no path and is written in lower case: "https://app.example.com" instead of "https://App.example.com/chat".',
    ],
  ],
  [['--audience', 'parlors'], keys, ['The audience is parlor, parlor-bot or parlor-admin, not "parlors".']],
  [
    [],
    {PARLOR_JWT_SECRET: 'short'},
    ['The JWT secret has at least 32 bytes; "openssl rand -base64 48" makes a good one.'],
  ],
  [['--jwks-url', 'https://x/y'], keys, ['Give a secret or a JWKS address, not both.']],
  [
    [],
    {PARLOR_JWKS_URL: 'http://host.example/keys'},
    ['The JWKS address begins with https:// (http:// on this machine only), unlike "http://host.example/keys".'],
  ],
  [
    ['--dev'],
    {PARLOR_JWKS_URL: 'https://host.example/keys'},
    ['--dev signs its own tokens and cannot with a JWKS address; leave one of them out.'],
  ],
  [['--demo', 'x'], keys, ['--demo needs --dev, because its page asks the server for tokens.']],
  [
    ['--port', 'x', '--log-level', 'y'],
    keys,
    [
      'The port is a whole number from 0 to 65535, not "x".',
      'The log level is one of trace, debug, info, warn, error, fatal, silent, not "y".',
    ],
  ],
];

for (const [args, environment, sentences] of wrong) {
  test(`${
    [
      ...Object.entries(environment)
        .filter(([name]) => !(name in keys) || environment !== keys)
        .map(([name, value]) => `${name}=${value}`),
      ...args,
    ].join(' ') || 'nothing'
  }: ${sentences[0]}`, () => {
    assert.deepEqual(readConfig(args, environment), {is: 'mistakes', sentences});
  });
}

test('push wants two keys and whom to write to, and its secret is never repeated', () => {
  const wrong = (more: Record<string, string>): string => {
    const outcome = readConfig([], {...keys, ...more});
    assert.ok(outcome.is === 'mistakes');
    return outcome.sentences.join(' ');
  };
  const whole = {
    PARLOR_PUSH_PUBLIC_KEY: vapid.publicKey,
    PARLOR_PUSH_PRIVATE_KEY: vapid.privateKey,
    PARLOR_PUSH_SUBJECT: 'mailto:ops@app.example',
  };
  assert.ok(readConfig([], {...keys, ...whole}).is === 'config');
  assert.match(wrong({PARLOR_PUSH_SUBJECT: 'mailto:ops@app.example'}), /push-keys makes them/);
  const half = wrong({...whole, PARLOR_PUSH_PUBLIC_KEY: '', PARLOR_PUSH_PRIVATE_KEY: 'hush-hush'});
  assert.match(half, /87 and 43 characters/);
  assert.ok(!half.includes('hush-hush'));
  assert.match(wrong({...whole, PARLOR_PUSH_SUBJECT: 'ops'}), /whom to write to.*not "ops"/);
  assert.match(wrong({...whole, PARLOR_PUSH_PREVIEW: 'all'}), /full, sender, none, not "all"/);
  assert.match(wrong({...whole, PARLOR_PUSH_DELAY: '3601'}), /up to 3600, not "3601"/);
  for (const hours of ['0', '721', '1.5'])
    assert.match(wrong({...whole, PARLOR_DIGEST_AFTER: hours}), /from 1 to 720, not/);
});
