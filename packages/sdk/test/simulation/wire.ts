/**
 * The lines between tabs and the server, message by message: each takes its own time, may be lost with the line, come twice, come
 * late or out of order. This end keeps the word of the transport port, as the socket does.
 */
import {ChatError} from '../../src/core/failure.js';
import type {EphemeralFrame, Failure, Reply, ServerFrame} from '../../src/protocol/index.js';
import {createTally} from '../../src/transport/tally.js';
import type {Hello, Transport, TransportConnection, TransportEvents} from '../../src/transport/transport.js';
import type {Dice} from './dice.js';
import type {Process} from './process.js';
import type {Scheduler} from './scheduler.js';
import type {Server} from './server.js';
import type {ServerSocket} from './server-socket.js';

const requestMs = 15_000;
const missedBeats = 2.5;
/** The server's ping and its patience. */
const serverPatienceMs = 40_000;

/** What goes wrong between a device and the server. Chances are per message. */
export type LineWeather = {
  isDown: boolean;
  /** A message takes up to so many milliseconds, and now and then far longer. */
  delayMs: number;
  slow: number;
  /** A frame comes twice (F33). */
  twice: number;
  /** A frame or an answer comes out of its order (F31). */
  astray: number;
  /** A frame never comes, though the line lives (F32). */
  lost: number;
  /** An answer never comes, though the line lives (F26). */
  lostAnswers: number;
  /** A write comes once more, up to two minutes later (F29). */
  late: number;
  /** A line breaks at this message. */
  breaks: number;
};

export const fairWeather = (): LineWeather => ({
  ...{isDown: false, delayMs: 30, slow: 0, twice: 0, astray: 0, lost: 0, lostAnswers: 0, late: 0, breaks: 0},
});

export type Arrival = {bytes: number; input?: unknown};

export type WireReports = {
  /** A frame, an answer or a refusal has reached the client. `bytes`: of its JSON. */
  arrived(what: 'frame' | 'answer', op: string, body: unknown, about: Arrival): void;
  note(text: string): void;
};

/** What may be switched off, to see that it is needed. */
export type WireTwist = {
  frame?(frame: ServerFrame, server: Server, user: string): ServerFrame;
  answer?(op: string, result: unknown): unknown;
  /** Nobody counts what came before a tick. */
  countsNoFrames?: boolean;
  /** Ticks overtake the frames before them. */
  ticksOvertake?: boolean;
  /** Each write of a batch goes out by itself, all at once. */
  splits?: boolean;
};

export type WireOptions = {
  scheduler: Scheduler;
  process: Process;
  server: Server;
  dice: Dice;
  weather: LineWeather;
  user: string;
  twist: WireTwist;
  report: WireReports;
};

export type Wire = Transport & {
  /** The line breaks; both ends hear of it. */
  cut(): void;
  /** The line is dead and nobody hears of it (F34). */
  deaden(): void;
};

/** What goes over a line is text from when it leaves, and read when it arrives, if it does. */
const written = (value: unknown): string => JSON.stringify(value) ?? 'null';

