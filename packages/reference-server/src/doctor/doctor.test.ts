import assert from 'node:assert/strict';
import {copyFileSync, readFileSync, writeFileSync} from 'node:fs';
import {before, test} from 'node:test';
import Database from 'better-sqlite3';
import {filledIn, type Ids, liveSoundly, plants, sqlitePlants} from '../../test/doctor-plants.js';
import {temporaryFile} from '../../test/temporary-files.js';
import {liveAWeek} from '../../test/week.js';
import {World} from '../../test/world.js';
import {conversationIdOf} from '../import/ids.js';
import {createImporter} from '../import/import.js';
import type {ImportLine} from '../import/line.js';
import {makePlan, planLine} from '../import/plan.js';
import {migrations} from '../store/sqlite/migrations.js';
import {searchFollower} from '../store/sqlite/search-follower.js';
import {openSqliteStore} from '../store/sqlite/store.js';
import {examine} from './examine.js';
import {doctor} from './run.js';

/** What the doctor says of a database. */
async function said(path: string): Promise<{code: number; lines: string[]; err: string}> {
  let [out, err] = ['', ''];
  const code = await doctor(['--database', path], {}, {out: (text) => (out += text), err: (text) => (err += text)});
  return {code, lines: out.split('\n').slice(0, -1), err};
}

/** A database with something of everything; every plant is made into a copy of it. */
const sound = temporaryFile();
let ids: Ids;

before(async () => {
  ids = await liveSoundly(await openSqliteStore(sound));
  const database = new Database(sound);
  const x = database.prepare("select value from meta where key = 'x'").pluck().get();
  assert.equal(database.transaction(() => searchFollower(database)(Number(x)))(), false);
  // as the inbox of somebody with many conversations is filed
  database.exec("insert into inbox_filed (user, x) values ('ann', (select value from meta where key = 'x'))");
  database.exec(
    "update member set activity = (select last_activity from conversation where id = conversation) where user = 'ann'",
  );
  database.close();
});

test('a sound database has no difference, and the end says what was counted', async () => {
  assert.deepEqual(await said(sound), {
    code: 0,
    lines: ['4 conversations, 10 messages, 10 members, 0 differences.'],
    err: '',
  });
});

for (const [name, sql, told] of [...plants, ...sqlitePlants]) {
  test(`planted and found: ${name}`, async () => {
    const path = temporaryFile();
    copyFileSync(sound, path);
    const database = new Database(path);
    database.pragma('foreign_keys = OFF');
    database.exec(filledIn(sql, ids));
    database.close();
    const {code, lines, err} = await said(path);
    assert.deepEqual([code, err], [1, '']);
    assert.ok(
      lines.slice(0, -1).some((line) => told.test(line)),
      lines.join('\n'),
    );
    const differences = lines.length - 1;
    assert.match(lines.at(-1) ?? '', new RegExp(`, ${differences} differences?\\.$`));
  });
}

test('an index that does not say what the messages say is a difference, one that is not filled yet is none', async () => {
  const plant = async (sql: string): Promise<string[]> => {
    const path = temporaryFile();
    copyFileSync(sound, path);
    const database = new Database(path);
    database.exec(sql);
    database.close();
    return (await said(path)).lines;
  };
  const group = `(select place from search_place where conversation = '${ids.group}')`;
  const entry = `(select max(id) from search_entry where place = ${group})`;
  assert.match(
    (await plant(`insert into search (rowid, words) values (${entry}, ${group} || '_gone')`)).join(),
    /words in the index: 7 instead of 6/,
  );
  assert.match(
    (await plant(`delete from search_entry where id = ${entry}`)).join(),
    /the index has a word of no message/,
  );
  assert.match(
    (await plant(`update search_entry set seq = seq + 1 where id = ${entry}`)).join(),
    /the index has other words than the messages/,
  );
  assert.match(
    (await plant(`delete from search_place where conversation = '${ids.quiet}'`)).join(),
    /it is not in the index that messages are found by/,
  );
  const empty = "insert into search (search) values ('delete-all'); delete from search_entry;";
  assert.match((await plant(empty)).join(), /words in the index: 0 instead of/);
  assert.match(
    (
      await plant(`${empty} update search_place set pending = (select seq from conversation where id = conversation)`)
    ).at(-1) ?? '',
    / 0 differences/,
  );
});

test('a damaged file is a difference, and what cannot be looked at is a sentence and 2', async () => {
  const path = temporaryFile();
  copyFileSync(sound, path);
  const database = new Database(path).unsafeMode();
  database.pragma('writable_schema = ON');
  database.exec("delete from sqlite_master where name = 'message_touched'");
  database.close();
  const {code, lines} = await said(path);
  assert.deepEqual([code, /^file: .*never used/.test(lines[0] ?? '')], [1, true], lines.join('\n'));

  const torn = temporaryFile();
  const bytes = readFileSync(sound);
  const tables = new Database(sound);
  const page = tables.prepare("select rootpage from sqlite_master where name = 'message'").pluck().get() as number;
  tables.close();
  writeFileSync(torn, bytes.fill(0xa5, (page - 1) * 4096, page * 4096));
  const end = await said(torn);
  assert.equal(end.code, 1);
  assert.match([...end.lines, end.err].join('\n'), /malformed/);

  const cannot = async (file: string, sentence: RegExp): Promise<void> => {
    const {code, lines, err} = await said(file);
    assert.deepEqual([code, lines], [2, []]);
    assert.match(err, sentence);
  };
  await cannot('/nowhere/x.db', /^parlor-server doctor: There is no database \/nowhere\/x\.db\.\n$/);
  const notes = temporaryFile();
  writeFileSync(notes, 'these are my notes and not a database at all, whatever their name may say\n'.repeat(99));
  await cannot(notes, /is not a database\.\n$/);
  const other = temporaryFile();
  new Database(other).exec('create table recipes (name text)').close();
  await cannot(other, /is not a database of this program\.\n$/);
  for (const [version, sentence] of [
    [migrations.length + 1, /newer version of this program/],
    [migrations.length - 1, /older version of this program .+: start the server with it once\.\n$/],
  ] as const) {
    const file = temporaryFile();
    copyFileSync(sound, file);
    const schema = new Database(file);
    schema.exec(`delete from migration; insert into migration (version, name, at) values (${version}, 'x', 0)`);
    schema.close();
    await cannot(file, sentence);
  }
  assert.equal(await doctor(['--what'], {}, {out: () => undefined, err: () => undefined}), 2);
});

test('it looks at one state while the server writes, and changes nothing', async () => {
  const path = temporaryFile();
  copyFileSync(sound, path);
  const world = await World.open({store: await openSqliteStore(path)});
  await world.as('ann').send(ids.group, 'meanwhile');
  let looked = 0;
  const {differences, messages} = examine(path, () => looked++);
  assert.deepEqual([differences, looked, messages], [0, 0, 11]);
  await world.as('ann').send(ids.group, 'and on');
  await world.domain.close();
  assert.equal((await said(path)).code, 0);
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
  const done = await liveAWeek(store, {
    conversations: channels.map(conversationIdOf),
    steps: 2_500,
    seed: 20_261_125,
    pins: 2,
  });
  assert.deepEqual(
    [...done].filter(([, times]) => times < 5),
    [],
    'everything was done more than a few times',
  );
  assert.equal(done.size, 24);
  const {code, lines: told} = await said(path);
  assert.deepEqual([code, told.length], [0, 1], told.slice(0, 20).join('\n'));
});
