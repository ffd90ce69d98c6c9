/**
 * The server: the reference server's own domain, handshake, connections, requests, rates, presence and typing, over a modelled
 * database and modelled lines instead of SQLite and socket.io. It crashes, loses power, is restored from backups and drains.
 */
import {createAddressRates} from '../../../reference-server/src/auth/address-rates.js';
import type {Call} from '../../../reference-server/src/auth/caller.js';
import {createOrigins} from '../../../reference-server/src/auth/origins.js';
import type {TokenVerifier} from '../../../reference-server/src/auth/tokens.js';
import {createDomain} from '../../../reference-server/src/domain/create-domain.js';
import type {Actor, Domain, DomainOperation} from '../../../reference-server/src/domain/domain.js';
import type {Rates} from '../../../reference-server/src/domain/options.js';
import {createRateLimiter, defaultRates} from '../../../reference-server/src/domain/rate.js';
import {Refusal} from '../../../reference-server/src/domain/refusal.js';
import {createLocalFanout} from '../../../reference-server/src/fanout/local.js';
import type {Log} from '../../../reference-server/src/log.js';
import {type Connections, createConnections} from '../../../reference-server/src/realtime/connections.js';
import {asConnectError, shakeHands} from '../../../reference-server/src/realtime/handshake.js';
import {createOperations} from '../../../reference-server/src/realtime/operations.js';
import {createPresences} from '../../../reference-server/src/realtime/presences.js';
import {answerRequests} from '../../../reference-server/src/realtime/requests.js';
import {createTyping} from '../../../reference-server/src/realtime/typing.js';
import type {ServerFrame} from '../../src/protocol/index.js';
import type {Dice} from './dice.js';
import {type Commit, ModelStore, type ServerDisk, type StoreTwist, type StoreWeather} from './model-store.js';
import {Process} from './process.js';
import type {Scheduler} from './scheduler.js';
import {type ServerEnd, ServerSocket} from './server-socket.js';

export const origin = 'https://app.example';

export type ServerTwist = StoreTwist & {
  /** A restored database has the name it had. */
  keepsEpoch?: boolean;
  frame?(user: string, frame: ServerFrame): ServerFrame;
};

export type ServerReports = {
  committed(commit: Commit): void;
  given(to: readonly string[], frame: ServerFrame): void;
  asked(actor: Actor, op: string, input: unknown): void;
  replied(actor: Actor, op: string, input: unknown, reply: {ok: boolean; result?: unknown; code?: string}): void;
  restarted(): void;
  internal(error: unknown): void;
};

export type ServerOptions = {
  scheduler: Scheduler;
  disk: ServerDisk;
  dice: Dice;
  weather: StoreWeather;
  rates: Partial<Rates>;
  limits: {inboxPage: number; deltaRows: number};
  twist: ServerTwist;
  report: ServerReports;
};

/** A token is what it says: `user expiresAt number`. */
export const tokenOf = (user: string, expiresAt: number, n: number): string => `${user} ${Math.floor(expiresAt)} ${n}`;

type Incarnation = {
  process: Process;
  store: ModelStore;
  domain: Domain;
  connections: Connections;
  call: Call;
  sockets: Set<ServerSocket>;
};

export class Server {
  /** Tokens that end before this are refused as made with a key that is no longer good. */
  refusedBelow = 0;
  isDraining = false;
  /** How much its clock is wrong. */
  wrongMs = 0;
  readonly #options: ServerOptions;
  #now: Incarnation | undefined;
  #sockets = 0;
  #isStarting = false;

  constructor(options: ServerOptions) {
    this.#options = options;
  }

  get isUp(): boolean {
    return this.#now !== undefined;
  }

  /** For those who look at it from outside. */
  get domain(): Domain | undefined {
    return this.#now?.domain;
  }

