/** What is asked before a message is stored or changed (PWP-SCREEN-001 to PWP-SCREEN-004). */
import assert from 'node:assert/strict';
import {describe, test} from 'node:test';
import {Refusal} from '../src/domain/refusal.js';
import type {Draft, ScreenOptions, Verdict} from '../src/domain/screen.js';
import {codeOf, newId, type Person, text, World} from './world.js';

type Answer = (draft: Draft) => Verdict | Promise<Verdict>;
type Place = {
  world: World;
  ann: Person;
  ben: Person;
  conversation: string;
  asked: Draft[];
  answer(next: Answer): void;
  outcomes: string[];
};

const allow: Answer = () => ({do: 'allow'});

async function begin(options: Partial<ScreenOptions> = {}): Promise<Place> {
  const asked: Draft[] = [];
  const outcomes: string[] = [];
  let answer = allow;
  const world = await World.open({
    beforeSend: {
      ask: (draft) => {
        asked.push(draft);
        return answer(draft);
      },
      decided: (what) => outcomes.push(what),
      ...options,
    },
  });
  const [ann, ben] = [world.as('ann'), world.as('ben')];
  const conversation = await ann.group(['ben']);
  return {...{world, ann, ben, conversation, asked, outcomes}, answer: (next) => void (answer = next)};
}

async function refusalOf(attempt: Promise<unknown>): Promise<{code: string; detail: string | undefined}> {
  try {
    await attempt;
  } catch (error) {
    if (error instanceof Refusal) return {code: error.code, detail: error.detail};
    throw error;
  }
  throw new Error('it was accepted');
}

describe('a message (PWP-SCREEN-001)', () => {
  test('is asked about with all that will be stored of it, before it is', async () => {
    const {ann, conversation, asked, answer} = await begin();
    const {id: first} = await ann.send(conversation, 'first');
    let there: number | undefined;
    answer(async () => {
      there = (await ann.words(conversation)).length;
      return {do: 'allow'};
    });
    const id = newId();
    await ann.send(conversation, 'second', {id, replyTo: first});
    assert.equal(there, 1, 'nothing is locked while it is asked, and it is not there');
    assert.deepEqual(asked[1], {
      kind: 'send',
      conversation,
      message: id,
      sender: 'ann',
      content: text('second'),
      replyTo: first,
    });
    assert.deepEqual(await ann.words(conversation), ['first', 'second']);
  });

  test('with files is asked about with their names and what was found in them, of the sender’s own alone', async () => {
    const {world, ann, ben, conversation, asked} = await begin();
    const upload = async (person: Person, name: string, isReady: boolean): Promise<string> => {
      const {id} = await person.run('upload.create', {conversation, name, size: 7});
      const file = {type: 'text/plain', size: 7, versions: {original: {type: 'text/plain', size: 7}}};
      if (isReady) await world.domain.files?.settle(id, {file, bytes: 7});
      return id;
    };
    const [ready, open] = [await upload(ann, 'a.txt', true), await upload(ann, 'b.txt', false)];
    const theirs = await upload(ben, 'c.txt', true);
    const send = (ids: string[]): Promise<unknown> =>
      ann.run('message.send', {
        conversation,
        id: newId(),
        content: {text: 'see', attachments: ids.map((id) => ({id}))},
      });
    await send([ready]);
    assert.equal(await codeOf(send([theirs, open])), 'ATTACHMENT_MISSING');
    assert.deepEqual(
      asked.map(({files}) => files),
      [[{id: ready, name: 'a.txt', size: 7, type: 'text/plain'}], [{id: open, name: 'b.txt', size: 7}]],
    );
  });

  test('that is refused is not stored; the sender hears why, and hears the same again without its being asked again (PWP-SCREEN-002)', async () => {
    const {ann, conversation, asked, answer, outcomes} = await begin();
    answer(() => ({do: 'refuse', reason: 'no phone numbers, please'}));
    const [id, opId] = [newId(), newId()];
    const send = (op = opId) => refusalOf(ann.send(conversation, 'call me', {id}, op));
    const refusal = {code: 'CONTENT_REFUSED', detail: 'no phone numbers, please'};
    assert.deepEqual(await send(), refusal);
    answer(allow);
    assert.deepEqual(await send(), refusal);
    assert.deepEqual([asked.length, outcomes, await ann.words(conversation)], [1, ['refuse'], []]);
    // who tries again makes another attempt (PWP-SEND-011)
    await ann.send(conversation, 'call me', {id}, newId());
    assert.deepEqual([asked.length, await ann.words(conversation)], [2, ['call me']]);
  });

  test('whose words are replaced is stored with the others, and is the same message when it is sent again (PWP-SCREEN-003)', async () => {
    const {ann, ben, conversation, asked, answer} = await begin();
    const bold = {type: 'bold', start: 0, end: 3} as const;
    answer(() => ({do: 'replace', text: '*** it', ranges: [bold]}));
    const [id, data] = [newId(), {kept: true}];
    const content = {text: 'bad it', ranges: [{type: 'italic', start: 0, end: 6}], data} as const;
    const send = () =>
      ann.run('message.send', {conversation, id, content: {...content, ranges: [...content.ranges]}}, newId());
    const {changes} = await send();
    assert.equal(changes[0]?.type === 'message' && changes[0].message.content.text, '*** it');
    const {messages} = await ben.run('history.page', {conversation});
    const stored = messages.find((message) => message.id === id);
    assert.deepEqual(stored?.content, {kind: 'text', text: '*** it', ranges: [bold], data});
    await send();
    assert.equal(asked.length, 1);
    const other = ann.run('message.send', {conversation, id, content: text('*** it')}, newId());
    assert.equal(await codeOf(other), 'IDEMPOTENCY_MISMATCH', 'what counts is what was sent');
    // it is found by what it says now
    assert.equal((await ben.run('messages.search', {query: 'bad'})).hits.length, 0);
  });

  test('that is stored is answered again whatever would be said of it now (PWP-SEND-005)', async () => {
    const {ann, conversation, asked, answer} = await begin();
    const id = newId();
    const sent = await ann.send(conversation, 'once', {id});
    answer(() => ({do: 'refuse'}));
    assert.deepEqual(await ann.send(conversation, 'once', {id}), sent);
    await ann.run('member.leave', {conversation}).catch(() => undefined);
    assert.equal(asked.length, 1);
  });

  test('sent twice at once is stored once, also where one is refused meanwhile', async () => {
    const {ann, conversation, asked, answer} = await begin();
    const open: ((verdict: Verdict) => void)[] = [];
    answer(() => new Promise((resolve) => open.push(resolve)));
    const id = newId();
    const both = [ann.send(conversation, 'once', {id}), ann.send(conversation, 'once', {id})];
    while (open.length < 2) await new Promise((resolve) => setImmediate(resolve));
    open[0]?.({do: 'allow'});
    // whichever of them was asked about first
    const first = await Promise.race(both);
    open[1]?.({do: 'refuse'});
    assert.deepEqual(await Promise.all(both), [first, first]);
    assert.deepEqual([asked.length, await ann.words(conversation)], [2, ['once']]);
  });

  test('of a batch is asked about by itself, and those behind a refused one go on (PWP-BATCH-002)', async () => {
    const {ann, conversation, asked, answer} = await begin();
    answer(({content}) => (content.text === 'bad' ? {do: 'refuse', reason: 'no'} : {do: 'allow'}));
    const ops = ['good', 'bad', 'better'].map((words) => ({
      opId: newId(),
      op: 'message.send',
      input: {conversation, id: newId(), content: text(words)},
    }));
    const {results} = await ann.run('ops.push', {ops});
    assert.deepEqual(
      results.map((reply) => (reply.ok ? 'ok' : [reply.code, reply.retry, reply.detail])),
      ['ok', ['CONTENT_REFUSED', 'no', 'no'], 'ok'],
    );
    assert.deepEqual([asked.length, await ann.words(conversation)], [3, ['good', 'better']]);
    const again = await ann.run('ops.push', {ops});
    assert.deepEqual(
      again.results.map(({ok}) => ok),
      [true, false, true],
    );
    assert.equal(asked.length, 3);
  });
});

