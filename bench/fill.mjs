// Fills a database for a measurement, with the import: it is the quickest way that keeps every rule.

import {openStore} from '@parlor/reference-server';
import {createImporter, makePlan, planLine} from '@parlor/reference-server/import';

const begun = Date.UTC(2024, 0, 1);

/** `channels`: {name: number of messages}. Everybody in `join` is a member with `unread` messages unread at the end. */
export async function fill(database, {channels, join, unread = 0}) {
  const plan = makePlan();
  const all = () => linesOf(channels);
  for (const line of all()) planLine(plan, line);
  const store = await openStore(database);
  const importer = createImporter({
    store,
    plan,
    join: join.map((user) => ({user, name: user})),
    unread: () => unread,
    prefix: 'bench:',
    members: 20,
  });
  let batch = [];
  for (const line of all()) {
    if (batch.push(line) < 2_000) continue;
    await importer.write(batch);
    batch = [];
  }
  if (batch.length > 0) await importer.write(batch);
  await importer.finish();
  await store.close();
}

function* linesOf(channels) {
  for (const [channel, count] of Object.entries(channels)) {
    for (let index = 0; index < count; index++) {
      yield {
        id: String(index),
        channel,
        author: `author ${index % 12}`,
        at: begun + index * 60_000,
        text: `Message ${index + 1} of ${channel}: ${'words of a usual length '.repeat((index % 4) + 1)}`.trim(),
      };
    }
  }
}
