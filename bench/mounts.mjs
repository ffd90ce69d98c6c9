// How long a first mount takes, each in a browser of its own and in turns, so that whatever the machine does meets all: `npm run
// bench -- mounts`. The ratios are the medians'; what else there is to compare is in `peers`.
import {launch, pageOf, withPages} from './peers-pages.mjs';
import {median, percentile} from './stats.mjs';

const rounds = 9;
const few = 1_000;
const many = 100_000;
const cells = [
  ['parlor', few],
  ['parlor', many],
  ['virtua', few],
  ['virtua', many],
  ['chatscope', few],
  ['deep-chat', few],
];

export async function mounts({times = rounds, of = cells} = {}) {
  const took = new Map(of.map(([name, size]) => [`${name} ${size}`, []]));
  const names = [...new Set(of.map(([name]) => name))];
  await withPages(names, async (url) => {
    for (let round = 0; round < times; round++) {
      for (const [name, size] of of) took.get(`${name} ${size}`).push(await mount(url, name, size));
    }
  });
  const middle = (name, size) => median(took.get(`${name} ${size}`) ?? []);
  const ratio = (what, over, under, atMost) => ({what, value: middle(...over) / middle(...under), atMost});
  return {
    title: `A first mount of the list of messages, ${times} times each, in turns`,
    rows: [...took].map(([what, ms]) => ({
      what,
      value: `${median(ms).toFixed(1)} ms`,
      more: `p95 ${percentile(ms, 0.95).toFixed(1)} ms`,
    })),
    targets: [
      ratio('mount, 100,000 ÷ 1,000', ['parlor', many], ['parlor', few], 1.3),
      ratio('mount of 100,000, ÷ virtua', ['parlor', many], ['virtua', many], 1.2),
      ratio('mount of 1,000, ÷ chatscope', ['parlor', few], ['chatscope', few], 0.25),
      ratio('mount of 1,000, ÷ deep-chat', ['parlor', few], ['deep-chat', few], 0.25),
    ].filter(({value}) => Number.isFinite(value)),
    figures: Object.fromEntries(took),
  };
}

async function mount(url, name, size) {
  const browser = await launch();
  try {
    const {page, cdp} = await pageOf(browser, {url, name, size, timeout: 120_000});
    await cdp.send('HeapProfiler.collectGarbage');
    return await page.evaluate(() => window.mount());
  } finally {
    await browser.close();
  }
}
