// `npm run test:cluster`: what needs PostgreSQL and Redis. The tests named *.cluster.test.ts, the tests of the domain over a
// PostgreSQL store, and the conformance kit against a server on one. Ends with one line: N passed, N failed.
//   DATABASE_URL              a server to use instead of one of the tests' own, which is begun for them and gone afterwards;
//                             the tests make databases there, and drop them
//   anything else             only the files whose path contains one of the words
// Tests that stop and kill servers begin their own in any case.

import {randomBytes} from 'node:crypto';
import {parseArgs} from 'node:util';
import {ensureBuilt} from './build.mjs';
import {ensureServers, startPostgres} from './own-servers.mjs';
import {close, runEach, total} from './results.mjs';
import {ensureDependencies, runScript} from './setup.mjs';
import {isWanted, testFiles} from './test-files.mjs';

const nodeTest = ['--conditions=source', '--import', 'tsx', '--test-reporter=./scripts/node-test-reporter.mjs'];
/** Tests that make their worlds over whatever store there is. */
const overAnyStore = /^packages\/reference-server\/test\/domain-[a-z-]+\.test\.ts$/;
/** Three processes and more in each, or a clock that runs: beside others they would measure those. */
const runsAlone = /\/conformance\/|\/cluster-[a-z]+\.cluster\.test\.ts$/;
/** Servers as processes of their own, from what is published. */
const needsBuild = /\/cluster-[a-z]+\.cluster\.test\.ts$/;
const sentence = (error) => error.message || error.errors?.[0]?.message || String(error);
const nameOf = (url) => (URL.canParse(url) ? `${new URL(url).hostname}:${new URL(url).port || 5432}` : 'DATABASE_URL');

await runScript(async () => {
  const {positionals} = parseArgs({allowPositionals: true});
  ensureDependencies();
  ensureServers();
  const {cluster, node} = testFiles();
  const files = [...cluster, ...node.filter((file) => overAnyStore.test(file))];
  const wanted = files.filter((file) => isWanted(file, positionals));
  if (wanted.some((file) => needsBuild.test(file))) ensureBuilt();
  const given = process.env.DATABASE_URL;
  const own = given === undefined ? await startPostgres() : undefined;
  const server = given ?? own.url;
  const {default: pg} = await import('pg');
  await ensureAnswer(pg, server);
  const prefix = `parlor_test_${randomBytes(6).toString('hex')}`;
  process.env.PARLOR_TEST_POSTGRES = server;
  process.env.PARLOR_TEST_PREFIX = prefix;
  const run = (name, concurrency, some) =>
    runEach({
      name,
      args: nodeTest,
      concurrency,
      timeoutMinutes: 8,
      acceptSkip: () => undefined,
      triesAgain: Boolean(process.env.CI),
      files: some,
    });
  try {
    const together = wanted.filter((file) => !runsAlone.test(file));
    const alone = wanted.filter((file) => runsAlone.test(file));
    close(total([await run('tests of a database', 2, together), await run('tests that run alone', 1, alone)]));
  } finally {
    if (own) await own[Symbol.asyncDispose]();
    else await drop(pg, server, prefix);
  }
});

async function ensureAnswer(pg, server) {
  const client = new pg.Client({connectionString: server, connectionTimeoutMillis: 5_000});
  try {
    await client.connect();
    await client.query('select 1');
  } catch (error) {
    throw new Error(
      `PostgreSQL at ${nameOf(server)} does not answer (${sentence(error)}): leave DATABASE_URL out, or start it.`,
    );
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** What the tests left behind. */
async function drop(pg, server, prefix) {
  const client = new pg.Client({connectionString: server});
  await client.connect();
  try {
    const {rows} = await client.query('select datname from pg_database where starts_with(datname, $1)', [prefix]);
    for (const {datname} of rows) await client.query(`drop database if exists "${datname}" with (force)`);
  } finally {
    await client.end();
  }
}
