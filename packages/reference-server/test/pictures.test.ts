/** Pictures that are bombs: of many frames, of many pixels, and those that would never end (S44). */
import assert from 'node:assert/strict';
import {describe, test} from 'node:test';
import {crc32, deflateSync} from 'node:zlib';
import sharp from 'sharp';
import {drawAnew} from '../src/files/picture.js';
import {createPictures} from '../src/files/pictures.js';
import {fakeClock} from './fake-clock.js';

/** Frames of which each is another one, so that none is left out. */
function frames(count: number, side: number) {
  const pixels = Buffer.alloc(side * side * count * 3);
  for (let frame = 0; frame < count; frame++) {
    const from = frame * side * side * 3;
    pixels.fill(frame % 2 ? 0xff : 0x10, from, from + side * side * 3);
    pixels[from] = frame & 255;
    pixels[from + 1] = frame >> 8;
  }
  return sharp(pixels, {
    raw: {width: side, height: side * count, channels: 3, pageHeight: side},
    limitInputPixels: false,
  });
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** A moving PNG: each frame as large as the picture. */
function movingPng(count: number, side: number): Buffer {
  const numbers = (...all: number[]): Buffer => {
    const bytes = Buffer.alloc(all.length * 4);
    for (const [at, number] of all.entries()) bytes.writeUInt32BE(number, at * 4);
    return bytes;
  };
  const rows = deflateSync(Buffer.alloc((1 + side * 3) * side, 0));
  const control = (sequence: number): Buffer =>
    chunk('fcTL', Buffer.concat([numbers(sequence, side, side, 0, 0), Buffer.from([0, 1, 0, 10, 0, 0])]));
  const parts = [
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', Buffer.concat([numbers(side, side), Buffer.from([8, 2, 0, 0, 0])])),
    chunk('acTL', numbers(count, 0)),
    control(0),
    chunk('IDAT', rows),
  ];
  for (let frame = 1; frame < count; frame++)
    parts.push(control(2 * frame - 1), chunk('fdAT', Buffer.concat([numbers(2 * frame), rows])));
  return Buffer.concat([...parts, chunk('IEND', Buffer.alloc(0))]);
}

const tooMuch = /too many pixels or frames|exceeds pixel limit/;

describe('a picture', () => {
  for (const kind of ['gif', 'webp'] as const) {
    test(`of 500 frames is drawn, of 501 it is not: ${kind}`, async () => {
      const {large, width} = await drawAnew(await frames(500, 2)[kind]().toBuffer());
      assert.deepEqual([width, (await sharp(large, {animated: true}).metadata()).pages], [2, 500]);
      const more = await frames(501, 2)[kind]().toBuffer();
      assert.equal((await sharp(more, {animated: true}).metadata()).pages, 501);
      await assert.rejects(drawAnew(more), tooMuch);
    });

    test(`of a few kilobytes that has 51 million pixels in 200 frames is not: ${kind}`, async () => {
      const bomb = await frames(200, 506)[kind]().toBuffer();
      assert.ok(bomb.length < 500_000, `${bomb.length} bytes`);
      await assert.rejects(drawAnew(bomb), tooMuch);
    });
  }

  test('that is a moving PNG is drawn as its first frame, however many there are', async () => {
    const {large, width, height} = await drawAnew(movingPng(5_000, 8));
    assert.deepEqual([width, height, (await sharp(large).metadata()).pages ?? 1], [8, 8, 1]);
  });

  test('whose header says more than any memory holds is not begun', async () => {
    const header = movingPng(1, 8);
    header.writeUInt32BE(2 ** 31 - 1, 16);
    header.writeUInt32BE(2 ** 31 - 1, 20);
    header.writeUInt32BE(crc32(header.subarray(12, 29)), 29);
    await assert.rejects(drawAnew(header));
  });
});

test('one that takes longer than half a minute is given up with its thread, and the next one is drawn by another (S44)', async () => {
  const clock = fakeClock();
  const reports: string[] = [];
  const pictures = createPictures(clock, (error) => reports.push(String(error)));
  try {
    const good = await sharp({create: {width: 30, height: 20, channels: 3, background: '#c84'}})
      .png()
      .toBuffer();
    const slow = pictures.draw(good);
    const next = pictures.draw(good);
    // it has begun, and its thread has not
    await new Promise((resolve) => setImmediate(resolve));
    clock.advance(30_000);
    assert.equal(await slow, undefined);
    assert.deepEqual(reports, ['Error: it took too long']);
    assert.equal((await next)?.width, 30);
  } finally {
    await pictures.stop();
  }
});
