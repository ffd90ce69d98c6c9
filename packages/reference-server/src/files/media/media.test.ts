/** How long audio and video are: files as ffmpeg writes them, and files that lie. */
import assert from 'node:assert/strict';
import {readdirSync, readFileSync} from 'node:fs';
import {test} from 'node:test';
import {kindOf} from '../examine.js';
import {mediaOf} from './media.js';

const folder = new URL('../../../test/media/', import.meta.url);
const bytesOf = (name: string): Buffer => readFileSync(new URL(name, folder));
const mediaIn = async (name: string, bytes = bytesOf(name)) => {
  const kind = await kindOf(bytes);
  assert.ok(kind.is === 'other', name);
  return mediaOf(kind.type, bytes);
};
const clip = {width: 64, height: 48};

test('containers say how long they are, and how large their video is shown (PWP-FILE-005)', async () => {
  assert.deepEqual(await mediaIn('clip.mp4'), {durationMs: 2000, video: clip});
  assert.deepEqual(await mediaIn('clip.webm'), {durationMs: 2000, video: clip});
  assert.deepEqual(await mediaIn('tone.m4a'), {durationMs: 1564});
  assert.deepEqual(await mediaIn('tone.ogg'), {durationMs: 1504}, 'Opus');
  assert.deepEqual(await mediaIn('vorbis.ogg'), {durationMs: 1500});
  assert.deepEqual(await mediaIn('tone.flac'), {durationMs: 300});
  assert.deepEqual(await mediaIn('tone.wav'), {durationMs: 300});
});

test('a video that was held upright is as high as it is shown, and one of wide pixels as wide', async () => {
  assert.deepEqual(await mediaIn('turned.mp4'), {durationMs: 2000, video: {width: 48, height: 64}});
  assert.deepEqual(await mediaIn('wide.mp4'), {durationMs: 2000, video: {width: 128, height: 48}});
});

test('what has no length in its header is counted: frames, and the blocks of what a browser recorded', async () => {
  assert.deepEqual(await mediaIn('tone.mp3'), {durationMs: 1584});
  assert.deepEqual(await mediaIn('vbr.mp3'), {durationMs: 1584}, 'each frame of another size');
  assert.deepEqual(await mediaIn('tone.aac'), {durationMs: 1600});
  assert.deepEqual(await mediaIn('live.webm'), {durationMs: 1800, video: clip}, 'where its last block begins');
});

test('a file that does not tell has no length: fragments, half a file, and what is neither audio nor video', async () => {
  assert.deepEqual(await mediaIn('frag.mp4'), {video: clip});
  assert.deepEqual(mediaOf('audio/mpeg', bytesOf('tone.mp3').fill(0, 1200, 1300)), {});
  assert.deepEqual(mediaOf('video/mp4', bytesOf('clip.mp4').subarray(0, 900)), {}, 'its header was at its end');
  assert.deepEqual(mediaOf('application/pdf', bytesOf('clip.mp4')), {});
  assert.deepEqual(mediaOf('audio/wav', Buffer.alloc(0)), {});
});

test('lengths and sizes that cannot be are none', () => {
  const at = (bytes: Buffer, sign: string): number => bytes.indexOf(sign);
  const endless = bytesOf('clip.mp4');
  endless.writeUInt32BE(1, at(endless, 'mvhd') + 16);
  endless.writeUInt32BE(0xfffffff0, at(endless, 'mvhd') + 20);
  endless.writeUInt32BE(0xffff0000, at(endless, 'tkhd') + 80);
  assert.deepEqual(mediaOf('video/mp4', endless), {});
  const rateless = bytesOf('clip.mp4');
  rateless.writeUInt32BE(0, at(rateless, 'mvhd') + 16);
  assert.deepEqual(mediaOf('video/mp4', rateless), {video: clip});
});

test('whatever is wrong in it, it is read within its bytes and in no time', () => {
  let seed = 7;
  const chance = (most: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return seed % most;
  };
  for (const name of readdirSync(folder)) {
    const whole = bytesOf(name);
    for (let round = 0; round < 200; round++) {
      const bytes = Buffer.from(whole.subarray(0, round % 4 === 0 ? chance(whole.length) : whole.length));
      for (let flips = 1 + chance(8); flips > 0 && bytes.length > 0; flips--)
        bytes[chance(Math.min(bytes.length, round % 2 === 0 ? 400 : bytes.length))] = chance(256);
      const {durationMs = 1, video = clip} = mediaOf('video/any', bytes);
      for (const number of [durationMs, video.width, video.height])
        assert.ok(Number.isInteger(number) && number >= 1 && number <= 604_800_000, `${name} ${round}`);
    }
  }
});

test('files that are nothing but beginnings end soon', () => {
  const boxes = Buffer.alloc(24_000_000);
  for (let at = 0; at < boxes.length; at += 8) boxes.write('\0\0\0\x08trak', at, 'latin1');
  boxes.write('\0\0\0\x08ftyp', 0, 'latin1');
  const elements = Buffer.alloc(24_000_000, Buffer.from([0xec, 0x80]));
  elements.write('\x1a\x45\xdf\xa3\x80', 0, 'latin1');
  const pages = Buffer.alloc(24_000_000, 'OggS');
  pages.write('OpusHead', 27 + pages.readUInt8(26), 'latin1');
  const chunks = Buffer.alloc(24_000_000);
  chunks.write('RIFF0000WAVE', 0, 'latin1');
  for (const bytes of [boxes, elements, pages, chunks]) {
    const began = performance.now();
    assert.deepEqual(mediaOf('video/any', bytes), {});
    assert.ok(performance.now() - began < 5_000);
  }
});

test('a recording with more blocks than are looked at has no length, rather than one that is too short', () => {
  const head = Buffer.from('1a45dfa380' + '18538067ff' + '1f43b675ff' + 'e78100', 'hex');
  const block = Buffer.from('a3848107d080', 'hex');
  const recorded = (blocks: number): Buffer => Buffer.concat([head, Buffer.alloc(blocks * block.length, block)]);
  assert.deepEqual(mediaOf('video/webm', recorded(1_000)), {durationMs: 2_000});
  assert.deepEqual(mediaOf('video/webm', recorded(600_000)), {});
});
