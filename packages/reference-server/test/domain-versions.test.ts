import assert from 'node:assert/strict';
import {test} from 'node:test';
import {codeOf, text, World} from './world.js';

const day = 24 * 60 * 60 * 1000;

async function edited(options: Parameters<typeof World.open>[0] = {keepsEdits: true}) {
  const world = await World.open(options);
  const [ann, bob, host] = [world.as('ann'), world.as('bob'), world.asHost()];
  await ann.hello();
  const conversation = await ann.group(['bob']);
  const {id, seq} = await ann.send(conversation, 'one');
  const edit = async (words: string): Promise<void> => {
    world.clock.pass(1_000);
    await ann.run('message.edit', {conversation, id, content: text(words)});
  };
  await edit('two');
  await edit('three');
  const versions = async () => (await host.run('history.versions', {conversation, id})).versions;
  return {world, ann, bob, host, conversation, id, seq, edit, versions};
}

test('where it is wanted, what a message said before each edit is kept, from when and under which rev (PWP-HOST-011)', async () => {
  const {world, seq, versions} = await edited();
  const now = world.clock.now();
  assert.deepEqual(await versions(), [
    {rev: seq, at: now - 2_000, content: {kind: 'text', text: 'one'}},
    {rev: seq + 1, at: now - 1_000, content: {kind: 'text', text: 'two'}},
  ]);
});

test('where it is not, nothing is; the answer says how often it was edited all the same (PWP-HOST-011)', async () => {
  const {host, conversation, id} = await edited({});
  assert.deepEqual(await host.run('history.versions', {conversation, id}), {versions: [], edits: 2});
});

test('an edit that changes nothing, or is refused, keeps nothing', async () => {
  const {ann, conversation, id, edit, versions} = await edited();
  await edit('three');
  assert.equal(await codeOf(ann.run('message.edit', {conversation, id, content: text(' ')})), 'SCHEMA');
  assert.equal((await versions()).length, 2);
});

test('it reads what is in the audit, is for the host alone, and knows no message that is not there (PWP-AUDIT-001)', async () => {
  const {world, ann, host, conversation, id, versions} = await edited();
  await versions();
  const [entry] = (await host.run('audit.list', {})).entries;
  assert.deepEqual(
    [entry?.operation, entry?.targets, entry?.result],
    ['history.versions', {conversation, message: id}, {count: 2}],
  );
  assert.equal(await codeOf(ann.run('history.versions', {conversation, id})), 'FORBIDDEN');
  const other = await ann.group([]);
  assert.equal(await codeOf(host.run('history.versions', {conversation: other, id})), 'NOT_FOUND');
  await world.domain.removeConversation(conversation, 'shop');
  assert.equal(await codeOf(versions()), 'NOT_FOUND');
});

test('a deletion takes it along, whoever kept it and whoever deletes: its author, an erasure, its age (PWP-HOST-005)', async () => {
  const ways: ((place: Awaited<ReturnType<typeof edited>>) => Promise<unknown>)[] = [
    ({ann, conversation, id}) => ann.run('message.delete', {conversation, id}),
    ({host}) => host.run('user.erase', {user: 'ann'}),
    async ({world}) => {
      world.clock.pass(2 * day);
      return world.sweep({group: day});
    },
  ];
  for (const way of ways) {
    const place = await edited();
    await way(place);
    assert.deepEqual(await place.versions(), []);
  }
});
