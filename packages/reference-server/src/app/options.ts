/** What a server is made of. */
import type {Audience, TokenKeys} from '../auth/tokens.js';
import type {Clock} from '../clock.js';
import type {Claim} from '../control/claim.js';
import type {Ages} from '../domain/ages.js';
import type {Domain} from '../domain/domain.js';
import type {NoticeSettings} from '../domain/notice-settings.js';
import type {DomainOptions, Rates} from '../domain/options.js';
import type {BeforeSend, ScreenOptions} from '../domain/screen.js';
import type {Peers} from '../fanout/peers.js';
import type {FileDriver} from '../files/driver.js';
import type {Tickets} from '../files/tickets.js';
import type {Log} from '../log.js';
import type {VapidKeys} from '../push/encode.js';
import type {Store} from '../store/store.js';
import type {WebhookRules} from '../webhooks/couriers.js';

export type ServerOptions = {
  /** How old messages may become, in milliseconds by the type of their conversation; for ever where left out. */
  retention?: Ages | undefined;
  /** Who may come in. Without keys (in development only) a secret is made. */
  auth: {keys?: TokenKeys | undefined; issuer?: string | undefined; audiences?: readonly Audience[] | undefined};
  /** Web origins that may connect, as `https://app.example.com`. */
  origins?: readonly string[] | undefined;
  clock?: Clock | undefined;
  log?: Log | undefined;
  /** Hands out tokens to anybody who asks, and lets pages of this server itself connect. */
  dev?: boolean | undefined;
  /**
   * Nothing else runs in this process: answers over HTTP may then be made of a `Response` that costs less than Node's, which takes the
   * place of the global one.
   */
  ownProcess?: boolean | undefined;
  /** The folder of the demo page. */
  demo?: string | undefined;
  /**
   * Other token buckets than the usual ones, of each person and (`address`) of each address. `newcomer` (20 messages a minute in somebody's first day) is off with `dev`, where
   * everybody is new.
   */
  rates?: Partial<Rates> | undefined;
  /** The database's control socket, claimed before the store was opened: imports come in by it. Ends with the server. */
  control?: Claim | undefined;
  /** Where several nodes tell each other what may get lost; ends with the server. */
  peers?: Peers | undefined;
  /** How many hellos a second this node takes, and how many at once. */
  hellos?: {perSecond: number; burst: number} | undefined;
  /** Handshakes of one address that may be under way at a time (20). */
  handshakesPerAddress?: number | undefined;
  /** Milliseconds from the opening of a line to its hello, or it is closed (5,000). */
  handshakeMs?: number | undefined;
  /** Where Prometheus reads what this server counts of itself, beside its own door. Port 0 takes any free one. */
  metrics?: Address | undefined;
  /** Reverse proxies in front of this server, each adding to `X-Forwarded-For` (0): whose addresses are counted. */
  proxies?: number | undefined;
  /** Where files are kept (in memory, for as long as the process lives); `false`: none are taken. */
  files?: FileDriver | false | undefined;
  /**
   * Where this server may post besides public addresses over https: names or addresses, with a port or without
   * (`hooks.internal`, `127.0.0.1:8080`).
   */
  egressAllow?: readonly string[] | undefined;
  /**
   * Whether the first link of a message is looked at, for a preview of its page (not where left out). Pages are fetched from public
   * addresses alone: `egressAllow` does not count, for the address is one that anybody wrote. `allow` is for tests.
   */
  linkPreviews?: boolean | {allow?: readonly string[]} | undefined;
  /**
   * What is asked before a message is stored or changed: a function, an address of the host's backend (signed as webhooks are), or the one
   * and then the other. Without an answer it is `UNAVAILABLE` for the sender, or stored as it is with `failOpen`.
   */
  beforeSend?: BeforeSendOptions | undefined;
  /** How events are posted to the host's endpoints, where it is not to be as usual; `false`: none are, and endpoints of before are removed. */
  webhooks?: Partial<WebhookRules> | false | undefined;
  /**
   * How people are told of what they miss: browsers by Web Push where there are keys (`parlor-server push-keys` makes them), the host by
   * the webhooks `notification.due` and `digest.due`.
   */
  notices?: {keys?: VapidKeys | undefined} & Partial<Pick<NoticeSettings, 'preview' | 'delayMs' | 'digestAfterMs'>>;
} & (DomainGiven | StoreOptions);

export type BeforeSendOptions = Omit<ScreenOptions, 'ask' | 'decided' | 'failed'> & {
  ask?: BeforeSend | undefined;
  http?: {url: string; secret: string} | undefined;
};

/** `tickets`: what the domain makes addresses of files with; without it none are taken. */
type DomainGiven = {domain: Domain; tickets?: Tickets | undefined};

export type Address = {host: string; port: number};

export type StoreOptions = {
  store: Store;
  domainOptions?:
    | Omit<
        DomainOptions,
        'store' | 'clock' | 'onError' | 'files' | 'webhooks' | 'beforeSend' | 'notices' | 'makesPreviews'
      >
    | undefined;
  /** Where addresses of files begin, as `https://files.example.com`: a name of its own for this same server. */
  filesUrl?: string | undefined;
  /** Runs once, before the server listens: to fill a database. */
  seed?: ((domain: Domain, store: Store) => Promise<void>) | undefined;
};
