/** The lines of a file with their numbers, from 1, and a hash of all bytes before each. Holds one line at a time. */
import {createHash, type Hash} from 'node:crypto';
import {createReadStream} from 'node:fs';

/** Longer ones are none of ours. */
const mostBytes = 64 * 1024 * 1024;

/** `text`: undefined where a line is too long or no UTF-8. `hash`: of what came before it. */
export type FileLine = {number: number; text: string | undefined; before: Hash};

export async function* linesOf(path: string): AsyncGenerator<FileLine> {
  const hash = createHash('sha256');
  const decoder = new TextDecoder('utf-8', {fatal: true, ignoreBOM: true});
  let parts: Buffer[] = [];
  let length = 0;
  let number = 0;
  const line = (): FileLine => {
    const bytes = Buffer.concat(parts);
    const isTooLong = length > mostBytes;
    parts = [];
    length = 0;
    number++;
    const before = hash.copy();
    hash.update(bytes).update('\n');
    return {number, text: isTooLong ? undefined : decoded(decoder, bytes), before};
  };
  const take = (part: Buffer): void => {
    length += part.length;
    if (length <= mostBytes) parts.push(part);
  };
  for await (const chunk of createReadStream(path, {highWaterMark: 256 * 1024}) as AsyncIterable<Buffer>) {
    let from = 0;
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, from)) {
      take(chunk.subarray(from, at));
      from = at + 1;
      yield line();
    }
    take(chunk.subarray(from));
  }
  if (length > 0) yield line();
}

function decoded(decoder: TextDecoder, bytes: Buffer): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}
