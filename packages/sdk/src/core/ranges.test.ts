import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {
  addRange,
  advance,
  covers,
  cutRange,
  gaps,
  type Ranges,
  rangeAt,
  rangeOfPage,
  revalidated,
  staleRanges,
} from './ranges.js';

const r = (from: number, to: number, asOf = 100) => ({from, to, asOf});

test('ranges that touch or overlap become one, as of the older (PWP-HISTORY-003)', () => {
  assert.deepEqual(addRange([r(1, 5, 50)], r(6, 9, 60)), [r(1, 9, 50)]);
  assert.deepEqual(addRange([r(1, 5), r(20, 30)], r(4, 21)), [r(1, 30)]);
  assert.deepEqual(addRange([r(10, 20)], r(1, 5)), [r(1, 5), r(10, 20)]);
  assert.deepEqual(addRange([r(10, 20)], r(30, 29)), [r(10, 20)]);
});

test('a fresher range replaces what it covers wholly, an older one inside changes nothing', () => {
  assert.deepEqual(addRange([r(3, 5, 50)], r(1, 9, 80)), [r(1, 9, 80)]);
  const have = [r(1, 9, 80)];
  assert.equal(addRange(have, r(3, 5, 50)), have);
});

test('cutting takes out a stretch and leaves both ends', () => {
  const have = [r(1, 9), r(20, 30)];
  assert.deepEqual(cutRange(have, 5, 24), [r(1, 4), r(25, 30)]);
  assert.deepEqual(cutRange(have, 3, 4), [r(1, 2), r(5, 9), r(20, 30)]);
  assert.deepEqual(cutRange(have, 1, 99), []);
  assert.equal(cutRange(have, 10, 19), have);
});

test('a range is found by a seq, and gaps are what no range holds', () => {
  const have = [r(5, 9), r(20, 30)];
  assert.deepEqual(rangeAt(have, 9), r(5, 9));
  assert.equal(rangeAt(have, 10), undefined);
  assert.deepEqual(gaps(have, 1, 40), [
    {from: 1, to: 4},
    {from: 10, to: 19},
    {from: 31, to: 40},
  ]);
  assert.deepEqual(gaps(have, 6, 8), []);
});

test('only what was true just before a frame is true after it; the rest is stale, not wrong (F85)', () => {
  const have = [r(1, 40, 60), r(80, 100, 100)];
  assert.deepEqual(advance(have, 101, 104), [r(1, 40, 60), r(80, 104, 104)]);
  assert.deepEqual(staleRanges(advance(have, 101, 104), 104), [r(1, 40, 60)]);
  assert.equal(advance(have, 103, 104), have, 'a frame that leaves a gap proves nothing');
  assert.equal(advance(have, 90, 100), have);
  assert.deepEqual(advance([r(1, 100, 60)], 101, 102), [r(1, 102, 60)], 'a stale range at the head still grows');
});

test('revalidating makes ranges as fresh as the answer', () => {
  assert.deepEqual(revalidated([r(1, 40, 60), r(80, 100, 90)], r(1, 40, 60), 95), [r(1, 40, 95), r(80, 100, 90)]);
  // asked by a tab that knew more
  assert.deepEqual(revalidated([r(1, 40, 60)], r(1, 40, 61), 95), [r(1, 40, 60)]);
});

test('a page that reaches an end covers everything up to it', () => {
  assert.deepEqual(rangeOfPage({range: r(7, 90, 100), start: true, end: true}), r(1, 100, 100));
  assert.deepEqual(rangeOfPage({range: r(7, 90, 100), start: false, end: false}), r(7, 90, 100));
});

test('a set of ranges holds exactly what was put in and not taken out, sorted and apart', () => {
  const step = fc.tuple(fc.constantFrom('add', 'cut'), fc.integer({min: 1, max: 40}), fc.nat(10), fc.nat(9));
  fc.assert(
    fc.property(fc.array(step, {maxLength: 20}), (steps) => {
      let ranges: Ranges = [];
      const held = new Map<number, number>();
      for (const [what, from, length, asOf] of steps) {
        const to = from + length;
        ranges = what === 'add' ? addRange(ranges, r(from, to, asOf)) : cutRange(ranges, from, to);
        for (let seq = from; seq <= to; seq++)
          what === 'add' ? held.set(seq, Math.max(asOf, held.get(seq) ?? 0)) : held.delete(seq);
      }
      for (let seq = 0; seq <= 55; seq++) {
        const range = rangeAt(ranges, seq);
        assert.equal(!!range, held.has(seq));
        if (range) assert.ok(range.asOf <= (held.get(seq) as number), 'never claims to be fresher than it is');
        assert.equal(covers(ranges, seq, seq), held.has(seq));
      }
      for (const [index, range] of ranges.entries()) assert.ok(range.from > (ranges[index - 1]?.to ?? -1));
    }),
  );
});
