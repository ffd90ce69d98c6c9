import assert from 'node:assert/strict';
import {test} from 'node:test';
import {judge, type Stored, type StoredMessage} from './judge.js';
import type {Intent, LaneRecord} from './writer.js';

const room = 'c_room';
const intent = (op: Intent['op'], message: string, rev: number | undefined, more: Partial<Intent> = {}): Intent => ({
  ...{op, message, rev, opId: `${op} ${message} ${rev}`, attempts: 1, wasUnanswered: false},
  ...more,
});
const send = (message: string, rev: number | undefined): Intent =>
  intent('message.send', message, rev, {text: message});
const row = (id: string, seq: number, more: Partial<StoredMessage> = {}): StoredMessage => ({
  ...{conversation: room, id, seq, rev: seq, sender: 'ann', text: id, deleted: false},
  ...more,
});
const lane = (...intents: Intent[]): LaneRecord[] => [{user: 'ann', conversation: room, intents}];
const holding = (messages: readonly StoredMessage[], head: number, reactions: Stored['reactions'] = []): Stored => ({
  ...{messages, reactions, heads: new Map([[room, head]])},
});
const before = new Map([[room, 1]]);

test('the judge of the loops has nothing to say where all was kept', () => {
  const lanes = lane(
    send('one', 2),
    send('two', 3),
    intent('message.edit', 'one', 4, {text: 'one, again'}),
    intent('reaction.set', 'one', 5, {key: 'like', on: true}),
    intent('message.delete', 'two', 6),
  );
  const stored = holding(
    [row('one', 2, {rev: 4, text: 'one, again'}), row('two', 3, {rev: 6, text: '', deleted: true})],
    6,
    [{conversation: room, message: 'one', user: 'ann', key: 'like', on: true}],
  );
  assert.deepEqual(judge(lanes, stored, before), []);
});

const cases: {broken: string; says: RegExp; lanes: LaneRecord[]; stored: Stored}[] = [
  {broken: 'an answered message is lost', says: /I1/, lanes: lane(send('one', 2)), stored: holding([], 2)},
  {
    broken: 'a message is there twice',
    says: /I2/,
    lanes: lane(send('one', 2)),
    stored: holding([row('one', 2), row('one', 3)], 3),
  },
  {
    broken: 'a message is there under two ids',
    says: /by nobody/,
    lanes: lane(send('one', 2)),
    stored: holding([row('one', 2), row('other', 3, {text: 'one'})], 3),
  },
  {
    broken: 'two messages changed places',
    says: /I3/,
    lanes: lane(send('one', 3), send('two', 2)),
    stored: holding([row('two', 2), row('one', 3)], 3),
  },
  {
    broken: 'a deleted message came back',
    says: /I5/,
    lanes: lane(send('one', 2), intent('message.delete', 'one', 3)),
    stored: holding([row('one', 2)], 3),
  },
  {
    broken: 'an older edit won',
    says: /I6/,
    lanes: lane(
      send('one', 2),
      intent('message.edit', 'one', 3, {text: 'two'}),
      intent('message.edit', 'one', 4, {text: 'three'}),
    ),
    stored: holding([row('one', 2, {rev: 4, text: 'two'})], 4),
  },
  {
    broken: 'a reaction is lost',
    says: /reaction/,
    lanes: lane(send('one', 2), intent('reaction.set', 'one', 3, {key: 'like', on: true})),
    stored: holding([row('one', 2)], 3),
  },
  {broken: 'a value was left out', says: /I7/, lanes: lane(send('one', 3)), stored: holding([row('one', 3)], 3)},
  {
    broken: 'a value was given twice',
    says: /I7/,
    lanes: lane(send('one', 2), send('two', 2)),
    stored: holding([row('one', 2), row('two', 2)], 3),
  },
  {
    broken: 'a write was never answered',
    says: /I14/,
    lanes: lane(send('one', undefined)),
    stored: holding([row('one', 2)], 2),
  },
  {
    broken: 'a write was refused',
    says: /refused with CANCELLED/,
    lanes: lane({...send('one', undefined), refused: 'CANCELLED'}),
    stored: holding([], 1),
  },
];
for (const {broken, says, lanes, stored} of cases) {
  test(`the judge of the loops sees it when ${broken}`, () => {
    assert.ok(
      judge(lanes, stored, before).some((sentence) => says.test(sentence)),
      judge(lanes, stored, before).join('; '),
    );
  });
}
