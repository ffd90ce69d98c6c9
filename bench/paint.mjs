// What the reader waits for although it is known: an own message on the screen, and a conversation from the disk without a network.
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {conversationIdOf} from '@parlor/reference-server/import';
import {build} from 'esbuild';
import {inBrowser, inProfile} from './browser.mjs';
import {fill} from './fill.mjs';
import {withProcesses} from './processes.mjs';
import {median, percentile} from './stats.mjs';
import {secret} from './tokens.mjs';

const messages = 1_000;
const sends = 40;
const starts = 9;

export function paint() {
  return withProcesses(async ({folder, serve}) => {
    const database = join(folder, 'paint.db');
    await fill(database, {channels: {room: messages}, join: ['ann', 'ben']});
    const demo = fileURLToPath(new URL('page', import.meta.url));
    const server = await serve('./real-server.mjs', {database, secret, dev: true, demo});
    const conversation = conversationIdOf('room');
    const newest = `Message ${messages} of room:`;
    const lit = await bareLit();

    const kept = `parlor/1/${server.url}/ann`;
    const visit = async (context, name = 'paint') => {
      const page = await context.newPage();
      await page.goto(`${server.url}/${name}.html`);
      await page.waitForFunction(() => window.openThread !== undefined || window.bareRows !== undefined);
      return page;
    };

    // each start in a browser that was just begun, with the profile of the one before: the database is opened cold
    const profile = join(folder, 'profile');
    await inProfile(profile, async (context) => {
      const page = await visit(context);
      await page.evaluate(([id, text]) => window.openThread(id, text), [conversation, newest]);
      await page.waitForFunction(() => window.isQuiet());
      await page.waitForTimeout(1_000);
    });
    const warm = [];
    const raw = [];
    const painted = [];
    const withLit = (context) =>
      context.route('**/lit.js', (route) => route.fulfill({contentType: 'text/javascript', body: lit}));
    for (let index = 0; index < starts; index++) {
      await inProfile(profile, async (context) => {
        const page = await visit(context);
        const cdp = await context.newCDPSession(page);
        await cdp.send('Network.enable');
        await cdp.send('Network.setBlockedURLs', {urls: ['*/v1/*', '*/socket.io/*', '*/dev/*']});
        warm.push(await page.evaluate(([id, text]) => window.openThread(id, text), [conversation, newest]));
      });
      await inProfile(profile, async (context) => {
        const page = await visit(context);
        const {ms, rows} = await page.evaluate(([name, id]) => window.readRaw(name, id), [kept, conversation]);
        if (rows !== 50) throw new Error(`The floor read ${rows} messages, not 50.`);
        raw.push(ms);
      });
      await inProfile(profile, async (context) => {
        await withLit(context);
        const page = await visit(context, 'bare');
        const {ms, rows, drawn} = await page.evaluate(
          ([name, id]) => window.readAndPaint(name, id),
          [kept, conversation],
        );
        if (rows !== 50 || drawn !== 50) throw new Error(`The floor read ${rows} messages and drew ${drawn}, not 50.`);
        painted.push(ms);
      });
    }

    const [sent, bare] = await inBrowser(async (browser) => {
      const context = await browser.newContext({viewport: {width: 800, height: 800}});
      await withLit(context);
      const page = await visit(context);
      await page.evaluate(([id, text]) => window.openThread(id, text), [conversation, newest]);
      await page.waitForFunction(() => window.isOnline());
      const ours = await page.evaluate(([id, times]) => window.sends(id, times), [conversation, sends]);
      await page.close();
      return [ours, await (await visit(context, 'bare')).evaluate((times) => window.bareRows(times), sends)];
    });

    const ms = (value) => `${value.toFixed(1)} ms`;
    const row = (what, values) => ({what, value: ms(median(values)), more: `p95 ${ms(percentile(values, 0.95))}`});
    return {
      title: 'What is known already, until it is on the screen',
      rows: [
        row('an own message, from send', sent),
        row('a row of a bare Lit element', bare),
        row('a conversation, offline, from createChat', warm),
        row('opening its database cold and reading 50 messages', raw),
        row('the same, and 50 rows of a bare Lit element drawn', painted),
      ],
      targets: [
        {what: 'own message ÷ bare row', value: median(sent) / median(bare), atMost: 1.3},
        {what: 'offline start ÷ (open + read)', value: median(warm) / median(raw), atMost: 1.5},
        {what: 'offline start ÷ (open + read + bare rows drawn)', value: median(warm) / median(painted), atMost: 1.5},
      ],
      figures: {sent, bare, warm, raw, painted},
    };
  });
}

async function bareLit() {
  const {outputFiles} = await build({
    stdin: {
      contents: `export {LitElement, html} from 'lit';`,
      resolveDir: fileURLToPath(new URL('../packages/elements', import.meta.url)),
    },
    bundle: true,
    format: 'esm',
    minify: true,
    write: false,
    conditions: ['production'],
  });
  return outputFiles[0].text;
}
