import assert from 'node:assert/strict';
import {test} from 'node:test';
import {FakeClock} from '../../test/fake-clock.js';
import type {ChatError} from '../core/failure.js';
import {startChat} from './chat.js';
import {loadAgain, surroundingsOf} from './options.js';

const noCode = (): Promise<never> => Promise.reject(new TypeError('Failed to fetch dynamically imported module'));

test('code without which nothing works is asked for until it comes, and that is told once (F12)', async () => {
  const clock = new FakeClock();
  const told: ChatError[] = [];
  let asked = 0;
  const loading = loadAgain(async () => (++asked < 5 ? noCode() : 'parts'), {
    clock,
    signal: new AbortController().signal,
    report: (error) => void told.push(error),
  });
  let parts: string | undefined;
  void loading.then((came) => {
    parts = came;
  });
  await clock.until(() => parts !== undefined, 'it came', 120_000);
  assert.equal(asked, 5);
  assert.deepEqual(
    told.map(({code, detail}) => [code, detail]),
    [['UNAVAILABLE', 'the storage code could not be loaded']],
  );
});

test('nobody asks on behalf of a chat that was closed', async () => {
  const clock = new FakeClock();
  const life = new AbortController();
  let asked = 0;
  const load = (): Promise<never> => {
    asked++;
    return noCode();
  };
  const loading = loadAgain(load, {clock, signal: life.signal, report: () => undefined});
  const ended = assert.rejects(loading, /closed/);
  await clock.advance(0);
  life.abort(new Error('closed'));
  const before = asked;
  await clock.advance(120_000);
  await ended;
  assert.equal(asked, before);
});

test('what is written before the storage is there says saving, and the chat can be closed (I1)', async () => {
  const options = {url: 'https://chat.example', user: 'ann', name: 'waiting', getToken: () => 'token'};
  const chat = startChat(options, {
    ...surroundingsOf({...options, storage: 'memory', transport: 'http'}),
    openStorage: (_, signal) =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error))),
  });
  const {queued, sent} = chat.send('c_room', 'too early');
  const over = Promise.all([queued, sent].map((promise) => assert.rejects(promise)));
  assert.deepEqual(
    chat.outbox.get().map(({is}) => is),
    ['saving'],
  );
  await chat.close();
  await over;
});
