/** One person sends a picture and a document to another, by the elements alone, under the demo page's strict policy. */
import assert from 'node:assert/strict';
import {readFile} from 'node:fs/promises';
import {test} from 'node:test';
import {openBrowser, Person} from './browser.js';
import {startServer} from './server.js';
import {until} from './until.js';

const document = Buffer.from(`%PDF-1.4\n${'a line of the plan\n'.repeat(900)}`);

test('a picture and a document go from one person to the other: in their room, large, saved (UX-C12, UX-M15, UX-M17)', async () => {
  await using server = await startServer();
  await using browser = await openBrowser();
  const ann = await Person.arrive(await browser.context(), server.url, 'ann');
  const ben = await Person.arrive(await browser.context(), server.url, 'ben');
  await ben.open(/Ann/);
  await ann.open(/Ben/);

  const picture = await readFile('docs/images/inbox-light.png');
  await ann.page.getByRole('button', {name: 'Attach files'}).waitFor();
  await ann.page.locator('chat-composer input[type=file]').setInputFiles([
    {name: 'inbox.png', mimeType: 'image/png', buffer: picture},
    {name: 'Plan of the north gate, as it was agreed on Monday.pdf', mimeType: 'application/pdf', buffer: document},
  ]);
  await ann.page.getByRole('textbox', {name: 'Describe inbox.png'}).fill('The inbox in daylight');
  await ann.box().fill('Both, as promised');
  await ann.box().press('Enter');

  for (const {page, user} of [ann, ben]) {
    const row = page.locator('chat-log article', {hasText: 'Both, as promised'});
    const image = row.getByRole('button', {name: 'The inbox in daylight'}).locator('img.shown');
    await image.waitFor();
    const room = await row.locator('chat-attachment').first().boundingBox();
    assert.ok(room && room.width > 150 && room.width <= 320 && room.height <= 360, `${user} ${JSON.stringify(room)}`);
    assert.ok(await image.evaluate((shown: HTMLImageElement) => shown.naturalWidth > 0));
  }
  const row = ben.page.locator('chat-log article', {hasText: 'Both, as promised'});
  const tree = await row.ariaSnapshot();
  assert.match(tree, /article ".*Both, as promised Photo: The inbox in daylight, File: Plan of the north gate/);

  // large, and away again
  await row.getByRole('button', {name: 'The inbox in daylight'}).click();
  const dialog = ben.page.getByRole('dialog', {name: 'The inbox in daylight'});
  await until(
    () => dialog.locator('.stage img').evaluate((shown: HTMLImageElement) => shown.naturalWidth),
    (width) => width > 640,
    'the whole picture is there',
  );
  await ben.page.keyboard.press('Escape');
  await dialog.waitFor({state: 'detached'});

  // saved, byte by byte, under its name
  const [saved] = await Promise.all([
    ben.page.waitForEvent('download'),
    row.getByRole('button', {name: /^Download Plan of the north gate/}).click(),
  ]);
  assert.equal(saved.suggestedFilename(), 'Plan of the north gate, as it was agreed on Monday.pdf');
  assert.deepEqual(await readFile(await saved.path()), document);

  // files alone, dropped on the pane
  const dropped = await ann.page.evaluateHandle(() => {
    const data = new DataTransfer();
    data.items.add(new File(['a few words'], 'notes.txt', {type: 'text/plain'}));
    return data;
  });
  await ann.page.locator('chat-thread .header').dispatchEvent('dragenter', {dataTransfer: dropped});
  await ann.page.getByText('Drop files here to attach them').waitFor();
  await ann.page.locator('chat-thread .header').dispatchEvent('drop', {dataTransfer: dropped});
  await ann.page.getByRole('button', {name: 'Remove notes.txt'}).waitFor();
  await ann.page.getByRole('button', {name: 'Send', exact: true}).click();
  await ben.page.getByRole('button', {name: /^Download notes.txt/}).waitFor();
  await ben.row(/Ann/).filter({hasText: 'Attachment'}).waitFor();

  assert.deepEqual([...(await ann.violations()), ...(await ben.violations())], []);
});
