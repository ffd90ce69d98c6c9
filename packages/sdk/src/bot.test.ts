import assert from 'node:assert/strict';
import {test} from 'node:test';
import {type Device, inWorld, only, opened, texts, type World} from '../test/chats.js';
import {declareCommands, type GrowOptions, growMessage} from './bot.js';
import type {ConversationHandle} from './client/api.js';
import {parseMarkup} from './markup.js';

async function pair(world: World) {
  const {devices, id} = await world.group('bot', 'ann');
  const [bot, ann] = devices as [Device, Device];
  const its = await opened(world, bot, id);
  const hers = await opened(world, ann, id);
  const grow = (options: GrowOptions = {}) => growMessage(its, {clock: world.clock, ...options});
  return {bot, ann, its, hers, grow};
}

/** Every text that a reader sees of a message, in their order, with a mark where it grows. */
function seenOf(handle: ConversationHandle, id: string): string[] {
  const seen: string[] = [];
  const look = () => {
    const message = handle.timeline.get().messages.find((one) => one.id === id);
    if (!message) return;
    const now = `${message.content.text}${message.content.growing ? '…' : ''}${message.editedAt ? ' (edited)' : ''}`;
    if (seen.at(-1) !== now) seen.push(now);
  };
  handle.timeline.subscribe(look);
  return seen;
}

test(
  'an answer grows on every screen, twice a second at most with all of it, and ends unmarked (PWP-GROW-001, PWP-GROW-004)',
  inWorld(async (world) => {
    const {its, hers, grow} = await pair(world);
    const question = await world.wait(hers.send('Why is the sky blue?').sent);
    const answer = grow({replyTo: question.id});
    const [own, others] = [seenOf(its, answer.id), seenOf(hers, answer.id)];
    await world.until(() => others.length > 0, 'it has begun');
    assert.equal(only(hers, answer.id).replyTo?.id, question.id);
    for (const word of ['Because', ' air', ' scatters', ' blue', ' light', ' more']) {
      answer.append(word);
      await world.pass(200);
    }
    answer.append('.');
    await world.wait(answer.end());
    await world.until(() => others.at(-1) === 'Because air scatters blue light more.', 'it has ended');
    const steps = others.filter((text) => text.endsWith('…'));
    assert.ok(steps.length >= 3 && steps.length <= 4, others.join('|'));
    assert.equal(steps[0], '…');
    assert.ok(
      steps.every((text) => answer.text.startsWith(text.slice(0, -1))),
      'each begins as the end does',
    );
    assert.ok(!own.some((text) => text.endsWith('… (edited)')), own.join('|'));
    await world.until(() => only(its, answer.id).editedAt === undefined, 'its own view is unmarked too');
    assert.equal(typeof (only(its, answer.id).content.growing ?? 0), 'number');
  }),
);

test(
  'without a line the steps are one that waits, and the end takes its place: it is never lost (I1)',
  inWorld(async (world) => {
    const {bot, hers, grow} = await pair(world);
    const answer = grow();
    answer.append('so');
    await world.until(() => texts(hers).includes('so'), 'it grows');
    bot.line.isDown = true;
    bot.line.cut();
    for (const word of [' it', ' goes', ' on', ' and', ' on']) {
      answer.append(word);
      await world.pass(600);
    }
    const edits = () => bot.chat.outbox.get().filter(({op}) => op === 'message.edit').length;
    assert.ok(edits() <= 2, `${edits()} edits wait`);
    await world.wait(answer.end());
    assert.ok(edits() <= 2, `${edits()} edits wait`);
    assert.equal(only(hers, answer.id).content.text, 'so');
    bot.line.isDown = false;
    await world.until(() => only(hers, answer.id).content.growing === undefined, 'it has ended');
    const {content, editedAt} = only(hers, answer.id);
    assert.deepEqual([content.text, editedAt], ['so it goes on and on', undefined]);
  }),
);

