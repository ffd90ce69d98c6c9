// Our own store with another durability than it is published with: only to measure what the promise costs. Nobody can choose this.
import {openStore} from '@parlor/reference-server';
import {connect} from '../packages/reference-server/dist/store/sqlite/connection.js';
import {sqliteStore} from '../packages/reference-server/dist/store/sqlite/store.js';

export async function openRelaxedStore(database, synchronous) {
  await (await openStore(database)).close();
  const writer = connect(database, 'writer');
  writer.pragma(`synchronous = ${synchronous}`);
  return sqliteStore(writer, connect(database, 'reader'));
}
