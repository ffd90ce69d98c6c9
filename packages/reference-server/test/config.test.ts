import assert from 'node:assert/strict';
import {test} from 'node:test';
import {readConfig} from '../src/config.js';

const secret = 'a secret for tests that is long enough';
const keys = {PARLOR_JWT_SECRET: secret};

test('the defaults, with a key', () => {
  assert.deepEqual(readConfig([], keys), {
    is: 'config',
    config: {
      host: '0.0.0.0',
      port: 3000,
      database: 'parlor.db',
      dev: false,
      demo: undefined,
      origins: [],
      keys: {secret},
      issuer: undefined,
      audiences: undefined,
      proxies: 0,
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
    LOG_LEVEL: 'warn',
  };
  const fromEnvironment = readConfig([], environment);
  assert.ok(fromEnvironment.is === 'config');
  assert.deepEqual(fromEnvironment.config, {
    host: '::1',
    port: 4000,
    database: 'env.db',
    dev: false,
    demo: undefined,
    origins: ['https://a.example', 'https://b.example'],
    keys: {jwksUrl: 'https://host.example/keys'},
    issuer: 'host',
    audiences: ['parlor'],
    proxies: 1,
    logLevel: 'warn',
  });
  const args =
    '--host 127.0.0.1 --port=0 --database x.db --origin https://c.example --origin http://localhost:5173 --jwks-url http://localhost:1/k --issuer i --audience parlor-bot --proxies 2 --log-level error';
  const fromArguments = readConfig(args.split(' '), environment);
  assert.ok(fromArguments.is === 'config');
  assert.deepEqual(fromArguments.config, {
    host: '127.0.0.1',
    port: 0,
    database: 'x.db',
    dev: false,
    demo: undefined,
    origins: ['https://c.example', 'http://localhost:5173'],
    keys: {jwksUrl: 'http://localhost:1/k'},
    issuer: 'i',
    audiences: ['parlor-bot'],
    proxies: 2,
    logLevel: 'error',
  });
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

const wrong: [args: string[], environment: Record<string, string>, sentences: string[]][] = [
  [[], {}, ['Tokens need a key: set PARLOR_JWT_SECRET or PARLOR_JWKS_URL, or use --dev to try the server out.']],
  [['--port', '70000'], keys, ['The port is a whole number from 0 to 65535, not "70000".']],
  [['--port', '3e3'], keys, ['The port is a whole number from 0 to 65535, not "3e3".']],
  [[], {...keys, PORT: 'http'}, ['The port is a whole number from 0 to 65535, not "http".']],
  [['--host', 'http://x/'], keys, ['The host is a name or an address without port, not "http://x/".']],
  [['--port'], keys, ['--port needs a value.']],
  [['--proxies', 'all'], keys, ['The number of proxies is a whole number, not "all".']],
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
    ['--database', 'postgres://x/y'],
    keys,
    ['The database is a file for SQLite or :memory:; "postgres://" addresses are not supported.'],
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
