import assert from 'node:assert/strict';
import {test} from 'node:test';
import * as v from 'valibot';
import {inboxRow, message} from '../../test/world.js';
import {ServerFrame} from '../protocol/frames.js';
import {checkEphemeral, checkFrame} from './check.js';
import {isReply} from './reply.js';

const frames: ServerFrame[] = [
  {type: 'changes', conversation: 'c_1', from: 1, to: 2, changes: [{type: 'message', message: message(1)}]},
  {
    type: 'changes',
    conversation: 'c_1',
    from: 3,
    to: 3,
    changes: [{type: 'member', member: {user: 'bo', state: 'joined', role: 'member', rev: 3}}],
  },
  {type: 'inbox', rows: [inboxRow()]},
  {type: 'receipt', conversation: 'c_1', read: 1, delivered: 2},
  {type: 'tick', cursor: 'x'},
  {type: 'tick', cursor: 'x', frames: 3},
  {type: 'lag'},
  {type: 'profile', profile: {user: 'bo', name: 'Bo', rev: 1}},
];

test('what the schemas of the protocol accept, the check by hand accepts', () => {
  for (const frame of frames) {
    v.parse(ServerFrame, frame);
    assert.equal(checkFrame(frame), frame);
  }
});

test('a frame without a field it needs, or with a wrong one, is malformed (F89)', () => {
  const spoilt = (frame: unknown): unknown[] => {
    if (typeof frame !== 'object' || frame === null || Array.isArray(frame)) return [];
    return Object.keys(frame).flatMap((key) => [
      {...frame, [key]: null},
      {...frame, [key]: Number.NaN},
    ]);
  };
  for (const frame of frames) {
    for (const bad of spoilt(frame)) {
      const verdict = checkFrame(bad);
      if (v.is(ServerFrame, bad)) continue;
      assert.ok(verdict === 'malformed' || verdict === 'unknown', JSON.stringify(bad));
    }
  }
  for (const bad of [null, 1, 'x', [], {}, {type: 1}]) assert.equal(checkFrame(bad), 'malformed');
  const deep = {
    type: 'changes',
    conversation: 'c_1',
    from: 1,
    to: 1,
    changes: [{type: 'message', message: {...message(1), seq: -1}}],
  };
  assert.equal(checkFrame(deep), 'malformed');
});

test('frames and changes of kinds from the future are passed over, not refused (F88)', () => {
  assert.equal(checkFrame({type: 'hologram'}), 'unknown');
  assert.equal(checkFrame({type: 'constructor'}), 'unknown');
  const frame = {type: 'changes', conversation: 'c_1', from: 4, to: 4, changes: [{type: 'pin', rev: 4}]};
  assert.equal(checkFrame(frame), frame);
  assert.equal(checkEphemeral({type: 'dance'}), 'unknown');
});

test('answers are told from what is none', () => {
  assert.ok(isReply({ok: true, result: {}}));
  assert.ok(isReply({ok: false, code: 'BUSY', retry: 'after'}));
  for (const bad of [undefined, null, {}, {ok: true}, {ok: false, code: 1}, '<html>']) assert.ok(!isReply(bad));
});
