/**
 * Tokens: what a host's backend signs and this server believes (PWP-AUTH-001, S04, S05). Which key and which algorithms
 * are right is decided by the configuration alone; nothing in a token's header leads to a look-up anywhere else.
 */
import {UserId} from '@parlor/sdk/protocol';
import {createRemoteJWKSet, errors, type JWTPayload, type JWTVerifyOptions, jwtVerify} from 'jose';
import * as v from 'valibot';
import type {Clock} from '../clock.js';
import type {Actor} from '../domain/domain.js';
import {Refusal} from '../domain/refusal.js';

export type Audience = Actor['audience'];
export const audiences = ['parlor', 'parlor-bot', 'parlor-admin'] as const satisfies readonly Audience[];

/** Where the keys are. A secret is shared with the host (HS256, at least 32 bytes); a JWKS URL holds public keys. */
export type TokenKeys = {secret: string} | {jwksUrl: string};

export type TokenOptions = {
  keys: TokenKeys;
  clock: Clock;
  /** The `iss` every token must have; without it any issuer that holds the key will do. */
  issuer?: string | undefined;
  /** Which audiences are let in; all three where left out. */
  audiences?: readonly Audience[] | undefined;
};

export type Identity = Omit<Actor, 'device' | 'issuedAt' | 'trace'> & {
  /** Without the claim `iat`: the earliest it can have been. */
  issuedAt: number;
  /** Milliseconds since 1970. */
  expiresAt: number;
};

export interface TokenVerifier {
  /** @throws {Refusal} TOKEN_EXPIRED, TOKEN_INVALID, or UNAVAILABLE when the key set cannot be fetched. */
  verify(token: string): Promise<Identity>;
}

/** The longest time between a token's making and its end. */
export const longestLifetimeMs = 60 * 60_000;
/** How far the host's clock may be off for `iat` and `nbf`; `exp` is taken exactly, as the connection's timer does. */
const toleranceMs = 10_000;

export const smallestSecretBytes = 32;

export function createTokenVerifier({
  keys,
  clock,
  issuer,
  audiences: accepted = audiences,
}: TokenOptions): TokenVerifier {
  const check = 'secret' in keys ? checkWithSecret(keys.secret) : checkWithKeySet(keys.jwksUrl);
  return {
    async verify(token) {
      const now = clock.now();
      const payload = await check(token, {
        audience: [...accepted],
        ...(issuer !== undefined && {issuer}),
        requiredClaims: ['sub', 'aud', 'exp'],
        clockTolerance: toleranceMs / 1000,
        currentDate: new Date(now),
      }).catch((error: unknown) => {
        throw refusalFor(error);
      });
      return identity(payload, now, accepted);
    },
  };
}

type Check = (token: string, options: JWTVerifyOptions) => Promise<JWTPayload>;

function checkWithSecret(secret: string): Check {
  const key = new TextEncoder().encode(secret);
  if (key.length < smallestSecretBytes)
    throw new RangeError(`a token secret has at least ${smallestSecretBytes} bytes`);
  return async (token, options) => (await jwtVerify(token, key, {...options, algorithms: ['HS256']})).payload;
}

function checkWithKeySet(url: string): Check {
  // an unknown key id asks this one address again, at most every 30 s
  const keySet = createRemoteJWKSet(new URL(url), {
    timeoutDuration: 5_000,
    cooldownDuration: 30_000,
    cacheMaxAge: 600_000,
  });
  const algorithms = ['EdDSA', 'Ed25519', 'ES256', 'RS256'];
  const keyFor = async (...wanted: Parameters<typeof keySet>): ReturnType<typeof keySet> => {
    try {
      return await keySet(...wanted);
    } catch (error) {
      if (isAboutTheToken(error)) throw error;
      throw new Refusal('UNAVAILABLE', 'the key set cannot be fetched', {retryAfterMs: 5_000, cause: error});
    }
  };
  return async (token, options) => (await jwtVerify(token, keyFor, {...options, algorithms})).payload;
}

/** The key set was there, but the token names no key of it. */
const isAboutTheToken = (error: unknown): boolean =>
  error instanceof errors.JWKSNoMatchingKey ||
  error instanceof errors.JWKSMultipleMatchingKeys ||
  error instanceof errors.JOSENotSupported;

function refusalFor(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof errors.JWTExpired) return new Refusal('TOKEN_EXPIRED');
  return new Refusal('TOKEN_INVALID', reasonOf(error), {cause: error});
}

/** For the host's developers: which claim or check failed, never a value. */
function reasonOf(error: unknown): string {
  if (error instanceof errors.JWTClaimValidationFailed) return `the claim ${error.claim} is not accepted`;
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'the signature does not fit the key';
  if (error instanceof errors.JOSEAlgNotAllowed) return 'the algorithm is not accepted';
  if (error instanceof errors.JWKSNoMatchingKey) return 'the key is not in the key set';
  return 'it is not a signed token this server can read';
}

function identity(payload: JWTPayload, now: number, accepted: readonly Audience[]): Identity {
  const expiresAt = (payload.exp as number) * 1000;
  if (expiresAt <= now) throw new Refusal('TOKEN_EXPIRED');
  const madeAt = payload.iat === undefined ? now : payload.iat * 1000;
  if (madeAt > now + toleranceMs) throw new Refusal('TOKEN_INVALID', 'the claim iat is not accepted');
  if (expiresAt - madeAt > longestLifetimeMs + toleranceMs)
    throw new Refusal('TOKEN_INVALID', 'it lives longer than 60 minutes');
  if (!v.is(UserId, payload.sub)) throw new Refusal('TOKEN_INVALID', 'the claim sub is not a user id');
  const named = [payload.aud ?? []].flat();
  const [audience, another] = accepted.filter((name) => named.includes(name));
  // two of ours in one token would leave it open which of the two sets of rules holds
  if (audience === undefined || another !== undefined)
    throw new Refusal('TOKEN_INVALID', 'the claim aud is not accepted');
  const issuedAt = payload.iat === undefined ? expiresAt - longestLifetimeMs : madeAt;
  return {user: payload.sub, audience, claims: claimsOf(payload), issuedAt, expiresAt};
}

function claimsOf(payload: JWTPayload): Actor['claims'] {
  const {name, picture, locale, guest} = payload as Record<string, unknown>;
  return {
    ...(isShortText(name, 120) && {name}),
    ...(isShortText(picture, 2000) && {picture}),
    ...(isShortText(locale, 35) && {locale}),
    ...(typeof guest === 'boolean' && {guest}),
  };
}

const isShortText = (value: unknown, length: number): value is string =>
  typeof value === 'string' && value.trim() !== '' && value.length <= length;
