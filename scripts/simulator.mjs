// `npm run simulator`: builds the page docs/simulator and serves it on PORT (3100), on this machine only. `--build` only builds.

import {readFile} from 'node:fs/promises';
import {createServer} from 'node:http';
import {extname, join} from 'node:path';
import {parseArgs} from 'node:util';
import {ensureDependencies, runScript} from './setup.mjs';
import {root} from './test-files.mjs';

const folder = join(root, 'docs/simulator');
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

/** The page's script, from the sources of all three packages. */
export async function buildSimulator() {
  ensureDependencies();
  const {build} = await import('esbuild');
  await build({
    entryPoints: [join(folder, 'lab.ts')],
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
export async function serveSimulator(port) {
  const server = createServer(({url}, response) => {
    void answer(url).then(({status, type, body}) => {
      response.writeHead(status, {'content-type': type, 'content-security-policy': policy});
      response.end(body);
    });
  });
  await new Promise((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  return server;
}

/** Only the page's own files, by name. */
async function answer(url) {
  const path = url === '/' ? 'index.html' : url.slice(1);
  const type = types[extname(path)];
  const isOurs = type !== undefined && /^(dist\/)?[\w.-]+$/.test(path);
  const body = isOurs ? await readFile(join(folder, path)).catch(() => undefined) : undefined;
  return body ? {status: 200, type, body} : {status: 404, type: 'text/plain', body: 'Not found'};
}

if (process.argv[1]?.endsWith('simulator.mjs')) {
  await runScript(async () => {
    const {values} = parseArgs({options: {build: {type: 'boolean', default: false}}});
    await buildSimulator();
    if (values.build) return;
    const server = await serveSimulator(Number(process.env.PORT ?? 3100));
    console.log(`The simulator is on http://localhost:${server.address().port}`);
  });
}
