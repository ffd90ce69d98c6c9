import assert from 'node:assert/strict';
import {test} from 'node:test';
import {fromEnd, heightOf, rowAt} from './row-sizes.js';
import {
  apply,
  bottomOf,
  createWindow,
  distanceToEnd,
  distanceToStart,
  type Placement,
  topOf,
  visibleRows,
  type WindowEvent,
  type WindowState,
} from './window.js';

/** A browser's scroller as the list sees it: it keeps a scroll position, and clamps it to the canvas. */
class World {
  state: WindowState;
  placed: Placement;
  jumps = 0;
  clamps = 0;

  constructor(guesses: readonly number[] = [20, 50]) {
    this.state = createWindow(guesses);
    this.placed = {state: this.state, height: 0, bottom: 0, jump: 0};
  }

  do(event: WindowEvent): void {
    this.placed = apply(this.state, event);
    this.state = this.placed.state;
    if (this.placed.jump !== 0) this.jumps++;
    const furthest = Math.max(0, this.placed.height - this.state.viewport);
    if (this.state.scroll <= furthest) return;
    this.clamps++;
    this.do({type: 'scrolled', scroll: furthest});
  }

  /** Rows `from` … `to` as messages, all of class 1. */
  rows(keys: readonly string[], classes = new Uint8Array(keys.length).fill(1)): void {
    this.do({type: 'rows', keys, classes});
  }

  measure(key: string, height: number, top = false): void {
    this.do({type: 'measured', rows: [{index: this.state.keys.indexOf(key), height, top}]});
  }

  /** Where a row's top is on the screen. */
  top(key: string): number {
    return topOf(this.state, this.state.keys.indexOf(key));
  }
}

const keys = (from: number, to: number): string[] => Array.from({length: to - from + 1}, (_, i) => `m${from + i}`);

function opened(count = 100): World {
  const world = new World();
  world.do({type: 'viewport', height: 500, width: 400});
  world.rows(keys(1, count));
  return world;
}

test('a new list stands at its end and draws the last rows', () => {
  const world = opened();
  assert.equal(world.state.stuck, true);
  assert.equal(world.placed.bottom, 0);
  assert.equal(world.placed.height, 5000);
  assert.equal(world.state.end, 100);
  assert.ok(world.state.first <= 90 && world.state.first >= 75);
});

test('UX-L6a: at the end every growth keeps the end, without a scroll write', () => {
  const world = opened();
  world.rows(keys(1, 101));
  world.measure('m101', 180);
  world.measure('m99', 90);
  assert.equal(world.top('m101'), 320);
  assert.equal(world.jumps, 0);
});

test('UX-V1: older rows, measured or not, move nothing and ask for no scroll write', () => {
  const world = opened();
  world.do({type: 'scrolled', scroll: 4000});
  const before = world.top('m12');
  world.rows([...keys(-49, 0), ...keys(1, 100)]);
  world.measure('m0', 200);
  world.measure('m-3', 10);
  assert.equal(world.top('m12'), before);
  assert.equal(world.jumps, 0);
});

test('UX-V1: what arrives or grows below the view while reading moves nothing; settling pays for it in one write', () => {
  const world = opened();
  world.do({type: 'scrolled', scroll: 2000});
  const anchor = world.state.keys[world.state.anchor] as string;
  const before = world.top(anchor);
  world.rows(keys(1, 103));
  world.measure('m103', 300);
  world.measure('m90', 80);
  world.measure(anchor, 75);
  assert.equal(world.top(anchor), before);
  assert.equal(world.jumps, 0);
  assert.equal(world.state.drift, 100 + 300 + 30 + 25);
  world.do({type: 'settle'});
  assert.equal(world.state.drift, 0);
  assert.equal(world.jumps, 1);
  assert.equal(world.top(anchor), before);
});

test('when the head of the anchor changes, its lower edge stays', () => {
  const world = opened();
  world.do({type: 'scrolled', scroll: 2000});
  const anchor = world.state.keys[world.state.anchor] as string;
  const before = world.top(anchor);
  world.measure(anchor, 30, true);
  assert.equal(world.top(anchor), before + 20);
});

test('UX-L6c: who has begun to scroll up is not pulled back to the end', () => {
  const world = opened();
  world.do({type: 'scrolled', scroll: 3});
  world.rows(keys(1, 101));
  assert.equal(world.state.stuck, false);
  assert.equal(world.jumps, 0);
});

test('coming down to within 4 px of the end sticks to it', () => {
  const world = opened();
  world.do({type: 'scrolled', scroll: 900});
  world.do({type: 'scrolled', scroll: 3});
  assert.equal(world.state.stuck, true);
  world.rows(keys(1, 101));
  assert.equal(distanceToEnd(world.state), 0);
});

