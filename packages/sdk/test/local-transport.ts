/** A server in the same process: the reference server's domain behind the transport port, with knobs for what goes wrong. */
import {createDomain} from '../../reference-server/src/domain/create-domain.js';
import type {Actor, Delivery, Domain} from '../../reference-server/src/domain/domain.js';
import type {FileAddresses} from '../../reference-server/src/domain/file-access.js';
import {Refusal} from '../../reference-server/src/domain/refusal.js';
import {memoryStore} from '../../reference-server/src/store/memory/store.js';
import type {Clock} from '../src/base/clock.js';
import {ChatError} from '../src/core/failure.js';
import type {EphemeralFrame, Failure, HelloFrame, ServerFrame, Windows} from '../src/protocol/index.js';
import {createTally} from '../src/transport/tally.js';
import type {Hello, Transport, TransportConnection, TransportEvents} from '../src/transport/transport.js';

const tickMs = 25_000;
const requestMs = 15_000;

/** What goes wrong between one device and the server. */
export type Knobs = {
  /** No connection comes about, and requests get no answer. */
  isDown: boolean;
  /** Milliseconds a request and its answer take, each. */
  delayMs: number;
  /** How many answers are lost, though the server did what was asked. */
  loseAnswers: number;
  /** Frames for which this is true never come. */
  drops: (frame: ServerFrame) => boolean;
  /** Every frame comes twice (F33). */
  duplicates: boolean;
  /** Failures to answer with instead of doing anything, first come first. */
  refuse: {op: string; failure: Failure}[];
  /** How many answers of the doors of files are lost. */
  loseFileAnswers: number;
  /** Of a piece of so many bytes, after how many the line breaks; undefined: it does not. */
  piece: (bytes: number) => number | undefined;
  /** For how long the server says that messages may be changed. */
  windows: Windows;
  /** Requests for which this is true break something in the server, each time. */
  breaks: (op: string, input: unknown) => boolean;
};

export type Line = Knobs & {
  /** What a page would fetch of the server's files. */
  fetch(address: string, init?: RequestInit): Promise<Response>;
  /** The methods of those requests. */
  readonly fetched: string[];
  readonly transport: Transport;
  /** Operations that reached the server. */
  readonly asked: {op: string; input: unknown}[];
  connections: number;
  /** Of those, alive. */
  open: number;
  /** Breaks the connection, as a network does. */
  cut(): void;
  /** Gives the device a frame as if the server had. */
  inject(frame: unknown): void;
};

export type LocalServer = {
  readonly domain: Domain;
  line(): Line;
  /** A token for a user that is good for so long. */
  token(user: string, lifeMs?: number): string;
  /** Tokens that are no longer accepted. */
  readonly refusedTokens: Set<string>;
  actor(user: string): Actor;
  /** How many writes were done. */
  readonly written: number;
  /** A backup is restored: only so many of the writes ever happened, in a database of another epoch. Cuts every line. */
  restore(written: number): Promise<void>;
};

type Member = {actor: Actor; events: TransportEvents; give(frame: ServerFrame): void};

/** The doors of files, which a page cannot have. */
export type FileDoors = {
  addresses: FileAddresses;
  open(domain: Domain, clock: Clock): void;
  request(path: string, init: RequestInit): Promise<Response>;
};

