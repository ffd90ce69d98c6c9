/** A bucket for files that was tried before anybody relies on it: whether it writes, reads, lists and deletes with this key. */
import {randomBytes} from 'node:crypto';
import type {Log} from '../../log.js';
import {type FileDriver, FilesUnusable} from '../driver.js';
import {type Bucket, BucketError, openBucket, type Patience} from './bucket.js';
import {bucketFiles} from './driver.js';
import type {BucketSettings} from './settings.js';

export {type BucketSettings, readBucket} from './settings.js';

/** @throws {FilesUnusable} */
export async function openTriedBucket(settings: BucketSettings, patience?: Patience): Promise<Bucket> {
  const bucket = openBucket(settings, patience);
  // of its own: several nodes may start at once
  const key = `probe.${randomBytes(9).toString('hex')}`;
  const right = Buffer.from('probe');
  try {
    await bucket.put(key, right);
    if (!right.equals(await bucket.read(key)))
      throw new FilesUnusable(`The bucket ${settings.bucket} does not keep what it is given.`);
    let isListed = false;
    for await (const found of bucket.list(key)) isListed ||= found.key === key;
    if (!isListed)
      throw new FilesUnusable(
        `The bucket ${settings.bucket} does not list what was just put into it; files need one that does.`,
      );
    await bucket.remove(key);
  } catch (error) {
    throw error instanceof BucketError ? new FilesUnusable(sentenceFor(error, settings), {cause: error}) : error;
  }
  return bucket;
}

/**
 * For `createServer`'s `files`.
 * @throws {FilesUnusable}
 */
export async function openBucketFiles(settings: BucketSettings, log: Log): Promise<FileDriver> {
  return bucketFiles({
    bucket: await openTriedBucket(settings),
    isDirect: settings.isDirect,
    changed(error) {
      if (error) log.error({error}, 'the bucket of files is lost: nobody can send or read files');
      else log.warn('the bucket of files is back');
    },
  });
}

const wrongKey = new Set([
  'InvalidAccessKeyId',
  'SignatureDoesNotMatch',
  'InvalidToken',
  'ExpiredToken',
  'InvalidClientTokenId',
]);
const wrongRegion = new Set([
  'AuthorizationHeaderMalformed',
  'PermanentRedirect',
  'TemporaryRedirect',
  'IllegalLocationConstraintException',
]);

/** What to set, before what S3 said. */
export function sentenceFor(
  {code, status, region, cause, message}: BucketError,
  {bucket, base}: BucketSettings,
): string {
  if (status === 0) {
    const {cause: deeper, message: why} = (cause ?? {}) as Error;
    const {code: reason} = (deeper ?? {}) as {code?: string};
    return `Nothing answers at ${new URL(base).origin} (${reason ?? why ?? 'no answer'}); S3_ENDPOINT names another address.`;
  }
  if (code === 'NoSuchBucket' || (code === '' && status === 404))
    return `There is no bucket ${bucket} at ${new URL(base).origin}; --files names another one, S3_ENDPOINT and S3_REGION say where it is.`;
  if (wrongRegion.has(code) || status === 301 || status === 307)
    return `The bucket ${bucket} is in another region${region === undefined ? '' : `, ${region}`} (${code || status}); S3_REGION names it.`;
  if (code === 'RequestTimeTooSkewed')
    return 'The clock of this machine is wrong, and S3 takes no request signed by it (RequestTimeTooSkewed); set the clock.';
  if (wrongKey.has(code))
    return `The bucket ${bucket} does not know this key (${code}); set S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY.`;
  if (status === 403 || status === 401)
    return `The key may not use the bucket ${bucket} (${message}); it needs s3:ListBucket, s3:GetObject, s3:PutObject and s3:DeleteObject.`;
  return `The bucket ${bucket} cannot be used (${message}).`;
}
