/** Several nodes on one PostgreSQL, without anything else between them: real sockets, the real clock. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {Change, Reply, ServerFrame, Written} from '@parlor/sdk/protocol';
import {systemClock} from '../src/clock.js';
import {createDomain} from '../src/domain/create-domain.js';
import type {Domain} from '../src/domain/domain.js';
import {openPostgresStore} from '../src/store/postgres/store.js';
import type {Store} from '../src/store/store.js';
import type {FakeClock} from './fake-clock.js';
import {type Client, startWorld, until, type World} from './live-server.js';
import {asServer, newDatabase} from './postgres.js';
import {newId} from './world.js';

type Node = World<Domain>;
/** Tests of live servers turn the hands of their clock; here it is the real one, and nobody does. */
const clock = systemClock as FakeClock;

const unbounded = {perSecond: Number.POSITIVE_INFINITY, burst: 1};

async function startNode(url: string, bend: (store: Store) => Store = (store) => store): Promise<Node> {
  const store = bend(await openPostgresStore(url, {connections: 6}));
  return startWorld({domain: await createDomain({store, clock}), clock, rates: {send: unbounded, read: unbounded}});
}

async function withNodes(
  count: number,
  use: (nodes: Node[], url: string) => Promise<void>,
  bend?: (store: Store) => Store,
): Promise<void> {
  const url = await newDatabase();
  const nodes = await Promise.all(Array.from({length: count}, () => startNode(url, bend)));
  try {
    await use(nodes, url);
  } finally {
    await Promise.all(nodes.map((node) => node.close()));
  }
}

const at = <Item>(items: readonly Item[], index: number): Item => items[index] as Item;

async function ask<Result = Written>(client: Client, op: string, input: unknown): Promise<Result> {
  const reply: Reply = await client.request(op, input);
  assert.ok(reply.ok, JSON.stringify(reply));
  return reply.result as Result;
}

const made = async (client: Client, members: string[]): Promise<string> => {
  const {conversation} = await ask(client, 'conversation.create', {title: 'Group', members});
  assert.ok(conversation);
  return conversation;
};

const send = (client: Client, conversation: string, text: string, id = newId()): Promise<Written> =>
  ask(client, 'message.send', {conversation, id, content: {text}});

type ChangesFrame = Extract<ServerFrame, {type: 'changes'}>;
const framesOf = (client: Client, conversation: string): ChangesFrame[] =>
  client.frames.filter(
    (frame): frame is ChangesFrame => frame.type === 'changes' && frame.conversation === conversation,
  );
const changesOf = (client: Client, conversation: string): Change[] =>
  framesOf(client, conversation).flatMap(({changes}) => changes);
const textsOf = (client: Client, conversation: string): string[] =>
  changesOf(client, conversation).flatMap((change) =>
    change.type === 'message' && change.message.content.kind !== 'system' ? [change.message.content.text] : [],
  );
const headOf = (client: Client, conversation: string): number =>
  Math.max(0, ...framesOf(client, conversation).map(({to}) => to));

test('everything that happens on one node is told on the others', () =>
  withNodes(2, async (nodes) => {
    const ann = await at(nodes, 0).connect('ann');
    const ben = await at(nodes, 1).connect('ben');
    const group = await made(ann, ['ben']);
    const {rows} = await ben.next('inbox');
    assert.deepEqual([rows[0]?.conversation.id, rows[0]?.membership.state], [group, 'joined']);
    await until(() => headOf(ben, group) === 2);

    const id = newId();
    await send(ann, group, 'hello', id);
    await until(() => textsOf(ben, group).includes('hello'));
    await send(ben, group, 'hello back');
    await until(() => textsOf(ann, group).includes('hello back'));
    await ask(ann, 'message.edit', {conversation: group, id, content: {text: 'hello, edited'}});
    await until(() => textsOf(ben, group).includes('hello, edited'));

    await ask(ben, 'reaction.set', {conversation: group, id, key: '👍', on: true});
    await until(() => changesOf(ann, group).some(({type}) => type === 'reaction'));
    const reaction = changesOf(ann, group).find((change) => change.type === 'reaction');
    assert.ok(reaction?.type === 'reaction');
    const {user, on, summary} = reaction;
    assert.deepEqual(
      {user, on, ...summary, rev: 0},
      {user: 'ben', on: true, key: '👍', count: 1, users: ['ben'], rev: 0},
    );

    await ask(ben, 'own.set', {conversation: group, read: headOf(ben, group)});
    const receipt = await ann.next('receipt');
    assert.deepEqual([receipt.user, receipt.read], ['ben', headOf(ben, group)]);

    const elsewhere = await at(nodes, 0).connect('ben');
    await ask(elsewhere, 'own.set', {conversation: group, pinned: true});
    await until(() =>
      ben.frames.some((frame) => frame.type === 'inbox' && frame.rows.some(({own}) => own.pinned === true)),
    );
    await ask(elsewhere, 'profile.set', {name: 'Benjamin'});
    assert.equal((await ben.next('profile')).profile.name, 'Benjamin');
  }));

