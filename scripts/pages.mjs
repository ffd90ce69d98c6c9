// Pages that need no server of ours: their script is built from the packages' sources, their files are served as they are.
import {readFile} from 'node:fs/promises';
import {createServer} from 'node:http';
import {extname, join} from 'node:path';
import {ensureDependencies} from './setup.mjs';

const types = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.map': 'application/json',
};
/** The strictest the elements run under. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; base-uri 'none'; " +
  "require-trusted-types-for 'script'; trusted-types lit-html";

/** Builds `script` of the page in `folder` into its `dist`. */
export async function buildPage(folder, script) {
  ensureDependencies();
  const {build} = await import('esbuild');
  await build({
    entryPoints: [join(folder, script)],
    outdir: join(folder, 'dist'),
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    conditions: ['source', 'browser'],
    sourcemap: true,
    logLevel: 'warning',
  });
}

/** The page's server, listening on this machine only. */
export async function servePage(folder, port) {
  const server = createServer(({url}, response) => {
    void answer(folder, new URL(url, 'http://page').pathname).then(({status, type, body}) => {
      response.writeHead(status, {'content-type': type, 'content-security-policy': policy});
      response.end(body);
    });
  });
  await new Promise((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  return server;
}

/** Only the page's own files, by name. */
async function answer(folder, url) {
  const path = url === '/' ? 'index.html' : url.slice(1);
  const type = types[extname(path)];
  const isOurs = type !== undefined && /^(\w+\/)?[\w.-]+$/.test(path);
  const body = isOurs ? await readFile(join(folder, path)).catch(() => undefined) : undefined;
  return body ? {status: 200, type, body} : {status: 404, type: 'text/plain', body: 'Not found'};
}
