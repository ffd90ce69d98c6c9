/** Pages and pictures that people name: what a stranger's server can do to this one, and where it can lead it. */
import assert from 'node:assert/strict';
import {createServer, type RequestListener, type Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import {after, describe, test} from 'node:test';
import {gzipSync} from 'node:zlib';
import {createGetter, OtherAnswer} from '../src/egress/get.js';
import {createGuard, EgressError, type GuardOptions} from '../src/egress/guard.js';

const servers = new Set<Server>();
after(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

async function listen(answer: RequestListener): Promise<number> {
  const server = createServer(answer);
  servers.add(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

const page: RequestListener = (_, response) => void response.setHeader('content-type', 'text/html').end('<title>x');
const to =
  (location: string, status = 302): RequestListener =>
  (_, response) =>
    void response.writeHead(status, {location}).end();
const wanted = {headers: {}, timeoutMs: 5_000, bytes: 1_000, type: /^text\/html/};
const get = (url: string, options: GuardOptions = {}, more = {}) =>
  createGetter(createGuard({pages: true, ...options}))(url, {...wanted, ...more});

/** Why it was not got: the reason of the guard, or the answer's sentence. */
async function why(attempt: Promise<unknown>): Promise<string> {
  try {
    await attempt;
    return 'got';
  } catch (error) {
    if (error instanceof EgressError) return error.reason;
    assert.ok(error instanceof OtherAnswer, String(error));
    return error.message;
  }
}

describe('a page', () => {
  test('is asked for at public addresses, by http too, and only at the ports of the web', () => {
    const {mistakeIn} = createGuard({pages: true});
    for (const url of ['http://news.example/', 'https://news.example/', 'http://news.example:443/'])
      assert.equal(mistakeIn(url), undefined, url);
    for (const url of [
      ...['http://news.example:22/', 'https://news.example:8080/', 'ftp://news.example/', 'file:///etc/passwd'],
      ...['http://127.0.0.1/', 'http://0x7f.1/', 'http://2130706433/', 'http://[::1]/', 'http://[::ffff:10.0.0.1]/'],
      ...['http://169.254.169.254/latest', 'http://10.0.0.1/', 'http://a:b@news.example/', 'gopher://news.example/'],
    ])
      assert.ok(mistakeIn(url), url);
  });

  test('of a name that leads into a private network is not asked for: not the first, not a later one of its addresses', async () => {
    let asked = 0;
    const port = await listen((...both) => {
      asked += 1;
      page(...both);
    });
    assert.ok(port > 0);
    for (const found of [
      [{address: '127.0.0.1', family: 4}],
      [
        {address: '93.184.216.34', family: 4},
        {address: '10.0.0.1', family: 4},
      ],
      [{address: 'fd00::1', family: 6}],
    ])
      assert.equal(await why(get('http://news.example/', {resolve: async () => found})), 'refused');
    assert.equal(asked, 0);
  });

  test('is looked up once for each hop, and the line goes to the address that was looked at (DNS rebinding)', async () => {
    const port = await listen(page);
    let lookups = 0;
    const resolve = async () => {
      lookups += 1;
      return [{address: lookups === 1 ? '127.0.0.1' : '10.9.9.9', family: 4}];
    };
    // the name is allowed here, so that this machine may stand for the world
    const allow = [`news.example:${port}`];
    assert.equal((await get(`http://news.example:${port}/`, {allow, resolve})).body.toString(), '<title>x');
    assert.equal(lookups, 1);
  });

  test('is followed to where it moved, and the answer says where it was', async () => {
    const last = await listen(page);
    const first = await listen(to(`http://127.0.0.1:${last}/there#part`, 301));
    const got = await get(`http://127.0.0.1:${first}/#top`, {allow: ['127.0.0.1']});
    assert.equal(got.url, `http://127.0.0.1:${last}/there`);
  });

  test('leads nowhere it could not have been asked for at first, on no hop', async () => {
    let asked = 0;
    const inside = await listen((...both) => {
      asked += 1;
      page(...both);
    });
    const resolve = async (host: string) => [
      {address: host === 'inside.example' ? '127.0.0.1' : '93.184.216.34', family: 4},
    ];
    for (const location of [
      ...[
        `http://127.0.0.1:${inside}/`,
        'http://169.254.169.254/latest/meta-data',
        'http://[::1]/',
        'https://10.0.0.1/',
      ],
      ...[
        'file:///etc/passwd',
        'ftp://news.example/',
        'http://user:pass@news.example/',
        'http://inside.example/',
        'http://',
      ],
    ]) {
      const middle = await listen(to(location));
      const first = await listen(to(`http://127.0.0.1:${middle}/`));
      const allow = [`127.0.0.1:${first}`, `127.0.0.1:${middle}`];
      assert.equal(await why(get(`http://127.0.0.1:${first}/`, {allow, resolve})), 'refused', location);
    }
    assert.equal(asked, 0);
  });

  test('that leads round in a circle is left after three hops', async () => {
    let asked = 0;
    const port: number = await listen((request, response) => {
      asked += 1;
      to(`/${asked}`)(request, response);
    });
    assert.match(await why(get(`http://127.0.0.1:${port}/`, {allow: ['127.0.0.1']})), /more than 3 redirects/);
    assert.equal(asked, 4);
  });

  test('without an end is read as far as it was wanted, and a picture without an end not at all', async () => {
    let isClosed: Promise<void> | undefined;
    const port = await listen((_, response) => {
      isClosed = new Promise((resolve) => response.once('close', resolve));
      response.setHeader('content-type', 'text/html');
      const more = (): void => {
        while (!response.destroyed && response.write('x'.repeat(999)));
        if (!response.destroyed) response.once('drain', more);
      };
      more();
    });
    const url = `http://127.0.0.1:${port}/`;
    const allow = ['127.0.0.1'];
    assert.equal((await get(url, {allow})).body.length, 1_000);
    await isClosed;
    assert.match(await why(get(url, {allow}, {isWhole: true})), /more than 1000 bytes/);
    await isClosed;
  });

  test('that is packed small and is huge is read as far as it was wanted', async () => {
    const bomb = gzipSync(Buffer.alloc(20_000_000, 'x'));
    const port = await listen(
      (_, response) =>
        void response.writeHead(200, {'content-type': 'text/html', 'content-encoding': 'gzip'}).end(bomb),
    );
    const url = `http://127.0.0.1:${port}/`;
    assert.equal((await get(url, {allow: ['127.0.0.1']})).body.length, 1_000);
    assert.match(await why(get(url, {allow: ['127.0.0.1']}, {isWhole: true})), /more than 1000 bytes/);
  });

  test('that comes a byte at a time, or never begins, is given up when the time is over, redirects counted in', async () => {
    const port = await listen((request, response) => {
      if (request.url === '/late') return;
      if (request.url === '/moved') return to('/late')(request, response);
      response.setHeader('content-type', 'text/html');
      const timer = setInterval(() => response.write('x'), 5);
      response.once('close', () => clearInterval(timer));
    });
    for (const path of ['slow', 'late', 'moved'])
      assert.equal(
        await why(get(`http://127.0.0.1:${port}/${path}`, {allow: ['127.0.0.1']}, {timeoutMs: 60})),
        'timeout',
        path,
      );
  });

  test('that is none is not read: another type, another status, packed otherwise, broken', async () => {
    const port = await listen((request, response) => {
      if (request.url === '/type') response.writeHead(200, {'content-type': 'application/pdf'}).end('x');
      else if (request.url === '/none') response.writeHead(200).end('x');
      else if (request.url === '/gone') response.writeHead(404, {'content-type': 'text/html'}).end('x');
      else if (request.url === '/zstd')
        response.writeHead(200, {'content-type': 'text/html', 'content-encoding': 'zstd'}).end('x');
      else if (request.url === '/broken')
        response.writeHead(200, {'content-type': 'text/html', 'content-encoding': 'gzip'}).end('no gzip');
      else request.socket.destroy();
    });
    const of = (path: string) => why(get(`http://127.0.0.1:${port}/${path}`, {allow: ['127.0.0.1']}));
    assert.equal(await of('type'), 'it is something else');
    assert.equal(await of('none'), 'it is something else');
    assert.equal(await of('gone'), 'it answered 404');
    assert.equal(await of('zstd'), 'it is packed in a way that is not known');
    assert.equal(await of('broken'), 'network');
    assert.equal(await of('cut'), 'network');
  });
});
