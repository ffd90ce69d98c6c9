/** The file itself: SQLite's own checks. */
import type {Look} from './look.js';

export function checkFile({client, report}: Look): void {
  for (const {integrity_check: sentence} of client.pragma('integrity_check(1000)') as {integrity_check: string}[])
    for (const line of sentence.split('\n')) if (line !== 'ok' && !line.startsWith('***')) report('file', line);
  type Broken = {table: string; rowid: number | null; parent: string};
  for (const {table, parent} of client.pragma('foreign_key_check') as Broken[])
    report('file', `a row of ${table} belongs to no ${parent}`);
}
