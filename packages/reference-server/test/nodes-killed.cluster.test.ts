/** A node of several is killed in the middle of its work: a process of its own, as it would be. */
import assert from 'node:assert/strict';
import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {createInterface} from 'node:readline';
import {test} from 'node:test';
import {fileURLToPath} from 'node:url';
import type {OutputOf} from '@parlor/sdk/protocol';
import {SignJWT} from 'jose';
import {newDatabase} from './postgres.js';
import {newId} from './world.js';

const secret = 'a secret for tests that is long enough';
const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

async function startProcess(database: string): Promise<{url: string; child: ChildProcess}> {
  const args = ['--conditions=source', '--import', 'tsx', main, '--host', '127.0.0.1', '--port', '0'];
  const child = spawn(process.execPath, args, {
    env: {...process.env, DATABASE_URL: database, PARLOR_JWT_SECRET: secret},
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({input: child.stdout})) {
    const {url} = JSON.parse(line) as {url?: string};
    if (url === undefined) continue;
    child.stdout.resume();
    return {url, child};
  }
  throw new Error('the server ended before it listened');
}

async function stop(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill(signal);
  await exited;
}

const token = (user: string): Promise<string> =>
  new SignJWT({sub: user, aud: 'parlor-bot'})
    .setProtectedHeader({alg: 'HS256'})
    .setIssuedAt()
    .setExpirationTime('10m')
    .sign(new TextEncoder().encode(secret));

test('what a killed node had acknowledged is on the others, once, in one order without a hole (I1, I2)', async () => {
  const database = await newDatabase();
  const nodes = await Promise.all([startProcess(database), startProcess(database)]);
  const [killed, other] = nodes;
  try {
    const bearer = await token('ann');
    const ask = async (url: string, method: string, path: string, body?: unknown): Promise<Response> =>
      fetch(url + path, {
        method,
        headers: {authorization: `Bearer ${bearer}`, 'content-type': 'application/json'},
        ...(body !== undefined && {body: JSON.stringify(body)}),
        signal: AbortSignal.timeout(10_000),
      });
    assert.ok(killed && other);
    const made = await ask(killed.url, 'POST', '/v1/conversations', {title: 'Group', members: ['ben']});
    assert.ok(made.ok, `${made.status}`);
    const {conversation} = (await made.json()) as {conversation: string};
    const path = `/v1/conversations/${conversation}/messages`;

    const acknowledged: string[] = [];
    /** Until the node is gone; what it was asked last is asked of the other one. */
    const talk = async (): Promise<void> => {
      for (;;) {
        const id = newId();
        const send = (url: string) => ask(url, 'PUT', `${path}/${id}`, {content: {text: 'word'}});
        const reply = await send(killed.url).catch(() => undefined);
        if (reply?.status === 429) continue;
        if (reply === undefined) {
          assert.ok((await send(other.url)).ok, 'the repetition is taken by the other node');
          acknowledged.push(id);
          return;
        }
        assert.ok(reply.ok, `${reply.status}`);
        acknowledged.push(id);
        if (acknowledged.length === 12) void stop(killed.child, 'SIGKILL');
      }
    };
    await Promise.all(Array.from({length: 4}, talk));

    const page = await ask(other.url, 'GET', `${path}?limit=100`);
    const {messages} = (await page.json()) as OutputOf<'history.page'>;
    const ids = messages.map(({id}) => id);
    for (const id of acknowledged) assert.equal(ids.filter((one) => one === id).length, 1, `${id} is there once`);
    assert.deepEqual(
      messages.map(({seq}) => seq),
      messages.map((_, index) => index + 2),
    );
    assert.equal((await ask(other.url, 'GET', '/readyz')).status, 200);
  } finally {
    for (const {child} of nodes) await stop(child, 'SIGTERM');
  }
});
