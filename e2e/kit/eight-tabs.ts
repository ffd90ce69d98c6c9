/** Many tabs of one person, on a line that counts their sockets, in a context that counts their calls for a token. */
import type {BrowserContext, Request} from 'playwright-core';
import {openBrowser} from '../browser.js';
import {startServer} from '../server.js';
import {until} from '../until.js';
import {readStored} from './judge.js';
import {BadLine} from './line.js';
import {group} from './rooms.js';
import {Tab} from './tab.js';

export const tabsAtOnce = 8;

/** Eight tabs of Ann on a line that counts sockets. */
export async function eightTabs() {
  const line = await BadLine.to();
  const server = await startServer({page: 'bare', origins: [line.url]});
  line.lead(server.port);
  const room = await group(server, ['ann', 'ben']);
  const opened = await openBrowser();
  const context = await opened.context();
  const calls = tokenCalls(context);
  const open = (): Promise<Tab> => Tab.open(context, line.url, 'ann', room);
  const tabs: Tab[] = [];
  for (let number = 0; number < tabsAtOnce; number++) tabs.push(await open());
  for (const tab of tabs) await tab.online();

  const isAlive = (tab: Tab, but?: Tab): boolean => tab !== but && !tab.page.isClosed();
  return {
    ...{browser: opened.browser, tabs, line, calls},
    /** The tab that leads; not `but`, which cannot be asked. */
    async leader(but?: Tab): Promise<Tab> {
      const asked = tabs.filter((tab) => isAlive(tab, but));
      const all = await until(
        () => Promise.all(asked.map((tab) => tab.isLeading())),
        (leading) => leading.filter(Boolean).length === 1,
        'one tab leads',
        30_000,
      );
      return asked[all.indexOf(true)] as Tab;
    },
    /** A new tab in the place of a dead one. */
    async replace(dead: Tab): Promise<void> {
      await dead.page.close();
      const tab = await open();
      tabs[tabs.indexOf(dead)] = tab;
      await tab.online();
    },
    async quiet(): Promise<void> {
      for (const tab of tabs)
        await until(
          () => tab.waiting(),
          (left) => left === 0,
          'everything was sent',
          60_000,
        );
    },
    /** What is stored, once every tab shows the end of it. */
    async everyTabShowsAll(): Promise<string[]> {
      const found = readStored(server.database).messages.map(({text}) => text);
      for (const tab of tabs)
        await until(
          () => tab.texts(),
          (texts) => texts.length > 0 && texts.join() === found.slice(-texts.length).join(),
          'every tab shows it',
          30_000,
        );
      return found;
    },
    async [Symbol.asyncDispose]() {
      for (const thing of [opened, line, server]) await thing[Symbol.asyncDispose]();
    },
  };
}

/** How many calls for a token there were, and at most at the same time. */
function tokenCalls(context: BrowserContext): {total: number; most: number} {
  const calls = {total: 0, most: 0};
  const open = new Set<Request>();
  const isToken = (request: Request): boolean => new URL(request.url()).pathname === '/dev/token';
  context.on('request', (request) => {
    if (!isToken(request)) return;
    open.add(request);
    calls.total++;
    calls.most = Math.max(calls.most, open.size);
  });
  context.on('requestfinished', (request) => open.delete(request));
  context.on('requestfailed', (request) => open.delete(request));
  return calls;
}
