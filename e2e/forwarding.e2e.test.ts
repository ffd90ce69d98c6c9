/** One person passes a message on to another: words and a picture, by the elements alone. */
import assert from 'node:assert/strict';
import {readFile} from 'node:fs/promises';
import {test} from 'node:test';
import {openBrowser, Person} from './browser.js';
import {startServer} from './server.js';

test('words and a picture are passed on, and whoever gets them sees that they were and not whose they are (UX-M7c, PWP-FORWARD-001)', async () => {
  await using server = await startServer();
  await using browser = await openBrowser();
  const ann = await Person.arrive(await browser.context(), server.url, 'ann');
  const ben = await Person.arrive(await browser.context(), server.url, 'ben');
  await ben.open(/Ann/);
  await ann.open(/Ben/);
  await ann.page.getByRole('button', {name: 'Attach files'}).waitFor();
  await ann.page
    .locator('chat-composer input[type=file]')
    .setInputFiles([{name: 'inbox.png', mimeType: 'image/png', buffer: await readFile('docs/images/inbox-light.png')}]);
  await ann.page.getByRole('textbox', {name: 'Describe inbox.png'}).waitFor();
  await ann.box().fill('The gate is open');
  await ann.box().press('Enter');
  const said = ann.page.locator('chat-log article', {hasText: 'The gate is open'});
  // what has not arrived cannot be passed on
  await ben.page
    .locator('chat-log article', {hasText: 'The gate is open'})
    .locator('chat-attachment img.shown')
    .waitFor();

  await said.hover();
  await said.getByRole('button', {name: 'More'}).click();
  await ann.page.getByRole('menuitem', {name: 'Forward…'}).click();
  const dialog = ann.page.getByRole('dialog', {name: 'Forward to'});
  await dialog.getByRole('button', {name: /Ben/}).click();
  await dialog.getByRole('button', {name: 'Send'}).click();
  await dialog.waitFor({state: 'detached'});

  const passedOn = ben.page.locator('chat-log article', {has: ben.page.locator('#forwarded')});
  await passedOn.locator('chat-attachment img.shown').waitFor();
  const tree = await passedOn.ariaSnapshot();
  assert.match(tree, /article ".*Forwarded The gate is open Photo/);
  assert.equal(await ben.page.locator('chat-log article', {hasText: 'The gate is open'}).count(), 2);
});