describe('an edit', () => {
  test('is asked about as a message is: allowed, refused or replaced', async () => {
    const {ann, conversation, asked, answer} = await begin();
    const {id} = await ann.send(conversation, 'first');
    const edit = (words: string, opId?: string) =>
      ann.run('message.edit', {conversation, id, content: text(words)}, opId);
    await edit('second');
    assert.deepEqual(asked[1], {kind: 'edit', conversation, message: id, sender: 'ann', content: text('second')});
    answer(() => ({do: 'refuse', reason: 'not so'}));
    const opId = newId();
    for (let times = 0; times < 2; times++)
      assert.deepEqual(await refusalOf(edit('third', opId)), {code: 'CONTENT_REFUSED', detail: 'not so'});
    assert.equal(asked.length, 3);
    answer(() => ({do: 'replace', text: '***'}));
    await edit('fourth');
    assert.deepEqual(await ann.words(conversation), ['***']);
    const {messages} = await ann.run('history.page', {conversation});
    const {rev} = messages.at(-1) ?? {};
    await edit('fourth');
    const [after] = (await ann.run('history.page', {conversation})).messages.slice(-1);
    assert.equal(after?.rev, rev, 'the same words again change nothing');
  });
});

describe('nobody is asked', () => {
  test('about what is refused anyway, and about what is no message of somebody', async () => {
    const {world, ann, conversation, asked} = await begin();
    const zoe = world.as('zoe');
    assert.equal(await codeOf(zoe.send(conversation, 'let me in')), 'NOT_FOUND');
    assert.equal(await codeOf(ann.send(conversation, 'x'.repeat(8_001))), 'TOO_LARGE');
    await world.asHost().run('conversation.tell', {conversation, id: newId(), text: 'from the host'});
    await ann.run('conversation.update', {conversation, title: 'Another'});
    assert.deepEqual(asked, []);
  });

  test('where nobody can write: who is blocked, and in what is closed, is refused for good though nobody answers (PWP-BLOCK-002)', async () => {
    const {world, ann, ben, asked, answer} = await begin();
    const direct = await ben.direct('ann');
    const group = await ben.group(['ann']);
    const ids = [await ben.send(direct, 'before'), await ben.send(group, 'before')].map(({id}) => id) as [
      string,
      string,
    ];
    await ann.run('block.set', {user: 'ben', on: true});
    await world.asHost().run('conversation.put', {conversation: group, status: 'closed'});
    asked.length = 0;
    answer(() => Promise.reject(new Error('nobody is there')));
    for (const [at, [conversation, code]] of [[direct, 'READ_ONLY'] as const, [group, 'CLOSED'] as const].entries()) {
      assert.equal(await codeOf(ben.send(conversation, 'and now?')), code);
      const edit = {conversation, id: ids[at] as string, content: text('after')};
      assert.equal(await codeOf(ben.run('message.edit', edit)), code);
    }
    assert.deepEqual(asked, []);
    assert.equal(await codeOf(world.asHost('ben').send(direct, 'as the host')), 'UNAVAILABLE', 'whom no block binds');
  });

  test('who becomes a member while a message is on its way is asked about at its next attempt', async () => {
    const {world, ann, conversation, asked} = await begin();
    const zoe = world.as('zoe');
    const id = newId();
    // in between: after zoe was looked at, and before it is stored
    const write = world.store.write.bind(world.store);
    let isFirst = true;
    world.store.write = async (...given) => {
      if (isFirst) {
        isFirst = false;
        await ann.run('member.add', {conversation, user: 'zoe'});
      }
      return write(...given);
    };
    const refusal = zoe.send(conversation, 'hello', {id});
    assert.equal(await codeOf(refusal), 'UNAVAILABLE');
    assert.deepEqual([asked.length, await ann.words(conversation)], [0, []]);
    await zoe.send(conversation, 'hello', {id});
    assert.deepEqual([asked.length, await ann.words(conversation)], [1, ['hello']]);
  });
});

