import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {
  deletedMessage,
  deleteRow,
  editRow,
  mentionOf,
  message,
  messageId,
  reactRow,
  sendRow,
} from '../../test/world.js';
import {
  applyReaction,
  type CachedMessage,
  excerpt,
  joinMessage,
  messageOfRow,
  scrubQuote,
  snapshot,
  viewMessage,
} from './message.js';

const join = (...states: CachedMessage[]): CachedMessage =>
  states.reduce<CachedMessage | undefined>((have, come) => joinMessage(have, come), undefined) as CachedMessage;
const rx = (key: string, rev: number, count = 1, more = {}) => ({key, rev, count, users: [`u${rev}`], ...more});
const seen = (one: CachedMessage, user = 'ada') => viewMessage(one, {conversation: 'c_room', user});
const order = {n: 1};

test('the higher rev gives the content, in any order (I6, F69)', () => {
  const [first, second] = [message(3), message(3, {rev: 7, text: 'edited', editedAt: 9})];
  assert.deepEqual(join(first, second), second);
  assert.deepEqual(join(second, first), second);
});

test('a state that brings nothing new gives the same object', () => {
  const have = join(message(3, {rev: 7}), snapshot(message(3, {rev: 7, reactions: [rx('a', 5)]}), 8));
  for (const come of [message(3), message(3, {rev: 7}), snapshot(message(3, {reactions: [rx('a', 5)]}), 7)]) {
    assert.equal(joinMessage(have, come), have);
  }
});

test('a delete is absorbing and takes the reactions along (I5)', () => {
  const deleted = deletedMessage(3, 9);
  const late = message(3, {rev: 12, text: 'back?', reactions: [rx('a', 11)]});
  for (const one of [join(late, deleted), join(deleted, late)]) {
    assert.equal(one.content.text, '');
    assert.equal(one.deleted, 'bo');
    assert.ok(!one.reactions?.length);
  }
});

test('a snapshot takes off the reactions it no longer lists, but none that are newer', () => {
  const have = message(3, {reactions: [rx('a', 4), rx('b', 12)]});
  const now = join(have, snapshot(message(3, {reactions: [rx('c', 9)]}), 10));
  assert.deepEqual(
    now.reactions?.map(({key}) => key),
    ['b', 'c'],
  );
  const late = applyReaction(now, {type: 'reaction', message: now.id, summary: rx('a', 4), rev: 4}, 'ada');
  assert.equal(late, now, 'a change from before the snapshot tells nothing new');
});

test('my own reaction is known from frames about me, and not forgotten over frames about others', () => {
  const on = (have: CachedMessage, user: string, is: boolean, rev: number, count: number): CachedMessage =>
    applyReaction(have, {type: 'reaction', message: have.id, summary: rx('a', rev, count), user, on: is, rev}, 'ada');
  const mine = on(message(3), 'ada', true, 4, 1);
  const both = on(mine, 'bo', true, 5, 2);
  assert.deepEqual(seen(both).reactions, [{key: 'a', count: 2, own: true, users: ['u5']}]);
  assert.deepEqual(
    on(on(message(3), 'bo', true, 5, 2), 'ada', true, 4, 1),
    both,
    'also when they come in the other order',
  );
  assert.equal(seen(on(both, 'ada', false, 6, 1)).reactions[0]?.own, false);
  assert.deepEqual(seen(on(both, 'ada', false, 6, 0)).reactions, []);
});

test('an answer made for me tells whether a reaction is mine', () => {
  const change = {type: 'reaction', message: messageId(3), summary: rx('a', 5, 2, {own: true}), rev: 5} as const;
  assert.equal(seen(applyReaction(message(3), change, 'ada')).reactions[0]?.own, true);
});

test('quotes lose the words of a deleted message, whichever comes first (I5)', () => {
  const answer = message(5, {replyTo: {id: messageId(3), seq: 3, sender: 'bo', text: 'secret'}});
  const scrubbed = scrubQuote(answer, messageId(3));
  assert.deepEqual(scrubbed.replyTo, {id: messageId(3), seq: 3, sender: 'bo', text: '', deleted: true});
  assert.equal(scrubQuote(scrubbed, messageId(3)), scrubbed);
  assert.equal(scrubQuote(answer, messageId(4)), answer);
  const edited = message(5, {...answer, rev: 8});
  for (const one of [join(scrubbed, edited), join(edited, scrubbed)]) assert.equal(one.replyTo?.text, '');
});

