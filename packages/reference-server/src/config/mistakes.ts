/** What is wrong with a setting, in a sentence that says what it should be. */
import {WebhookSecret} from '@parlor/sdk/protocol';
import * as v from 'valibot';
import {smallestSecretBytes} from '../auth/tokens.js';
import {createGuard, isAllowable} from '../egress/guard.js';

export function mistakeInDatabase(database: string): string | undefined {
  const scheme = /^([a-z][a-z0-9+]+):\/\//i.exec(database)?.[1];
  if (scheme === undefined) return undefined;
  if (!/^postgres(ql)?$/i.test(scheme))
    return `The database is a file for SQLite, postgres://… or :memory:; "${scheme}://" addresses are not supported.`;
  // it may hold a password, so it is not repeated
  if (!URL.canParse(database))
    return 'The address of the database is postgres://USER:PASSWORD@HOST/DATABASE; characters such as @ and / in the password are written as %40 and %2F.';
  return undefined;
}

export function mistakeInOrigin(origin: string): string | undefined {
  if (origin === '*')
    return 'An origin is one address such as https://app.example.com; "*" would let every web page in.';
  const url = URL.canParse(origin) ? new URL(origin) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    return `An origin is an address such as https://app.example.com, not "${origin}".`;
  }
  if (url.origin !== origin)
    return `An origin has no path and is written in lower case: "${url.origin}" instead of "${origin}".`;
  return undefined;
}

export function mistakesInBeforeSend({
  url,
  secret,
  egressAllow,
}: {
  url: string | undefined;
  secret: string | undefined;
  egressAllow: readonly string[];
}): string[] {
  const mistakes: string[] = [];
  if (url === undefined) return mistakes;
  const mistake = createGuard({allow: egressAllow.filter(isAllowable)}).mistakeIn(url);
  if (mistake !== undefined)
    mistakes.push(
      `The address that is asked before a message is stored is not good: ${mistake}; --egress-allow names others.`,
    );
  if (secret === undefined || !v.is(WebhookSecret, secret))
    mistakes.push(
      'PARLOR_BEFORE_SEND_SECRET is whsec_ and base64, of 24 bytes or more: echo "whsec_$(openssl rand -base64 32)" makes a good one.',
    );
  return mistakes;
}

export function mistakesInKeys({
  secret,
  jwksUrl,
  dev,
}: {
  secret: string | undefined;
  jwksUrl: string | undefined;
  dev: boolean;
}): string[] {
  const mistakes: string[] = [];
  if (secret !== undefined && jwksUrl !== undefined) mistakes.push('Give a secret or a JWKS address, not both.');
  if (secret !== undefined && new TextEncoder().encode(secret).length < smallestSecretBytes) {
    mistakes.push(
      `The JWT secret has at least ${smallestSecretBytes} bytes; "openssl rand -base64 48" makes a good one.`,
    );
  }
  if (jwksUrl !== undefined) {
    const url = URL.canParse(jwksUrl) ? new URL(jwksUrl) : undefined;
    const isLocal = url !== undefined && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
    if (url === undefined || !(url.protocol === 'https:' || (url.protocol === 'http:' && isLocal))) {
      mistakes.push(`The JWKS address begins with https:// (http:// on this machine only), unlike "${jwksUrl}".`);
    }
    if (dev) mistakes.push('--dev signs its own tokens and cannot with a JWKS address; leave one of them out.');
  }
  if (secret === undefined && jwksUrl === undefined && !dev) {
    mistakes.push('Tokens need a key: set PARLOR_JWT_SECRET or PARLOR_JWKS_URL, or use --dev to try the server out.');
  }
  return mistakes;
}
