/**
 * The loop that keeps a connection: it asks for tokens, opens the transport, catches up, renews, and comes back. What to do is
 * decided by the table in core/connection; here it is done.
 */
import type {Clock} from '../base/clock.js';
import {type ConnectionEvent, canRequest, idle, stepConnection, viewConnection} from '../core/connection.js';
import {ChatError} from '../core/failure.js';
import type {Connection} from '../core/view.js';
import type {EphemeralFrame, HelloFrame, ServerFrame} from '../protocol/frames.js';
import type {InputOf, OutputOf, RequestName} from '../protocol/operations.js';
import type {Storage} from '../storage/storage.js';
import type {Transport, TransportConnection} from '../transport/transport.js';
import {tellIdle} from './idle.js';
import type {Page} from './page.js';

export type SyncPage = HelloFrame['sync'];

export type SessionOptions = {
  user: string;
  signal: AbortSignal;
  around: {
    clock: Clock;
    random(): number;
    /** It is told whether anybody looks at it. */
    page?: Page;
    /** For the next attempt to connect. */
    transport(): Transport | Promise<Transport>;
  };
  getToken(request: {reason: 'connect' | 'renew' | 'rejected'; signal: AbortSignal}): Promise<string> | string;
  /** For what is to be known before the server answers the next time. */
  storage: Pick<Storage, 'item' | 'write'>;
  /** Where to go on from; empty where there is nothing yet. */
  resume(): {device: string; cursor: string; epoch: string};
  report(error: unknown): void;
  onState(): void;
  /** What was missed is about to be asked for, or came with the hello. */
  onAsking(): void;
  /** A page of what was missed; resolves when it is stored. */
  onPage(page: SyncPage, epoch: string): Promise<void>;
  /** What the server said of its limits is written into it. */
  limits: Record<string, number>;
  /** The cursor is of no use. */
  onReset(): Promise<void>;
  /** Everything up to the cursor is stored. */
  onCaughtUp(cursor: string, epoch: string | undefined): Promise<void>;
  /** Requests may go out: `caught up` first, and again when a new token was accepted. */
  onReady(): void;
  onFrame(frame: ServerFrame): void;
  onEphemeral(frame: EphemeralFrame): void;
};

export interface Session {
  /** What the app sees of it while this tab leads. */
  view(): Connection;
  /** Whether a request has a chance now. */
  canAsk(): boolean;
  /** From the beginning, or from where it was put aside. */
  connect(): void;
  dispatch(event: ConnectionEvent): void;
  /** @throws {ChatError} OFFLINE, TIMEOUT, or the server's answer. */
  request<Name extends RequestName>(op: Name, input: InputOf<Name>): Promise<OutputOf<Name>>;
  ephemeral: TransportConnection['ephemeral'];
}

/** A token is renewed this long before its end, a little earlier or later so that not all come at once. */
const renewMs = 60_000;
const renewJitterMs = 10_000;
const renewAgainMs = 10_000;

const asChatError = (error: unknown): ChatError =>
  error instanceof ChatError ? error : new ChatError('INTERNAL', {retry: 'after', cause: error});

/** What the server takes: of files in messages, and for how long of changes. */
type Takes = Pick<Connection, 'files' | 'editWindowMs' | 'deleteWindowMs'>;
/** Where it is kept. */
const takesItem = 'takes';

function takesOf({features, limits}: HelloFrame): Takes {
  const {attachments = 5, fileBytes = 10 * 1024 * 1024, editWindowMs, deleteWindowMs} = limits;
  const files = features.includes('files') && attachments > 0 ? {most: attachments, bytes: fileBytes} : undefined;
  return {files, editWindowMs, deleteWindowMs};
}

