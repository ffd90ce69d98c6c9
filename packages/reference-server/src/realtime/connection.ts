/**
 * One connection from the handshake to its end. It exists before its hello: frames that come in between are held and go
 * out behind the hello, so that nothing falls between the snapshot and the stream (PWP-HELLO-003).
 */
import {type EphemeralFrame, type Failure, failure, type HelloFrame, type ServerFrame} from '@parlor/sdk/protocol';
import type {Socket} from 'socket.io';
import type {LiveConnection} from '../auth/caller.js';
import type {Clock} from '../clock.js';
import type {Actor} from '../domain/domain.js';
import {lagBytes, pendingBytes, volatileBytes} from './pending.js';

export const tickMs = 25_000;
/** From the end of a session to the end of its connection: what was done before is answered. */
const goodbyeMs = 50;
/** Who does not read that is cut off (S07). */
const cutMs = 500;
/** From the token's end to the connection's (PWP-AUTH-005). */
export const expiredGraceMs = 20_000;

/** `lagging`: too slow, gets no frames until it syncs · `revoked`: is about to be closed. */
type State = {is: 'greeting'; held: ServerFrame[]} | {is: 'live' | 'lagging' | 'revoked' | 'closed'};

export type ConnectionOptions = {
  socket: Socket;
  /** Where it comes from, as far as that counts. */
  address: string | undefined;
  clock: Clock;
  actor: Actor;
  expiresAt: number;
  /** None while something is owed to the user that a cursor would vouch for. */
  tickCursor(): string | undefined;
};

export const roomOf = (user: string): string => `user:${user}`;

export class Connection implements LiveConnection {
  readonly id: string;
  readonly user: string;
  readonly address: string | undefined;
  actor: Actor;
  expiresAt: number;

  #socket: Socket;
  #clock: Clock;
  #tickCursor: () => string | undefined;
  #state: State = {is: 'greeting', held: []};
  #refusal: 'TOKEN_EXPIRED' | 'SESSION_REVOKED' | undefined;
  #closesAfterAnswer = false;
  /** Put on this connection since the hello (PWP-SYNC-012). */
  #frames = 0;
  #stopExpiry: () => void;
  #stopTick: () => void = () => undefined;

  constructor({socket, address, clock, actor, expiresAt, tickCursor}: ConnectionOptions) {
    this.id = socket.id;
    this.user = actor.user;
    this.address = address;
    this.actor = actor;
    this.expiresAt = expiresAt;
    this.#socket = socket;
    this.#clock = clock;
    this.#tickCursor = tickCursor;
    this.#stopExpiry = clock.after(expiresAt - clock.now(), () => this.#expire());
  }

  get isClosed(): boolean {
    return this.#state.is === 'closed';
  }

  /** Why this connection may not ask for anything now; with an expired token it may renew it. */
  get refusal(): Failure | undefined {
    return this.#refusal && failure(this.#refusal);
  }

  /**
   * Takes a frame for this connection's user. True: it is to be sent through the user's room, where every connection of
   * the user gets the same bytes. False: this connection holds it, or has been told that it misses it.
   */
  accepts(frame: ServerFrame): boolean {
    if (this.#state.is === 'greeting') this.#state.held.push(frame);
    if (this.#state.is !== 'live') return false;
    if (pendingBytes(this.#socket) <= lagBytes) {
      this.#frames++;
      return true;
    }
    this.#state = {is: 'lagging'};
    void this.#socket.leave(roomOf(this.user));
    this.#put({type: 'lag'});
    return false;
  }

  /** A frame for this one connection only. */
  send(frame: ServerFrame): void {
    if (this.accepts(frame)) this.#socket.emit('ev', frame);
  }

  /** A frame about the connection itself: slow readers get it too. */
  tell(frame: ServerFrame): void {
    if (this.#state.is === 'greeting') this.#state.held.push(frame);
    else if (this.#state.is !== 'closed') this.#put(frame);
  }

  /** May be lost: on a connection that is slow or not yet greeted. */
  sendEphemeral(frame: EphemeralFrame): void {
    if (this.#state.is === 'live' && pendingBytes(this.#socket) <= volatileBytes) this.#socket.emit('eph', frame);
  }

  /** `behind`: what was read with the hello, and is of before whatever was held. */
  greet(hello: HelloFrame, behind: readonly ServerFrame[] = []): void {
    if (this.#state.is !== 'greeting') return;
    const {held} = this.#state;
    this.#socket.emit('ev', hello);
    for (const frame of [...behind, ...held]) this.#put(frame);
    this.#goLive();
    this.#tickLater();
  }

  /** Sends frames again from now on: its sync is about to read what it missed. */
  catchUp(): void {
    if (this.#state.is === 'lagging') this.#goLive();
  }

  renew(actor: Actor, expiresAt: number): void {
    if (this.isClosed || this.#refusal === 'SESSION_REVOKED') return;
    this.actor = actor;
    this.expiresAt = expiresAt;
    this.#refusal = undefined;
    this.#stopExpiry();
    this.#stopExpiry = this.#clock.after(expiresAt - this.#clock.now(), () => this.#expire());
  }

  /** The session was ended: nothing more comes in or goes out but answers to what was done before (PWP-AUTH-008). */
  revoke(): void {
    this.#refusal = 'SESSION_REVOKED';
    if (this.isClosed || this.#state.is === 'greeting') return;
    this.#state = {is: 'revoked'};
    void this.#socket.leave(roomOf(this.user));
    this.#stopExpiry();
    this.#stopExpiry = this.#clock.after(goodbyeMs, () => {
      this.tell({type: 'session', code: 'SESSION_REVOKED'});
      this.close();
      this.#stopExpiry = this.#clock.after(cutMs, () => this.#socket.conn.close(true));
    });
  }

  closeAfterAnswer(): void {
    this.#closesAfterAnswer = true;
  }

  /** An answer was sent. */
  answered(): void {
    if (this.#closesAfterAnswer) this.close();
  }

  close(): void {
    this.#socket.disconnect(true);
  }

  /** The socket is gone: nothing of this connection runs any more. */
  ended(): void {
    this.#state = {is: 'closed'};
    this.#stopExpiry();
    this.#stopTick();
  }

  #put(frame: ServerFrame): void {
    this.#frames++;
    this.#socket.emit('ev', frame);
  }

  #goLive(): void {
    this.#state = {is: 'live'};
    void this.#socket.join(roomOf(this.user));
  }

  #tickLater(): void {
    this.#stopTick = this.#clock.after(tickMs, () => {
      // who has not heard of it would wait for frames for ever (F32)
      if (this.#state.is === 'lagging') this.#put({type: 'lag'});
      // a cursor vouches for frames put on this connection, so one that missed some gets none
      const cursor = this.#state.is === 'live' ? this.#tickCursor() : undefined;
      if (cursor !== undefined) this.send({type: 'tick', cursor, frames: this.#frames});
      this.#tickLater();
    });
  }

  #expire(): void {
    this.#refusal = 'TOKEN_EXPIRED';
    this.tell({type: 'auth', code: 'TOKEN_EXPIRED', closesInMs: expiredGraceMs});
    this.#stopExpiry = this.#clock.after(expiredGraceMs, () => this.close());
  }
}
