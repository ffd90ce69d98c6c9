/** Files in a folder whose disk is full, and has room again: nothing is kept that did not come, and what came is not lost. */
import assert from 'node:assert/strict';
import {readdirSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {after, beforeEach, describe, test} from 'node:test';
import type {Attachment, Message, Written} from '@parlor/sdk/protocol';
import {createDomain} from '../src/domain/create-domain.js';
import {Refusal} from '../src/domain/refusal.js';
import {diskFiles} from '../src/files/disk.js';
import {createTickets} from '../src/files/tickets.js';
import {openStore} from '../src/open-store.js';
import {fakeClock} from './fake-clock.js';
import {origin, startWorld} from './live-server.js';
import {smallDisk} from './small-disk.js';

const disk = smallDisk(256);
after(() => disk?.end());

const id = 'f_AbCdEfGhIjKlMnOpQrStUv';
const kilobyte = 1024;
/** Never the same for a while, so that a hole or a shift would be seen. */
const bytesOf = (size: number): Buffer => Buffer.from(Array.from({length: size}, (_, at) => 1 + ((at * 7) % 251)));
const isFull = (error: unknown): boolean =>
  error instanceof Refusal && error.code === 'STORAGE_FULL' && (error.retryAfterMs ?? 0) > 0;

describe('a full disk', {skip: disk ? false : 'no disk of its own can be made here'}, () => {
  const folder = disk?.folder ?? '';
  const filler = join(folder, 'filler');
  /** Room for so many kilobytes, give or take a page and the folders. */
  const leave = (kilobytes: number): void => writeFileSync(filler, Buffer.alloc((256 - kilobytes) * kilobyte));
  beforeEach(() => {
    for (const name of readdirSync(folder)) rmSync(join(folder, name), {recursive: true});
  });

  test('what did not fit is said, what did is kept, and with room it goes on behind it', async () => {
    const driver = diskFiles(folder);
    const bytes = bytesOf(120 * kilobyte);
    leave(64);
    await assert.rejects(driver.append(`${id}.part`, 0, parts(bytes, 48 * kilobyte)), isFull);
    const kept = (await driver.size(`${id}.part`)) ?? 0;
    assert.ok(kept > 0 && kept < 70 * kilobyte, `${kept} are there`);
    assert.deepEqual(Buffer.from(await driver.read(`${id}.part`)), bytes.subarray(0, kept));
    rmSync(filler);
    await driver.append(`${id}.part`, kept, parts(bytes.subarray(kept), 48 * kilobyte));
    assert.deepEqual(Buffer.from(await driver.read(`${id}.part`)), bytes);
  });

  test('room that comes between two pieces leaves no hole where the first did not fit', async () => {
    const driver = diskFiles(folder);
    const bytes = bytesOf(120 * kilobyte);
    leave(64);
    async function* withRoomBetween(): AsyncIterable<Uint8Array> {
      yield bytes.subarray(0, 100 * kilobyte);
      rmSync(filler);
      yield bytes.subarray(100 * kilobyte);
    }
    await driver.append(`${id}.part`, 0, withRoomBetween()).catch((error: unknown) => assert.ok(isFull(error)));
    const kept = (await driver.size(`${id}.part`)) ?? 0;
    assert.deepEqual(Buffer.from(await driver.read(`${id}.part`)), bytes.subarray(0, kept));
  });

  test('what is kept as a whole is there or not, and half of it takes no room', async () => {
    const driver = diskFiles(folder);
    leave(64);
    await assert.rejects(driver.put(`${id}.original`, bytesOf(120 * kilobyte)), isFull);
    assert.deepEqual(readdirSync(join(folder, 'ab')), []);
    rmSync(filler);
    await driver.put(`${id}.original`, bytesOf(120 * kilobyte));
    assert.deepEqual(readdirSync(join(folder, 'ab')), [`${id}.original`]);
  });

  test('an upload is refused with STORAGE_FULL and a time to come again, and goes on when there is room', async () => {
    const store = await openStore(':memory:');
    const tickets = createTickets(store.secret);
    const clock = fakeClock();
    const domain = await createDomain({store, clock, files: tickets});
    const world = await startWorld({clock, domain, tickets, files: diskFiles(folder)});
    try {
      const made = await world.rest('ann', 'POST', '/v1/conversations', {body: {title: 'Files', members: ['ben']}});
      const place = `/v1/conversations/${made.body['conversation']}`;
      const bytes = bytesOf(90 * kilobyte);
      const {body} = await world.rest('ann', 'POST', `${place}/uploads`, {body: {name: 'a.bin', size: bytes.length}});
      const url = `/${body['url']}`;
      const tus = {'tus-resumable': '1.0.0', origin};
      const patch = (offset: number): Promise<Response> =>
        world.fetch(url, {
          method: 'PATCH',
          headers: {...tus, 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream'},
          body: bytes.subarray(offset) as BodyInit,
        });
      const offset = async (): Promise<number> =>
        Number((await world.fetch(url, {method: 'HEAD', headers: tus})).headers.get('upload-offset'));
      const send = () =>
        world.rest('ann', 'PUT', `${place}/messages/${'m'.repeat(21)}`, {
          body: {content: {text: '', attachments: [{id: body['id']}]}},
        });

      leave(64);
      const refused = await patch(0);
      assert.deepEqual(
        [refused.status, refused.headers.get('retry-after'), ((await refused.json()) as {code: string}).code],
        [507, '10', 'STORAGE_FULL'],
      );
      assert.equal((await send()).body['code'], 'ATTACHMENT_MISSING');
      // all of it fits, and what it is kept as does not: it is all there, and was not accepted
      leave(90 + 30);
      assert.equal((await patch(await offset())).status, 507);
      assert.equal(await offset(), bytes.length);
      assert.equal((await send()).body['code'], 'ATTACHMENT_MISSING');
      rmSync(filler);
      assert.equal((await patch(await offset())).status, 204);
      const [change] = ((await send()).body as Written).changes;
      const {message} = change as {message: Message};
      const [file] = message.content.attachments as Attachment[];
      const read = await world.rest('ben', 'POST', `${place}/files/urls`, {body: {files: [file?.id]}});
      const [{url: address} = {url: ''}] = read.body['files'] as {url: string}[];
      assert.deepEqual(Buffer.from(await (await world.fetch(`/${address}`)).arrayBuffer()), bytes);
    } finally {
      await world.close();
    }
  });
});

async function* parts(of: Uint8Array, part: number): AsyncIterable<Uint8Array> {
  for (let at = 0; at < of.length; at += part) yield of.subarray(at, at + part);
}
