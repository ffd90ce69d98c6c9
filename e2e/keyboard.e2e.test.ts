/** Every flow by keys alone, against the real server. What has the focus is looked at after each key: nobody is lost on the way. */
import assert from 'node:assert/strict';
import {after, before, beforeEach, test} from 'node:test';
import {openBrowser, Person} from './browser.js';
import {Keyboard} from './kit/keyboard.js';
import {group, rest} from './kit/rooms.js';
import {startServer} from './server.js';
import {until} from './until.js';

let server: Awaited<ReturnType<typeof startServer>>;
let browser: Awaited<ReturnType<typeof openBrowser>>;
let ann: Person;
let keys: Keyboard;

before(async () => {
  server = await startServer();
  browser = await openBrowser();
});
after(async () => {
  await browser?.[Symbol.asyncDispose]();
  await server?.[Symbol.asyncDispose]();
});
beforeEach(async () => {
  ann = await Person.arrive(await browser.context(), server.url, 'ann');
  keys = new Keyboard(ann.page);
});

/** From the beginning of the page to the open conversation with somebody, its box under the hands. */
async function open(name: RegExp): Promise<void> {
  await keys.to('row', /./);
  await keys.press('Home');
  await keys.to('row', name, 'ArrowDown', 12);
  await keys.press('Enter');
  await keys.at('textbox', /^Message /);
}

test('Tab leads from the list through the header to the messages and the box, and scrolls, opens and sends nothing (UX-K1, WCAG 2.4.3, 2.4.7, 2.4.11, 3.2.1)', async () => {
  await open(/^Ben/);
  await ann.message('That is all a page needs').waitFor();
  const before = await ann.texts(/./);
  await ann.page.evaluate(() => (document.activeElement as HTMLElement).blur());
  assert.ok(before.length > 0);
  for (let presses = 0; presses < 22; presses++) await keys.press('Tab');
  assert.deepEqual(await ann.texts(/./), before);
  assert.equal(await ann.page.evaluate(() => scrollY), 0);
  assert.deepEqual(keys.troubles, []);
});

test('a message is answered, edited, reacted to, marked unread and deleted (UX-K8, UX-K9, WCAG 2.1.1)', async () => {
  await open(/^Ben/);
  await keys.type('Hello by keys');
  await keys.press('Enter');
  await ann.message('Hello by keys').waitFor();
  // to the messages, and to one of Ben's
  await keys.press('Escape');
  await keys.at('article', /./);
  await keys.press('End');
  await keys.at('article', /^You Hello by keys/);
  await keys.to('article', /^Ben That is all a page needs/, 'ArrowUp', 3);
  await keys.press('r');
  await keys.at('textbox', /^Message Ben/);
  await keys.type('Is it really?');
  await keys.press('Enter');
  await ann.message('Is it really?').locator('.quote', {hasText: 'That is all a page needs'}).waitFor();
  // the own one is edited
  await keys.press('Escape');
  await keys.at('article', /./);
  await keys.press('End');
  // what has not arrived yet cannot be edited
  await keys.at('article', /^You (In reply .*)?Is it really\?.*(sent|delivered|read)/i);
  await keys.press('e');
  await keys.at('textbox', /^Editing/);
  await keys.press('End');
  await keys.type(' Great.');
  await keys.press('Enter');
  await ann.message('Is it really? Great.').waitFor();
  // a reaction, taken back inside the message
  await keys.press('Escape');
  await keys.to('article', /^Ben That is all/, 'ArrowUp', 4);
  await keys.press('+');
  await keys.at('menuitemcheckbox', /👍/);
  await keys.press('ArrowRight', 'ArrowRight', 'Enter');
  const reaction = ann.message('That is all a page needs').locator('.reactions button', {hasText: '😂'});
  await reaction.waitFor();
  await keys.at('article', /^Ben That is all/);
  await keys.press('Enter');
  await keys.to('button', /^😂, 1, including you/);
  await keys.press('Enter');
  await reaction.waitFor({state: 'detached'});
  await keys.at('article', /^Ben That is all/);
  // a quote is followed, and the way back
  await keys.to('article', /^You .*Is it really/, 'ArrowDown', 4);
  await keys.press('F2');
  await keys.at('button', /That is all a page needs/);
  await keys.press('Enter');
  await until(
    () => ann.page.evaluate(() => document.activeElement !== document.body),
    (is) => is,
    'the focus is not lost on the way',
  );
  await keys.press('Escape');
  await keys.at('article', /./);
  // unread from one of Ben's on, and read again by whoever goes to the end
  await keys.to('article', /^Ben That is all/, 'ArrowUp', 6);
  await keys.press('u');
  await ann.badge(/Ben/).waitFor();
  await keys.at('article', /^Ben That is all/);
  // deleted, after a question
  await keys.press('End');
  await keys.at('article', /^You .*Is it really/);
  await keys.press('Delete');
  await keys.at('button', /^Cancel$/);
  await keys.press('Enter');
  await keys.at('article', /^You .*Is it really/);
  await keys.press('Delete');
  await keys.at('button', /^Cancel$/);
  await keys.press('Tab', 'Enter');
  await ann.message('This message was deleted').waitFor();
  await keys.at('article', /deleted/);
  assert.deepEqual(keys.troubles, []);
});