test('nothing is shown below the end when rows turned out smaller than guessed', () => {
  const world = opened();
  world.do({type: 'scrolled', scroll: 1000});
  for (const key of keys(85, 100)) world.measure(key, 10);
  world.do({type: 'scrolled', scroll: 500});
  assert.equal(world.state.stuck, true);
  assert.equal(world.state.scroll, 0);
  assert.equal(world.state.drift, 0);
});

test('a day heading is never the anchor, so that it can move up when its day grows', () => {
  const world = new World();
  world.do({type: 'viewport', height: 500, width: 400});
  const before = ['older', 'day', ...keys(10, 40)];
  world.rows(
    before,
    Uint8Array.from(before, (key) => (key.startsWith('m') ? 1 : 0)),
  );
  world.do({type: 'scrolled', scroll: 31 * 50 + 20 - 500});
  assert.equal(world.state.keys[world.state.anchor], 'm10');
  const top = world.top('m10');
  const after = ['older', 'day', ...keys(1, 40)];
  world.rows(
    after,
    Uint8Array.from(after, (key) => (key.startsWith('m') ? 1 : 0)),
  );
  assert.equal(world.top('m10'), top);
});

test('a removed anchor hands over to the row after it', () => {
  const world = opened();
  world.do({type: 'scrolled', scroll: 2000});
  const anchor = world.state.anchor;
  const next = world.state.keys[anchor + 1] as string;
  const before = world.top(next);
  world.rows(keys(1, 100).filter((_, i) => i !== anchor));
  assert.equal(world.state.keys[world.state.anchor], next);
  assert.equal(world.top(next), before);
});

test('the held row is the anchor as long as it is seen', () => {
  const world = opened();
  world.do({type: 'scrolled', scroll: 2000});
  const held = `m${world.state.anchor + 5}`;
  world.do({type: 'hold', key: held});
  assert.equal(world.state.keys[world.state.anchor], held);
  const before = world.top(held);
  world.measure(`m${world.state.anchor - 1}`, 120);
  assert.equal(world.top(held), before);
  world.do({type: 'scrolled', scroll: 100});
  assert.notEqual(world.state.keys[world.state.anchor], held);
});

test('a run that goes on below does not stick to its end; one that has reached the newest does', () => {
  const world = opened();
  world.do({type: 'rows', keys: keys(1, 100), classes: new Uint8Array(100).fill(1), sticks: false});
  const before = world.top('m100');
  world.do({type: 'rows', keys: keys(1, 120), classes: new Uint8Array(120).fill(1), sticks: false});
  assert.equal(world.top('m100'), before);
  assert.equal(distanceToEnd(world.state), 1000);
  world.do({type: 'end'});
  world.do({type: 'rows', keys: keys(1, 120), classes: new Uint8Array(120).fill(1), sticks: true});
  assert.equal(world.state.stuck, true);
});

test('UX-M10: a row the reader opens at the end of the list grows downward', () => {
  const world = opened();
  const before = world.top('m100');
  world.do({type: 'hold', key: 'm100', grows: true});
  world.measure('m100', 300);
  assert.equal(world.top('m100'), before);
  world.do({type: 'settle'});
  assert.equal(world.top('m100'), before);
  assert.equal(world.state.stuck, false);
});

test('goto puts a row at a share of the view, and reveal moves as little as it can', () => {
  const world = opened();
  world.do({type: 'goto', index: 40, at: 0.25});
  assert.equal(world.top('m41'), 125);
  world.do({type: 'reveal', index: 42});
  assert.equal(world.top('m41'), 125);
  world.do({type: 'reveal', index: 60});
  assert.equal(world.top('m61'), 450);
  world.do({type: 'reveal', index: 10});
  assert.equal(world.top('m11'), 0);
  world.do({type: 'goto', index: 99, at: 0.25});
  assert.equal(world.state.stuck, true);
  world.do({type: 'goto', index: 0, at: 0.25});
  assert.equal(world.top('m1'), 0);
});

test('a new width keeps the anchor and turns heights into guesses', () => {
  const world = opened();
  world.do({type: 'scrolled', scroll: 2000});
  const anchor = world.state.keys[world.state.anchor] as string;
  const before = world.top(anchor);
  world.do({type: 'viewport', height: 500, width: 200});
  assert.equal(world.top(anchor), before);
  assert.equal(heightOf(world.state.sizes, 0), 100);
});

test('the class of a row decides its guess, learnt from the rows measured', () => {
  const world = new World([20, 50, 50]);
  world.do({type: 'viewport', height: 500, width: 400});
  world.rows(['a', 'b', 'c'], Uint8Array.of(1, 2, 2));
  world.measure('b', 100);
  world.measure('c', 200);
  world.rows(['x', 'y', 'a', 'b', 'c'], Uint8Array.of(1, 2, 1, 2, 2));
  assert.equal(heightOf(world.state.sizes, 0), 50);
  assert.equal(heightOf(world.state.sizes, 1), 150);
});