export function createSession(options: SessionOptions): Session {
  const {user, signal, report, storage, around, limits} = options;
  const {clock, random, page} = around;
  let state = idle(clock.now());
  let line: TransportConnection | undefined;
  /** Counts the lines: what a former one still says is not for us. */
  let turn = 0;
  let token = '';
  let refused: string | undefined;
  /** Of the server's database, as the last hello says. */
  let epoch = '';
  let isAsking = false;
  /** Made ready while the host thinks about the token. */
  let transport: Promise<Transport> | undefined;
  let stopTimer = (): void => undefined;
  let stopRenewal = (): void => undefined;
  /** The server's time at monotonic 0: no jump of a clock moves it (F15). */
  let serverZero = 0;
  /** As the last hello of a socket says, or one of before. */
  let takes: Takes = {};
  /** The server has answered: what was told before no longer counts. */
  let isMet = false;

  async function remember(): Promise<void> {
    const known = (await storage.item(takesItem)) as Takes | undefined;
    if (isMet || !known) return;
    takes = known;
    options.onState();
  }

  /** What it takes: so one can attach before it answers the next time, or without a line (F92). */
  async function note(told: Takes): Promise<void> {
    const isNew = JSON.stringify(told) !== JSON.stringify(takes);
    takes = told;
    if (isNew) await storage.write([{put: 'item', key: takesItem, value: told}]);
  }

  // what is not kept is told with the next hello
  remember().catch(() => undefined);

  const idleness =
    page &&
    tellIdle({
      ...{page, clock, signal},
      tell(idle) {
        if (!line || !canRequest(state)) return false;
        // one that is lost is told with the next connection
        line.request('presence.set', {idle}).catch(() => undefined);
        return true;
      },
    });

  function dispatch(event: ConnectionEvent): void {
    if (signal.aborted && event.type !== 'disconnect') return;
    const step = stepConnection(state, event, {now: clock.now(), mono: clock.monotonic(), random: random()});
    if (step.state !== state) {
      state = step.state;
      stopTimer();
      if (state.due !== undefined)
        stopTimer = clock.after(state.due - clock.monotonic(), () => dispatch({type: 'timer'}));
      options.onState();
    }
    for (const effect of step.effects) {
      if (effect.do === 'token') askToken(effect.reason);
      else if (effect.do === 'open')
        open().catch((error: unknown) => dispatch({type: 'closed', code: asChatError(error).code}));
      else if (effect.do === 'close') close();
      else if (effect.do === 'sync') catchUp();
      else if (effect.do === 'refresh') refresh();
      else {
        idleness?.connected();
        options.onReady();
      }
    }
  }

  /** One question at a time, however often the connection breaks while the host thinks (F77). */
  function askToken(reason: 'connect' | 'renew' | 'rejected'): void {
    if (reason !== 'renew') {
      transport = Promise.resolve(around.transport());
      // whoever opens it hears of it
      transport.catch(() => {});
    }
    if (isAsking) return;
    isAsking = true;
    const ask = async (): Promise<void> => {
      try {
        const given = await options.getToken({reason, signal});
        isAsking = false;
        if (given === refused) return dispatch({type: 'token-failed', final: true});
        token = given;
        dispatch({type: 'token'});
      } catch (error) {
        isAsking = false;
        // without a network the host's own server is out of reach as well: no news
        if (!state.unplugged) report(error);
        // the old token is good for a while yet: time to ask again
        if (reason === 'renew' && canRequest(state))
          stopRenewal = clock.after(renewAgainMs, () => dispatch({type: 'expiring'}));
        dispatch({type: 'token-failed'});
      }
    };
    void ask();
  }

  async function open(): Promise<void> {
    const mine = ++turn;
    const used = token;
    const isMine = (): boolean => mine === turn;
    const ready = await (transport ?? around.transport());
    if (!isMine()) return;
    const {device, cursor, epoch: known} = options.resume();
    line = ready.connect(
      {token: used, device, ...(cursor && {cursor}), ...(known && {epoch: known})},
      {
        frame: (frame) => {
          if (isMine()) take(frame);
        },
        ephemeral: (frame) => {
          if (isMine()) options.onEphemeral(frame);
        },
        closed: (error) => {
          if (!isMine()) return;
          turn++;
          line = undefined;
          stopRenewal();
          broke(error, used);
        },
      },
    );
  }

  function broke(error: ChatError | undefined, used: string): void {
    const {code, retryAfterMs, retry} = error ?? {};
    if (code === 'TOKEN_INVALID' || code === 'AUTH_USER_MISMATCH' || retry === 'auth') refused = used;
    const end = (): void => dispatch({type: 'closed', code, retryAfterMs});
    if (retry === 'resync') options.onReset().then(end, end);
    else end();
  }

  function close(): void {
    turn++;
    stopRenewal();
    const closing = line;
    line = undefined;
    closing?.close();
  }

  function take(frame: ServerFrame): void {
    switch (frame.type) {
      case 'hello':
        if (frame.user !== user) {
          refused = token;
          return dispatch({type: 'closed', code: 'AUTH_USER_MISMATCH'});
        }
        isMet = true;
        Object.assign(limits, frame.limits);
        // plain requests do not tell it: then it is as it was
        if (frame.heartbeatMs) note(takesOf(frame)).catch(() => undefined);
        dispatch({type: 'hello'});
        serverZero = frame.serverTime - clock.monotonic();
        renewBefore(frame.expiresAt);
        return catchUp(frame);
      case 'lag':
        return dispatch({type: 'lag'});
      case 'draining':
        return dispatch({type: 'draining', reconnectInMs: frame.reconnectInMs});
      case 'auth':
        return dispatch({type: 'expired'});
      case 'session':
        return fail(turn, new ChatError(frame.code, {retry: 'auth'}));
      default:
        options.onFrame(frame);
    }
  }

  /** Takes in what was missed, page by page; the cursor counts only when all of it is stored (PWP-SYNC-003). */
  function catchUp(hello?: HelloFrame): void {
    const mine = turn;
    epoch = hello?.epoch ?? epoch;
    const {cursor} = options.resume();
    const from = cursor ? {cursor} : {};
    options.onAsking();
    const all = async (): Promise<void> => {
      const first: SyncPage = hello?.sync ?? (await request('sync', from));
      for (let page = first; ; ) {
        await options.onPage(page, epoch);
        if (mine !== turn) return;
        // without a place to go on from it is the beginning of the inbox: the rest is read when the reader gets there
        if (!page.next || page.reset) break;
        page = await request('sync', {...from, after: page.next});
      }
      await options.onCaughtUp(first.cursor, epoch);
      if (mine === turn) dispatch({type: 'synced'});
    };
    all().catch((error: unknown) => fail(mine, asChatError(error)));
  }

  function fail(mine: number, error: ChatError): void {
    if (mine !== turn) return;
    close();
    broke(error, token);
  }

  function renewBefore(expiresAt: number): void {
    stopRenewal();
    const lifeMs = expiresAt - serverZero - clock.monotonic();
    const early = Math.min(renewMs, lifeMs / 2) + random() * Math.min(renewJitterMs, lifeMs / 10);
    // a clock that was set may call it over already: the host is not asked as fast as it answers
    stopRenewal = clock.after(Math.max(1e3, lifeMs - early), () => dispatch({type: 'expiring'}));
  }

  function refresh(): void {
    const mine = turn;
    const used = token;
    line?.request('auth.refresh', {token: used}).then(
      ({expiresAt}) => {
        if (mine !== turn) return;
        renewBefore(expiresAt);
        dispatch({type: 'refreshed'});
      },
      (error: unknown) => fail(mine, asChatError(error)),
    );
  }

  async function request<Name extends RequestName>(op: Name, input: InputOf<Name>): Promise<OutputOf<Name>> {
    const mine = turn;
    if (!line || !canRequest(state)) throw new ChatError('OFFLINE');
    try {
      return await line.request(op, input);
    } catch (error) {
      const {retry, code} = error as ChatError;
      // only another token helps (PWP-AUTH-008)
      if (code === 'SESSION_REVOKED') fail(mine, error as ChatError);
      else if (retry === 'auth' && mine === turn) dispatch({type: 'expired'});
      throw error;
    }
  }

  return {
    view: () => ({...viewConnection(state), ...takes}),
    canAsk: () => canRequest(state),
    connect: () => dispatch({type: state.is === 'suspended' ? 'resume' : 'connect'}),
    dispatch,
    request,
    ephemeral: (frame) => line?.ephemeral(frame),
  };
}