test('a conversation is searched for, pinned, muted, archived and found again (UX-K2, UX-K4, UX-K15, UX-I4b, WCAG 2.1.1)', async () => {
  const names = () => ann.page.locator('chat-conversation-list [part="row-name"]').allInnerTexts();
  await keys.to('textbox', /^Search conversations/);
  await keys.type('wiki');
  await until(names, (found) => found.length === 2, 'both are found');
  await keys.press('ArrowDown');
  await keys.at('button', /^Wiki support/);
  await keys.press('Enter');
  await keys.at('textbox', /^Message Wiki support/);
  // back to the search, and out of it
  await keys.to('textbox', /^Search conversations/, 'Shift+Tab');
  await keys.press('Escape');
  await until(names, (found) => found.length > 4, 'all of them again');
  await keys.press('Escape');
  await keys.at('button', /,/);
  // by the menu of a row: its button, and a letter
  await keys.press('Home');
  await keys.to('row', /^Wiki developers/, 'ArrowDown', 12);
  await keys.press('ArrowRight');
  await keys.at('button', /^More for Wiki developers/);
  await keys.press('Enter');
  await keys.at('menuitem', /^Pin$/);
  await keys.press('Enter');
  await keys.at('button', /^(More for )?Wiki developers/);
  await until(
    () => ann.row(/Wiki developers/).getAttribute('aria-rowindex'),
    (index) => index === '1',
    'it is the first',
  );
  await keys.to('row', /^Wiki developers/, 'ArrowLeft', 1);
  await keys.press('Shift+F10');
  await keys.at('menuitem', /^Unpin$/);
  await keys.press('m');
  await keys.at('menuitem', /^Mute$/);
  await keys.press('Enter');
  await ann.page.locator('chat-conversation-list .row.muted', {hasText: 'Wiki developers'}).waitFor();
  await keys.press('Shift+F10');
  await keys.at('menuitem', /^Unpin$/);
  await keys.press('End', 'ArrowUp');
  await keys.to('menuitem', /^Archive$/, 'ArrowUp', 6);
  await keys.press('Enter');
  await until(names, (found) => !found.includes('Wiki developers'), 'it is archived');
  // the focus is on another row, and it is found under its filter
  await keys.at('button', /,/);
  await keys.to('button', /^Archived$/, 'Shift+Tab');
  await keys.press('Enter');
  await until(names, (found) => found.join() === 'Wiki developers', 'it is there');
  await keys.to('row', /^Wiki developers/);
  await keys.press('Shift+F10');
  await keys.at('menuitem', /./);
  await keys.to('menuitem', /^Move back from archive/, 'ArrowDown', 8);
  await keys.press('Enter');
  await until(names, (found) => found.length === 0, 'it has left the archive');
  assert.notEqual((await keys.focus()).role, 'body', 'the focus is not lost with the last row');
  assert.deepEqual(keys.troubles, []);
});

