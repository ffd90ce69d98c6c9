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

test(
  'nobody adds a banned person before the ban is lifted (PWP-MEMBER-011, PWP-MEMBER-012)',
  inWorld(async (world) => {
    const [ann, bo, cy] = ['ann', 'bo', 'cy'].map((user) => world.device(user)) as [Device, Device, Device];
    await world.online(ann, bo, cy);
    const {id} = await world.wait(ann.chat.createGroup({title: 'Room', members: ['bo']}));
    const [hers, his] = [await opened(world, ann, id), await opened(world, bo, id)];
    for (const user of ['bo', 'cy']) await world.wait(hers.removeMember(user, {ban: true}));
    await world.until(() => his.state.get()?.membership === 'banned', 'he hears of it');
    for (const user of ['bo', 'cy']) await assert.rejects(world.wait(hers.addMember(user)), {code: 'BANNED'});
    assert.deepEqual(cy.chat.inbox.list().get().conversations, [], 'who never was in it hears nothing');
    assert.deepEqual(await world.wait(hers.bans()), {users: ['bo', 'cy']});
    assert.ok(!hers.members.get().some(({user}) => user === 'cy'), 'who never was in it is no member by that');
    await world.wait(hers.unban('bo'));
    await world.until(() => his.state.get()?.membership === 'removed', 'it is lifted, and he is not in it');
    for (const user of ['bo', 'cy']) {
      await world.wait(hers.unban(user));
      await world.wait(hers.addMember(user));
    }
    await world.until(() => his.state.get()?.membership === 'joined', 'he is back');
    await world.until(() => cy.chat.inbox.list().get().conversations.length === 1, 'and cy is there');
  }),
);
