import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {Message} from '@parlor/sdk';
import {type Grouped, type GroupingOptions, groupRows} from './grouping.js';
import type {Row, RowList} from './rows.js';

const noon = Date.UTC(2026, 4, 3, 12);
const minute = 60_000;

function message(n: number, over: Partial<Message> & {kind?: string} = {}): Message {
  const {kind = 'text', ...rest} = over;
  return {
    id: `m${n}`,
    conversation: 'c_1',
    sender: rest.own ? 'me' : 'ann',
    own: false,
    seq: n,
    rev: n,
    at: noon + n * minute,
    content: {kind, text: `Message ${n}`, ranges: [], attachments: []},
    deleted: false,
    reactions: [],
    mentionsMe: false,
    ...rest,
  };
}

const options: GroupingOptions = {
  groupGap: 300,
  timeZone: 'UTC',
  unreadFrom: undefined,
  unfolded: new Set(),
  before: undefined,
  after: undefined,
};
const allOf = (rows: RowList): Row[] => rows.keys.map((_, row) => rows.at(row) as Row);
const group = (messages: readonly Message[], over: Partial<GroupingOptions> = {}): readonly Row[] =>
  allOf(groupRows(messages, {...options, ...over}).rows);

/** Rows in short: `day`, `unread`, or the message's id with its position. */
const short = (rows: readonly Row[]): string =>
  rows
    .map((row) =>
      row.type === 'message'
        ? `${row.key} ${row.position}`
        : row.type === 'folded'
          ? `fold ${row.messages.length}`
          : row.type,
    )
    .join(', ');

test('UX-L1a: messages of one sender form a group', () => {
  assert.equal(short(group([message(1), message(2), message(3)])), 'day, m1 first, m2 middle, m3 last');
});

for (const [why, second, expected] of [
  ['another sender', {sender: 'bob'}, 'single'],
  ['a gap of 300 s', {at: noon + minute + 300_000}, 'single'],
  ['a gap of 299 s', {at: noon + minute + 299_000}, 'last'],
  ['a system message', {kind: 'system'}, 'single'],
  ['a reply quote', {replyTo: {id: 'x', seq: 1, sender: 'bob', text: ''}}, 'single'],
] as const) {
  test(`UX-L1ab: after ${why} the second message is ${expected}`, () => {
    const row = group([message(1), message(2, second)]).at(-1);
    assert.equal(row?.type === 'message' && row.position, expected);
  });
}

test('UX-L1a: a group spans less than 900 s', () => {
  const rows = group([1, 2, 3, 4, 5].map((n) => message(n, {at: noon + n * 240_000})));
  assert.equal(short(rows), 'day, m1 first, m2 middle, m3 middle, m4 last, m5 single');
});

test('UX-L1b: neither a new day nor the unread divider lies inside a group', () => {
  const midnight = Date.UTC(2026, 4, 4);
  assert.equal(
    short(group([message(1, {at: midnight - 1000}), message(2, {at: midnight})])),
    'day, m1 single, day, m2 single',
  );
  assert.equal(short(group([message(1), message(2)], {unreadFrom: 'm2'})), 'day, m1 single, unread, m2 single');
});

test('UX-L3a, L4: where a day begins with what is unread, one row says both', () => {
  const midnight = Date.UTC(2026, 4, 4);
  const messages = [message(1, {at: midnight - 1000}), message(2, {at: midnight})];
  const rows = group(messages, {unreadFrom: 'm2'});
  assert.equal(short(rows), 'day, m1 single, unread, m2 single');
  assert.deepEqual(rows[2], {type: 'unread', key: 'unread', at: midnight});
  assert.equal('at' in (group([message(1), message(2)], {unreadFrom: 'm2'})[2] as Row), false);
});

test('UX-L3a: days are those of the time zone, each has one heading, and a late clock makes no second one', () => {
  const at = Date.UTC(2026, 4, 3, 23, 30);
  assert.equal(
    group([message(1, {at}), message(2, {at: at + 3_600_000})], {timeZone: 'Asia/Tokyo'}).filter(
      ({type}) => type === 'day',
    ).length,
    1,
  );
  const days = group([message(1, {at}), message(2, {at: at + 3_600_000}), message(3, {at})]).filter(
    ({type}) => type === 'day',
  );
  assert.deepEqual(
    days.map(({key}) => key),
    ['day:2026-05-03', 'day:2026-05-04'],
  );
});

