/**
 * Ids that can be had again. Client and server make theirs with nanoid, which draws from the runtime's random source through
 * a pool of bytes; here the source is the seed's, and the pool is emptied before every run.
 */
import {webcrypto} from 'node:crypto';
import {nanoid} from 'nanoid';
import {Dice} from './dice.js';

/** nanoid keeps a pool of 128 times what was asked for first. */
const firstBytes = 32;
const poolBytes = firstBytes * 128;
nanoid(firstBytes);

const real = webcrypto.getRandomValues.bind(webcrypto);

/** From here on every id comes from the seed. Returns how to go back. */
export function seedIds(seed: number): () => void {
  const dice = new Dice(seed ^ 0x1d5);
  webcrypto.getRandomValues = (<Bytes extends Uint8Array>(bytes: Bytes): Bytes => {
    for (let at = 0; at < bytes.length; at++) bytes[at] = Math.floor(dice.next() * 256);
    return bytes;
  }) as typeof webcrypto.getRandomValues;
  nanoid(poolBytes);
  return () => {
    webcrypto.getRandomValues = real;
  };
}
