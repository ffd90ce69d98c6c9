// Opening a conversation of 100,000 messages beside one of 1,000.
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {conversationIdOf} from '@parlor/reference-server/import';
import {inBrowser, timeToOpen} from './browser.mjs';
import {fill} from './fill.mjs';
import {withProcesses} from './processes.mjs';
import {median} from './stats.mjs';
import {secret, tokenFor} from './tokens.mjs';

const channels = {small: 1_000, big: 100_000};
const requests = 200;
const openings = 7;

export function open() {
  return withProcesses(async ({folder, serve}) => {
    const database = join(folder, 'open.db');
    await fill(database, {channels, join: ['ann', 'ben']});
    const demo = fileURLToPath(new URL('page', import.meta.url));
    const server = await serve('./real-server.mjs', {database, secret, dev: true, demo});

    const requestsOf = {};
    for (const name of Object.keys(channels)) requestsOf[name] = [];
    const token = await tokenFor('ann');
    // in turns, so that whatever the machine does meanwhile meets both
    for (let index = 0; index < requests; index++) {
      for (const name of Object.keys(channels))
        requestsOf[name].push(await fetchOpening(server.url, token, conversationIdOf(name)));
    }
    const paints = await inBrowser(async (browser) => {
      const times = {small: [], big: []};
      for (let index = 0; index < openings; index++) {
        // the second of a pair finds a warmer browser: each is the second every other time
        const names = Object.keys(channels);
        for (const name of index % 2 === 0 ? names : names.reverse()) {
          const last = `Message ${channels[name]} of ${name}:`;
          times[name].push(
            await timeToOpen(browser, {url: server.url, conversation: conversationIdOf(name), text: last}),
          );
        }
      }
      return times;
    });

    const serverMs = of(channels, (name) => median(requestsOf[name].slice(20).map(({ms}) => ms)));
    const bytes = of(channels, (name) => requestsOf[name].at(-1).bytes);
    const paintMs = of(channels, (name) => median(paints[name].slice(1)));
    const row = (what, values, unit) => ({
      what,
      value: `${unit(values.big)}`,
      more: `with 1,000: ${unit(values.small)}`,
    });
    return {
      title: 'Opening a conversation of 100,000 messages',
      rows: [
        row('server: conversation and newest page', serverMs, (ms) => `${ms.toFixed(2)} ms`),
        row('bytes of these two answers', bytes, (count) => count.toLocaleString('en-US')),
        row('from choosing it to its newest message on the screen', paintMs, (ms) => `${ms.toFixed(0)} ms`),
      ],
      targets: [
        {what: 'server time, 100,000 ÷ 1,000', value: serverMs.big / serverMs.small, atMost: 1.2},
        {what: 'bytes, 100,000 ÷ 1,000', value: bytes.big / bytes.small, atMost: 1.2},
        {what: 'first paint, 100,000 ÷ 1,000', value: paintMs.big / paintMs.small, atMost: 1.2},
      ],
      figures: {serverMs, bytes, paintMs, paints},
    };
  });
}

async function fetchOpening(url, token, conversation) {
  const headers = {authorization: `Bearer ${token}`};
  const begun = performance.now();
  let bytes = 0;
  for (const path of ['', '/messages?limit=50']) {
    const response = await fetch(`${url}/v1/conversations/${conversation}${path}`, {headers});
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    bytes += (await response.arrayBuffer()).byteLength;
  }
  return {ms: performance.now() - begun, bytes};
}

const of = (names, value) => Object.fromEntries(Object.keys(names).map((name) => [name, value(name)]));
