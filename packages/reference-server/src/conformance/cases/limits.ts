/** Limits and time. */
import type {Failure} from '@parlor/sdk/protocol';
import {must, should} from '../case.js';
import {equal, fail, holds, includes, NotOffered, present, show} from '../expect.js';
import {messageIn, type Person} from '../person.js';
import type {Trial} from '../trial.js';

const day = 24 * 60 * 60 * 1000;

/** A JSON text nested `depth` deep. */
const deep = (depth: number): unknown => JSON.parse(`${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`);

/** Sends so much at once that the server has to say no, and gives one of the messages it refused. */
async function flood(t: Trial, person: Person, conversation: string): Promise<{id: string; failure: Failure}> {
  for (let round = 0; round < 5; round++) {
    const answers = await Promise.all(
      Array.from({length: 40}, async () => {
        const id = t.id();
        return {
          id,
          reply: await person.ask('message.send', {conversation, id, content: {text: 'flood'}}, {isImpatient: true}),
        };
      }),
    );
    for (const {id, reply} of answers) if (!reply.ok) return {id, failure: reply};
  }
  throw new NotOffered('200 messages at once met no limit');
}

export const limits = [
  must(
    'PWP-LIMIT-002.a',
    'Above the rate comes RATE_LIMITED with retryAfterMs; after that time the same write is taken, and nothing is lost.',
    {isSlow: true},
    async (t) => {
      const {ann, conversation} = await t.pair();
      const {id, failure} = await flood(t, ann, conversation);
      equal(failure.code, 'RATE_LIMITED', 'the code');
      holds((failure.retryAfterMs ?? 0) > 0, `retryAfterMs is ${failure.retryAfterMs}`);
      equal(await ann.message(conversation, id), undefined, 'the message that was refused');
      await t.sleep((failure.retryAfterMs ?? 0) + 50);
      equal((await ann.send(conversation, 'flood', {id})).id, id, 'the id when sent again');
    },
  ),
  must(
    'PWP-LIMIT-002.b',
    'Rates are per user: one who sends too much does not slow another down.',
    {isSlow: true},
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      await flood(t, ann, conversation);
      const reply = await ben.ask(
        'message.send',
        {conversation, id: t.id(), content: {text: 'x'}},
        {isImpatient: true},
      );
      holds(reply.ok, `the other one was answered with ${show(reply)}`);
    },
  ),
  should(
    'PWP-LIMIT-006',
    'What was written long ago and is sent now draws from another bucket: it does not hold up what is written now.',
    {isSlow: true},
    async (t) => {
      const {ann, conversation} = await t.pair();
      const clientTs = Date.now() - 3_600_000;
      // in batches, as an outbox drains: on a slow machine a bucket fills as fast as single requests come
      const batch = () => ({
        ops: Array.from({length: t.limits.batchOps}, () => ({
          opId: t.id(),
          op: 'message.send',
          input: {conversation, id: t.id(), content: {text: 'flood'}, clientTs},
        })),
      });
      const pushes = Array.from({length: 8}, () => ann.ask('ops.push', batch(), {isImpatient: true}));
      const failure = (await Promise.all(pushes)).find((reply) => !reply.ok);
      if (!failure || failure.ok) throw new NotOffered(`${8 * t.limits.batchOps} messages at once met no limit`);
      equal(failure.code, 'RATE_LIMITED', 'the code');
      holds((failure.retryAfterMs ?? 0) > 0, `retryAfterMs is ${failure.retryAfterMs}`);
      const now = {conversation, id: t.id(), content: {text: 'now'}, clientTs: Date.now()};
      const reply = await ann.ask('message.send', now, {isImpatient: true});
      holds(reply.ok, `what is written now was answered with ${show(reply)}`);
    },
  ),
  must('PWP-LIMIT-003.a', 'A body above frameBytes is refused with TOO_LARGE.', {on: 'rest'}, async (t) => {
    const {ann, conversation} = await t.pair();
    const head = await ann.head(conversation);
    const {status, body} = await ann.rest('PUT', `/v1/conversations/${conversation}/messages/${t.id()}`, {
      body: {content: {text: 'x'.repeat(t.limits.frameBytes)}},
    });
    equal([status, (body as {code?: string} | undefined)?.code], [413, 'TOO_LARGE'], 'status and code');
    equal(await ann.head(conversation), head, 'the seq');
  }),
  must(
    'PWP-LIMIT-003.b',
    'A frame above frameBytes ends the connection; nothing of it is done, and the server lives on.',
    {on: 'socket'},
    async (t) => {
      const {ann, conversation} = await t.pair();
      const head = await ann.head(conversation);
      const connection = await ann.connect();
      connection.socket.emit(
        'req',
        {op: 'message.send', input: {conversation, id: t.id(), content: {text: 'x'.repeat(t.limits.frameBytes)}}},
        () => undefined,
      );
      await connection.end();
      equal(await ann.another().head(conversation), head, 'the seq');
    },
  ),
  must(
    'PWP-LIMIT-004.a',
    'Deeply nested JSON is refused or taken, never answered with INTERNAL, and the server lives on.',
    async (t) => {
      const {ann, conversation} = await t.pair();
      for (const depth of [10, 31, 64, 500, 900]) {
        const reply = await ann.ask('message.send', {
          conversation,
          id: t.id(),
          content: {text: 'x', data: {a: deep(depth)}},
        });
        if (!reply.ok)
          includes(['SCHEMA', 'TOO_LARGE', 'BAD_REQUEST'], reply.code, `the codes that fit, at depth ${depth},`);
        else holds(depth < 1_000, `a depth of ${depth} was taken`);
      }
      await ann.call('totals');
    },
  ),
  must(
    'PWP-LIMIT-004.b',
    'A hundred requests at once on a connection are all answered: done, or refused with RATE_LIMITED.',
    {on: 'socket'},
    async (t) => {
      const connection = await t.person().connect();
      const replies = await Promise.all(Array.from({length: 100}, () => connection.ask('totals')));
      for (const reply of replies) if (!reply.ok) equal(reply.code, 'RATE_LIMITED', 'the code');
      holds(
        replies.some(({ok}) => ok),
        'none was done',
      );
    },
  ),
  must(
    'PWP-LIMIT-004.c',
    'Twenty-five connections of one user live, or those too many are refused with BUSY; those before stay.',
    {on: 'socket'},
    async (t) => {
      const ann = t.person();
      const answers = await Promise.all(Array.from({length: 25}, (_, at) => ann.tryConnect({device: `d${at}`})));
      const connections = answers.filter((answer) => 'socket' in answer);
      for (const answer of answers) if (!('socket' in answer)) equal(answer.code, 'BUSY', 'the code');
      holds(connections.length >= 5, `only ${connections.length} connections live`);
      for (const connection of connections) await connection.settled();
    },
  ),
  must(
    'PWP-TIME-001',
    'ts is the server’s clock in milliseconds, and does not fall within a conversation.',
    async (t) => {
      const {ann, ben, conversation} = await t.pair();
      await Promise.all(
        [1, 2, 3, 4].flatMap((at) => [ann.send(conversation, `${at}`), ben.send(conversation, `${at}`)]),
      );
      const {messages} = await ann.page(conversation);
      const times = messages.map(({ts}) => ts);
      equal(
        times,
        [...times].sort((a, b) => a - b),
        'the times in the order of seq',
      );
      for (const ts of times)
        holds(Math.abs(ts - Date.now()) < 120_000, `ts is ${ts}, this machine’s clock says ${Date.now()}`);
    },
  ),
  must('PWP-TIME-002', 'clientTs is kept as the sender gives it, cut to the last 30 days.', async (t) => {
    const {ann, conversation} = await t.pair();
    const send = async (clientTs: number): Promise<number> => {
      const id = t.id();
      const written = await ann.written('message.send', {conversation, id, content: {text: 'x'}, clientTs});
      return present(messageIn(written, id).clientTs, 'clientTs');
    };
    const hourAgo = Date.now() - 3_600_000;
    equal(await send(hourAgo), hourAgo, 'clientTs of an hour ago');
    const old = await send(Date.now() - 60 * day);
    if (Math.abs(old - (Date.now() - 30 * day)) > day / 24) fail(`clientTs of 60 days ago became ${old}`);
    const ahead = await send(Date.now() + 10 * day);
    holds(ahead <= Date.now() + 120_000, `clientTs of in ten days became ${ahead}`);
  }),
];
