/**
 * A storm: people write, edit, delete, react and read while lines break, answers are lost, frames vanish, come twice, and tabs
 * are killed. When it is over, everybody must see the same, and nothing may be lost, doubled or out of order. A failing seed is
 * printed; run it again with STORM=<seed>.
 */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {type Device, inWorld, opened, type World} from './chats.js';

const seeds = process.env['STORM']?.split(',').map(Number) ?? [1, 2, 3, 4, 5, 6];

function dice(seed: number): () => number {
  let state = seed * 2654435761;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

for (const seed of seeds) {
  test(
    `storm ${seed}: nothing lost (I1), nothing twice (I2), in order (I3), all agree (I4), counts true (I9)`,
    inWorld((world) => storm(world, seed)),
  );
}

async function storm(world: World, seed: number): Promise<void> {
  const roll = dice(seed);
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(roll() * items.length)] as Item;
  const {devices, id} = await world.group('ann', 'bo', 'cem');
  // ann has two devices; bo has two tabs that know nothing of each other, so both lead (I17)
  const now: Device[] = [...devices, world.device('ann'), world.device('bo', {on: (devices[1] as Device).storage})];
  await world.online(...now);
  for (const device of now) await opened(world, device, id);
  const written = new Map<number, string[]>();
  const deleted = new Set<string>();
  let words = 0;

  for (let step = 0; step < 120; step++) {
    const at = Math.floor(roll() * now.length);
    const device = now[at] as Device;
    const conversation = device.chat.conversation(id);
    const mine = conversation.timeline
      .get()
      .messages.filter((message) => message.own && !message.deleted && message.content.kind === 'text');
    const any = conversation.timeline
      .get()
      .messages.filter((message) => message.seq && !message.deleted && message.content.kind === 'text');
    const what = roll();
    if (what < 0.4) {
      const {id: message, queued} = conversation.send(`${device.chat.user} ${++words}`);
      await world.wait(queued);
      written.set(at, [...(written.get(at) ?? []), message]);
    } else if (what < 0.48 && mine.length) {
      await world.wait(conversation.edit(pick(mine).id, `edited ${++words}`)).catch(() => undefined);
    } else if (what < 0.53 && mine.length) {
      const {id: message} = pick(mine);
      deleted.add(message);
      await world.wait(conversation.delete(message)).catch(() => undefined);
    } else if (what < 0.6 && any.length) {
      await world.wait(conversation.react(pick(any).id, pick(['👍', '🎉']), roll() < 0.7)).catch(() => undefined);
    } else if (what < 0.68 && any.length) {
      conversation.markRead(pick(any).seq as number);
    } else if (what < 0.74) {
      device.line.isDown = true;
      if (roll() < 0.7) device.line.cut();
    } else if (what < 0.82) {
      device.line.isDown = false;
    } else if (what < 0.86) {
      device.line.loseAnswers++;
    } else if (what < 0.9) {
      let left = 2;
      device.line.drops = (frame) => frame.type === 'changes' && left-- > 0;
    } else if (what < 0.92) {
      device.line.duplicates = !device.line.duplicates;
    } else if (what < 0.95) {
      await world.kill(device);
      const again = world.device(device.chat.user, {on: device.storage});
      now[at] = again;
      again.chat.conversation(id).open();
    }
    await world.pass(Math.floor(roll() * 700));
  }

  for (const {line} of now) Object.assign(line, {isDown: false, loseAnswers: 0, drops: () => false, duplicates: false});
  for (const {line} of now) line.cut();
  await world.online(...now);
  for (const {chat} of now) await world.wait(chat.outbox.drained(), 300_000);
  await world.pass(60_000);

  const all = await history(world, id);
  const ids = all.map((message) => message.id);
  assert.equal(new Set(ids).size, ids.length, 'no message twice (I2)');
  for (const [at, list] of written) {
    const there = list.filter((message) => ids.includes(message));
    assert.deepEqual(
      ids.filter((message) => there.includes(message)),
      there,
      'each device in its order (I3)',
    );
    const failed = new Set((await (now[at] as Device).storage.outbox()).map((row) => row.message));
    for (const message of list)
      assert.ok(there.includes(message) || deleted.has(message) || failed.has(message), `${message} is somewhere (I1)`);
  }
  for (const {chat, errors} of now) {
    const conversation = chat.conversation(id);
    while (!conversation.timeline.get().start) await world.wait(conversation.loadOlder());
    const seen = conversation.timeline.get().messages.filter((message) => message.delivery?.is !== 'failed');
    const strip = (message: (typeof all)[number]) => [
      message.id,
      message.seq,
      message.deleted ? '' : message.content.text,
      message.reactions
        .filter(({count}) => count)
        .map(({key, count}) => `${key}${count}`)
        .sort()
        .join(),
    ];
    assert.deepEqual(
      seen.map((message) => strip({...message, seq: message.seq as number})),
      all.map(strip),
      `${chat.user} sees what is (I4)`,
    );
    const row = (await world.server.domain.run(world.server.actor(chat.user), 'inbox.rows', {conversations: [id]}))
      .rows[0];
    assert.equal(conversation.state.get()?.unread, row?.unread, `${chat.user} counts right (I9)`);
    assert.deepEqual(errors.filter(({code}) => code !== 'TIMEOUT' && code !== 'OFFLINE').map(String), []);
  }
}

type Seen = {
  id: string;
  seq: number;
  deleted: boolean;
  content: {text: string};
  reactions: readonly {key: string; count: number}[];
};

/** What the server has, all of it. */
async function history(world: World, conversation: string): Promise<Seen[]> {
  const all: Seen[] = [];
  for (let before: number | undefined; ; ) {
    const page = await world.server.domain.run(world.server.actor('ann'), 'history.page', {
      conversation,
      limit: 100,
      ...(before && {before}),
    });
    all.unshift(
      ...page.messages.map(({id, seq, deleted, content, reactions = []}) => ({
        id,
        seq,
        deleted: !!deleted,
        content,
        reactions,
      })),
    );
    if (page.start) return all;
    before = page.messages[0]?.seq;
  }
}