test('a notification told on one node is heard of on another, and so is what was read (PWP-NOTIFY-005)', () =>
  withNodes(2, async (nodes) => {
    const shop = await at(nodes, 0).connect('shop', {claims: {aud: 'parlor-admin'}});
    const ann = await at(nodes, 1).connect('ann');
    const elsewhere = await at(nodes, 0).connect('ann');
    await ask(shop, 'notify', {id: 'order-1', users: ['ann'], kind: 'order', title: 'Shipped'});
    const told = await ann.next('notifications');
    assert.deepEqual(told, {type: 'notifications', seq: 1, read: 0, unread: 1, rev: 1});
    assert.deepEqual(await elsewhere.next('notifications'), told);
    await ask(ann, 'notifications.read', {upTo: 1});
    await until(() => elsewhere.frames.some((frame) => frame.type === 'notifications' && frame.unread === 0));
    const states = (client: Client) => client.frames.filter(({type}) => type === 'notifications').length;
    assert.deepEqual([states(ann), states(elsewhere)], [2, 2], 'each of them once');
  }));

test('a block on one node holds on the others, and both are told there (PWP-BLOCK-002, PWP-BLOCK-003)', () =>
  withNodes(2, async (nodes) => {
    const [ann, ben] = [await at(nodes, 0).connect('ann'), await at(nodes, 1).connect('ben')];
    const other = await at(nodes, 1).connect('ann');
    const {conversation = ''} = await ask(ann, 'conversation.direct', {user: 'ben'});
    const group = await made(ann, ['ben']);
    await send(ben, conversation, 'before');
    await ask(ben, 'presence.watch', {users: ['ann']});
    await ask(ann, 'block.set', {user: 'ben', on: true});
    const refused = await ben.request('message.send', {conversation, id: newId(), content: {text: 'x'}});
    assert.deepEqual([refused.ok, !refused.ok && refused.code], [false, 'READ_ONLY']);
    const told = (client: Client): string[] =>
      client.frames.flatMap((frame) => (frame.type === 'inbox' ? frame.rows.map(({own}) => own.blocked ?? '') : []));
    await until(() => told(ben).includes('other') && told(other).includes('own'));
    await until(() => other.frames.some(({type}) => type === 'profile'));
    await until(() => ben.ephemeral.some((frame) => frame.type === 'presence' && frame.presence.state === 'offline'));
    const range = {type: 'mention', start: 0, end: 4, user: 'ann'};
    await ask(ben, 'message.send', {conversation: group, id: newId(), content: {text: '@ann', ranges: [range]}});
    const rows = (client: Client) =>
      client.frames
        .flatMap((frame) => (frame.type === 'inbox' ? frame.rows : []))
        .filter((row) => row.conversation.id === group);
    for (const client of [ann, other])
      await until(() => rows(client).some(({unread, mentions}) => unread === 1 && mentions === 0));
    await ask(other, 'block.set', {user: 'ben', on: false});
    await until(() => told(ben).includes('none'));
    await send(ben, conversation, 'after');
    await until(() => textsOf(ann, conversation).includes('after'));
  }));

