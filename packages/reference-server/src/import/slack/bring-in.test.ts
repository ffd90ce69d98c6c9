/** The command over the folder of a Slack export. */
import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, test} from 'node:test';
import {fileURLToPath} from 'node:url';
import type {Message} from '@parlor/sdk/protocol';
import {complaints, generalId, laySlackExport, messages, second, ts} from '../../../test/slack-export.js';
import {World} from '../../../test/world.js';
import {doctor} from '../../doctor/run.js';
import {openStore} from '../../open-store.js';
import {conversationIdOf, messageIdOf} from '../ids.js';

const folder = mkdtempSync(join(tmpdir(), 'parlor-slack-'));
after(() => rmSync(folder, {recursive: true, force: true}));
const main = fileURLToPath(new URL('../main.ts', import.meta.url));
const root = join(folder, 'export');
const longer = join(folder, 'longer');
before(() => {
  laySlackExport(root);
  laySlackExport(longer, {later: true});
});

function run(...args: string[]): {code: number | null; out: string; err: string} {
  const all = ['--conditions=source', '--import', 'tsx', main, ...args];
  const {status, stdout, stderr} = spawnSync(process.execPath, all, {encoding: 'utf8'});
  return {code: status, out: stdout, err: stderr};
}

const place = (id: string): string => conversationIdOf(`slack:${id}`);
const general = place(generalId);

async function assertClean(database: string): Promise<void> {
  let told = '';
  const output = {out: (text: string) => void (told += text), err: (text: string) => void (told += text)};
  assert.equal(await doctor(['--database', database], {}, output), 0, told);
}

const drawn = ({content: {text, ranges = []}}: Message): unknown => [
  text,
  ranges.map(({type, start, end, user, url}) => [type, text.slice(start, end), ...[user ?? url ?? []].flat()]),
];

test('everything that can be kept comes in, what is wrong is named, what Slack said itself is counted', async () => {
  const database = join(folder, 'whole.db');
  const {code, out, err} = run(root, '--database', database);
  assert.equal(code, 1, err);
  const told = err.split('\n').filter((line) => line !== '');
  assert.deepEqual(told.toSorted(), [...complaints, `${complaints.length} parts left out.`].toSorted());
  const [first, ...rest] = out.trim().split('\n');
  assert.match(first as string, new RegExp(`^${messages} messages added; 7 conversations, 6 people; \\d+\\.\\d s\\.$`));
  assert.deepEqual(rest, [
    'Not brought in: 2 by Slack and its apps (1 bot_message, 1 channel_join).',
    'Not brought in: 1 without words.',
    'Not brought in: 5 reactions.',
    '1 file named in the text, with a link.',
    'Not in users.json: U8NOBODY, U9GUEST.',
  ]);
  await assertClean(database);
});

