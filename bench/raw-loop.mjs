// The driver alone: as many rows as it stores in the time, `batch` of them per commit.
import {nanoid} from 'nanoid';
import {say, settings} from './processes.mjs';
import {openRows, placeOf} from './rows.mjs';

const {database, batch, seconds, text, conversations} = settings();
const rows = openRows(database);
const message = (index) => ({
  conversation: placeOf(index % conversations),
  id: nanoid(),
  sender: 'ann',
  content: {text},
});
const until = performance.now() + seconds * 1000;
let stored = 0;
while (performance.now() < until) {
  rows.storeAll(Array.from({length: batch}, (_, index) => message(stored + index)));
  stored += batch;
}
rows.close();
say({perSecond: stored / seconds});
process.exit(0);
