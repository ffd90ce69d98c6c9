/**
 * A picture drawn anew: whatever else was in the file – places and times, other formats behind the picture, scripts – is not in
 * what comes out. Runs in the worker alone.
 */
import sharp from 'sharp';
import {rgbaToThumbHash} from 'thumbhash';

/** Of all frames together. A picture of this size takes 160 MB while it is looked at. */
const mostPixels = 40_000_000;
const mostFrames = 500;
const seconds = 20;
const largeSide = 2000;
const smallSide = 300;
const hashSide = 100;

export type Picture = {width: number; height: number; placeholder: string; large: Uint8Array; small: Uint8Array};

sharp.cache(false);
sharp.concurrency(1);

/** @throws whatever is wrong with it */
export async function drawAnew(bytes: Uint8Array): Promise<Picture> {
  const input = {limitInputPixels: mostPixels, failOn: 'error' as const};
  const {width = 0, height = 0, pages = 1, pageHeight = height} = await sharp(bytes, input).metadata();
  if (width * pageHeight * pages > mostPixels || pages > mostFrames) throw new Error('too many pixels or frames');
  const side = (most: number, animated: boolean) =>
    sharp(bytes, {...input, animated})
      .timeout({seconds})
      .autoOrient()
      .resize({width: most, height: most, fit: 'inside', withoutEnlargement: true});
  const large = await side(largeSide, pages > 1)
    .webp({quality: 82})
    .toBuffer({resolveWithObject: true});
  const small = await side(smallSide, false).webp({quality: 75}).toBuffer();
  const tiny = await side(hashSide, false).ensureAlpha().raw().toBuffer({resolveWithObject: true});
  const hash = rgbaToThumbHash(tiny.info.width, tiny.info.height, tiny.data);
  return {
    width: large.info.width,
    height: large.info.pageHeight ?? large.info.height,
    placeholder: Buffer.from(hash).toString('base64'),
    large: large.data,
    small,
  };
}
