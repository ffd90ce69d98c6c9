/** REST, errors, limits and time: what does not belong to one operation. */
import {type Failure, failures, type ServerFailureCode} from '@parlor/sdk/protocol';
import {must} from '../case.js';
import {equal, fail, holds, includes, NotOffered, present, show} from '../expect.js';
import {messageIn, type Person} from '../person.js';
import {nowSeconds} from '../token.js';
import type {Trial} from '../trial.js';

const day = 24 * 60 * 60 * 1000;

/** A JSON text nested `depth` deep. */
const deep = (depth: number): unknown => JSON.parse(`${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`);

/** Sends so much at once that the server has to say no, and gives one of the messages it refused. */
async function flood(t: Trial, person: Person, conversation: string): Promise<{id: string; failure: Failure}> {
  for (let round = 0; round < 5; round++) {
    const answers = await Promise.all(
      Array.from({length: 40}, async () => {
        const id = t.id();
        return {
          id,
          reply: await person.ask('message.send', {conversation, id, content: {text: 'flood'}}, {isImpatient: true}),
        };
      }),
    );
    for (const {id, reply} of answers) if (!reply.ok) return {id, failure: reply};
  }
  throw new NotOffered('200 messages at once met no limit');
}

export const rest = [
  must(
    'PWP-REST-001.a',
    'PUT of a message twice is one message, and PUT and DELETE of a reaction switch it.',
    {on: 'rest'},
    async (t) => {
      const {ann, conversation} = await t.pair();
      const path = `/v1/conversations/${conversation}/messages/${t.id()}`;
      const first = await ann.rest('PUT', path, {body: {content: {text: 'x'}}});
      const second = await ann.rest('PUT', path, {body: {content: {text: 'x'}}});
      equal([first.status, second.status, second.text], [200, 200, first.text], 'the statuses and the second answer');
      const reaction = `${path}/reactions/${encodeURIComponent('👍')}`;
      for (const [method, count] of [
        ['PUT', 1],
        ['PUT', 1],
        ['DELETE', 0],
        ['DELETE', 0],
      ] as const) {
        const {status, body} = await ann.rest(method, reaction, method === 'PUT' ? {body: {}} : {});
        equal(
          [status, (body as {changes?: {summary?: {count: number}}[]}).changes?.[0]?.summary?.count],
          [200, count],
          `status and count after ${method}`,
        );
      }
    },
  ),
  must(
    'PWP-REST-001.b',
    'A field comes from one place: what the path says is not said again in the body, and a query beside a body is SCHEMA.',
    {on: 'rest'},
    async (t) => {
      const {ann, conversation} = await t.pair();
      const path = `/v1/conversations/${conversation}/messages/${t.id()}`;
      const content = {text: 'x'};
      for (const [where, body] of [
        [path, {content, conversation}],
        [path, {content, id: t.id()}],
        [`${path}?limit=1`, {content}],
        [path, [content]],
        [path, 'null'],
      ] as const) {
        const answer = await ann.rest('PUT', where, {body});
        equal(
          [answer.status, (answer.body as {code?: string} | undefined)?.code],
          [400, 'SCHEMA'],
          `the answer to ${show(body)}`,
        );
      }
    },
  ),
  must(
    'PWP-REST-001.c',
    'Query fields are read as what they are: numbers as numbers, and what is none is SCHEMA.',
    {on: 'rest'},
    async (t) => {
      const {ann, conversation} = await t.pair();
      const path = `/v1/conversations/${conversation}`;
      for (const [query, status] of [
        ['messages?limit=1', 200],
        ['messages?limit=one', 400],
        ['messages?limit=1.5', 400],
        ['messages?before=', 400],
        ['delta?since=0', 200],
        ['delta', 400],
        ['delta?since=-1', 400],
        ['messages?limit=1&limit=2', 400],
        ['messages?nope=1', 400],
      ] as const) {
        equal((await ann.rest('GET', `${path}/${query}`)).status, status, `the status of ${query}`);
      }
    },
  ),
  must(
    'PWP-REST-002.a',
    'The token is an Authorization: Bearer header; another scheme or a malformed one is 401.',
    {on: 'rest'},
    async (t) => {
      const ann = t.person();
      for (const authorization of [
        '',
        'Bearer',
        `Basic ${ann.token()}`,
        ann.token(),
        `Bearer ${ann.token()} more`,
        'Bearer nonsense',
      ]) {
        const {status} = await ann.rest('GET', '/v1/me/totals', {token: undefined, headers: {authorization}});
        equal(status, 401, `the status for ${authorization.slice(0, 20)}`);
      }
    },
  ),
  must(
    'PWP-REST-002.b',
    'A body that is no JSON, or not application/json, is BAD_REQUEST.',
    {on: 'rest'},
    async (t) => {
      const {ann, conversation} = await t.pair();
      const path = `/v1/conversations/${conversation}/messages/${t.id()}`;
      for (const [body, type] of [
        ['{', 'application/json'],
        ['{"content":{"text":"x"}', 'application/json'],
        ["{'a':1}", 'application/json'],
        ['{"content":{"text":"x"}}', 'text/plain'],
        ['content=x', 'application/x-www-form-urlencoded'],
      ] as const) {
        const answer = await ann.rest('PUT', path, {body, headers: {'content-type': type}});
        equal(
          [answer.status, (answer.body as {code?: string} | undefined)?.code],
          [400, 'BAD_REQUEST'],
          `the answer to ${body} as ${type}`,
        );
      }
    },
  ),
  must(
    'PWP-REST-002.c',
    'An address or a method nobody knows is UNKNOWN_OPERATION, status 404, with or without a token.',
    {on: 'rest'},
    async (t) => {
      const ann = t.person();
      for (const [method, path] of [
        ['GET', '/v1/nope'],
        ['POST', '/v1/me/totals'],
        ['DELETE', '/v1/sync'],
        ['GET', '/v1/'],
        ['GET', '/v1/conversations/../../etc/passwd'],
      ] as const) {
        const answer = await ann.rest(method, path);
        equal(
          [answer.status, (answer.body as {code?: string} | undefined)?.code],
          [404, 'UNKNOWN_OPERATION'],
          `the answer to ${method} ${path}`,
        );
      }
    },
  ),
  must(
    'PWP-REST-003',
    'Idempotency-Key on a durable operation is its opId, and a malformed one is SCHEMA.',
    {on: 'rest'},
    async (t) => {
      const ann = t.person();
      const opId = t.id();
      const input = {title: 'Once', members: []};
      const made = await ann.written('conversation.create', input, {opId});
      const pushed = await ann.batch({opId, op: 'conversation.create', input});
      const [result] = pushed;
      equal(
        result?.ok && (result.result as {conversation?: string}).conversation,
        made.conversation,
        'the conversation of the batch',
      );
      for (const key of ['short', 'x'.repeat(22), '!'.repeat(21)])
        await ann.refused('conversation.create', input, 'SCHEMA', {opId: key});
    },
  ),
  must('PWP-REST-004.a', 'sync with wait answers as soon as something changes.', {on: 'rest'}, async (t) => {
    const {ann, ben, conversation} = await t.pair();
    const {cursor} = await ann.call('sync');
    const startedAt = Date.now();
    const waiting = ann.call('sync', {cursor, wait: 8});
    await t.sleep(150);
    const {seq} = await ben.send(conversation, 'x');
    const {rows} = await waiting;
    equal(
      rows.map((row) => [row.conversation.id, row.seq]),
      [[conversation, seq]],
      'the rows',
    );
    holds(Date.now() - startedAt < 6_000, 'the answer waited for the end of the time');
  }),
  must(
    'PWP-REST-004.b',
    'sync with wait answers with nothing when the time is over, and at once where something changed before.',
    {on: 'rest'},
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const {cursor} = await ann.call('sync');
      const startedAt = Date.now();
      equal((await ann.call('sync', {cursor, wait: 1})).rows, [], 'the rows');
      const waited = Date.now() - startedAt;
      holds(waited >= 900 && waited < 5_000, `it waited ${waited} ms instead of a second`);
      await ben.send(conversation, 'x');
      equal((await ann.call('sync', {cursor, wait: 8})).rows.length, 1, 'the number of rows');
      for (const wait of [26, -1, 1.5]) await ann.refused('sync', {cursor, wait}, 'SCHEMA');
    },
  ),
  must('PWP-REST-005', 'If-Match on an edit is its ifRev.', {on: 'rest'}, async (t) => {
    const {ann, conversation} = await t.pair();
    const {id, rev} = await ann.send(conversation, 'zero');
    const edit = (text: string, ifMatch: string) =>
      ann.rest('PATCH', `/v1/conversations/${conversation}/messages/${id}`, {
        body: {content: {text}},
        headers: {'if-match': ifMatch},
      });
    equal((await edit('one', `"${rev}"`)).status, 200, 'the status');
    const late = await edit('two', `"${rev}"`);
    equal([late.status, (late.body as {code?: string}).code], [409, 'REV_CONFLICT'], 'the answer of a late one');
    equal((await edit('two', 'nonsense')).status, 400, 'the status of nonsense');
  }),
  must(
    'PWP-REST-006.a',
    'GET /healthz and /readyz answer 200 while the server lives and can write; /openapi.json is JSON.',
    {on: 'rest'},
    async (t) => {
      for (const path of ['/healthz', '/readyz', '/openapi.json']) {
        const {status, body} = await t.person().rest('GET', path, {token: undefined});
        equal([status, typeof body], [200, 'object'], `the answer to ${path}`);
      }
    },
  ),
  must(
    'PWP-ERROR-001.a',
    'Each code that can be caused from outside comes as a failure of the table, with its retry and its HTTP status.',
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const stranger = t.person('stranger');
      const {id, rev} = await ann.send(conversation, 'x');
      const gone = await ann.send(conversation, 'y');
      await ann.remove(conversation, gone.id);
      const cancelled = t.id();
      await ann.written('message.delete', {conversation, id: cancelled});
      const content = {text: 'z'};
      // the shape, the retry and the status of every one are checked where answers come in
      const wanted: [ServerFailureCode, Person, Parameters<Person['ask']>[0], object][] = [
        ['SCHEMA', ann, 'message.send', {conversation, id, content: 7}],
        [
          'TOO_LARGE',
          ann,
          'message.send',
          {conversation, id: t.id(), content: {text: 'x'.repeat(t.limits.textLength + 1)}},
        ],
        ['FORBIDDEN', ben, 'conversation.update', {conversation, title: 'x'}],
        ['NOT_FOUND', stranger, 'conversation.get', {conversation}],
        ['ID_TAKEN', ben, 'message.send', {conversation, id, content: {text: 'x'}}],
        ['IDEMPOTENCY_MISMATCH', ann, 'message.send', {conversation, id, content}],
        ['CANCELLED', ann, 'message.send', {conversation, id: cancelled, content}],
        ['REV_CONFLICT', ann, 'message.edit', {conversation, id, content, ifRev: rev - 1}],
        ['LAST_OWNER', ann, 'member.leave', {conversation}],
        ['MESSAGE_DELETED', ann, 'message.edit', {conversation, id: gone.id, content}],
        ['CURSOR_INVALID', ann, 'inbox.page', {after: 'nonsense'}],
        ['SINCE_AHEAD', ann, 'conversation.delta', {conversation, since: 999}],
        [
          'ATTACHMENT_MISSING',
          ann,
          'message.send',
          {conversation, id: t.id(), content: {text: 'x', attachments: [{id: 'a'}]}},
        ],
      ];
      for (const [code, person, name, input] of wanted) await person.refused(name, input, code);
      await ann.call('member.role', {conversation, user: ben.id, role: 'observer'});
      await ben.refused('message.send', {conversation, id: t.id(), content}, 'READ_ONLY');
      await ann.call('member.remove', {conversation, user: ben.id});
      await ben.refused('message.send', {conversation, id: t.id(), content}, 'NOT_A_MEMBER');
      await ann.call('member.remove', {conversation, user: ben.id, ban: true});
      await ben.refused('message.send', {conversation, id: t.id(), content}, 'BANNED');
    },
  ),
  must(
    'PWP-ERROR-001.b',
    'The codes of connections and tokens come over REST with their statuses.',
    {on: 'rest'},
    async (t) => {
      const ann = t.person();
      const now = nowSeconds();
      const answer = async (path: string, more: object) => {
        const {status, body} = await ann.rest('GET', path, more);
        return [status, body as {code?: ServerFailureCode; retry?: string}] as const;
      };
      for (const [code, more] of [
        ['UNAUTHENTICATED', {token: undefined}],
        ['TOKEN_EXPIRED', {token: ann.token({iat: now - 700, exp: now - 60})}],
        ['TOKEN_INVALID', {token: ann.token({aud: 'nobody'})}],
        ['ORIGIN_REFUSED', {headers: {origin: 'https://evil.example'}}],
      ] as const) {
        const [status, body] = await answer('/v1/me/totals', more);
        equal(
          [status, body.code, body.retry],
          [failures[code].http, code, failures[code].retry],
          'status, code and retry',
        );
      }
    },
  ),
  must('PWP-ERROR-002', 'detail never holds SQL, a stack, a path of the server, or what was sent.', async (t) => {
    const {ann, conversation} = await t.pair();
    const word = 'a-word-of-the-request';
    for (const [name, input] of [
      ['message.send', {conversation, id: word, content: {text: word}}],
      ['message.send', {conversation, id: t.id(), content: {text: word, [word]: word}}],
      ['message.send', {conversation, id: t.id(), content: {text: word, kind: `${word} !`}}],
      ['conversation.get', {conversation: `c_'; DROP TABLE messages; --`}],
      ['history.page', {conversation, around: `${word}${word}`}],
      ['inbox.page', {after: `${word}' OR '1'='1`}],
      ['person.find', {query: `${word}%_\\'"`.repeat(20)}],
      ['sync', {cursor: word.repeat(9)}],
    ] as [Parameters<Person['ask']>[0], object][]) {
      const reply = await ann.ask(name, input);
      if (reply.ok) continue;
      const {detail = '', code} = reply;
      holds(code !== 'INTERNAL', `${name} ${show(input)} is answered with INTERNAL`);
      holds(
        !/\b(?:select|insert|update|delete)\b.+\b(?:from|into|set|where)\b|sqlite|postgres|\n\s+at |node_modules|\.[jt]s:\d/i.test(
          detail,
        ),
        `detail is ${show(detail)}`,
      );
      if (!('content' in input)) holds(!detail.includes(word), `detail repeats the request: ${show(detail)}`);
    }
  }),
  must(
    'PWP-ERROR-004',
    'retry says what may help: resync for a place that is of no use, no for what is wrong in itself.',
    async (t) => {
      const {ann, conversation} = await t.pair();
      equal(
        (await ann.refused('conversation.delta', {conversation, since: 999}, 'SINCE_AHEAD')).retry,
        'resync',
        'retry of SINCE_AHEAD',
      );
      equal(
        (await ann.refused('inbox.page', {after: 'x'}, 'CURSOR_INVALID')).retry,
        'resync',
        'retry of CURSOR_INVALID',
      );
      equal((await ann.refused('message.send', {conversation}, 'SCHEMA')).retry, 'no', 'retry of SCHEMA');
    },
  ),
  must(
    'PWP-LIMIT-002.a',
    'Above the rate comes RATE_LIMITED with retryAfterMs; after that time the same write is taken, and nothing is lost.',
    {isSlow: true},
    async (t) => {
      const {ann, conversation} = await t.pair();
      const {id, failure} = await flood(t, ann, conversation);
      equal(failure.code, 'RATE_LIMITED', 'the code');
      holds((failure.retryAfterMs ?? 0) > 0, `retryAfterMs is ${failure.retryAfterMs}`);
      equal(await ann.message(conversation, id), undefined, 'the message that was refused');
      await t.sleep((failure.retryAfterMs ?? 0) + 50);
      equal((await ann.send(conversation, 'flood', {id})).id, id, 'the id when sent again');
    },
  ),
  must(
    'PWP-LIMIT-002.b',
    'Rates are per user: one who sends too much does not slow another down.',
    {isSlow: true},
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      await flood(t, ann, conversation);
      const reply = await ben.ask(
        'message.send',
        {conversation, id: t.id(), content: {text: 'x'}},
        {isImpatient: true},
      );
      holds(reply.ok, `the other one was answered with ${show(reply)}`);
    },
  ),
  must('PWP-LIMIT-003.a', 'A body above frameBytes is refused with TOO_LARGE.', {on: 'rest'}, async (t) => {
    const {ann, conversation} = await t.pair();
    const head = await ann.head(conversation);
    const {status, body} = await ann.rest('PUT', `/v1/conversations/${conversation}/messages/${t.id()}`, {
      body: {content: {text: 'x'.repeat(t.limits.frameBytes)}},
    });
    equal([status, (body as {code?: string} | undefined)?.code], [413, 'TOO_LARGE'], 'status and code');
    equal(await ann.head(conversation), head, 'the seq');
  }),
  must(
    'PWP-LIMIT-003.b',
    'A frame above frameBytes ends the connection; nothing of it is done, and the server lives on.',
    {on: 'socket'},
    async (t) => {
      const {ann, conversation} = await t.pair();
      const head = await ann.head(conversation);
      const connection = await ann.connect();
      connection.socket.emit(
        'req',
        {op: 'message.send', input: {conversation, id: t.id(), content: {text: 'x'.repeat(t.limits.frameBytes)}}},
        () => undefined,
      );
      await connection.end();
      equal(await ann.another().head(conversation), head, 'the seq');
    },
  ),
  must(
    'PWP-LIMIT-004.a',
    'Deeply nested JSON is refused or taken, never answered with INTERNAL, and the server lives on.',
    async (t) => {
      const {ann, conversation} = await t.pair();
      for (const depth of [10, 31, 64, 500, 900]) {
        const reply = await ann.ask('message.send', {
          conversation,
          id: t.id(),
          content: {text: 'x', data: {a: deep(depth)}},
        });
        if (!reply.ok)
          includes(['SCHEMA', 'TOO_LARGE', 'BAD_REQUEST'], reply.code, `the codes that fit, at depth ${depth},`);
        else holds(depth < 1_000, `a depth of ${depth} was taken`);
      }
      await ann.call('totals');
    },
  ),
  must(
    'PWP-LIMIT-004.b',
    'A hundred requests at once on a connection are all answered: done, or refused with RATE_LIMITED.',
    {on: 'socket'},
    async (t) => {
      const connection = await t.person().connect();
      const replies = await Promise.all(Array.from({length: 100}, () => connection.ask('totals')));
      for (const reply of replies) if (!reply.ok) equal(reply.code, 'RATE_LIMITED', 'the code');
      holds(
        replies.some(({ok}) => ok),
        'none was done',
      );
    },
  ),
  must(
    'PWP-LIMIT-004.c',
    'Twenty-five connections of one user live, or those too many are refused with BUSY; those before stay.',
    {on: 'socket'},
    async (t) => {
      const ann = t.person();
      const answers = await Promise.all(Array.from({length: 25}, (_, at) => ann.tryConnect({device: `d${at}`})));
      const connections = answers.filter((answer) => 'socket' in answer);
      for (const answer of answers) if (!('socket' in answer)) equal(answer.code, 'BUSY', 'the code');
      holds(connections.length >= 5, `only ${connections.length} connections live`);
      for (const connection of connections) await connection.settled();
    },
  ),
  must(
    'PWP-TIME-001',
    'ts is the server’s clock in milliseconds, and does not fall within a conversation.',
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      await Promise.all(
        [1, 2, 3, 4].flatMap((at) => [ann.send(conversation, `${at}`), ben.send(conversation, `${at}`)]),
      );
      const {messages} = await ann.page(conversation);
      const times = messages.map(({ts}) => ts);
      equal(
        times,
        [...times].sort((a, b) => a - b),
        'the times in the order of seq',
      );
      for (const ts of times)
        holds(Math.abs(ts - Date.now()) < 120_000, `ts is ${ts}, this machine’s clock says ${Date.now()}`);
    },
  ),
  must('PWP-TIME-002', 'clientTs is kept as the sender gives it, cut to the last 30 days.', async (t) => {
    const {ann, conversation} = await t.pair();
    const send = async (clientTs: number): Promise<number> => {
      const id = t.id();
      const written = await ann.written('message.send', {conversation, id, content: {text: 'x'}, clientTs});
      return present(messageIn(written, id).clientTs, 'clientTs');
    };
    const hourAgo = Date.now() - 3_600_000;
    equal(await send(hourAgo), hourAgo, 'clientTs of an hour ago');
    const old = await send(Date.now() - 60 * day);
    if (Math.abs(old - (Date.now() - 30 * day)) > day / 24) fail(`clientTs of 60 days ago became ${old}`);
    const ahead = await send(Date.now() + 10 * day);
    holds(ahead <= Date.now() + 120_000, `clientTs of in ten days became ${ahead}`);
  }),
  must(
    'PWP-VERSION-003',
    'Requests with unknown fields are refused whatever their depth, so that a client’s mistake shows.',
    async (t) => {
      const {ann, conversation} = await t.pair();
      const ranges = [{type: 'bold', start: 0, end: 1, weight: 700}];
      await ann.refused('message.send', {conversation, id: t.id(), content: {text: 'x', ranges}}, 'SCHEMA');
      await ann.refused('ops.push', {ops: [], more: 1}, 'SCHEMA');
      await ann.refused('profile.set', {status: {text: 'x', colour: 'red'}}, 'SCHEMA');
    },
  ),
];
