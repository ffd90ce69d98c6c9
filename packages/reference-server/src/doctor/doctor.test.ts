import assert from 'node:assert/strict';
import {copyFileSync, readFileSync, writeFileSync} from 'node:fs';
import {before, test} from 'node:test';
import Database from 'better-sqlite3';
import {temporaryFile} from '../../test/temporary-files.js';
import {liveAWeek} from '../../test/week.js';
import {newId, World} from '../../test/world.js';
import {conversationIdOf} from '../import/ids.js';
import {createImporter} from '../import/import.js';
import type {ImportLine} from '../import/line.js';
import {makePlan, planLine} from '../import/plan.js';
import {migrations} from '../store/sqlite/migrations.js';
import {openSqliteStore} from '../store/sqlite/store.js';
import {examine} from './examine.js';
import {doctor} from './run.js';

/** What the doctor says of a database. */
function said(path: string): {code: number; lines: string[]; err: string} {
  let [out, err] = ['', ''];
  const code = doctor(['--database', path], {}, {out: (text) => (out += text), err: (text) => (err += text)});
  return {code, lines: out.split('\n').slice(0, -1), err};
}

/** A database with something of everything; every plant is made into a copy of it. */
const sound = temporaryFile();
const places = {group: '', direct: '', quiet: '', named: ''};
const ids = {first: newId(), answer: newId(), deleted: newId(), edited: newId(), cancelled: newId(), silent: newId()};

before(async () => {
  const world = await World.open({store: await openSqliteStore(sound)});
  const [ann, bob, cid] = ['ann', 'bob', 'cid'].map((user) => world.as(user));
  assert.ok(ann && bob && cid);
  for (const person of [ann, bob, cid]) await person.hello();
  places.group = await ann.group(['bob', 'cid', 'dan']);
  places.direct = await ann.direct('bob');
  places.quiet = await ann.direct('cid');
  const mention = {text: '@bob hello', ranges: [{type: 'mention' as const, start: 0, end: 4, user: 'bob'}]};
  await ann.send(places.group, '', {id: ids.first, content: mention});
  await bob.send(places.group, 'an answer', {id: ids.answer, replyTo: ids.first});
  await cid.send(places.group, 'soon gone', {id: ids.deleted});
  await bob.run('reaction.set', {conversation: places.group, id: ids.deleted, key: '👍', on: true});
  await cid.run('message.delete', {conversation: places.group, id: ids.deleted});
  await bob.run('reaction.set', {conversation: places.group, id: ids.first, key: '👍', on: true});
  await bob.run('own.set', {conversation: places.group, read: 3});
  await cid.run('message.delete', {conversation: places.group, id: ids.cancelled});
  await ann.run('member.remove', {conversation: places.group, user: 'dan'});
  await bob.send(places.direct, 'first', {id: ids.edited});
  await bob.run('message.edit', {conversation: places.direct, id: ids.edited, content: {text: 'second'}});
  await bob.run('message.edit', {conversation: places.direct, id: ids.edited, content: {text: 'third'}});
  await ann.send(places.quiet, 'hello cid');
  places.named = await cid.group(['bob']);
  await bob.run('block.set', {user: 'cid', on: true});
  await cid.run('block.set', {user: 'ann', on: true});
  await cid.run('block.set', {user: 'bob', on: true});
  await cid.run('block.set', {user: 'bob', on: false});
  const named = {text: '@bob again', ranges: [{type: 'mention' as const, start: 0, end: 4, user: 'bob'}]};
  await cid.send(places.named, '', {id: ids.silent, content: named});
  await bob.run('report.create', {conversation: places.named, message: ids.silent, reason: 'spam', text: 'again'});
  await world.domain.close();
  const database = new Database(sound);
  // as the inbox of somebody with many conversations is filed
  database.exec("insert into inbox_filed (user, x) values ('ann', (select value from meta where key = 'x'))");
  database.exec(
    "update member set activity = (select last_activity from conversation where id = conversation) where user = 'ann'",
  );
  database.close();
});

test('a sound database has no difference, and the end says what was counted', () => {
  assert.deepEqual(said(sound), {
    code: 0,
    lines: ['4 conversations, 9 messages, 10 members, 0 differences.'],
    err: '',
  });
});

