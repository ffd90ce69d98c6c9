/** Files in a bucket, out of it and into it, with the lines of their database. */
import assert from 'node:assert/strict';
import {existsSync, mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, beforeEach, test} from 'node:test';
import {namesIn} from '../../test/bucket.js';
import {exported, filesIn, saying} from '../../test/exports.js';
import {type S3Server, startS3} from '../../test/s3-server.js';
import {layFiles, liveOfEverything} from '../../test/whole-database.js';
import {copy} from '../backup/run.js';
import {openStore} from '../open-store.js';
import {load} from './load-run.js';
import {writeOut} from './run.js';

const folder = mkdtempSync(join(tmpdir(), 'parlor-export-bucket-'));
const at = (name: string): string => join(folder, name);
const lived = at('lived.db');
const whole = at('whole.ndjson');
let file: string;
let s3: S3Server;
let environment: Record<string, string>;
let place: string;

before(async () => {
  ({file} = await liveOfEverything(await openStore(lived)));
  layFiles(`${lived}-files`, file);
  assert.equal((await exported(lived, whole)).code, 0);
  s3 = await startS3();
  s3.page = 2;
  const {bucket, keyId, secret, region} = s3.settings;
  environment = {S3_ENDPOINT: s3.url, S3_REGION: region, S3_ACCESS_KEY_ID: keyId, S3_SECRET_ACCESS_KEY: secret};
  place = `s3://${bucket}/chat`;
});
after(async () => {
  await s3.close();
  rmSync(folder, {recursive: true, force: true});
});
beforeEach(() => {
  s3.objects.clear();
  s3.fault = () => undefined;
});

const loadInto = (database: string, from = whole) =>
  saying(load, ['--from', from, '--database', database, '--files', place], environment);
const exportOf = (database: string, to: string) =>
  saying(writeOut, ['--database', database, '--to', to, '--files', place], environment);

test('loaded into a bucket and written out of it the files are the same bytes, and half an upload is none', async () => {
  const back = await loadInto(at('a.db'));
  assert.deepEqual([back.code, back.err], [0, '']);
  assert.deepEqual(namesIn(s3), [`${file}.original`]);
  s3.objects.set('chat/f_zzhalf.part.00000', Buffer.from('half'));
  s3.objects.set('chat/deeper/f_zzother.original', Buffer.from('not ours'));
  const out = await exportOf(at('a.db'), at('a.ndjson'));
  assert.deepEqual([out.code, out.err], [0, '']);
  assert.deepEqual(filesIn(at('a.ndjson-files')), filesIn(`${whole}-files`));
  const name = `${file}.original`;
  const read = readFileSync(join(at('a.ndjson-files'), file.slice(2, 4).toLowerCase(), name), 'utf8');
  assert.equal(read, readFileSync(join(`${whole}-files`, file.slice(2, 4), name), 'utf8'));
});

test('a load that the bucket broke off is no database, and the next one brings only what is missing', async () => {
  s3.fault = ({method}) => (method === 'PUT' ? 'AccessDenied' : undefined);
  const broken = await loadInto(at('b.db'));
  assert.equal(broken.code, 1);
  assert.match(broken.err, /The key may not use the bucket .*; it needs s3:ListBucket/);
  assert.ok(!existsSync(at('b.db')));
  s3.fault = () => undefined;
  assert.equal((await loadInto(at('b.db'))).code, 0);
  s3.seen.length = 0;
  assert.equal((await loadInto(at('b-again.db'))).code, 0);
  assert.ok(
    s3.seen.every(({method}) => method === 'GET'),
    'it is there already',
  );
});

test('files of another database are not mixed with these', async () => {
  s3.objects.set('chat/f_zzother.original', Buffer.from('another'));
  const mixed = await loadInto(at('c.db'));
  assert.deepEqual(
    [mixed.code, /There are other files in s3:.*chat already: name another prefix/.test(mixed.err)],
    [1, true],
  );
  assert.ok(!existsSync(at('c.db')));
});

test('an export that cannot read all of the bucket leaves nothing behind, and says what is missing', async () => {
  assert.equal((await loadInto(at('d.db'))).code, 0);
  s3.fault = ({key}) => (key.endsWith('.original') ? 'AccessDenied' : undefined);
  const cut = await exportOf(at('d.db'), at('d.ndjson'));
  assert.deepEqual([cut.code, /The key may not use the bucket/.test(cut.err)], [1, true]);
  for (const left of ['d.ndjson', 'd.ndjson-files', 'd.ndjson-files.part']) assert.ok(!existsSync(at(left)), left);
  const unset = await saying(writeOut, ['--database', at('d.db'), '--to', at('d.ndjson'), '--files', place], {});
  assert.deepEqual([unset.code, /set S3_ACCESS_KEY_ID\./.test(unset.err)], [2, true]);
});

test('a copy has the files of the bucket beside it, and is put back into one', async () => {
  assert.equal((await loadInto(at('e.db'))).code, 0);
  const run = (command: 'backup' | 'restore', ...args: string[]) =>
    saying((given, environment, output) => copy(command, given, environment, output), args, environment);
  const made = await run('backup', '--database', at('e.db'), '--to', at('e-copy.db'), '--files', place);
  assert.deepEqual([made.code, made.err], [0, '']);
  assert.deepEqual(filesIn(at('e-copy.db-files')), [`${file}.original`]);
  s3.objects.clear();
  const back = await run('restore', '--from', at('e-copy.db'), '--database', at('e-back.db'), '--files', place);
  assert.deepEqual([back.code, back.err], [0, '']);
  assert.deepEqual(namesIn(s3), [`${file}.original`]);
});

test('of one person only their files are asked for, whatever else there is in the bucket', async () => {
  assert.equal((await loadInto(at('f.db'))).code, 0);
  for (let n = 0; n < 50; n++) s3.objects.set(`chat/f_zzother${n}.original`, Buffer.from('of somebody else'));
  s3.seen.length = 0;
  const args = ['--database', at('f.db'), '--to', at('f.ndjson'), '--files', place, '--user', 'ann'];
  const out = await saying(writeOut, args, environment);
  assert.deepEqual([out.code, out.err], [0, '']);
  assert.deepEqual(filesIn(at('f.ndjson-files')), [`${file}.original`]);
  assert.ok(s3.seen.length < 10 && !s3.seen.some(({key}) => key.includes('zzother')), `${s3.seen.length} requests`);
});
