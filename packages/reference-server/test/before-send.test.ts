/** The host's backend asked over HTTP before a message is stored, from end to end (PWP-SCREEN-001 to PWP-SCREEN-005). */
import assert from 'node:assert/strict';
import {writeFileSync} from 'node:fs';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {join} from 'node:path';
import {after, test} from 'node:test';
import {createServer as createParlor} from '../src/app/create-server.js';
import type {Domain} from '../src/domain/domain.js';
import type {Draft, Verdict} from '../src/domain/screen.js';
import {verifyWebhook} from '../src/egress/sign.js';
import {memoryStore} from '../src/store/memory/store.js';
import {ask, folder, launch, newPlace, type Running, secret, send} from './webhook-place.js';

type Question = Draft & {type: string; id: string; at: number};

/** A backend that checks signatures and answers what it is told to; nothing, and it never answers. */
class Backend {
  readonly asked: Question[] = [];
  answer: (question: Question) => {status: number; body?: unknown} | undefined = () => ({status: 204});
  readonly #server = createServer((request, response) => {
    void (async () => {
      const pieces: Buffer[] = [];
      for await (const piece of request) pieces.push(piece as Buffer);
      const body = Buffer.concat(pieces).toString();
      const question = JSON.parse(body) as Question;
      assert.equal(verifyWebhook(body, request.headers, secret), question.id);
      this.asked.push(question);
      const answer = this.answer(question);
      if (answer) response.writeHead(answer.status).end(answer.body === undefined ? '' : JSON.stringify(answer.body));
    })();
  });

  async start(): Promise<string> {
    after(() => {
      this.#server.closeAllConnections();
      this.#server.close();
    });
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/before`;
  }
}

const says = (verdict: Verdict): {status: number; body: Verdict} => ({status: 200, body: verdict});

async function words(running: Running, place: string): Promise<string[]> {
  type Page = {messages: {content: {kind: string; text: string}}[]};
  const {messages} = await ask<Page>(running, 'ann', `GET /conversations/${place}/messages`);
  return messages.flatMap(({content}) => (content.kind === 'text' ? [content.text] : []));
}

test('the backend allows, refuses and replaces, and where it does not answer the message waits (PWP-SCREEN-005)', async () => {
  const backend = new Backend();
  const environment = {PARLOR_BEFORE_SEND: await backend.start(), PARLOR_BEFORE_SEND_SECRET: secret};
  const running = await launch(
    join(folder, 'before.db'),
    ['--before-send-timeout', '300', '--metrics', '127.0.0.1:0'],
    environment,
  );
  const place = await newPlace(running);

  await send(running, place, 'fine');
  const [question] = backend.asked;
  assert.deepEqual(
    [question?.type, question?.kind, question?.conversation, question?.sender, question?.content],
    ['message.before', 'send', place, 'ann', {text: 'fine'}],
  );

  backend.answer = () => says({do: 'refuse', reason: 'not here'});
  await assert.rejects(send(running, place, 'bad'), /"CONTENT_REFUSED".*"not here"/);
  backend.answer = () => says({do: 'replace', text: 'better'});
  await send(running, place, 'worse');

  for (const answer of [
    () => undefined,
    () => ({status: 500}),
    () => ({status: 302}),
    () => ({status: 200, body: {do: 'no such'}}),
    () => ({status: 200, body: 'x'.repeat(300_000)}),
  ]) {
    backend.answer = answer;
    await assert.rejects(send(running, place, 'lost?'), /"UNAVAILABLE".*"retry":"after"/);
  }
  assert.deepEqual(await words(running, place), ['fine', 'better']);
  assert.match(running.out(), /nobody could say whether a message may be sent/);
  for (const never of ['fine', 'worse', 'better', secret.slice(6, 20)])
    assert.ok(!running.out().includes(never), never);
  const metrics = await fetch(/"metrics":"([^"]+)"/.exec(running.out())?.[1] as string).then((answer) => answer.text());
  for (const [answer, count] of [
    ['allow', 1],
    ['refuse', 1],
    ['replace', 1],
    ['failed', 5],
  ] as const)
    assert.ok(metrics.includes(`parlor_before_send_total{answer="${answer}"} ${count}\n`), answer);
  await running.kill();
});

test('with --before-send-open messages are stored without an answer; a list of words is looked at first', async () => {
  const backend = new Backend();
  backend.answer = () => ({status: 500});
  const list = join(folder, 'words.txt');
  writeFileSync(list, '# not here\ndarn\n');
  const environment = {PARLOR_BEFORE_SEND: await backend.start(), PARLOR_BEFORE_SEND_SECRET: secret};
  const running = await launch(join(folder, 'open.db'), ['--before-send-open', '--words', list], environment);
  const place = await newPlace(running);
  await send(running, place, 'fine');
  await assert.rejects(send(running, place, 'DARN it'), /"CONTENT_REFUSED"/);
  assert.deepEqual([await words(running, place), backend.asked.length], [['fine'], 1]);
  await running.kill();
  const masking = await launch(join(folder, 'mask.db'), ['--words', list, '--words-action', 'mask']);
  const other = await newPlace(masking);
  await send(masking, other, 'DARN it');
  assert.deepEqual(await words(masking, other), ['**** it']);
  await masking.kill();
  await assert.rejects(launch(join(folder, 'none.db'), ['--words', join(folder, 'no-such.txt')]), /ended with 1/);
});

test('a server does not begin with an address or a secret that are none, nor with a domain that asks nobody', async () => {
  const auth = {keys: {secret: 'x'.repeat(64)}};
  const begin = (http: {url: string; secret: string}) => createParlor({store: memoryStore(), auth, beforeSend: {http}});
  const url = 'https://app.example/before';
  await assert.rejects(begin({url: 'https://10.0.0.1/', secret}), /TypeError.*not a public address/);
  for (const none of ['', 'secret', 'whsec_AAAA'])
    await assert.rejects(begin({url, secret: none}), /TypeError.*whsec_/, none);
  const domain = {limits: {}} as Domain;
  const ask = () => ({do: 'allow'}) as const;
  await assert.rejects(createParlor({domain, auth, beforeSend: {ask}}), /TypeError.*createDomain/);
});