/** Everything a server may say about one message: its history of changes, and states cut out of it. */
const histories = fc
  .array(
    fc.record({
      what: fc.constantFrom('edit', 'react', 'react', 'react', 'other'),
      key: fc.constantFrom('a', 'b'),
      user: fc.constantFrom('ada', 'bo'),
      on: fc.boolean(),
    }),
    {maxLength: 12},
  )
  .chain((steps) =>
    fc.record({
      steps: fc.constant(steps),
      isDeleted: fc.boolean(),
      told: fc.array(fc.tuple(fc.constantFrom('frame', 'snapshot'), fc.nat(13)), {minLength: 1, maxLength: 12}),
    }),
  );

test('merging is a join: any order and any repetition of what the server said gives the same message (I4, I6)', () => {
  fc.assert(
    fc.property(histories, fc.infiniteStream(fc.nat()), ({steps, isDeleted, told}, random) => {
      // the server's truth after every step, and the change that the step was
      const states: CachedMessage[] = [message(1)];
      const changes: ((have: CachedMessage) => CachedMessage)[] = [(have) => joinMessage(have, message(1))];
      const on = new Map<string, Set<string>>();
      const last = new Map<string, number>();
      let content = message(1);
      for (const [index, step] of steps.entries()) {
        const rev = index + 2;
        const isLast = isDeleted && index === steps.length - 1;
        if (isLast) content = deletedMessage(1, rev);
        else if (step.what === 'edit') content = message(1, {rev, text: `edit ${rev}`});
        else if (step.what === 'react') {
          const users = on.get(step.key) ?? new Set();
          on.set(step.key, users);
          if (step.on) users.add(step.user);
          else users.delete(step.user);
          last.set(step.key, rev);
        }
        const reactions = [...on]
          .filter(([, users]) => users.size > 0)
          .map(([key, users]) => ({
            key,
            count: users.size,
            own: users.has('ada'),
            users: [...users].sort(),
            rev: last.get(key) as number,
          }))
          .sort((a, b) => (a.key < b.key ? -1 : 1));
        states.push(content.deleted ? content : {...content, ...(reactions.length && {reactions})});
        const now = content;
        changes.push((have) => {
          if (isLast || step.what === 'edit') return joinMessage(have, now);
          if (step.what !== 'react') return have;
          const users = [...(on.get(step.key) as Set<string>)].sort();
          void users;
          const at = frozen.get(rev) as {count: number; users: string[]};
          const summary = {key: step.key, rev, ...at};
          return applyReaction(
            have,
            {type: 'reaction', message: have.id, summary, user: step.user, on: step.on, rev},
            'ada',
          );
        });
        frozen.set(rev, {count: on.get(step.key)?.size ?? 0, users: [...(on.get(step.key) ?? [])].sort()});
      }
      const stream = random[Symbol.iterator]();
      const arrivals = told.map(([kind, at]) => {
        const index = at % states.length;
        return kind === 'frame'
          ? (changes[index] as (have: CachedMessage) => CachedMessage)
          : (have: CachedMessage) => joinMessage(have, snapshot(states[index] as CachedMessage, index + 1));
      });
      const merge = (list: typeof arrivals): CachedMessage => list.reduce((have, arrive) => arrive(have), message(1));
      const shuffled = [...arrivals, ...arrivals]
        .map((arrive) => ({arrive, key: stream.next().value as number}))
        .sort((a, b) => a.key - b.key)
        .map(({arrive}) => arrive);
      assert.deepEqual(merge(shuffled), merge(arrivals));
      // with everything told, it is what the server has
      const all = merge([
        ...changes,
        (have) => joinMessage(have, snapshot(states.at(-1) as CachedMessage, states.length)),
      ]);
      assert.deepEqual(seen(all), seen(states.at(-1) as CachedMessage));
    }),
    {numRuns: 1_000},
  );
});
const frozen = new Map<number, {count: number; users: string[]}>();

