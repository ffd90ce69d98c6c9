/** Tokens: which are believed, how they are renewed, what happens at their end. */
import {must} from '../case.js';
import {Connection} from '../connection.js';
import {equal, fail, holds} from '../expect.js';
import type {Person} from '../person.js';
import {type Claims, nowSeconds, signToken} from '../token.js';
import type {Trial} from '../trial.js';

/** The code a token is refused with, over the transport under trial; `ok` where it is taken. */
async function judged({transport}: Trial, person: Person, token: string): Promise<string> {
  if (transport === 'rest') {
    const {status, body} = await person.rest('GET', '/v1/me/totals', {token});
    const {code} = (body ?? {}) as {code?: string};
    return status === 200 ? 'ok' : (code ?? `status ${status}`);
  }
  const answer = await person.tryConnect({auth: {token}});
  return answer instanceof Connection ? 'ok' : answer.code;
}

async function assertJudged(t: Trial, tokens: Readonly<Record<string, [token: string, code: string]>>): Promise<void> {
  for (const [what, [token, code]] of Object.entries(tokens)) {
    equal(await judged(t, t.person(), token), code, `the answer to a token ${what}`);
  }
}

export const tokens = [
  must(
    'PWP-AUTH-001.a',
    'A token that is not signed, signed with another secret or by another algorithm, or tampered with is TOKEN_INVALID.',
    async (t) => {
      const ann = t.person();
      const good = ann.token();
      const [head, body, signature] = good.split('.') as [string, string, string];
      const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as Claims;
      const other = Buffer.from(JSON.stringify({...claims, sub: 'somebody-else'})).toString('base64url');
      await assertJudged(t, {
        'as it should be': [good, 'ok'],
        'of alg none': [ann.token({}, {alg: 'none'}), 'TOKEN_INVALID'],
        'of alg None': [ann.token({}, {alg: 'None'}), 'TOKEN_INVALID'],
        'without signature': [`${head}.${body}.`, 'TOKEN_INVALID'],
        'of alg HS512': [ann.token({}, {alg: 'HS512'}), 'TOKEN_INVALID'],
        'of alg RS256': [ann.token({}, {alg: 'RS256'}), 'TOKEN_INVALID'],
        'of another secret': [ann.token({}, {}, `${t.target.secret}x`), 'TOKEN_INVALID'],
        'of an empty secret': [signToken('', claims), 'TOKEN_INVALID'],
        'of another’s claims': [`${head}.${other}.${signature}`, 'TOKEN_INVALID'],
        'that is no token': ['nonsense', 'TOKEN_INVALID'],
        'of two parts': [`${head}.${body}`, 'TOKEN_INVALID'],
      });
    },
  ),
  must('PWP-AUTH-001.b', 'A key in the token’s own header is not believed.', async (t) => {
    const ann = t.person();
    const secret = 'a secret of the attacker, long enough to sign with';
    const k = Buffer.from(secret).toString('base64url');
    await assertJudged(t, {
      'with a jwk of its own': [ann.token({}, {jwk: {kty: 'oct', k}}, secret), 'TOKEN_INVALID'],
      'with a kid that is a path': [ann.token({}, {kid: '../../../../dev/null'}, ''), 'TOKEN_INVALID'],
      'with a jku of its own': [ann.token({}, {jku: 'http://127.0.0.1:9/keys'}, secret), 'TOKEN_INVALID'],
      'with a critical header nobody knows': [ann.token({}, {crit: ['x'], x: 1}), 'TOKEN_INVALID'],
    });
  }),
  must(
    'PWP-AUTH-001.c',
    'name, picture and locale of the token become the profile at the first hello, or the first sync over REST.',
    async (t) => {
      const ann = t.person('ann', {claims: {name: 'Ann Example', picture: 'https://example.com/a.png', locale: 'de'}});
      const ben = t.person('ben');
      await t.group([ann, ben]);
      await ann.call('sync');
      const {people} = await ben.call('person.get', {users: [ann.id]});
      equal(
        people.map(({name, avatar, locale}) => [name, avatar, locale]),
        [['Ann Example', 'https://example.com/a.png', 'de']],
        'name, avatar and locale',
      );
    },
  ),
  must('PWP-AUTH-002.a', 'exp is required, and an expired token is TOKEN_EXPIRED.', async (t) => {
    const ann = t.person();
    const now = nowSeconds();
    await assertJudged(t, {
      'without exp': [ann.token({exp: undefined}), 'TOKEN_INVALID'],
      'that expired a minute ago': [ann.token({iat: now - 660, exp: now - 60}), 'TOKEN_EXPIRED'],
      'that expired just now': [ann.token({iat: now - 660, exp: now - 1}), 'TOKEN_EXPIRED'],
      'with an exp that is no number': [ann.token({exp: 'soon'}), 'TOKEN_INVALID'],
    });
  }),
  must('PWP-AUTH-002.b', 'A token lives at most an hour from iat, or from now.', async (t) => {
    const ann = t.person();
    const now = nowSeconds();
    await assertJudged(t, {
      'of an hour': [ann.token({iat: now, exp: now + 3600}), 'ok'],
      'of two hours': [ann.token({iat: now, exp: now + 7200}), 'TOKEN_INVALID'],
      'of two hours without iat': [ann.token({iat: undefined, exp: now + 7200}), 'TOKEN_INVALID'],
      'of a day, half gone': [ann.token({iat: now - 43_200, exp: now + 1800}), 'TOKEN_INVALID'],
      'that begins tomorrow': [ann.token({iat: now + 86_400, exp: now + 86_400 + 600}), 'TOKEN_INVALID'],
      'not valid before the next hour': [ann.token({nbf: now + 3000}), 'TOKEN_INVALID'],
    });
  }),
  must('PWP-AUTH-003', 'A token names exactly one of the audiences parlor, parlor-bot and parlor-admin.', async (t) => {
    const ann = t.person();
    await assertJudged(t, {
      'for programs': [ann.token({aud: 'parlor-bot'}), 'ok'],
      'for somebody else': [ann.token({aud: 'another-service'}), 'TOKEN_INVALID'],
      'for nobody': [ann.token({aud: undefined}), 'TOKEN_INVALID'],
      'for an audience that begins the same': [ann.token({aud: 'parlor-bot-2'}), 'TOKEN_INVALID'],
      'for two of them': [ann.token({aud: ['parlor-bot', 'parlor-admin']}), 'TOKEN_INVALID'],
      'for one of them and another service': [ann.token({aud: ['parlor-bot', 'another-service']}), 'ok'],
    });
  }),
  must(
    'PWP-AUTH-004.a',
    'auth.refresh puts a new token on the living connection, and answers when it expires.',
    {on: 'socket'},
    async (t) => {
      const ann = t.person();
      const connection = await ann.connect();
      const exp = nowSeconds() + 1200;
      equal(await connection.call('auth.refresh', {token: ann.token({exp})}), {expiresAt: exp * 1000}, 'the answer');
      await connection.settled();
    },
  ),
  must(
    'PWP-AUTH-004.b',
    'A new token with another sub is AUTH_USER_MISMATCH and ends the connection.',
    {on: 'socket'},
    async (t) => {
      const connection = await t.person('ann').connect();
      const reply = await connection.ask('auth.refresh', {token: t.person('ben').token()});
      equal(reply.ok ? 'ok' : reply.code, 'AUTH_USER_MISMATCH', 'the answer');
      await connection.end();
    },
  ),
  must(
    'PWP-AUTH-004.c',
    'A bad new token is refused like any other, and the old one still holds.',
    {on: 'socket'},
    async (t) => {
      const ann = t.person();
      const connection = await ann.connect();
      const now = nowSeconds();
      for (const [token, code] of [
        ['nonsense', 'TOKEN_INVALID'],
        [ann.token({iat: now - 700, exp: now - 60}), 'TOKEN_EXPIRED'],
        [ann.token({}, {alg: 'none'}), 'TOKEN_INVALID'],
      ] as const) {
        const reply = await connection.ask('auth.refresh', {token});
        equal(reply.ok ? 'ok' : reply.code, code, 'the answer');
      }
      await connection.settled();
    },
  ),
  must('PWP-AUTH-004.d', 'Over REST auth.refresh checks the token it is given.', {on: 'rest'}, async (t) => {
    const ann = t.person();
    const exp = nowSeconds() + 1200;
    equal(await ann.call('auth.refresh', {token: ann.token({exp})}), {expiresAt: exp * 1000}, 'the answer');
    await ann.refused('auth.refresh', {token: 'nonsense'}, 'TOKEN_INVALID');
    await ann.refused('auth.refresh', {token: t.person('ben').token()}, 'AUTH_USER_MISMATCH');
  }),
  must(
    'PWP-AUTH-005.a',
    'At exp comes auth TOKEN_EXPIRED; from then on requests are refused, and nothing of a batch is done, until auth.refresh.',
    {on: 'socket', isSlow: true},
    async (t) => {
      const {ann, conversation} = await t.pair();
      const connection = await ann.connect({claims: {exp: nowSeconds() + 6}});
      const head = await ann.another().head(conversation);
      const {closesInMs} = await connection.next('auth', () => true, 12_000);
      holds(closesInMs > 0, `closesInMs is ${closesInMs}`);
      const id = t.id();
      for (const [op, input] of [
        ['totals', {}],
        ['message.send', {conversation, id, content: {text: 'x'}}],
        ['ops.push', {ops: [{opId: t.id(), op: 'message.send', input: {conversation, id, content: {text: 'x'}}}]}],
      ] as const) {
        const reply = await connection.ask(op, input);
        equal(reply.ok ? 'ok' : reply.code, 'TOKEN_EXPIRED', `the answer to ${op}`);
      }
      equal(await ann.another().head(conversation), head, 'the seq');
      await connection.call('auth.refresh', {token: ann.token()});
      await connection.call('message.send', {conversation, id, content: {text: 'x'}});
    },
  ),
  must(
    'PWP-AUTH-005.b',
    'closesInMs after it expired a connection that was not renewed is closed.',
    {on: 'socket', isSlow: true},
    async (t) => {
      const connection = await t.person().connect({claims: {exp: nowSeconds() + 5}});
      const {closesInMs} = await connection.next('auth', () => true, 12_000);
      if (closesInMs > 60_000) fail(`closesInMs is ${closesInMs}`);
      await connection.end(closesInMs + 3_000);
    },
  ),
  must(
    'PWP-AUTH-010.a',
    'session.revoke refuses the tokens made until then with SESSION_REVOKED, and takes one that is made later.',
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      const token = ann.token();
      await ann.call('session.revoke');
      equal(await judged(t, ann, token), 'SESSION_REVOKED', 'the answer to a token of before');
      await ben.call('totals');
      await t.sleep(1_100);
      equal(await judged(t, ann, ann.token()), 'ok', 'the answer to a token of after');
      await ann.another().call('conversation.get', {conversation});
    },
  ),
  must(
    'PWP-AUTH-010.b',
    'Every connection of who ended their sessions hears session SESSION_REVOKED and is closed within a second.',
    {on: 'socket'},
    async (t) => {
      const ann = t.person();
      const lines = [await ann.connect(), await ann.another().connect()];
      await lines[0]?.call('session.revoke');
      for (const line of lines) {
        await line.next('session');
        await line.end(1_000);
      }
    },
  ),
  must(
    'PWP-AUTH-007',
    'Later claims renew what they carry and leave the rest of the profile.',
    {on: 'socket'},
    async (t) => {
      const ann = t.person('ann', {claims: {name: 'Ann', picture: 'https://example.com/a.png'}});
      await ann.connect();
      const profile = async () => {
        const {people} = await ann.another().call('person.get', {users: [ann.id]});
        return [people[0]?.name, people[0]?.avatar];
      };
      equal(await profile(), ['Ann', 'https://example.com/a.png'], 'name and avatar');
      const again = ann.another('socket', {name: 'Ann Married', picture: undefined});
      await again.connect();
      equal(
        (await again.call('person.get', {users: [ann.id]})).people.map(({name, avatar}) => [name, avatar]),
        [['Ann Married', 'https://example.com/a.png']],
        'name and avatar after that',
      );
    },
  ),
  must('PWP-AUTH-009', 'Cookies are never looked at.', async (t) => {
    const ann = t.person();
    const cookie = ['token', 'access_token', 'authorization', 'session', 'parlor']
      .map((name) => `${name}=${ann.token()}`)
      .join('; ');
    if (t.transport === 'rest') {
      const {status, headers} = await ann.rest('GET', '/v1/me/totals', {token: undefined, headers: {cookie}});
      equal([status, headers.get('set-cookie')], [401, null], 'the status and Set-Cookie');
    } else
      equal(
        (await ann.refusedToConnect({auth: {token: undefined}, headers: {cookie}})).code,
        'UNAUTHENTICATED',
        'the refusal',
      );
  }),
];
