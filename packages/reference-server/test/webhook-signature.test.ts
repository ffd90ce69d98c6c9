/** Signatures of webhooks (PWP-HOOK-005). */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {sign, verifyWebhook, WebhookError} from '../src/egress/sign.js';

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const other = 'whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';
const at = 1_614_265_330_000;
const body = '{"test": 2432232314}';
const headers = sign(body, {id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', at, secrets: [secret]});

const refused = (words: RegExp, check: () => unknown): void =>
  assert.throws(check, (error) => error instanceof WebhookError && words.test(error.message));

test('is the one of Standard Webhooks, to the letter', () => {
  // the example of their own libraries' tests
  assert.deepEqual(headers, {
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  });
});

test('is found right by verifyWebhook, which answers the id', () => {
  assert.equal(verifyWebhook(body, headers, secret, {now: at}), 'msg_p5jXN8AQM9LWM0D4loKWxJek');
  assert.equal(
    verifyWebhook(Buffer.from(body), new Headers(headers), secret, {now: at + 299_000}),
    headers['webhook-id'],
  );
});

test('is not right for another body, id, time or secret', () => {
  refused(/no signature/, () => verifyWebhook(`${body} `, headers, secret, {now: at}));
  refused(/no signature/, () => verifyWebhook(body, {...headers, 'webhook-id': 'msg_x'}, secret, {now: at}));
  refused(/no signature/, () =>
    verifyWebhook(body, {...headers, 'webhook-timestamp': '1614265331'}, secret, {now: at}),
  );
  refused(/no signature/, () => verifyWebhook(body, headers, other, {now: at}));
});

test('a request that is too old or too young is not believed', () => {
  for (const now of [at + 301_000, at - 301_000]) refused(/too far/, () => verifyWebhook(body, headers, secret, {now}));
  assert.ok(verifyWebhook(body, headers, secret, {now: at + 900_000, toleranceSeconds: 1_000}));
});

test('a request without a header, or with one of another kind, is not believed', () => {
  for (const name of Object.keys(headers))
    refused(new RegExp(`${name} is missing`), () =>
      verifyWebhook(body, {...headers, [name]: undefined}, secret, {now: at}),
    );
  refused(/not a number/, () => verifyWebhook(body, {...headers, 'webhook-timestamp': 'soon'}, secret, {now: at}));
  for (const signature of ['v1', 'v1,', 'v2,abc', headers['webhook-signature'].replace('v1', 'v1a')])
    refused(/no signature/, () => verifyWebhook(body, {...headers, 'webhook-signature': signature}, secret, {now: at}));
});

test('with a secret that is none, as of a setting that is missing, nothing is believed', () => {
  for (const none of ['', 'whsec_', 'undefined', 'whsec_AAAA']) {
    const forged = sign(body, {id: 'evt_1', at, secrets: [none]});
    refused(/the secret is not/, () => verifyWebhook(body, forged, none, {now: at}));
  }
});

test('while a secret is replaced both of them fit', () => {
  const both = sign(body, {id: 'evt_1', at, secrets: [other, secret]});
  for (const either of [secret, other]) assert.equal(verifyWebhook(body, both, either, {now: at}), 'evt_1');
});