test('a message is mine, mentions me, and says so', () => {
  const one = message(3, {content: {kind: 'text', text: '@ada', ranges: [mentionOf('ada')]}});
  assert.deepEqual([seen(one).own, seen(one).mentionsMe, seen(one).delivery], [false, true, undefined]);
  assert.deepEqual(
    [seen(one, 'bo').own, seen(one, 'bo').mentionsMe, seen(one, 'bo').delivery],
    [true, false, {is: 'sent'}],
  );
});

test('an edit that waits is shown at once and says that it waits', () => {
  const row = {...editRow(3, 'new'), ...order};
  const view = viewMessage(message(3), {conversation: 'c_room', user: 'bo', rows: [row]});
  assert.deepEqual([view.content.text, view.editedAt, view.change], ['new', 1_000, {is: 'queued', opId: row.opId}]);
});

test('a preview is shown as the server made it (PWP-LINK-001)', () => {
  const preview = {url: 'https://news.example', title: 'News'};
  assert.deepEqual(seen(message(3, {content: {kind: 'text', text: 'see', preview}})).content.preview, preview);
});

test('that its author wants no preview is no edit, while it waits neither (PWP-LINK-003)', () => {
  const row = {...editRow(3, 'new'), ...order, input: {id: messageId(3), content: {text: 'new', noPreview: true}}};
  const view = viewMessage(message(3), {conversation: 'c_room', user: 'bo', rows: [row]});
  assert.deepEqual([view.content.noPreview, view.editedAt], [true, undefined]);
});

test('a refused edit leaves the message as it is and gives the code', () => {
  const row = {...editRow(3, 'new', {state: 'failed', why: {code: 'EDIT_WINDOW_CLOSED'}}), ...order};
  const view = viewMessage(message(3), {conversation: 'c_room', user: 'bo', rows: [row]});
  assert.deepEqual(
    [view.content.text, view.change],
    ['text 3', {is: 'failed', code: 'EDIT_WINDOW_CLOSED', opId: row.opId}],
  );
});

test('a waiting delete hides the words at once', () => {
  const view = viewMessage(message(3, {reactions: [rx('a', 4)]}), {
    conversation: 'c_room',
    user: 'bo',
    rows: [deleteRow(3)],
  });
  assert.deepEqual(
    [view.deleted, view.content.text, view.reactions, view.delivery],
    [true, '', [], {is: 'cancelling'}],
  );
  assert.deepEqual(seen(deletedMessage(3, 4), 'bo').delivery, {is: 'deleted'});
});

test('waiting reactions are laid over the counts', () => {
  const have = message(3, {
    reactions: [rx('a', 4, 2, {own: true, users: ['ada', 'bo']}), rx('b', 5, 1, {own: true, users: ['ada']})],
  });
  const rows = [reactRow(3, 'a', false), reactRow(3, 'b', false), reactRow(3, 'c', true), reactRow(3, 'a', false)];
  assert.deepEqual(viewMessage(have, {conversation: 'c_room', user: 'ada', rows}).reactions, [
    {key: 'a', count: 1, own: false, users: ['bo']},
    {key: 'c', count: 1, own: true, users: ['ada']},
  ]);
});

test('a message that is not confirmed looks like one that is, at no seq', () => {
  const view = viewMessage(messageOfRow({...sendRow(4, 'hi'), ...order}, 'bo'), {
    conversation: 'c_room',
    user: 'bo',
    delivery: {is: 'queued'},
  });
  assert.deepEqual(
    [view.seq, view.rev, view.at, view.content.text, view.delivery],
    [undefined, 0, 1_000, 'hi', {is: 'queued'}],
  );
});

test('an excerpt is 140 code points and cuts no character in two', () => {
  assert.equal(excerpt('a'.repeat(200)).length, 140);
  assert.equal([...excerpt('😀'.repeat(200))].length, 140);
  assert.equal(excerpt('short'), 'short');
});
