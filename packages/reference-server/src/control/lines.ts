/** One JSON value a line, both ways, with a limit. */
import type {Socket} from 'node:net';

/** A line that is too long, or not JSON: nothing behind it can be trusted to be a line. */
export class LineError extends Error {
  constructor(sentence: string) {
    super(sentence);
    this.name = 'LineError';
  }
}

export function sendLine(socket: Socket, value: unknown): void {
  if (socket.writable) socket.write(`${JSON.stringify(value)}\n`);
}

/**
 * The values of the lines that come, until the other side ends. Nothing is read ahead of what is taken but what a socket holds.
 * @throws {LineError}
 */
export async function* linesOf(socket: Socket, mostBytes: number): AsyncGenerator<unknown> {
  let parts: Buffer[] = [];
  let bytes = 0;
  // whoever stops taking lines may still want to answer
  for await (const chunk of socket.iterator({destroyOnReturn: false}) as AsyncIterable<Buffer>) {
    let rest = chunk;
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      if (bytes + end > mostBytes) throw tooLong(mostBytes);
      const line = Buffer.concat([...parts, rest.subarray(0, end)]).toString('utf8');
      parts = [];
      bytes = 0;
      rest = rest.subarray(end + 1);
      yield parse(line);
    }
    bytes += rest.length;
    if (bytes > mostBytes) throw tooLong(mostBytes);
    if (rest.length > 0) parts.push(rest);
  }
}

const tooLong = (mostBytes: number): LineError => new LineError(`A message is longer than ${mostBytes} bytes.`);

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new LineError('A message is not JSON.');
  }
}
