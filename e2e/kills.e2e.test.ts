import assert from 'node:assert/strict';
import {copyFileSync, existsSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {test} from 'node:test';
import {setTimeout as pause} from 'node:timers/promises';
import type {Message} from '@parlor/sdk/protocol';
import {dice, seed, times} from './kit/chance.js';
import {crew, lost} from './kit/crew.js';
import {judge, readStored, type Stored} from './kit/judge.js';
import {rest} from './kit/rooms.js';
import {startServer} from './server.js';

test('a server killed again and again: every answered write is there once, in order, and every unanswered one ends once (F41, F42, F43, I1, I2, I3, I5, I6, I7)', async (t) => {
  const kills = times(20);
  const chance = dice();
  await using server = await startServer({page: 'none'});
  const writers = await crew(server);
  writers.start();

  let silent = 0;
  let committed = 0;
  for (let kill = 0; kill < kills; kill++) {
    await writers.answered(10 + chance.below(200));
    const begun = writers.intents().filter(({attempts, rev}) => attempts > 0 && rev === undefined);
    await server.kill();
    // a moment for the answers that left before the end
    await pause(20);
    const open = begun.filter(({rev}) => rev === undefined);
    const there = new Set(readAside(server.database).messages.map(({id}) => id));
    assert.deepEqual(lost(writers.intents(), there), []);
    silent += open.length;
    committed += open.filter(({op, message}) => op === 'message.send' && there.has(message)).length;
    // now and then it dies while it comes back, with the log of its last life still to be read
    if (chance.next() < 0.15) await server.stillbirth(50 + chance.below(400));
    await server.restart();
  }
  await writers.finish();

  const stored = readStored(server.database);
  for (const room of writers.rooms)
    assert.deepEqual(await history(server, room), idsOf(stored, room), 'the wire says the same');
  writers.stop();
  assert.deepEqual(judge(writers.lanes, stored, writers.before).slice(0, 10), []);
  assert.deepEqual(writers.complaints(), []);
  const all = writers.intents();
  assert.ok(all.length > kills * 10, 'they wrote all the time');
  t.diagnostic(
    `seed ${seed}: ${kills} kills, ${all.length} writes, ${all.filter(({op}) => op === 'message.send').length} messages, ` +
      `${silent} writes unanswered at a kill (${committed} sends of them committed), 0 lost, 0 twice, 0 out of order`,
  );
});

/** What a copy of the files holds: looking at it changes nothing for the next life. */
function readAside(database: string): Stored {
  const folder = mkdtempSync(join(tmpdir(), 'parlor-aside-'));
  try {
    for (const end of ['', '-wal']) {
      if (existsSync(database + end)) copyFileSync(database + end, join(folder, `copy.db${end}`));
    }
    return readStored(join(folder, 'copy.db'));
  } finally {
    rmSync(folder, {recursive: true});
  }
}

const idsOf = (stored: Stored, conversation: string): string[] =>
  stored.messages.filter((message) => message.conversation === conversation).map(({id}) => id);

/** Every message that a reader gets, oldest first. */
async function history(server: Parameters<typeof rest>[0], conversation: string): Promise<string[]> {
  const ids: string[] = [];
  for (let before = ''; ; ) {
    const path = `/conversations/${conversation}/messages?limit=100${before}`;
    const page = await rest<{messages: Message[]; start?: boolean}>(server, 'ann', ['GET', path]);
    ids.unshift(...page.messages.filter(({content}) => content.kind !== 'system').map(({id}) => id));
    if (page.start || page.messages.length === 0) return ids;
    before = `&before=${page.messages[0]?.seq}`;
  }
}