describe('no answer (PWP-SCREEN-004)', () => {
  const bad: Record<string, Answer> = {
    'a throw': () => {
      throw new Error('no');
    },
    'a rejection': () => Promise.reject(new Error('no')),
    'words that are too long': () => ({do: 'replace', text: 'x'.repeat(9_000)}),
    'no words at all': () => ({do: 'replace', text: ' '}),
    'a range outside': () => ({do: 'replace', text: 'x', ranges: [{type: 'bold', start: 0, end: 2}]}),
    'a reason that is no text': () => ({do: 'refuse', reason: '\0'}),
  };
  for (const [kind, answer] of Object.entries(bad)) {
    test(`is ${kind}: the message waits with its sender, and nothing is stored`, async () => {
      const here = await begin();
      here.answer(answer);
      const [id, opId] = [newId(), newId()];
      assert.equal(await codeOf(here.ann.send(here.conversation, 'hello', {id}, opId)), 'UNAVAILABLE');
      assert.deepEqual([here.outcomes, await here.ann.words(here.conversation)], [['failed'], []]);
      here.answer(allow);
      await here.ann.send(here.conversation, 'hello', {id}, opId);
      assert.deepEqual(await here.ann.words(here.conversation), ['hello']);
    });
  }

  test('in time is none', async () => {
    const failures: unknown[] = [];
    const {world, ann, conversation, asked, answer} = await begin({
      timeoutMs: 1_000,
      failed: (error) => failures.push(error),
    });
    answer(() => new Promise(() => undefined));
    const code = codeOf(ann.send(conversation, 'hello'));
    while (asked.length === 0) await new Promise((resolve) => setImmediate(resolve));
    world.clock.pass(999);
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(failures, []);
    world.clock.pass(1);
    assert.equal(await code, 'UNAVAILABLE');
    assert.match(String(failures[0]), /no answer within 1000 ms/);
  });

  test('stores the message as it is, where it was told to', async () => {
    const {ann, conversation, answer, outcomes} = await begin({failOpen: true});
    answer(bad['a throw'] as Answer);
    await ann.send(conversation, 'hello');
    assert.deepEqual([await ann.words(conversation), outcomes], [['hello'], ['failed']]);
  });

  test('comes for what is too much: so many are asked about at a time, so many wait', async () => {
    const {ann, conversation, asked, answer} = await begin({atOnce: 2, mostWaiting: 1});
    const open: (() => void)[] = [];
    answer(() => new Promise((resolve) => open.push(() => resolve({do: 'allow'}))));
    const codes = [1, 2, 3, 4].map((at) => codeOf(ann.send(conversation, `${at}`)));
    assert.equal(await Promise.race(codes), 'UNAVAILABLE');
    assert.equal(asked.length, 2);
    for (let at = 0; at < 3; at++) {
      while (!open[at]) await new Promise((resolve) => setImmediate(resolve));
      open[at]?.();
    }
    assert.deepEqual((await Promise.all(codes)).sort(), ['UNAVAILABLE', 'none', 'none', 'none']);
  });
});
