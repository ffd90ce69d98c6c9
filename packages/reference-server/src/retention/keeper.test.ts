import assert from 'node:assert/strict';
import {test} from 'node:test';
import {fakeDomain} from '../../test/fake-domain.js';
import {startWorld} from '../../test/live-server.js';
import {temporaryFile} from '../../test/temporary-files.js';
import {liveAWeek} from '../../test/week.js';
import {HandClock, newId, World} from '../../test/world.js';
import {examine} from '../doctor/examine.js';
import type {Ages, SweepOptions, Swept} from '../domain/ages.js';
import {Refusal} from '../domain/refusal.js';
import {createLog} from '../log.js';
import {openSqliteStore} from '../store/sqlite/store.js';
import {readAges} from './ages.js';
import {startKeeper} from './keeper.js';

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000] as const;
const log = createLog('silent');
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function keeping(deleteOld: (ages: Ages, options?: SweepOptions) => Promise<Swept>) {
  const clock = new HandClock();
  return {clock, keeper: startKeeper({domain: {deleteOld}, ages: {direct: day}, clock, log})};
}

test('it begins a minute behind the start, and then every hour behind the end of the time before', async () => {
  const begun: number[] = [];
  let end = (): void => undefined;
  const {clock, keeper} = keeping(() => {
    begun.push(clock.now());
    return new Promise((resolve) => (end = () => resolve({messages: 3, notifications: 1})));
  });
  const start = clock.now();
  clock.pass(minute - 1);
  assert.deepEqual(begun, []);
  clock.pass(1);
  assert.deepEqual(begun, [start + minute]);
  clock.pass(5 * hour);
  assert.equal(begun.length, 1, 'not while it lasts');
  end();
  await settled();
  clock.pass(hour);
  assert.deepEqual(begun, [start + minute, start + minute + 6 * hour]);
  end();
  await keeper.stop();
});

test('what fails is tried again an hour later, and stopping waits for the step under way', async () => {
  let times = 0;
  let signal: SweepOptions['signal'];
  let end = (): void => undefined;
  const {clock, keeper} = keeping((_, options) => {
    times++;
    signal = options?.signal;
    if (times === 1) return Promise.reject(new Refusal('UNAVAILABLE'));
    if (times === 2) return Promise.reject(new Error('broken'));
    return new Promise((resolve) => (end = () => resolve({messages: 0, notifications: 0})));
  });
  clock.pass(minute);
  await settled();
  clock.pass(hour);
  await settled();
  clock.pass(hour);
  assert.equal(times, 3);
  let isStopped = false;
  const stopped = keeper.stop().then(() => (isStopped = true));
  await settled();
  assert.deepEqual([signal?.aborted, isStopped], [true, false]);
  end();
  await stopped;
  clock.pass(9 * hour);
  assert.equal(times, 3, 'and not again');
});

test('a server keeps to its setting from a minute behind its start', async () => {
  const domain = fakeDomain();
  const asked: Ages[] = [];
  domain.deleteOld = async (ages) => {
    asked.push(ages);
    return {messages: 0, notifications: 0};
  };
  const world = await startWorld({domain, retention: {group: day}});
  world.clock.advance(minute);
  assert.deepEqual(asked, [{group: day}]);
  await world.close();
  world.clock.advance(2 * hour);
  assert.equal(asked.length, 1, 'and not when it has stopped');
});

test('between its steps it rests three times as long as the last one took, and never for long', async () => {
  let rest: SweepOptions['rest'];
  const {clock, keeper} = keeping(async (_, options) => {
    rest = options?.rest;
    return {messages: 0, notifications: 0};
  });
  clock.pass(minute);
  await settled();
  const restedFor = async (tookMs: number): Promise<number> => {
    let isOver = false;
    void rest?.(tookMs).then(() => (isOver = true));
    for (let ms = 0; ; ms++) {
      await settled();
      if (isOver) return ms;
      assert.ok(ms < 1_000);
      clock.pass(1);
    }
  };
  assert.deepEqual([await restedFor(4), await restedFor(300)], [12, 50]);
  await keeper.stop();
});

test('rules are read as they are meant: one type before all, 0 for ever', () => {
  assert.equal(readAges([]), undefined);
  const year = 365 * day;
  const all = {direct: 30 * day, group: year, announcement: year, notifications: year};
  assert.deepEqual(readAges(['direct=30', '365']), all);
  const week = {direct: 7 * day, group: 7 * day, announcement: undefined, notifications: 90 * day};
  assert.deepEqual(readAges(['7', 'announcement=0', 'notifications=90']), week);
  assert.match(String(readAges(['week'])), /not "week"\.$/);
});

test('after a week of everything people do, and old messages gone, the doctor finds no difference', async () => {
  const path = temporaryFile();
  const world = await World.open({store: await openSqliteStore(path)});
  const groups = [await world.as('ann').group(['ben', 'cid']), await world.as('ben').group(['ann', 'dan'])];
  await liveAWeek(world.store, {conversations: groups, steps: 900, seed: 20_261_127});
  const clock = new HandClock();
  clock.time += 7 * day;
  const later = await World.open({store: await openSqliteStore(path), clock});
  const [all, some] = [
    {direct: 1, group: 1, announcement: 1},
    {direct: 3 * day, group: 4 * day},
  ];
  const deleted = await later.sweep(some);
  assert.ok(deleted > 50, `${deleted}`);
  const told: string[] = [];
  const report = (place: string, sentence: string) => void told.push(`${place}: ${sentence}`);
  assert.equal(examine(path, report).differences, 0, told.join('\n'));
  const ann = later.as('ann');
  await ann.send(await ann.group(['ben']), 'and it goes on', {id: newId()});
  clock.pass(day);
  assert.ok((await later.sweep(all)) > 10);
  await later.domain.close();
  const {differences, messages} = examine(path, report);
  assert.deepEqual([differences, messages > 100], [0, true], told.join('\n'));
});
