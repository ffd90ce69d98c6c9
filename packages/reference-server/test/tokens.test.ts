import assert from 'node:assert/strict';
import {createServer, type Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import {after, before, test} from 'node:test';
import {exportJWK, exportSPKI, generateKeyPair, type JWTPayload, SignJWT} from 'jose';
import {createTokenVerifier, type TokenKeys} from '../src/auth/tokens.js';
import {Refusal} from '../src/domain/refusal.js';
import {fakeClock} from './fake-clock.js';

const secret = 'a secret for tests that is long enough';
const clock = fakeClock();
const seconds = Math.floor(clock.now() / 1000);
const verifier = (
  keys: TokenKeys = {secret},
  more: {issuer?: string; audiences?: readonly ('parlor' | 'parlor-bot')[]} = {},
) => createTokenVerifier({keys, clock, ...more});

const claims: JWTPayload = {sub: 'ann', aud: 'parlor', iat: seconds, exp: seconds + 900};
const sign = (payload: JWTPayload, header: Record<string, unknown> = {}, key: string = secret): Promise<string> =>
  new SignJWT(payload).setProtectedHeader({alg: 'HS256', ...header}).sign(new TextEncoder().encode(key));

/** A token put together by hand, as an attacker would. */
const craft = (header: object, payload: object, signature = ''): string =>
  `${[header, payload].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')}.${signature}`;

const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'accepted',
    (error: unknown) => (error instanceof Refusal ? error.code : String(error)),
  );

test('a good token gives the user, the audience, the profile claims and the end', async () => {
  const token = await sign({
    ...claims,
    aud: ['other-service', 'parlor-bot'],
    name: 'Ann',
    picture: 'https://x/y.png',
    locale: 'de',
    guest: true,
    role: 'admin',
  });
  assert.deepEqual(await verifier().verify(token), {
    user: 'ann',
    audience: 'parlor-bot',
    claims: {name: 'Ann', picture: 'https://x/y.png', locale: 'de', guest: true},
    issuedAt: seconds * 1000,
    expiresAt: (seconds + 900) * 1000,
  });
});

test('without iat a token counts as made as early as it can have been (PWP-AUTH-010)', async () => {
  const {iat: _, ...rest} = claims;
  assert.equal((await verifier().verify(await sign(rest))).issuedAt, (seconds + 900 - 3_600) * 1000);
});

test('claims of a wrong shape are left out, not believed', async () => {
  const token = await sign({...claims, name: {first: 'Ann'}, picture: 5, locale: '', guest: 'yes'});
  assert.deepEqual((await verifier().verify(token)).claims, {});
});

test('wrong times, audience, issuer and subject are refused (S05)', async () => {
  const cases: [string, JWTPayload, string][] = [
    ['over', {...claims, iat: seconds - 900, exp: seconds}, 'TOKEN_EXPIRED'],
    ['long over', {...claims, iat: seconds - 2_000, exp: seconds - 1_100}, 'TOKEN_EXPIRED'],
    ['not yet', {...claims, nbf: seconds + 60}, 'TOKEN_INVALID'],
    ['made in the future', {...claims, iat: seconds + 60}, 'TOKEN_INVALID'],
    ['ten years', {...claims, exp: seconds + 10 * 365 * 86_400}, 'TOKEN_INVALID'],
    ['ten years, nearly over', {...claims, iat: seconds - 10 * 365 * 86_400}, 'TOKEN_INVALID'],
    [
      'ten years, without saying since when',
      {sub: 'ann', aud: 'parlor', exp: seconds + 10 * 365 * 86_400},
      'TOKEN_INVALID',
    ],
    ['no end', {sub: 'ann', aud: 'parlor', iat: seconds}, 'TOKEN_INVALID'],
    ['no subject', {aud: 'parlor', iat: seconds, exp: seconds + 900}, 'TOKEN_INVALID'],
    ['no audience', {sub: 'ann', iat: seconds, exp: seconds + 900}, 'TOKEN_INVALID'],
    ['another audience', {...claims, aud: 'parlors'}, 'TOKEN_INVALID'],
    ['two of our audiences', {...claims, aud: ['parlor', 'parlor-admin']}, 'TOKEN_INVALID'],
    ['an empty subject', {...claims, sub: ''}, 'TOKEN_INVALID'],
    ['a subject with control characters', {...claims, sub: 'ann\n'}, 'TOKEN_INVALID'],
    ['a subject of 65 bytes', {...claims, sub: `${'ä'.repeat(32)}x`}, 'TOKEN_INVALID'],
    ['a clock that is a little ahead', {...claims, iat: seconds + 5, nbf: seconds + 5}, 'accepted'],
    ['a full hour', {...claims, exp: seconds + 3_600}, 'accepted'],
  ];
  for (const [name, payload, expected] of cases)
    assert.equal(await codeOf(verifier().verify(await sign(payload))), expected, name);
  const issued = verifier({secret}, {issuer: 'https://host.example'});
  assert.equal(await codeOf(issued.verify(await sign({...claims, iss: 'https://host.example'}))), 'accepted');
  assert.equal(await codeOf(issued.verify(await sign({...claims, iss: 'https://host.example.evil'}))), 'TOKEN_INVALID');
  assert.equal(await codeOf(issued.verify(await sign(claims))), 'TOKEN_INVALID');
  const botsOnly = verifier({secret}, {audiences: ['parlor-bot']});
  assert.equal(await codeOf(botsOnly.verify(await sign(claims))), 'TOKEN_INVALID');
});

