import type {Socket} from 'socket.io';

/**
 * Bytes that were written for this socket and have not left this process: engine.io's queue and, below it, the
 * WebSocket's. Lengths of strings stand in for bytes; a reader slow enough to matter is far beyond that error.
 */
export function pendingBytes(socket: Socket): number {
  // neither queue is in the public types
  const conn = socket.conn as unknown as {
    writeBuffer: readonly {data?: string | Buffer}[];
    transport: {socket?: {bufferedAmount?: number}};
  };
  let bytes = conn.transport.socket?.bufferedAmount ?? 0;
  for (const packet of conn.writeBuffer) bytes += packet.data?.length ?? 0;
  return bytes;
}

/** Above this a reader gets no more frames until it syncs (PWP-SYNC-006). */
export const lagBytes = 1024 * 1024;
/** Above this, made of answers it asked for and does not read, its connection is closed (S29). */
export const floodBytes = 4 * lagBytes;
/** Above this, frames that may be lost are. */
export const volatileBytes = 64 * 1024;
