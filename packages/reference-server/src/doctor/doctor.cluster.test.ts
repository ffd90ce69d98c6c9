/** The doctor over PostgreSQL: the same differences are found, and those of what only PostgreSQL keeps. */
import assert from 'node:assert/strict';
import {mkdtempSync, readdirSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, test} from 'node:test';
import {filledIn, type Ids, liveSoundly, type Plant, plants} from '../../test/doctor-plants.js';
import {asServer, newDatabase} from '../../test/postgres.js';
import {liveAWeek} from '../../test/week.js';
import {World} from '../../test/world.js';
import {conversationIdOf} from '../import/ids.js';
import {createImporter} from '../import/import.js';
import type {ImportLine} from '../import/line.js';
import {makePlan, planLine} from '../import/plan.js';
import {tables} from '../rows/tables.js';
import {openPostgresStore} from '../store/postgres/store.js';
import {doctor} from './run.js';

const scratch = mkdtempSync(join(tmpdir(), 'parlor-scratch-'));
after(() => rmSync(scratch, {recursive: true, force: true}));

async function said(url: string): Promise<{code: number; lines: string[]; err: string}> {
  let [out, err] = ['', ''];
  const output = {out: (text: string) => void (out += text), err: (text: string) => void (err += text)};
  const code = await doctor(['--database', url, '--scratch', scratch], {}, output);
  assert.deepEqual(readdirSync(scratch), [], 'what it laid down is gone');
  return {code, lines: out.split('\n').slice(0, -1), err};
}

let sound = '';
/** A copy, into which everything is planted. */
let planted = '';
let ids: Ids;

before(async () => {
  sound = await newDatabase();
  ids = await liveSoundly(await openPostgresStore(sound));
  planted = await copyOf(sound);
  await keep(planted);
});

/** Beside `sound`, the same. */
async function copyOf(url: string): Promise<string> {
  const copy = new URL(url);
  copy.pathname = `${copy.pathname}_${Math.random().toString(36).slice(2)}`;
  const name = (address: string): string => new URL(address).pathname.slice(1);
  await asServer((client) => client.query(`create database "${name(copy.href)}" template "${name(url)}"`));
  return copy.href;
}

const held = [...tables.map(({name}) => name), 'search_place', 'search_word', 'search_name'];

/** Keeps the rows of a database beside them, for `asItWas`: to make a database anew for each plant takes much longer. */
const keep = (url: string): Promise<unknown> =>
  asServer(
    (client) =>
      client.query(
        `create schema kept; ${held.map((name) => `create table kept."${name}" as table parlor."${name}"`).join(';')}`,
      ),
    url,
  );

const asItWas = (url: string): Promise<void> =>
  plant(
    url,
    held
      .map((name) => `delete from "${name}"; insert into "${name}" overriding system value table kept."${name}"`)
      .join(';'),
  );

async function plant(url: string, sql: string): Promise<void> {
  await asServer(async (client) => {
    // as the program itself writes: no trigger takes words out
    await client.query("set search_path = parlor; set parlor.search = 'on'; set session_replication_role = 'replica'");
    await client.query(sql);
  }, url);
}

test('a sound database has no difference, and the end says what was counted', async () => {
  assert.deepEqual(await said(sound), {
    code: 0,
    lines: ['4 conversations, 10 messages, 10 members, 0 differences.'],
    err: '',
  });
});

/** Of what only PostgreSQL keeps. */
const own: readonly Plant[] = [
  [
    'a stamp of a conversation',
    "update conversation set x = 99999999 where id = '$group'",
    /stamp 99999999 is outside/,
  ],
  ['a stamp of a member', "update member set x = -1 where user = 'cid'", /member cid: its stamp -1 is outside 0…/],
  ['a stamp of a profile', "update user set x = 99999999 where user = 'cid'", /^user cid: its stamp/],
  ['a stamp of before', "update conversation set before_x = x + 1 where id = '$group'", /before its last change/],
  ['a position of before', "update conversation set before_seq = 99 where id = '$group'", /at 99, outside of/],
  [
    'an ended membership filed elsewhere',
    "update member set activity = 1 where user = 'dan'",
    /member dan: filed under 1 instead of \d+/,
  ],
  [
    'a membership filed as if it had ended',
    "update member set activity = 1 where user = 'ann' and conversation = '$group'",
    /member ann: filed under 1 instead of null/,
  ],
  [
    'a member of nothing',
    "update member set conversation = 'c_x' where user = 'dan'",
    /a row of member belongs to no conv/,
  ],
  [
    'a word too many',
    `insert into search_word select place, 'gone', 1, 3 from search_place where conversation = '$group'`,
    /words in the index: 7 instead of 6/,
  ],
  [
    'a word of another time',
    `update search_word set ts = ts + 1 where place = (select place from search_place where conversation = '$quiet')`,
    /the index has \d words of no message, or of another time/,
  ],
  [
    'a word of another message',
    `update search_word set seq = seq + 1 where place = (select place from search_place where conversation = '$group')`,
    /the index has other words than the messages/,
  ],
  ['a conversation out of the index', "delete from search_place where conversation = '$quiet'", /not in the index/],
];

