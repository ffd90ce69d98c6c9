// Looking for messages among a million: a common word, a rare one, one that is only begun; and what sends wait for meanwhile.
import {loadavg} from 'node:os';
import {join} from 'node:path';
import {createDomain, openStore, systemClock} from '@parlor/reference-server';
import {connect} from '../packages/reference-server/dist/store/sqlite/connection.js';
import {fillSearch} from '../packages/reference-server/dist/store/sqlite/search-filler.js';
import {allConversations, conversations, fillMillion, placeOf} from './fill-million.mjs';
import {withProcesses} from './processes.mjs';
import {percentile} from './stats.mjs';

const looks = 200;
const sends = 1_000;
const actor = {user: 'ann', device: 'bench', audience: 'parlor-bot', claims: {name: 'ann'}};
const queries = {
  'a word of every message': 'length',
  'a word that is only begun': 'leng',
  'a word of one message in each conversation': '567',
  'a word of none': 'nowhere',
  'two words': 'usual 777',
};

export function search() {
  return withProcesses(async (tools) => {
    const path = join(tools.folder, 'million.db');
    await fillMillion(path);
    const database = connect(path, 'writer');
    database.pragma('synchronous = OFF');
    fillSearch(database);
    database.pragma('wal_checkpoint(TRUNCATE)');
    database.close();
    const domain = await createDomain({store: await openStore(path), clock: systemClock});
    const find = (query) => domain.run(actor, 'messages.search', {query});
    const times = {};
    for (const [name, query] of Object.entries(queries)) {
      times[name] = [];
      for (let look = 0; look < looks; look++) {
        const begun = performance.now();
        await find(query);
        times[name].push(performance.now() - begun);
      }
    }
    // in turns, so that the machine's other work meets both
    const waits = {alone: [], beside: []};
    for (let round = 0; round < 10; round++) {
      for (const way of Object.keys(waits)) {
        let isOver = false;
        const searching = way === 'beside' ? searchUntil(() => isOver, find) : undefined;
        for (let at = 0; at < sends / 10; at++) {
          const id = `${way}-${round}-${at}`.padEnd(21, '-');
          const begun = performance.now();
          await domain.run(actor, 'message.send', {
            conversation: placeOf(at % conversations),
            id,
            content: {text: 'one more'},
          });
          waits[way].push(performance.now() - begun);
        }
        isOver = true;
        await searching;
      }
    }
    await domain.close();
    const all = Object.values(times).flat();
    const ms = (value) => `${value.toFixed(1)} ms`;
    return {
      title: `Search over 1,000,000 messages in ${allConversations} conversations, half of them of the one who asks (SQLite)`,
      rows: [
        ...Object.entries(times).map(([what, own]) => ({
          what,
          value: ms(percentile(own, 0.5)),
          more: `p95 ${ms(percentile(own, 0.95))}; load ${loadavg()[0].toFixed(1)}`,
        })),
        ...Object.entries(waits).map(([way, own]) => ({
          what: way === 'alone' ? 'a send' : 'a send while a word of every message is searched',
          value: ms(percentile(own, 0.5)),
          more: `p99 ${ms(percentile(own, 0.99))}`,
        })),
      ],
      targets: [
        {what: 'search, p95, ms', value: percentile(all, 0.95), atMost: 30},
        {
          what: 'sends, p99, while searching ÷ without',
          value: percentile(waits.beside, 0.99) / percentile(waits.alone, 0.99),
          atMost: 1.5,
        },
      ],
      figures: {times, waits},
    };
  });
}

/** One after the other, with a pause as a reader makes it. */
async function searchUntil(isOver, find) {
  while (!isOver()) {
    await find('length');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
