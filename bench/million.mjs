// A million messages: the newest page, the top of an inbox of 500, and a page over REST, each beside the query somebody would write by hand.
import {loadavg} from 'node:os';
import {join} from 'node:path';
import {createDomain, openStore, systemClock} from '@parlor/reference-server';
import Database from 'better-sqlite3';
import {allConversations, conversations, fillMillion, placeOf} from './fill-million.mjs';
import {inboxQuery, pageQuery} from './million-queries.mjs';
import {connectTo, hasPostgres, movedTo} from './postgres.mjs';
import {withProcesses} from './processes.mjs';
import {median, percentile} from './stats.mjs';
import {secret, tokenFor} from './tokens.mjs';

const looks = 1_500;
const rounds = 3;
const actor = {user: 'ann', device: 'bench', audience: 'parlor-bot', claims: {name: 'ann'}};

export function million() {
  return withProcesses(async (tools) => {
    const path = join(tools.folder, 'million.db');
    await fillMillion(path);
    const queries = await measureQueries(path);
    const onPostgres = await measurePostgres(path);
    const rest = await measureRest(tools, path);
    const us = (name) => `${(queries[name].p50 * 1000).toFixed(0)} µs`;
    const row = (what, name) => ({
      what,
      value: us(name),
      more: `p99 ${(queries[name].p99 * 1000).toFixed(0)} µs; load ${loadavg()[0].toFixed(1)}`,
    });
    const perCpu = (name) => median(rest[name].map(({requestsPerCpuSecond}) => requestsPerCpuSecond));
    return {
      title: `1,000,000 messages in ${allConversations} conversations, half of them of the one who asks (SQLite)`,
      rows: [
        row('newest page of 50: the raw query', 'rawPage'),
        row('newest page of 50: the operation history.page', 'page'),
        row('the raw query, without inboxes in between', 'rawPageAlone'),
        row('history.page, without inboxes in between', 'pageAlone'),
        row('inbox, top 50 of 500: the raw query', 'rawInbox'),
        row('inbox, top 50 of 500: the operation inbox.page', 'inbox'),
        {
          what: 'the same raw query on local PostgreSQL',
          value: onPostgres ? `${(onPostgres.p50 * 1000).toFixed(0)} µs` : '–',
          more: onPostgres ? `p99 ${(onPostgres.p99 * 1000).toFixed(0)} µs` : 'no PostgreSQL answers at DATABASE_URL',
        },
        ...['bare Hono', 'reference server'].map((name) => ({
          what: `a page over REST: ${name}`,
          value: `${perCpu(name).toFixed(0)}`,
          more: `requests per CPU second; p50 ${median(rest[name].map(({p50}) => p50)).toFixed(1)} ms`,
        })),
      ],
      targets: [
        {what: 'newest page, p50, operation ÷ raw query', value: queries.page.p50 / queries.rawPage.p50, atMost: 1.3},
        {
          what: 'newest page, p50, operation ÷ raw query, without inboxes in between',
          value: queries.pageAlone.p50 / queries.rawPageAlone.p50,
          atMost: 1.3,
        },
        {what: 'inbox, p50, operation ÷ raw query', value: queries.inbox.p50 / queries.rawInbox.p50, atMost: 1.3},
        ...(onPostgres
          ? [
              {
                what: 'inbox, p50, operation ÷ raw query on PostgreSQL',
                value: queries.inbox.p50 / onPostgres.p50,
                atMost: 0.5,
              },
            ]
          : []),
        {
          what: 'REST page, requests per CPU second, reference server ÷ bare Hono',
          value: perCpu('reference server') / perCpu('bare Hono'),
          atLeast: 0.6,
        },
      ],
      figures: {queries, postgres: onPostgres, rest},
    };
  });
}

async function measureQueries(path) {
  const client = new Database(path, {readonly: true});
  client.pragma('cache_size = -32000');
  const page = client.prepare(pageQuery);
  const inbox = client.prepare(inboxQuery('?', '0'));
  const parsed = (rows) => rows.map((row) => ({...row, content: JSON.parse(row.content)}));
  const store = await openStore(path);
  const domain = await createDomain({store, clock: systemClock});
  const ways = {
    rawPage: (index) => parsed(page.all(placeOf(index))),
    page: async (index) =>
      (await domain.run(actor, 'history.page', {conversation: placeOf(index), limit: 50})).messages,
    rawInbox: () => parsed(inbox.all('ann')),
    inbox: async () => (await domain.run(actor, 'inbox.page', {limit: 50})).rows,
  };
  const {rawPage, page: pageWay} = ways;
  const all = await inTurns(ways);
  // shortly behind an inbox of 500 an operation takes longer than among its like, a single query hardly
  const pages = await inTurns({rawPageAlone: rawPage, pageAlone: pageWay});
  client.close();
  await domain.close();
  return {...all, ...pages};
}

/** One look at each after the other, so that the machine's other work meets all of them. */
async function inTurns(ways) {
  const times = Object.fromEntries(Object.keys(ways).map((name) => [name, []]));
  for (let look = 0; look < looks + 100; look++) {
    for (const [name, way] of Object.entries(ways)) {
      // a turn of the event loop, as between requests: behind one the inbox is filed
      await new Promise((resolve) => void setImmediate(resolve));
      const begun = performance.now();
      const found = await way((look * 37) % conversations);
      if (look >= 100) times[name].push(performance.now() - begun);
      if (found.length !== 50) throw new Error(`${name} found ${found.length}`);
    }
  }
  return Object.fromEntries(Object.entries(times).map(([name, all]) => [name, shown(all)]));
}

const shown = (times) => ({p50: percentile(times, 0.5), p99: percentile(times, 0.99)});

/** The same rows on PostgreSQL, moved there; nothing if none answers. */
async function measurePostgres(path) {
  if (!(await hasPostgres())) return undefined;
  const database = await movedTo(path);
  try {
    const client = await connectTo(database.url);
    const times = [];
    for (let look = 0; look < looks / 3 + 50; look++) {
      const begun = performance.now();
      const {rows} = await client.query({name: 'inbox', text: inboxQuery('$1', 'false'), values: ['ann']});
      for (const row of rows) JSON.parse(row.content);
      if (look >= 50) times.push(performance.now() - begun);
      if (rows.length !== 50) throw new Error(`PostgreSQL found ${rows.length}`);
    }
    await client.end();
    return shown(times);
  } finally {
    await database.drop();
  }
}

async function measureRest({serve, measure}, path) {
  const servers = {
    'bare Hono': await serve('./bare-hono-server.mjs', {database: path}),
    'reference server': await serve('./real-server.mjs', {database: path, secret}),
  };
  const headers = {authorization: `Bearer ${await tokenFor('ann')}`};
  const paths = Array.from(
    {length: conversations},
    (_, index) => `/v1/conversations/${placeOf(index)}/messages?limit=50`,
  );
  const results = Object.fromEntries(Object.keys(servers).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, server] of Object.entries(servers)) {
      const cpu = [];
      const heard = ({counting}) => counting !== undefined && cpu.push(server.cpuMs());
      const settings = {url: server.url, paths, headers, underWay: 16, warmUpSeconds: 3, seconds: 3};
      const result = await measure('./load/requests.mjs', settings, heard);
      const [before, after] = await Promise.all(cpu);
      results[name].push({...result, requestsPerCpuSecond: result.requests / ((after - before) / 1000)});
    }
  }
  return results;
}
