/**
 * Fingerprints of what was sent, to tell a repetition from a different thing under the same id, and checksums of tokens.
 * They guard against mistakes, not against attackers: whoever makes two inputs of the same print only fools themself, and
 * a forged cursor shows its maker no more than their own rows. So they need no cryptography and run in every runtime.
 */

/** JSON with the names of every object in order, so that equal values give equal texts. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item === undefined ? null : item)).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  let inner = '';
  for (const key of Object.keys(value).sort()) {
    const field = (value as Record<string, unknown>)[key];
    if (field !== undefined) inner += `${inner && ','}${JSON.stringify(key)}:${canonical(field)}`;
  }
  return `{${inner}}`;
}

/** 64 bits as text, by two multiplicative hashes over the UTF-16 code units with different seeds and primes. */
export function checksum(text: string): string {
  let low = 0x811c9dc5;
  let high = 0x9e3779b9;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    low = Math.imul(low ^ unit, 0x01000193);
    high = Math.imul(high ^ unit, 0x85ebca6b);
    high ^= high >>> 13;
  }
  return (
    mix(low ^ text.length).toString(36) +
    mix(high ^ low)
      .toString(36)
      .padStart(7, '0')
  );
}

export const fingerprint = (value: unknown): string => checksum(canonical(value));

/** Spreads every bit over the whole word (the finish of MurmurHash3, public domain arithmetic). */
function mix(word: number): number {
  word ^= word >>> 16;
  word = Math.imul(word, 0x85ebca6b);
  word ^= word >>> 13;
  word = Math.imul(word, 0xc2b2ae35);
  return (word ^ (word >>> 16)) >>> 0;
}
