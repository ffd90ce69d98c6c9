/** Where the metrics are read: a door of its own, which no proxy before the server's shows to the world. */
import {once} from 'node:events';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import type {Metrics} from './metrics.js';

export type MetricsDoor = {readonly url: string; close(): Promise<void>};

/** Port 0 takes any free one. @throws {Error} with a sentence, the system's code in it */
export async function openMetricsDoor(
  metrics: Metrics,
  {host, port}: {host: string; port: number},
): Promise<MetricsDoor> {
  const server = createServer({requestTimeout: 10_000}, (request, response) => {
    if (request.url?.split('?', 1)[0] !== '/metrics') return void response.writeHead(404).end();
    if (request.method !== 'GET') return void response.writeHead(405, {allow: 'GET'}).end();
    metrics.text().then(
      (text) => response.writeHead(200, {'content-type': metrics.contentType}).end(text),
      () => response.writeHead(500).end(),
    );
  });
  server.listen(port, host);
  await once(server, 'listening').catch((error: Error) => {
    throw new Error(`The metrics cannot be read at ${host}:${port}: ${error.message}`, {cause: error});
  });
  const bound = (server.address() as AddressInfo).port;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}/metrics`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
