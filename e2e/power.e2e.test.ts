import assert from 'node:assert/strict';
import {test} from 'node:test';
import {setTimeout as pause} from 'node:timers/promises';
import {dice, seed, times} from './kit/chance.js';
import {crew, lost} from './kit/crew.js';
import {ForgetfulDisk, whyNoDisk} from './kit/disk.js';
import {judge, readStored} from './kit/judge.js';
import {startServer} from './server.js';

const skip = whyNoDisk() ?? false;

test('the power goes again and again, and with it all that was not synced: what was answered is there (PWP-WRITE-001, F44, I1, I2, I3, I7)', {
  skip,
}, async (t) => {
  const cuts = times(8);
  const chance = dice();
  using disk = new ForgetfulDisk();
  await using server = await startServer({page: 'none', database: disk.database});
  const writers = await crew(server);
  writers.start();
  const sum = {syncs: 0, checkpoints: 0, unsynced: 0};

  for (let cut = 0; cut < cuts; cut++) {
    await server.kill();
    // every other time between two steps of its work with the files, else at some moment
    const dieAt = chance.next() < 0.5 ? 40 + chance.below(1_500) : undefined;
    await server.restart(disk.env(dieAt));
    await Promise.race([writers.answered(dieAt === undefined ? 10 + chance.below(150) : 200), server.ended()]);
    await server.kill();
    await pause(20);
    const loss = disk.cut(chance, chance.pick([0, 0.5, 0.95]));
    for (const name of ['syncs', 'checkpoints', 'unsynced'] as const) sum[name] += loss[name];
    const there = new Set(readStored(disk.database).messages.map(({id}) => id));
    assert.deepEqual(lost(writers.intents(), there), []);
  }
  await server.restart({});
  await writers.finish();
  writers.stop();

  assert.deepEqual(judge(writers.lanes, readStored(disk.database), writers.before).slice(0, 10), []);
  assert.deepEqual(writers.complaints(), []);
  assert.ok(sum.syncs > cuts * 5, 'the disk was in use');
  const all = writers.intents();
  t.diagnostic(
    `seed ${seed}: ${cuts} power cuts, ${all.length} writes, ${all.filter(({op}) => op === 'message.send').length} messages, ` +
      `${sum.syncs} syncs (${sum.checkpoints} of checkpoints), ${sum.unsynced} steps not synced at a cut, 0 lost, 0 twice, 0 out of order`,
  );
});

test('a server that answers before it syncs loses what it answered: the same cuts see it (F44)', {skip}, async (t) => {
  const chance = dice();
  using disk = new ForgetfulDisk();
  await using server = await startServer({kind: 'relaxed', page: 'none', database: disk.database});
  const writers = await crew(server);
  writers.start();
  let missing: string[] = [];
  let cuts = 0;
  for (; missing.length === 0 && cuts < 5; cuts++) {
    await server.kill();
    await server.restart(disk.env());
    await writers.answered(30);
    await server.kill();
    await pause(20);
    disk.cut(chance, 0);
    missing = lost(writers.intents(), new Set(readStored(disk.database).messages.map(({id}) => id)));
  }
  writers.stop();
  assert.ok(missing.length > 0, 'a cut of the power shows that nothing was synced');
  t.diagnostic(`${missing.length} answered messages lost after ${cuts} power cuts`);
});
