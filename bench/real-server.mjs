// The reference server as it is published, rate limits off.
import {createLog, createServer, openStore} from '@parlor/reference-server';
import {say, settings} from './processes.mjs';

const {database, secret, dev, demo} = settings();
const unlimited = {perSecond: Number.POSITIVE_INFINITY, burst: Number.POSITIVE_INFINITY};
const costs = ['read', 'page', 'send', 'write', 'register', 'create', 'presence'];

const server = await createServer({
  store: await openStore(database),
  auth: {keys: {secret}},
  log: createLog('error'),
  rates: Object.fromEntries(costs.map((cost) => [cost, unlimited])),
  hellos: unlimited,
  dev,
  demo,
});
const {url} = await server.listen(0);
process.on('SIGTERM', () => void server.close({windowMs: 0}).then(() => process.exit(0)));
say({url});
