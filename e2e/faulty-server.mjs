// The published server, but SIGUSR2 makes the next commit the last thing it does.
import {createLog, createServer, openStore} from '@parlor/reference-server';
import {seed} from '../examples/demo/seed.js';

const [database, port, demo] = process.argv.slice(2);
let isDoomed = false;
process.on('SIGUSR2', () => {
  isDoomed = true;
});

const store = await openStore(database);
const server = await createServer({
  store,
  auth: {},
  log: createLog('warn'),
  dev: true,
  demo,
  seed: (domain) => seed(domain, store),
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
