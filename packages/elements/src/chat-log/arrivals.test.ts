import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {Message} from '@parlor/sdk';
import {arrivals} from './arrivals.js';

const message = (id: string, seq: number | undefined, over: Partial<Message> = {}): Message => ({
  id,
  conversation: 'c_1',
  sender: 'ann',
  own: false,
  seq,
  rev: 0,
  at: 0,
  content: {kind: 'text', text: '', ranges: [], attachments: []},
  deleted: false,
  reactions: [],
  mentionsMe: false,
  ...over,
});
const ids = (messages: readonly Message[]): string[] => messages.map(({id}) => id);

test('messages after the last one are new', () => {
  const {fresh} = arrivals([message('a', 1)], [message('a', 1), message('b', 2), message('c', undefined)]);
  assert.deepEqual(ids(fresh), ['b', 'c']);
});

test('older messages, and own ones the server has confirmed, are not new (UX-A3a)', () => {
  const before = [message('b', 5), message('mine', undefined, {own: true})];
  const {fresh} = arrivals(before, [message('a', 4), message('b', 5), message('mine', 6, {own: true})]);
  assert.deepEqual(ids(fresh), []);
});

test('a message that fails is told once (UX-A3b)', () => {
  const sending = message('mine', undefined, {own: true, delivery: {is: 'sending'}});
  const failed: Message = {...sending, delivery: {is: 'failed', code: 'FORBIDDEN'}};
  assert.equal(arrivals([sending], [failed]).failed, 1);
  assert.equal(arrivals([failed], [failed]).failed, 0);
  assert.equal(arrivals([], [failed]).failed, 0);
});
