import assert from 'node:assert/strict';
import {mkdtempSync, rmSync} from 'node:fs';
import {createConnection, createServer, type Socket} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, test} from 'node:test';
import {LineError, linesOf} from './lines.js';

const folder = mkdtempSync(join(tmpdir(), 'parlor-lines-'));
after(() => rmSync(folder, {recursive: true, force: true}));
let count = 0;

/** Two ends of a line. */
async function pair(): Promise<[Socket, Socket, () => void]> {
  const path = join(folder, `${count++}`);
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(path, resolve));
  const near = createConnection(path);
  const far = await new Promise<Socket>((resolve) => server.once('connection', resolve));
  return [near, far, () => void server.close()];
}

async function received(write: (socket: Socket) => void): Promise<unknown[]> {
  const [near, far, close] = await pair();
  const values: unknown[] = [];
  try {
    write(near);
    for await (const value of linesOf(far, 64)) values.push(value);
  } catch (error) {
    if (!(error instanceof LineError)) throw error;
    values.push(error.message);
  } finally {
    near.destroy();
    far.destroy();
    close();
  }
  return values;
}

test('values come line by line, however the bytes are cut, letters of several bytes too', async () => {
  const bytes = Buffer.from('{"a":"Grüße"}\n[1]\n"end"\n');
  const values = await received((socket) => {
    socket.setNoDelay(true);
    for (const byte of bytes) socket.write(Buffer.from([byte]));
    socket.end();
  });
  assert.deepEqual(values, [{a: 'Grüße'}, [1], 'end']);
});

test('a line without its end is no line: a sender that vanished in the middle said nothing', async () => {
  assert.deepEqual(await received((socket) => socket.end('[1]\n[2')), [[1]]);
});

test('a line that is too long, or not JSON, ends it with a sentence', async () => {
  assert.deepEqual(await received((socket) => socket.end(`[1]\n"${'x'.repeat(80)}"\n`)), [
    [1],
    'A message is longer than 64 bytes.',
  ]);
  assert.deepEqual(
    await received((socket) => void socket.write('x'.repeat(100_000))),
    ['A message is longer than 64 bytes.'],
    'without waiting for its end',
  );
  assert.deepEqual(await received((socket) => socket.end('GET / HTTP/1.1\r\n')), ['A message is not JSON.']);
});
