import assert from 'node:assert/strict';
import {test} from 'node:test';
import {type Device, inWorld, opened, type World} from '../../test/chats.js';
import type {Reminders} from './api.js';

const minute = 60_000;

async function pair(world: World) {
  const {devices, id} = await world.group('ann', 'bo');
  const [ann, bo] = devices as [Device, Device];
  const hers = await opened(world, ann, id);
  const {id: message} = await world.wait(hers.send('call me').sent);
  const told = await world.wait(bo.chat.notifications());
  return {bo, id, message, told, his: await world.wait(told.reminders())};
}

const times = ({list}: Reminders): number[] => list.get().map(({at}) => at);

test(
  'a reminder waits with the server, is moved and taken back, and comes as a notification that says which message (PWP-REMIND-001, PWP-REMIND-003)',
  inWorld(async (world) => {
    const {id, message, told, his} = await pair(world);
    assert.equal(await world.wait(told.reminders()), his, 'one list for all who ask');
    const at = world.clock.now() + 10 * minute;
    await world.wait(his.set(id, message, at + minute));
    await world.wait(his.set(id, message, at));
    assert.deepEqual(his.list.get(), [{conversation: id, message, at, body: 'ann: call me'}]);
    await world.wait(his.remove(id, message));
    assert.deepEqual(times(his), []);
    await world.wait(his.set(id, message, at));
    await assert.rejects(world.wait(his.set(id, message, at - 60 * minute)), {code: 'SCHEMA'});
    await world.pass(11 * minute);
    await world.server.domain.sendDue();
    await world.until(() => told.list.get().items.length === 1, 'it comes');
    const [{kind, about, body, isRead} = assert.fail('nothing came')] = told.list.get().items;
    assert.deepEqual([kind, about, body, isRead], ['reminder', {conversation: id, message}, 'ann: call me', false]);
    await world.until(() => times(his).length === 0, 'and waits no longer');
  }),
);

test(
  'without a line nothing is promised, and what another device set is there with the next connection',
  inWorld(async (world) => {
    const {bo, id, message, his} = await pair(world);
    const phone = world.device('bo');
    await world.online(phone);
    const there = await world.wait((await world.wait(phone.chat.notifications())).reminders());
    bo.line.isDown = true;
    bo.line.cut();
    await world.until(() => bo.chat.connection.get().is === 'waiting', 'the line is lost');
    await assert.rejects(world.wait(his.set(id, message, world.clock.now() + minute)), {code: 'OFFLINE'});
    const at = world.clock.now() + 60 * minute;
    await world.wait(there.set(id, message, at));
    assert.deepEqual([times(there), times(his)], [[at], []]);
    bo.line.isDown = false;
    await world.until(() => times(his).length === 1, 'it is here');
  }),
);
