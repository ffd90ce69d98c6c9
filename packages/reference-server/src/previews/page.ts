/**
 * What a page says of itself in its head. It is read once from the front, as text: nothing of it is run, fetched or built, and where it is
 * no HTML there is nothing to be found. The time it takes grows with its length alone.
 */

/** As the page has them: references of HTML are still in them. */
export type PageWords = {
  title?: string | undefined;
  site?: string | undefined;
  description?: string | undefined;
  image?: string | undefined;
  charset?: string | undefined;
};

/** Elements whose text is no markup: whatever looks like a tag in them is none. */
const rawText = new Set([
  'title',
  'script',
  'style',
  'textarea',
  'template',
  'noscript',
  'iframe',
  'xmp',
  'noframes',
  'svg',
]);
const tagName = /[a-z][^\s/>]*/iy;
const attribute = /[\s/]*([^\s/>=][^\s/>=]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"'][^\s>]*)))?/y;

export function readPage(html: string): PageWords {
  const metas = new Map<string, string>();
  let title: string | undefined;
  let at = 0;
  while ((at = html.indexOf('<', at)) >= 0) {
    if (html.startsWith('<!--', at)) {
      const end = html.indexOf('-->', at + 4);
      if (end < 0) break;
      at = end + 3;
      continue;
    }
    tagName.lastIndex = at + 1;
    const name = tagName.exec(html)?.[0].toLowerCase();
    if (name === undefined) {
      at += 1;
      continue;
    }
    // the head is over
    if (name === 'body') break;
    const {attributes, end} = attributesAt(html, tagName.lastIndex);
    at = end;
    if (name === 'meta') keep(metas, attributes);
    if (!rawText.has(name)) continue;
    const close = new RegExp(`</${name}(?=[\\s/>])`, 'gi');
    close.lastIndex = at;
    const closing = close.exec(html);
    if (name === 'title') title ??= html.slice(at, closing?.index);
    if (!closing) break;
    at = close.lastIndex;
  }
  const ogTitle = metas.get('og:title');
  return {
    title: ogTitle?.trim() ? ogTitle : title || undefined,
    site: metas.get('og:site_name'),
    description: metas.get('og:description') ?? metas.get('description'),
    image: metas.get('og:image:secure_url') ?? metas.get('og:image') ?? metas.get('og:image:url'),
    charset: metas.get('charset'),
  };
}

/** The first of each name counts. */
function attributesAt(html: string, from: number): {attributes: ReadonlyMap<string, string>; end: number} {
  const attributes = new Map<string, string>();
  attribute.lastIndex = from;
  let end = from;
  for (let found = attribute.exec(html); found; found = attribute.exec(html)) {
    const [, name = '', double, single, bare] = found;
    const key = name.toLowerCase();
    if (!attributes.has(key)) attributes.set(key, double ?? single ?? bare ?? '');
    end = attribute.lastIndex;
  }
  const close = html.indexOf('>', end);
  return {attributes, end: close < 0 ? html.length : close + 1};
}

function keep(metas: Map<string, string>, attributes: ReadonlyMap<string, string>): void {
  const charset =
    attributes.get('charset') ??
    (attributes.get('http-equiv')?.toLowerCase() === 'content-type' ? charsetIn(attributes.get('content')) : undefined);
  const name = (attributes.get('property') ?? attributes.get('name'))?.toLowerCase();
  const content = attributes.get('content');
  if (charset !== undefined && !metas.has('charset')) metas.set('charset', charset);
  if (name !== undefined && content !== undefined && name !== 'charset' && !metas.has(name)) metas.set(name, content);
}

/** Of `text/html; charset=…`. */
export const charsetIn = (type = ''): string | undefined => /charset\s*=\s*["']?([\w.:-]{1,40})/i.exec(type)?.[1];

/** By the mark at its beginning, the header, or what its first kilobyte says; else it is taken for UTF-8. */
export function textOf(body: Uint8Array, type: string): string {
  const [a, b, c] = body;
  const marked =
    a === 0xef && b === 0xbb && c === 0xbf
      ? 'utf-8'
      : a === 0xfe && b === 0xff
        ? 'utf-16be'
        : a === 0xff && b === 0xfe
          ? 'utf-16le'
          : undefined;
  const label = marked ?? charsetIn(type) ?? readPage(Buffer.from(body.subarray(0, 1024)).toString('latin1')).charset;
  return decoderOf(label).decode(body);
}

function decoderOf(label = 'utf-8'): TextDecoder {
  try {
    return new TextDecoder(label);
  } catch {
    // a name that nobody knows
    return new TextDecoder();
  }
}
