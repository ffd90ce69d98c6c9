/**
 * An upload that breaks off at every byte there is: nothing of it is seen, and it goes on from there, also with a server that was started anew
 * (PWP-FILE-002, PWP-FILE-003).
 */
import assert from 'node:assert/strict';
import {after, test} from 'node:test';
import sharp from 'sharp';
import {diskFiles} from '../src/files/disk.js';
import type {FileDriver} from '../src/files/driver.js';
import {memoryFiles} from '../src/files/memory.js';
import {createPictures} from '../src/files/pictures.js';
import {createUploads} from '../src/files/uploads.js';
import {fakeClock} from './fake-clock.js';
import {temporaryFolder} from './temporary-files.js';
import {codeOf, newId, World} from './world.js';

const pictures = createPictures(fakeClock(), assert.ifError);
after(() => pictures.stop());

async function* brokenAt(bytes: Uint8Array, at: number): AsyncIterable<Uint8Array> {
  const half = at >> 1;
  if (half > 0) yield bytes.subarray(0, half);
  if (at > half) yield bytes.subarray(half, at);
  throw new Error('the line broke');
}
async function* whole(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  if (bytes.length > 0) yield bytes;
}

/** What is kept under a name that a reader could be sent to. */
async function shown(driver: FileDriver, id: string): Promise<string[]> {
  const names = ['original', 'large', 'small'].map((version) => `${id}.${version}`);
  const sizes = await Promise.all(names.map((name) => driver.size(name)));
  return names.filter((_, at) => sizes[at] !== undefined);
}

const text = Buffer.from('Größe: ½ – nicht mehr.\n');
const picture = await sharp({create: {width: 4, height: 3, channels: 3, background: '#c84'}})
  .png()
  .toBuffer();

for (const [where, driver] of [
  ['in memory', memoryFiles()],
  ['in a folder', diskFiles(temporaryFolder())],
] as const) {
  for (const [what, bytes, versions] of [
    ['a text', text, ['original']],
    ['a picture', picture, ['large', 'small']],
  ] as const) {
    test(`${what} ${where}, cut at each of its ${bytes.length} bytes`, async () => {
      const world = await World.open();
      const desk = world.domain.files;
      assert.ok(desk);
      const start = () => createUploads({desk, driver, pictures, clock: world.clock});
      const ann = world.as('ann');
      const conversation = await ann.group(['ben']);
      const send = (id: string) =>
        ann.run('message.send', {conversation, id: newId(), content: {text: '', attachments: [{id}]}});
      for (let cut = 0; cut < bytes.length; cut++) {
        const {id} = await ann.run('upload.create', {conversation, name: 'a', size: bytes.length});
        assert.equal(await start().take(id, 0, brokenAt(bytes, cut)), cut);
        assert.equal(await codeOf(send(id)), 'ATTACHMENT_MISSING');
        assert.deepEqual([(await desk.upload(id)).state, await shown(driver, id)], ['open', []], `cut at ${cut}`);

        const again = start();
        assert.deepEqual(await again.offset(id), {offset: cut, size: bytes.length});
        assert.equal(await again.take(id, cut, whole(bytes.subarray(cut))), bytes.length);
        assert.equal(await codeOf(send(id)), 'none');
        assert.deepEqual(
          await shown(driver, id),
          versions.map((version) => `${id}.${version}`),
        );
        if (what === 'a text') assert.deepEqual(Buffer.from(await driver.read(`${id}.original`)), bytes);
        else assert.equal((await sharp(await driver.read(`${id}.large`)).metadata()).width, 4);
      }
    });
  }
}