test(
  'what is begun and ended without a line is sent whole',
  inWorld(async (world) => {
    const {bot, hers, grow} = await pair(world);
    bot.line.isDown = true;
    bot.line.cut();
    const answer = grow();
    answer.append('all of it');
    await world.wait(answer.end());
    bot.line.isDown = false;
    await world.until(() => texts(hers).includes('all of it'), 'it is there');
    assert.deepEqual([only(hers, answer.id).content.growing, only(hers, answer.id).editedAt], [undefined, undefined]);
  }),
);

test(
  'who thinks for long says the same again, so that nobody takes the answer for one that has stopped (PWP-GROW-002)',
  inWorld(async (world) => {
    const {hers, grow} = await pair(world);
    const answer = grow();
    answer.append('Let me think');
    await world.until(() => texts(hers).includes('Let me think'), 'it grows');
    const grewAt = () => only(hers, answer.id).content.growing as number;
    const before = grewAt();
    await world.pass(21_000);
    await world.until(() => grewAt() > before, 'it grew on');
    assert.ok(world.clock.now() - grewAt() < 5_000);
  }),
);

test(
  'what somebody deletes grows no more: the model is told to stop, and so is who ends it',
  inWorld(async (world) => {
    const {its, hers, grow} = await pair(world);
    const answer = grow();
    answer.append('nonsense');
    await world.until(() => texts(hers).includes('nonsense'), 'it grows');
    await world.wait(its.delete(answer.id));
    await world.until(() => only(hers, answer.id).deleted, 'it is gone');
    answer.append(' and more of it');
    await world.until(() => answer.signal.aborted, 'the model is told');
    await assert.rejects(world.wait(answer.end()), {code: 'MESSAGE_DELETED'});
    assert.ok(!texts(hers).some((text) => text.includes('nonsense')));
  }),
);

test(
  'an answer that is taken back, and one that ends without a word, leave nothing to read',
  inWorld(async (world) => {
    const {hers, grow} = await pair(world);
    const [one, other] = [grow(), grow()];
    one.append('no');
    other.append(' ');
    await world.until(() => texts(hers).includes('no'), 'it grows');
    await world.wait(one.cancel());
    await world.wait(other.end());
    await world.until(() => [one, other].every(({id}) => only(hers, id).deleted), 'both are gone');
    one.append('more');
    await world.pass(30_000);
    assert.ok(only(hers, one.id).deleted);
  }),
);

test(
  'what is written as markup is shown with ranges, half written as it stands',
  inWorld(async (world) => {
    const {hers, grow} = await pair(world);
    const answer = grow({format: parseMarkup});
    answer.append('It is **ve');
    await world.until(() => texts(hers).includes('It is **ve'), 'it grows');
    answer.append('ry** blue');
    await world.wait(answer.end());
    await world.until(() => texts(hers).includes('It is very blue'), 'it has ended');
    assert.deepEqual(only(hers, answer.id).content.ranges, [{type: 'bold', start: 6, end: 10}]);
  }),
);

test('a bot says what it understands in one request, and is told why not (PWP-COMMAND-001)', async (t) => {
  const asked: unknown[] = [];
  let answer = {status: 200, body: {commands: []} as object};
  t.mock.method(globalThis, 'fetch', async (address: string, {method, headers, body}: RequestInit) => {
    asked.push([method, address, (headers as Record<string, string>)['authorization'], JSON.parse(body as string)]);
    return new Response(JSON.stringify(answer.body), {status: answer.status});
  });
  const options = {url: 'https://chat.example/', getToken: () => 'token'};
  const commands = [{name: 'roll', description: 'Rolls a die'}];
  await declareCommands(options, commands);
  assert.deepEqual(asked, [['PUT', 'https://chat.example/v1/me/commands', 'Bearer token', {commands}]]);
  answer = {status: 403, body: {ok: false, code: 'FORBIDDEN', retry: 'no'}};
  await assert.rejects(declareCommands(options, commands), {code: 'FORBIDDEN'});
  t.mock.method(globalThis, 'fetch', () => Promise.reject(new TypeError('down')));
  await assert.rejects(declareCommands(options, commands), {code: 'OFFLINE'});
});
