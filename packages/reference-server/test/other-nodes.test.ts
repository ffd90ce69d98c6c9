/** When a node looks for what others committed, and when it gives its people away. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {Refusal} from '../src/domain/refusal.js';
import {deafLookEveryMs, followOthers, lookEveryMs} from '../src/fanout/follow.js';
import {looksUntilLost, watchLoss} from '../src/fanout/loss.js';
import {fakeClock} from './fake-clock.js';
import {FakeHub} from './fake-peers.js';

const turn = () => new Promise((resolve) => setImmediate(resolve));

function follow() {
  const clock = fakeClock();
  const hub = new FakeHub();
  const [line, other] = [hub.join('here'), hub.join('there')];
  const state: {looks: number; fails: boolean; takesMs: number; setBackMs: number; database(): void; say(): boolean} = {
    ...{looks: 0, fails: false, takesMs: 0, setBackMs: 0, database: () => undefined, say: () => false},
  };
  const stop = followOthers({
    clock: {...clock, now: () => clock.now() - state.setBackMs},
    peers: line,
    report: () => undefined,
    isHere: () => true,
    others: {
      async catchUp() {
        state.looks++;
        const {takesMs} = state;
        if (takesMs > 0) await new Promise<void>((resolve) => void clock.after(takesMs, resolve));
        if (state.fails) throw new Error('away');
      },
      onHint(listener) {
        state.database = listener;
        return () => undefined;
      },
      hintBy: (say) => void (state.say = say),
      behindMs: () => 0,
    },
  });
  const pass = async (ms: number): Promise<number> => {
    const before = state.looks;
    for (let passed = 0; passed < ms; passed += 5) {
      clock.advance(5);
      await turn();
    }
    return state.looks - before;
  };
  /** A hint every 5 ms. */
  const hinting = async (ms: number): Promise<number> => {
    let looks = 0;
    for (let passed = 0; passed < ms; passed += 5) {
      other.tell({is: 'hint'});
      looks += await pass(5);
    }
    return looks;
  };
  return {hub, line, other, state, pass, hinting, stop};
}

test('a hint from another node, by Redis or by the database, is looked after at once', async () => {
  const {other, state, pass} = follow();
  other.tell({is: 'hint'});
  other.tell({is: 'hint'});
  assert.equal(await pass(10), 1);
  await pass(20);
  state.database();
  assert.equal(await pass(10), 1);
  assert.equal(await pass(2 * lookEveryMs), 2);
});

test('hints that come all the time share a look each 20 ms, and a clock that is set back holds none up', async () => {
  const {state, hinting} = follow();
  const looks = await hinting(1_000);
  assert.ok(looks >= 40 && looks <= 51, `${looks} looks`);
  state.setBackMs = 3_600_000;
  assert.ok((await hinting(100)) >= 4);
});

test('looks that take long are four times as long apart, but never more than a tenth of a second', async () => {
  const {state, hinting} = follow();
  state.takesMs = 10;
  const some = await hinting(1_000);
  assert.ok(some >= 17 && some <= 20, `${some} looks of 10 ms, 40 ms apart`);
  state.takesMs = 100;
  const few = await hinting(2_000);
  assert.ok(few >= 9 && few <= 11, `${few} looks of 100 ms, 100 ms apart`);
  state.takesMs = 0;
  await hinting(200);
  const many = await hinting(1_000);
  assert.ok(many >= 40, `${many} looks when they are quick again`);
});

test('own commits are hinted by Redis where it is well, else by the database (F55)', async () => {
  const {hub, line, state} = follow();
  assert.equal(state.say(), true);
  assert.deepEqual(hub.said, [{is: 'hint'}]);
  line.become(false);
  assert.equal(state.say(), false);
});

test('a node that cannot hear the others looks ten times a second, and at once when it can again (F57)', async () => {
  const {line, state, pass} = follow();
  line.become(false);
  await pass(10);
  const often = await pass(1_000);
  assert.ok(often >= 8 && often <= 1_000 / deafLookEveryMs, `${often} looks`);
  state.fails = true;
  await pass(200);
  assert.ok((await pass(1_000)) <= 2, 'a database that is away is not asked more often');
  state.fails = false;
  line.become(true);
  assert.equal(await pass(10), 1);
});

test('who has lost the database for long gives everybody away, once, and takes them again (F58)', () => {
  const clock = fakeClock();
  let behind = 0;
  const said: string[] = [];
  const stop = watchLoss({
    clock,
    probe: async () => undefined,
    others: {behindMs: () => behind},
    lost: () => void said.push('lost'),
    found: () => void said.push('found'),
  });
  behind = 60_000;
  clock.advance((looksUntilLost - 1) * 1_000);
  assert.deepEqual(said, []);
  clock.advance(20_000);
  assert.deepEqual(said, ['lost']);
  behind = 10;
  clock.advance(5_000);
  assert.deepEqual(said, ['lost', 'found']);
  behind = 60_000;
  clock.advance((looksUntilLost - 1) * 1_000);
  behind = 10;
  clock.advance(60_000);
  assert.deepEqual(said, ['lost', 'found'], 'a process that stood still has lost nothing (F61)');
  stop();
});

test('so does who can read the database and not write it; but a full disk is full for all, and reading goes on (F58, F49)', async () => {
  const clock = fakeClock();
  const said: string[] = [];
  let fails: Refusal | undefined;
  const stop = watchLoss({
    clock,
    others: {behindMs: () => 0},
    async probe() {
      if (fails) throw fails;
    },
    lost: () => void said.push('lost'),
    found: () => void said.push('found'),
  });
  const pass = async (seconds: number): Promise<void> => {
    for (let second = 0; second < seconds; second++) {
      clock.advance(1_000);
      await turn();
    }
  };
  await pass(3);
  fails = new Refusal('STORAGE_FULL');
  await pass(60);
  fails = new Refusal('UNAVAILABLE');
  await pass(looksUntilLost);
  assert.deepEqual(said, []);
  await pass(20);
  assert.deepEqual(said, ['lost']);
  fails = undefined;
  await pass(2);
  assert.deepEqual(said, ['lost', 'found']);
  stop();
});
