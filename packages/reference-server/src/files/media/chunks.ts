/** WAV and FLAC: what their first chunks say. */
import type {Said} from './said.js';

const mostChunks = 1_000;

export function ofWav(view: DataView): Said {
  let [at, bytesPerSecond] = [12, 0];
  for (let count = 0; at + 8 <= view.byteLength && count < mostChunks; count++) {
    const [name, length] = [view.getUint32(at), view.getUint32(at + 4, true)];
    if (name === fmt) bytesPerSecond = view.getUint32(at + 16, true);
    // one that was recorded without an end says more than there is
    if (name === data && bytesPerSecond > 0)
      return {ms: (Math.min(length || Number.POSITIVE_INFINITY, view.byteLength - at - 8) / bytesPerSecond) * 1000};
    at += 8 + length + (length % 2);
  }
  return {};
}
const fmt = 0x666d7420;
const data = 0x64617461;

/** The first block says how many samples there are, and how many are a second. */
export function ofFlac(view: DataView): Said {
  const rate = view.getUint32(18) >>> 12;
  const samples = (view.getUint8(21) & 0x0f) * 2 ** 32 + view.getUint32(22);
  return {ms: rate > 0 ? (samples / rate) * 1000 : undefined};
}
