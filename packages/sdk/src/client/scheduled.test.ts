import assert from 'node:assert/strict';
import {test} from 'node:test';
import {type Device, inWorld, opened, texts, type World} from '../../test/chats.js';
import type {Scheduled} from './api.js';

const minute = 60_000;

async function pair(world: World) {
  const {devices, id} = await world.group('ann', 'bo');
  const [ann, bo] = devices as [Device, Device];
  const hers = await opened(world, ann, id);
  const his = await opened(world, bo, id);
  return {ann, bo, id, hers, his, theirs: await world.wait(his.scheduled())};
}

const words = ({list}: Scheduled): string[] => list.get().map(({content}) => content.text);

test(
  'a message waits with the server, is changed and taken back, and every device of its author sees it (PWP-LATER-001, PWP-LATER-004)',
  inWorld(async (world) => {
    const {id, his, theirs} = await pair(world);
    const phone = world.device('bo');
    await world.online(phone);
    const there = await world.wait((await opened(world, phone, id)).scheduled());
    const at = world.clock.now() + 10 * minute;
    const second = await world.wait(theirs.add('second', at));
    const first = await world.wait(theirs.add({text: 'first', ranges: []}, at - minute));
    assert.deepEqual(words(theirs), ['first', 'second']);
    assert.deepEqual(his.state.get()?.scheduled, {waiting: 2, failed: 0});
    await world.until(() => words(there).length === 2, 'the phone has them');
    await world.wait(there.change(first, 'last', at + minute));
    await world.until(() => words(theirs).join() === 'second,last', 'the change is here');
    await world.wait(there.remove(second));
    await world.until(() => words(theirs).join() === 'last', 'it was taken back');
    assert.deepEqual(theirs.list.get()[0]?.at, at + minute);
    assert.equal(await world.wait(his.scheduled()), theirs, 'one list for all who ask');
  }),
);

test(
  'one that is said again because its answer was lost waits once (PWP-LATER-001)',
  inWorld(async (world) => {
    const {bo, theirs} = await pair(world);
    const at = world.clock.now() + 10 * minute;
    bo.line.loseAnswers = 99;
    await assert.rejects(world.wait(theirs.add('once', at)), {code: 'TIMEOUT'});
    bo.line.loseAnswers = 0;
    const id = await world.wait(theirs.add('once', at + minute));
    await world.until(() => theirs.list.get().length > 0, 'the list comes');
    assert.deepEqual(
      theirs.list.get().map((one) => [one.id, one.at]),
      [[id, at + minute]],
    );
    assert.notEqual(await world.wait(theirs.add('once', at)), id, 'what was told to be there is another one');
  }),
);

test(
  'when its time has come it is a message like any other, and waits no longer',
  inWorld(async (world) => {
    const {hers, his, theirs} = await pair(world);
    const id = await world.wait(theirs.add('good morning', world.clock.now() + minute));
    await world.pass(minute);
    await world.server.domain.sendDue();
    await world.until(() => texts(hers).includes('good morning'), 'ann has it');
    await world.until(() => words(theirs).length === 0, 'it waits no longer');
    assert.deepEqual(his.state.get()?.scheduled, {waiting: 0, failed: 0});
    assert.ok(his.timeline.get().messages.some((message) => message.id === id && message.own));
    await assert.rejects(world.wait(theirs.change(id, 'too late', world.clock.now() + minute)), {code: 'ID_TAKEN'});
  }),
);

test(
  'what was refused when its time had come is told to its author with the reason (PWP-LATER-004)',
  inWorld(async (world) => {
    const {hers, his, theirs} = await pair(world);
    await world.wait(theirs.add('words', world.clock.now() + minute));
    await world.wait(hers.setRole('bo', 'observer'));
    await world.pass(minute);
    await world.server.domain.sendDue();
    await world.until(() => his.state.get()?.scheduled?.failed === 1, 'bo is told');
    await world.until(() => theirs.list.get()[0]?.failure !== undefined, 'and sees why');
    assert.equal(theirs.list.get()[0]?.failure?.code, 'READ_ONLY');
  }),
);

test(
  'what cannot be is refused at once, and without a connection nothing is promised',
  inWorld(async (world) => {
    const {bo, theirs} = await pair(world);
    await assert.rejects(world.wait(theirs.add('over', world.clock.now() - minute)), {code: 'SCHEMA'});
    bo.line.isDown = true;
    bo.line.cut();
    await world.until(() => bo.chat.connection.get().is === 'waiting', 'the line is lost');
    await assert.rejects(world.wait(theirs.add('words', world.clock.now() + minute)), {code: 'OFFLINE'});
    assert.deepEqual(words(theirs), []);
  }),
);
