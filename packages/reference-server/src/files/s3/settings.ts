/** From `s3://BUCKET/PREFIX` and the environment to where a bucket is, or to what is wrong with that. */

export type BucketSettings = {
  /** Of the bucket: every key stands behind it. Ends with a slash. */
  base: string;
  region: string;
  bucket: string;
  /** What every key begins with: empty, or ends with a slash. */
  prefix: string;
  keyId: string;
  secret: string;
  /** Of keys that are for a while. */
  token: string | undefined;
  /** Whether readers are sent to the bucket itself. */
  isDirect: boolean;
};

type Environment = Readonly<Record<string, string | undefined>>;

export const isBucket = (place: string): boolean => /^s3:/i.test(place);

/** Settings, or a sentence for everything that is wrong. */
export function readBucket(place: string, environment: Environment): BucketSettings | readonly string[] {
  const mistakes: string[] = [];
  const setting = (name: string): string | undefined => environment[name]?.trim() || undefined;
  const needed = (name: string, what: string): string => {
    const value = setting(name);
    if (value === undefined) mistakes.push(`Files in a bucket need ${what}: set ${name}.`);
    return value ?? '';
  };
  const choice = (name: string, [yes, no]: readonly [string, string], usual: boolean): boolean => {
    const value = setting(name);
    if (value !== undefined && value !== yes && value !== no)
      mistakes.push(`${name} is ${yes} or ${no}, not "${value}".`);
    return value === undefined ? usual : value === yes;
  };

  const [, bucket = '', path = ''] =
    /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/([A-Za-z0-9_./-]*))?$/.exec(place) ?? [];
  if (bucket === '' || /(?:^|\/)\.{0,2}\/|(?:^|\/)\.{1,2}$/.test(path))
    mistakes.push(`A bucket for files is s3://BUCKET, or s3://BUCKET/PREFIX, not "${place}".`);
  const keyId = needed('S3_ACCESS_KEY_ID', 'a key');
  const secret = needed('S3_SECRET_ACCESS_KEY', 'the secret of the key');
  const given = setting('S3_ENDPOINT');
  const region = setting('S3_REGION') ?? (given === undefined ? needed('S3_REGION', 'a region') : 'us-east-1');
  if (region !== '' && !/^[A-Za-z0-9-]+$/.test(region))
    mistakes.push(`S3_REGION is a name such as eu-central-1, not "${region}".`);
  if (given !== undefined && !/^https?:\/\/[^/?#@]+\/?$/i.test(given))
    mistakes.push(`S3_ENDPOINT is an address such as https://s3.example.com, without the bucket, not "${given}".`);
  // a certificate of *.s3.amazonaws.com is none for a name with dots; of servers of one's own, few have a name for each bucket
  const isPathStyle = choice('S3_PATH_STYLE', ['on', 'off'], given !== undefined || bucket.includes('.'));
  const isDirect = choice('S3_DOWNLOADS', ['direct', 'server'], false);
  if (mistakes.length > 0) return mistakes;

  const endpoint = new URL(given ?? `https://s3.${region}.amazonaws.com`);
  const base = isPathStyle ? `${endpoint.origin}/${bucket}/` : `${endpoint.protocol}//${bucket}.${endpoint.host}/`;
  const prefix = path === '' || path.endsWith('/') ? path : `${path}/`;
  return {base, region, bucket, prefix, keyId, secret, token: setting('S3_SESSION_TOKEN'), isDirect};
}
