/** Files that wait in a real browser's IndexedDB: attached without a line, and sent by a page that knows nothing but what is there. */
import {expect} from 'chai';
import {type LocalServer, localServer} from '../../test/local-transport.js';
import {pageFiles} from '../../test/page-files.js';
import {systemClock} from '../base/clock.js';
import type {Readable} from '../base/readable.js';
import {databaseName} from '../storage/open-storage.js';
import type {Chat, ConversationHandle} from './api.js';
import {startChat} from './chat.js';
import {surroundingsOf} from './options.js';

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

const attached = (conversation: ConversationHandle, text: string) =>
  first(conversation.timeline, ({messages}) => messages.some(({content}) => content.text === text)).then(
    ({messages}) => messages.find(({content}) => content.text === text)?.content.attachments[0],
  );

/** Bytes that no text would keep. */
const bytes = crypto.getRandomValues(new Uint8Array(60_000));

describe('files that wait in a browser', () => {
  let server: LocalServer;
  let doors: ReturnType<typeof pageFiles>;
  let user: string;
  let chats: Chat[];
  let pages = 0;

  /** A page of its own: all it has of another is what lies in IndexedDB. */
  function page({isDown = false} = {}) {
    const line = server.line();
    line.isDown = isDown;
    const options = {url, user, name: `page-${++pages}`, getToken: () => server.token(user)};
    const fetchFiles = (address: string | URL | Request, init?: RequestInit) => line.fetch(String(address), init);
    const around = {...surroundingsOf(options), transport: () => line.transport, fetch: fetchFiles as typeof fetch};
    const chat = startChat(options, around);
    chats.push(chat);
    return {chat, line};
  }
  async function openedIn(chat: Chat, id: string): Promise<ConversationHandle> {
    const conversation = chat.conversation(id);
    conversation.open();
    await first(conversation.state, (state) => state);
    return conversation;
  }
  /** A device that was online once, and knows a conversation. */
  async function warm(): Promise<string> {
    const {chat} = page();
    await first(chat.connection, ({is}) => is === 'online');
    const {id} = await chat.createGroup({title: 'Room', members: []});
    const conversation = await openedIn(chat, id);
    await conversation.send('hello').sent;
    await first(conversation.timeline, ({messages}) => messages.some(({delivery}) => delivery?.is === 'sent'));
    await chat.close();
    return id;
  }

  beforeEach(async () => {
    chats = [];
    user = `ann-${++pages}-${systemClock.now()}`;
    server = await localServer(systemClock, () => (doors = pageFiles()));
  });
  afterEach(async () => {
    for (const chat of chats) await chat.close();
    indexedDB.deleteDatabase(databaseName(url, user));
  });

  it('what the server takes of files is known without a line, once it was told (F92)', async () => {
    const cold = page({isDown: true});
    expect(cold.chat.connection.get().files).to.equal(undefined);
    await cold.chat.close();
    await warm();
    const {chat, line} = page({isDown: true});
    const {is, files} = await first(chat.connection, (connection) => connection.files);
    expect(is).not.to.equal('online');
    expect(files).to.deep.equal({most: 5, bytes: 10 * 1024 * 1024});
    expect(line.open).to.equal(0);
  });

  it('attached without a line they are there after a reload, are shown from there, and go up when there is one (F06)', async () => {
    const id = await warm();
    const before = page({isDown: true});
    const hers = await openedIn(before.chat, id);
    const file = new File([bytes], 'noise.bin', {type: 'application/x-noise'});
    await hers.send({text: 'without a line', files: [file]}).queued;
    await before.chat.close();

    const offline = page({isDown: true});
    const again = await openedIn(offline.chat, id);
    const waiting = await attached(again, 'without a line');
    expect([waiting?.name, waiting?.size, waiting?.progress]).to.deep.equal(['noise.bin', bytes.length, 0]);
    const {url: shown} = await offline.chat.fileUrl(id, waiting?.id ?? '');
    expect(new Uint8Array(await (await fetch(shown)).arrayBuffer())).to.deep.equal(bytes);
    await offline.chat.close();

    const online = page();
    const now = await openedIn(online.chat, id);
    await first(now.timeline, ({messages}) =>
      messages.some(({content, delivery}) => content.text === 'without a line' && delivery?.is === 'sent'),
    );
    const stored = await attached(now, 'without a line');
    expect([stored?.name, stored?.size, stored?.progress]).to.deep.equal(['noise.bin', bytes.length, undefined]);
    expect(doors.kept(stored?.id ?? '')).to.deep.equal(bytes);
  });

  it('a page that is closed in the middle of an upload is gone on from where it was (F90)', async () => {
    const id = await warm();
    const big = new Uint8Array(700 * 1024).fill(7);
    const before = page();
    const hers = await openedIn(before.chat, id);
    // the second piece breaks off, and with it the line
    let pieces = 0;
    before.line.piece = (size) => {
      if (++pieces < 2) return undefined;
      before.line.isDown = true;
      before.line.cut();
      return Math.floor(size / 2);
    };
    await hers.send({text: 'a large one', files: [new File([big], 'big.bin')]}).queued;
    await first(before.chat.connection, ({is}) => is !== 'online' && pieces >= 2);
    await before.chat.close();

    const after = page();
    const now = await openedIn(after.chat, id);
    await first(now.timeline, ({messages}) =>
      messages.some(({content, delivery}) => content.text === 'a large one' && delivery?.is === 'sent'),
    );
    const stored = await attached(now, 'a large one');
    expect(doors.kept(stored?.id ?? '')).to.deep.equal(big);
    expect(after.line.fetched[0]).to.equal('HEAD');
    expect(doors.taken(stored?.id ?? ''), 'no byte came twice').to.equal(big.length);
  });
});