/** Each is one thing wrong, and how it is told. `$group` and the like stand for ids. */
const plants: readonly [name: string, sql: string, told: RegExp][] = [
  ['a head below its messages', "update conversation set seq = 4 where id = '$group'", /is outside 1…4/],
  ['a value above the head', "update conversation set seq = seq - 1 where id = '$direct'", /above the head/],
  [
    'two messages at one position',
    `create table copy as select * from message; drop table message; alter table copy rename to message;
     update message set seq = 3, rev = 3, touched = 3 where id = '$answer'`,
    /another message has this position/,
  ],
  [
    'one value of two changes',
    "update reaction set rev = 4 where message = '$first'",
    /the value 4 is that of .+ and /,
  ],
  [
    'a value that nothing took',
    "update conversation set seq = seq + 1 where id = '$direct'",
    /of the values 1…5 2 are held by nothing, and edits let go of 1/,
  ],
  ['a running number', "update message set k = 9 where id = '$answer'", /k is 9 instead of 2/],
  ['a running number of one person', "update message set own = 2 where id = '$answer'", /own is 2 instead of 1/],
  ['a count of the conversation', "update conversation set k = 9 where id = '$group'", /: k is 9 instead of 3/],
  ['the newest message', "update conversation set last_seq = 3 where id = '$group'", /last_seq is 3 instead of 5/],
  [
    'the time of the newest',
    "update conversation set last_activity = last_activity + 1 where id = '$quiet'",
    /last_activity is \d+ instead of/,
  ],
  [
    'the time of anything',
    "update conversation set last_ts = last_ts + 1 where id = '$quiet'",
    /last_ts is \d+ instead/,
  ],
  ['a rev of members', "update conversation set member_rev = 99 where id = '$group'", /member_rev 99 is outside/],
  [
    'a rev of the title that is a message',
    "update conversation set meta_rev = 3 where id = '$group'",
    /meta_rev 3 is the/,
  ],
  ['a rev below its position', "update message set rev = 2 where id = '$answer'", /its rev 2 is outside/],
  ['how many are in it', "update conversation set members = 4 where id = '$group'", /members is 4 instead of 3/],
  ['nobody owns it', "update member set role = 'admin' where conversation = '$group' and user = 'ann'", /no owner/],
  ['a pair of others', `update conversation set pair = '["ann","eve"]' where id = '$direct'`, /its pair is/],
  [
    'an end without a farewell',
    "update member set farewell = null where conversation = '$group' and user = 'dan'",
    /dan: is removed, with an end, without a farewell/,
  ],
  [
    'a register above the head',
    "update member set read = 99, delivered = 99 where conversation = '$group' and user = 'cid'",
    /cid: read 99 is outside 0…/,
  ],
  [
    'delivered below read',
    "update member set delivered = 1 where conversation = '$group' and user = 'bob'",
    /bob: delivered 1 is below read 3/,
  ],
  [
    'what one wrote',
    "update member set own_k = 7 where conversation = '$group' and user = 'bob'",
    /own_k is 7 instead of 1/,
  ],
  [
    'what was counted up to the horizon',
    "update member set read_k = 0 where conversation = '$group' and user = 'bob'",
    /bob: read_k is 0 instead of 1/,
  ],
  [
    'what one wrote up to the horizon',
    "update member set own_read_k = 1 where conversation = '$group' and user = 'bob'",
    /bob: own_read_k is 1 instead of 0/,
  ],
  [
    'unread',
    "update member set read_k = 0 where conversation = '$group' and user = 'bob'",
    /bob: unread is 1 instead of 0/,
  ],
  [
    'a mention nobody wrote',
    "insert into mention (user, conversation, seq) values ('cid', '$group', 4)",
    /a mention of cid, whom it does not name/,
  ],
  [
    'a mention that was lost',
    "delete from mention where conversation = '$group'",
    /it names bob, and there is no mention/,
  ],
  [
    'a mention of nothing',
    "insert into mention (user, conversation, seq) values ('cid', '$group', 2000)",
    /at 2000, where there is no message/,
  ],
  [
    'a silent mention that was lost',
    "delete from mention where conversation = '$named'",
    /it names bob, and there is no mention/,
  ],
  ['somebody who blocks themself', "insert into block values ('ann', 'ann', 1)", /user ann: blocks themself/],
  [
    'a block that its conversation does not know of',
    "insert into block values ('ann', 'bob', 1)",
    /who blocks whom: 0 instead of 5/,
  ],
  [
    'a block that only a conversation knows of',
    "delete from block where user = 'cid'",
    /who blocks whom: 6 instead of 4/,
  ],
  [
    'a block in a group',
    "update conversation set blocked = 4 where id = '$group'",
    /somebody blocks somebody in it, and it is of no two/,
  ],
  [
    'what an erased person blocks, and what they said in a report',
    "update user set kind = 'erased', name = 'x', name_key = 'x' where user = 'bob'",
    /user bob: blocks cid, and one of them was erased/,
  ],
  [
    'words of an erased person in a report',
    "update user set kind = 'erased', name = 'x', name_key = 'x' where user = 'cid'",
    /report r_.+: it holds words of somebody who was erased/,
  ],
  [
    'words of an erased person that a reported message quotes',
    `update user set kind = 'erased', name = 'x', name_key = 'x' where user = 'ann';
     update report set evidence = json_set(evidence, '$.message.replyTo', json('{"sender": "ann", "text": "hello"}'))`,
    /report r_.+: it quotes somebody who was erased/,
  ],
  [
    'a reaction to nothing',
    "update reaction set message = 'x' where message = '$first'",
    /a reaction of bob to x, which is not there/,
  ],
  [
    'a reaction to a deleted message',
    "update reaction set message = '$deleted' where message = '$first'",
    /it is deleted, and still has a reaction of bob/,
  ],
  ['a reaction that is half on', 'update reaction set is_on = 2', /neither on nor off/],
  ['a message that does not know of its reactions', 'update message set has_reactions = 0', /and does not know/],
  ['when it was touched', "update message set touched = rev where id = '$first'", /touched at 3 instead of \d+/],
  [
    'an answer to nothing',
    "update message set reply_to = 'x' where id = '$answer'",
    /it answers x, which is not there/,
  ],
  [
    'an answer to another conversation',
    "update message set reply_to = '$edited' where id = '$answer'",
    /it answers \S+, which is not there/,
  ],
  [
    'content of a deleted message',
    `update message set content = '{"kind":"text","text":"secret"}' where id = '$deleted'`,
    /it is deleted, and still has text/,
  ],
  ['content that is none', "update message set content = '{' where id = '$answer'", /its content is not JSON/],
  [
    'a cancelled message that came',
    "update reservation set id = '$answer', user = 'bob'",
    /its sender bob cancelled it before it came/,
  ],
  [
    'an inbox filed wrongly',
    "update member set activity = 1 where user = 'ann' and conversation = '$group'",
    /filed under 1/,
  ],
  [
    'an ended membership filed elsewhere',
    "update member set activity = 1 where user = 'dan'",
    /dan: filed under 1 instead of \d+, when the membership ended/,
  ],
  ['a stamp of a conversation', "update conversation set x = 9999 where id = '$group'", /its stamp 9999 is outside/],
  ['a stamp of a member', "update member set x = 9999 where user = 'cid'", /cid: the stamp 9999 is outside/],
  ['an inbox filed ahead', 'update inbox_filed set x = 9999', /that of ann is filed up to 9999/],
  [
    'a name that finds nobody',
    "update user set name_key = 'x' where user = 'ann'",
    /user ann: is not found by the name/,
  ],
  [
    'a member of nothing',
    "update member set conversation = 'c_x' where user = 'dan'",
    /a row of member belongs to no conv/,
  ],
];

