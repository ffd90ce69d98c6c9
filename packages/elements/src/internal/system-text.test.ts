import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {Message} from '@parlor/sdk';
import {strings} from '../strings/en-all.js';
import {systemText} from './system-text.js';

const names: Record<string, string> = {ann: 'Ann Lee', bob: 'Bob Stone'};
const say = (data: Record<string, unknown>, text = '') =>
  systemText(
    {sender: 'ann', content: {kind: 'system', text, data}} as unknown as Message,
    (user) => names[user] ?? user,
    strings,
  );

for (const [data, words] of [
  [{event: 'created', by: 'ann', title: 'Field team'}, 'Ann Lee created “Field team”'],
  [{event: 'added', by: 'ann', user: 'bob'}, 'Ann Lee added Bob Stone'],
  [{event: 'removed', by: 'ann', user: 'bob', ban: true}, 'Ann Lee removed Bob Stone'],
  [{event: 'left'}, 'Ann Lee left'],
  [{event: 'role', by: 'ann', user: 'bob', role: 'admin'}, 'Ann Lee gave Bob Stone the role Admin'],
  [{event: 'renamed', by: 'ann', title: 'Night shift'}, 'Ann Lee renamed this to “Night shift”'],
] as const) {
  test(`the event “${data.event}” reads: ${words}`, () =>
    assert.equal(say(data).replace(/[\u2068\u2069]/g, ''), words));
}

test('names and titles turn the direction of nothing around them (UX-M14b)', () => {
  assert.equal(
    say({event: 'renamed', by: 'ann', title: 'שער 7'}),
    '\u2068Ann Lee\u2069 renamed this to “\u2068שער 7\u2069”',
  );
  assert.equal(say({event: 'left', by: 'x\u2069y'}), '\u2068xy\u2069 left', 'a name cannot end its own isolation');
});

test('an event that a newer server invented is told by its text', () => {
  assert.equal(say({event: 'teleported'}, 'Bob is elsewhere'), 'Bob is elsewhere');
});
