/** Connecting: the handshake, the hello, origins, heartbeats; and the versions both sides speak. */
import {countedLimits, defaultLimits, features as knownFeatures} from '@parlor/sdk/protocol';
import {must} from '../case.js';
import {assertDense} from '../changes.js';
import {Connection} from '../connection.js';
import {equal, fail, holds, includes, show, tellsNothing} from '../expect.js';
import type {Connecting} from '../person.js';
import {nowSeconds} from '../token.js';

const browser = {aud: 'parlor'};

export const hello = [
  must(
    'PWP-HELLO-001.a',
    'The first frame of a connection is hello, with the first page of the resume.',
    {on: 'socket'},
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      await ben.send(conversation, 'hi');
      const connection = await ann.connect();
      equal(connection.frames[0]?.type, 'hello', 'the first frame');
      const {sync} = connection.hello;
      equal(
        sync.rows.map((row) => [row.conversation.id, row.unread]),
        [[conversation, 1]],
        'the rows',
      );
    },
  ),
  must(
    'PWP-HELLO-001.b',
    'A quiet reconnect with the cursor brings no rows and no reset.',
    {on: 'socket'},
    async (t) => {
      const {ann} = await t.pair();
      const {
        hello: {
          sync: {cursor},
          epoch,
        },
      } = await ann.connect();
      const {sync} = (await ann.connect({cursor, epoch})).hello;
      equal([sync.rows, sync.reset], [[], undefined], 'rows and reset');
    },
  ),
  must(
    'PWP-HELLO-001.c',
    'A reconnect with a cursor brings the rows that changed meanwhile, and only those.',
    {on: 'socket'},
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      await t.group([ann, ben]);
      const first = await ann.connect();
      first.close();
      await ben.send(conversation, 'meanwhile');
      const {sync} = (await ann.connect({cursor: first.hello.sync.cursor, epoch: first.hello.epoch})).hello;
      equal(
        sync.rows.map((row) => row.conversation.id),
        [conversation],
        'the rows',
      );
    },
  ),
  must(
    'PWP-HELLO-002.a',
    'A token in the address is refused, over both transports, and not taken for the real one.',
    async (t) => {
      const ann = t.person();
      const token = ann.token();
      if (t.transport === 'socket') {
        for (const name of ['token', 'access_token']) {
          const refusal = await ann.refusedToConnect({query: {[name]: token}, auth: {token: undefined}});
          includes(['BAD_REQUEST', 'UNAUTHENTICATED', 'SCHEMA'], refusal.code, 'the codes that fit');
        }
      } else {
        for (const path of [`/v1/me/totals?token=${token}`, `/v1/me/totals?access_token=${token}`]) {
          const {status} = await ann.rest('GET', path, {token: undefined});
          holds(status === 401 || status === 400, `${path.split('=')[0]} was answered with ${status}`);
        }
      }
    },
  ),
  must(
    'PWP-HELLO-002.b',
    'A handshake whose fields have wrong shapes is refused with SCHEMA.',
    {on: 'socket'},
    async (t) => {
      const ann = t.person();
      for (const auth of [
        {device: 7},
        {device: undefined},
        {proto: undefined},
        {proto: '1'},
        {proto: []},
        {proto: ['1']},
        {cursor: 7},
        {cursor: 'x'.repeat(129)},
        {epoch: 7},
        {features: 'sync'},
        {token: 7},
      ] as Record<string, unknown>[]) {
        equal((await ann.refusedToConnect({auth})).code, 'SCHEMA', `the refusal of ${show(auth)}`);
      }
    },
  ),
  must('PWP-HELLO-002.c', 'Long polling of socket.io works like a WebSocket.', {on: 'socket'}, async (t) => {
    const {ann, ben, conversation} = await t.pair();
    const connection = await ben.connect({transports: ['polling']});
    const {seq} = await ann.send(conversation, 'x');
    await connection.reaches(conversation, seq);
    equal((await connection.call('totals')).unread, 1, 'unread');
  }),
  must(
    'PWP-HELLO-003',
    'What is committed while a device connects reaches it: in the rows of its hello or as a frame, never not at all.',
    {on: 'socket'},
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const joins: Promise<Connection>[] = [];
      let seq = 0;
      for (let at = 0; at < 12; at++) {
        const sending = ann.send(conversation, `${at}`);
        joins.push(ben.connect({device: `b${at}`}));
        ({seq} = await sending);
      }
      for (const connection of await Promise.all(joins)) {
        const row = connection.hello.sync.rows.find(({conversation: {id}}) => id === conversation);
        if (row === undefined) fail('the hello has no row of the conversation');
        if (row.seq < seq) {
          await connection.reaches(conversation, seq);
          assertDense(connection, conversation, row.seq + 1, seq);
        }
      }
    },
  ),
  must(
    'PWP-HELLO-004.a',
    'A refused handshake ends with a connect error whose data is a failure: UNAUTHENTICATED, TOKEN_EXPIRED, TOKEN_INVALID.',
    {on: 'socket'},
    async (t) => {
      const ann = t.person();
      const now = nowSeconds();
      const cases: [Connecting, string][] = [
        [{auth: {token: undefined}}, 'UNAUTHENTICATED'],
        [{auth: {token: ''}}, 'UNAUTHENTICATED'],
        [{auth: {token: 'no.token.here'}}, 'TOKEN_INVALID'],
        [{claims: {iat: now - 700, exp: now - 60}}, 'TOKEN_EXPIRED'],
      ];
      for (const [connecting, code] of cases)
        equal((await ann.refusedToConnect(connecting)).code, code, `the refusal of ${show(connecting)}`);
    },
  ),
  must('PWP-HELLO-004.b', 'A refused handshake is told nothing else.', {on: 'socket'}, async (t) => {
    const {ann} = await t.pair();
    const connection = new Connection(t.target.url, {
      auth: {token: ann.token({aud: 'nobody'}), device: 'd', proto: [1]},
      timeoutMs: t.target.timeoutMs,
    });
    const refusal = await connection.open();
    equal(refusal?.code, 'TOKEN_INVALID', 'the refusal');
    await t.sleep(100);
    equal([...connection.frames, ...connection.ephemeral], [], 'what was told');
  }),
  must('PWP-HELLO-005.a', 'A browser’s token without an Origin header is refused with ORIGIN_REFUSED.', async (t) => {
    const ann = t.person('ann', {claims: browser});
    if (t.transport === 'rest') await ann.refused('totals', {}, 'ORIGIN_REFUSED');
    else equal((await ann.refusedToConnect()).code, 'ORIGIN_REFUSED', 'the refusal');
  }),
  must(
    'PWP-HELLO-005.b',
    'An origin that is not on the list is refused with ORIGIN_REFUSED, whatever the token’s audience.',
    async (t) => {
      const listed = t.target.origin ?? 'https://app.example.com';
      for (const origin of [
        'https://evil.example',
        `${listed}.evil.example`,
        `${listed}:8443`,
        'null',
        listed.replace('https://', 'https://x.').replace('http://', 'http://x.'),
      ]) {
        for (const aud of ['parlor', 'parlor-bot']) {
          const ann = t.person('ann', {claims: {aud}});
          if (t.transport === 'rest') {
            const {status, body} = await ann.rest('GET', '/v1/me/totals', {headers: {origin}});
            equal(
              [status, (body as {code?: string} | undefined)?.code],
              [403, 'ORIGIN_REFUSED'],
              `the answer to origin ${origin}`,
            );
          } else {
            // it may be refused below the protocol, before there is a handshake (PWP-HELLO-004)
            const answer = await ann.tryConnect({headers: {origin}}).catch(() => ({code: 'ORIGIN_REFUSED'}));
            if (answer instanceof Connection) fail(`origin ${origin} was let in`);
            equal(answer.code, 'ORIGIN_REFUSED', `the refusal of origin ${origin}`);
          }
        }
      }
    },
  ),
  must('PWP-HELLO-005.c', 'A browser’s token from a listed origin is let in.', {needsOrigin: true}, async (t) => {
    const ann = t.person('ann', {claims: browser});
    const headers = {origin: t.origin};
    if (t.transport === 'rest') equal((await ann.rest('GET', '/v1/me/totals', {headers})).status, 200, 'the status');
    else await ann.connect({headers});
  }),
  must(
    'PWP-HELLO-005.d',
    'A browser’s own word that the page is the server’s (Sec-Fetch-Site: same-origin) stands for the Origin; another does not.',
    async (t) => {
      const ann = t.person('ann', {claims: browser});
      for (const [site, status] of [
        ['same-origin', 200],
        ['same-site', 403],
        ['cross-site', 403],
        ['none', 403],
      ] as const) {
        const headers = {'sec-fetch-site': site};
        const answer =
          t.transport === 'rest'
            ? (await ann.rest('GET', '/v1/me/totals', {headers})).status
            : (await ann.tryConnect({headers, transports: ['polling']})) instanceof Connection
              ? 200
              : 403;
        equal(answer, status, `the status for ${site}`);
      }
    },
  ),
  must(
    'PWP-HELLO-005.e',
    'A preflight from a listed origin is answered for the methods and headers of the protocol; responses name that origin and vary by it.',
    {on: 'rest', needsOrigin: true},
    async (t) => {
      const ann = t.person();
      const {status, headers} = await ann.rest('OPTIONS', '/v1/sync', {
        token: undefined,
        headers: {
          origin: t.origin,
          'access-control-request-method': 'PUT',
          'access-control-request-headers': 'authorization, content-type, idempotency-key, if-match',
        },
      });
      holds(status === 200 || status === 204, `the preflight was answered with ${status}`);
      equal(headers.get('access-control-allow-origin'), t.origin, 'Access-Control-Allow-Origin');
      const list = (name: string): string[] => (headers.get(name) ?? '').toLowerCase().split(/\s*,\s*/);
      for (const method of ['get', 'put', 'post', 'patch', 'delete'])
        includes(list('access-control-allow-methods'), method, 'the methods');
      for (const header of ['authorization', 'content-type', 'idempotency-key', 'if-match'])
        includes(list('access-control-allow-headers'), header, 'the headers');
      const answer = await ann.rest('GET', '/v1/me/totals', {headers: {origin: t.origin}});
      equal(answer.headers.get('access-control-allow-origin'), t.origin, 'Access-Control-Allow-Origin of an answer');
      holds(/\borigin\b/i.test(answer.headers.get('vary') ?? ''), 'the answer does not vary by Origin');
    },
  ),
  must(
    'PWP-HELLO-005.f',
    'A preflight from another origin gets no permission, nor does an answer allow every origin.',
    {on: 'rest'},
    async (t) => {
      const origin = 'https://evil.example';
      const asked = {origin, 'access-control-request-method': 'GET', 'access-control-request-headers': 'authorization'};
      const {headers} = await t.person().rest('OPTIONS', '/v1/sync', {token: undefined, headers: asked});
      equal(headers.get('access-control-allow-origin'), null, 'Access-Control-Allow-Origin');
      const answer = await t.person().rest('GET', '/v1/me/totals', {});
      holds(answer.headers.get('access-control-allow-origin') !== '*', 'every origin is allowed');
      equal(answer.headers.get('access-control-allow-credentials'), null, 'Access-Control-Allow-Credentials');
    },
  ),
  must(
    'PWP-HELLO-006',
    'A connection receives by user: a conversation made after it connected reaches it without its asking.',
    {on: 'socket'},
    async (t) => {
      const [ann, ben] = t.people('ann', 'ben');
      const connection = await ben.connect();
      const conversation = await t.group([ann, ben]);
      const {seq} = await ann.send(conversation, 'x');
      const {rows} = await connection.next('inbox');
      equal(
        rows.map((row) => row.conversation.id),
        [conversation],
        'the rows',
      );
      await connection.reaches(conversation, seq);
      assertDense(connection, conversation, 1, seq);
    },
  ),
  must(
    'PWP-HELLO-007',
    'Features in the handshake decide about nothing that is secret: without any a reader sees no more and no less.',
    {on: 'socket'},
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      await ann.send(conversation, 'x');
      const all = await ben.connect({auth: {features: [...knownFeatures, 'from-the-future']}});
      const none = await ben.connect({auth: {features: []}});
      equal(none.hello.sync.rows, all.hello.sync.rows, 'the rows');
      const stranger = await t.person('stranger').connect({auth: {features: ['admin', 'all']}});
      const refused = await stranger.ask('conversation.get', {conversation});
      equal(refused.ok ? 'ok' : refused.code, 'NOT_FOUND', 'the answer to a stranger');
    },
  ),
  must(
    'PWP-CONNECT-002',
    'Within heartbeatMs a tick or another frame arrives.',
    {on: 'socket', isSlow: true},
    async (t) => {
      const connection = await t.person().connect();
      const {heartbeatMs} = connection.hello;
      holds(heartbeatMs > 0 && heartbeatMs <= 120_000, `heartbeatMs is ${heartbeatMs}`);
      await connection.next('tick', () => true, heartbeatMs + 3_000);
    },
  ),
  must(
    'PWP-LIMIT-001',
    'The hello tells every limit, but for what only the server counts; each, and each window, is a positive number.',
    {on: 'socket'},
    async (t) => {
      const {limits} = (await t.person().connect()).hello;
      const mayBeLeftOut: readonly string[] = [...countedLimits, 'editWindowMs', 'deleteWindowMs'];
      for (const name of [...Object.keys(defaultLimits), ...mayBeLeftOut]) {
        if (limits[name] === undefined && mayBeLeftOut.includes(name)) continue;
        holds(
          Number.isSafeInteger(limits[name]) && (limits[name] ?? 0) > 0,
          `the limit ${name} is ${show(limits[name])}`,
        );
      }
    },
  ),
  must(
    'PWP-VERSION-001',
    'The server takes the highest version both know and says it in the hello; with none in common it says PROTO_UNSUPPORTED.',
    {on: 'socket'},
    async (t) => {
      const ann = t.person();
      equal((await ann.connect({auth: {proto: [1]}})).hello.proto, 1, 'proto');
      equal((await ann.connect({auth: {proto: [1, 999]}})).hello.proto, 1, 'proto');
      equal((await ann.refusedToConnect({auth: {proto: [999]}})).code, 'PROTO_UNSUPPORTED', 'the refusal');
    },
  ),
  must(
    'PWP-VERSION-002',
    'The hello announces features; unknown ones in the handshake are ignored.',
    {on: 'socket'},
    async (t) => {
      const {features} = (await t.person().connect({auth: {features: ['from-the-future']}})).hello;
      holds(
        features.every((name) => typeof name === 'string'),
        `features are ${show(features)}`,
      );
      tellsNothing(features, 'from-the-future', 'the features');
    },
  ),
  must(
    'PWP-TIME-003',
    'serverTime and expiresAt of the hello are by the server’s clock, in milliseconds.',
    {on: 'socket'},
    async (t) => {
      const exp = nowSeconds() + 300;
      const before = Date.now();
      const {serverTime, expiresAt} = (await t.person().connect({claims: {exp}})).hello;
      equal(expiresAt, exp * 1000, 'expiresAt');
      holds(Math.abs(serverTime - before) < 120_000, `serverTime is ${serverTime}, this machine’s is ${before}`);
    },
  ),
];
