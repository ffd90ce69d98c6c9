/** The page examples/gallery, opened at every address it has. */
import type {BrowserContextOptions, Page} from 'playwright-core';
import {openBrowser} from './browser.js';
import {servePage} from './built-page.js';
import {arrived, install} from './kit/see.js';

/** At a time: each mostly waits for what comes late. */
const pagesAtATime = 3;

export async function openGallery() {
  const server = await servePage('scripts/gallery.mjs');
  const browser = await openBrowser();

  async function open(query: string, options: BrowserContextOptions = {}) {
    const context = await browser.browser.newContext({viewport: {width: 1280, height: 800}, ...options});
    const page = await context.newPage();
    // what runs TypeScript here calls this for every function, also for those that go into the page
    await page.addInitScript({content: 'globalThis.__name = (named) => named;'});
    await page.addInitScript(install);
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (line) => void (line.type() === 'error' && problems.push(line.text())));
    const go = async (to: string): Promise<void> => {
      problems.length = 0;
      await page.goto(`${server.url}/${to}`);
      await page.locator('html[data-ready]').waitFor({state: 'attached'});
      // what comes up has arrived; where nothing may move there is nothing to wait for
      if (options.reducedMotion !== 'reduce') await page.evaluate(arrived);
    };
    await go(query);
    return {page, problems, go, [Symbol.asyncDispose]: () => context.close()};
  }

  const addresses = await (async () => {
    await using contents = await open('');
    const links = await contents.page
      .locator('#contents a')
      .evaluateAll((all) => all.map((link) => (link as HTMLAnchorElement).search));
    // an element with all its states, but what lies over the page is alone under its address
    const isWhole = (query: string): boolean => !query.includes('state=');
    const isModal = (query: string): boolean =>
      /element=(?:menus|chat-launcher|chat-keys|chat-(?:message-)?details|chat-new-conversation|chat-blocked&state=dialog|chat-report|chat-forward|chat-go-to-date|chat-remind|chat-poll)/.test(
        query,
      );
    return links.filter((query) => isWhole(query) !== isModal(query));
  })();

  return {
    addresses,
    open,
    /** What `look` finds in every specimen, or in those under `only` these addresses, and every error on the way. */
    async findings(
      look: (page: Page) => Promise<string[]>,
      options?: BrowserContextOptions,
      more = '',
      only: readonly string[] = addresses,
    ): Promise<string[]> {
      const found: string[] = [];
      const left = [...only];
      // one window for many addresses: a new one costs more than a page
      const visit = async (): Promise<void> => {
        await using here = await open('', options);
        for (let query = left.shift(); query !== undefined; query = left.shift()) {
          await here.go(`${query}${more}`);
          for (const what of [...(await look(here.page)), ...here.problems]) found.push(`${query}: ${what}`);
        }
      };
      await Promise.all(Array.from({length: pagesAtATime}, visit));
      return found.sort();
    },
    async [Symbol.asyncDispose]() {
      await browser[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}
