/** MP3 and AAC (ADTS): frames one behind the other, which are counted. */
import {type Said, tagAt} from './said.js';

/** `bytes` until the next one; `seconds` that it lasts. */
type Frame = {bytes: number; seconds: number};

/** Ten hours of the shortest frames. */
const mostFrames = 2_000_000;
/** What may stand behind the last one. */
const tags = ['TAG', 'APETAGEX', 'LYRICSBEGIN', 'ID3'];

export function ofFrames(view: DataView): Said {
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  const begin = view.getUint32(0) >>> 8 === 0x494433 ? 10 + sizeOfTag(view) : 0;
  const frameAt = mp3At(view, begin) ? mp3At : aacAt;
  let [at, seconds, count] = [begin, 0, 0];
  // the first one may be no sound, but a table of the others
  if (frameAt === mp3At && /Xing|Info/.test(tagAt(bytes, at, 48))) at += mp3At(view, at)?.bytes ?? 0;
  for (; at + 7 <= view.byteLength && count < mostFrames; count++) {
    const frame = frameAt(view, at);
    if (!frame) break;
    at += frame.bytes;
    seconds += frame.seconds;
  }
  const isWhole = at + 7 > view.byteLength || tags.some((tag) => tagAt(bytes, at, tag.length) === tag);
  return {ms: isWhole && count > 1 ? seconds * 1000 : undefined};
}

/** ID3 writes seven bits in a byte. */
const sizeOfTag = (view: DataView): number =>
  [6, 7, 8, 9].reduce((size, at) => size * 128 + (view.getUint8(at) & 0x7f), 0);

const kilobits = {
  1: [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  2: [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
} as const;

/** Layer III of MPEG 1, 2 and 2.5. */
function mp3At(view: DataView, at: number): Frame | undefined {
  const head = view.getUint32(at);
  const [version, layer] = [(head >>> 19) & 3, (head >>> 17) & 3];
  if (head >>> 21 !== 0x7ff || version === 1 || layer !== 1) return undefined;
  const isFirst = version === 3;
  const rate = ([44_100, 48_000, 32_000][(head >>> 10) & 3] ?? 0) / (isFirst ? 1 : version === 2 ? 2 : 4);
  const bits = (kilobits[isFirst ? 1 : 2][(head >>> 12) & 15] ?? 0) * 1000;
  if (rate === 0 || bits === 0) return undefined;
  const samples = isFirst ? 1152 : 576;
  return {bytes: Math.floor(((samples / 8) * bits) / rate) + ((head >>> 9) & 1), seconds: samples / rate};
}

const aacRates = [96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350];

function aacAt(view: DataView, at: number): Frame | undefined {
  const head = view.getUint32(at);
  const rate = aacRates[(head >>> 10) & 15];
  const bytes = ((head & 3) << 11) | (view.getUint16(at + 4) >>> 5);
  if (head >>> 20 !== 0xfff || ((head >>> 17) & 3) !== 0 || rate === undefined || bytes < 7) return undefined;
  return {bytes, seconds: (1024 * ((view.getUint8(at + 6) & 3) + 1)) / rate};
}
