/**
 * The socket.io side (PWP-FRAME-001): three events, one room per user, and nothing built on socket.io's own memory (D1):
 * no connection state recovery, no retries. What a connection misses, it reads from the domain.
 */
import type {Server as HttpServer, IncomingMessage} from 'node:http';
import {Server, type Socket} from 'socket.io';
import type {AddressRates} from '../auth/address-rates.js';
import type {Call} from '../auth/caller.js';
import type {NetworkOf} from '../auth/network.js';
import type {Origins} from '../auth/origins.js';
import type {TokenVerifier} from '../auth/tokens.js';
import {traceOf} from '../auth/trace.js';
import type {Clock} from '../clock.js';
import type {Delivery, Domain, Trace} from '../domain/domain.js';
import {Refusal} from '../domain/refusal.js';
import type {Fanout} from '../fanout/local.js';
import type {Log} from '../log.js';
import {roomOf} from './connection.js';
import type {Connections} from './connections.js';
import {asConnectError, type Greeting, shakeHands} from './handshake.js';
import type {PendingHandshakes} from './pending-handshakes.js';
import type {Presences} from './presences.js';
import {answerRequests} from './requests.js';
import type {Typing} from './typing.js';
import {type FlushedConnection, writeTogether} from './write-together.js';

/** Rows in one frame. */
const mostRows = 100;

export type RealtimeOptions = {
  http: HttpServer;
  domain: Domain;
  fanout: Fanout;
  tokens: TokenVerifier;
  origins: Origins;
  clock: Clock;
  connections: Connections;
  presences: Presences;
  typing: Typing;
  call: Call;
  log: Log;
  /** See HandshakeOptions. */
  admit(): number;
  addresses: AddressRates;
  networkOf: NetworkOf;
  pending: PendingHandshakes;
  /** Until when a line has shown its token, or is closed (S10). */
  handshakeMs: number;
};

export interface Realtime {
  /** Tells every connection to move within `windowMs`, each at another moment, and takes no new ones. */
  drain(windowMs: number): void;
  /** Takes new connections again. */
  resume(): void;
  /** Closes what is still connected. */
  close(): void;
}

