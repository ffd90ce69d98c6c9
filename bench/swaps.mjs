// What stays behind (UX-V8): `npm run bench -- swaps`. 10,000 times another stretch of history in one log, and 10,000 times another
// conversation in one thread with a chat and its database; heap, nodes and listeners before and after.

import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {conversationIdOf} from '@parlor/reference-server/import';
import {inBrowser} from './browser.mjs';
import {fill} from './fill.mjs';
import {settled} from './peers-pages.mjs';
import {withProcesses} from './processes.mjs';
import {secret} from './tokens.mjs';

const times = 10_000;
/** Until everything has been drawn and cached that will be. */
const warmUp = 300;
const conversations = 20;
const mostBytes = 1_024;

export function swaps() {
  return withProcesses(async ({folder, serve}) => {
    const rooms = Array.from({length: conversations}, (_, i) => `room${i}`);
    const database = join(folder, 'swaps.db');
    await fill(database, {channels: Object.fromEntries(rooms.map((room) => [room, 60])), join: ['ann', 'ben']});
    const demo = fileURLToPath(new URL('page', import.meta.url));
    const server = await serve('./real-server.mjs', {database, secret, dev: true, demo});
    const ids = rooms.map(conversationIdOf);
    return inBrowser(async (browser) => {
      const stretches = await measure(browser, `${server.url}/swaps.html`, () => window.beginLog());
      const threads = await measure(browser, `${server.url}/swaps.html`, (given) => window.beginThread(given), ids);
      const all = {'another stretch of history in one log': stretches, 'another conversation in one thread': threads};
      return {
        title: `What ${times.toLocaleString('en-US')} swaps leave behind`,
        rows: Object.entries(all).map(([what, {bytes, nodes, listeners}]) => ({
          what,
          value: `${bytes.toFixed(0)} bytes a swap`,
          more: `nodes ${nodes.join(' → ')}, listeners ${listeners.join(' → ')}`,
        })),
        targets: Object.entries(all).flatMap(([what, {bytes, nodes, listeners}]) => [
          {what: `${what}: bytes`, value: bytes, atMost: mostBytes},
          {what: `${what}: nodes more`, value: nodes[1] - nodes[0], atMost: 0},
          {what: `${what}: listeners more`, value: listeners[1] - listeners[0], atMost: 0},
        ]),
        figures: all,
      };
    });
  });
}

async function measure(browser, url, begin, given) {
  const page = await browser.newPage({viewport: {width: 420, height: 800}});
  page.setDefaultTimeout(0);
  const cdp = await page.context().newCDPSession(page);
  await page.goto(url);
  await page.waitForFunction(() => window.swap !== undefined);
  await page.evaluate(begin, given);
  await page.evaluate((times) => window.swap(times), warmUp);
  const before = await settled(cdp);
  await page.evaluate((count) => window.swap(count), times);
  const after = await settled(cdp);
  await page.close();
  return {
    bytes: (after.JSHeapUsedSize - before.JSHeapUsedSize) / times,
    nodes: [before.Nodes, after.Nodes],
    listeners: [before.JSEventListeners, after.JSEventListeners],
  };
}
