/** What a file is, by what is in it: its name and what its sender says of it count for nothing (S43). */
import {fileTypeFromBuffer} from 'file-type';

export type Kind = {is: 'picture'} | {is: 'other'; type: string};

/** Drawn anew, and shown. Other pictures are files like any other. */
const pictures: ReadonlySet<string> = new Set([
  'image/jpeg',
  'image/png',
  'image/apng',
  'image/gif',
  'image/webp',
  'image/avif',
]);
/** What a browser could take for a page, or run. It is told that this is nothing it knows. */
const active = /xml|html|javascript|ecmascript|wasm|x-shockwave/;
const unknown = 'application/octet-stream';

export async function kindOf(bytes: Uint8Array): Promise<Kind> {
  const type = (await fileTypeFromBuffer(bytes).catch(() => undefined))?.mime;
  if (type === undefined) return {is: 'other', type: isPlainText(bytes) ? 'text/plain' : unknown};
  if (pictures.has(type)) return {is: 'picture'};
  return {is: 'other', type: active.test(type) ? unknown : type};
}

/** UTF-8 without control characters, and not the beginning of a page or an SVG. */
function isPlainText(bytes: Uint8Array): boolean {
  try {
    const text = new TextDecoder('utf-8', {fatal: true}).decode(bytes);
    const isPrintable = !/\p{Cc}/u.test(text.replace(/[\t\n\v\f\r\u0085]/g, ''));
    return isPrintable && !/<\s*(!doctype|html|script|svg|\?xml)/i.test(text.slice(0, 4096));
  } catch {
    return false;
  }
}
