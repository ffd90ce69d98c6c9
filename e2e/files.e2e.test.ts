/** A file goes up from a real Chromium to the real server over a line that is cut in the middle of it, again and again. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {openBrowser, Person} from './browser.js';
import {readStored} from './kit/judge.js';
import {BadLine} from './kit/line.js';
import {startServer} from './server.js';
import {until} from './until.js';

const bytes = 700_000;

/** Runs in the page. Of the one chat of the page, whichever bundle made it. */
const sendFile = `async (size) => {
  const {chats} = globalThis[Symbol.for('parlor.chats')];
  const [chat] = chats.values();
  const [{id}] = chat.inbox.list().get().conversations;
  const file = new File([Uint8Array.from({length: size}, (_, at) => at % 251)], 'numbers.bin');
  const {queued} = chat.send(id, {text: 'Here it is', files: [file]});
  chat.send(id, 'And more');
  await queued;
  return id;
}`;
const readFile = `async ([id, file]) => {
  const {chats} = globalThis[Symbol.for('parlor.chats')];
  const [chat] = chats.values();
  const {url} = await chat.fileUrl(id, file);
  const read = new Uint8Array(await (await fetch(url)).arrayBuffer());
  return {size: read.length, isSame: read.every((byte, at) => byte === at % 251)};
}`;
const filesOf = `(id) => {
  const {chats} = globalThis[Symbol.for('parlor.chats')];
  const [chat] = chats.values();
  return chat.conversation(id).timeline.get().messages.flatMap(({content}) => content.attachments.map(({id: file}) => file));
}`;

test('an upload that is cut in the middle, and whose tab is reloaded, arrives once, whole, and before what was written later (F90, I1)', async () => {
  await using line = await BadLine.to();
  await using server = await startServer({origins: [line.url]});
  line.lead(server.port);
  await using browser = await openBrowser();
  const ann = await Person.arrive(await browser.context(), line.url, 'ann');
  await ann.open(/Ben/);
  await until(
    () => ann.connection(),
    (is) => is === 'online',
    'ann is online',
  );
  line.make({cutAfter: 250_000});
  const id = await ann.page.evaluate<string>(`(${sendFile})(${bytes})`);
  await until(
    () => line.counts.cuts,
    (cuts) => cuts >= 2,
    'it was cut twice',
    60_000,
  );
  // the page itself is larger than what gets through between two cuts
  line.mend();
  await ann.page.reload();
  const said = (): string[] =>
    readStored(server.database)
      .messages.map(({text}) => text)
      .filter((text) => text === 'Here it is' || text === 'And more');
  await until(said, (texts) => texts.length === 2, 'both were sent', 120_000);
  assert.deepEqual(said(), ['Here it is', 'And more']);

  const ben = await Person.arrive(await browser.context(), server.url, 'ben');
  await ben.open(/Ann/);
  const files = await until(
    () => ben.page.evaluate<string[]>(`(${filesOf})(${JSON.stringify(id)})`),
    (all) => all.length > 0,
    'ben sees the file',
  );
  assert.equal(new Set(files).size, 1);
  const read = await ben.page.evaluate(`(${readFile})(${JSON.stringify([id, files[0]])})`);
  assert.deepEqual(read, {size: bytes, isSame: true});
  assert.deepEqual([...(await ann.violations()), ...(await ben.violations())], []);
});
