// What a person does all day, on a database of a million messages and on one of a tenth: none of it may grow with the messages.
import {loadavg} from 'node:os';
import {join} from 'node:path';
import {createDomain, openStore, systemClock} from '@parlor/reference-server';
import {connect} from '../packages/reference-server/dist/store/sqlite/connection.js';
import {fillSearch} from '../packages/reference-server/dist/store/sqlite/search-filler.js';
import {allConversations, conversations, fillMillion, placeOf} from './fill-million.mjs';
import {withProcesses} from './processes.mjs';
import {percentile} from './stats.mjs';

const looks = 1_000;
const warmUp = 100;
const actor = {user: 'ann', device: 'bench', audience: 'parlor-bot', claims: {name: 'ann'}};
/** Messages of a conversation in each of the databases. */
const sizes = {'100,000': 100, '1,000,000': 1_000};
const words = ['length', 'leng', '99', 'nowhere', 'usual 77'];

/** What is done, and how long it may take on the large database (p95, ms). `at` counts up. */
const deeds = {
  'inbox, top 50 of 500': {atMost: 5, run: (domain) => domain.run(actor, 'inbox.page', {limit: 50})},
  'newest page of 50': {
    atMost: 2,
    run: (domain, at) =>
      domain.run(actor, 'history.page', {conversation: placeOf((at * 37) % conversations), limit: 50}),
  },
  search: {atMost: 30, run: (domain, at) => domain.run(actor, 'messages.search', {query: words[at % words.length]})},
  'mark read': {
    atMost: 5,
    // one further each time round
    run: (domain, at, each) =>
      domain.run(actor, 'own.set', {
        conversation: placeOf(at % conversations),
        read: each - 8 + Math.floor(at / conversations),
      }),
  },
};

export function growth() {
  return withProcesses(async ({folder}) => {
    const domains = {};
    for (const [size, each] of Object.entries(sizes)) {
      const path = join(folder, `${each}.db`);
      await fillMillion(path, each);
      const database = connect(path, 'writer');
      database.pragma('synchronous = OFF');
      fillSearch(database);
      database.pragma('wal_checkpoint(TRUNCATE)');
      database.close();
      domains[size] = await createDomain({store: await openStore(path), clock: systemClock});
    }
    const times = Object.fromEntries(Object.keys(deeds).map((deed) => [deed, {}]));
    for (const [deed, {run}] of Object.entries(deeds)) {
      for (const size of Object.keys(sizes)) times[deed][size] = [];
      // in turns, so that whatever the machine does meanwhile meets both
      for (let at = 0; at < looks + warmUp; at++) {
        for (const [size, each] of Object.entries(sizes)) {
          // behind a turn of the event loop, as between requests
          await new Promise((resolve) => void setImmediate(resolve));
          const begun = performance.now();
          await run(domains[size], at, each);
          if (at >= warmUp) times[deed][size].push(performance.now() - begun);
        }
      }
    }
    for (const domain of Object.values(domains)) await domain.close();
    const [small, large] = Object.keys(sizes);
    const of = (deed, size, part) => percentile(times[deed][size], part);
    return {
      title: `What grows with the messages: ${small} and ${large} of them in ${allConversations} conversations, half of them of the one who asks (SQLite, synchronous=FULL)`,
      rows: Object.keys(deeds).map((what) => ({
        what,
        value: `${of(what, large, 0.5).toFixed(2)} ms`,
        more: `p95 ${of(what, large, 0.95).toFixed(2)} ms; with ${small} ${of(what, small, 0.5).toFixed(2)} ms, p95 ${of(what, small, 0.95).toFixed(2)} ms; load ${loadavg()[0].toFixed(1)}`,
      })),
      targets: Object.entries(deeds).flatMap(([what, {atMost}]) => [
        {what: `${what}, p95, ms`, value: of(what, large, 0.95), atMost},
        {what: `${what}, p50, ${large} ÷ ${small}`, value: of(what, large, 0.5) / of(what, small, 0.5), atMost: 1.3},
      ]),
      figures: times,
    };
  });
}
