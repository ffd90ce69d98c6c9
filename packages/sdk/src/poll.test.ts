import assert from 'node:assert/strict';
import {test} from 'node:test';
import {type Device, inWorld, opened, type World} from '../test/chats.js';
import type {ConversationHandle, Message} from './client/api.js';
import {closePoll, isVote, pollOf, viewPoll, vote} from './poll.js';

async function asked(world: World, more: Parameters<typeof pollOf>[1] = {}) {
  const {devices, id} = await world.group('ann', 'bo');
  const [ann, bo] = devices as [Device, Device];
  const [hers, his] = [await opened(world, ann, id), await opened(world, bo, id)];
  const {id: message} = await world.wait(hers.send({text: 'Lunch?', poll: pollOf(['Pizza', 'Soup'], more)}).sent);
  const find = (handle: ConversationHandle): Message | undefined =>
    handle.timeline.get().messages.find((one) => one.id === message);
  await world.until(() => find(his) !== undefined, 'bo has it');
  const shown = (handle: ConversationHandle): string =>
    (viewPoll(find(handle) as Message, world.clock.now())?.choices ?? [])
      .map(({text, votes, own}) => `${text} ${votes}${own ? '*' : ''}`)
      .join();
  const choose = (handle: ConversationHandle, option: string): Promise<void> =>
    world.wait(vote(handle, find(handle) as Message, option));
  return {bo, hers, his, find, shown, choose};
}

test(
  'a vote is seen at once, and goes over to another option at once, also without a line (PWP-POLL-003)',
  inWorld(async (world) => {
    const {bo, hers, his, shown, choose} = await asked(world);
    await choose(his, '0');
    assert.equal(shown(his), 'Pizza 1*,Soup 0');
    await world.until(() => shown(hers) === 'Pizza 1,Soup 0', 'ann sees it');
    bo.line.isDown = true;
    bo.line.cut();
    await choose(his, '1');
    assert.equal(shown(his), 'Pizza 0,Soup 1*');
    assert.equal(shown(hers), 'Pizza 1,Soup 0');
    bo.line.isDown = false;
    await world.until(() => shown(hers) === 'Pizza 0,Soup 1', 'it went out');
    await choose(his, '1');
    await world.until(() => shown(hers) === 'Pizza 0,Soup 0' && shown(his) === shown(hers), 'and is taken back');
  }),
);

test(
  'of several choices each stays (PWP-POLL-003)',
  inWorld(async (world) => {
    const {hers, his, shown, choose} = await asked(world, {multiple: true});
    await choose(his, '0');
    await choose(his, '1');
    await choose(hers, '1');
    await world.until(() => shown(hers) === 'Pizza 1,Soup 2*' && shown(his) === 'Pizza 1*,Soup 2*', 'all are there');
  }),
);

test(
  'its author closes it, and it is no edit to anybody (PWP-POLL-004)',
  inWorld(async (world) => {
    const {hers, his, find, shown, choose} = await asked(world);
    await choose(his, '0');
    await world.until(() => shown(hers) === 'Pizza 1,Soup 0', 'ann sees the vote');
    await world.wait(closePoll(hers, find(hers) as Message));
    const isClosed = (handle: ConversationHandle) => viewPoll(find(handle) as Message, world.clock.now())?.isClosed;
    assert.equal(isClosed(hers), true, 'at once');
    await world.until(() => isClosed(his) === true, 'bo hears of it');
    await world.until(() => find(hers)?.change === undefined && find(hers)?.editedAt === undefined, 'it is no edit');
    await choose(his, '1');
    await world.until(() => find(his)?.change?.is === 'failed', 'a vote that is late is refused');
    assert.equal(find(his)?.change?.code, 'CLOSED');
    assert.equal(shown(his), 'Pizza 1*,Soup 0', 'and what was, is');
  }),
);

test('it closes by itself, and shares are of all votes', () => {
  const message = {
    content: {poll: pollOf(['a', 'b'], {closesAt: 50})},
    reactions: [
      {key: 'vote:0', count: 3, own: true, users: ['x']},
      {key: '👍', count: 9, own: false, users: []},
      {key: 'vote:1', count: 1, own: false, users: []},
    ],
    deleted: false,
  } as unknown as Message;
  const view = viewPoll(message, 49);
  assert.deepEqual([view?.isClosed, view?.votes, view?.choices.map(({share}) => share)], [false, 4, [0.75, 0.25]]);
  assert.equal(viewPoll(message, 50)?.isClosed, true);
  assert.equal(viewPoll({...message, deleted: true}, 49), undefined);
  assert.deepEqual([isVote('vote:a'), isVote('👍')], [true, false]);
});
