/** Where files lie, as it is named on a command line: a folder, or `s3://BUCKET/PREFIX` with its settings in the environment. */
import {existsSync} from 'node:fs';
import {rm} from 'node:fs/promises';
import {type BucketError, openBucket} from '../files/s3/bucket.js';
import {sentenceFor} from '../files/s3/open.js';
import {isBucket, readBucket} from '../files/s3/settings.js';
import {fetchFiles, storeFiles} from './bucket-files.js';
import {type Copied, copyFiles} from './files.js';

export interface FilesPlace {
  readonly name: string;
  /** Of a bucket that is found out when it is used. */
  isThere(): boolean;
  /** All of it, or the files of these ids, into a folder that is not there yet. @throws {BackupError} */
  copyOut(folder: string, only?: ReadonlySet<string>): Promise<Copied | undefined>;
  /** @throws {BackupError} */
  copyIn(folder: string): Promise<Copied | undefined>;
  /** After a `copyIn` whose database did not come. In a bucket it stays: the next one need not bring it again. */
  takeBack(): Promise<void>;
}

/** The place, or sentences about what is wrong with its settings. */
export function placeOf(
  name: string,
  environment: Readonly<Record<string, string | undefined>>,
): FilesPlace | readonly string[] {
  if (!isBucket(name))
    return {
      name,
      isThere: () => existsSync(name),
      copyOut: (folder, only) =>
        copyFiles(name, folder, only && ((file) => only.has(file.slice(0, file.lastIndexOf('.'))))),
      copyIn: (folder) => copyFiles(folder, name),
      takeBack: () => rm(name, {recursive: true, force: true}),
    };
  const settings = readBucket(name, environment);
  if ('length' in settings) return settings;
  const bucket = {bucket: openBucket(settings), sentenceFor: (error: BucketError) => sentenceFor(error, settings)};
  return {
    name,
    isThere: () => true,
    copyOut: (folder, only) => fetchFiles(bucket, folder, only),
    copyIn: async (folder) => (existsSync(folder) ? storeFiles(bucket, folder, name) : undefined),
    takeBack: async () => undefined,
  };
}
