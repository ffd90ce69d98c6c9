/** A server as a process of its own, with a database on the disk, and a receiver of what it posts. */
import assert from 'node:assert/strict';
import {type ChildProcess, spawn} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {createServer, type IncomingMessage, type Server, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after} from 'node:test';
import {fileURLToPath} from 'node:url';
import type {Webhook, WebhookEvent, Written} from '@parlor/sdk/protocol';
import {SignJWT} from 'jose';
import {nanoid} from 'nanoid';
import {verifyWebhook} from '../src/egress/sign.js';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
export const folder = mkdtempSync(join(tmpdir(), 'parlor-webhooks-'));
export const key = 'a secret for tests that is long enough';
export const secret = `whsec_${Buffer.from('x'.repeat(32)).toString('base64')}`;
const open = new Set<{end(): unknown}>();
after(async () => {
  for (const one of open) await one.end();
  rmSync(folder, {recursive: true});
});

/** A receiver that checks every signature, remembers what it took, and answers what it is told to. */
export class Receiver {
  readonly taken: WebhookEvent[] = [];
  readonly attempts: string[] = [];
  answer: (response: ServerResponse, event: WebhookEvent) => void = (response) => response.writeHead(204).end();
  #server: Server | undefined;
  port = 0;

  async start(): Promise<this> {
    const server = createServer((request, response) => void this.#take(request, response));
    this.#server = server;
    open.add(this);
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve));
    this.port = (server.address() as AddressInfo).port;
    return this;
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const body = Buffer.concat(pieces);
    const event = JSON.parse(body.toString()) as WebhookEvent;
    assert.equal(verifyWebhook(body, request.headers, secret), event.id);
    this.attempts.push(event.id);
    response.once('finish', () => {
      if (response.statusCode < 300) this.taken.push(event);
    });
    this.answer(response, event);
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/hook`;
  }

  words(conversation: string): string[] {
    return this.taken.flatMap((event) =>
      event.type === 'message.created' && event.conversation === conversation && event.message.content.kind === 'text'
        ? [event.message.content.text]
        : [],
    );
  }

  async end(): Promise<void> {
    open.delete(this);
    this.#server?.closeAllConnections();
    await new Promise((resolve) => this.#server?.close(resolve));
  }
}

/** A server that can be asked. */
type Asked = {url: string};
export type Running = Asked & {child: ChildProcess; kill(): Promise<void>; end(): Promise<void>; out(): string};

/** The server as a process of its own. */
export async function launch(
  database: string,
  args: readonly string[] = [],
  environment: Record<string, string> = {},
): Promise<Running> {
  const allow = args.includes('--egress-allow') ? [] : ['--egress-allow', '127.0.0.1'];
  const child = spawn(
    process.execPath,
    [
      '--conditions=source',
      '--import',
      'tsx',
      main,
      '--database',
      database,
      '--port',
      '0',
      '--host',
      '127.0.0.1',
      ...allow,
      ...args,
    ],
    {env: {PATH: process.env.PATH, PARLOR_JWT_SECRET: key, ...environment}, stdio: ['ignore', 'pipe', 'inherit']},
  );
  let out = '';
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout?.on('data', (part) => {
      out += String(part);
      const found = /"url":"(http:[^"]+)"/.exec(out)?.[1];
      if (found) resolve(found);
    });
    child.once('exit', (code) => reject(new Error(`it ended with ${code}`)));
  });
  const running: Running = {
    ...{child, url},
    out: () => out,
    async kill() {
      open.delete(running);
      child.kill('SIGKILL');
      await gone;
    },
    end: () => running.kill(),
  };
  open.add(running);
  return running;
}

const tokenOf = (user: string, aud: string): Promise<string> =>
  new SignJWT({sub: user, aud})
    .setProtectedHeader({alg: 'HS256'})
    .setIssuedAt()
    .setExpirationTime('10m')
    .sign(new TextEncoder().encode(key));

/** Asks once more when it is told to wait for a moment, as a client does: what is refused for the rate did nothing. */
export async function ask<Answer>(running: Asked, user: string, line: string, body?: object): Promise<Answer> {
  const [method, path] = line.split(' ') as [string, string];
  const token = await tokenOf(user, user === 'shop' ? 'parlor-admin' : 'parlor-bot');
  const response = await fetch(`${running.url}/v1${path}`, {
    method,
    headers: {authorization: `Bearer ${token}`, ...(body && {'content-type': 'application/json'})},
    ...(body && {body: JSON.stringify(body)}),
  });
  const answer = (await response.json()) as Answer & {code?: string; retryAfterMs?: number};
  if (answer.code === 'RATE_LIMITED' && answer.retryAfterMs) {
    await new Promise((resolve) => setTimeout(resolve, answer.retryAfterMs));
    return ask(running, user, line, body);
  }
  if (!response.ok) throw new Error(JSON.stringify(answer));
  return answer;
}

export const newPlace = async (running: Asked, members: readonly string[] = ['ben']): Promise<string> =>
  (await ask<Written>(running, 'ann', 'POST /conversations', {title: 'Place', members})).conversation as string;

export const send = (running: Asked, conversation: string, text: string, user = 'ann'): Promise<Written> =>
  ask(running, user, `PUT /conversations/${conversation}/messages/${nanoid()}`, {content: {text}});

export const register = (running: Asked, url: string): Promise<Webhook> =>
  ask(running, 'shop', 'PUT /host/webhooks/shop', {url, secret});

export const listed = async (running: Asked): Promise<Webhook> =>
  (await ask<{webhooks: Webhook[]}>(running, 'shop', 'GET /host/webhooks')).webhooks[0] as Webhook;

export async function until(what: string, isSo: () => boolean | Promise<boolean>, ms = 20_000): Promise<void> {
  const signal = AbortSignal.timeout(ms);
  while (!(await isSo())) {
    if (signal.aborted) assert.fail(`it never came true: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
