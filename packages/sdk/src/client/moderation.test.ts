/** What moderators do with the messages of others. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {type Device, inWorld, opened, texts} from '../../test/chats.js';

test(
  'who moderates a group deletes what others wrote for everybody, and a member’s try is taken back with its reason (PWP-EDIT-004)',
  inWorld(async (world) => {
    const [ann, bo, cy] = ['ann', 'bo', 'cy'].map((user) => world.device(user)) as [Device, Device, Device];
    await world.online(ann, bo, cy);
    const {id} = await world.wait(ann.chat.createGroup({title: 'Room', members: ['bo', 'cy']}));
    const [hers, his, theirs] = [
      await opened(world, ann, id),
      await opened(world, bo, id),
      await opened(world, cy, id),
    ];
    const first = his.send('buy my watches');
    const second = his.send('and my hats');
    await world.wait(Promise.all([first.sent, second.sent]));
    await world.until(() => texts(theirs).includes('and my hats'), 'everybody has both');

    await world.wait(hers.delete(first.id));
    const isGone = (): boolean => [hers, his, theirs].every((one) => !texts(one).includes('buy my watches'));
    await world.until(isGone, 'it is gone everywhere');

    await world.wait(theirs.delete(second.id));
    const failure = (): string | undefined => cy.chat.outbox.get().find(({is}) => is === 'failed')?.code;
    await world.until(() => failure() !== undefined, 'the try has failed');
    assert.equal(failure(), 'FORBIDDEN');
    assert.ok([hers, his, theirs].every((one) => texts(one).includes('and my hats')));
  }),
);
