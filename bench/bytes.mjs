// What a message takes on the disk, put in through the domain as they come, with all indexes and the words it is found by: on SQLite and on PostgreSQL.
import {statSync} from 'node:fs';
import {join} from 'node:path';
import {createDomain, openStore, systemClock} from '@parlor/reference-server';
import Database from 'better-sqlite3';
import {connectTo, hasPostgres, newDatabase} from './postgres.mjs';
import {withProcesses} from './processes.mjs';
import {textsFrom} from './texts.mjs';

const messages = 120_000;
const conversations = 200;
const underWay = 256;
const as = (user) => ({user, device: 'bench', audience: 'parlor-bot', claims: {name: user}});

export function bytes() {
  return withProcesses(async ({folder}) => {
    const figures = {SQLite: await onSqlite(join(folder, 'bytes.db'))};
    if (await hasPostgres()) figures.PostgreSQL = await onPostgres();
    const number = (value) => `${Math.round(value).toLocaleString('en-US')} bytes`;
    return {
      title: `A message on the disk: ${messages.toLocaleString('en-US')} of ${figures.SQLite.characters.toFixed(0)} characters in the mean, in ${conversations} conversations`,
      rows: Object.entries(figures).map(([what, {each, parts}]) => ({
        what,
        value: number(each),
        more: Object.entries(parts)
          .map(([part, one]) => `${part} ${number(one)}`)
          .join(', '),
      })),
      targets: [],
      figures,
    };
  });
}

/** Answers the mean number of characters. */
async function write(database) {
  const domain = await createDomain({store: await openStore(database), clock: systemClock});
  const places = [];
  for (let index = 0; index < conversations; index++) {
    await domain.run(as(`user-${index}`), 'sync', {});
    const {conversation} = await domain.run(as('ann'), 'conversation.direct', {user: `user-${index}`});
    places.push({conversation, user: `user-${index}`});
  }
  const nextText = textsFrom(1);
  let characters = 0;
  let at = 0;
  const lane = async () => {
    while (at < messages) {
      const index = at++;
      const {conversation, user} = places[index % conversations];
      const text = nextText();
      characters += text.length;
      const id = `message-${index}`.padEnd(21, '-');
      const sender = Math.floor(index / conversations) % 2 === 0 ? 'ann' : user;
      await domain.run(as(sender), 'message.send', {conversation, id, content: {text}});
    }
  };
  await Promise.all(Array.from({length: underWay}, lane));
  // what is written behind the commits is written 5 s later at the latest
  await new Promise((resolve) => setTimeout(resolve, 8_000));
  await domain.close();
  return characters / messages;
}

async function onSqlite(path) {
  const characters = await write(path);
  const client = new Database(path);
  client.pragma('wal_checkpoint(TRUNCATE)');
  const behind = client
    .prepare('select 1 from conversation as c join search_place as p on p.conversation = c.id where c.seq > p.reached')
    .get();
  if (behind) throw new Error('not every message is in the index of words');
  const sizes = client.prepare('select name, sum(pgsize) as bytes from dbstat group by name').all();
  const {size} = statSync(path);
  client.close();
  return {characters, each: size / messages, parts: partsOf(sizes, size)};
}

async function onPostgres() {
  const database = await newDatabase();
  try {
    const client = await connectTo(database.url);
    const walAt = async () => (await client.query("select pg_current_wal_lsn() - '0/0' as at")).rows[0].at;
    const from = await walAt();
    const characters = await write(database.url);
    const wal = (Number(await walAt()) - Number(from)) / messages;
    await client.query('vacuum');
    const {rows} = await client.query(
      `select c.relname as name, pg_relation_size(c.oid)::int8::text as bytes
       from pg_class as c join pg_namespace as n on n.oid = c.relnamespace where n.nspname = 'parlor' and c.relkind in ('r', 'i')`,
    );
    await client.end();
    const sizes = rows.map(({name, bytes}) => ({name, bytes: Number(bytes)}));
    const all = sizes.reduce((sum, {bytes}) => sum + bytes, 0);
    return {characters, each: all / messages, parts: {...partsOf(sizes, all), 'written ahead (WAL)': wal}};
  } finally {
    await database.drop();
  }
}

function partsOf(sizes, all) {
  const sum = (isPart) => sizes.filter(({name}) => isPart(name)).reduce((total, {bytes}) => total + bytes, 0);
  const isWord = (name) => name.startsWith('search');
  const isMessage = (name) => /^(sqlite_autoindex_)?message(_|$)/.test(name);
  const [rows, found] = [sum(isMessage), sum(isWord)];
  return {
    'rows and their indexes': rows / messages,
    'words it is found by': found / messages,
    'all else': (all - rows - found) / messages,
  };
}
