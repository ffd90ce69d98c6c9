/** The processes that run the tabs of a browser: which is whose, so that one can be stopped or killed. */
import type {Browser, Page} from 'playwright-core';
import {until} from '../until.js';

type Cpu = ReadonlyMap<number, number>;

/** The process of a tab: the one that works while the tab is made to. */
export async function rendererOf(browser: Browser, page: Page): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const cpu = async (): Promise<Cpu> => {
    const {processInfo} = await session.send('SystemInfo.getProcessInfo');
    return new Map(processInfo.filter(({type}) => type === 'renderer').map(({id, cpuTime}) => [id, cpuTime]));
  };
  const busiest = (before: Cpu, after: Cpu): {id: number; lead: number} => {
    const [first, second] = [...after]
      .map(([id, time]) => ({id, worked: time - (before.get(id) ?? 0)}))
      .sort((a, b) => b.worked - a.worked);
    return {id: first?.id ?? 0, lead: (first?.worked ?? 0) - (second?.worked ?? 0)};
  };
  try {
    const before = await cpu();
    const {id} = await until(
      async () => {
        await page.evaluate(() => {
          const end = performance.now() + 100;
          while (performance.now() < end);
        });
        return busiest(before, await cpu());
      },
      ({lead}) => lead > 0.25,
      'the process of the tab works more than the others',
      30_000,
    );
    return id;
  } finally {
    await session.detach();
  }
}