export function createWire(options: WireOptions): Wire {
  const {scheduler, process, server, dice, weather, user, twist, report} = options;
  let cut = (): void => undefined;
  let deaden = (): void => undefined;

  function connect({token, device, cursor, epoch}: Hello, events: TransportEvents): TransportConnection {
    let socket: ServerSocket | undefined;
    let isOpen = false;
    let isOver = false;
    let isDead = false;
    let upAt = 0;
    let downAt = 0;
    let latestAt = 0;
    let heardAt = scheduler.now;
    let stopWatch = (): void => undefined;
    const waiting = new Set<(error: ChatError) => void>();
    const tally = twist.countsNoFrames ? <Frame>(frame: Frame): Frame => frame : createTally();
    /** A line that lost something is dead: what TCP loses it never skips. */
    const isLost = (): boolean => {
      if (weather.isDown && !isDead) die();
      return isDead;
    };

    /** How long a message takes. */
    const takes = (): number => dice.next() * (dice.chance(weather.slow) ? 20_000 : weather.delayMs);
    const isBroken = (): boolean => {
      if (!dice.chance(weather.breaks)) return false;
      broken();
      return true;
    };

    /** Something goes to the server, behind what went before. */
    function up(run: () => void): void {
      if (isLost() || isBroken()) return;
      upAt = Math.max(upAt, scheduler.now + takes());
      scheduler.after(upAt - scheduler.now, run);
    }

    /** Something goes to the client. `last`: what vouches for all that went before it cannot overtake any of it. */
    function down(run: () => void, order: 'in order' | 'astray' | 'last'): void {
      if (isLost() || isBroken()) return;
      let at = scheduler.now + takes();
      if (order !== 'astray') at = downAt = Math.max(at, order === 'last' ? latestAt : downAt);
      latestAt = Math.max(latestAt, at);
      process.after(at - scheduler.now, () => {
        if (!isOver && !isDead) run();
      });
    }

    function end(error?: ChatError): void {
      if (isOver) return;
      isOver = true;
      stopWatch();
      for (const fail of [...waiting]) fail(new ChatError('TIMEOUT', {retry: 'after'}));
      events.closed(error);
    }

    /** Both ends hear that the line is gone, each in its time; what is under way to the server may still get there. */
    function broken(): void {
      const gone = socket;
      if (gone) scheduler.after(dice.next() * 200, () => gone.lost());
      process.after(dice.next() * 200, () => end(new ChatError('OFFLINE', {retry: 'after'})));
    }

    function die(): void {
      isDead = true;
      const gone = socket;
      if (gone) scheduler.after(dice.next() * serverPatienceMs, () => gone.lost());
    }

    function watch(beatMs: number): void {
      stopWatch = process.after(beatMs, () => {
        if (scheduler.now - heardAt > missedBeats * beatMs) end(new ChatError('TIMEOUT', {retry: 'after'}));
        else watch(beatMs);
      });
    }

    /** The server pings: a living line is never silent for long. */
    function ping(): void {
      scheduler.after(20_000, () => {
        if (isOver || !socket || socket.isClosed) return;
        if (isLost()) return;
        process.after(dice.next() * weather.delayMs, () => {
          heardAt = scheduler.now;
        });
        ping();
      });
    }

    function frame(body: unknown): void {
      const text = written(body);
      const {type} = body as ServerFrame;
      const isHello = type === 'hello';
      if (!isHello && dice.chance(weather.lost)) return report.note(`a frame is lost: ${type}`);
      const arrive = (): void => {
        heardAt = scheduler.now;
        let come = tally(JSON.parse(text) as ServerFrame);
        if (twist.frame) come = twist.frame(come, server, user);
        if (come.type === 'hello') {
          isOpen = true;
          stopWatch();
          watch(come.heartbeatMs);
        }
        report.arrived('frame', come.type, come, {bytes: text.length});
        events.frame(come);
      };
      const isTick = type === 'tick';
      if (isTick && twist.ticksOvertake) return void process.after(0, () => !isOver && arrive());
      const isAstray = !isHello && !isTick && dice.chance(weather.astray);
      down(arrive, isTick ? 'last' : isAstray ? 'astray' : 'in order');
      if (!isHello && dice.chance(weather.twice)) down(arrive, isTick ? 'last' : 'astray');
    }

    // the socket comes about
    if (weather.isDown)
      process.after(5_000 + dice.next() * 5_000, () => end(new ChatError('UNAVAILABLE', {retry: 'after'})));
    else {
      up(() => {
        const auth = {token, device, proto: [1], ...(cursor && {cursor}), ...(epoch && {epoch})};
        socket = server.accept(auth, {
          emit(event, body) {
            if (event === 'ev') frame(body);
            else {
              if (!isOpen) return;
              const text = written(body);
              down(() => events.ephemeral(JSON.parse(text) as EphemeralFrame), 'astray');
            }
          },
          refused: (data) => {
            const text = written(data);
            down(() => end(ChatError.from(JSON.parse(text) as Failure)), 'in order');
          },
          closed: () => down(() => end(new ChatError('OFFLINE', {retry: 'after'})), 'in order'),
        });
        if (!socket) process.after(takes(), () => end(new ChatError('UNAVAILABLE', {retry: 'after'})));
        else if (process.isDead) socket.lost();
        else ping();
      });
    }
    cut = broken;
    deaden = die;

    function ask(op: string, input: unknown, timeoutMs: number): Promise<unknown> {
      return new Promise((resolve, reject) => {
        const stop = process.after(timeoutMs, () => fail(new ChatError('TIMEOUT', {retry: 'after'})));
        const fail = (error: ChatError): void => {
          stop();
          waiting.delete(fail);
          reject(error);
        };
        waiting.add(fail);
        const text = written(input);
        const value: unknown = JSON.parse(text);
        const answer = (reply: unknown): void => {
          const answered = written(reply);
          if (dice.chance(weather.lostAnswers)) return report.note(`the answer to ${op} is lost`);
          down(
            () => {
              if (!waiting.has(fail)) return;
              heardAt = scheduler.now;
              const given = JSON.parse(answered) as Reply;
              report.arrived('answer', op, given, {bytes: answered.length, input: value});
              if (!given.ok) return fail(ChatError.from(given));
              stop();
              waiting.delete(fail);
              resolve(twist.answer ? twist.answer(op, given.result) : given.result);
            },
            dice.chance(weather.astray) ? 'astray' : 'in order',
          );
        };
        const to = socket;
        up(() => to?.receive('req', {op, input: value}, answer));
        if (op === 'ops.push' && dice.chance(weather.late)) {
          scheduler.after(dice.between(500, 120_000), () => {
            report.note(`a late copy of ${op} arrives`);
            server.late({user, device, audience: 'parlor', claims: {name: user}}, op, JSON.parse(text));
          });
        }
      });
    }

    return {
      request: (op, input, {timeoutMs = requestMs} = {}) => {
        if (isOver || !isOpen) return Promise.reject(new ChatError('OFFLINE', {retry: 'after'}));
        if (op !== 'ops.push' || !twist.splits) return ask(op, input, timeoutMs) as never;
        const {ops} = input as {ops: unknown[]};
        return splitUp(ops.map((one) => ask(op, {ops: [one]}, timeoutMs))) as never;
      },
      ephemeral(sent) {
        if (isOver || !isOpen) return;
        const text = written(sent);
        const to = socket;
        up(() => to?.receive('eph', JSON.parse(text)));
      },
      close() {
        const gone = socket;
        if (gone && !isLost()) scheduler.after(takes(), () => gone.lost());
        else if (gone) die();
        end();
      },
    };
  }

  return {connect, cut: () => cut(), deaden: () => deaden()};
}

async function splitUp(asked: readonly Promise<unknown>[]): Promise<{results: Reply[]}> {
  const replies = asked.map((one) =>
    one.then(
      (answer) => (answer as {results: Reply[]}).results[0] as Reply,
      ({code, retry, retryAfterMs}: ChatError) =>
        ({ok: false, code, retry, ...(retryAfterMs !== undefined && {retryAfterMs})}) as Reply,
    ),
  );
  return {results: await Promise.all(replies)};
}
