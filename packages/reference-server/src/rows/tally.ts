/** What is compared at the end: how many rows a table has, and a hash over all of them in the order of their keys. */
import {createHash} from 'node:crypto';
import type {Row} from './tables.js';

export type Tally = {rows: number; hash: string};

export function tally() {
  const hash = createHash('sha256');
  let rows = 0;
  return {
    add(row: Row): void {
      rows++;
      hash.update(`${JSON.stringify(row)}\n`);
    },
    end: (): Tally => ({rows, hash: hash.digest('hex')}),
  };
}
