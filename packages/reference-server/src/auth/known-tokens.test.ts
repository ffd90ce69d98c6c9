import assert from 'node:assert/strict';
import {test} from 'node:test';
import {Refusal} from '../domain/refusal.js';
import {rememberTokens} from './known-tokens.js';
import type {Identity, TokenVerifier} from './tokens.js';

function setUp(most?: number) {
  let now = 1_000;
  const looked: string[] = [];
  let isWithdrawn = false;
  const verifier: TokenVerifier = {
    async verify(token) {
      looked.push(token);
      if (isWithdrawn) throw new Refusal('TOKEN_INVALID');
      const [user = '', expiresAt] = token.split(' ');
      return {user, audience: 'parlor', claims: {}, issuedAt: 0, expiresAt: Number(expiresAt)} satisfies Identity;
    },
  };
  return {
    looked,
    tokens: rememberTokens(verifier, {now: () => now}, most),
    pass: (ms: number) => void (now += ms),
    withdraw: () => void (isWithdrawn = true),
  };
}

test('the signature of a token is looked at once a minute', async () => {
  const {tokens, looked, pass} = setUp();
  assert.equal((await tokens.verify('ann 999999')).user, 'ann');
  pass(59_999);
  assert.equal((await tokens.verify('ann 999999')).user, 'ann');
  assert.equal(looked.length, 1);
  pass(1);
  await tokens.verify('ann 999999');
  assert.equal(looked.length, 2);
});

test('a token that is over is not believed any more, and one whose key was withdrawn no longer than a minute', async () => {
  const {tokens, pass, withdraw} = setUp();
  await tokens.verify('ann 5000');
  await tokens.verify('bo 999999');
  withdraw();
  pass(4_000);
  await assert.rejects(tokens.verify('ann 5000'), {code: 'TOKEN_INVALID'});
  await tokens.verify('bo 999999');
  pass(56_000);
  await assert.rejects(tokens.verify('bo 999999'), {code: 'TOKEN_INVALID'});
});

test('what was refused is not remembered, and of many tokens the oldest are forgotten', async () => {
  const {tokens, looked, withdraw} = setUp(2);
  for (const user of ['ann', 'bo', 'cy']) await tokens.verify(`${user} 999999`);
  await tokens.verify('cy 999999');
  assert.equal(looked.length, 3);
  withdraw();
  await assert.rejects(tokens.verify('ann 999999'));
  await assert.rejects(tokens.verify('ann 999999'));
  assert.equal(looked.length, 5);
});
