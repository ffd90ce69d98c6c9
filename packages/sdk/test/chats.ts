/** A small world of people with chats, for tests that read as a story. Time is turned by hand. */

import assert from 'node:assert/strict';
import type {Chat, ChatOptions, ConversationHandle, Message} from '../src/client/api.js';
import {startChat} from '../src/client/chat.js';
import * as files from '../src/client/files.js';
import * as more from '../src/client/on-demand.js';
import type {Surroundings} from '../src/client/options.js';
import type {Page, PageEvent} from '../src/client/page.js';
import * as rules from '../src/client/rules.js';
import {createSession} from '../src/client/session.js';
import * as sharedTabs from '../src/client/shared-tabs.js';
import * as vanished from '../src/client/vanished.js';
import type {ChatError} from '../src/core/failure.js';
import {memoryStorage} from '../src/storage/memory.js';
import type {Storage} from '../src/storage/storage.js';
import {FakeClock, turns} from './fake-clock.js';
import {fileDoors} from './file-doors.js';
import {type Line, type LocalServer, localServer} from './local-transport.js';

/** One device, or one tab of it. */
export type Device = {
  readonly chat: Chat;
  readonly line: Line;
  readonly storage: Storage;
  readonly page: FakePage;
  /** What its storage tells the chat. */
  readonly reports: Parameters<Surroundings['openStorage']>[0];
  readonly errors: ChatError[];
  /** What getToken was asked for. */
  readonly tokens: string[];
};

export class FakePage implements Page {
  visible = true;
  online = true;
  #listeners = new Set<(event: PageEvent) => void>();
  isVisible = (): boolean => this.visible;
  isOnline = (): boolean => this.online;
  /** Whether the browser would ask before it goes. */
  guarded = false;
  guard = (isNeeded: boolean): void => {
    this.guarded = isNeeded;
  };
  listen = (listener: (event: PageEvent) => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
  tell(event: PageEvent): void {
    if (event === 'visible' || event === 'hidden') this.visible = event === 'visible';
    if (event === 'online' || event === 'offline') this.online = event === 'online';
    for (const listener of this.#listeners) listener(event);
  }
}

export type DeviceOptions = Partial<ChatOptions> & {
  storage2?: Storage;
  line?: Line;
  getToken?: ChatOptions['getToken'];
  sharing?: Surroundings['sharing'];
  /** Missing: the code for tabs does not load. */
  tabParts?: typeof sharedTabs | undefined;
  /** The code for what is asked for seldom. */
  more?: Surroundings['more'];
};

export class World {
  readonly clock = new FakeClock();
  readonly server: LocalServer;
  #open: Chat[] = [];
  #names = 0;

  private constructor(server: (clock: FakeClock) => Promise<LocalServer>, made: (world: World) => void) {
    this.server = undefined as never;
    void server(this.clock).then((local) => {
      (this as {server: LocalServer}).server = local;
      made(this);
    });
  }

  static make(): Promise<World> {
    return new Promise((resolve) => new World((clock) => localServer(clock, fileDoors), resolve));
  }

  /** A device of `user`, connected unless its line is down. `on`: the storage of an earlier one. */
  device(user: string, given: Omit<DeviceOptions, 'storage2'> & {on?: Storage} = {}): Device {
    const {on, line = this.server.line(), sharing, tabParts: _, more: loadMore = async () => more, ...options} = given;
    const tabParts = 'tabParts' in given ? given.tabParts : sharedTabs;
    const storage = on ?? memoryStorage();
    const page = new FakePage();
    const errors: ChatError[] = [];
    const tokens: string[] = [];
    const reports: Device['reports'] = {};
    const chat = startChat(
      {
        url: 'https://chat.example',
        user,
        name: `${user}-${++this.#names}`,
        getToken: ({reason}) => {
          tokens.push(reason);
          return this.server.token(user);
        },
        ...options,
      },
      {
        clock: this.clock,
        random: () => 0.5,
        page,
        onError: (error) => errors.push(error),
        async openStorage(given) {
          Object.assign(reports, given);
          return storage;
        },
        session: async (given) => createSession(given),
        transport: () => line.transport,
        sharing: sharing ?? (() => undefined),
        tabParts: async () => tabParts,
        // loaded in real time, which the hands of the clock do not wait for
        rules: async () => rules,
        vanished: async () => vanished,
        more: loadMore,
        files: async () => files,
        fetch: (address, init) => line.fetch(String(address), init),
      },
    );
    this.#open.push(chat);
    return {chat, line, storage, page, reports, errors, tokens};
  }

  async online(...devices: Device[]): Promise<void> {
    for (const {chat} of devices)
      await this.until(() => chat.connection.get().is === 'online', `${chat.user} is online`);
  }

  /** People with a device each, all in one group. The first is its owner. */
  async group(...users: string[]): Promise<{devices: Device[]; id: string}> {
    const devices = users.map((user) => this.device(user));
    await this.online(...devices);
    const [first] = devices as [Device, ...Device[]];
    const making = first.chat.createGroup({title: 'Room', members: users.slice(1)});
    const {id} = await this.wait(making);
    for (const {chat} of devices)
      await this.until(() => !!chat.conversation(id).state.get(), `${chat.user} knows the group`);
    return {devices, id};
  }

  until(isSo: () => boolean, what: string, ms?: number): Promise<void> {
    return this.clock.until(isSo, what, ms);
  }

  /** Turns the hands until the promise is settled. */
  async wait<Result>(promise: Promise<Result>, ms?: number): Promise<Result> {
    let isSettled = false;
    const settled = promise.finally(() => {
      isSettled = true;
    });
    settled.catch(() => undefined);
    await this.until(() => isSettled, 'the promise is settled', ms);
    return promise;
  }

  async pass(ms: number): Promise<void> {
    await this.clock.advance(ms);
  }

  /** As if the tab were killed: nothing is said good-bye to. */
  async kill(device: Device): Promise<void> {
    device.line.isDown = true;
    device.line.cut();
    const closing = device.chat.close();
    await turns();
    await closing;
  }

  async end(): Promise<void> {
    for (const chat of this.#open) await chat.close();
  }
}

/** Opens a conversation and waits until its newest messages are there. */
export async function opened(world: World, {chat}: Device, id: string): Promise<ConversationHandle> {
  const conversation = chat.conversation(id);
  conversation.open();
  await world.until(
    () => conversation.timeline.get().loading === 'none' && !!conversation.state.get(),
    `${chat.user} has opened it`,
  );
  return conversation;
}

export const texts = (conversation: ConversationHandle): string[] =>
  conversation.timeline.get().messages.map(({content, deleted}) => (deleted ? '(deleted)' : content.text));

export function only(conversation: ConversationHandle, id: string): Message {
  const found = conversation.timeline.get().messages.filter((message) => message.id === id);
  assert.equal(found.length, 1, `one message ${id}, not ${found.length} (I2)`);
  return found[0] as Message;
}

/** A test with a world that is put away afterwards. */
export const inWorld = (story: (world: World) => Promise<void>) => async (): Promise<void> => {
  const world = await World.make();
  try {
    await story(world);
  } finally {
    await world.end();
  }
};
