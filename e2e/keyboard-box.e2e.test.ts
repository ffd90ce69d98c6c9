/** The box by keys alone, against the real server: a message for later, and commands. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {byKeys} from './kit/by-keys.js';
import {rest} from './kit/rooms.js';
import {until} from './until.js';

const here = byKeys();

test('a message is written for later, changed, and taken back (UX-K16, WCAG 2.1.1, 2.4.3, 3.3.1)', async () => {
  const {ann, keys} = here;
  const dialog = ann.page.locator('chat-composer dialog[open]');
  await here.open(/^Ben/);
  await keys.type('Good morning');
  await keys.to('button', /^Send$/, 'Tab', 4);
  await keys.press('Shift+F10');
  await keys.at('textbox', /^Date and time/);
  await keys.to('button', /^Schedule/, 'Tab', 10);
  await keys.press('Enter');
  await dialog.waitFor({state: 'detached'});
  const waits = ann.page.locator('chat-composer .later');
  await waits.waitFor();
  assert.equal(await ann.box().inputValue(), '');
  assert.notEqual((await keys.focus()).role, 'body', 'the button that was held is disabled now, the focus is not lost');
  // what waits is changed
  await keys.to('button', /^1 message waits/, 'Shift+Tab', 6);
  await keys.press('Enter');
  await keys.at('button', /./);
  await keys.to('button', /^Edit: Good morning/, 'Tab', 4);
  await keys.press('Enter');
  await keys.at('textbox', /^Message/);
  await keys.press('End');
  await keys.type(', all');
  await keys.to('button', /^Save/, 'Tab', 12);
  await keys.press('Enter');
  await ann.page.locator('chat-composer li', {hasText: 'Good morning, all'}).waitFor();
  assert.notEqual((await keys.focus()).role, 'body', 'the form is gone, the focus is not');
  // and taken back: nothing is left, and Escape leads to the box
  await keys.to('button', /^Remove: Good morning, all/, 'Tab', 6);
  await keys.press('Enter');
  await ann.page.locator('chat-composer li', {hasText: 'Good morning'}).waitFor({state: 'detached'});
  assert.notEqual((await keys.focus()).role, 'body', 'the last one is gone, the focus is not');
  await keys.press('Escape');
  await dialog.waitFor({state: 'detached'});
  await keys.at('textbox', /^Message Ben/);
});

test('commands of a bot and of the page are found behind a slash and sent (UX-C9a, UX-C9c, UX-K14, WCAG 2.1.1)', async () => {
  const {ann, keys, server} = here;
  const commands = [{name: 'weather', description: 'What it is like outside', usage: '<city>'}];
  await rest(server, 'ann', ['PUT', '/me/commands'], {commands});
  await here.open(/^Ben/);
  await ann.page.evaluate(() => {
    const inbox = document.querySelector('chat-inbox');
    const composer = inbox?.shadowRoot?.querySelector('chat-thread')?.shadowRoot?.querySelector('chat-composer');
    const told: string[] = [];
    Object.assign(window, {told});
    Object.assign(composer ?? {}, {commands: [{name: 'call', about: 'Start a call'}]});
    inbox?.addEventListener('chat-command', (event) => told.push((event as unknown as {command: string}).command));
  });
  await keys.type('/');
  const options = ann.page.locator('chat-composer [role=option]');
  await until(
    () => options.count(),
    (count) => count === 2,
    'both are offered',
  );
  await keys.press('ArrowDown', 'Enter');
  await keys.at('textbox', /^Message Ben/);
  assert.match(await ann.box().inputValue(), /^\/call /);
  await keys.press('Enter');
  await until(
    () => ann.box().inputValue(),
    (text) => text === '',
    'it is carried out',
  );
  await keys.at('textbox', /^Message Ben/);
  await keys.type('/wea');
  await options.filter({hasText: 'weather'}).waitFor();
  await keys.press('Enter');
  assert.match(await ann.box().inputValue(), /^\/weather /);
  await keys.type('Oslo');
  await keys.press('Enter');
  await ann.message('/weather Oslo').waitFor();
  await keys.at('textbox', /^Message Ben/);
  // what is no command is asked about, and sent with the next press
  await keys.type('/nonsense');
  await keys.press('Enter');
  await ann.page.getByText('“/nonsense” is no command').first().waitFor();
  await keys.at('textbox', /^Message Ben/);
  await keys.press('Enter');
  await ann.message('/nonsense').waitFor();
  await keys.at('textbox', /^Message Ben/);
});
