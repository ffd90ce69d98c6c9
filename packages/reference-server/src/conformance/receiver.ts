/** Where a server under trial posts its events to: an endpoint on this machine, which only a server that may do so can reach. */
import {createHmac, randomBytes} from 'node:crypto';
import {createServer, type IncomingHttpHeaders, type IncomingMessage} from 'node:http';
import type {AddressInfo} from 'node:net';
import {WebhookEvent} from '@parlor/sdk/protocol';
import * as v from 'valibot';
import {fail, NotOffered, show} from './expect.js';
import type {Person} from './person.js';

export type Posted = {event: WebhookEvent; body: string; headers: IncomingHttpHeaders};

/** Answers as a receiver that was put; it goes with the case. */
export class Receiver {
  readonly secret = `whsec_${randomBytes(32).toString('base64')}`;
  readonly name = `kit-${randomBytes(8).toString('hex')}`;
  readonly posted: Posted[] = [];
  /** The status an event is answered with. */
  status: (event: WebhookEvent) => number = () => 204;
  readonly #server = createServer((request, response) => {
    void this.#take(request).then((status) => response.writeHead(status).end());
  });

  /** Runs a case with a receiver that `host` has put. */
  static async with(host: Person, types: WebhookEvent['type'][], run: (receiver: Receiver) => Promise<void>) {
    const receiver = new Receiver();
    const server = receiver.#server;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    try {
      const reply = await host.ask('webhook.put', {webhook: receiver.name, url, secret: receiver.secret, types});
      if (!reply.ok && (reply.code === 'FORBIDDEN' || reply.code === 'SCHEMA'))
        throw new NotOffered(`the server does not post to ${url}: ${reply.detail ?? reply.code}`);
      if (!reply.ok) fail(`webhook.put was refused with ${show(reply)}`);
      await run(receiver);
    } finally {
      await host.ask('webhook.remove', {webhook: receiver.name});
      server.closeAllConnections();
      server.close();
    }
  }

  async #take(request: IncomingMessage): Promise<number> {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const body = Buffer.concat(pieces).toString('utf8');
    const event = v.parse(WebhookEvent, JSON.parse(body));
    this.posted.push({event, body, headers: request.headers});
    return this.status(event);
  }

  #of(conversation: string): Posted[] {
    return this.posted.filter(({event}) => 'conversation' in event && event.conversation === conversation);
  }

  countOf(conversation: string): number {
    return this.#of(conversation).length;
  }

  /** What came of a conversation, when there are so many. */
  of(conversation: string, count: number): Promise<Posted[]> {
    return this.#until(() => this.#of(conversation), count, 'of the conversation');
  }

  /** What came about these people. */
  about(users: readonly string[], count: number): Promise<Posted[]> {
    const isAbout = ({event}: Posted): boolean => 'user' in event && users.includes(event.user);
    return this.#until(() => this.posted.filter(isAbout), count, 'about these people');
  }

  async #until(find: () => Posted[], count: number, what: string): Promise<Posted[]> {
    const endsAt = Date.now() + 45_000;
    for (;;) {
      const found = find();
      if (found.length >= count) return found;
      if (Date.now() > endsAt) fail(`${found.length} events ${what} came within 45 s instead of ${count}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** What the signature of a request has to be. */
  signatureOf({body, headers}: Posted): string {
    const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
    const key = Buffer.from(this.secret.slice('whsec_'.length), 'base64');
    return `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
  }
}
