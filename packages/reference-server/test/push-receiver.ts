/**
 * A push service and the browsers behind it: an http server that checks who speaks to it (RFC 8292) and reads what is said as a browser
 * would (RFC 8188 and RFC 8291), written down here from the RFCs and with Node's own cryptography.
 */
import assert from 'node:assert/strict';
import {createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify} from 'node:crypto';
import {createServer, type IncomingHttpHeaders, type IncomingMessage} from 'node:http';
import type {AddressInfo} from 'node:net';
import type {InputOf, PushNotice} from '@parlor/sdk/protocol';

export type MessageNotice = Extract<PushNotice, {type: 'message'}>;
export type NotificationNotice = Extract<PushNotice, {type: 'notification'}>;
export type Pushed = {browser: Browser; notice: PushNotice; headers: IncomingHttpHeaders};

/** What a browser has: keys, and an address at its push service. */
export class Browser {
  readonly #pair = createECDH('prime256v1');
  readonly #auth = randomBytes(16);
  readonly #publicKey = this.#pair.generateKeys();
  readonly endpoint: string;

  constructor(endpoint: string) {
    this.endpoint = endpoint;
  }

  get subscription(): InputOf<'push.subscribe'> {
    return {
      endpoint: this.endpoint,
      keys: {p256dh: this.#publicKey.toString('base64url'), auth: this.#auth.toString('base64url')},
    };
  }

  /** RFC 8291, 3.4: the secret of the two keys, mixed with what only the browser and who it gave its keys to know. */
  read(body: Buffer): PushNotice {
    const salt = body.subarray(0, 16);
    const recordSize = body.readUInt32BE(16);
    const keyLength = body.readUInt8(20);
    const senderKey = body.subarray(21, 21 + keyLength);
    const sealed = body.subarray(21 + keyLength);
    assert.ok(sealed.length <= recordSize, 'one record');
    const shared = this.#pair.computeSecret(senderKey);
    const info = Buffer.concat([Buffer.from('WebPush: info\0'), this.#publicKey, senderKey]);
    const secret = Buffer.from(hkdfSync('sha256', shared, this.#auth, info, 32));
    const key = Buffer.from(hkdfSync('sha256', secret, salt, 'Content-Encoding: aes128gcm\0', 16));
    const nonce = Buffer.from(hkdfSync('sha256', secret, salt, 'Content-Encoding: nonce\0', 12));
    const decipher = createDecipheriv('aes-128-gcm', key, nonce);
    decipher.setAuthTag(sealed.subarray(-16));
    const padded = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
    const end = padded.lastIndexOf(2);
    assert.ok(
      padded.subarray(end + 1).every((byte) => byte === 0),
      'nothing but zeros behind the end',
    );
    return JSON.parse(padded.subarray(0, end).toString()) as PushNotice;
  }
}

export class PushService {
  readonly pushed: Pushed[] = [];
  /** Requests that came, whatever they were answered with. */
  asked = 0;
  /** Of these, how many are not answered. */
  underWay = 0;
  answer: (pushed: Pushed) => number | [status: number, headers: Record<string, string>] = () => 201;
  readonly #browsers = new Map<string, Browser>();
  readonly #server = createServer((request, response) => {
    this.underWay++;
    response.once('close', () => this.underWay--);
    void this.#take(request).then(([status, headers]) => response.writeHead(status, headers).end());
  });
  readonly #publicKey: string;
  #origin = '';

  constructor(publicKey: string) {
    this.#publicKey = publicKey;
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.#origin = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return this;
  }

  newBrowser(): Browser {
    const path = `/push/${randomBytes(12).toString('base64url')}`;
    const browser = new Browser(`${this.#origin}${path}`);
    this.#browsers.set(path, browser);
    return browser;
  }

  async #take(request: IncomingMessage): Promise<[number, Record<string, string>]> {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    this.asked++;
    const browser = this.#browsers.get(request.url ?? '');
    if (!browser) return [404, {}];
    try {
      this.#check(request.headers);
      const pushed = {browser, headers: request.headers, notice: browser.read(Buffer.concat(pieces))};
      const answer = this.answer(pushed);
      const [status, headers] = typeof answer === 'number' ? [answer, {}] : answer;
      if (status < 300) this.pushed.push(pushed);
      return [status, headers];
    } catch (error) {
      // a test that waits for what does not come says why
      console.error(error);
      return [400, {}];
    }
  }

  /** RFC 8292: a token for this origin, signed with the key that the browsers were subscribed with. */
  #check({authorization = '', ttl, ...headers}: IncomingHttpHeaders): void {
    assert.equal(headers['content-encoding'], 'aes128gcm');
    assert.match(String(ttl), /^\d+$/);
    assert.match(String(headers['topic']), /^[A-Za-z0-9_-]{1,32}$/);
    const [, token = '', key] = /^vapid t=([^,\s]+), ?k=(\S+)$/.exec(authorization) ?? [];
    assert.equal(key, this.#publicKey);
    const [head = '', claims = '', signature = ''] = token.split('.');
    const point = Buffer.from(this.#publicKey, 'base64url');
    const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((part) => part.toString('base64url')) as [
      string,
      string,
    ];
    const publicKey = createPublicKey({format: 'jwk', key: {kty: 'EC', crv: 'P-256', x, y}});
    const signed = Buffer.from(`${head}.${claims}`);
    const isSigned = verify(
      'sha256',
      signed,
      {key: publicKey, dsaEncoding: 'ieee-p1363'},
      Buffer.from(signature, 'base64url'),
    );
    assert.ok(isSigned, 'the token is signed with another key');
    const {aud, exp, sub} = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<string, unknown>;
    assert.equal(aud, this.#origin);
    assert.ok(Number(exp) > Date.now() / 1000 && Number(exp) <= Date.now() / 1000 + 24 * 60 * 60);
    assert.equal(sub, 'mailto:ops@example.com');
  }

  of(browser: Browser): MessageNotice[] {
    return this.#of(browser).filter((notice) => notice.type === 'message');
  }

  notificationsOf(browser: Browser): NotificationNotice[] {
    return this.#of(browser).filter((notice) => notice.type === 'notification');
  }

  #of(browser: Browser): PushNotice[] {
    return this.pushed.filter((one) => one.browser === browser).map(({notice}) => notice);
  }

  async end(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
