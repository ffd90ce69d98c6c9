/** `<chat-launcher>` in a page of somebody else, by keys alone, against the real server. */
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {openBrowser} from './browser.js';
import {Keyboard} from './kit/keyboard.js';
import {startServer} from './server.js';
import {until} from './until.js';

let server: Awaited<ReturnType<typeof startServer>>;
let browser: Awaited<ReturnType<typeof openBrowser>>;

before(async () => {
  server = await startServer();
  browser = await openBrowser();
});
after(async () => {
  await browser?.[Symbol.asyncDispose]();
  await server?.[Symbol.asyncDispose]();
});

const shop = `<!doctype html><html lang="en"><title>A shop</title><link rel="icon" href="data:,">
<h1>Lamps</h1><p><a href="#one">A lamp</a></p><script type="module" src="/shop.js"></script>`;
const script = `import {createChat, loadElement} from '/parlor/parlor.min.js';
await loadElement('chat-launcher');
const getToken = async () => (await (await fetch('/dev/token?user=ann&name=Ann', {method: 'POST'})).json()).token;
const launcher = document.createElement('chat-launcher');
launcher.chat = createChat({url: location.origin, user: 'ann', getToken});
document.body.append(launcher);
const last = document.createElement('a');
Object.assign(last, {href: '#last', textContent: 'Imprint'});
document.body.append(last);`;

for (const [name, viewport] of Object.entries({
  'beside the page': {width: 1100, height: 800},
  'over the whole screen of a phone': {width: 390, height: 780},
})) {
  test(`the launcher is opened, used and left ${name} (UX-K17, UX-R5, WCAG 2.1.1, 2.1.2, 2.4.3, 2.4.11)`, async () => {
    const context = await browser.browser.newContext({viewport});
    const page = await context.newPage();
    await page.route('**/shop', (route) => route.fulfill({contentType: 'text/html', body: shop}));
    await page.route('**/shop.js', (route) => route.fulfill({contentType: 'text/javascript', body: script}));
    await page.goto(`${server.url}/shop`);
    await page
      .locator('chat-launcher')
      .getByRole('button', {name: /^Messages/})
      .waitFor();
    const keys = new Keyboard(page);
    const isModal = viewport.width < 600;
    await keys.to('button', /^Messages/, 'Tab', 4);
    await keys.press('Enter');
    await keys.at('button', /,/);
    // closed from the list, and opened again where one was
    await keys.press('Escape');
    await keys.at('button', /^Messages/);
    await keys.press('Enter');
    await keys.at('button', /,/);
    await keys.press('Home');
    await keys.to('row', /^Ben/, 'ArrowDown', 12);
    await keys.press('Enter');
    // where one pane covers the other the way goes on from the title
    await keys.at('h2', /^Ben/);
    await keys.to('textbox', /^Message Ben/, 'Tab', 14);
    await keys.type(`From a page ${viewport.width} px wide`);
    await keys.press('Enter');
    await page.locator('chat-log article', {hasText: `From a page ${viewport.width} px wide`}).waitFor();
    // one layer at a time: the box, the messages, the panel
    await keys.press('Escape');
    await keys.at('article', /./);
    await keys.press('Escape');
    await until(
      () => keys.focus(),
      ({role}) => role !== 'article',
      'it leads on',
    );
    if (!isModal) {
      // Tab leaves the panel that lies beside the page
      await keys.to('a', /^Imprint/, 'Tab', 24);
      await keys.to('button', /./, 'Shift+Tab', 1);
    }
    for (let presses = 0; presses < 4 && (await page.locator('chat-launcher[open]').count()) > 0; presses++)
      await keys.press('Escape');
    await page.locator('chat-launcher:not([open])').waitFor({state: 'attached'});
    await keys.at('button', /^Messages/);
    assert.deepEqual(keys.troubles, []);
    await context.close();
  });
}