test('under writers on three nodes one conversation has one order without a hole, on all of them (I2, I3)', () =>
  withNodes(3, async (nodes) => {
    const people = ['ann', 'ben', 'cid', 'dan', 'eve', 'fay'];
    const clients = await Promise.all(people.map((user, index) => at(nodes, index % 3).connect(user)));
    const group = await made(at(clients, 0), people.slice(1));
    await until(() => clients.every((client) => headOf(client, group) >= 2));
    const sent: string[] = [];
    await Promise.all(
      clients.map(async (client) => {
        for (let n = 0; n < 25; n += 1) {
          const text = `${client.user} ${n}`;
          await send(client, group, text);
          sent.push(text);
        }
      }),
    );
    const head = 2 + sent.length;
    await until(() => clients.every((client) => headOf(client, group) === head));
    const orders = clients.map((client) => {
      let last = 0;
      for (const {from, to} of framesOf(client, group)) {
        assert.ok(from <= last + 1, `${client.user} was told ${from} behind ${last}`);
        last = Math.max(last, to);
      }
      return textsOf(client, group);
    });
    for (const order of orders) {
      assert.deepEqual([...order].sort(), [...sent].sort(), 'each once');
      assert.deepEqual(order, orders[0]);
    }
    for (const user of people) {
      const own = at(orders, 0).filter((text) => text.startsWith(user));
      assert.deepEqual(
        own,
        own.map((_, n) => `${user} ${n}`),
        'in the order of sending',
      );
    }
  }));

test('who is removed on one node hears why on another, and nothing behind it (I11, S18)', () =>
  withNodes(2, async (nodes) => {
    const ann = await at(nodes, 0).connect('ann');
    const [ben, cid] = [await at(nodes, 1).connect('ben'), await at(nodes, 1).connect('cid')];
    const group = await made(ann, ['ben', 'cid']);
    await until(() => headOf(ben, group) === 2);
    await send(ann, group, 'before');
    await until(() => textsOf(ben, group).includes('before'));
    await ask(ann, 'member.remove', {conversation: group, user: 'ben'});
    await send(ann, group, 'behind his back');
    await send(cid, group, 'behind his back too');
    await until(() => textsOf(cid, group).length === 3);
    await until(() =>
      ben.frames.some((frame) => frame.type === 'inbox' && frame.rows[0]?.membership.state === 'removed'),
    );
    await ben.settled();
    assert.deepEqual(textsOf(ben, group), ['before']);
    assert.equal(headOf(ben, group), 5);
    const refused = await ben.request('message.send', {conversation: group, id: newId(), content: {text: 'x'}});
    assert.ok(!refused.ok && refused.code === 'NOT_A_MEMBER');
  }));

test('sessions that are ended on one node end on the others, and the new one stays (PWP-AUTH-010)', () =>
  withNodes(2, async (nodes) => {
    const old = await at(nodes, 1).connect('ann', {claims: {iat: Math.floor(Date.now() / 1000) - 10}});
    await at(nodes, 0).domain.endSessions('ann');
    const soon = Math.floor(Date.now() / 1000) + 5;
    const fresh = await at(nodes, 1).connect('ann', {claims: {iat: soon, exp: soon + 600}});
    await old.closed;
    await fresh.settled();
    assert.equal(fresh.socket.connected, true);
  }));

test('a tick vouches for nothing that another node wrote and this one has not told (PWP-SYNC-005)', () =>
  withNodes(2, async (nodes) => {
    const ann = await at(nodes, 0).connect('ann');
    const group = await made(ann, ['ben']);
    const {domain} = at(nodes, 1);
    const ben = await at(nodes, 1).connect('ben');
    for (let n = 0; n < 20; n += 1) {
      await send(ann, group, `word ${n}`);
      const told = headOf(ben, group);
      const cursor = domain.tickCursor('ben');
      const {rows} = await ask<{rows: {conversation: {id: string}; seq: number}[]}>(ben, 'sync', {cursor});
      const row = rows.find(({conversation}) => conversation.id === group);
      assert.ok(told >= 2 + n + 1 || row !== undefined, `word ${n} was neither told nor found from the cursor`);
    }
  }));