export function createRealtime(options: RealtimeOptions): Realtime {
  const {http, domain, origins, clock, connections, presences, typing, fanout, pending, log} = options;
  let isDraining = false;

  const io = new Server(http, {
    serveClient: false,
    maxHttpBufferSize: domain.limits.frameBytes,
    perMessageDeflate: false,
    httpCompression: false,
    pingInterval: 20_000,
    pingTimeout: 20_000,
    connectTimeout: options.handshakeMs,
    cors: {
      origin: (origin, allow) => allow(null, origin !== undefined && origins.has(origin)),
      methods: ['GET', 'POST'],
    },
    // the check that counts: headers of CORS do not keep a WebSocket out (S01). Without an origin the token decides.
    allowRequest: (request, decide) => {
      const {origin} = request.headers;
      const isAllowed = origin === undefined || origins.has(origin);
      const code = !isAllowed ? 'ORIGIN_REFUSED' : pending.hasRoom(request) ? undefined : 'BUSY';
      if (code) log.info({code, ...traceOf(request.headers['traceparent'])}, 'handshake refused');
      decide(code ?? null, code === undefined);
    },
  });

  encodeAsText(io);

  const greetings = new WeakMap<Socket, Greeting>();
  /** Ends the handshake of a line. */
  const shaking = new WeakMap<object, () => void>();

  io.engine.on('connection', (conn: EngineConnection) => {
    const leave = pending.begin(conn.request);
    // at once: socket.io's own bound leaves a polling line open for another half a minute
    const stop = clock.after(options.handshakeMs, () => conn.close(true));
    const end = (): void => {
      stop();
      leave();
    };
    shaking.set(conn, end);
    conn.on('close', end);
    // everything is JSON: no binary frame, and no packet that announces binary parts (S26)
    conn.on('packet', ({type, data}) => {
      if (type === 'message' && (typeof data !== 'string' || data.startsWith('5') || data.startsWith('6')))
        conn.close();
    });
    writeTogether(conn);
  });

  const traced = (socket: Socket): Trace | undefined => traceOf(socket.handshake.headers['traceparent']);

  const letIn = async (socket: Socket): Promise<(Error & {data: unknown}) | undefined> => {
    try {
      greetings.set(socket, await shakeHands(socket, {...options, isDraining: () => isDraining}));
      return undefined;
    } catch (error) {
      if (error instanceof Refusal) log.info({code: error.code, ...traced(socket)}, 'handshake refused');
      else log.error({error, ...traced(socket)}, 'handshake failed');
      return asConnectError(error);
    }
  };

  io.use((socket, next) => {
    // socket.io throws what happens to a socket nobody listens on (CVE-2024-38355)
    socket.on('error', (error) => log.debug({error, ...traced(socket)}, 'socket error'));
    void letIn(socket).then(next);
  });

  io.on('connection', (socket) => {
    const greeting = greetings.get(socket);
    if (greeting === undefined) return socket.disconnect(true);
    const {connection, hello, behind} = greeting;
    const typist = typing.forConnection(
      () => connection.actor,
      () => connection.refusal === undefined,
    );
    socket.on('eph', (frame: unknown) => typist.receive(frame));
    answerRequests(socket, connection, options);
    socket.on('disconnect', () => {
      typist.ended();
      // a client that only leaves the namespace would otherwise keep the line open for nothing
      socket.conn.close();
    });
    // ended between the handshake and now
    if (connection.refusal?.code === 'SESSION_REVOKED') return socket.disconnect(true);
    connection.greet(hello, behind);
    shaking.get(socket.conn)?.();
    letGo(socket);
    greeting.present();
    if (isDraining) connection.close();
    return undefined;
  });

  const deliver = (delivery: Delivery): void => {
    const rooms: string[] = [];
    for (const user of delivery.to) {
      let isLive = false;
      for (const connection of connections.of(user)) isLive = connection.accepts(delivery.frame) || isLive;
      if (isLive) rooms.push(roomOf(user));
    }
    // one encoding for all who get it
    if (rooms.length > 0) io.to(rooms).emit('ev', delivery.frame);
    presences.onDelivery(delivery);
  };
  const stopDeliveries = fanout.onDelivery(deliver);

  const stopTouched = fanout.onTouched(async (user, conversations) => {
    for (let at = 0; at < conversations.length; at += mostRows) {
      const [connection] = connections.of(user);
      if (connection === undefined) return;
      const some = conversations.slice(at, at + mostRows);
      const {rows} = await domain.run(connection.actor, 'inbox.rows', {conversations: some});
      if (rows.length > 0) deliver({to: [user], frame: {type: 'inbox', rows}});
    }
  });

  const stopEnded = domain.onSessionsEnded((user, until) => {
    for (const connection of connections.of(user)) {
      // another node's word may come when somebody is already here again, with a new token
      if ((connection.actor.issuedAt ?? until) <= until) connection.revoke();
    }
  });

  return {
    drain(windowMs) {
      isDraining = true;
      for (const connection of connections.all()) {
        connection.tell({type: 'draining', windowMs, reconnectInMs: Math.floor(Math.random() * windowMs)});
      }
    },
    resume() {
      isDraining = false;
    },
    close() {
      isDraining = true;
      stopDeliveries();
      stopTouched();
      stopEnded();
      io.disconnectSockets(true);
      // which leaves nothing to what was not handed over yet: answers of this turn go first
      process.nextTick(() => io.engine.close());
    },
  };
}

/** Everything is JSON (S26), so no value is searched for binary parts: for small frames that costs as much as writing the JSON. */
function encodeAsText({encoder}: Server): void {
  const text = encoder as unknown as {encodeAsString(packet: unknown): string};
  encoder.encode = (packet) => [text.encodeAsString(packet)];
}

/** What only the handshake needed, kilobytes of each connection: the HTTP request with its headers, and the token. */
function letGo(socket: Socket): void {
  socket.handshake.headers = {};
  socket.handshake.auth = {};
  // documented by socket.io as the way to use less memory
  (socket.conn as unknown as {request: unknown}).request = null;
}

/** What is used of engine.io's connection; its types are not this package's to import. */
type EngineConnection = FlushedConnection & {
  readonly request: IncomingMessage;
  on(event: 'packet', listener: (packet: {type: string; data?: unknown}) => void): void;
  on(event: 'close', listener: () => void): void;
  /** `discard`: without waiting for what is not sent yet. */
  close(discard?: boolean): void;
};
