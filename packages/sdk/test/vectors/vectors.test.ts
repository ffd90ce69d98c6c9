/** Our SDK against the vectors of docs/vectors: as given, and where the order is free, duplicated and shuffled. */
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {test} from 'node:test';
import {differences, play} from './play.js';
import {type Step, variant, vectorFiles} from './vector.js';

const seeds = [1, 2, 3];
const document = readFileSync(new URL('../../../../docs/protocol.md', import.meta.url), 'utf8');

for (const {file, text} of vectorFiles()) {
  for (const vector of text.vectors) {
    test(`${file}: ${vector.name} (${vector.rules.join(', ')})`, async () => {
      const given = differences(vector.view, await play(vector, vector.script), true);
      assert.deepEqual(given, [], 'as given');
      if (vector.order === 'given') return;
      const variants: [string, Step[]][] = seeds.flatMap((seed) => [
        [`shuffled by ${seed}`, variant(vector.script, seed, false)],
        [`duplicated and shuffled by ${seed}`, variant(vector.script, seed, true)],
      ]);
      for (const [how, script] of variants) {
        assert.deepEqual(differences(vector.view, await play(vector, script), false), [], how);
      }
    });
  }
}

test('a vector has a name of its own, quotes rules that are there, and says what has to be seen', () => {
  const names = new Set<string>();
  for (const {file, text} of vectorFiles()) {
    assert.equal(text.format, 1, file);
    for (const {name, rules, view, script} of text.vectors) {
      assert.ok(!names.has(name), `${name} is there twice`);
      names.add(name);
      assert.ok(rules.length > 0 && script.length > 0 && Object.keys(view).length > 0, name);
      for (const rule of rules) assert.ok(document.includes(`**${rule}**`), `${rule} of ${name} is no rule`);
    }
  }
  assert.ok(names.size >= 60);
});

test('the runner sees a view that is otherwise', async () => {
  const [vector] = vectorFiles().find(({file}) => file === 'gaps.json')?.text.vectors ?? [];
  assert.ok(vector);
  const view = await play(vector, vector.script);
  assert.deepEqual(differences(vector.view, view, true), []);
  for (const other of [
    {messages: []},
    {conversation: {unread: 2}},
    {asked: [{op: 'history.page'}]},
    {notAsked: ['conversation.delta']},
  ]) {
    assert.equal(differences(other, view, true).length > 0, true, JSON.stringify(other));
  }
});
