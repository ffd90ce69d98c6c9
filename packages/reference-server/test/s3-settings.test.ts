/** Where a bucket is, and what is said to whoever starts a server with one that is not right. */
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {openTriedBucket} from '../src/files/s3/open.js';
import {type BucketSettings, readBucket} from '../src/files/s3/settings.js';
import {hasty} from './bucket.js';
import {type S3Server, startS3} from './s3-server.js';

const key = {S3_ACCESS_KEY_ID: 'AKIA', S3_SECRET_ACCESS_KEY: 'hush'};
const settingsOf = (place: string, environment: Record<string, string>): BucketSettings => {
  const found = readBucket(place, {...key, ...environment});
  assert.ok(!Array.isArray(found), String(found));
  return found as BucketSettings;
};

test('at Amazon a bucket has a name of its own, elsewhere a path', () => {
  const amazon = settingsOf('s3://our-files/chat/v1', {S3_REGION: 'eu-central-1'});
  assert.deepEqual(amazon, {
    base: 'https://our-files.s3.eu-central-1.amazonaws.com/',
    region: 'eu-central-1',
    bucket: 'our-files',
    prefix: 'chat/v1/',
    keyId: 'AKIA',
    secret: 'hush',
    token: undefined,
    isDirect: false,
  });
  const own = {S3_ENDPOINT: 'http://minio:9000/', S3_DOWNLOADS: 'direct', S3_SESSION_TOKEN: 't'};
  const {base, region, prefix, isDirect, token} = settingsOf('s3://our-files', own);
  assert.deepEqual(
    [base, region, prefix, isDirect, token],
    ['http://minio:9000/our-files/', 'us-east-1', '', true, 't'],
  );
  assert.equal(settingsOf('s3://a.b', {S3_REGION: 'x'}).base, 'https://s3.x.amazonaws.com/a.b/');
  const named = {S3_ENDPOINT: 'https://r2.example', S3_PATH_STYLE: 'off'};
  assert.equal(settingsOf('s3://our-files', named).base, 'https://our-files.r2.example/');
});

test('what is missing or not right is said in a sentence each, without a secret', () => {
  assert.deepEqual(readBucket('s3://our-files', {}), [
    'Files in a bucket need a key: set S3_ACCESS_KEY_ID.',
    'Files in a bucket need the secret of the key: set S3_SECRET_ACCESS_KEY.',
    'Files in a bucket need a region: set S3_REGION.',
  ]);
  for (const place of ['s3:', 's3://', 's3:bucket', 's3://Our_Files', 's3://ab/../c', 's3://abc/a b', 's3://abc//d'])
    assert.deepEqual(readBucket(place, {...key, S3_REGION: 'x'}), [
      `A bucket for files is s3://BUCKET, or s3://BUCKET/PREFIX, not "${place}".`,
    ]);
  const wrong = {S3_REGION: 'a b', S3_ENDPOINT: 'minio:9000', S3_PATH_STYLE: 'yes', S3_DOWNLOADS: 'fast'};
  assert.deepEqual(readBucket('s3://our-files', {...key, ...wrong}), [
    'S3_REGION is a name such as eu-central-1, not "a b".',
    'S3_ENDPOINT is an address such as https://s3.example.com, without the bucket, not "minio:9000".',
    'S3_PATH_STYLE is on or off, not "yes".',
    'S3_DOWNLOADS is direct or server, not "fast".',
  ]);
});

let s3: S3Server;
before(async () => {
  s3 = await startS3();
});
after(() => s3.close());

const refused = (change: Partial<BucketSettings>, sentence: RegExp): Promise<void> =>
  assert.rejects(openTriedBucket({...s3.settings, ...change}, hasty), {message: sentence});

test('a bucket is tried before the server listens, and leaves nothing there', async () => {
  await openTriedBucket(s3.settings, hasty);
  assert.deepEqual([...s3.objects.keys()], []);
  assert.deepEqual(
    s3.seen.map(({method}) => method),
    ['PUT', 'GET', 'GET', 'DELETE'],
  );
});

test('one sentence says what to set: the key, the bucket, the region, the address', async () => {
  await refused(
    {keyId: 'other'},
    /^The bucket .* does not know this key \(InvalidAccessKeyId\); set S3_ACCESS_KEY_ID and S3_SECRET/,
  );
  await refused({secret: 'other'}, /\(SignatureDoesNotMatch\); set S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY\.$/);
  await refused(
    {base: `${s3.url}/other/`, bucket: 'other'},
    /^There is no bucket other at http.*; --files names another/,
  );
  await refused({region: 'us-east-1'}, /is in another region, eu-central-1 \(Auth.*\); S3_REGION names it\.$/);
  const gone = await startS3();
  await gone.close();
  await refused(
    {base: `${gone.url}/x/`},
    /^Nothing answers at http:\/\/127\.0\.0\.1:\d+ \(ECONNREFUSED\); S3_ENDPOINT names another address\.$/,
  );
  s3.fault = ({method}) => (method === 'DELETE' ? 'AccessDenied' : undefined);
  await refused(
    {},
    /^The key may not use the bucket .*DELETE .*AccessDenied\); it needs s3:ListBucket, .*DeleteObject\.$/,
  );
  s3.fault = () => undefined;
});