  get now(): number {
    return (this.#now?.process ?? new Process(this.#options.scheduler)).clock.now();
  }

  /** Begins to start; it is up a while later. */
  start(): void {
    if (this.#now || this.#isStarting) return;
    this.#isStarting = true;
    this.#start()
      .catch(this.#options.report.internal)
      .finally(() => {
        this.#isStarting = false;
      });
  }

  async #start(): Promise<void> {
    const {scheduler, disk, dice, weather, twist, report, rates, limits} = this.#options;
    const process = new Process(scheduler);
    process.wrongMs = this.wrongMs;
    const {clock} = process;
    const onCommit = (commit: Commit): void => report.committed(commit);
    const store = new ModelStore({disk, process, dice, weather, twist, onCommit});
    await store.open();
    report.restarted();
    const domain = await createDomain({store, clock, limits, receiptDelayMs: 100, onError: report.internal});
    const named = new Proxy(domain, {
      get(target, name) {
        const value = Reflect.get(target, name, target) as unknown;
        if (typeof value !== 'function') return value;
        if (name !== 'run') return value.bind(target) as unknown;
        return (actor: Actor, op: DomainOperation, input: unknown, options?: {opId?: string | undefined}) => {
          store.origin = {user: actor.user, op, input};
          const running = domain.run(actor, op, input, options);
          store.origin = undefined;
          return running;
        };
      },
    });
    const connections = createConnections();
    const presences = createPresences({domain: named, connections, clock, report: report.internal});
    const typing = createTyping({domain: named, connections, clock, report: report.internal});
    const isConnected = (user: string): boolean => connections.of(user).size > 0;
    const fanout = createLocalFanout({domain, clock, report: report.internal, isConnected});
    const tokens: TokenVerifier = {verify: async (token) => this.#verify(token, clock.now())};
    const log = silentLog(report.internal);
    const {call} = createOperations({
      ...{domain: named, presences, typing, tokens, log},
      rates: createRateLimiter({clock, rates}),
    });
    const listening: Call = async (caller, op, input, options) => {
      report.asked(caller.actor, op, input);
      const reply = await call(caller, op, input, options);
      report.replied(caller.actor, op, input, reply);
      return reply;
    };
    const around = {
      ...{domain: named, tokens, clock, connections, presences, typing, fanout, log, call: listening},
      origins: createOrigins([origin]),
      admit: () => 0,
      // modelled lines come from nowhere
      networkOf: () => undefined,
      addresses: createAddressRates({clock, rate: defaultRates.address}),
      isDraining: () => this.isDraining,
    };
    fanout.onDelivery((delivery) => {
      report.given(delivery.to, delivery.frame);
      for (const user of delivery.to) {
        for (const connection of connections.of(user)) {
          if (connection.accepts(delivery.frame)) this.#socketOf(connection.id)?.emit('ev', delivery.frame);
        }
      }
      presences.onDelivery(delivery);
    });
    this.#now = {process, store, domain, connections, call: listening, sockets: new Set()};
    this.#letIn = async (socket) => {
      try {
        const {connection, hello, present} = await shakeHands(socket.asSocket(), around);
        if (socket.isClosed) return;
        const typist = typing.forConnection(
          () => connection.actor,
          () => connection.refusal === undefined,
        );
        socket.on('eph', (frame: unknown) => typist.receive(frame));
        answerRequests(socket.asSocket(), connection, around);
        socket.on('disconnect', () => typist.ended());
        connection.greet(hello);
        present();
      } catch (error) {
        if (!(error instanceof Refusal)) report.internal(error);
        socket.refuse((asConnectError(error) as Error & {data: object}).data);
      }
    };
  }

  #letIn: (socket: ServerSocket) => Promise<void> = async () => undefined;

  /** A line arrives. Undefined: nobody listens. */
  accept(auth: object, end: ServerEnd): ServerSocket | undefined {
    const now = this.#now;
    if (!now) return undefined;
    const {twist} = this.#options;
    const socket = new ServerSocket(`s${++this.#sockets}`, auth, origin, {
      ...end,
      emit: (event, body) => {
        const user = now.connections.get(socket.id)?.user ?? '';
        end.emit(event, event === 'ev' && twist.frame ? twist.frame(user, body as ServerFrame) : body);
      },
      closed: () => {
        now.sockets.delete(socket);
        end.closed();
      },
    });
    now.sockets.add(socket);
    this.#letIn(socket).catch(this.#options.report.internal);
    return socket;
  }

  /** A copy of a request that was on its way for long. */
  late(actor: Actor, op: string, input: unknown): void {
    this.#now?.call({actor}, op, input).catch(this.#options.report.internal);
  }

  /** The process is gone, and with `power` what was not synced. */
  crash(what: 'process' | 'power'): void {
    const now = this.#now;
    if (!now) return;
    this.#now = undefined;
    this.isDraining = false;
    now.process.kill();
    for (const socket of [...now.sockets]) socket.vanish();
    if (what === 'power') this.#options.disk.cutPower();
  }

  setClock(ms: number): void {
    this.wrongMs = ms;
    if (this.#now) this.#now.process.wrongMs = ms;
  }

  drain(windowMs: number): void {
    const now = this.#now;
    if (!now) return;
    this.isDraining = true;
    for (const connection of now.connections.all()) {
      connection.tell({type: 'draining', windowMs, reconnectInMs: Math.floor(this.#options.dice.next() * windowMs)});
    }
  }

  /** The ids of a conversation's messages as they lie in the database. */
  messagesOf(conversation: string): readonly string[] {
    return (this.#now?.store.tables.messages.get(conversation)?.inOrder ?? []).map(({id}) => id);
  }

  sockets(): readonly ServerSocket[] {
    return [...(this.#now?.sockets ?? [])];
  }

  #socketOf(id: string): ServerSocket | undefined {
    for (const socket of this.#now?.sockets ?? []) if (socket.id === id) return socket;
    return undefined;
  }

  #verify(token: string, now: number): Awaited<ReturnType<TokenVerifier['verify']>> {
    const [user = '', expires = '', n = ''] = token.split(' ');
    if (Number(n) < this.refusedBelow) throw new Refusal('TOKEN_INVALID');
    if (Number(expires) <= now) throw new Refusal('TOKEN_EXPIRED');
    return {user, audience: 'parlor', claims: {name: user}, issuedAt: now, expiresAt: Number(expires)};
  }
}

function silentLog(internal: (error: unknown) => void): Log {
  const say = (): void => undefined;
  const error = (given: {error?: unknown}): void => internal(given.error);
  return {debug: say, info: say, warn: say, error} as unknown as Log;
}
