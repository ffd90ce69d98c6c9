/** How many handshakes of one address may be under way: who opens lines and shows no token keeps only itself out (S10, S29). */
import type {IncomingMessage} from 'node:http';
import type {NetworkOf} from '../auth/network.js';

export type PendingOptions = {
  /** Handshakes of one address at a time. */
  perAddress: number;
  networkOf: NetworkOf;
};

export type PendingHandshakes = ReturnType<typeof createPendingHandshakes>;

export function createPendingHandshakes({perAddress, networkOf}: PendingOptions) {
  const counts = new Map<string, number>();
  return {
    /** Whether one more may begin. */
    hasRoom(request: IncomingMessage): boolean {
      const address = networkOf(request);
      return address === undefined || (counts.get(address) ?? 0) < perAddress;
    },
    /** One has begun. Call what comes back when it has ended, well or not; a second call does nothing. */
    begin(request: IncomingMessage): () => void {
      const address = networkOf(request);
      if (address === undefined) return () => undefined;
      counts.set(address, (counts.get(address) ?? 0) + 1);
      let isOver = false;
      return () => {
        if (isOver) return;
        isOver = true;
        const left = (counts.get(address) ?? 1) - 1;
        if (left > 0) counts.set(address, left);
        else counts.delete(address);
      };
    },
    /** Addresses with a handshake under way. */
    get size(): number {
      return counts.size;
    },
  };
}