test('a channel reads like one that was written here: order, times, names, markup, replies, reactions, edits', async () => {
  const database = join(folder, 'read.db');
  run(root, '--database', database);
  const world = await World.open({store: await openStore(database)});
  const ann = world.as('slack:U1ANN');
  const {row, members} = await ann.run('conversation.get', {conversation: general});
  assert.equal(row.conversation.title, 'general');
  assert.equal(row.conversation.description, 'all of <us>, see #old-plans\nTo talk');
  assert.equal(row.conversation.createdAt, 1_546_600_000_000);
  assert.deepEqual([row.unread, row.mentions], [0, 0], 'everybody has read what was said there');
  assert.deepEqual(
    members.map(({user, role}) => [user, role]),
    [
      ['slack:U2BEN', 'owner'],
      ['slack:U1ANN', 'member'],
      ['slack:U4BOT', 'member'],
    ],
  );

  const page = await ann.run('history.page', {conversation: general, limit: 100});
  assert.deepEqual(page.messages.map(drawn), [
    [
      'Hello @Ben Oz, look: here',
      [
        ['mention', '@Ben Oz', 'slack:U2BEN'],
        ['bold', 'look'],
        ['link', 'here', 'https://a.example/x?a=1&b=2'],
      ],
    ],
    ['and you?', [['italic', 'you']]],
    ['waves', [['italic', 'waves']]],
    ['plan.pdf', [['link', 'plan.pdf', 'https://files.slack.com/files-pri/T1-F1/plan.pdf']]],
    ['back to you, @ann', [['mention', '@ann', 'slack:U1ANN']]],
    ['built', []],
    ['from elsewhere', []],
    ['who am I?', []],
    ['a new day', []],
    ['half a \uFFFD and a ', []],
  ]);
  const [hello, answer, , , broadcast, , , lost] = page.messages;
  assert.equal(hello?.id, messageIdOf(`slack:${generalId}`, ts(1)));
  assert.deepEqual([hello?.ts, hello?.editedAt], [(second + 1) * 1000, (second + 9) * 1000]);
  assert.deepEqual(
    hello?.reactions?.map(({key, count, users}) => [key, count, [...users].sort()]),
    [
      [':party-parrot:', 1, ['slack:U1ANN']],
      ['👍', 2, ['slack:U2BEN', 'slack:U3GONE']],
    ],
  );
  assert.deepEqual([answer?.replyTo?.id, broadcast?.replyTo?.id], [hello?.id, hello?.id]);
  assert.equal(lost?.replyTo, undefined, 'the message that began its thread is not in the export');
  const {people} = await ann.run('person.get', {
    users: ['slack:U1ANN', 'slack:U2BEN', 'slack:U3GONE', 'slack:U9GUEST'],
  });
  assert.deepEqual(people.map(({user, name}) => [user, name]).sort(), [
    ['slack:U1ANN', 'ann'],
    ['slack:U2BEN', 'Ben Oz'],
    ['slack:U3GONE', 'cat'],
    ['slack:U9GUEST', 'gus'],
  ]);
  await ann.send(general, 'and life goes on');
  await ann.run('reaction.set', {conversation: general, id: hello?.id as string, key: '👍', on: true});
  await world.domain.close();
  await assertClean(database);
});

test('private channels, groups of several, two people and notes to oneself are what they were; archived is closed', async () => {
  const database = join(folder, 'places.db');
  // whoever joins everything joins public channels only
  run(root, '--database', database, '--join', 'zoe', '--unread', '2');
  const world = await World.open({store: await openStore(database)});
  const titles = async (user: string): Promise<unknown> => {
    const {rows} = await world.as(user).run('inbox.page', {limit: 100});
    return Object.fromEntries(
      rows.map(({conversation: {id, type, status, title}, unread}) => [id, [type, status, title, unread]]),
    );
  };
  assert.deepEqual(await titles('slack:U1ANN'), {
    [general]: ['group', 'open', 'general', 0],
    [place('C3EMPTY')]: ['group', 'open', 'empty', 0],
    [place('G1SECRET')]: ['group', 'open', 'secret', 0],
    [place('G2MANY')]: ['group', 'open', 'ann, Ben Oz, cat', 0],
    [place('D1')]: ['direct', 'open', undefined, 0],
    [place('D2SELF')]: ['group', 'open', 'ann', 0],
  });
  assert.deepEqual(await titles('slack:U3GONE'), {
    // who is no longer in a channel but wrote there has left it
    [general]: ['group', 'open', 'general', 0],
    [place('C2OLD')]: ['group', 'closed', 'old-plans', 0],
    [place('G2MANY')]: ['group', 'open', 'ann, Ben Oz, cat', 0],
  });
  assert.deepEqual(await titles('zoe'), {
    [general]: ['group', 'open', 'general', 2],
    [place('C2OLD')]: ['group', 'closed', 'old-plans', 1],
    [place('C3EMPTY')]: ['group', 'open', 'empty', 0],
    [place('C4NONE')]: ['group', 'open', 'nobody-there', 0],
  });
  const direct = await world.as('slack:U2BEN').run('conversation.direct', {user: 'slack:U1ANN'});
  assert.equal(direct.conversation, place('D1'));
  await world.domain.close();
  await assertClean(database);
});

