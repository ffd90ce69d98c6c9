import assert from 'node:assert/strict';
import {type ChildProcessWithoutNullStreams, spawn} from 'node:child_process';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import type {AddressInfo} from 'node:net';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, test} from 'node:test';
import {fileURLToPath} from 'node:url';
import {startS3} from './s3-server.js';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const secret = 'a secret for tests that is long enough';

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parlor-main-'));
});
after(() => rm(folder, {recursive: true}));

function launch(args: string[], environment: Record<string, string> = {}): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, ['--conditions=source', '--import', 'tsx', main, ...args], {
    env: {PATH: process.env.PATH, PARLOR_JWT_SECRET: secret, ...environment},
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    timeout: 30_000,
  });
}

/** Runs to the end: its exit code and what it said. */
async function outcome(
  child: ChildProcessWithoutNullStreams,
): Promise<{code: number | null; out: string; err: string}> {
  let [out, err] = ['', ''];
  child.stdout.on('data', (part) => (out += part));
  child.stderr.on('data', (part) => (err += part));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return {code, out, err};
}

test('everything that is wrong on the command line is said at once, and the exit code is 2', async () => {
  const {code, out, err} = await outcome(launch(['--port', 'x', '--origin', '*']));
  assert.deepEqual(
    [code, out, err.split('\n')],
    [
      2,
      '',
      [
        'parlor-server: The port is a whole number from 0 to 65535, not "x".',
        'parlor-server: An origin is one address such as https://app.example.com; "*" would let every web page in.',
        '',
      ],
    ],
  );
});

test('--version and --help answer and end', async () => {
  const [version, help] = await Promise.all([outcome(launch(['--version'])), outcome(launch(['--help']))]);
  assert.deepEqual([version.code, version.err, /^\d+\.\d+\.\d+\n$/.test(version.out)], [0, '', true]);
  assert.match(help.out, /--jwks-url URL/);
  assert.ok(help.out.split('\n').every((line) => line.length <= 120));
});

test('a bucket that is not there is one sentence and exit code 1; one that is there takes the files', async (context) => {
  const s3 = await startS3();
  context.after(() => s3.close());
  const {bucket, keyId, secret: key, region} = s3.settings;
  const environment = {S3_ENDPOINT: s3.url, S3_REGION: region, S3_ACCESS_KEY_ID: keyId, S3_SECRET_ACCESS_KEY: key};
  const arguments_ = (name: string) => ['--dev', '--port', '0', '--files', `s3://${name}/chat`];
  const {code, err} = await outcome(launch(arguments_('no-such'), environment));
  assert.deepEqual([code, /^parlor-server: There is no bucket no-such at http:.*; --files names/.test(err)], [1, true]);
  const server = launch(arguments_(bucket), environment);
  const ended = outcome(server);
  server.stdout.on('data', (part) => String(part).includes('Parlor listens') && server.kill('SIGTERM'));
  assert.equal((await ended).code, 0);
  assert.ok(s3.seen.some(({method, key: probe}) => method === 'PUT' && probe.startsWith('chat/probe.')));
});

test('a port in use, a database that is none and a missing folder are one sentence each and exit code 1', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const {port} = other.address() as AddressInfo;
  const notDatabase = join(folder, 'notes.txt');
  await writeFile(notDatabase, 'these are my notes, not a database, and they shall stay what they are\n'.repeat(20));
  const missing = join(folder, 'nowhere/x.db');
  const [inUse, noDatabase, noFolder] = await Promise.all([
    outcome(launch(['--dev', '--port', String(port)])),
    outcome(launch(['--dev', '--port', '0', '--database', notDatabase])),
    outcome(launch(['--dev', '--port', '0', '--database', missing])),
  ]);
  other.close();
  assert.deepEqual(
    [inUse.code, inUse.err],
    [1, `parlor-server: Port ${port} is in use; --port takes another one, and 0 any free one.\n`],
  );
  assert.deepEqual([noDatabase.code, noDatabase.err], [1, `parlor-server: ${notDatabase} is not a database.\n`]);
  assert.equal(noFolder.code, 1);
  assert.match(noFolder.err, /^parlor-server: \S+nowhere\/x\.db cannot be opened: [^\n]+\.\n$/);
});

test('doctor looks at a database and at nothing else', async () => {
  const missing = join(folder, 'none.db');
  const {code, out, err} = await outcome(launch(['doctor', '--database', missing]));
  assert.deepEqual([code, out, err], [2, '', `parlor-server doctor: There is no database ${missing}.\n`]);
  const help = await outcome(launch(['doctor', '--help']));
  assert.deepEqual([help.code, help.err, /Exit codes: 0 no difference/.test(help.out)], [0, '', true]);
});

test('it listens, answers, hands out a token in development, and stops with 0 at SIGTERM', async () => {
  const child = launch(['--dev', '--port', '0']);
  const ended = outcome(child);
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (part: Buffer) => {
      const [found] = /http:\/\/[\d.]+:\d+/.exec(String(part)) ?? [];
      if (found !== undefined) resolve(found);
    });
    child.on('close', () => reject(new Error('it ended')));
  });
  assert.equal((await fetch(`${url}/readyz`)).status, 200);
  const {token} = (await (await fetch(`${url}/dev/token?user=ann`, {method: 'POST'})).json()) as {token: string};
  const answer = await fetch(`${url}/v1/me/totals`, {headers: {authorization: `Bearer ${token}`, origin: url}});
  assert.deepEqual([answer.status, await answer.json()], [200, {unread: 0, mentions: 0, conversations: 0}]);
  child.kill('SIGTERM');
  assert.deepEqual([(await ended).code, child.signalCode], [0, null]);
});
