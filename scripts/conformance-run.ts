// What scripts/conformance.mjs runs: the kit's own command, with a server of ours where no --url is given.
import {randomBytes} from 'node:crypto';
import process from 'node:process';
import {createLog, createServer, newPushKeys, openStore} from '@parlor/reference-server';
import {type OwnServer, runCommand} from '@parlor/reference-server/conformance';

async function startServer(): Promise<OwnServer> {
  const secret = randomBytes(48).toString('base64url');
  const origin = 'https://app.example.com';
  const server = await createServer({
    auth: {keys: {secret}},
    origins: [origin],
    log: createLog('error'),
    // the kit receives webhooks there
    egressAllow: ['127.0.0.1'],
    notices: {keys: {subject: 'mailto:ops@example.com', ...newPushKeys()}, delayMs: 500},
    // everybody is new here
    rates: {newcomer: {perSecond: Number.POSITIVE_INFINITY, burst: 1}},
    store: await openStore(process.env['DATABASE'] ?? ':memory:'),
  });
  const {url} = await server.listen(0);
  return {url, secret, origin, close: () => server.close({windowMs: 0})};
}

process.exitCode = await runCommand(process.argv.slice(2), {
  environment: process.env,
  say: (text) => void process.stdout.write(text),
  complain: (text) => void process.stderr.write(text),
  startServer,
});
