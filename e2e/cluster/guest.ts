/** Somebody on one certain node, who speaks the wire and nothing else. */
import type {EphemeralFrame, Reply, ServerFrame} from '@parlor/sdk/protocol';
import {io, type Socket} from 'socket.io-client';
import {until} from '../until.js';
import type {Cluster} from './cluster.js';
import type {Node} from './node.js';

export class Guest implements Disposable {
  readonly user: string;
  readonly frames: ServerFrame[] = [];
  readonly ephemeral: EphemeralFrame[] = [];
  readonly #socket: Socket;
  #isClosed = false;

  private constructor(user: string, socket: Socket) {
    this.user = user;
    this.#socket = socket;
    socket.on('ev', (frame: ServerFrame) => void this.frames.push(frame));
    socket.on('eph', (frame: EphemeralFrame) => void this.ephemeral.push(frame));
    socket.on('disconnect', () => (this.#isClosed = true));
  }

  static async on(
    node: Node,
    cluster: Cluster,
    user: string,
    claims: {iat?: number; exp?: number} = {},
  ): Promise<Guest> {
    const auth = {token: await cluster.token(user, claims), device: `d-${node.name}`, proto: [1]};
    const socket = io(node.url, {forceNew: true, reconnection: false, transports: ['websocket'], auth});
    const guest = new Guest(user, socket);
    await until(() => guest.frames.length, Boolean, `${user} is let in by ${node.name}`, 30_000);
    return guest;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  ask(op: string, input: unknown): Promise<Reply> {
    return this.#socket.timeout(10_000).emitWithAck('req', {op, input}) as Promise<Reply>;
  }

  types(conversation: string, on: boolean): void {
    this.#socket.emit('eph', {type: 'typing', conversation, on});
  }

  [Symbol.dispose](): void {
    this.#socket.disconnect();
  }
}
