/** Two chats of one user in a real browser: real IndexedDB, Web Locks and BroadcastChannel; only the server is in the page. */
import {expect} from 'chai';
import {systemClock} from '../src/base/clock.js';
import type {Readable} from '../src/base/readable.js';
import type {Chat, ConversationHandle} from '../src/client/api.js';
import {startChat} from '../src/client/chat.js';
import {surroundingsOf} from '../src/client/options.js';
import {databaseName} from '../src/storage/open-storage.js';
import {type LocalServer, localServer} from './local-transport.js';

const url = 'https://chat.example';

function first<Value>(readable: Readable<Value>, isSo: (value: Value) => unknown): Promise<Value> {
  return new Promise((resolve) => {
    const stop = readable.subscribe((value) => {
      if (!isSo(value)) return;
      queueMicrotask(() => stop());
      resolve(value);
    });
  });
}

describe('tabs of one user in a browser', () => {
  let server: LocalServer;
  let user = 'ann';
  let chats: Chat[] = [];
  let users = 0;

  function tab(name: string, {isDown = false, as = user} = {}): Chat {
    const line = server.line();
    line.isDown = isDown;
    const options = {url, user: as, name, getToken: () => server.token(as)};
    const chat = startChat(options, {...surroundingsOf(options), transport: () => line.transport});
    chats.push(chat);
    return chat;
  }
  const online = (chat: Chat): Promise<unknown> => first(chat.connection, ({is}) => is === 'online');
  const text = (conversation: ConversationHandle, wanted: string): Promise<unknown> =>
    first(conversation.timeline, ({messages}) => messages.some(({content}) => content.text === wanted));

  beforeEach(async () => {
    server = await localServer(systemClock);
    user = `ann-${++users}-${systemClock.now()}`;
    chats = [];
  });
  afterEach(async () => {
    for (const chat of chats) await chat.close();
    indexedDB.deleteDatabase(databaseName(url, user));
  });

  it('one connects, the other speaks through it, and takes over when it is closed', async () => {
    const one = tab('one');
    await online(one);
    expect(one.storage.get().kind).not.to.equal('memory');
    const two = tab('two');
    await online(two);
    expect([one, two].map(({connection}) => connection.get().leading)).to.deep.equal([true, false]);

    const {id} = await two.createGroup({title: 'Room', members: []});
    const [left, right] = [one, two].map((chat) => chat.conversation(id)) as [ConversationHandle, ConversationHandle];
    left.open();
    right.open();
    await right.send('through the other tab').sent;
    await text(left, 'through the other tab');

    await one.close();
    await first(two.connection, ({is, leading}) => leading && is === 'online');
    await right.send('alone now').sent;
    await text(right, 'alone now');
  });

  it('a conversation that was open is there after a reload with no network, and the outbox with it', async () => {
    const before = tab('before');
    await online(before);
    const {id} = await before.createGroup({title: 'Room', members: []});
    const seen = before.conversation(id);
    seen.open();
    await first(seen.timeline, ({start}) => start);
    await seen.send('on the disk').sent;
    await text(seen, 'on the disk');
    before.disconnect();
    const {queued} = seen.send('not sent yet');
    await queued;
    await before.close();

    const after = tab('after', {isDown: true});
    const cached = after.conversation(id);
    cached.open();
    await text(cached, 'on the disk');
    const {messages} = await first(
      cached.timeline,
      (timeline) => timeline.messages.at(-1)?.content.text === 'not sent yet',
    );
    expect(messages.at(-1)?.delivery?.is).to.equal('queued');
    const {conversations} = await first(after.inbox.list(), (list) => list.conversations.length > 0);
    expect(conversations[0]?.title).to.equal('Room');
  });

  it('another user of the same page reads nothing of it (F24, I16)', async () => {
    const ann = tab('ann');
    await online(ann);
    const {id} = await ann.createGroup({title: 'Secret', members: []});
    const bo = tab('bo', {as: `${user}-bo`});
    await online(bo);
    expect(bo.connection.get().leading).to.equal(true);
    expect(bo.conversation(id).state.get()).to.equal(undefined);
    expect(bo.inbox.list().get().conversations).to.deep.equal([]);
  });
});
