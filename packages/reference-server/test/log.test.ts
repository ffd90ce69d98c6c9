import assert from 'node:assert/strict';
import {test} from 'node:test';
import {Refusal} from '../src/domain/refusal.js';
import {createLog} from '../src/log.js';
import {origin, startWorld} from './live-server.js';

const canary = 'canary-5f2b';

test('neither content nor tokens reach the log at its finest, whatever goes wrong (S53)', async () => {
  const lines: string[] = [];
  const world = await startWorld({write: (line) => void lines.push(line)});
  const token = await world.token('ann', {name: canary});
  const forged = await world.token('ann', {key: 'another secret, just as long as the first', name: canary});
  const client = await world.connect('ann', {claims: {name: canary}});
  const input = {conversation: 'c_1', id: 'm'.repeat(21), content: {text: canary}};

  await client.request('message.send', input);
  for (const error of [
    new Error(canary),
    new TypeError(canary, {cause: new SyntaxError(canary)}),
    {message: canary},
    canary,
  ]) {
    world.domain.answer = () => {
      throw error;
    };
    await client.request('message.send', input);
    await world.rest('ann', 'PUT', `/v1/conversations/c_1/messages/${input.id}`, {body: {content: input.content}});
  }
  world.domain.answer = () => {
    throw new Refusal('SCHEMA', canary);
  };
  await client.request('message.send', input);
  world.domain.typingAudience = () => Promise.reject(new Error(canary));
  client.socket.emit('eph', {type: 'typing', conversation: 'c_1', on: true});
  await client.request('auth.refresh', {token: forged});
  await client.request(canary, {});
  client.socket.emit('req', {op: 'totals', input: canary});
  client.socket.emit(canary, canary);
  await client.settled();

  await world.rest('ann', 'PUT', `/v1/conversations/c_1/messages/${input.id}`, {body: `{"content":"${canary}`});
  await world.rest('ann', 'GET', `/v1/people?query=${canary}&${canary}=1`);
  await world.rest('ann', 'GET', `/v1/${canary}`);
  await world.fetch(`/v1/me/totals?token=${token}`, {headers: {origin, authorization: `Bearer ${forged}`}});
  await world.refused('ann', {query: {token}});
  await world.refused('ann', {auth: {token: forged}});
  await world.refused('ann', {auth: {device: `${canary} is no device`}});
  await world.refused('ann', {origin: null});
  world.domain.duringHello = () => Promise.reject(new Error(canary));
  await world.refused('ann');
  client.socket.io.engine.write(`2["req",{"op":"${canary}`);
  await client.closed;
  await world.close();

  const log = lines.join('');
  assert.match(log, /operation failed/);
  assert.match(log, /handshake failed/);
  assert.match(log, /handshake refused/);
  assert.ok(
    !log.includes(canary),
    log.split('\n').find((line) => line.includes(canary)),
  );
  const payload = (jwt: string): string => jwt.split('.')[1] as string;
  for (const secret of [token, forged]) assert.ok(!log.includes(payload(secret)));
});

test('what is logged under a telling name is struck out, three levels deep', () => {
  let line = '';
  const log = createLog('info', {write: (text) => void (line = text)});
  log.info({token: canary, auth: {token: canary}, request: {message: {content: canary}}, user: 'ann'}, 'something');
  assert.ok(!line.includes(canary), line);
  assert.match(line, /"user":"ann"/);
});