test('a group is begun, renamed, added to, muted and left (UX-K16, WCAG 2.1.1, 3.3.4)', async () => {
  await keys.to('button', /^New conversation/);
  await keys.press('Enter');
  await keys.at('textbox', /./);
  await keys.type('cem');
  await ann.page.locator('chat-new-conversation').getByRole('button', {name: 'Cem'}).waitFor();
  await keys.to('button', /^Cem/);
  await keys.press('Enter');
  await keys.to('textbox', /earch/, 'Shift+Tab', 6);
  await keys.press('Control+A');
  await keys.type('dana');
  await ann.page.locator('chat-new-conversation').getByRole('button', {name: 'Dana'}).waitFor();
  await keys.to('button', /^Dana/);
  await keys.press('Enter');
  await keys.to('textbox', /name|title/i);
  await keys.type('Night shift');
  await keys.press('Enter');
  await keys.at('textbox', /^Message Night shift/);
  await keys.type('Who has the keys?');
  await keys.press('Enter');
  await ann.message('Who has the keys?').waitFor();
  // its details
  await keys.to('button', /^Details/, 'Shift+Tab');
  await keys.press('Enter');
  await keys.to('button', /^Rename/);
  await keys.press('Enter');
  await keys.at('textbox', /./);
  await keys.type('Early shift');
  await keys.press('Enter');
  await keys.at('button', /^Rename/);
  await keys.to('button', /^Add people/);
  await keys.press('Enter');
  await keys.at('textbox', /earch/);
  await keys.type('ben');
  const dialog = ann.page.locator('chat-details');
  await dialog.getByRole('button', {name: 'Ben', exact: true}).waitFor();
  await keys.to('button', /^Ben/);
  await keys.press('Enter');
  await dialog.getByRole('button', {name: 'More for Ben'}).waitFor();
  assert.notEqual((await keys.focus()).role, 'body', 'who was added is gone from the list, the focus is not');
  await keys.to('button', /^More for Ben/);
  await keys.press('Enter');
  await keys.at('menuitemradio', /./);
  // by its first letter
  await keys.press('r', 'Enter');
  await keys.at('button', /^Cancel$/);
  await keys.press('Tab', 'Enter');
  await dialog.getByRole('button', {name: 'More for Ben'}).waitFor({state: 'detached'});
  assert.notEqual((await keys.focus()).role, 'body', 'nor when somebody was removed');
  // who owns it hands it over, and leaves
  await keys.to('button', /^More for Cem/, 'Shift+Tab');
  await keys.press('Enter');
  await keys.at('menuitemradio', /./);
  await keys.press('Home', 'Enter');
  await keys.at('button', /^More for Cem/);
  await keys.to('button', /^Leave conversation/, 'Shift+Tab');
  await keys.press('Enter');
  await keys.at('button', /^Cancel$/);
  await keys.press('Escape');
  await keys.at('button', /^Leave conversation/);
  await keys.press('Enter');
  await keys.at('button', /^Cancel$/);
  await keys.press('Tab', 'Enter');
  await ann.page.getByText('You left this conversation').first().waitFor();
  await until(
    () => keys.focus(),
    ({role}) => role !== 'body',
    'the focus is not lost with the dialog and the box',
  );
  assert.deepEqual(keys.troubles, []);
});

test('a message that was refused is tried again where it stands (UX-K8, UX-M1c, UX-M4b, WCAG 2.1.1, 3.3.1)', async () => {
  const id = await group(server, ['ben', 'ann']);
  const roleOf = (role: string) => rest(server, 'ben', ['PUT', `/conversations/${id}/members/ann/role`], {role});
  await ann.row(/A group/).waitFor();
  await open(/^A group/);
  await ann.page.context().setOffline(true);
  await keys.type('Said too soon');
  await keys.press('Enter');
  await ann.message('Said too soon').waitFor();
  await roleOf('observer');
  await ann.page.context().setOffline(false);
  await ann.message('Said too soon').getByRole('button', {name: 'Try again'}).waitFor();
  await keys.at('p', /^You cannot write here/);
  await roleOf('member');
  await keys.at('textbox', /^Message A group/);
  await keys.press('Escape');
  await keys.to('article', /Said too soon/);
  await keys.press('Enter');
  await keys.to('button', /^Try again/);
  await keys.press('Enter');
  await ann.message('Said too soon').getByRole('button', {name: 'Try again'}).waitFor({state: 'detached'});
  await keys.at('article', /Said too soon/);
  assert.deepEqual(keys.troubles, []);
});

