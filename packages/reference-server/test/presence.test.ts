import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {Chosen} from '../src/domain/domain.js';
import {createPresenceBook, graceMs} from '../src/realtime/presence.js';
import {fakeClock} from './fake-clock.js';

function setUp() {
  const clock = fakeClock(1_000_000);
  const told: string[] = [];
  const left: string[] = [];
  const book = createPresenceBook({
    clock,
    changed: ({user, state, lastSeen}) =>
      void told.push(`${user} ${state}${lastSeen === undefined ? '' : ` ${lastSeen}`}`),
    left: (user) => void left.push(user),
  });
  return {
    clock,
    book,
    left,
    connect: (connection: string, chosen: Chosen = 'auto') => book.connect('ann', connection, {chosen, lastSeen: 5}),
    /** What others were told since the last time. */
    told: () => told.splice(0),
  };
}

test('somebody is there while any connection is, and 10 s longer (PWP-EPH-003)', () => {
  const {book, clock, connect, left, told} = setUp();
  connect('phone');
  connect('laptop');
  assert.deepEqual(told(), ['ann online']);
  book.disconnect('ann', 'phone');
  clock.advance(60_000);
  book.disconnect('ann', 'laptop');
  clock.advance(graceMs - 1);
  assert.deepEqual(told(), []);
  clock.advance(1);
  assert.deepEqual(told(), [`ann offline ${clock.now()}`]);
  assert.deepEqual(left, ['ann']);
});

test('a reload within the grace is not seen, however often', () => {
  const {book, clock, connect, left, told} = setUp();
  connect('tab');
  for (let times = 0; times < 5; times++) {
    book.disconnect('ann', 'tab');
    clock.advance(graceMs - 1);
    connect('tab');
  }
  clock.advance(10 * graceMs);
  assert.deepEqual([told(), left], [['ann online'], []]);
});

test('away means that nobody sits before any connection; going idle and leaving show it alike', () => {
  const {book, clock, connect, told} = setUp();
  connect('phone');
  connect('laptop');
  book.setIdle('ann', 'phone', true);
  assert.deepEqual(told(), ['ann online']);
  book.disconnect('ann', 'laptop');
  assert.deepEqual(told(), ['ann away']);
  book.setIdle('ann', 'phone', false);
  assert.deepEqual(told(), ['ann online']);
  book.setIdle('ann', 'laptop', true);
  book.setIdle('ann', 'phone', true);
  book.disconnect('ann', 'phone');
  assert.deepEqual(told(), ['ann away']);
  clock.advance(graceMs);
  assert.match(told().join(), /offline/);
});

test('what was chosen wins over idleness; auto gives way to it again', () => {
  const {book, connect, told} = setUp();
  connect('phone', 'dnd');
  book.setIdle('ann', 'phone', true);
  assert.deepEqual(told(), ['ann dnd']);
  book.choose('ann', 'auto');
  assert.deepEqual(told(), ['ann away']);
});

test('who appears offline is seen to leave once, and neither comes nor goes after that (S55)', () => {
  const {book, clock, connect, left, told} = setUp();
  connect('phone');
  clock.advance(1_000);
  const wentAt = clock.now();
  book.choose('ann', 'offline');
  assert.deepEqual(told(), ['ann online', `ann offline ${wentAt}`]);
  clock.advance(60_000);
  book.setIdle('ann', 'phone', true);
  connect('laptop');
  book.disconnect('ann', 'phone');
  book.disconnect('ann', 'laptop');
  assert.deepEqual(book.of('ann', undefined), {user: 'ann', state: 'offline', lastSeen: wentAt});
  clock.advance(graceMs);
  assert.deepEqual([told(), left], [[], ['ann']]);
});

test('who comes back appearing offline is not seen, and is last seen when that was', () => {
  const {book, connect, told, left} = setUp();
  connect('phone', 'offline');
  assert.deepEqual([told(), left], [[], []]);
  assert.deepEqual(book.of('ann', undefined), {user: 'ann', state: 'offline', lastSeen: 5});
  book.choose('ann', 'auto');
  assert.deepEqual(told(), ['ann online']);
});

test('of somebody who is not here the store knows; never seen is not told as 1970', () => {
  const {book} = setUp();
  assert.deepEqual(book.of('ben', {chosen: 'dnd', lastSeen: 7}), {user: 'ben', state: 'offline', lastSeen: 7});
  assert.deepEqual(book.of('ben', {chosen: 'auto', lastSeen: 0}), {user: 'ben', state: 'offline'});
  assert.deepEqual(book.of('ben', undefined), {user: 'ben', state: 'offline'});
});

test('unknown people and connections change nothing', () => {
  const {book, told, left} = setUp();
  book.disconnect('ann', 'phone');
  book.setIdle('ann', 'phone', true);
  book.choose('ann', 'dnd');
  assert.deepEqual([told(), left], [[], []]);
});

test('when the node stops everybody who was seen has left, and no grace runs on', () => {
  const {book, clock, connect, left} = setUp();
  connect('phone');
  book.connect('ben', 'tab', {chosen: 'offline', lastSeen: 0});
  book.connect('cem', 'tab', {chosen: 'auto', lastSeen: 0});
  book.disconnect('cem', 'tab');
  book.stop();
  clock.advance(graceMs);
  assert.deepEqual(left, ['ann', 'cem']);
});

test('somebody sits before the app while a connection is not idle, however they chose to appear (PWP-PUSH-003)', () => {
  const {book, clock, connect} = setUp();
  assert.equal(book.isActive('ann'), false);
  connect('phone', 'offline');
  connect('laptop');
  assert.equal(book.isActive('ann'), true);
  book.setIdle('ann', 'phone', true);
  assert.equal(book.isActive('ann'), true);
  book.setIdle('ann', 'laptop', true);
  assert.equal(book.isActive('ann'), false);
  book.setIdle('ann', 'laptop', false);
  book.disconnect('ann', 'laptop');
  assert.equal(book.isActive('ann'), false, 'the phone lies there, and the laptop is gone');
  clock.advance(graceMs);
});

test('somebody who is known of other nodes alone sits before the app there, if anywhere (PWP-PUSH-003)', () => {
  const {book, connect} = setUp();
  assert.equal(book.isActive('ben', new Map([['there', 'idle']])), false);
  assert.equal(book.isActive('ben', new Map([['there', 'active']])), true);
  connect('phone');
  book.setIdle('ann', 'phone', true);
  book.heard('ann', 'there', {activity: 'active', chosen: 'auto'});
  assert.equal(book.isActive('ann'), true);
});
