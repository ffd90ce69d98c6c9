import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {Conversation} from '@parlor/sdk';
import {heldOrder, RowOrder} from './order.js';
import {rowsInView} from './row-window.js';
import {Typeahead} from './typeahead.js';

const rows = (...ids: string[]) => ids.map((id) => ({id}) as Conversation);
const ids = (list: readonly Conversation[]) => list.map(({id}) => id).join(' ');

test('rows stay in the order they had, new ones come last (UX-I2b)', () => {
  assert.equal(ids(heldOrder(['a', 'b', 'c'], rows('c', 'new', 'a', 'b'))), 'a b c new');
});

test('a row that is gone leaves no hole', () => {
  assert.equal(ids(heldOrder(['a', 'b', 'c'], rows('c', 'a'))), 'a c');
});

test('the same order is the same list', () => {
  const now = rows('a', 'b');
  assert.equal(heldOrder(['a', 'b'], now), now);
});

test('only the rows around the view are drawn', () => {
  assert.deepEqual(rowsInView(64_000, 640, 64, 10_000), {first: 995, end: 1015});
});

test('the ends of the list are the ends of what is drawn', () => {
  assert.deepEqual(rowsInView(0, 640, 64, 3), {first: 0, end: 3});
  assert.deepEqual(rowsInView(0, 640, 64, 0), {first: 0, end: 0});
});

test('a list that became shorter than where the reader is still draws its end', () => {
  const {first, end} = rowsInView(64_000, 640, 64, 20);
  assert.ok(first < 20 && end === 20);
});

test('rows under a hand wait two seconds at most, and move at once when it leaves (UX-I2b)', () => {
  const order = new RowOrder();
  const waits: number[] = [];
  const of = (list: Conversation[], isUnderHand: boolean, now: number) =>
    ids(order.of(list, isUnderHand, now, (ms) => waits.push(ms)));
  assert.equal(of(rows('a', 'b'), true, 0), 'a b');
  assert.equal(of(rows('b', 'a'), true, 1_000), 'a b');
  assert.deepEqual(waits, [2_000]);
  assert.equal(of(rows('b', 'a', 'c'), true, 2_500), 'a b c');
  assert.equal(of(rows('b', 'a', 'c'), true, 3_000), 'b a c');
  assert.equal(order.isHeld, false);
  assert.equal(of(rows('c', 'b', 'a'), true, 3_100), 'b a c');
  assert.equal(of(rows('c', 'b', 'a'), false, 3_200), 'c b a');
});

test('letters typed soon after each other narrow down, after half a second they begin anew (UX-K2)', () => {
  const names = ['ann', 'anton', 'bob', 'avi'];
  const typeahead = new Typeahead();
  const find = (letter: string, now: number, from: number) =>
    typeahead.find(letter, now, from, names.length, (place, text) => (names[place] ?? '').startsWith(text));
  assert.equal(find('a', 0, 0), 1);
  assert.equal(find('v', 100, 1), 3);
  assert.equal(find('a', 1_000, 3), 0);
  assert.equal(find('x', 2_000, 0), undefined);
});
