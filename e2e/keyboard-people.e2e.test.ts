/** Whom one talks to, and what one keeps, by keys alone, against the real server. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {Person} from './browser.js';
import {byKeys} from './kit/by-keys.js';
import {until} from './until.js';

const here = byKeys();

test('somebody is blocked in the details, and unblocked where the box was (UX-N7a, UX-K16, WCAG 2.1.1, 2.4.3, 3.3.4)', async () => {
  const {ann, keys} = here;
  await here.open(/^Ben/);
  await keys.to('button', /^Details/, 'Shift+Tab', 8);
  await keys.press('Enter');
  await ann.page.locator('chat-details dialog[open]').waitFor();
  await keys.to('button', /^Report Ben/, 'Tab', 10);
  await keys.press('Enter');
  await keys.at('radio', /^Spam/);
  await keys.press('Escape');
  await keys.at('button', /^Report Ben/);
  await keys.to('button', /^Block Ben/, 'Shift+Tab', 3);
  await keys.press('Enter');
  await keys.at('button', /^Cancel$/);
  await keys.press('Escape');
  await keys.at('button', /^Block Ben/);
  await keys.press('Enter');
  await keys.at('button', /^Cancel$/);
  await keys.press('Tab', 'Enter');
  await keys.at('button', /^Unblock Ben/);
  await keys.press('Escape');
  await ann.page.locator('chat-details').waitFor({state: 'detached'});
  await keys.at('button', /^Details/);
  // where the box was there is a way back
  await keys.to('button', /^Unblock/, 'Tab', 10);
  await keys.press('Enter');
  await keys.at('textbox', /^Message Ben/);
});

test('whoever has read further up comes to the latest message and has the focus there (UX-L9b, UX-L9c, WCAG 2.1.1, 2.4.3)', async () => {
  const {ann, keys, server} = here;
  await here.open(/^Wiki support/);
  await keys.press('Escape');
  await keys.at('article', /./);
  await keys.press('Home', 'ArrowDown');
  const ben = await Person.arrive((await ann.page.context().browser()?.newContext()) as never, server.url, 'ben');
  await ben.open(/Wiki support/);
  await ben.write('Said below');
  const jump = ann.page.locator('chat-log .jump');
  await until(
    () => jump.getAttribute('aria-label'),
    (label) => /new/.test(label ?? ''),
    'it says that there is something new',
  );
  await keys.at('article', /./);
  await keys.to('button', /^Jump to the latest message/, 'Tab', 4);
  await keys.press('Enter');
  await keys.at('article', /./);
  for (let presses = 0; presses < 2 && (await jump.isVisible()); presses++) {
    await keys.to('button', /^Jump to the latest message/, 'Tab', 4);
    await keys.press('Enter');
    await keys.at('article', /./);
  }
  await keys.at('article', /^Ben Said below/);
  await ben.page.context().close();
});

test('a conversation is deleted for oneself, after a question (UX-K15, UX-K16, WCAG 2.1.1, 3.3.4)', async () => {
  const {ann, keys} = here;
  await here.open(/^Wiki developers/);
  await keys.to('row', /^Wiki developers/, 'Shift+Tab', 16);
  const remove = async () => {
    await keys.press('Shift+F10');
    await keys.at('menuitem', /./);
    await keys.press('End');
    await keys.at('menuitem', /^Delete for me/);
    await keys.press('Enter');
    await keys.at('button', /^Cancel$/);
  };
  await remove();
  await keys.press('Enter');
  await keys.to('row', /^Wiki developers/, 'Tab', 0);
  await remove();
  await keys.press('Tab', 'Enter');
  await until(
    () => ann.texts(/./),
    (left) => left.length === 0,
    'its messages are gone',
  );
  assert.notEqual((await keys.focus()).role, 'body', 'the focus is not lost with the row');
});
