/**
 * Signatures as Standard Webhooks 1.0 has them: HMAC-SHA256 over `id.timestamp.body`, in the headers `webhook-id`,
 * `webhook-timestamp` (seconds) and `webhook-signature` (`v1,` and base64; several, parted by blanks, while a secret is replaced).
 */
import {createHmac, timingSafeEqual} from 'node:crypto';

export type SignedHeaders = {'webhook-id': string; 'webhook-timestamp': string; 'webhook-signature': string};

export function sign(
  body: string,
  {id, at, secrets}: {id: string; at: number; secrets: readonly string[]},
): SignedHeaders {
  const timestamp = String(Math.floor(at / 1000));
  const signatures = secrets.map((secret) => `v1,${signatureOf(secret, id, timestamp, body).toString('base64')}`);
  return {'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ')};
}

const keyOf = (secret: string): Buffer => Buffer.from(secret.replace(/^whsec_/, ''), 'base64');

function signatureOf(secret: string, id: string, timestamp: string, body: string | Uint8Array): Buffer {
  return createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.`).update(body).digest();
}

/** No secret has fewer bytes (PWP-HOOK-001). With none at all, as of a setting that is missing, anybody could sign. */
const smallestKeyBytes = 24;

/** Why a request is not believed: never with what the right signature would have been. */
export class WebhookError extends Error {
  constructor(sentence: string) {
    super(sentence);
    this.name = 'WebhookError';
  }
}

type HeaderBag = Headers | Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * Checks that a request is the server's, for the receiver. `body` is the body as it came, byte by byte: what was parsed and
 * written again is another text. `headers` are those of the request (Node's object, or `Headers`). Answers its `webhook-id`: whoever has
 * seen that id has seen the request.
 *
 * `toleranceSeconds` (300): how old or young it may be by the receiver's clock, so that nobody can send an old one again.
 *
 * @throws {WebhookError} if the secret is none, a header is missing, the time is off, or no signature fits
 */
export function verifyWebhook(
  body: string | Uint8Array,
  headers: HeaderBag,
  secret: string,
  {toleranceSeconds = 300, now = Date.now()}: {toleranceSeconds?: number; now?: number} = {},
): string {
  if (keyOf(secret).length < smallestKeyBytes)
    throw new WebhookError('the secret is not whsec_ and base64 of 24 bytes or more');
  const [id, timestamp, signatures] = (['id', 'timestamp', 'signature'] as const).map((name) =>
    headerOf(headers, `webhook-${name}`),
  ) as [string, string, string];
  if (!/^\d{1,12}$/.test(timestamp)) throw new WebhookError('webhook-timestamp is not a number of seconds');
  if (Math.abs(now / 1000 - Number(timestamp)) > toleranceSeconds)
    throw new WebhookError('webhook-timestamp is too far from now');
  const right = signatureOf(secret, id, timestamp, body);
  const fits = signatures.split(' ').some((signature) => {
    const [version, text = ''] = signature.split(',');
    const given = Buffer.from(text, 'base64');
    return version === 'v1' && given.length === right.length && timingSafeEqual(given, right);
  });
  if (!fits) throw new WebhookError('no signature fits');
  return id;
}

function headerOf(headers: HeaderBag, name: string): string {
  const value = headers instanceof Headers ? headers.get(name) : headers[name];
  if (typeof value !== 'string' || value === '') throw new WebhookError(`${name} is missing`);
  return value;
}