test('UX-V9: 20 million px of content stay reachable under a canvas of at most 8 million', () => {
  const world = new World([20, 80]);
  world.do({type: 'viewport', height: 800, width: 400});
  world.rows(keys(1, 250_000));
  let reached = 0;
  // Fling upward to the wall of the canvas, rest, and again.
  for (let flings = 0; flings < 40 && reached < 250_000; flings++) {
    world.do({type: 'scrolled', scroll: world.placed.height - 800});
    assert.ok(world.placed.height <= 8_000_000);
    reached = 250_000 - visibleRows(world.state).first;
    const key = world.state.keys[visibleRows(world.state).last] as string;
    const before = world.top(key);
    world.do({type: 'settle'});
    assert.ok(Math.abs(world.top(key) - before) < 0.51);
  }
  assert.equal(reached, 250_000);
  assert.equal(Math.round(world.top('m1')), 0);
  // And back down.
  for (let flings = 0; flings < 40 && !world.state.stuck; flings++) {
    world.do({type: 'scrolled', scroll: 0});
    world.do({type: 'settle'});
  }
  assert.equal(world.state.stuck, true);
  assert.equal(world.placed.bottom, 0);
  world.do({type: 'goto', index: 125_000, at: 0});
  assert.equal(world.top('m125001'), 0);
  assert.ok(world.state.scroll < 8_000_000);
});

test('a row that is to stand above the view’s edge is drawn and measured even where its guess would end above the view', () => {
  const world = opened();
  world.do({type: 'reach', reach: 'seen'});
  world.do({type: 'goto', index: 40, at: -70 / 500});
  assert.ok(world.state.first <= 40);
  assert.equal(visibleRows(world.state).first, 41);
  world.do({type: 'measured', rows: [{index: 40, height: 80}], isNew: true});
  world.do({type: 'goto', index: 40, at: -70 / 500});
  assert.equal(Math.round(world.top('m41')), -70);
  assert.equal(visibleRows(world.state).first, 40);
});

test('UX-V4: never more than 60 rows are drawn for a view of 800 px, however low the rows', () => {
  const world = new World([20, 20]);
  world.do({type: 'viewport', height: 800, width: 400});
  world.rows(keys(1, 1000));
  world.do({type: 'scrolled', scroll: 5000});
  assert.ok(world.state.end - world.state.first <= 60);
  const seen = visibleRows(world.state);
  assert.ok(world.state.first < seen.first && world.state.end > seen.last + 1);
});

/** mulberry32: small, seeded, good enough to draw events. */
function random(seed: number): (below: number) => number {
  let a = seed;
  return (below) => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * below);
  };
}

/** The same list, told without cleverness: an array of heights. */
type Naive = {key: string; height: number}[];
const naiveFromEnd = (rows: Naive, index: number): number =>
  rows.slice(index).reduce((sum, row) => sum + row.height, 0);

