/** A person with a phone: a narrow screen that is touched, in the inbox and in the launcher. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {Locator, Page} from 'playwright-core';
import {openBrowser, Person} from './browser.js';
import {startServer} from './server.js';
import {until} from './until.js';

const phone = {viewport: {width: 390, height: 844}, hasTouch: true, isMobile: true, deviceScaleFactor: 2};

type Settings = HTMLElement & {history?: string; chat?: unknown};

const list = (page: Page): Locator => page.locator('chat-conversation-list .search');
const back = (page: Page): Locator => page.locator('chat-thread .back');

/** The list alone is on the screen. */
async function isAtList(page: Page): Promise<void> {
  await list(page).waitFor({state: 'visible'});
  await page.locator('chat-composer textarea').waitFor({state: 'hidden'});
}

async function openAndWrite(person: Person, text: string): Promise<void> {
  const {page} = person;
  await person.row(/Ben/).getByRole('button').first().tap();
  await person.box().waitFor({state: 'visible'});
  await list(page).waitFor({state: 'hidden'});
  await person.box().tap();
  await person.box().fill(text);
  await page.locator('chat-composer [part=send]').tap();
  await person.message(text).waitFor();
}

/** Letters of every field in the page, px. */
const sizes = (page: Page): Promise<number[]> =>
  page.evaluate(() => {
    const found: number[] = [];
    const roots: ParentNode[] = [document];
    for (const root of roots)
      for (const element of root.querySelectorAll('*')) {
        if (element.shadowRoot) roots.push(element.shadowRoot);
        else if (element.matches('textarea, select, input:not([type=file])'))
          found.push(Number.parseFloat(getComputedStyle(element).fontSize));
      }
    return found;
  });

test('on a phone one opens a conversation, writes, and comes back to the list by the button and by the browser (UX-I5c)', async () => {
  await using server = await startServer();
  await using browser = await openBrowser();
  const context = await browser.browser.newContext(phone);
  const ann = await Person.arrive(context, server.url, 'ann');
  const {page} = ann;
  await page.evaluate(() => {
    (document.querySelector('chat-inbox') as Settings).history = 'push';
  });

  await openAndWrite(ann, 'From the train');
  await back(page).tap();
  await isAtList(page);
  await ann.row(/From the train/).waitFor();

  await openAndWrite(ann, 'And from the bus');
  await page.goBack();
  await isAtList(page);
  await page.goForward();
  await ann.message('And from the bus').waitFor();
  assert.deepEqual(await ann.violations(), []);
});

test('on a phone nothing that is written into makes the page zoom, and nothing scrolls it sideways (UX-C14a)', async () => {
  await using server = await startServer();
  await using browser = await openBrowser();
  const context = await browser.browser.newContext(phone);
  const ann = await Person.arrive(context, server.url, 'ann');
  const {page} = ann;
  await openAndWrite(ann, 'Hello');
  const found = await sizes(page);
  assert.ok(found.length >= 2, `${found.length} fields`);
  assert.deepEqual(
    found.filter((px) => px < 16),
    [],
  );
  const view = await page.evaluate(() => [
    matchMedia('(pointer: coarse)').matches,
    visualViewport?.scale,
    document.documentElement.scrollWidth - innerWidth,
  ]);
  assert.deepEqual(view, [true, 1, 0]);
});

test('in the launcher of a phone the same, and from the list back to the page (UX-I5c)', async () => {
  await using server = await startServer();
  await using browser = await openBrowser();
  const context = await browser.browser.newContext(phone);
  const ann = await Person.arrive(context, server.url, 'ann');
  const {page} = ann;
  await page.evaluate(async () => {
    const {loadElement} = await import(`${location.origin}/parlor/parlor.min.js`);
    await loadElement('chat-launcher');
    const inbox = document.querySelector('chat-inbox') as Settings;
    const launcher = document.createElement('chat-launcher') as Settings;
    Object.assign(launcher, {chat: inbox.chat, history: 'push'});
    inbox.remove();
    document.body.append(launcher);
  });
  const panel = page.locator('chat-launcher dialog');
  await page.locator('chat-launcher .launch').tap();
  await panel.waitFor({state: 'visible'});
  await openAndWrite(ann, 'From the corner');
  const box = await ann.box().boundingBox();
  assert.ok(box && box.y + box.height <= phone.viewport.height, 'the box is on the screen');

  await back(page).tap();
  await isAtList(page);
  await ann
    .row(/From the corner/)
    .getByRole('button')
    .first()
    .tap();
  await ann.message('From the corner').waitFor();
  await page.goBack();
  await isAtList(page);
  assert.equal(await panel.isVisible(), true);
  await page.goBack();
  await panel.waitFor({state: 'hidden'});

  // closed by its own button from within a conversation, nothing of it is left in the way back
  await page.locator('chat-launcher .launch').tap();
  await ann
    .row(/From the corner/)
    .getByRole('button')
    .first()
    .tap();
  await ann.message('From the corner').waitFor();
  await page.locator('chat-launcher .bar button').tap();
  await panel.waitFor({state: 'hidden'});
  await until(
    () => page.evaluate(() => JSON.stringify(history.state)),
    (state) => !state?.includes('parlor'),
    'the entries are gone',
  );
  assert.deepEqual(await ann.violations(), []);
});
