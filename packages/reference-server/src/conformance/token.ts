/** Tokens as a host's backend makes them: JWTs signed with the shared secret (PWP-AUTH-001). Written out here, so that bad ones can be made too. */
import {createHmac} from 'node:crypto';

export type Claims = Record<string, unknown>;
/** `undefined` takes the claim or the header field out. */
export type TokenParts = {claims?: Claims | undefined; header?: Record<string, unknown> | undefined; secret?: string};

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const digests: Record<string, string> = {HS256: 'sha256', HS384: 'sha384', HS512: 'sha512'};

/** Signed by what the header says; `none` is not signed at all. */
export function signToken(secret: string, claims: Claims, header: Record<string, unknown> = {}): string {
  const head = {alg: 'HS256', typ: 'JWT', ...header};
  const body = `${part(head)}.${part(claims)}`;
  const digest = digests[head.alg];
  return `${body}.${digest === undefined ? '' : createHmac(digest, secret).update(body).digest('base64url')}`;
}

export const nowSeconds = (): number => Math.floor(Date.now() / 1000);
