/** The real import command, a real server, and a chat that is connected all the while. */
import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, test} from 'node:test';
import {fileURLToPath} from 'node:url';
import {claimDatabase} from '../../reference-server/src/control/claim.js';
import {openStore} from '../../reference-server/src/open-store.js';
import {first, live} from './live.js';

const folder = mkdtempSync(join(tmpdir(), 'parlor-live-import-'));
after(() => rmSync(folder, {recursive: true, force: true}));
const main = fileURLToPath(new URL('../../reference-server/src/import/main.ts', import.meta.url));

/** Its exit code and what it said. */
function runImport(...args: string[]): Promise<{code: number | null; out: string}> {
  const child = spawn(process.execPath, ['--conditions=source', '--import', 'tsx', main, ...args]);
  let out = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (out += part));
  return new Promise((resolve) => child.once('close', (code) => resolve({code, out})));
}

function logFile(name: string, from: number, to: number): string {
  const path = join(folder, name);
  const lines = Array.from({length: to - from}, (_, index) =>
    ['rust', 'wiki'].map((channel) =>
      JSON.stringify({
        id: `m-${from + index}`,
        channel,
        author: ['ferris', 'corro'][index % 2],
        ts: new Date(1_546_666_931_000 + (from + index) * 1000).toISOString(),
        text: `line ${from + index}`,
      }),
    ),
  );
  writeFileSync(path, lines.flat().join('\n'));
  return path;
}

test('a chat that is connected sees imported conversations appear and grow, with their counts, without a reconnect', async () => {
  const database = join(folder, 'parlor.db');
  const control = await claimDatabase(database, 'Wait.');
  const world = await live(0, await openStore(database), control);
  const ann = world.chat('ann');
  const states: string[] = [];
  await first(ann.connection, ({is}) => is === 'online', 'ann is online');
  const stopWatching = ann.connection.subscribe(({is}) => void states.push(is));
  const list = ann.inbox.list();
  // an inbox is read when it is looked at
  const stopLooking = list.subscribe(() => undefined);

  const options = ['--database', database, '--join', 'ann', '--unread', '3'];
  assert.deepEqual((await runImport(logFile('one.jsonl', 0, 150), ...options)).code, 0);
  const {conversations} = await first(
    list,
    ({conversations}) => conversations.length === 2 && conversations.every(({unread}) => unread === 3),
    'both groups, three unread in each',
  );
  assert.deepEqual(conversations.map(({title}) => title).sort(), ['rust', 'wiki']);
  await first(ann.inbox.totals, ({unread, conversations}) => unread === 6 && conversations === 2, 'the totals');

  // one of them is open while more comes: it goes on to the end by itself
  const rust = ann.conversation(conversations.find(({title}) => title === 'rust')?.id ?? '');
  const close = rust.open();
  await first(rust.timeline, ({messages}) => messages.at(-1)?.content.text === 'line 149', 'the newest message');
  rust.markRead(151);
  await first(rust.state, (state) => state?.unread === 0, 'read');
  await first(ann.outbox, (rows) => rows.length === 0, 'the mark is stored');
  assert.deepEqual((await runImport(logFile('two.jsonl', 150, 300), ...options)).code, 0);
  const {messages} = await first(
    rust.timeline,
    (timeline) => timeline.messages.at(-1)?.content.text === 'line 299',
    'the newest of the second log',
  );
  const shown = messages.map(({seq}) => seq as number);
  assert.deepEqual(
    shown,
    shown.map((_, index) => (shown[0] as number) + index),
    'without a hole',
  );
  await first(rust.state, (state) => state?.unread === 3, 'three unread again');
  await first(ann.inbox.totals, ({unread}) => unread === 6, 'the totals');

  assert.deepEqual([...new Set(states)], ['online'], 'it was connected all the while');
  assert.deepEqual(ann.errors, []);
  close();
  stopWatching();
  stopLooking();
  await world.end();
});
