// The list of messages beside other libraries' on the same data: `npm run bench -- peers`. Each cell (library × messages) runs in
// a browser of its own and has 120 s; what does not come to its end in them is told as such.
import {launch, metrics, pageOf, settled, withPages} from './peers-pages.mjs';
import {percentile} from './stats.mjs';

const limit = 120_000;
const sizes = [1_000, 10_000, 100_000];

/** In turns of a size, so that whatever the machine does meanwhile meets all. */
const libraries = ['parlor', 'virtua', 'virtuoso', 'stream', 'chatscope', 'deep-chat', 'vue-advanced-chat', 'plain'];

export async function peers({only} = {}) {
  const names = only ?? libraries;
  const cells = {};
  await withPages(names, async (url) => {
    for (const size of sizes) {
      for (const name of names) {
        const earlier = cells[`${name} ${sizes[sizes.indexOf(size) - 1]}`];
        const cell = earlier?.failed?.startsWith('mount')
          ? {failed: 'mount: not tried'}
          : await measure(url, name, size);
        cells[`${name} ${size}`] = cell;
        console.error(`  ${name} ${size}: ${JSON.stringify(cell)}`);
      }
    }
    // the floor of scrolling: a native list short enough to need nothing
    cells['plain 200'] = await measure(url, 'plain', 200);
  });
  return {
    title: 'The list of messages beside others',
    rows: rows(cells, names),
    targets: targets(cells),
    figures: cells,
  };
}

/** All figures of a library with so many messages; `{failed}` tells what came last before the time was over. */
async function measure(url, name, size) {
  const browser = await launch();
  const cell = {};
  let step = 'load';
  const work = async () => {
    const {page, cdp} = await pageOf(browser, {url, name, size, timeout: limit});
    const empty = await settled(cdp);
    step = 'mount';
    cell.mountMs = await page.evaluate(() => window.mount());
    cell.elements = await page.evaluate(() => window.countElements());
    cell.heapMb = ((await settled(cdp)).JSHeapUsedSize - empty.JSHeapUsedSize) / 1e6;
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
    const before = await metrics(cdp);
    const flung = await page.evaluate(() => window.fling(180));
    if (flung) {
      const after = await metrics(cdp);
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
      const warm = await settled(cdp);
      cell.cycles = await page.evaluate(([ms]) => window.cycle(1_000, ms), [60_000]);
      const worn = await settled(cdp);
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
