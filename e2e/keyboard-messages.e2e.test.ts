/** What the menu of a message offers, by keys alone, against the real server: passed on, pinned, voted on, kept in mind, reported. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {byKeys} from './kit/by-keys.js';
import {group} from './kit/rooms.js';
import {until} from './until.js';

const here = byKeys();
const gate = /^Ben That is all a page needs/;

test('a message is passed on to two, and the focus comes back to it (UX-M7c, UX-K10, UX-K15, UX-K16, WCAG 2.1.1, 2.4.3)', async () => {
  const {ann, keys} = here;
  await here.open(/^Ben/);
  await here.newest(gate);
  // first thought better of
  await here.choose(/^Forward/);
  await keys.at('textbox', /^Search conversations/);
  await keys.press('Escape');
  await keys.at('article', gate);
  await here.choose(/^Forward/);
  await keys.at('textbox', /^Search conversations/);
  await keys.type('wiki');
  await keys.to('button', /^Wiki support/, 'Tab', 4);
  await keys.press('Enter');
  await keys.at('textbox', /^Search conversations/);
  await keys.to('button', /^Rust/, 'Tab', 12);
  await keys.press('Enter');
  await keys.at('button', /^Rust/);
  // and taken back among those chosen
  await keys.to('button', /^Remove .*Rust/, 'Shift+Tab', 14);
  await keys.press('Enter');
  await keys.to('button', /^Send/, 'Shift+Tab', 30);
  await keys.press('Enter');
  await ann.page.locator('chat-forward').waitFor({state: 'detached'});
  await keys.at('article', gate);
  await here.ann.row(/Wiki support(.|\n)*That is all a page needs/).waitFor();
});

test('a message is pinned, gone to from the bar, and its pin taken off in the list (UX-L17a, UX-L17b, WCAG 2.1.1, 2.4.3)', async () => {
  const {ann, keys} = here;
  await here.open(/^Ben/);
  await keys.type('Pin me too');
  await keys.press('Enter');
  await ann
    .state('Pin me too')
    .filter({hasText: /sent|delivered|read/i})
    .waitFor({state: 'attached'});
  await here.newest(/^You Pin me too/);
  await here.choose(/^Pin$/);
  await keys.at('article', /^You Pin me too/);
  await ann.page.locator('chat-thread .pinned', {hasText: 'Pin me too'}).waitFor();
  await keys.to('article', gate, 'ArrowUp', 3);
  await here.choose(/^Pin$/);
  await keys.at('article', gate);
  await ann.page.locator('chat-thread .pinned', {hasText: 'That is all'}).waitFor();
  // the bar leads to one after the other
  await keys.to('button', /^Pinned messages/, 'Shift+Tab', 8);
  await keys.to('button', /^Pinned message .*That is all/, 'Shift+Tab', 1);
  await keys.press('Enter');
  await keys.at('button', /^Pinned message .*Pin me too/);
  // the list: from one to the next, until it closes with the last
  await keys.press('Tab', 'Enter');
  await keys.at('button', /./);
  await ann.page.locator('chat-thread dialog[open] li').nth(1).waitFor();
  await keys.to('button', /^Unpin: That is all/, 'Tab', 6);
  await keys.press('Enter');
  await keys.at('button', /Pin me too/);
  // to the message itself, from the list
  await keys.to('button', /^You.*Pin me too/, 'Tab', 6);
  await keys.press('Enter');
  await ann.page.locator('chat-thread dialog').waitFor({state: 'detached'});
  assert.notEqual((await keys.focus()).role, 'body', 'whoever goes to a message from the list has the focus somewhere');
  await keys.to('button', /^Pinned messages/, 'Shift+Tab', 8);
  await keys.press('Enter');
  await keys.to('button', /^Unpin: Pin me too/, 'Tab', 6);
  await keys.press('Enter');
  await ann.page.locator('chat-thread dialog').waitFor({state: 'detached'});
  await ann.page.locator('chat-thread .pins').waitFor({state: 'detached'});
  await keys.at('textbox', /^Message Ben/);
});

test('a poll is made, voted on, voted on otherwise, and closed (UX-M7d, UX-K8, UX-K16, WCAG 2.1.1, 3.3.1)', async () => {
  const {ann, keys, server} = here;
  await group(server, ['ann', 'cem']);
  await here.open(/^A group/);
  await keys.to('button', /^Poll/, 'Tab', 8);
  await keys.press('Enter');
  await keys.at('textbox', /^Question/);
  await keys.type('Where do we eat?');
  // too little is said to be so, and the focus stays
  await keys.to('button', /^Send/, 'Tab', 12);
  await keys.press('Enter');
  await ann.page.locator('chat-poll .problem').waitFor();
  await keys.at('button', /^Send/);
  await keys.to('textbox', /^Option 1/, 'Shift+Tab', 12);
  await keys.type('Harbour');
  await keys.press('Tab');
  await keys.at('textbox', /^Option 2/);
  await keys.type('Office');
  await keys.to('button', /^Send/, 'Tab', 12);
  await keys.press('Enter');
  await keys.at('textbox', /^Message A group/);
  await ann.message('Where do we eat?').locator('.option').nth(1).waitFor();
  await here.newest(/^You .*Where do we eat/);
  await keys.press('Enter');
  await keys.to('button', /^Harbour, 0 of 0 votes/, 'Tab', 4);
  await keys.press('Enter');
  await keys.at('button', /^Harbour, 1 of 1 vote, 100%, your vote/);
  await keys.to('button', /^Office/, 'Tab', 2);
  await keys.press('Space');
  await keys.at('button', /^Office, 1 of 1 vote, 100%, your vote/);
  await keys.press('Escape');
  await keys.at('article', /^You .*Where do we eat/);
  await until(
    () => ann.state('Where do we eat?').textContent(),
    (state) => /sent|delivered|read/i.test(state ?? ''),
    'the poll is with the server',
  );
  await here.choose(/^Close poll/);
  await keys.at('article', /^You .*Where do we eat/);
  await ann.message('Where do we eat?').locator('.tally', {hasText: 'Closed'}).waitFor();
});

test('a reminder is set, and taken back (UX-K15, UX-K16, WCAG 2.1.1, 2.4.3)', async () => {
  const {ann, keys} = here;
  await here.open(/^Ben/);
  await here.newest(/./);
  await keys.to('article', gate, 'ArrowUp', 4);
  await here.choose(/^Remind me/);
  await ann.page.locator('chat-remind dialog[open]').waitFor();
  await keys.to('button', /^In 20 minutes/, 'Tab', 4);
  await keys.press('Enter');
  await ann.page.locator('chat-remind').waitFor({state: 'detached'});
  await keys.at('article', gate);
  await here.choose(/^Remind me/);
  await ann.page.locator('chat-remind .waiting').waitFor();
  await keys.to('button', /^Remove: .*That is all/, 'Tab', 12);
  await keys.press('Enter');
  await ann.page.locator('chat-remind .waiting').waitFor({state: 'detached'});
  assert.notEqual((await keys.focus()).role, 'body', 'the reminder is gone, the focus is not');
  await keys.press('Escape');
  await keys.at('article', gate);
});

test('a message is reported: without a reason it says so, with one it thanks (UX-K16, WCAG 2.1.1, 3.3.1)', async () => {
  const {ann, keys} = here;
  await here.open(/^Ben/);
  await here.newest(/./);
  await keys.to('article', gate, 'ArrowUp', 4);
  await here.choose(/^Report/);
  await keys.at('radio', /^Spam/);
  await keys.to('button', /^Send report/, 'Tab', 6);
  await keys.press('Enter');
  await ann.page.locator('chat-report .problem').waitFor();
  await keys.at('button', /^Send report/);
  await keys.to('radio', /./, 'Shift+Tab', 6);
  await keys.press('ArrowDown', 'ArrowUp', 'ArrowDown');
  await keys.at('radio', /^Bullying/);
  await keys.press('Tab');
  await keys.at('textbox', /^More about it/);
  await keys.type('Only for the test');
  await keys.to('button', /^Send report/, 'Tab', 4);
  await keys.press('Enter');
  await keys.at('button', /^Close/);
  await ann.page.locator('chat-report .thanks').waitFor();
  await keys.press('Enter');
  await keys.at('article', gate);
});
