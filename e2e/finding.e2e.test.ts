/** What was said is found again by keys alone, against the real server: what mentions the reader, and words in one conversation. */
import assert from 'node:assert/strict';
import {after, before, beforeEach, test} from 'node:test';
import {nanoid} from 'nanoid';
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

/** Somebody says all of it, one after the other: as much as the server takes at once. */
async function say(
  user: string,
  conversation: string,
  ...contents: {text: string; ranges?: object[]}[]
): Promise<void> {
  const ops = contents.map((content) => ({
    opId: nanoid(),
    op: 'message.send',
    input: {conversation, id: nanoid(), content},
  }));
  await rest(server, user, ['POST', '/ops'], {ops});
}

/** Each of them fills a part of the window. */
const lines = (count: number, name = 'Line') =>
  Array.from({length: count}, (_, at) => ({text: `${name} ${at + 1}${'\nand on'.repeat(8)}`}));

test('a mention is found among those of the reader, and gone to (UX-I7c, WCAG 2.1.1)', async () => {
  const id = await group(server, ['ben', 'ann']);
  const ranges = [{type: 'mention', start: 0, end: 4, user: 'ann'}];
  await say('ben', id, {text: '@Ann the gate', ranges}, ...lines(10));
  await keys.to('button', /Mentions$/);
  await keys.press('Enter');
  await keys.to('button', /Unread.*@Ann the gate/);
  await keys.press('Enter');
  await keys.at('textbox', /^Message /);
  await ann.message('@Ann the gate').waitFor();
  await keys.press('Escape');
  await keys.to('article', /@Ann the gate/, 'ArrowUp', 4);
  await until(
    () => ann.page.locator('chat-conversation-list .hit.new').count(),
    (count) => count === 0,
    'it is read',
  );
  await keys.to('button', /^All$/, 'Shift+Tab');
  await keys.press('Enter');
  await ann.row(/A group/).waitFor();
  assert.deepEqual(keys.troubles, []);
});

test('words are searched for in one conversation, from one message to the next, and the way back is kept (UX-I8c, UX-I8d, UX-L11b, WCAG 2.1.1)', async () => {
  const id = await group(server, ['zoe', 'ann']);
  await say('zoe', id, {text: 'The crane comes at ten'}, ...lines(8), {text: 'Which crane?'}, ...lines(6, 'Later'));
  await open(/^A group/);
  await ann.message('Later 6').waitFor();
  await keys.to('button', /^Search in this conversation/, 'Shift+Tab');
  await keys.press('Enter');
  await keys.at('textbox', /^Search in this conversation/);
  await keys.type('crane');
  await ann.page.locator('chat-thread .place', {hasText: '2'}).waitFor();
  await keys.press('Enter');
  await ann.page.locator('chat-thread .place', {hasText: '1/2'}).waitFor();
  await ann.message('Which crane?').waitFor();
  await keys.press('Enter');
  await ann.page.locator('chat-thread .place', {hasText: '2/2'}).waitFor();
  await ann.message('The crane comes at ten').waitFor();
  await keys.press('Shift+Enter');
  await ann.page.locator('chat-thread .place', {hasText: '1/2'}).waitFor();
  await keys.press('Escape');
  await keys.at('article', /Which crane/);
  await keys.press('Escape');
  await ann.message('Later 6').waitFor();
  assert.deepEqual(keys.troubles, []);
});
