// A WebSocket of a client as far as a load needs it: text frames, whole ones, over the loopback interface. A load that costs little leaves
// the cores to what is measured, and ten thousand of these fit into one process.
import {randomBytes} from 'node:crypto';
import {connect} from 'node:net';

const text = 1;
const close = 8;
const ping = 9;

/**
 * Opens one. `heard` gets the payload of each text frame, as a Buffer that is valid until it returns, and the socket; `ended` is called once.
 * `localAddress`: from which of the loopback addresses, as one has 28,000 ports.
 */
export function openWebSocket({url, path, localAddress}, {heard, ended}) {
  const {hostname, port} = new URL(url);
  return new Promise((resolve, reject) => {
    const line = connect({host: hostname, port: Number(port), localAddress, noDelay: true});
    let rest;
    let isOpen = false;
    const socket = {send: (payload) => line.write(frameOf(text, payload)), close: () => line.destroy()};
    const take = (chunk) => {
      const bytes = rest === undefined ? chunk : Buffer.concat([rest, chunk]);
      rest = undefined;
      let at = 0;
      if (!isOpen) {
        const end = bytes.indexOf('\r\n\r\n');
        if (end < 0) return void (rest = bytes);
        const status = bytes.toString('latin1', 0, 12);
        if (status !== 'HTTP/1.1 101') return line.destroy(new Error(`the upgrade was answered with ${status}`));
        isOpen = true;
        at = end + 4;
        resolve(socket);
      }
      while (bytes.length - at >= 2) {
        const frame = frameAt(bytes, at);
        if (frame === undefined || bytes.length < frame.end) break;
        const payload = bytes.subarray(frame.begin, frame.end);
        if (frame.opcode === text) heard(payload, socket);
        else if (frame.opcode === ping) line.write(frameOf(10, payload));
        else if (frame.opcode === close) line.end();
        at = frame.end;
      }
      if (at < bytes.length) rest = bytes.subarray(at);
    };
    line.on('data', take);
    line.on('error', reject);
    line.once('close', () => {
      reject(new Error('closed before it was open'));
      ended?.();
    });
    const key = randomBytes(16).toString('base64');
    line.write(
      `GET ${path} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        `Sec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\n\r\n`,
    );
  });
}

/** Where its payload lies; nothing while its head is not whole. */
function frameAt(bytes, at) {
  const opcode = bytes[at] & 15;
  const short = bytes[at + 1] & 127;
  if (short < 126) return {opcode, begin: at + 2, end: at + 2 + short};
  const head = short === 126 ? 4 : 10;
  if (bytes.length - at < head) return undefined;
  const length = short === 126 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2));
  return {opcode, begin: at + head, end: at + head + length};
}

/** Masked with zeros: right by the format, and free. The server unmasks as it would anything. */
function frameOf(opcode, payload) {
  const length = Buffer.byteLength(payload);
  const head = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.alloc(head + 4 + length);
  frame[0] = 128 | opcode;
  if (head === 2) frame[1] = 128 | length;
  else if (head === 4) {
    frame[1] = 128 | 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 128 | 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  if (typeof payload === 'string') frame.write(payload, head + 4);
  else payload.copy(frame, head + 4);
  return frame;
}