export async function localServer(clock: Clock, openFiles?: (secret: string) => FileDoors): Promise<LocalServer> {
  let files: FileDoors | undefined;
  const create = async (): Promise<Domain> => {
    let ids = 0;
    const store = memoryStore();
    files = openFiles?.(store.secret);
    // the same writes give the same ids: a restored database is the beginning of the lost one
    const made = await createDomain({
      ...{store, clock, receiptDelayMs: 20, files: files?.addresses},
      ids: () => String(++ids).padStart(21, '0'),
    });
    files?.open(made, clock);
    return made;
  };
  let domain = await create();
  let written: {who: Actor; op: string; input: unknown}[] = [];
  const lines = new Set<Line>();
  const refusedTokens = new Set<string>();
  const members = new Set<Member>();
  let tokens = 0;
  const actor = (user: string): Actor => ({user, device: `d-${user}`, audience: 'parlor', claims: {name: user}});
  const say = (to: readonly string[], frame: EphemeralFrame): void => {
    for (const member of members) if (to.includes(member.actor.user)) member.events.ephemeral(frame);
  };

  const deliver = (deliveries: readonly Delivery[]): void => {
    for (const {to, frame} of deliveries) {
      for (const member of members) if (to.includes(member.actor.user)) member.give(frame);
    }
  };
  /** Whose rows are to be read again. */
  const touched = (news: Parameters<Parameters<Domain['onTouched']>[0]>[0]): void => {
    for (const {conversation, users} of news) {
      for (const member of members) {
        if (!users.includes(member.actor.user)) continue;
        void domain
          .run(member.actor, 'inbox.rows', {conversations: [conversation]})
          .then(({rows}) => member.give({type: 'inbox', rows}));
      }
    }
  };
  domain.onDeliveries(deliver);
  domain.onTouched(touched);

  async function answerOf(line: Line, address: string, init: RequestInit = {}): Promise<Response> {
    if (line.isDown) throw new TypeError('fetch failed');
    line.fetched.push(`${init.method ?? 'GET'}`);
    const whole = init.body as Blob | undefined;
    const most = whole && line.piece(whole.size);
    const sent = most === undefined || !whole ? init : {...init, body: whole.slice(0, most)};
    const {pathname, search} = new URL(address);
    const {signal: _, ...request} = sent;
    // as bytes: what comes over a real line is no blob
    const body = request.body instanceof Blob ? new Uint8Array(await request.body.arrayBuffer()) : undefined;
    if (!files) throw new TypeError('fetch failed');
    const answer = await files.request(pathname + search, {...request, ...(body && {body})});
    if (most !== undefined || line.loseFileAnswers-- > 0) throw new TypeError('fetch failed');
    line.loseFileAnswers = Math.max(0, line.loseFileAnswers);
    return answer;
  }

  function line(): Line {
    let broken: (() => void) | undefined;
    let events: TransportEvents | undefined;
    const self: Line = {
      isDown: false,
      delayMs: 1,
      loseAnswers: 0,
      drops: () => false,
      breaks: () => false,
      duplicates: false,
      refuse: [],
      asked: [],
      connections: 0,
      open: 0,
      cut: () => broken?.(),
      inject: (frame) => events?.frame(frame as ServerFrame),
      loseFileAnswers: 0,
      piece: () => undefined,
      windows: {},
      fetched: [],
      fetch: async (address, init) => answerOf(self, address, init),
      transport: {connect: (hello, given) => connect(self, hello, given)},
    };

    function connect(knobs: Line, hello: Hello, given: TransportEvents): TransportConnection {
      knobs.connections++;
      knobs.open++;
      events = given;
      let isOpen = false;
      let isOver = false;
      let stopTick = (): void => undefined;
      let member: Member | undefined;
      /** Frames so far, lost ones among them. */
      let put = 0;
      const tally = createTally();
      const waiting = new Set<(error: ChatError) => void>();
      const claims = JSON.parse(hello.token) as {user: string; expiresAt: number};

      const end = (error?: ChatError): void => {
        if (isOver) return;
        isOver = true;
        isOpen = false;
        knobs.open--;
        stopTick();
        if (member) members.delete(member);
        for (const reject of waiting) reject(new ChatError('TIMEOUT'));
        given.closed(error);
      };
      broken = () => end(new ChatError('OFFLINE'));

      const give = (frame: ServerFrame): void => {
        if (isOver || knobs.isDown) return;
        put++;
        if (knobs.drops(frame)) return;
        const come = tally(frame) as ServerFrame;
        for (let times = knobs.duplicates ? 2 : 1; times > 0; times--) given.frame(structuredClone(come));
      };

      async function open(): Promise<void> {
        if (knobs.isDown) throw new ChatError('UNAVAILABLE');
        checkToken(hello.token, claims.expiresAt);
        const held: ServerFrame[] = [];
        let isGreeted = false;
        member = {
          actor: {...actor(claims.user), device: hello.device},
          events: given,
          give: (frame) => (isGreeted ? give(frame) : void held.push(frame)),
        };
        members.add(member);
        const {sync} = await domain.hello(member.actor, {cursor: hello.cursor, epoch: hello.epoch});
        if (isOver) return;
        isOpen = true;
        const frame: HelloFrame = {
          type: 'hello',
          connection: String(knobs.connections),
          user: claims.user,
          proto: 1,
          features: domain.files ? ['files'] : [],
          epoch: domain.epoch,
          serverTime: clock.now(),
          heartbeatMs: tickMs,
          expiresAt: claims.expiresAt,
          limits: {textLength: 8_000, ...knobs.windows},
          sync,
        };
        given.frame(structuredClone(frame));
        isGreeted = true;
        for (const one of held) give(one);
        tick();
      }
      const tick = (): void => {
        stopTick = clock.after(tickMs, () => {
          give({type: 'tick', cursor: domain.tickCursor(claims.user), frames: put});
          tick();
        });
      };
      const checkToken = (token: string, expiresAt: number): void => {
        if (refusedTokens.has(token)) throw new ChatError('TOKEN_INVALID');
        if (expiresAt <= clock.now()) throw new ChatError('TOKEN_EXPIRED', {retry: 'auth'});
      };

      async function run(op: string, input: unknown): Promise<unknown> {
        knobs.asked.push({op, input});
        const refusal = knobs.refuse.findIndex((one) => one.op === op);
        if (refusal >= 0) throw ChatError.from((knobs.refuse.splice(refusal, 1)[0] as {failure: Failure}).failure);
        if (knobs.breaks(op, input)) throw new ChatError('INTERNAL', {retry: 'after'});
        const who = (member as Member).actor;
        if (op === 'auth.refresh') {
          const {token} = input as {token: string};
          const fresh = JSON.parse(token) as {expiresAt: number};
          checkToken(token, fresh.expiresAt);
          Object.assign(claims, fresh);
          return {expiresAt: fresh.expiresAt};
        }
        checkToken(hello.token, claims.expiresAt);
        if (op === 'session.revoke') {
          const revoked = [...members].filter((one) => one.actor.user === who.user);
          clock.after(50, () => {
            for (const one of revoked) one.give({type: 'session', code: 'SESSION_REVOKED'});
          });
          return {};
        }
        if (op === 'presence.watch') {
          const {users} = input as {users: string[]};
          const online = new Set([...members].map((one) => one.actor.user));
          const people = await domain.visiblePeople(who, users);
          const presences = people.map(({user}) => ({
            user,
            state: online.has(user) ? ('online' as const) : ('offline' as const),
          }));
          return {presences, people};
        }
        const answer = await domain.run(who, op as never, input);
        if (op === 'ops.push') written.push({who, op, input});
        return answer;
      }

      const pause = (ms: number): Promise<void> => new Promise((resolve) => clock.after(ms, resolve));
      clock.after(knobs.delayMs, () => {
        open().catch((error: unknown) =>
          end(error instanceof ChatError ? error : new ChatError('INTERNAL', {cause: error})),
        );
      });

      return {
        request: (op, input, {timeoutMs = requestMs} = {}) =>
          new Promise((resolve, reject) => {
            if (!isOpen) return reject(new ChatError('OFFLINE'));
            const late = (): void => fail(new ChatError('TIMEOUT'));
            const stop = clock.after(timeoutMs, late);
            const fail = (error: ChatError): void => {
              stop();
              waiting.delete(fail);
              reject(error);
            };
            waiting.add(fail);
            const go = async (): Promise<void> => {
              await pause(knobs.delayMs);
              if (knobs.isDown || isOver) return;
              let answer: () => void;
              try {
                const result = structuredClone(await run(op, structuredClone(input)));
                answer = () => resolve(result as never);
              } catch (error) {
                const refusal = error instanceof Refusal ? ChatError.from(error.toFailure()) : error;
                answer = () => fail(refusal as ChatError);
              }
              await pause(knobs.delayMs);
              if (knobs.isDown || isOver) return;
              if (knobs.loseAnswers > 0) {
                knobs.loseAnswers--;
                return;
              }
              waiting.delete(fail);
              stop();
              answer();
            };
            go().catch(reject);
          }),
        ephemeral: (frame) => {
          if (!isOpen || knobs.isDown) return;
          const {conversation, on} = frame;
          const who = (member as Member).actor;
          void domain
            .typingAudience(who, conversation)
            .then((to) => say(to, {type: 'typing', conversation, user: who.user, on}));
        },
        close: () => end(),
      };
    }
    lines.add(self);
    return self;
  }

  return {
    get domain() {
      return domain;
    },
    get written() {
      return written.length;
    },
    async restore(count) {
      written = written.slice(0, count);
      domain = await create();
      for (const {who, op, input} of written) await domain.run(who, op as never, input);
      domain.onDeliveries(deliver);
      domain.onTouched(touched);
      for (const {cut} of lines) cut();
    },
    line,
    refusedTokens,
    actor,
    token: (user, lifeMs = 15 * 60_000) => JSON.stringify({user, expiresAt: clock.now() + lifeMs, n: ++tokens}),
  };
}
