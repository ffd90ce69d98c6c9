// What a server's process puts on the wire: system calls that write to its clients, and bytes both ways. Only of connections that came to it, so not
// those to a database; with what a WebSocket adds, and without what TCP adds.
import {Socket} from 'node:net';
import {performance} from 'node:perf_hooks';

const counted = {calls: 0, bytesDown: 0, bytesUp: 0};

/** Turns of the event loop come with it. */
export const wire = () => ({...counted, turns: performance.nodeTiming.uvMetricsInfo?.loopCount ?? 0});

const sizeOf = (chunk, encoding) => (typeof chunk === 'string' ? Buffer.byteLength(chunk, encoding) : chunk.byteLength);

export function countWire() {
  const {_writeGeneric: write, push} = Socket.prototype;
  // everything a socket writes goes through here, once for what is written together
  Socket.prototype._writeGeneric = function (isMany, data, encoding, done) {
    // a socket that is still connecting comes here again
    if (this.server && !this.connecting) {
      counted.calls++;
      if (isMany) for (const one of data) counted.bytesDown += sizeOf(one.chunk, one.encoding);
      else counted.bytesDown += sizeOf(data, encoding);
    }
    return write.call(this, isMany, data, encoding, done);
  };
  Socket.prototype.push = function (chunk, encoding) {
    if (this.server && chunk) counted.bytesUp += chunk.length;
    return push.call(this, chunk, encoding);
  };
}