for (const [name, sql, told] of plants) {
  test(`planted and found: ${name}`, () => {
    const path = temporaryFile();
    copyFileSync(sound, path);
    const database = new Database(path);
    database.pragma('foreign_keys = OFF');
    const known = {...places, ...ids} as Record<string, string>;
    database.exec(sql.replace(/\$(\w+)/g, (_, key: string) => known[key] ?? assert.fail(key)));
    database.close();
    const {code, lines, err} = said(path);
    assert.deepEqual([code, err], [1, '']);
    assert.ok(
      lines.slice(0, -1).some((line) => told.test(line)),
      lines.join('\n'),
    );
    const differences = lines.length - 1;
    assert.match(lines.at(-1) ?? '', new RegExp(`, ${differences} differences?\\.$`));
  });
}

test('an index that does not say what the messages say is a difference, one that is not filled yet is none', () => {
  const plant = (sql: string): string[] => {
    const path = temporaryFile();
    copyFileSync(sound, path);
    const database = new Database(path);
    database.exec(sql);
    database.close();
    return said(path).lines;
  };
  const group = `(select place from search_place where conversation = '${places.group}')`;
  const entry = `(select max(id) from search_entry where place = ${group})`;
  assert.match(
    plant(`insert into search (rowid, words) values (${entry}, ${group} || '_gone')`).join(),
    /words in the index: 7 instead of 6/,
  );
  assert.match(plant(`delete from search_entry where id = ${entry}`).join(), /the index has a word of no message/);
  assert.match(
    plant(`update search_entry set seq = seq + 1 where id = ${entry}`).join(),
    /the index has other words than the messages/,
  );
  assert.match(
    plant(`delete from search_place where conversation = '${places.quiet}'`).join(),
    /it is not in the index that messages are found by/,
  );
  const empty = "insert into search (search) values ('delete-all'); delete from search_entry;";
  assert.match(plant(empty).join(), /words in the index: 0 instead of/);
  assert.match(
    plant(`${empty} update search_place set pending = (select seq from conversation where id = conversation)`).at(-1) ??
      '',
    / 0 differences/,
  );
});

