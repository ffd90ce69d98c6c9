// What a client of this protocol is on the wire, and no more: the packets of engine.io and socket.io over one WebSocket.
import {openWebSocket} from './websocket.mjs';

const path = '/socket.io/?EIO=4&transport=websocket';
const event = '42["ev",';
const message = Buffer.from('"message":{"id":"');
const idLength = 21;

/**
 * Resolves when its hello is there. `delivered` is called with the id of each message that comes; `frame` with the text of every other
 * frame, where it is given.
 */
export async function connectSocket({url, auth, localAddress}, {delivered, frame, ended} = {}) {
  const waiting = new Map();
  let asked = 0;
  let welcome;
  let refuse;
  const hello = new Promise((resolve, reject) => {
    welcome = resolve;
    refuse = reject;
  });
  const heard = (bytes, socket) => {
    const kind = bytes[0];
    if (kind === 50) return socket.send('3'); // ping, pong
    if (kind === 48) return socket.send(`40${JSON.stringify(auth)}`); // open: who I am
    if (kind !== 52) return undefined;
    const packet = bytes[1];
    if (packet === 50) {
      let at = bytes.indexOf(message);
      // a hello has messages too: those of previews, without this beginning
      if (at >= 0) {
        // what another node wrote may come many in a frame
        for (; at >= 0; at = bytes.indexOf(message, at + message.length + idLength))
          delivered?.(bytes.latin1Slice(at + message.length, at + message.length + idLength));
        return undefined;
      }
      const said = bytes.toString('utf8');
      if (said.startsWith(`${event}{"type":"hello"`)) welcome(said);
      return frame?.(said);
    }
    if (packet === 51) {
      const said = bytes.toString('utf8', 2);
      const body = said.indexOf('[');
      const answer = waiting.get(said.slice(0, body));
      waiting.delete(said.slice(0, body));
      return answer?.(JSON.parse(said.slice(body))[0]);
    }
    if (packet === 52) refuse(new Error(`refused: ${bytes.toString('utf8', 2)}`));
    return undefined;
  };
  const socket = await openWebSocket(
    {url, path, localAddress},
    {
      heard,
      ended: () => {
        refuse(new Error('closed before its hello'));
        ended?.();
      },
    },
  );
  const said = await hello;
  return {
    hello: () => JSON.parse(said.slice(event.length, -1)),
    /** Asks for an operation; resolves with the reply. */
    request(op, input) {
      const number = String(asked++);
      socket.send(`42${number}["req",${JSON.stringify({op, input})}]`);
      return new Promise((resolve) => waiting.set(number, resolve));
    },
    /** Says that keys move. */
    type: (conversation) => socket.send(`42["eph",${JSON.stringify({type: 'typing', conversation, on: true})}]`),
    /** Sends a message; resolves when it is acknowledged. */
    async send({to, id, text}) {
      const op = {opId: id, op: 'message.send', input: {conversation: to, id, content: {text}}};
      const reply = await this.request('ops.push', {ops: [op]});
      const result = reply.ok && reply.result.results ? reply.result.results[0] : reply;
      if (!result.ok) throw new Error(`a send was refused: ${JSON.stringify(result)}`);
    },
    close: () => socket.close(),
  };
}
