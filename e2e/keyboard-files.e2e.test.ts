/** Files by keys alone, against the real server: attached, described, taken off, sent, and looked at as large as the window. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {byKeys} from './kit/by-keys.js';
import {until} from './until.js';

const here = byKeys();

/** A picture of 64 × 48 px in one colour, as a browser draws it. */
const picture = async (name: string, colour: string) => {
  const bytes = await here.ann.page.evaluate(async (fill) => {
    const canvas = new OffscreenCanvas(64, 48);
    const pen = canvas.getContext('2d');
    if (pen) pen.fillStyle = fill;
    pen?.fillRect(0, 0, 64, 48);
    return [...new Uint8Array(await (await canvas.convertToBlob({type: 'image/png'})).arrayBuffer())];
  }, colour);
  return {name, mimeType: 'image/png', buffer: Buffer.from(bytes)};
};

test('files are attached, described, taken off and sent; pictures open large, lead from one to the next and close where they were (UX-C12, UX-M15, UX-K8, WCAG 2.1.1, 2.4.3)', async () => {
  const {ann, keys} = here;
  await here.open(/^Ben/);
  await keys.to('button', /^Attach files/, 'Tab', 6);
  const chooser = ann.page.waitForEvent('filechooser');
  await keys.press('Enter');
  const notes = {name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('Bring the keys')};
  const [gate, river] = [await picture('gate.png', 'teal'), await picture('river.png', 'navy')];
  await (await chooser).setFiles([notes, gate, river]);
  await keys.at('textbox', /^Message Ben/);
  await ann.page.locator('chat-composer .attached canvas').nth(1).waitFor();
  // taken off: the focus is on the next one's button, and on the box when none is left
  const remove = (name: string) => new RegExp(`^Remove ${name}`);
  await keys.to('button', remove('notes.txt'), 'Shift+Tab', 8);
  await keys.press('Enter');
  await keys.at('button', remove('gate.png'));
  // a description, from which Enter leads back and sends nothing
  await keys.to('textbox', /^Describe gate.png/, 'Shift+Tab', 2);
  await keys.type('The gate, half open');
  await keys.press('Enter');
  await keys.at('textbox', /^Message Ben/);
  await keys.type('Both of them');
  await keys.press('Enter');
  await ann.message('Both of them').waitFor();
  await keys.at('textbox', /^Message Ben/);
  await until(
    () => ann.page.locator('chat-log chat-attachment img').count(),
    (count) => count === 2,
    'both are shown',
    20_000,
  );
  // into the message, to its first picture
  await here.newest(/^You .*Both of them/);
  await keys.press('Enter');
  await keys.to('button', /The gate, half open/, 'Tab', 6);
  await keys.press('Enter');
  await keys.at('button', /^Close/);
  const large = ann.page.locator('chat-attachment dialog[open]');
  assert.match((await large.getAttribute('aria-label')) ?? '', /The gate, half open/);
  await keys.press('ArrowRight');
  await until(
    () => large.textContent(),
    (words) => /2 \/ 2/.test(words ?? ''),
    'the second one is shown',
  );
  await keys.at('button', /^Close/);
  // Tab stays in it
  for (const stop of [/^Previous photo/, /^Next photo/]) await keys.to('button', stop, 'Tab', 4);
  await keys.press('Enter');
  await keys.at('button', /^Next photo/);
  await keys.press('Escape');
  await large.waitFor({state: 'detached'});
  await keys.at('button', /The gate, half open/);
  await keys.press('Escape');
  await keys.at('article', /^You .*Both of them/);
  await keys.press('Escape');
  await keys.at('textbox', /^Message Ben/);
});

test('of two files the first is taken off, then the other: the focus is never lost (UX-C12, WCAG 2.4.3)', async () => {
  const {ann, keys} = here;
  await here.open(/^Ben/);
  await keys.to('button', /^Attach files/, 'Tab', 6);
  const chooser = ann.page.waitForEvent('filechooser');
  await keys.press('Enter');
  const file = (name: string) => ({name, mimeType: 'text/plain', buffer: Buffer.from(name)});
  await (await chooser).setFiles([file('first.txt'), file('second.txt')]);
  await keys.at('textbox', /^Message Ben/);
  await ann.page.locator('chat-composer .attached li').nth(1).waitFor();
  await keys.to('button', /^Remove first.txt/, 'Shift+Tab', 8);
  await keys.press('Enter');
  await keys.at('button', /^Remove second.txt/);
  await keys.press('Enter');
  await keys.at('textbox', /^Message Ben/);
});
