/** Messages whose text grows while it is being written (PWP-GROW). */
import assert from 'node:assert/strict';
import {describe, test} from 'node:test';
import type {Message, WebhookEvent} from '@parlor/sdk/protocol';
import type {DomainOptions} from '../src/domain/options.js';
import type {Draft} from '../src/domain/screen.js';
import {codeOf, messageIn, newId, type Person, text, World} from './world.js';

const grown = (words: string) => ({text: words, growing: true as const});
const minute = 60_000;

/** A bot has begun an answer that says nothing yet. */
async function begun(options: Partial<DomainOptions> = {}) {
  const world = await World.open(options);
  const [ann, bot, host] = [world.as('ann'), world.as('bot'), world.asHost()];
  await ann.hello();
  await bot.hello();
  const place = await ann.group(['bot']);
  const message = await bot.send(place, '', {content: grown('')});
  const {id} = message;
  const edit = async (content: object, who: Person = bot, opId?: string): Promise<Message> =>
    messageIn(await who.run('message.edit', {conversation: place, id, content: content as {text: string}}, opId));
  const step = (words: string, who?: Person, opId?: string) => edit(grown(words), who, opId);
  const end = (words: string) => edit(text(words));
  const seen = async (): Promise<Message | undefined> =>
    (await ann.run('history.page', {conversation: place})).messages.find((one) => one.id === id);
  return {world, ann, bot, host, place, message, id, edit, step, end, seen};
}

describe('a message that grows', () => {
  test('says so with the time of its last step, is edited with the whole text, and ends with an edit that does not say so (PWP-GROW-001)', async () => {
    const {world, message, step, end, seen} = await begun();
    assert.deepEqual(message.content, {kind: 'text', text: '', growing: world.clock.now()});
    world.clock.pass(500);
    const first = await step('The sky');
    assert.deepEqual(first.content, {kind: 'text', text: 'The sky', growing: world.clock.now()});
    assert.deepEqual([first.seq, first.rev], [message.seq, message.seq + 1]);
    world.clock.pass(500);
    assert.deepEqual((await end('The sky is blue.')).content, {kind: 'text', text: 'The sky is blue.'});
    assert.deepEqual((await seen())?.content, {kind: 'text', text: 'The sky is blue.'});
  });

  test('counts once, from its beginning on, and moves no conversation by growing (PWP-GROW-001, PWP-MODEL-010)', async () => {
    const {world, ann, place, step, end} = await begun();
    const before = await ann.row(place);
    assert.equal(before.unread, 1);
    world.clock.pass(minute);
    await step('a');
    await end('a b');
    const after = await ann.row(place);
    assert.deepEqual([after.unread, after.lastActivity, after.preview?.text], [1, before.lastActivity, 'a b']);
  });

  test('is not edited by its steps or its end, however often, and then is as any other (PWP-GROW-002)', async () => {
    const {world, host, place, id, step, end} = await begun({
      ...{limits: {edits: 2, editWindowMs: 5 * minute}, keepsEdits: true},
    });
    const versions = () => host.run('history.versions', {conversation: place, id});
    for (let at = 1; at <= 70; at++) {
      world.clock.pass(5_000);
      await step('word '.repeat(at));
    }
    assert.equal((await end('all of it')).editedAt, undefined, 'behind the edit window');
    assert.deepEqual(await versions(), {versions: [], edits: 0});
    assert.equal(await codeOf(end('other words')), 'EDIT_WINDOW_CLOSED');
  });

  test('is edited as any other behind its end: it says so, and what it said is kept (PWP-GROW-002)', async () => {
    const {host, place, id, end} = await begun({keepsEdits: true});
    const {rev} = await end('all of it');
    assert.ok((await end('other words')).editedAt);
    const {versions, edits} = await host.run('history.versions', {conversation: place, id});
    assert.deepEqual([versions.map((one) => [one.rev, one.content.text]), edits], [[[rev, 'all of it']], 1]);
  });

  test('may say nothing while it grows, and not at its end (PWP-GROW-002)', async () => {
    const {bot, place, step, end} = await begun();
    await step('a');
    await step(' ');
    assert.equal(await codeOf(end(' ')), 'SCHEMA');
    assert.equal(await codeOf(bot.send(place, '')), 'SCHEMA');
  });

  test('says that more is to come by saying the same again (PWP-GROW-002)', async () => {
    const {world, step, end} = await begun();
    const {rev, content} = await step('thinking');
    world.clock.pass(30_000);
    const again = await step('thinking');
    assert.deepEqual([again.rev, again.content.growing], [rev + 1, (content.growing ?? 0) + 30_000]);
    const {rev: last} = await end('thinking');
    assert.equal((await end('thinking')).rev, last, 'the end again changes nothing');
  });

  test('grows by its sender’s hand alone, and no more once it is deleted', async () => {
    const {ann, id, place, step} = await begun();
    assert.equal(await codeOf(step('mine', ann)), 'FORBIDDEN');
    await ann.run('message.delete', {conversation: place, id});
    assert.equal(await codeOf(step('back')), 'MESSAGE_DELETED');
  });

  test('grows for ten minutes at most, does not grow again, and nothing else begins to (PWP-GROW-003)', async () => {
    const {world, bot, place, step, end} = await begun();
    world.clock.pass(10 * minute);
    await step('a');
    world.clock.pass(1);
    assert.equal(await codeOf(step('a b')), 'EDIT_WINDOW_CLOSED');
    assert.ok((await end('a b c')).editedAt, 'an end that comes too late is an edit');
    assert.equal(await codeOf(step('more')), 'EDIT_WINDOW_CLOSED');
    const {id} = await bot.send(place, 'whole');
    assert.equal(
      await codeOf(bot.run('message.edit', {conversation: place, id, content: grown('whole')})),
      'EDIT_WINDOW_CLOSED',
    );
  });

  test('is not one that is sent later (PWP-GROW-003)', async () => {
    const {world, bot, place} = await begun();
    const input = {conversation: place, id: newId(), at: world.clock.now() + minute};
    assert.equal(await codeOf(bot.run('later.set', {...input, content: grown('a') as never})), 'SCHEMA');
  });

  test('is the same message when it is sent again, whatever it says by then (PWP-SEND-005)', async () => {
    const {bot, place, id, message, step} = await begun();
    await step('a');
    const again = await bot.send(place, '', {id, content: grown('')});
    assert.deepEqual([again.seq, again.content.text], [message.seq, 'a']);
    assert.equal(await codeOf(bot.send(place, 'a', {id})), 'IDEMPOTENCY_MISMATCH');
  });

  test('takes a late copy of a step as a step, and none behind its end; nothing of them is remembered (PWP-GROW-004)', async () => {
    const {world, bot, place, step, end} = await begun();
    const opId = newId();
    await step('a', bot, opId);
    await step('a b');
    assert.equal((await step('a', bot, opId)).content.text, 'a');
    assert.equal(await world.store.read((tx) => tx.operation('bot', opId)), undefined);
    await end('a b c');
    assert.equal(await codeOf(step('a b', bot, newId())), 'EDIT_WINDOW_CLOSED');
    assert.deepEqual(await bot.words(place), ['a b c']);
  });

  test('mentions whom its text mentions as it is (PWP-GROW-002)', async () => {
    const {ann, place, edit} = await begun();
    const ranges = [{type: 'mention' as const, start: 0, end: 4, user: 'ann'}];
    await edit({...grown('@ann'), ranges});
    assert.equal((await ann.row(place)).mentions, 1);
    await edit(text('nobody'));
    assert.equal((await ann.row(place)).mentions, 0);
  });
});

