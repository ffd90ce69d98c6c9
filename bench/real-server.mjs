// The reference server as it is published, rate limits off.
import {createLog, createServer, openStore} from '@parlor/reference-server';
import {openRedis} from '../packages/reference-server/dist/fanout/redis/peers.js';
import {say, settings} from './processes.mjs';
import {openRelaxedStore} from './relaxed-store.mjs';

const {database, redis, secret, dev, demo, synchronous, connections} = settings();
const unlimited = {perSecond: Number.POSITIVE_INFINITY, burst: Number.POSITIVE_INFINITY};
const costs = [
  'read',
  'page',
  'send',
  'write',
  'register',
  'create',
  'presence',
  'newcomer',
  'backlog',
  'grow',
  'address',
];

const store = synchronous ? await openRelaxedStore(database, synchronous) : await openStore(database, {connections});
const server = await createServer({
  ownProcess: true,
  store,
  peers: redis ? (await openRedis(redis)).peersOf(store.epoch) : undefined,
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
