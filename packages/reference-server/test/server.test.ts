/** The whole server with its real domain, over both stores: what two people and their devices see of each other. */
import assert from 'node:assert/strict';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, describe, test} from 'node:test';
import type {InboxRow, Message, Written} from '@parlor/sdk/protocol';
import {createDomain} from '../src/domain/create-domain.js';
import type {Domain} from '../src/domain/domain.js';
import {openStore} from '../src/open-store.js';
import {fakeClock} from './fake-clock.js';
import {type Client, origin, startWorld, type World} from './live-server.js';

let sent = 0;
/** A message id no test used before. */
const newMessageId = (): string => String(++sent).padStart(21, 'm');

for (const kind of ['memory', 'SQLite'] as const) {
  describe(`over ${kind}`, () => {
    let world: World<Domain>;
    let folder: string | undefined;
    afterEach(async () => {
      await world.close();
      if (folder !== undefined) await rm(folder, {recursive: true});
    });

    async function start(): Promise<void> {
      const clock = fakeClock();
      if (kind === 'SQLite') folder = await mkdtemp(join(tmpdir(), 'parlor-server-'));
      const store = await openStore(folder === undefined ? ':memory:' : join(folder, 'parlor.db'));
      world = await startWorld({clock, domain: await createDomain({store, clock, onError: assert.ifError})});
    }

    const ask = async <Result>(client: Client, op: string, input: unknown = {}): Promise<Result> => {
      const reply = await client.request(op, input);
      assert.ok(reply.ok, JSON.stringify(reply));
      return reply.result as Result;
    };
    const direct = async (client: Client, user: string): Promise<string> => {
      const {conversation} = await ask<Written>(client, 'conversation.direct', {user});
      assert.ok(conversation);
      return conversation;
    };
    const send = async (client: Client, conversation: string, text: string): Promise<Message> => {
      const {changes} = await ask<Written>(client, 'message.send', {conversation, id: newMessageId(), content: {text}});
      const [change] = changes;
      assert.ok(change?.type === 'message');
      return change.message;
    };
    /** The texts that came to this client as live frames. */
    const textsOf = ({frames}: Client): string[] =>
      frames
        .flatMap((frame) => (frame.type === 'changes' ? frame.changes : []))
        .flatMap((change) => (change.type === 'message' ? [change.message.content.text] : []));

    test('a message reaches the other and the own second device, in order, with dense frames (I11)', async () => {
      await start();
      const [phone, laptop, ben, cem] = [
        await world.connect('ann'),
        await world.connect('ann'),
        await world.connect('ben'),
        await world.connect('cem'),
      ];
      const conversation = await direct(phone, 'ben');
      for (const text of ['one', 'two', 'three']) await send(phone, conversation, text);
      await send(ben, conversation, 'four');
      for (const client of [phone, laptop, ben, cem]) await client.settled();
      for (const client of [phone, laptop, ben]) assert.deepEqual(textsOf(client), ['one', 'two', 'three', 'four']);
      assert.deepEqual(textsOf(cem), []);
      let seq = 0;
      for (const frame of ben.frames) {
        if (frame.type !== 'changes') continue;
        assert.equal(frame.from, seq + 1);
        seq = frame.to;
      }
    });

    test('the hello brings what was missed since the cursor; a quiet one is under 1 KB (PWP-HELLO-001)', async () => {
      await start();
      const [ann, ben] = [await world.connect('ann'), await world.connect('ben')];
      const conversation = await direct(ann, 'ben');
      await send(ann, conversation, 'hello');
      await ben.next('changes');
      world.clock.advance(25_000);
      const {cursor} = await ben.next('tick');
      const {epoch} = world.domain;
      ben.socket.disconnect();

      const quiet = await world.open('ben', {auth: {cursor, epoch}});
      let bytes = 0;
      quiet.socket.io.engine.on('packet', ({data}: {data?: string}) => (bytes += data?.length ?? 0));
      const quietHello = await quiet.hello();
      assert.deepEqual([quietHello.sync.rows, quietHello.sync.reset], [[], undefined]);
      assert.ok(bytes < 1024, `${bytes} bytes`);
      quiet.socket.disconnect();

      await send(ann, conversation, 'are you there?');
      const late = await world.open('ben', {auth: {cursor, epoch}});
      const {sync} = await late.hello();
      assert.deepEqual(
        sync.rows.map(({preview, unread}) => [preview?.text, unread]),
        [['are you there?', 2]],
      );
      const restored = await world.open('ben', {auth: {cursor, epoch: 'another'}});
      assert.equal((await restored.hello()).sync.reset, 'epoch');
      assert.equal((await (await world.open('ben')).hello()).sync.reset, 'new');
    });

    test('a cursor of somebody else is of no use (S17)', async () => {
      await start();
      const ann = await world.connect('ann');
      world.clock.advance(25_000);
      const {cursor} = await ann.next('tick');
      const ben = await world.open('ben', {auth: {cursor, epoch: world.domain.epoch}});
      assert.equal((await ben.hello()).sync.reset, 'cursor');
    });

    test('reading shows to the other as a receipt and to the own devices as a row', async () => {
      await start();
      const [ann, phone, laptop] = [await world.connect('ann'), await world.connect('ben'), await world.connect('ben')];
      const conversation = await direct(ann, 'ben');
      const {seq} = await send(ann, conversation, 'hello');
      await ask(phone, 'own.set', {conversation, read: seq});
      world.clock.advance(500);
      const receipt = await ann.next('receipt');
      assert.deepEqual([receipt.user, receipt.read], ['ben', seq]);
      const rows: InboxRow[] = [];
      while (rows.at(-1)?.own.read !== seq) rows.push(...(await laptop.next('inbox')).rows);
      assert.equal(rows.at(-1)?.unread, 0);
    });

    test('REST and sockets do the same: what one writes the other gets, and a repetition is harmless', async () => {
      await start();
      const ben = await world.connect('ben');
      const created = await world.rest('ann', 'PUT', '/v1/direct/ben');
      assert.equal(created.status, 200);
      const {conversation} = created.body as Written;
      const path = `/v1/conversations/${conversation}/messages/${newMessageId()}`;
      const first = await world.rest('ann', 'PUT', path, {body: {content: {text: 'over REST'}}});
      const again = await world.rest('ann', 'PUT', path, {body: {content: {text: 'over REST'}}});
      assert.deepEqual([first.status, again.status], [200, 200]);
      await world.rest('ann', 'PUT', `${path}/reactions/${encodeURIComponent('👍🏽')}`);
      await ben.settled();
      assert.deepEqual(textsOf(ben), ['over REST']);
      const page = await world.rest('ben', 'GET', `/v1/conversations/${conversation}/messages?limit=1`);
      const [message] = page.body.messages as Message[];
      assert.deepEqual([message?.content.text, message?.reactions?.map(({key}) => key)], ['over REST', ['👍🏽']]);
      assert.equal((await world.rest('cem', 'GET', `/v1/conversations/${conversation}`)).status, 404);
      assert.equal(
        (await world.rest('ann', 'PUT', path, {body: {content: {text: 'x'}, sender: 'ben'}})).body.code,
        'SCHEMA',
      );
    });

    test('an outbox goes up in one request; a refused write does not stop those behind it', async () => {
      await start();
      const ann = await world.connect('ann');
      const conversation = await direct(ann, 'ben');
      const op = (opId: string, text: string, name = 'message.send') => ({
        opId: opId.padStart(21, 'o'),
        op: name,
        input: {conversation, id: newMessageId(), content: {text}},
      });
      const ops = [op('1', 'one'), op('2', 'lost', 'message.edit'), op('3', 'three')];
      const {results} = await ask<{results: {ok: boolean}[]}>(ann, 'ops.push', {ops});
      assert.deepEqual(
        results.map(({ok}) => ok),
        [true, false, true],
      );
      const again = await ask<{results: {ok: boolean}[]}>(ann, 'ops.push', {ops});
      assert.deepEqual(
        again.results.map(({ok}) => ok),
        [true, false, true],
      );
      await ann.settled();
      assert.deepEqual(textsOf(ann), ['one', 'three']);
    });

    test('typing and presence are for those who share a conversation (S21)', async () => {
      await start();
      const [ann, ben, cem] = [await world.connect('ann'), await world.connect('ben'), await world.connect('cem')];
      const conversation = await direct(ann, 'ben');
      for (const client of [ann, cem]) client.socket.emit('eph', {type: 'typing', conversation, on: true});
      const watched = await ask<{presences: unknown[]}>(cem, 'presence.watch', {users: ['ann', 'ben']});
      assert.deepEqual(watched.presences, []);
      const seen = await ask<{presences: unknown[]}>(ann, 'presence.watch', {users: ['ben', 'cem']});
      assert.deepEqual(seen.presences, [{user: 'ben', state: 'online'}]);
      assert.deepEqual(await ben.nextEphemeral(), {type: 'typing', conversation, user: 'ann', on: true});
      await ask(ben, 'presence.set', {chosen: 'dnd'});
      assert.deepEqual(await ann.nextEphemeral(), {type: 'presence', presence: {user: 'ben', state: 'dnd'}});
      for (const client of [ann, ben, cem]) await client.settled();
      assert.deepEqual(
        [ann, ben, cem].map(({ephemeral}) => ephemeral.length),
        [1, 1, 0],
      );
    });

    test('a block takes the two out of each other’s sight at once, on all their devices, until it ends (PWP-BLOCK-003)', async () => {
      await start();
      const [ann, ben, cem] = [await world.connect('ann'), await world.connect('ben'), await world.connect('cem')];
      const {conversation} = await ask<Written>(ann, 'conversation.create', {title: 'Three', members: ['ben', 'cem']});
      await ask(ann, 'presence.watch', {users: ['ben', 'cem']});
      await ask(ben, 'presence.watch', {users: ['ann', 'cem']});
      await ask(ann, 'block.set', {user: 'ben', on: true});
      assert.deepEqual(await ann.nextEphemeral(), {type: 'presence', presence: {user: 'ben', state: 'offline'}});
      assert.deepEqual(await ben.nextEphemeral(), {type: 'presence', presence: {user: 'ann', state: 'offline'}});
      await ask(ann, 'presence.set', {chosen: 'dnd'});
      await ask(ben, 'presence.set', {chosen: 'away'});
      for (const client of [ann, ben]) client.socket.emit('eph', {type: 'typing', conversation, on: true});
      await ask(cem, 'presence.set', {chosen: 'dnd'});
      for (const client of [ann, ben])
        assert.deepEqual(await client.nextEphemeral(), {type: 'presence', presence: {user: 'cem', state: 'dnd'}});
      // asked anew it is the same, and who was only asked for comes into sight when the block ends
      const again = await ask<{presences: {user: string}[]}>(ben, 'presence.watch', {users: ['ann', 'cem']});
      assert.deepEqual(
        again.presences.map(({user}) => user),
        ['cem'],
      );
      await ask(ann, 'block.set', {user: 'ben', on: false});
      assert.deepEqual(await ann.nextEphemeral(), {type: 'presence', presence: {user: 'ben', state: 'away'}});
      assert.deepEqual(await ben.nextEphemeral(), {type: 'presence', presence: {user: 'ann', state: 'dnd'}});
      for (const client of [ann, ben]) await client.settled();
      assert.deepEqual([ann.ephemeral.length, ben.ephemeral.length], [3, 3], 'and nothing else was said');
    });

    test('a profile change reaches those who watch', async () => {
      await start();
      const [ann, ben] = [await world.connect('ann'), await world.connect('ben', {claims: {name: 'Ben'}})];
      await direct(ann, 'ben');
      const watched = await ask<{people: {name: string}[]}>(ann, 'presence.watch', {users: ['ben']});
      assert.deepEqual(
        watched.people.map(({name}) => name),
        ['Ben'],
      );
      await ask(ben, 'profile.set', {status: {text: 'on holiday'}});
      const {profile} = await ann.next('profile');
      assert.deepEqual([profile.user, profile.status?.text], ['ben', 'on holiday']);
    });

    test('who was removed gets nothing after the removal, by socket, long poll or presence (I12, S18)', async () => {
      await start();
      const [ann, ben] = [await world.connect('ann'), await world.connect('ben')];
      const group = await ask<Written>(ann, 'conversation.create', {title: 'Group', members: ['ben', 'cem']});
      const {conversation} = group;
      await ask(ben, 'presence.watch', {users: ['ann']});
      await ask(ann, 'member.remove', {conversation, user: 'ben'});
      await send(ann, conversation as string, 'about ben');
      await ask(ann, 'presence.set', {chosen: 'away'});
      await ann.settled();
      await ben.settled();
      assert.deepEqual([textsOf(ben).includes('about ben'), ben.ephemeral], [false, []]);
      const reply = await ben.request('conversation.delta', {conversation, since: 0});
      assert.ok(!JSON.stringify(reply).includes('about ben'));
    });

    test('ended sessions: cut within a second, on every path, and the tokens are refused from then on (PWP-AUTH-010, F76, S07)', async () => {
      await start();
      const [ann, phone, ben] = [await world.connect('ann'), await world.connect('ann'), await world.connect('ben')];
      const conversation = await direct(ben, 'ann');
      const token = await world.token('ann');
      const rest = (path: string, method = 'GET'): Promise<Response> =>
        world.fetch(`/v1${path}`, {method, headers: {authorization: `Bearer ${token}`, origin}});
      const {cursor} = (await (await rest('/sync')).json()) as {cursor: string};
      const poll = rest(`/sync?wait=25&cursor=${cursor}`);
      await ann.settled();
      const before = Date.now();
      assert.deepEqual(await ann.request('session.revoke', {}), {ok: true, result: {}}, 'it is answered first');
      // nothing more is done or told, though the line is still there
      assert.deepEqual(await phone.request('totals'), {ok: false, code: 'SESSION_REVOKED', retry: 'auth'});
      assert.deepEqual(await phone.request('auth.refresh', {token}), {
        ok: false,
        code: 'SESSION_REVOKED',
        retry: 'auth',
      });
      await send(ben, conversation, 'to nobody');
      world.clock.advance(100);
      for (const line of [ann, phone]) {
        assert.deepEqual(await line.next('session'), {type: 'session', code: 'SESSION_REVOKED'});
        assert.equal(await line.closed, 'io server disconnect');
        assert.ok(!textsOf(line).includes('to nobody'));
      }
      assert.equal((await poll).status, 401, 'who waited for news is refused');
      assert.ok(Date.now() - before < 1_000);
      assert.equal((await rest('/me/totals')).status, 401);
      assert.equal((await rest('/me/sessions', 'DELETE')).status, 401);
      const refused = await world.refused('ann', {auth: {token}});
      assert.deepEqual(refused, {ok: false, code: 'SESSION_REVOKED', retry: 'auth'});
      await ben.settled();

      world.clock.advance(1_000);
      const again = await world.open('ann');
      assert.equal((await again.hello()).sync.rows.length, 1, 'a token that was made later is taken');
      assert.equal((await again.request('auth.refresh', {token})).ok, false, 'and the old one does not renew it');
    });

    test('when somebody was last here is shown to who watches, and kept', async () => {
      await start();
      const ann = await world.connect('ann');
      await direct(ann, 'ben');
      const ben = await world.connect('ben');
      await ask(ann, 'presence.watch', {users: ['ben']});
      ben.socket.disconnect();
      for (let times = 0; times < 40 && ann.ephemeral.length < 1; times++) {
        await ann.settled();
        world.clock.advance(1_000);
      }
      const frame = await ann.nextEphemeral();
      assert.ok(frame.type === 'presence');
      const {presence} = frame;
      assert.deepEqual([presence.state, typeof presence.lastSeen], ['offline', 'number']);
      const again = await ask<{presences: unknown[]}>(ann, 'presence.watch', {users: ['ben']});
      assert.deepEqual(again.presences, [presence]);
    });
  });
}
