/** What a server begins with: the keys of its tokens, who is asked before a message is stored, the domain over its store. */
import {randomBytes} from 'node:crypto';
import type {TokenKeys} from '../auth/tokens.js';
import type {Clock} from '../clock.js';
import {createDomain} from '../domain/create-domain.js';
import type {Domain} from '../domain/domain.js';
import type {NoticeSettings} from '../domain/notice-settings.js';
import type {ScreenOptions} from '../domain/screen.js';
import {forgetEndpoints} from '../domain/webhook-desk.js';
import type {Guard} from '../egress/guard.js';
import type {Poster} from '../egress/post.js';
import {createTickets, type Tickets} from '../files/tickets.js';
import type {Log} from '../log.js';
import {createHttpScreen, inTurn} from '../screening/http.js';
import type {ServerOptions, StoreOptions} from './options.js';

export type Parts = {
  clock: Clock;
  report: (error: unknown) => void;
  tickets: Tickets | undefined;
  guard: Guard;
  screen: ScreenOptions | undefined;
};

export async function openDomain(
  {
    store,
    domainOptions,
    seed,
    webhooks,
    notices,
    linkPreviews = false,
  }: StoreOptions & Pick<ServerOptions, 'webhooks' | 'notices' | 'linkPreviews'>,
  {clock, report, tickets, guard, screen}: Parts,
): Promise<Domain> {
  if (webhooks === false) await forgetEndpoints(store);
  const domain = await createDomain({
    ...domainOptions,
    ...{store, clock, onError: report, files: tickets},
    webhooks: webhooks === false ? undefined : guard,
    beforeSend: screen,
    notices: noticesOf(notices, guard),
    makesPreviews: linkPreviews !== false,
  });
  await seed?.(domain, store);
  return domain;
}

function noticesOf(
  {keys, ...settings}: NonNullable<ServerOptions['notices']> = {},
  rules: Guard,
): Partial<NoticeSettings> {
  return {...settings, rules, key: keys?.publicKey};
}

/** @throws {TypeError} if the address is one that may not be posted to, the secret is none, or the domain was made without it */
export function screenOf(
  options: ServerOptions,
  {
    clock,
    guard,
    poster,
    log,
    decided,
  }: {clock: Clock; guard: Guard; poster: Poster; log: Log} & Pick<ScreenOptions, 'decided'>,
): ScreenOptions | undefined {
  const {beforeSend} = options;
  if (!beforeSend) return undefined;
  const {ask, http, timeoutMs = 3_000, ...rules} = beforeSend;
  const mistake = http && guard.mistakeIn(http.url);
  if (mistake !== undefined) throw new TypeError(`beforeSend.http.url: ${mistake}`);
  const asked = [
    ...(ask ? [ask] : []),
    ...(http
      ? [createHttpScreen({...http, poster, clock, timeoutMs, ids: () => randomBytes(16).toString('base64url')})]
      : []),
  ];
  if (asked.length === 0) return undefined;
  // nobody would be asked, and nobody would notice
  if ('domain' in options) throw new TypeError('beforeSend is for createDomain where the domain is given');
  const failed: ScreenOptions['failed'] = (error, {trace}) =>
    log.warn(
      {error, reason: (error as {reason?: unknown}).reason, ...trace},
      'nobody could say whether a message may be sent',
    );
  return {...rules, ask: inTurn(asked), timeoutMs, decided, failed};
}

export function ticketsOf(options: ServerOptions): Tickets | undefined {
  if (options.files === false) return undefined;
  return 'domain' in options ? options.tickets : createTickets(options.store.secret, options.filesUrl);
}

export function keysOf({auth, dev}: ServerOptions): TokenKeys {
  if (auth.keys !== undefined && !(dev && 'jwksUrl' in auth.keys)) return auth.keys;
  if (dev && auth.keys === undefined) return {secret: randomBytes(48).toString('base64url')};
  throw new TypeError(dev ? 'dev signs its own tokens and cannot with a JWKS address' : 'auth.keys is needed');
}
