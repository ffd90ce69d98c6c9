import assert from 'node:assert/strict';
import {test} from 'node:test';
import {inWorld, opened} from '../../test/chats.js';
import {tabsOf} from '../../test/tabs-of.js';
import {memoryStorage} from '../storage/memory.js';

const key = (id: string): string => `draft/${id}`;

test(
  'a draft is the same in all tabs, and in those that open later (UX-C5e)',
  inWorld(async (world) => {
    const tabs = tabsOf(world, 'ann');
    const one = tabs.open();
    const two = tabs.open();
    await world.online(one, two);
    const {id} = await world.wait(one.chat.createGroup({title: 'Room', members: []}));
    const [first, second] = [await opened(world, one, id), await opened(world, two, id)];
    first.setDraft({text: 'half'});
    await world.until(() => second.draft.get()?.text === 'half', 'the other tab has it');
    second.setDraft({text: 'half a thought'});
    await world.until(() => first.draft.get()?.text === 'half a thought', 'and what came after it');
    const third = await opened(world, tabs.open(), id);
    await world.until(() => third.draft.get()?.text === 'half a thought', 'a new one reads it');
    third.setDraft(undefined);
    await world.until(() => !first.draft.get() && !second.draft.get(), 'gone everywhere');
    assert.equal(await tabs.storage.item(key(id)), undefined);
  }),
);

test(
  'what was sent from another tab does not come back from a storage that answers late (UX-C5e)',
  inWorld(async (world) => {
    const storage = memoryStorage();
    const {item} = storage;
    let slowMs = 0;
    storage.item = async (name) => {
      const found = await item(name);
      if (slowMs) await new Promise<void>((done) => void world.clock.after(slowMs, done));
      return found;
    };
    const tabs = tabsOf(world, 'ann', {storage});
    const one = tabs.open();
    await world.online(one);
    const {id} = await world.wait(one.chat.createGroup({title: 'Room', members: []}));
    const first = await opened(world, one, id);
    first.setDraft({text: 'sent at last'});
    await world.pass(10);
    slowMs = 200;
    const second = await opened(world, tabs.open(), id);
    assert.equal(second.draft.get(), undefined, 'it is still being read');
    first.setDraft(undefined);
    await world.pass(500);
    assert.equal(second.draft.get(), undefined);
  }),
);

test(
  'a tab that reads a draft before its end is stored is told of that end (UX-C5e)',
  inWorld(async (world) => {
    const storage = memoryStorage();
    const {write} = storage;
    let slowMs = 0;
    storage.write = async (writes, ...more) => {
      if (slowMs && writes.some((one) => 'key' in one && one.key.startsWith('draft/')))
        await new Promise<void>((done) => void world.clock.after(slowMs, done));
      return write(writes, ...more);
    };
    const tabs = tabsOf(world, 'ann', {storage});
    const one = tabs.open();
    await world.online(one);
    const {id} = await world.wait(one.chat.createGroup({title: 'Room', members: []}));
    const first = await opened(world, one, id);
    first.setDraft({text: 'sent at last'});
    await world.pass(10);
    slowMs = 3_000;
    first.setDraft(undefined);
    await world.pass(10);
    const second = await opened(world, tabs.open(), id);
    await world.until(() => second.draft.get()?.text === 'sent at last', 'it read what was there');
    await world.until(() => !second.draft.get(), 'and heard that it is gone', 5_000);
  }),
);
