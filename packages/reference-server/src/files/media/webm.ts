/** WebM and Matroska (RFC 9559). What browsers record has no length in its header: then it is that of its last block. */
import type {Said} from './said.js';

const segment = 0x18538067;
const info = 0x1549a966;
const tracks = 0x1654ae6b;
const track = 0xae;
const video = 0xe0;
const cluster = 0x1f43b675;
const group = 0xa0;
/** What others are in. They are gone into, not past, so that one of unknown length needs no end. */
const masters: ReadonlySet<number> = new Set([segment, info, tracks, track, video, cluster, group]);

const timestampScale = 0x2ad7b1;
const duration = 0x4489;
const pixelWidth = 0xb0;
const pixelHeight = 0xba;
const displayWidth = 0x54b0;
const displayHeight = 0x54ba;
const displayUnit = 0x54b2;
const clusterTime = 0xe7;
const simpleBlock = 0xa3;
const block = 0xa1;

/** What is looked for, beside the times of blocks. */
const wanted: ReadonlySet<number> = new Set([
  timestampScale,
  pixelWidth,
  pixelHeight,
  displayWidth,
  displayHeight,
  displayUnit,
]);

/** Two hours of video and sound have about half a million blocks, and looking at those takes 50 ms of everybody's time. */
const mostElements = 500_000;

type Element = {id: number; from: number; length: number};

function* elementsIn(view: DataView): Generator<Element> {
  let at = 0;
  while (at < view.byteLength) {
    const idBytes = Math.clz32(view.getUint8(at)) - 23;
    if (idBytes > 4) return;
    let id = 0;
    for (let index = 0; index < idBytes; index++) id = id * 256 + view.getUint8(at + index);
    at += idBytes;
    const lengthBytes = Math.clz32(view.getUint8(at)) - 23;
    if (lengthBytes > 8) return;
    let length = view.getUint8(at) & (0xff >> lengthBytes);
    let isUnknown = length === 0xff >> lengthBytes;
    for (let index = 1; index < lengthBytes; index++) {
      length = length * 256 + view.getUint8(at + index);
      isUnknown &&= view.getUint8(at + index) === 0xff;
    }
    at += lengthBytes;
    if (isUnknown && !masters.has(id)) return;
    yield {id, from: at, length};
    if (!masters.has(id)) at += length;
  }
}

function numberAt(view: DataView, {from, length}: Element): number {
  let value = 0;
  for (let index = 0; index < Math.min(length, 8); index++) value = value * 256 + view.getUint8(from + index);
  return value;
}

export function ofWebm(view: DataView): Said {
  const found = new Map<number, number>();
  let [time, last, looked] = [0, 0, 0];
  try {
    for (const element of elementsIn(view)) {
      if (++looked > mostElements) {
        // what is behind it is not looked at, so the last one is not known
        last = 0;
        break;
      }
      const {id, from, length} = element;
      // what is known does not need to be counted
      if (id === cluster && found.has(duration)) break;
      if (id === clusterTime) time = numberAt(view, element);
      else if (id === simpleBlock || id === block)
        last = Math.max(last, time + view.getInt16(from + trackBytes(view, from)));
      else if (id === duration) found.set(id, length === 4 ? view.getFloat32(from) : view.getFloat64(from));
      // of the first track that is seen
      else if (wanted.has(id) && !found.has(id)) found.set(id, numberAt(view, element));
    }
  } catch (error) {
    // cut at its end: what came before counts
    if (!(error instanceof RangeError)) throw error;
  }
  const scale = found.get(timestampScale) ?? 1_000_000;
  const isInPixels = (found.get(displayUnit) ?? 0) === 0;
  const side = (shown: number, stored: number): number | undefined =>
    (isInPixels ? found.get(shown) : undefined) || found.get(stored);
  return {
    ms: ((found.get(duration) ?? last) * scale) / 1_000_000,
    width: side(displayWidth, pixelWidth),
    height: side(displayHeight, pixelHeight),
  };
}

/** A block begins with the number of its track, in as many bytes as its first says. */
const trackBytes = (view: DataView, from: number): number => Math.clz32(view.getUint8(from)) - 23;
