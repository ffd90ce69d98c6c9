/** Transcripts that are kept beside the tests: compared, or written anew with `WRITE_TRANSCRIPTS=1`. */
import assert from 'node:assert/strict';
import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';

const folder = 'e2e/transcripts';

export function compare(name: string, text: string): void {
  const path = `${folder}/${name}.txt`;
  if (process.env['WRITE_TRANSCRIPTS']) {
    mkdirSync(folder, {recursive: true});
    writeFileSync(path, text);
    return;
  }
  assert.ok(existsSync(path), `${path} is not there: WRITE_TRANSCRIPTS=1 writes it`);
  const kept = readFileSync(path, 'utf8').split('\n');
  const now = text.split('\n');
  const at = now.findIndex((line, line0) => line !== kept[line0]);
  const where = at < 0 && kept.length !== now.length ? now.length : at;
  if (where >= 0)
    assert.fail(
      `${path}, line ${where + 1}: “${now[where]?.trim() ?? 'nothing'}”, not “${kept[where]?.trim() ?? 'nothing'}”. If it is meant, WRITE_TRANSCRIPTS=1 writes it; read the difference.`,
    );
}
