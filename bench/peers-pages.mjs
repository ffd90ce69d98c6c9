// The pages that the list of messages and other libraries' are measured in: bundled, served to a browser of their own, and prepared.
import {spawnSync} from 'node:child_process';
import {existsSync, mkdtempSync, readFileSync, rmSync, statSync} from 'node:fs';
import {createServer} from 'node:http';
import {tmpdir} from 'node:os';
import {extname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';
import {chromium} from 'playwright-core';
import {chromiumArgs, ensureChromium} from '../scripts/ensure-browser.mjs';
import {root} from '../scripts/test-files.mjs';

const folder = fileURLToPath(new URL('peers', import.meta.url));

/** Does `work` with the address where these libraries' pages are. */
export async function withPages(names, work) {
  install();
  const out = mkdtempSync(join(tmpdir(), 'parlor-peers-'));
  const server = await serve(out, await bundle(out, names));
  try {
    return await work(server.url);
  } finally {
    server.close();
    rmSync(out, {recursive: true});
  }
}

export const launch = () =>
  chromium.launch({
    executablePath: ensureChromium(),
    args: [...chromiumArgs, '--js-flags=--expose-gc', '--enable-precise-memory-info'],
  });

/** A page in which `window.mount()` and the other measurements of `probe.js` are ready for a library and so many messages. */
export async function pageOf(browser, {url, name, size, timeout}) {
  const page = await browser.newPage({viewport: {width: 800, height: 700}});
  page.setDefaultTimeout(timeout);
  const cdp = await page.context().newCDPSession(page);
  await page.goto(`${url}/page.html`);
  const css = existsSync(join(folder, 'adapters', `${name}.js`)) ? `/${name}.css` : undefined;
  await page.evaluate(
    async ([given, count, sheet]) => {
      const link = document.createElement('link');
      Object.assign(link, {rel: 'stylesheet', href: sheet});
      const loaded = new Promise((resolve) => {
        link.onload = link.onerror = resolve;
      });
      document.head.append(link);
      await loaded;
      await import('/probe.js');
      window.prepare(await import(`/${given}.js`), count);
    },
    [name, size, css],
  );
  return {page, cdp};
}

/** The page's counters, after all that nobody holds was cleared away. */
export async function settled(cdp) {
  for (let i = 0; i < 3; i++) await cdp.send('HeapProfiler.collectGarbage');
  return metrics(cdp);
}

export async function metrics(cdp) {
  await cdp.send('Performance.enable');
  const {metrics} = await cdp.send('Performance.getMetrics');
  return Object.fromEntries(metrics.map(({name, value}) => [name, value]));
}

/** The libraries live in a folder of their own: they are no part of the product. */
function install() {
  if (existsSync(join(folder, 'node_modules'))) return;
  console.log('Installing the libraries to measure beside (about a minute) …');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const {status} = spawnSync(npm, ['ci', '--no-audit', '--no-fund', '--ignore-scripts'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) throw new Error('npm ci failed in bench/peers.');
}

async function bundle(out, names) {
  await build({
    absWorkingDir: root,
    entryPoints: Object.fromEntries([
      ['probe', join(folder, 'probe.js')],
      ...names.map((name) => [name, join(folder, 'adapters', `${name}.js`)]),
    ]),
    bundle: true,
    splitting: true,
    format: 'esm',
    minify: true,
    outdir: out,
    conditions: ['production'],
    define: {'process.env.NODE_ENV': '"production"'},
    nodePaths: [join(folder, 'node_modules'), join(root, 'node_modules')],
    loader: Object.fromEntries(['.woff', '.woff2', '.ttf', '.svg', '.png', '.mp3'].map((end) => [end, 'dataurl'])),
    logLevel: 'error',
  });
}

const types = {'.js': 'text/javascript', '.css': 'text/css', '.html': 'text/html'};

function serve(out) {
  const server = createServer((request, response) => {
    const name = new URL(request.url, 'http://localhost').pathname.slice(1);
    const file = [join(out, name), join(folder, name)].find((each) => existsSync(each) && statSync(each).isFile());
    if (!file || name.includes('..')) return void response.writeHead(404).end();
    response
      .writeHead(200, {'content-type': types[extname(file)] ?? 'application/octet-stream'})
      .end(readFileSync(file));
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () =>
      resolve({url: `http://127.0.0.1:${server.address().port}`, close: () => server.close()}),
    );
  });
}
