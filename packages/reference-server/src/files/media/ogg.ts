/** Ogg (RFC 3533) with Opus, Vorbis or FLAC: the count of samples in its last page. */
import {type Said, tagAt} from './said.js';

/** Pages looked at from the end; a file that is nothing but their sign has more. */
const mostPages = 200;

export function ofOgg(view: DataView): Said {
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  const codec = 27 + view.getUint8(26);
  const serial = view.getUint32(14);
  const rate = rateAt(view, codec, bytes);
  if (!rate) return {};
  const skipped = tagAt(bytes, codec, 8) === 'OpusHead' ? view.getUint16(codec + 10, true) : 0;
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = all.lastIndexOf('OggS');
  for (let count = 0; at > 0 && count < mostPages; count++) {
    const samples = at + 18 <= bytes.length ? view.getBigInt64(at + 6, true) : -1n;
    // -1: no packet ends on this page
    if (samples >= 0n && view.getUint32(at + 14) === serial) return {ms: ((Number(samples) - skipped) / rate) * 1000};
    at = all.lastIndexOf('OggS', at - 1);
  }
  return {};
}

function rateAt(view: DataView, at: number, bytes: Uint8Array): number | undefined {
  if (tagAt(bytes, at, 8) === 'OpusHead') return 48_000;
  if (tagAt(bytes, at, 7) === '\x01vorbis') return view.getUint32(at + 12, true);
  if (tagAt(bytes, at, 5) === '\x7fFLAC') return view.getUint32(at + 27) >>> 12;
  return undefined;
}
