/** What every driver of files promises: those who write and read them know no more. */
import assert from 'node:assert/strict';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, describe, test} from 'node:test';
import {diskFiles} from '../src/files/disk.js';
import type {FileDriver} from '../src/files/driver.js';
import {memoryFiles} from '../src/files/memory.js';
import {filesIn, smallPiece as pieceBytes} from './bucket.js';
import {type S3Server, startS3} from './s3-server.js';

const id = 'f_AbCdEfGhIjKlMnOpQrStUv';
const bytes = Buffer.from(Array.from({length: 5 * pieceBytes + 11}, (_, index) => (index * 7) % 251));

async function* inParts(of: Uint8Array, part: number, end?: Error): AsyncIterable<Uint8Array> {
  for (let at = 0; at < of.length; at += part) yield of.subarray(at, at + part);
  if (end) throw end;
}
const all = async (stream: ReadableStream<Uint8Array>): Promise<Buffer> =>
  Buffer.from(await new Response(stream).arrayBuffer());

function driverContract(name: string, make: () => FileDriver): void {
  describe(name, () => {
    test('what grows is as long as what came, at any step, and is read as it came', async () => {
      const driver = make();
      assert.equal(await driver.size(`${id}.part`), undefined);
      let offset = 0;
      for (const step of [1, pieceBytes - 1, 3, pieceBytes, 2 * pieceBytes + 5, bytes.length]) {
        const next = bytes.subarray(offset, offset + step);
        await driver.append(`${id}.part`, offset, inParts(next, 50));
        offset += next.length;
        assert.equal(await driver.size(`${id}.part`), offset);
      }
      assert.deepEqual(Buffer.from(await driver.read(`${id}.part`)), bytes);
      await driver.remove(id);
      assert.equal(await driver.size(`${id}.part`), undefined);
    });

    test('of a line that broke, what came is kept', async () => {
      const driver = make();
      const cut = driver.append(`${id}.part`, 0, inParts(bytes.subarray(0, 200), 90, new Error('cut')));
      await assert.rejects(cut, /^Error: cut$/);
      assert.equal(await driver.size(`${id}.part`), 200);
      await driver.append(`${id}.part`, 200, inParts(bytes.subarray(200), 333));
      assert.deepEqual(Buffer.from(await driver.read(`${id}.part`)), bytes);
      await driver.remove(id);
    });

    test('what is whole is read from anywhere to anywhere, and written over as a whole', async () => {
      const driver = make();
      await driver.put(`${id}.original`, Buffer.from('another'));
      await driver.put(`${id}.original`, bytes);
      for (const [from, to] of [
        [0, bytes.length - 1],
        [0, 0],
        [100, 300],
        [bytes.length - 1, bytes.length - 1],
      ] as const)
        assert.deepEqual(await all(await driver.stream(`${id}.original`, from, to)), bytes.subarray(from, to + 1));
      await driver.remove(id);
    });

    test('a name is removed with all behind it, and no other that begins with it; what is not there is removed', async () => {
      const driver = make();
      const longer = `${id}x`;
      for (const name of [`${id}.large`, `${id}.small`, `${longer}.original`])
        await driver.put(name, Buffer.from(name));
      await driver.append(`${id}.part`, 0, inParts(bytes, 400));
      await driver.remove(`${id}.part`);
      assert.equal(await driver.size(`${id}.part`), undefined);
      const name = `${id}.large`;
      assert.equal(String(await all(await driver.stream(name, 0, name.length - 1))), name);
      await driver.remove(id);
      await driver.remove(id);
      await assert.rejects(async () => all(await driver.stream(`${id}.small`, 0, 1)));
      const kept = `${longer}.original`;
      assert.equal(String(await all(await driver.stream(kept, 0, kept.length - 1))), kept);
      await driver.remove(longer);
    });
  });
}

let folder: string;
let s3: S3Server;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parlor-drivers-'));
  s3 = await startS3();
  // every list has a second page
  s3.page = 2;
});
after(async () => {
  assert.deepEqual([...s3.objects.keys()], []);
  await s3.close();
  await rm(folder, {recursive: true});
});

driverContract('in memory', memoryFiles);
driverContract('in a folder', () => diskFiles(folder));
driverContract('in a bucket', () => filesIn(s3));