test('UX-V10: 100,000 random events agree with a naive model', () => {
  const seed = Number(process.env['PARLOR_SEED'] ?? 20260101);
  const below = random(seed);
  const world = new World([16, 40, 60]);
  let naive: Naive = [];
  let made = 0;
  let compared = 0;
  const classOf = (key: string): number => (key.startsWith('d') ? 0 : 1 + (Number(key.slice(1)) % 2));
  const fresh = (): string => `${below(8) === 0 ? 'd' : 'm'}${made++}`;
  const near = (a: number, b: number, what: string): void =>
    assert.ok(Math.abs(a - b) < 0.01, `${what}: ${a} is not ${b} (seed ${seed})`);

  const draw = (): WindowEvent => {
    const n = naive.length;
    const pick = below(100);
    if (pick < 14 || n === 0) {
      const next = naive.map((row) => row.key);
      const what = below(5);
      const some = Array.from({length: 1 + below(n < 500 ? 20 : 3)}, fresh);
      if (what === 0) next.unshift(...some);
      else if (what === 1) next.push(...some);
      else if (what === 2) next.splice(below(n + 1), 0, ...some);
      else if (what === 3 && n > 300) next.splice(below(n), 1 + below(30));
      else if (n > 2) next.push(...next.splice(below(n), 1));
      return {type: 'rows', keys: next, classes: Uint8Array.from(next, classOf)};
    }
    if (pick < 50) {
      const rows = Array.from({length: 1 + below(6)}, () => ({
        index: below(n),
        height: (1 + below(4000)) / 16,
        top: below(9) === 0,
      }));
      return {type: 'measured', rows, isNew: below(2) === 0};
    }
    if (pick < 80)
      return {
        type: 'scrolled',
        scroll: Math.max(
          0,
          Math.min(world.placed.height - world.state.viewport, world.state.scroll + below(1200) - 600),
        ),
      };
    if (pick < 86) return {type: 'settle'};
    if (pick < 88) return {type: 'viewport', height: 200 + below(700), width: world.state.width || 400};
    if (pick < 89) return {type: 'viewport', height: world.state.viewport, width: [300, 400, 600][below(3)] as number};
    if (pick < 93) return {type: 'goto', index: below(n), at: below(5) / 4};
    if (pick < 96) return {type: 'reveal', index: below(n)};
    if (pick < 97) return {type: 'end'};
    if (pick < 99) return {type: 'hold', key: below(3) ? naive[below(n)]?.key : undefined};
    return {type: 'reach', reach: (['seen', 'near', 'all'] as const)[below(3)] ?? 'near'};
  };

  world.do({type: 'viewport', height: 500, width: 400});
  for (let step = 0; step < 100_000; step++) {
    const event = draw();
    const was = {stuck: world.state.stuck, width: world.state.width, jumps: world.jumps, clamps: world.clamps};
    const anchorBefore = world.state.keys[world.state.anchor];
    const tops = new Map(event.type === 'rows' ? naive.map((row, i) => [row.key, i]) : []);
    const viewTopBefore = distanceToEnd(world.state) + world.state.viewport;
    const oldNaive = naive;
    const anchorTop = anchorBefore === undefined ? 0 : world.top(anchorBefore);
    const anchorHeight = naive[world.state.anchor]?.height ?? 0;
    world.do(event);
    const {state} = world;

    // The naive model takes the same event; guesses are read from the list, for they are not what is tested.
    if (event.type === 'rows') {
      const heights = new Map(naive.map((row) => [row.key, row.height]));
      naive = event.keys.map((key, i) => ({key, height: heights.get(key) ?? heightOf(state.sizes, i)}));
    } else if (event.type === 'measured') {
      naive = naive.slice();
      for (const row of event.rows) naive[row.index] = {key: (naive[row.index] as Naive[0]).key, height: row.height};
    } else if (event.type === 'viewport' && event.width !== was.width) {
      naive = naive.map((row) => ({key: row.key, height: (row.height * was.width) / event.width}));
    }

    // Sums.
    const index = below(naive.length + 1);
    if (step % 16 === 0) {
      near(state.sizes.total, naiveFromEnd(naive, 0), 'total');
      near(fromEnd(state.sizes, index), naiveFromEnd(naive, index), 'fromEnd');
      const at = rowAt(state.sizes, fromEnd(state.sizes, index) - 0.02);
      if (index < naive.length && heightOf(state.sizes, index) > 0.03) assert.equal(at, index, `rowAt (seed ${seed})`);
    }

    if (naive.length === 0) continue;

    // Where things are seen.
    assert.ok(state.scroll >= 0, `scroll ${state.scroll} (seed ${seed})`);
    const seen = visibleRows(state);
    assert.ok(
      state.first <= seen.first && state.end > seen.last,
      `drawn ${state.first}–${state.end}, seen ${seen.first}–${seen.last} (seed ${seed}, step ${step})`,
    );
    near(world.placed.bottom, bottomOf(state, state.end - 1), 'bottom');
    if (state.stuck)
      assert.ok(Math.abs(distanceToEnd(state)) <= 4, `stuck ${distanceToEnd(state)} px off (seed ${seed})`);
    const keeps =
      event.type === 'rows' ||
      event.type === 'measured' ||
      event.type === 'settle' ||
      (event.type === 'viewport' && event.width !== was.width);
    if (!keeps || was.stuck || state.stuck || world.clamps > was.clamps) continue;
    compared++;
    if (event.type === 'rows') {
      const kept = state.keys[state.anchor] as string;
      const oldIndex = tops.get(kept);
      if (oldIndex !== undefined && world.jumps === was.jumps)
        near(world.top(kept), viewTopBefore - naiveFromEnd(oldNaive, oldIndex), `anchor after ${event.type}`);
    } else if (anchorBefore !== undefined && state.keys[state.anchor] === anchorBefore) {
      // Of several measures of the anchor in one event, those of its head move its top, the others do not.
      let headGrowth = 0;
      let height = anchorHeight;
      if (event.type === 'measured') {
        for (const row of event.rows) {
          if (state.keys[row.index] !== anchorBefore) continue;
          if (row.top) headGrowth += row.height - height;
          height = row.height;
        }
      }
      // The canvas is a whole number of px high, so at the very top less than one px of nothing may have shown.
      if (event.type === 'settle' && distanceToStart(state) < 1) continue;
      near(world.top(anchorBefore), anchorTop - headGrowth, `anchor after ${event.type}, step ${step}`);
    }
  }
  assert.ok(compared > 10_000, `only ${compared} of the events were compared`);
});
