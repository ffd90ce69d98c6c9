/** Files in the bucket of tests. */

import type {FileDriver} from '../src/files/driver.js';
import type {BucketError} from '../src/files/s3/bucket.js';
import {openBucket, type Patience} from '../src/files/s3/bucket.js';
import {bucketFiles} from '../src/files/s3/driver.js';
import type {S3Server} from './s3-server.js';

/** Tried again at once. */
export const hasty: Patience = {answerMs: 5_000, retryMs: [0, 0]};
/** Small, so that a short text has several pieces. */
export const smallPiece = 128;

export function filesIn(
  {settings}: S3Server,
  options: {patience?: Patience; changed?: (error: BucketError | undefined) => void; pieceBytes?: number} = {},
): FileDriver {
  const {patience = hasty, changed = () => undefined, pieceBytes = smallPiece} = options;
  return bucketFiles({bucket: openBucket(settings, patience), isDirect: settings.isDirect, changed, pieceBytes});
}

/** What is kept, by the names it was given: pieces of one name are one. */
export const namesIn = ({objects, settings: {prefix}}: S3Server): string[] => [
  ...new Set([...objects.keys()].map((key) => key.slice(prefix.length).replace(/\.\d{5}$/, ''))),
];