test('the same again changes nothing, and a longer export goes on behind what was said here', async () => {
  const database = join(folder, 'again.db');
  run(root, '--database', database);
  const again = run(root, '--database', database);
  assert.match(again.out, new RegExp(`^0 messages added; ${messages} were there already`));
  const world = await World.open({store: await openStore(database)});
  const ben = world.as('slack:U2BEN');
  await world.as('slack:U1ANN').send(general, 'said here');
  await world.domain.close();
  const {out} = run(longer, '--database', database);
  assert.match(out, new RegExp(`^1 message added; ${messages} were there already`));
  const later = await World.open({store: await openStore(database)});
  assert.equal(
    (await later.as('slack:U2BEN').row(general)).unread,
    1,
    'nobody is taken to have read what was said here',
  );
  assert.deepEqual((await later.as(ben.user).words(general)).slice(-2), ['said here', 'later']);
  await later.domain.close();
  await assertClean(database);
});

test('of somebody who was erased before nothing comes back: no word, no reaction, no seat (PWP-HOST-005)', async () => {
  const database = join(folder, 'erased.db');
  const before = await World.open({store: await openStore(database)});
  const host = before.asHost();
  await host.run('user.put', {user: 'slack:U2BEN', name: 'Ben Oz'});
  await host.run('user.erase', {user: 'slack:U2BEN'});
  await before.domain.close();
  run(root, '--database', database);
  const world = await World.open({store: await openStore(database)});
  const {conversations} = await world.asHost().run('conversation.list', {limit: 50});
  let count = 0;
  for (const {conversation} of conversations) {
    const {messages: page} = await world.asHost().run('history.read', {conversation: conversation.id, limit: 100});
    count += page.length;
    assert.ok(!page.some(({sender}) => sender === 'slack:U2BEN'), conversation.id);
    const who = await world.store.read((tx) => tx.seats(conversation.id));
    assert.ok(!who.some(({user}) => user === 'slack:U2BEN'), conversation.id);
  }
  assert.ok(count > 0, 'the others are there');
  await world.domain.close();
  await assertClean(database);
});

test('people of Slack can be people of the host; where two have a direct conversation already theirs of Slack is a group', async () => {
  const database = join(folder, 'people.db');
  const people = join(folder, 'people.json');
  writeFileSync(people, JSON.stringify({U1ANN: 'ann', U2BEN: 'ben'}));
  const before = await World.open({store: await openStore(database)});
  await before.as('ann').hello();
  await before.as('ben').hello();
  await before.as('ann').run('conversation.direct', {user: 'ben'});
  await before.domain.close();
  assert.equal(run(root, '--database', database, '--people', people).code, 1);
  const world = await World.open({store: await openStore(database)});
  const {rows} = await world.as('ann').run('inbox.page', {limit: 100});
  const own = rows.find(({conversation}) => conversation.id === place('D1'));
  assert.deepEqual([own?.conversation.type, own?.conversation.title, own?.unread], ['group', 'ann, Ben Oz', 0]);
  assert.equal((await world.as('ann').run('person.get', {users: ['ann']})).people[0]?.name, 'ann');
  await world.domain.close();
  await assertClean(database);
});

test('what is no export of Slack is one sentence and 2, before a database is made', () => {
  const empty = join(folder, 'empty');
  mkdirSync(empty);
  const missing = run(empty, '--database', join(folder, 'none.db'));
  assert.deepEqual([missing.code, missing.out], [2, '']);
  assert.match(missing.err, /^\S+empty has no users\.json: it is not the unzipped folder of a Slack export\.\n$/);
  writeFileSync(join(empty, 'users.json'), '[{');
  assert.match(run(empty).err, /^\S+users\.json is not a JSON list, and without it nobody has a name\.\n$/);
  writeFileSync(join(empty, 'users.json'), '[]');
  assert.match(run(empty).err, /^\S+empty has no channels\.json/);
  writeFileSync(join(folder, 'export.zip'), 'PK');
  assert.match(run(join(folder, 'export.zip')).err, /^\S+export\.zip is packed: unzip it, and name the folder\.\n$/);
  const people = run(root, '--people', join(empty, 'users.json'), '--database', ':memory:');
  assert.deepEqual([people.code, /is not a JSON object from ids of Slack/.test(people.err)], [2, true]);
});
