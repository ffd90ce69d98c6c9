/** Where the server may send requests of its own: nowhere in the network it stands in, whatever a name says. */
import assert from 'node:assert/strict';
import {createServer, type RequestListener, type Server} from 'node:http';
import type {AddressInfo, Socket} from 'node:net';
import {after, describe, test} from 'node:test';
import {createGuard, EgressError, type GuardOptions, isAllowable, isPublic} from '../src/egress/guard.js';
import {createPoster} from '../src/egress/post.js';

const servers = new Set<Server>();
after(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

/** A server on this machine; answers its port. */
async function listen(answer: RequestListener): Promise<number> {
  const server = createServer(answer);
  servers.add(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

const posterOf = (options: GuardOptions) => createPoster(createGuard(options));
const sent = {body: '{}', headers: {}, timeoutMs: 5_000};

async function reasonOf(attempt: Promise<unknown>): Promise<string> {
  try {
    await attempt;
    return 'none';
  } catch (error) {
    assert.ok(error instanceof EgressError, String(error));
    return error.reason;
  }
}

describe('an address', () => {
  const refused = {
    'this machine': ['127.0.0.1', '127.255.255.254', '::1', '0.0.0.0', '::'],
    'private networks': ['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', 'fc00::1', 'fd12:3456::1'],
    'the link, where clouds keep their metadata': ['169.254.169.254', 'fe80::1', 'fe80::1%eth0'],
    'networks of providers': ['100.64.0.1', '100.127.255.255'],
    'many at once': ['224.0.0.1', '239.255.255.255', 'ff02::1', '255.255.255.255'],
    'IPv4 in other clothes': [
      '::ffff:127.0.0.1',
      '::ffff:10.0.0.1',
      '::ffff:a9fe:a9fe',
      '64:ff9b::7f00:1',
      '2002:7f00:1::',
      '::127.0.0.1',
      '::7f00:1',
      '::a9fe:a9fe',
      '64:ff9b:1::7f00:1',
    ],
    'what nobody has given out': ['1::1', '4000::1', 'fec0::1'],
    'what is for examples and tests': [
      '192.0.2.1',
      '198.51.100.1',
      '203.0.113.1',
      '198.18.0.1',
      '2001:db8::1',
      '240.0.0.1',
    ],
    'what is none': ['', 'localhost', '1.2.3', '999.1.1.1', '::g'],
  };
  for (const [kind, addresses] of Object.entries(refused)) {
    test(`is not public: ${kind}`, () => {
      for (const address of addresses) assert.equal(isPublic(address), false, address);
    });
  }

  test('is public where anybody can be', () => {
    for (const address of [
      '1.1.1.1',
      '93.184.216.34',
      '172.32.0.1',
      '100.128.0.1',
      '2606:4700::1111',
      '::ffff:1.1.1.1',
    ])
      assert.equal(isPublic(address), true, address);
  });
});

describe('what may be written down as an address', () => {
  const {mistakeIn} = createGuard({allow: ['hooks.internal', '127.0.0.1:8080', '[::1]:8080']});

  test('is https without user, password or fragment, and no address of a private network', () => {
    assert.equal(mistakeIn('https://shop.example/hook?a=b'), undefined);
    for (const url of [
      ...[
        'shop.example',
        'ftp://shop.example',
        'http://shop.example',
        'https://a:b@shop.example',
        'https://shop.example#x',
      ],
      ...['https://127.0.0.1/', 'https://2130706433/', 'https://0x7f.1/', 'https://[::1]/', 'https://[::ffff:7f00:1]/'],
      ...['https://[::127.0.0.1]/', 'https://[::169.254.169.254]/latest'],
      ...['https://10.1.2.3/', 'https://169.254.169.254/latest', 'http://127.0.0.1:80/'],
    ])
      assert.ok(mistakeIn(url), url);
  });

  test('is anything of the hosts that are allowed, and of those with a port that port only', () => {
    for (const url of [
      'http://hooks.internal/',
      'https://hooks.internal:444/x',
      'http://127.0.0.1:8080/',
      'http://[::1]:8080/',
    ])
      assert.equal(mistakeIn(url), undefined, url);
    assert.ok(mistakeIn('http://127.0.0.1:8081/'));
  });

  test('is allowed however it is written, and what could never be is said at once', () => {
    const guard = createGuard({allow: ['Hooks.Internal', '[0:0::1]:080', '0x7f.1:8080', '[fd00::1]']});
    for (const url of ['http://hooks.internal:1/', 'http://[::1]/', 'http://127.0.0.1:8080/', 'https://[fd00::1]:9/'])
      assert.equal(guard.mistakeIn(url), undefined, url);
    assert.ok(guard.mistakeIn('http://[::1]:81/'));
    for (const text of ['https://hooks.internal', 'hooks.internal/x', ''])
      assert.throws(() => createGuard({allow: [text]}), TypeError);
  });

  test('can be allowed by name or address, with a port or without, and not as anything else', () => {
    for (const text of ['localhost', '127.0.0.1', '[::1]:80', 'a-b.example:65535']) assert.ok(isAllowable(text), text);
    for (const text of ['', '*', 'https://a', 'a/b', 'a:b', '::1', 'a:70000', 'a b'])
      assert.ok(!isAllowable(text), text);
  });
});

describe('a request', () => {
  test('does not go to this machine unless it is allowed to', async () => {
    let came = 0;
    const port = await listen((_, response) => {
      came++;
      response.end();
    });
    assert.equal(await reasonOf(posterOf({}).post(`http://127.0.0.1:${port}/`, sent)), 'refused');
    assert.equal(await reasonOf(posterOf({}).post(`https://127.0.0.1:${port}/`, sent)), 'refused');
    assert.equal(came, 0);
    const {status} = await posterOf({allow: [`127.0.0.1:${port}`]}).post(`http://127.0.0.1:${port}/`, sent);
    assert.deepEqual([status, came], [200, 1]);
  });

  test('does not go to a name that means a private address, nor to one that means that among others', async () => {
    for (const addresses of [['127.0.0.1'], ['10.0.0.1'], ['1.1.1.1', '192.168.0.1'], ['::ffff:10.0.0.1']]) {
      const resolve = async () => addresses.map((address) => ({address, family: address.includes(':') ? 6 : 4}));
      assert.equal(
        await reasonOf(posterOf({resolve}).post('https://shop.example/', sent)),
        'refused',
        addresses.join(),
      );
    }
    // the system's own look-up
    assert.equal(await reasonOf(posterOf({}).post('https://localhost/', sent)), 'refused');
  });

  test('looks a name up once, and goes to the address that was looked at', async () => {
    const port = await listen((request, response) => response.end(request.headers.host));
    let lookups = 0;
    const resolve = async () => [{address: lookups++ === 0 ? '127.0.0.1' : '10.255.255.1', family: 4}];
    const poster = posterOf({allow: [`shop.example:${port}`], resolve});
    const answer = await poster.post(`http://shop.example:${port}/`, {...sent, answerBytes: 100});
    assert.deepEqual([answer.body, lookups], [`shop.example:${port}`, 1]);
  });

  test('a host that is allowed at one port is not at another one', async () => {
    const resolve = async () => [{address: '127.0.0.1', family: 4}];
    const poster = posterOf({allow: ['hooks.internal:8080'], resolve});
    assert.equal(await reasonOf(poster.post('https://hooks.internal/', sent)), 'refused');
  });

  test('follows no redirect', async () => {
    let came = 0;
    const port = await listen((_, response) => {
      came++;
      response.writeHead(307, {location: `http://127.0.0.1:${port}/elsewhere`}).end();
    });
    const {status} = await posterOf({allow: ['127.0.0.1']}).post(`http://127.0.0.1:${port}/`, sent);
    assert.deepEqual([status, came], [307, 1]);
  });

  test('has its whole answer within its time, however slowly it comes', async () => {
    const slow = await listen((_, response) => {
      response.write('x');
      const more = setInterval(() => response.write('x'), 10);
      response.once('close', () => clearInterval(more));
    });
    const silent = await listen(() => undefined);
    for (const port of [slow, silent]) {
      const attempt = posterOf({allow: ['127.0.0.1']}).post(`http://127.0.0.1:${port}/`, {...sent, timeoutMs: 60});
      assert.equal(await reasonOf(attempt), 'timeout');
    }
  });

  test('reads no more of an answer than was asked for', async () => {
    const port = await listen((_, response) => {
      response.end('x'.repeat(200_000));
    });
    const poster = posterOf({allow: ['127.0.0.1']});
    const ignored = await poster.post(`http://127.0.0.1:${port}/`, sent);
    assert.deepEqual([ignored.status, ignored.body], [200, '']);
    assert.equal(await reasonOf(poster.post(`http://127.0.0.1:${port}/`, {...sent, answerBytes: 1_000})), 'network');
  });

  test('goes again over a line of its own where one that was kept had been closed', async () => {
    const came: number[] = [];
    const port = await listen((request, response) => {
      const {socket} = request as {socket: Socket & {requests?: number}};
      socket.requests = (socket.requests ?? 0) + 1;
      came.push(socket.requests);
      if (socket.requests === 1) response.end();
      else socket.resetAndDestroy();
    });
    const poster = posterOf({allow: ['127.0.0.1']});
    for (let times = 0; times < 3; times++) {
      assert.equal((await poster.post(`http://127.0.0.1:${port}/`, sent)).status, 200);
      // the line is given back
      await new Promise((resolve) => setImmediate(resolve));
    }
    assert.deepEqual(came, [1, 2, 1, 2, 1]);
    const never = await listen(({socket}) => void socket.resetAndDestroy());
    assert.equal(await reasonOf(poster.post(`http://127.0.0.1:${never}/`, sent)), 'network');
  });

  test('to where nobody listens, or to who speaks no TLS, says which it was', async () => {
    const poster = posterOf({allow: ['127.0.0.1']});
    const port = await listen((_, response) => response.end());
    assert.equal(await reasonOf(poster.post(`https://127.0.0.1:${port}/`, sent)), 'tls');
    assert.equal(await reasonOf(poster.post('http://127.0.0.1:9/', sent)), 'network');
  });
});
