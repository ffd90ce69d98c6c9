/** Tokens for whoever asks: what `--dev` is for, and why it never runs where others can connect. */
import {failure, UserId} from '@parlor/sdk/protocol';
import {Hono} from 'hono';
import {SignJWT} from 'jose';
import * as v from 'valibot';
import type {Origins} from '../auth/origins.js';
import type {Clock} from '../clock.js';
import {failureResponse} from '../http/answer.js';
import {cors} from '../http/headers.js';

export const devTokenMs = 15 * 60_000;

export type DevTokenOptions = {secret: string; issuer?: string | undefined; clock: Clock; origins: Origins};

const Wish = v.strictObject({
  user: UserId,
  name: v.optional(v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(120))),
  /** `parlor-bot` for programs, which have no web origin. */
  audience: v.optional(v.picklist(['parlor', 'parlor-bot']), 'parlor'),
});

/** `POST /dev/token` with `{user, name?, audience?}` as JSON or in the query. Answers `{token, user, expiresAt}`. */
export function devTokenRoutes({secret, issuer, clock, origins}: DevTokenOptions): Hono {
  const key = new TextEncoder().encode(secret);
  const app = new Hono();
  // another page in the developer's browser must not get a token, even one it cannot read
  app.use('/dev/*', cors(origins));
  app.post('/dev/token', async ({req, json}) => {
    const body: unknown = await req.json().catch(() => ({}));
    const wish = v.safeParse(Wish, {...(typeof body === 'object' ? body : {}), ...req.query()});
    if (!wish.success)
      return failureResponse(
        failure('SCHEMA', {detail: 'user, and if you like name and audience (parlor or parlor-bot)'}),
      );
    const {user, name, audience} = wish.output;
    const now = clock.now();
    const expiresAt = Math.floor((now + devTokenMs) / 1000) * 1000;
    const jwt = new SignJWT({...(name !== undefined && {name})})
      .setProtectedHeader({alg: 'HS256'})
      .setSubject(user)
      .setAudience(audience)
      .setIssuedAt(Math.floor(now / 1000))
      .setExpirationTime(expiresAt / 1000);
    if (issuer !== undefined) jwt.setIssuer(issuer);
    return json({token: await jwt.sign(key), user, expiresAt});
  });
  return app;
}
