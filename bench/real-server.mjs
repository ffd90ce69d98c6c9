// The reference server as it is published, rate limits off.
import {createLog, createServer, openStore} from '@parlor/reference-server';
import {say, settings} from './processes.mjs';
import {openRelaxedStore} from './relaxed-store.mjs';

const {database, secret, dev, demo, synchronous, connections} = settings();
const unlimited = {perSecond: Number.POSITIVE_INFINITY, burst: Number.POSITIVE_INFINITY};
const costs = ['read', 'page', 'send', 'write', 'register', 'create', 'presence', 'newcomer', 'backlog', 'grow'];

const server = await createServer({
  ownProcess: true,
  store: synchronous ? await openRelaxedStore(database, synchronous) : await openStore(database, {connections}),
  auth: {keys: {secret}},
  log: createLog('error'),
  rates: Object.fromEntries(costs.map((cost) => [cost, unlimited])),
  hellos: unlimited,
  handshakesPerAddress: Number.POSITIVE_INFINITY,
  handshakeMs: 120_000,
  dev,
  demo,
});
const {url} = await server.listen(0);
process.on('SIGTERM', () => void server.close({windowMs: 0}).then(() => process.exit(0)));
say({url});