test('a mention, an emoji and a list of all keys (UX-K14, UX-K18, UX-C8c, WCAG 2.1.1)', async () => {
  await open(/^Wiki support/);
  await keys.type('Hi @da');
  await ann.page.locator('chat-composer [role=option]', {hasText: 'Dana'}).waitFor();
  await keys.press('ArrowDown', 'Tab');
  assert.match(await ann.box().inputValue(), /^Hi @Dana /);
  await keys.type(':tada');
  await ann.page.locator('chat-composer [role=option]').first().waitFor();
  await keys.press('Enter');
  assert.match(await ann.box().inputValue(), /🎉/);
  await keys.to('button', /^Emoji/);
  await keys.press('Enter');
  await keys.at('textbox', /earch/);
  await keys.type('rocket');
  await keys.press('Enter');
  await keys.at('textbox', /^Message Wiki support/);
  assert.match(await ann.box().inputValue(), /🚀/);
  await keys.press('Enter');
  await ann.message('🚀').waitFor();
  await keys.press('Escape');
  await keys.at('article', /^You Hi/);
  await keys.press('?');
  await keys.at('button', /./);
  await ann.page.locator('chat-keys dialog[open]').waitFor();
  await keys.press('Escape');
  await keys.at('article', /^You Hi/);
  assert.deepEqual(keys.troubles, []);
});

test('a date is gone to, several messages are selected and copied, and any emoji is a reaction (UX-K20, UX-K21, UX-M6c, WCAG 2.1.1)', async () => {
  await ann.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await open(/^Wiki support/);
  for (const text of ['First of three', 'Second of three', 'Third of three']) {
    await keys.type(text);
    await keys.press('Enter');
    await ann.message(text).waitFor();
  }
  await keys.press('Escape');
  await keys.at('article', /./);
  await keys.press('End');
  await keys.at('article', /^You Third of three/);
  // today, which leads to the first message of it
  await keys.press('g');
  await ann.page.locator('chat-go-to-date dialog[open]').waitFor();
  await keys.at('textbox', /^/);
  await keys.press('Enter');
  await ann.page.locator('chat-go-to-date').waitFor({state: 'detached'});
  await keys.at('article', /./);
  await keys.press('End');
  await keys.at('article', /^You Third of three/);
  // two of three
  await keys.press('x');
  await ann.page.locator('.selection').waitFor();
  await keys.press('Shift+ArrowUp');
  await ann.page.locator('.selection .count', {hasText: '2 selected'}).waitFor();
  await keys.to('button', /^Stop selecting/);
  await keys.to('button', /^Copy/);
  await keys.press('Enter');
  await ann.page.locator('.toast', {hasText: '2 messages copied'}).waitFor();
  await keys.at('article', /^You Second of three/);
  const copied = await ann.page.evaluate(() => navigator.clipboard.readText());
  assert.match(copied, /^You, .+\nSecond of three\n\nYou, .+\nThird of three$/);
  // an emoji that is not among the six
  await keys.press('+');
  await keys.at('menuitemcheckbox', /👍/);
  await keys.press('End');
  await keys.at('menuitem', /^More reactions/);
  await keys.press('Enter');
  await keys.at('textbox', /earch/);
  await keys.type('rocket');
  await keys.press('Enter');
  await ann.message('Second of three').locator('.reactions button', {hasText: '🚀'}).waitFor();
  await keys.at('article', /^You Second of three/);
  assert.deepEqual(keys.troubles, []);
});