test('UX-M2a: marks show on the last own message of each state of a group', () => {
  const own = (n: number, is: 'read' | 'sent'): Message =>
    message(n, {own: true, delivery: is === 'read' ? {is, by: 1, of: 1} : {is}});
  const rows = group([own(1, 'read'), own(2, 'read'), own(3, 'sent'), own(4, 'sent'), message(5)]);
  assert.deepEqual(
    rows.filter((row) => row.type === 'message').map((row) => row.marks),
    [false, true, false, true, false],
  );
});

test('UX-M19: five system messages in a row fold, four do not, and an opened fold stays open', () => {
  const system = [1, 2, 3, 4, 5].map((n) => message(n, {kind: 'system'}));
  assert.equal(short(group(system)), 'day, fold 5');
  assert.equal(group(system.slice(1)).length, 5);
  assert.equal(group(system, {unfolded: new Set(['fold:m1'])}).length, 6);
});

test('the edges of what is loaded are rows', () => {
  assert.equal(short(group([message(1)], {before: 'older', after: 'newer'})), 'older, day, m1 single, newer');
});

test('rows of one class look alike: days and dividers are of class 0', () => {
  const long = {...message(2), content: {...message(2).content, text: 'x'.repeat(500)}};
  const {rows} = groupRows([message(1), long, message(3, {sender: 'bob'})], {...options, unreadFrom: 'm3'});
  const [day, first, second, divider, third] = rows.classes;
  assert.deepEqual([day, divider], [0, 0]);
  assert.notEqual(first, second);
  assert.equal(first, third);
  assert.deepEqual(
    [0, 1, 2, 3, 4].map((row) => rows.isHead(row)),
    [false, true, false, false, true],
  );
});

test('a message is found by what it is, and by what stands around it', () => {
  const {rows} = groupRows([message(1), message(2, {at: noon + 86_400_000})], {...options, before: 'start'});
  assert.deepEqual(rows.keys, ['start', 'day:2026-05-03', 'm1', 'day:2026-05-04', 'm2']);
  assert.equal(
    rows.findMessage(({seq}) => seq === 2),
    4,
  );
  assert.equal(
    rows.findMessage(() => false),
    -1,
  );
  assert.deepEqual([rows.nextMessage(0, 1), rows.nextMessage(3, 1), rows.nextMessage(3, -1)], [2, 4, 2]);
  assert.deepEqual([rows.nextMessage(1, -1), rows.nextMessage(5, 1), rows.nextMessage(-1, 1)], [-1, -1, -1]);
});

test('what was grouped before is kept, with the same result as grouping anew (seeded)', () => {
  let seed = 20260503;
  const below = (n: number): number => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return Math.floor((seed / 2 ** 32) * n);
  };
  let messages: Message[] = [];
  let grouped: Grouped | undefined;
  let made = 0;
  let at = noon;
  const fresh = (): Message => {
    made++;
    at += below(20) === 0 ? 40_000_000 : below(400_000);
    return message(made, {at, sender: below(3) ? 'ann' : 'bob', kind: below(3) ? 'text' : 'system'});
  };
  let kept = 0;
  for (let step = 0; step < 2000; step++) {
    const what = below(6);
    if (what < 3) messages = [...messages, ...Array.from({length: 1 + below(6)}, fresh)];
    else if (what === 3)
      messages = messages.map((one, i) => (i === messages.length - 1 - below(4) ? {...one, rev: one.rev + 1} : one));
    else if (what === 4) messages = messages.slice(0, messages.length - below(3));
    else if (messages.length > 200) messages = messages.slice(below(150));
    const unreadFrom = below(10) === 0 ? messages[below(messages.length)]?.id : undefined;
    grouped = groupRows(messages, {...options, unreadFrom}, grouped);
    if (grouped.rows.from > 0) kept++;
    const anew = groupRows(messages, {...options, unreadFrom}).rows;
    assert.deepEqual(allOf(grouped.rows), allOf(anew), `step ${step}`);
    assert.deepEqual(grouped.rows.classes, anew.classes, `step ${step}`);
  }
  assert.ok(kept > 300, `${kept} times something was kept`);
});

test('nothing new gives the same object', () => {
  const messages = [message(1), message(2)];
  const first = groupRows(messages, options);
  assert.equal(groupRows([...messages], {...options}, first), first);
});
