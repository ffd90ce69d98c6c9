// Somebody with 10,000 conversations looks at the top of the inbox, and connects: on SQLite and on PostgreSQL, each beside the query somebody
// would write by hand. Before each look one of the conversations has a new message, for an inbox in which nothing happens is looked at once.
import {loadavg} from 'node:os';
import {join} from 'node:path';
import {createDomain, openStore, systemClock} from '@parlor/reference-server';
import Database from 'better-sqlite3';
import {fillMillion, friendOf, placeOf} from './fill-million.mjs';
import {longInboxQuery} from './million-queries.mjs';
import {connectTo, hasPostgres, movedTo} from './postgres.mjs';
import {withProcesses} from './processes.mjs';
import {median, percentile} from './stats.mjs';
import {secret, tokenFor} from './tokens.mjs';

const conversations = 10_000;
const each = 10;
const looks = 400;
const warmUp = 50;
const top = 50;
/** As many rows as a hello brings. */
const inHello = 100;
const hellos = {warmUp: 20, count: 60};
const rounds = 3;
const as = (user) => ({user, device: 'bench', audience: 'parlor-bot', claims: {name: user}});

export function inbox() {
  return withProcesses(async (tools) => {
    const path = join(tools.folder, 'inbox.db');
    await fillMillion(path, each, conversations);
    const moved = (await hasPostgres()) ? await movedTo(path) : undefined;
    try {
      const figures = {SQLite: await measure(tools, path, sqliteQuery)};
      if (moved) figures.PostgreSQL = await measure(tools, moved.url, postgresQuery);
      const ratio = (store, over, under, part = 'p50') => figures[store][over][part] / figures[store][under][part];
      const target = (what, value, atMost) => ({what, value, atMost});
      return {
        title: `An inbox of ${conversations.toLocaleString('en-US')} conversations, ${(2 * conversations * each).toLocaleString('en-US')} messages in twice as many`,
        rows: Object.entries(figures).flatMap(([store, found]) => rowsOf(store, found)),
        targets: [
          ...Object.keys(figures).flatMap((store) => [
            target(`${store}: top ${top}, p50, operation ÷ raw query`, ratio(store, 'page', 'raw'), 1.3),
            target(`${store}: first hello, p50, reference server ÷ bare`, ratio(store, 'first', 'bare'), 1.5),
            target(
              `${store}: first hello, CPU time, reference server ÷ bare`,
              ratio(store, 'first', 'bare', 'cpuMs'),
              3,
            ),
          ]),
          ...(moved
            ? [target(`top ${top}, p50, PostgreSQL ÷ SQLite`, figures.PostgreSQL.page.p50 / figures.SQLite.page.p50, 3)]
            : []),
        ],
        figures: {...figures, load: loadavg()[0]},
      };
    } finally {
      await moved?.drop();
    }
  });
}

function rowsOf(store, found) {
  const shown = {
    raw: `top ${top}: the raw query`,
    page: `top ${top}: the operation inbox.page`,
    bare: `hello: bare socket.io with the raw query, top ${inHello}`,
    first: `hello: reference server, first time ever, top ${inHello}`,
    again: 'hello: reference server, with a cursor, nothing changed',
  };
  return Object.entries(shown).map(([name, what]) => {
    const {p50, p99, cpuMs} = found[name];
    const cpu = cpuMs === undefined ? '' : `; ${cpuMs.toFixed(1)} ms of the server’s CPU time`;
    return {what: `${store}, ${what}`, value: `${p50.toFixed(2)} ms`, more: `p99 ${p99.toFixed(1)} ms${cpu}`};
  });
}

async function measure(tools, database, openQuery) {
  const pages = await measurePages(database, openQuery);
  return {...pages, ...(await measureHellos(tools, database))};
}

async function measurePages(database, openQuery) {
  const query = await openQuery(database);
  const domain = await createDomain({store: await openStore(database), clock: systemClock});
  const ways = {
    raw: async () => (await query.run('ann')).map((row) => ({...row, content: JSON.parse(row.content)})),
    page: async () => (await domain.run(as('ann'), 'inbox.page', {limit: top})).rows,
  };
  const times = {raw: [], page: []};
  for (let look = 0; look < looks + warmUp; look++) {
    const from = (look * 37) % conversations;
    const id = `look-${look}`.padEnd(21, '-');
    const input = {conversation: placeOf(from), id, content: {text: 'Something new.'}};
    await domain.run(as(friendOf(from)), 'message.send', input);
    for (const [name, way] of Object.entries(ways)) {
      await new Promise((resolve) => void setImmediate(resolve));
      const begun = performance.now();
      const found = await way();
      if (look >= warmUp) times[name].push(performance.now() - begun);
      if (found.length !== top) throw new Error(`${name} found ${found.length}`);
    }
  }
  await query.close();
  await domain.close();
  return Object.fromEntries(
    Object.entries(times).map(([name, all]) => [name, {p50: percentile(all, 0.5), p99: percentile(all, 0.99)}]),
  );
}

async function sqliteQuery(path) {
  const client = new Database(path, {readonly: true});
  client.pragma('cache_size = -32000');
  const query = client.prepare(longInboxQuery('?', '0', top));
  return {run: async (user) => query.all(user), close: async () => client.close()};
}

async function postgresQuery(url) {
  const client = await connectTo(url);
  const text = longInboxQuery('$1', 'false', top);
  return {
    run: async (user) => (await client.query({name: 'inbox', text, values: [user]})).rows,
    close: () => client.end(),
  };
}

async function measureHellos({serve, measure: run}, database) {
  const servers = {
    bare: {server: await serve('./bare-inbox-server.mjs', {database, limit: inHello}), auth: {user: 'ann'}},
    real: {
      server: await serve('./real-server.mjs', {database, secret}),
      auth: {token: await tokenFor('ann'), device: 'bench', proto: [1]},
    },
  };
  const results = {bare: [], first: [], again: []};
  for (let round = 0; round < rounds; round++) {
    for (const [name, {server, auth}] of Object.entries(servers)) {
      const cpu = [];
      const heard = ({counting}) => counting !== undefined && cpu.push(server.cpuMs());
      const found = await run('./load/hellos.mjs', {url: server.url, auth, ...hellos}, heard);
      const spent = await Promise.all(cpu);
      const each = (at) => (spent[at + 1] - spent[at]) / hellos.count;
      results[name === 'bare' ? 'bare' : 'first'].push({...found.results.first, cpuMs: each(0)});
      if (found.results.again) results.again.push({...found.results.again, cpuMs: each(2)});
    }
  }
  for (const {server} of Object.values(servers)) await server.stop();
  const middle = (all, part) => median(all.map((one) => one[part]));
  return Object.fromEntries(
    Object.entries(results).map(([name, all]) => [
      name,
      {p50: middle(all, 'p50'), p99: middle(all, 'p99'), cpuMs: middle(all, 'cpuMs')},
    ]),
  );
}
