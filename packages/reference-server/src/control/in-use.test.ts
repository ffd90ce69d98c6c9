import assert from 'node:assert/strict';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {test} from 'node:test';
import Database from 'better-sqlite3';
import {isInUse} from './in-use.js';

test('a database is in use while somebody has it open, even if they do nothing, and not afterwards', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parlor-in-use-'));
  const path = join(folder, 'parlor.db');
  assert.equal(isInUse(path), false, 'it is not there yet');
  const database = new Database(path);
  database.pragma('journal_mode = WAL');
  database.exec('create table t (x)');
  database.prepare('select * from t').all();
  assert.equal(isInUse(path), true);
  database.close();
  assert.equal(isInUse(path), false);
  assert.equal(isInUse(':memory:'), false);
  rmSync(folder, {recursive: true});
});
