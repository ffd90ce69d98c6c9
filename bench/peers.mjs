// The list of messages beside other libraries' on the same data: `npm run bench -- peers`. Each cell (library × messages) runs in
// a browser of its own and has 120 s; what does not come to its end in them is told as such.
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
import {percentile} from './stats.mjs';

const folder = fileURLToPath(new URL('peers', import.meta.url));
const limit = 120_000;
const sizes = [1_000, 10_000, 100_000];

/** In turns of a size, so that whatever the machine does meanwhile meets all. */
const libraries = ['parlor', 'virtua', 'virtuoso', 'stream', 'chatscope', 'deep-chat', 'vue-advanced-chat', 'plain'];

export async function peers({only} = {}) {
  install();
  const names = only ?? libraries;
  const out = mkdtempSync(join(tmpdir(), 'parlor-peers-'));
  const server = await serve(out, await bundle(out, names));
  const cells = {};
  try {
    for (const size of sizes) {
      for (const name of names) {
        const earlier = cells[`${name} ${sizes[sizes.indexOf(size) - 1]}`];
        const cell = earlier?.failed?.startsWith('mount')
          ? {failed: 'mount: not tried'}
          : await measure(server.url, name, size);
        cells[`${name} ${size}`] = cell;
        console.error(`  ${name} ${size}: ${JSON.stringify(cell)}`);
      }
    }
    // the floor of scrolling: a native list short enough to need nothing
    cells['plain 200'] = await measure(server.url, 'plain', 200);
  } finally {
    server.close();
    rmSync(out, {recursive: true});
  }
  return {
    title: 'The list of messages beside others',
    rows: rows(cells, names),
    targets: targets(cells),
    figures: cells,
  };
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

/** All figures of a library with so many messages; `{failed}` tells what came last before the time was over. */
async function measure(url, name, size) {
  const browser = await chromium.launch({
    executablePath: ensureChromium(),
    args: [...chromiumArgs, '--js-flags=--expose-gc', '--enable-precise-memory-info'],
  });
  const cell = {};
  let step = 'load';
  const work = async () => {
    const page = await browser.newPage({viewport: {width: 800, height: 700}});
    page.setDefaultTimeout(limit);
    const cdp = await page.context().newCDPSession(page);
    await cdp.send('Performance.enable');
    const metrics = async () => {
      const {metrics} = await cdp.send('Performance.getMetrics');
      return Object.fromEntries(metrics.map(({name, value}) => [name, value]));
    };
    const settled = async () => {
      for (let i = 0; i < 3; i++) await cdp.send('HeapProfiler.collectGarbage');
      return metrics();
    };
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
    const empty = await settled();
    step = 'mount';
    cell.mountMs = await page.evaluate(() => window.mount());
    cell.elements = await page.evaluate(() => window.countElements());
    cell.heapMb = ((await settled()).JSHeapUsedSize - empty.JSHeapUsedSize) / 1e6;
    step = 'append';
    const appended = await page.evaluate(() => window.append(20));
    cell.appendFrames = percentile(
      appended.map(({frames}) => frames),
      0.95,
    );
    cell.appendMs = percentile(
      appended.map(({ms}) => ms),
      0.95,
    );
    step = 'fling';
    const before = await metrics();
    const flung = await page.evaluate(() => window.fling(180));
    if (flung) {
      const after = await metrics();
      cell.frameP95 = percentile(flung.gaps, 0.95);
      cell.scriptMsPerFrame = ((after.ScriptDuration - before.ScriptDuration) * 1000) / flung.gaps.length;
      cell.blank = flung.blank;
    }
    step = 'prepend';
    cell.driftAtTop = await page.evaluate(() => window.prepend(0));
    cell.driftAt200 = await page.evaluate(() => window.prepend(200));
    if (size === 1_000) {
      step = 'cycles';
      await page.reload();
      await page.evaluate(
        async ([given, count]) => {
          await import('/probe.js');
          window.prepare(await import(`/${given}.js`), count);
          await window.cycle(5, 30_000);
        },
        [name, size],
      );
      const warm = await settled();
      cell.cycles = await page.evaluate(([ms]) => window.cycle(1_000, ms), [60_000]);
      const worn = await settled();
      cell.heapPerCycle = (worn.JSHeapUsedSize - warm.JSHeapUsedSize) / cell.cycles;
      cell.nodesPerCycle = (worn.Nodes - warm.Nodes) / cell.cycles;
      cell.listenersPerCycle = (worn.JSEventListeners - warm.JSEventListeners) / cell.cycles;
    }
  };
  let timer;
  try {
    await Promise.race([
      work(),
      new Promise((_, reject) => {
        timer = setTimeout(
          () => reject(new Error(`${limit / 1000} s were over`)),
          limit + (size === 1_000 ? 60_000 : 0),
        );
      }),
    ]);
  } catch (error) {
    cell.failed = `${step}: ${error.message.split('\n')[0]}`;
  } finally {
    clearTimeout(timer);
    await browser.close();
  }
  return cell;
}

const shown = {
  mountMs: ['mount', (ms) => `${ms.toFixed(0)} ms`],
  elements: ['elements', (count) => count.toLocaleString('en-US')],
  heapMb: ['heap', (mb) => `${mb.toFixed(1)} MB`],
  appendFrames: ['append p95', (frames) => `${frames} frames`],
  driftAtTop: ['drift at 0', (px) => `${px.toFixed(0)} px`],
  driftAt200: ['at 200', (px) => `${px.toFixed(0)} px`],
  frameP95: ['frame p95', (ms) => `${ms.toFixed(1)} ms`],
  scriptMsPerFrame: ['script', (ms) => `${ms.toFixed(2)} ms`],
  blank: ['blank', (count) => `${count}`],
};

function rows(cells, names) {
  return sizes.flatMap((size) =>
    names.map((name) => {
      const cell = cells[`${name} ${size}`];
      const more = Object.entries(shown)
        .slice(1)
        .filter(([key]) => cell[key] !== undefined && cell[key] !== null)
        .map(([key, [what, format]]) => `${what} ${format(cell[key])}`);
      if (cell.failed) more.push(`ended at ${cell.failed}`);
      return {
        what: `${name}, ${size.toLocaleString('en-US')}`,
        value: cell.mountMs === undefined ? '–' : shown.mountMs[1](cell.mountMs),
        more: more.join(' · '),
      };
    }),
  );
}

function targets(cells) {
  const ratio = (what, over, under, key, limits) => {
    const [a, b] = [cells[over]?.[key], cells[under]?.[key]];
    return a === undefined || b === undefined ? [] : [{what, value: a / b, ...limits}];
  };
  const ours = cells['parlor 100000'] ?? {};
  const drifts = sizes.flatMap((size) =>
    ['driftAtTop', 'driftAt200'].map((key) => cells[`parlor ${size}`]?.[key] ?? 0),
  );
  return [
    ...ratio('mount, 100,000 ÷ 1,000', 'parlor 100000', 'parlor 1000', 'mountMs', {atMost: 1.3}),
    ...ratio('mount of 100,000, ÷ virtua', 'parlor 100000', 'virtua 100000', 'mountMs', {atMost: 1.2}),
    ...ratio('mount of 1,000, ÷ deep-chat', 'parlor 1000', 'deep-chat 1000', 'mountMs', {atMost: 0.25}),
    ...ratio('mount of 1,000, ÷ chatscope', 'parlor 1000', 'chatscope 1000', 'mountMs', {atMost: 0.25}),
    ...(ours.appendFrames === undefined
      ? []
      : [{what: 'frames to a new message at 100,000, p95', value: ours.appendFrames, atMost: 2}]),
    {what: 'largest movement by 50 older ones, px', value: Math.max(...drifts), atMost: 1},
    ...ratio('frame p95 at 100,000, ÷ a plain list of 200', 'parlor 100000', 'plain 200', 'frameP95', {atMost: 1.1}),
  ];
}
