// The published server with a fault that can be asked for: faulty-server.mjs KIND DATABASE PORT [DEMO]
//   faulty    SIGUSR2 makes the next commit the last thing it does
//   relaxed   it answers before what was written is synced to the disk
import {createLog, createServer, openStore} from '@parlor/reference-server';
import {seed} from '../../examples/demo/seed.js';
import {connect, migrate} from '../../packages/reference-server/dist/store/sqlite/connection.js';
import {sqliteStore} from '../../packages/reference-server/dist/store/sqlite/store.js';

const [kind, database, port, demo] = process.argv.slice(2);
let isDoomed = false;
process.on('SIGUSR2', () => {
  isDoomed = true;
});

const store = kind === 'relaxed' ? relaxedStore(database) : await openStore(database);
const server = await createServer({
  store,
  auth: {keys: {secret: process.env.PARLOR_JWT_SECRET}},
  log: createLog('error'),
  dev: true,
  demo,
  ...(demo && {seed: (domain) => seed(domain, store)}),
  domainOptions: {
    faults: {
      afterCommit() {
        if (isDoomed) process.kill(process.pid, 'SIGKILL');
      },
    },
  },
});
const {url} = await server.listen(Number(port), '127.0.0.1');
process.on('SIGTERM', () => void server.close({windowMs: 0}).then(() => process.exit(0)));
console.log(`listening on ${url}`);

function relaxedStore(path) {
  const writer = connect(path, 'writer');
  writer.pragma('synchronous = NORMAL');
  migrate(writer, path, Date.now());
  return sqliteStore(writer, connect(path, 'reader'));
}