test('a damaged file is a difference, and what cannot be looked at is a sentence and 2', () => {
  const path = temporaryFile();
  copyFileSync(sound, path);
  const database = new Database(path).unsafeMode();
  database.pragma('writable_schema = ON');
  database.exec("delete from sqlite_master where name = 'message_touched'");
  database.close();
  const {code, lines} = said(path);
  assert.deepEqual([code, /^file: .*never used/.test(lines[0] ?? '')], [1, true], lines.join('\n'));

  const torn = temporaryFile();
  const bytes = readFileSync(sound);
  const tables = new Database(sound);
  const page = tables.prepare("select rootpage from sqlite_master where name = 'message'").pluck().get() as number;
  tables.close();
  writeFileSync(torn, bytes.fill(0xa5, (page - 1) * 4096, page * 4096));
  const end = said(torn);
  assert.equal(end.code, 1);
  assert.match([...end.lines, end.err].join('\n'), /malformed/);

  const cannot = (file: string, sentence: RegExp): void => {
    const {code, lines, err} = said(file);
    assert.deepEqual([code, lines], [2, []]);
    assert.match(err, sentence);
  };
  cannot('/nowhere/x.db', /^parlor-server doctor: There is no database \/nowhere\/x\.db\.\n$/);
  const notes = temporaryFile();
  writeFileSync(notes, 'these are my notes and not a database at all, whatever their name may say\n'.repeat(99));
  cannot(notes, /is not a database\.\n$/);
  const other = temporaryFile();
  new Database(other).exec('create table recipes (name text)').close();
  cannot(other, /is not a database of this program\.\n$/);
  for (const [version, sentence] of [
    [migrations.length + 1, /newer version of this program/],
    [migrations.length - 1, /older version of this program .+: start the server with it once\.\n$/],
  ] as const) {
    const file = temporaryFile();
    copyFileSync(sound, file);
    const schema = new Database(file);
    schema.exec(`delete from migration; insert into migration (version, name, at) values (${version}, 'x', 0)`);
    schema.close();
    cannot(file, sentence);
  }
  assert.equal(doctor(['--what'], {}, {out: () => undefined, err: () => undefined}), 2);
});

test('it looks at one state while the server writes, and changes nothing', async () => {
  const path = temporaryFile();
  copyFileSync(sound, path);
  const world = await World.open({store: await openSqliteStore(path)});
  await world.as('ann').send(places.group, 'meanwhile');
  let looked = 0;
  const {differences, messages} = examine(path, () => looked++);
  assert.deepEqual([differences, looked, messages], [0, 0, 10]);
  await world.as('ann').send(places.group, 'and on');
  await world.domain.close();
  assert.equal(said(path).code, 0);
});

test('after an import and a week of everything people do there is no difference', async () => {
  const path = temporaryFile();
  const store = await openSqliteStore(path);
  const channels = ['rust', 'wiki', 'pay'];
  const lines = channels.flatMap((channel) =>
    Array.from(
      {length: 400},
      (_, index): ImportLine => ({
        id: `m-${index}`,
        channel,
        author: `nick${(index * 7) % 23}`,
        at: 1_546_666_931_000 + index * 60_000,
        text: index % 5 === 0 ? `nick${index % 23}: look at https://example.org/${index}` : `line ${index}`,
        ...(index % 4 === 3 && {replyTo: `m-${index - 2}`}),
      }),
    ),
  );
  const plan = makePlan();
  for (const line of lines) planLine(plan, line);
  const join = ['ann', 'ben'].map((user) => ({user, name: user}));
  const importer = createImporter({store, plan, join, unread: () => 7, prefix: 'import:', members: 12});
  await importer.write(lines);
  await importer.finish();
  const done = await liveAWeek(store, {conversations: channels.map(conversationIdOf), steps: 2_500, seed: 20_261_125});
  assert.deepEqual(
    [...done].filter(([, times]) => times < 5),
    [],
    'everything was done more than a few times',
  );
  assert.equal(done.size, 23);
  const {code, lines: told} = said(path);
  assert.deepEqual([code, told.length], [0, 1], told.slice(0, 20).join('\n'));
});
