/** The lines of the log about a request say which trace it belongs to, where its caller says so in `traceparent`. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {createServer} from '../src/app/create-server.js';
import {traceOf} from '../src/auth/trace.js';
import {nowSeconds, signToken} from '../src/conformance/token.js';
import {createLog} from '../src/log.js';
import {memoryStore} from '../src/store/memory/store.js';
import {secret, startWorld} from './live-server.js';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const spanId = '00f067aa0ba902b7';
const traceparent = `00-${traceId}-${spanId}-01`;

type Line = {msg: string; traceId?: string; spanId?: string};

async function logged() {
  const lines: Line[] = [];
  const world = await startWorld({write: (line) => void lines.push(JSON.parse(line) as Line)});
  return {
    world,
    /** Of each line with these words, which trace it names. */
    traced: (msg: string) => lines.filter((line) => line.msg === msg).map((line) => [line.traceId, line.spanId]),
  };
}

test('a traceparent is read as the W3C says, and what is none names no trace', () => {
  assert.deepEqual(traceOf(traceparent), {traceId, spanId});
  assert.deepEqual(traceOf(`01-${traceId}-${spanId}-01-of-a-later-version`), {traceId, spanId});
  for (const header of [
    undefined,
    '',
    `${traceparent}-more`,
    `ff-${traceId}-${spanId}-01`,
    `00-${'0'.repeat(32)}-${spanId}-01`,
    `00-${traceId}-${'0'.repeat(16)}-01`,
    traceparent.toUpperCase(),
    `00-${traceId}-${spanId}`,
    `00-${traceId.slice(1)}-${spanId}-01`,
    ` ${traceparent}`,
    `01-${traceId}-${spanId}-01-${'x'.repeat(300)}`,
    [traceparent],
  ])
    assert.equal(traceOf(header), undefined, String(header));
});

test('what is logged of a REST request names its trace, and of one without a trace none', async () => {
  const {world, traced} = await logged();
  world.domain.answer = () => {
    throw new Error('broken');
  };
  await world.rest('ann', 'GET', '/v1/sync', {headers: {traceparent}});
  await world.rest('ann', 'GET', '/v1/sync', {headers: {traceparent: 'no trace'}});
  await world.rest('ann', 'GET', '/v1/sync');
  await world.rest('ann', 'DELETE', '/v1/me/sessions', {headers: {traceparent}});
  await world.close();
  const none = [undefined, undefined];
  assert.deepEqual(traced('operation failed'), [[traceId, spanId], none, none]);
  assert.deepEqual(traced('sessions ended by their user'), [[traceId, spanId]]);
});

test('what is logged of a connection names the trace of its handshake, also with a renewed token', async () => {
  const {world, traced} = await logged();
  const headers = {traceparent};
  const [ann, ben] = [await world.connect('ann', {headers}), await world.connect('ben')];
  world.domain.answer = () => {
    throw new Error('broken');
  };
  await ann.request('totals');
  await ann.request('auth.refresh', {token: await world.token('ann')});
  await ann.request('totals');
  await ben.request('totals');
  ann.socket.emit('req', {op: 'totals'});
  await ann.settled();
  await world.refused('ann', {headers, auth: {token: 'none'}});
  world.domain.duringHello = () => Promise.reject(new Error('broken'));
  await world.refused('ann', {headers});
  await world.close();
  const one = [traceId, spanId];
  assert.deepEqual(traced('operation failed'), [one, one, [undefined, undefined]]);
  assert.deepEqual(traced('request without acknowledgement'), [one]);
  assert.deepEqual(traced('handshake refused'), [one]);
  assert.deepEqual(traced('handshake failed'), [one]);
});

test('that nobody could say whether a message may be sent names the trace of its request', async () => {
  let line = '';
  const server = await createServer({
    auth: {keys: {secret}},
    store: memoryStore(),
    log: createLog('warn', {write: (text) => void (line = text)}),
    beforeSend: {
      ask: () => {
        throw new Error('broken');
      },
    },
  });
  const {url} = await server.listen(0);
  const now = nowSeconds();
  const authorization = `Bearer ${signToken(secret, {sub: 'ann', aud: 'parlor-bot', iat: now, exp: now + 60})}`;
  const put = async (path: string, body: object): Promise<{status: number; answer: Record<string, unknown>}> => {
    const headers = {authorization, traceparent, 'content-type': 'application/json'};
    const response = await fetch(`${url}/v1/${path}`, {method: 'PUT', headers, body: JSON.stringify(body)});
    return {status: response.status, answer: (await response.json()) as Record<string, unknown>};
  };
  const {answer} = await put('direct/ben', {});
  const message = `conversations/${String(answer['conversation'])}/messages/${'m'.repeat(21)}`;
  assert.equal((await put(message, {content: {text: 'hello'}})).status, 503);
  await server.close({windowMs: 0});
  const {msg, ...said} = JSON.parse(line) as Line;
  assert.match(msg, /nobody could say/);
  assert.deepEqual([said.traceId, said.spanId], [traceId, spanId]);
});