for (const [name, sql, told] of [...plants, ...own]) {
  test(`planted and found: ${name}`, async () => {
    const words = sql.replace(/\buser\b/g, '"user"').replace('has_reactions = 0', 'has_reactions = false');
    await plant(planted, filledIn(words, ids));
    const {code, lines, err} = await said(planted);
    await asItWas(planted);
    assert.deepEqual([code, err], [1, '']);
    assert.ok(
      lines.slice(0, -1).some((line) => told.test(line)),
      lines.join('\n'),
    );
    assert.match(lines.at(-1) ?? '', new RegExp(`, ${lines.length - 1} differences?\\.$`));
  });
}

test('where every plant was taken out again there is no difference', async () => {
  assert.equal((await said(planted)).code, 0);
});

test('a rule that was not held against its rows is a difference, and so is a queue that would begin before its end', async () => {
  const url = await copyOf(sound);
  await plant(
    url,
    `alter table member drop constraint member_conversation_fkey;
     alter table member add constraint member_conversation_fkey foreign key (conversation) references conversation (id) not valid;
     insert into webhook_event (n, webhook, id, lane, type, body, at, attempts, due_at, tried_since, dead, x)
       values (7, 'wh', 'ev', '', 'x', '{}', 0, 0, 0, 0, false, 0)`,
  );
  const {code, lines} = await said(url);
  assert.equal(code, 1);
  assert.match(lines.join('\n'), /^member: the rule member_conversation_fkey was never held/m);
  assert.match(lines.join('\n'), /^webhook_event: the next event would be \d, and there is 7$/m);
});

test('an index that is not filled yet is no difference', async () => {
  const url = await copyOf(sound);
  await plant(
    url,
    'delete from search_word; update search_place set pending = (select seq from conversation where id = conversation)',
  );
  assert.equal((await said(url)).code, 0);
  await plant(url, 'update search_place set pending = 0');
  assert.match((await said(url)).lines.join('\n'), /words in the index: 0 instead of/);
});

test('what cannot be looked at is a sentence without the password, and 2', async () => {
  const cannot = async (url: string, sentence: RegExp): Promise<void> => {
    const {code, lines, err} = await said(url);
    assert.deepEqual([code, lines], [2, []]);
    assert.match(err, sentence);
    assert.doesNotMatch(err, /hush/);
  };
  await cannot('postgres://me:hush@127.0.0.1:1/db', /^parlor-server doctor: The database db at .+ cannot be reached/);
  await cannot(await newDatabase(), /holds no database of this program\.\n$/);
  const moved = await copyOf(sound);
  await plant(moved, "insert into meta (key, value) values ('moving', '{}')");
  await cannot(moved, /holds an unfinished move; finish it first\.\n$/);
  const newer = await copyOf(sound);
  await plant(newer, "insert into migration (version, name, at) values (999, 'x', 0)");
  await cannot(newer, /newer version of this program/);
});

test('it looks at one state while the server writes, and a second look sees what came', async () => {
  const url = await copyOf(sound);
  const world = await World.open({store: await openPostgresStore(url)});
  let isOver = false;
  const writing = (async () => {
    for (let count = 0; !isOver; count++) await world.as('ann').send(ids.group, `meanwhile ${count}`);
  })();
  assert.equal((await said(url)).code, 0);
  isOver = true;
  await writing;
  await world.domain.close();
  assert.equal((await said(url)).code, 0);
});

test('after an import and a week of everything people do there is no difference; the same import again adds nothing', async () => {
  const url = await newDatabase();
  const channels = ['rust', 'wiki'];
  const lines = channels.flatMap((channel) =>
    Array.from(
      {length: 300},
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
  const bringIn = async (): Promise<number> => {
    const store = await openPostgresStore(url);
    const importer = createImporter({store, plan, join, unread: () => 7, prefix: 'import:', members: 12});
    const added = await importer.write(lines);
    await importer.finish();
    await store.close();
    return added;
  };
  assert.equal(await bringIn(), 600);
  assert.equal(await bringIn(), 0);
  assert.equal((await said(url)).code, 0);
  await liveAWeek(await openPostgresStore(url), {
    conversations: channels.map(conversationIdOf),
    steps: 600,
    seed: 20_261_126,
  });
  const {code, lines: told} = await said(url);
  assert.deepEqual([code, told.length], [0, 1], told.slice(0, 20).join('\n'));
});
