/** The demo page: files of one folder, and the built bundles it loads. Nothing outside of these folders is ever read. */
import {readFile, realpath} from 'node:fs/promises';
import {extname, resolve, sep} from 'node:path';
import {Hono} from 'hono';

/** The page may load only what comes from here, and no text becomes code or markup. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "media-src 'self' blob:",
  // 'self' covers ws: of the same origin in current browsers, but not in older Safari
  "connect-src 'self' ws: wss:",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'self'",
  "require-trusted-types-for 'script'",
  'trusted-types lit-html',
].join('; ');

/** Only these are served: what lies in the folder besides a page's files (data, notes) stays there. */
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.map': 'application/json',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};

export type DemoOptions = {
  /** The folder of the page; `/` is its index.html. */
  folder: string;
  /** Where `/parlor/…` is looked for, in this order. */
  bundles: readonly string[];
};

export function demoRoutes({folder, bundles}: DemoOptions): Hono {
  const app = new Hono();
  app.get('/parlor/*', async ({req}) => {
    const path = req.path.slice('/parlor/'.length);
    for (const bundle of bundles) {
      const response = await fileResponse(bundle, path);
      if (response !== undefined) return response;
    }
    return notFound();
  });
  app.get(
    '/*',
    async ({req}) => (await fileResponse(folder, req.path === '/' ? 'index.html' : req.path.slice(1))) ?? notFound(),
  );
  return app;
}

const notFound = (): Response => new Response('Not found', {status: 404, headers: {'content-type': 'text/plain'}});

/** The file, or `undefined` when there is none under this name in this folder. */
async function fileResponse(folder: string, encodedPath: string): Promise<Response | undefined> {
  const path = decode(encodedPath);
  const type = path === undefined ? undefined : types[extname(path)];
  if (
    path === undefined ||
    type === undefined ||
    path.split(/[\\/]/).some((part) => part.startsWith('.') || part === 'node_modules')
  )
    return undefined;
  try {
    const [root, file] = await Promise.all([realpath(folder), realpath(resolve(folder, path))]);
    // after links were followed: whatever the name said, the file lies inside
    if (!file.startsWith(root + sep)) return undefined;
    const headers = {
      'content-type': type,
      'content-security-policy': policy,
      'cache-control': 'no-cache',
      'cross-origin-opener-policy': 'same-origin',
    };
    return new Response(await readFile(file), {headers});
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') return undefined;
    throw error;
  }
}

function decode(path: string): string | undefined {
  try {
    const decoded = decodeURIComponent(path);
    return decoded.includes('\0') ? undefined : decoded;
  } catch {
    return undefined;
  }
}