test('a node that hears no hint finds what was committed within about a second', () =>
  withNodes(
    2,
    async (nodes) => {
      const ann = await at(nodes, 0).connect('ann');
      const ben = await at(nodes, 1).connect('ben');
      const group = await made(ann, ['ben']);
      const started = Date.now();
      for (const text of ['one', 'two', 'three']) await send(ann, group, text);
      await until(() => headOf(ben, group) === 5 || ben.frames.some(({type}) => type === 'inbox'));
      assert.ok(Date.now() - started < 2_500);
      await send(ann, group, 'four');
      await until(() => textsOf(ben, group).includes('four'));
    },
    (store) => ({
      epoch: store.epoch,
      secret: store.secret,
      ...(store.tail && {tail: {...store.tail, onHint: () => () => undefined}}),
      write: (work, committed, lane) => store.write(work, committed, lane),
      read: (work) => store.read(work),
      close: () => store.close(),
    }),
  ));

test('while the database is away nobody is told that something is stored, and readiness says so (F46)', () =>
  withNodes(2, async (nodes, url) => {
    const name = new URL(url).pathname.slice(1);
    const allow = (isAllowed: boolean) =>
      asServer((client) => client.query(`alter database "${name}" allow_connections ${isAllowed}`));
    const ann = await at(nodes, 0).connect('ann');
    const ben = await at(nodes, 1).connect('ben');
    const group = await made(ann, ['ben']);
    await until(() => headOf(ben, group) === 2);
    const acknowledged: string[] = [];
    let isOver = false;
    const talk = async (client: Client): Promise<void> => {
      for (let n = 0; !isOver; n += 1) {
        const [id, text] = [newId(), `${client.user} ${n}`];
        // as a client does: the same again until it is answered
        for (;;) {
          const reply = await client.request('message.send', {conversation: group, id, content: {text}});
          if (reply.ok) break;
          assert.equal(reply.code, 'UNAVAILABLE');
          if (isOver) return;
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
        acknowledged.push(text);
      }
    };
    const talking = [talk(ann), talk(ben)];
    /** One probe answers everybody for a second, so this may take as long. */
    const become = async (status: number): Promise<void> => {
      const late = Date.now() + 8_000;
      for (;;) {
        const found = await Promise.all(nodes.map(async (node) => (await node.fetch('/readyz')).status));
        if (found.every((one) => one === status)) return;
        assert.ok(Date.now() < late, `readiness is ${found}, not ${status}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    };
    await become(200);
    await until(() => acknowledged.length > 20);
    await allow(false);
    await asServer((client) =>
      client.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name]),
    );
    await become(503);
    const before = acknowledged.length;
    await allow(true);
    await until(() => acknowledged.length > before + 20);
    isOver = true;
    await Promise.all(talking);
    await until(() =>
      [ann, ben].every((client) => acknowledged.every((text) => textsOf(client, group).includes(text))),
    );
    await become(200);
    const kept = await at(nodes, 0).domain.run(
      {user: 'ann', device: 'd', audience: 'parlor', claims: {}},
      'conversation.get',
      {conversation: group},
    );
    assert.equal(headOf(ann, group), kept.row.seq);
  }));

test('who is on a node that may only read the database is told to move, and let in when it may write again (F58)', () =>
  withNodes(1, async ([node], url) => {
    assert.ok(node);
    const name = new URL(url).pathname.slice(1);
    const ann = await node.connect('ann');
    await asServer((client) => client.query(`alter database "${name}" set default_transaction_read_only = on`));
    await asServer((client) =>
      client.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name]),
    );
    const told = (): boolean => ann.frames.some(({type}) => type === 'draining');
    while (!told()) {
      assert.ok((await ann.request('totals', {})).ok, 'reading goes on');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    assert.equal((await node.fetch('/readyz')).status, 503);
    await asServer((client) => client.query(`alter database "${name}" reset default_transaction_read_only`));
    const isReady = async (): Promise<boolean> => (await node.fetch('/readyz')).status === 200;
    while (!(await isReady())) await new Promise((resolve) => setTimeout(resolve, 100));
    // refused until it has found out
    while (await node.refused('ann').catch(() => undefined)) await new Promise((resolve) => setTimeout(resolve, 100));
  }));
