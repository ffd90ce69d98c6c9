import {Refusal} from '../domain/refusal.js';

/** So often the limit is read and thrown away before the refusal, so that a client of ordinary manners gets to see it. */
const discarded = 4;

/**
 * The JSON body of a request, `undefined` where there is none.
 * @throws {Refusal} TOO_LARGE above the frame limit, whatever the request says of its length; BAD_REQUEST.
 */
export async function readBody(request: Request, most: number): Promise<unknown> {
  const bytes = await readBytes(request, most);
  if (bytes.length === 0) return undefined;
  if (!/^application\/json\s*(;|$)/i.test(request.headers.get('content-type') ?? ''))
    throw new Refusal('BAD_REQUEST', 'the body is application/json');
  try {
    return JSON.parse(new TextDecoder('utf-8', {fatal: true}).decode(bytes)) as unknown;
  } catch {
    // the parser's own words quote the body
    throw new Refusal('BAD_REQUEST', 'the body is not JSON');
  }
}

async function readBytes({body}: Request, most: number): Promise<Uint8Array> {
  if (body === null) return new Uint8Array();
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of body as unknown as AsyncIterable<Uint8Array>) {
    size += part.length;
    if (size > discarded * most) break;
    if (size <= most) parts.push(part);
  }
  if (size > most) throw new Refusal('TOO_LARGE', `a body has at most ${most} bytes`);
  return Buffer.concat(parts);
}
