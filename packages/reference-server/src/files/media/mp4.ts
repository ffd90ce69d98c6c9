/** MP4, M4A, QuickTime, 3GP (ISO 14496-12): boxes in boxes. */
import type {Said} from './said.js';

/** Boxes of one level; a file of nothing but empty ones has more. */
const mostBoxes = 10_000;

type Box = {type: string; from: number; to: number};

function* boxesIn(view: DataView, from: number, to: number): Generator<Box> {
  let at = from;
  for (let count = 0; at + 8 <= to && count < mostBoxes; count++) {
    const size = view.getUint32(at);
    const head = size === 1 ? 16 : 8;
    const length = size === 1 ? Number(view.getBigUint64(at + 8)) : size === 0 ? to - at : size;
    if (length < head) return;
    const type = String.fromCharCode(...[4, 5, 6, 7].map((more) => view.getUint8(at + more)));
    yield {type, from: at + head, to: Math.min(to, at + length)};
    at += length;
  }
}

const find = (view: DataView, {from, to}: {from: number; to: number}, type: string): Box | undefined => {
  for (const box of boxesIn(view, from, to)) if (box.type === type) return box;
  return undefined;
};

export function ofMp4(view: DataView): Said {
  const movie = find(view, {from: 0, to: view.byteLength}, 'moov');
  const header = movie && find(view, movie, 'mvhd');
  if (!movie || !header) return {};
  const isWide = view.getUint8(header.from) === 1;
  const scale = view.getUint32(header.from + (isWide ? 20 : 12));
  const length = lengthAt(view, header.from + (isWide ? 24 : 16), isWide) ?? lengthOfFragments(view, movie);
  return {ms: length !== undefined && scale > 0 ? (length / scale) * 1000 : undefined, ...measuresIn(view, movie)};
}

/** Nothing where it is not known yet: fragments follow. */
function lengthAt(view: DataView, at: number, isWide: boolean): number | undefined {
  const length = isWide ? Number(view.getBigUint64(at)) : view.getUint32(at);
  return length === 0 || length === 0xffffffff || length > Number.MAX_SAFE_INTEGER ? undefined : length;
}

function lengthOfFragments(view: DataView, movie: Box): number | undefined {
  const extended = find(view, movie, 'mvex');
  const header = extended && find(view, extended, 'mehd');
  if (!header) return undefined;
  return lengthAt(view, header.from + 4, view.getUint8(header.from) === 1);
}

/** Of the first track that is seen. */
function measuresIn(view: DataView, movie: Box): Said {
  for (const track of boxesIn(view, movie.from, movie.to)) {
    const header = track.type === 'trak' ? find(view, track, 'tkhd') : undefined;
    if (!header) continue;
    const matrix = header.from + (view.getUint8(header.from) === 1 ? 52 : 40);
    const [width, height] = [view.getUint32(matrix + 36) / 65_536, view.getUint32(matrix + 40) / 65_536];
    if (width === 0 || height === 0) continue;
    // turned by a quarter: a phone held upright
    const isTurned = view.getInt32(matrix) === 0 && view.getInt32(matrix + 4) !== 0;
    return isTurned ? {width: height, height: width} : {width, height};
  }
  return {};
}