test('alg none, other algorithms, other keys, changed claims and rubbish are refused (S04)', async () => {
  const [header, payload, signature] = (await sign(claims)).split('.') as [string, string, string];
  const forgeries = [
    craft({alg: 'none'}, claims),
    craft({alg: 'None'}, claims, signature),
    craft({alg: 'HS256'}, claims),
    craft({alg: 'HS256', crit: ['b64'], b64: false}, claims, signature),
    `${header}.${Buffer.from(JSON.stringify({...claims, sub: 'ben'})).toString('base64url')}.${signature}`,
    `${header}.${payload}.${signature.slice(0, -2)}`,
    await sign(claims, {}, 'another secret, just as long as the first'),
    await new SignJWT(claims).setProtectedHeader({alg: 'HS512'}).sign(new TextEncoder().encode(secret.repeat(2))),
    '',
    'x',
    'a.b.c',
    '....',
    `${header}.${payload}`,
    'e30.e30.e30',
  ];
  for (const token of forgeries) assert.equal(await codeOf(verifier().verify(token)), 'TOKEN_INVALID', token);
});

test('a secret shorter than 32 bytes is no secret', () => {
  assert.throws(() => verifier({secret: 'x'.repeat(31)}), RangeError);
});

let server: Server;
let jwksUrl: string;
let asked: string[] = [];
let answer: () => {status: number; body: string};
before(async () => {
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    const {status, body} = answer();
    response.writeHead(status, {'content-type': 'application/json'}).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  jwksUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys.json`;
});
after(() => {
  server.closeAllConnections();
  server.close();
});

for (const alg of ['EdDSA', 'ES256', 'RS256'] as const) {
  test(`${alg} by the key set of the configured address, and nothing a header asks for (S04)`, async () => {
    const {publicKey, privateKey} = await generateKeyPair(alg, {extractable: true});
    answer = () => ({status: 200, body: keys});
    const keys = JSON.stringify({keys: [{...(await exportJWK(publicKey)), kid: 'k1', alg}]});
    asked = [];
    const tokens = verifier({jwksUrl});
    const signed = (header: object) => new SignJWT(claims).setProtectedHeader({alg, ...header}).sign(privateKey);
    assert.equal((await tokens.verify(await signed({kid: 'k1'}))).user, 'ann');
    assert.deepEqual(asked, ['/keys.json']);
    // the public key taken for a shared secret
    const confused = await sign(claims, {kid: 'k1'}, await exportSPKI(publicKey));
    const other = await generateKeyPair(alg);
    const stranger = await new SignJWT(claims).setProtectedHeader({alg, kid: 'k1'}).sign(other.privateKey);
    const elsewhere = {jku: `${jwksUrl}?evil`, x5u: `${jwksUrl}?evil`};
    for (const token of [
      confused,
      stranger,
      craft({alg: 'none', kid: 'k1'}, claims),
      await signed({kid: '../../x', ...elsewhere}),
      await signed({kid: 'k2', ...elsewhere}),
    ]) {
      assert.equal(await codeOf(tokens.verify(token)), 'TOKEN_INVALID');
    }
    assert.deepEqual(asked, ['/keys.json'], 'unknown key ids do not make the server fetch again and again');
  });
}

test('a key set that cannot be had is no fault of the token', async () => {
  const {privateKey} = await generateKeyPair('ES256');
  const token = await new SignJWT(claims).setProtectedHeader({alg: 'ES256', kid: 'k1'}).sign(privateKey);
  for (const [status, body] of [
    [500, ''],
    [200, 'not json'],
    [200, '{"keys":5}'],
    [302, ''],
  ] as const) {
    answer = () => ({status, body});
    assert.equal(await codeOf(verifier({jwksUrl}).verify(token)), 'UNAVAILABLE', `${status} ${body}`);
  }
  assert.equal(await codeOf(verifier({jwksUrl: 'http://127.0.0.1:1/keys.json'}).verify(token)), 'UNAVAILABLE');
});
