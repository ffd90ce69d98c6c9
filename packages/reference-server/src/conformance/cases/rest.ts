import {must} from '../case.js';
import {equal, holds, show} from '../expect.js';

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
