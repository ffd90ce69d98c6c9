/**
 * SHA-256 (FIPS 180-4) of a text in UTF-8, as hexadecimal digits. Written out, because the domain runs in every runtime and what it does
 * inside a transaction awaits nothing else, as the hash of a browser has to be.
 */
const {floor, sqrt, cbrt} = Math;
const primes = firstPrimes(64);
/** The first 32 bits behind the point. */
const fraction = (value: number): number => floor((value - floor(value)) * 2 ** 32) | 0;
const constants = primes.map((prime) => fraction(cbrt(prime)));
const beginning = primes.slice(0, 8).map((prime) => fraction(sqrt(prime)));

export function sha256(text: string): string {
  const words = padded(new TextEncoder().encode(text));
  const state = Int32Array.from(beginning);
  const schedule = new Int32Array(64);
  for (let at = 0; at < words.length; at += 16) {
    schedule.set(words.subarray(at, at + 16));
    mix(state, schedule);
  }
  return Array.from(state, (word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}

/** With a one behind it, zeros, and its length in bits, in words of 32. */
function padded(bytes: Uint8Array): Int32Array {
  const view = new DataView(new ArrayBuffer((((bytes.length + 8) >> 6) << 6) + 64));
  new Uint8Array(view.buffer).set(bytes);
  view.setUint8(bytes.length, 0x80);
  view.setBigUint64(view.byteLength - 8, BigInt(bytes.length) * 8n);
  return Int32Array.from({length: view.byteLength / 4}, (_, at) => view.getInt32(at * 4));
}

const turn = (word: number, by: number): number => (word >>> by) | (word << (32 - by));

function mix(state: Int32Array, w: Int32Array): void {
  for (let at = 16; at < 64; at += 1) {
    const [early, late] = [w[at - 15] as number, w[at - 2] as number];
    const small = turn(early, 7) ^ turn(early, 18) ^ (early >>> 3);
    const large = turn(late, 17) ^ turn(late, 19) ^ (late >>> 10);
    w[at] = (w[at - 16] as number) + small + (w[at - 7] as number) + large;
  }
  let [a, b, c, d, e, f, g, h] = state as unknown as [number, number, number, number, number, number, number, number];
  for (let at = 0; at < 64; at += 1) {
    const sum = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25);
    const first = (h + sum + ((e & f) ^ (~e & g)) + (constants[at] as number) + (w[at] as number)) | 0;
    const other = turn(a, 2) ^ turn(a, 13) ^ turn(a, 22);
    const second = (other + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + first) | 0;
    d = c;
    c = b;
    b = a;
    a = (first + second) | 0;
  }
  const sums = [a, b, c, d, e, f, g, h];
  for (let at = 0; at < 8; at += 1) state[at] = (state[at] as number) + (sums[at] as number);
}

function firstPrimes(count: number): number[] {
  const found: number[] = [];
  for (let next = 2; found.length < count; next += 1) if (found.every((prime) => next % prime !== 0)) found.push(next);
  return found;
}