describe('of a message that grows', () => {
  const url = 'https://shop.example/hook';
  const secret = `whsec_${'A'.repeat(43)}=`;

  test('an endpoint is told the beginning and the end, and a deletion on the way (PWP-GROW-005)', async () => {
    const world = await World.open();
    const [ann, host] = [world.as('ann'), world.asHost()];
    await ann.hello();
    const place = await ann.group([]);
    await host.run('webhook.put', {webhook: 'shop', url, secret});
    const told = async (): Promise<unknown[]> => {
      const events = await world.store.read((tx) => tx.eventsOf('shop', {dead: false, after: 0, limit: 99}));
      return events.map(({body}) => {
        const event = JSON.parse(body) as Extract<WebhookEvent, {type: 'message.created'}>;
        return [event.type, event.message.content.text, 'growing' in event.message.content];
      });
    };
    const grow = async (words: string[], last?: string): Promise<string> => {
      const {id} = await ann.send(place, '', {content: grown('so')});
      for (const word of words) await ann.run('message.edit', {conversation: place, id, content: grown(word)});
      if (last) await ann.run('message.edit', {conversation: place, id, content: text(last)});
      return id;
    };
    await grow(['so it', 'so it goes'], 'so it goes.');
    assert.deepEqual(await told(), [
      ['message.created', 'so', true],
      ['message.edited', 'so it goes.', false],
    ]);
    const id = await grow(['so it']);
    await ann.run('message.delete', {conversation: place, id});
    assert.deepEqual((await told()).slice(2), [
      ['message.created', '', false],
      ['message.deleted', '', false],
    ]);
  });

  test('each step is asked about, and one that is refused leaves what it said (PWP-GROW-005, PWP-SCREEN-001)', async () => {
    const asked: Draft[] = [];
    const {step, end, seen} = await begun({
      beforeSend: {
        ask: (draft) => {
          asked.push(draft);
          if (draft.content.text.includes('damn')) return {do: 'refuse'};
          return draft.content.text.includes('heck') ? {do: 'replace', text: 'what the —'} : {do: 'allow'};
        },
      },
    });
    await step('what');
    const {content} = await step('what the heck');
    assert.deepEqual([content.text, typeof content.growing], ['what the —', 'number']);
    assert.equal(await codeOf(step('what the damn')), 'CONTENT_REFUSED');
    assert.equal((await seen())?.content.text, 'what the —');
    await end('what');
    assert.deepEqual(
      asked.map(({kind, content: {text: words, growing}}) => [kind, words, growing]),
      [
        ['send', '', true],
        ['edit', 'what', true],
        ['edit', 'what the heck', true],
        ['edit', 'what the damn', true],
        ['edit', 'what', undefined],
      ],
    );
  });

  test('4 KB said within 20 s, in 40 steps, are less than 100 KB to each reader', async () => {
    const {world, step, end} = await begun();
    world.forget();
    const answer = 'One more word of what there is to say. '.repeat(105).slice(0, 4_096);
    for (let at = 1; at <= 40; at++) {
      world.clock.pass(500);
      await step(answer.slice(0, Math.round((answer.length * at) / 40)));
    }
    await end(answer);
    const bytes = world.framesTo('ann').reduce((sum, frame) => sum + Buffer.byteLength(JSON.stringify(frame)), 0);
    assert.equal(world.framesTo('ann').length, 41);
    assert.ok(bytes > 80_000 && bytes < 100_000, `${bytes} bytes`);
  });
});
