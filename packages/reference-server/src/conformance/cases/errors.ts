/** Failures: their codes, and what they tell. */
import {failures, type ServerFailureCode} from '@parlor/sdk/protocol';
import {must} from '../case.js';
import {equal, holds, show} from '../expect.js';
import type {Person} from '../person.js';
import {nowSeconds} from '../token.js';

export const errors = [
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
];
