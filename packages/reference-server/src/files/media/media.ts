/**
 * How long audio and video are, and how large a video is shown: as their containers say, or by counting what is in them. Nothing
 * is decoded, no more is looked at than the bytes that are there, and a file that cannot be read so has no length. Files may lie
 * about it; who plays them sees how long they are.
 */
import {ofFlac, ofWav} from './chunks.js';
import {ofFrames} from './frames.js';
import {ofMp4} from './mp4.js';
import {ofOgg} from './ogg.js';
import {type Said, tagAt} from './said.js';
import {ofWebm} from './webm.js';

/** `video`: pixels, as it is shown upright. */
export type Media = {durationMs?: number; video?: {width: number; height: number}};

const longestMs = 7 * 24 * 60 * 60 * 1000;
const largestSide = 16_384;

/** `type`: what was found in the bytes. */
export function mediaOf(type: string, bytes: Uint8Array): Media {
  if (!/^(?:audio|video)\//.test(type)) return {};
  const {ms, width, height} = read(bytes);
  const isLength = ms !== undefined && ms >= 1 && ms <= longestMs;
  return {
    ...(isLength && {durationMs: Math.round(ms)}),
    ...(isSide(width) && isSide(height) && {video: {width: Math.round(width), height: Math.round(height)}}),
  };
}

const isSide = (side: number | undefined): side is number => side !== undefined && side >= 1 && side <= largestSide;

function read(bytes: Uint8Array): Said {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const begins = (at: number, sign: string): boolean => tagAt(bytes, at, sign.length) === sign;
  try {
    if (begins(4, 'ftyp')) return ofMp4(view);
    if (begins(0, '\x1a\x45\xdf\xa3')) return ofWebm(view);
    if (begins(0, 'OggS')) return ofOgg(view);
    if (begins(0, 'RIFF') && begins(8, 'WAVE')) return ofWav(view);
    if (begins(0, 'fLaC')) return ofFlac(view);
    return ofFrames(view);
  } catch (error) {
    // it ends where it says that it goes on
    if (error instanceof RangeError) return {};
    throw error;
  }
}
