/** What stands on the page: the server's domain over a store in memory, and devices whose line to it can be broken. */

import {systemClock} from '../../packages/sdk/src/base/clock.js';
import type {Chat} from '../../packages/sdk/src/client/api.js';
import {startChat} from '../../packages/sdk/src/client/chat.js';
import type {Page} from '../../packages/sdk/src/client/page.js';
import * as rules from '../../packages/sdk/src/client/rules.js';
import {createSession} from '../../packages/sdk/src/client/session.js';
import {memoryStorage} from '../../packages/sdk/src/storage/memory.js';
import type {Storage} from '../../packages/sdk/src/storage/storage.js';
import {type Line, type LocalServer, localServer} from '../../packages/sdk/test/local-transport.js';

export type Wire = (device: string, what: string, is: 'up' | 'down' | 'fault') => void;

/** A device that may be killed and started again on the same storage. */
export type Device = {
  readonly name: string;
  readonly user: string;
  readonly line: Line;
  /** `dead`: nothing passes and nobody is told, as when a train enters a tunnel. */
  link: 'whole' | 'offline' | 'dead';
  chat: Chat;
  /** Messages this device has said are queued, in the order it said so; and those its user took back. */
  readonly queued: string[];
  readonly takenBack: Set<string>;
  /** As a killed tab: nothing is said good-bye to. Afterwards the same device starts again. */
  kill(): Promise<void>;
};

/** Breaks or mends the line of a device. */
export function setLink(device: Device, link: Device['link']): void {
  device.link = link;
  device.line.isDown = link !== 'whole';
  if (link === 'offline') device.line.cut();
}

export type World = {
  readonly server: LocalServer;
  readonly conversation: string;
  readonly devices: readonly Device[];
};

const people = [
  {name: "Ann's laptop", user: 'ann'},
  {name: "Ann's phone", user: 'ann'},
  {name: "Ben's laptop", user: 'ben'},
] as const;

/** All devices are in front of the same eyes. */
const page: Page = {isVisible: () => true, isOnline: () => true, guard: () => {}, listen: () => () => {}};

export async function createWorld(wire: Wire): Promise<World> {
  const server = await localServer(systemClock);
  for (const user of ['ann', 'ben']) await server.domain.hello(server.actor(user), {});
  const {conversation = ''} = await server.domain.run(server.actor('ann'), 'conversation.create', {
    title: 'Can you break it?',
    members: ['ben'],
  });
  return {server, conversation, devices: people.map((person) => startDevice(person, server, conversation, wire))};
}

function startDevice(
  {name, user}: {name: string; user: string},
  server: LocalServer,
  conversation: string,
  wire: Wire,
): Device {
  const line = listenedTo(server.line(), name, wire);
  const storage = memoryStorage();
  const device: Device = {
    name,
    user,
    line,
    link: 'whole',
    chat: undefined as never,
    queued: [],
    takenBack: new Set(),
    async kill() {
      const {isDown} = line;
      line.isDown = true;
      line.cut();
      await device.chat.close();
      line.isDown = isDown;
      start(device, server, storage, conversation);
    },
  };
  start(device, server, storage, conversation);
  return device;
}

function start(device: Device, server: LocalServer, storage: Storage, conversation: string): void {
  const {name, user, line} = device;
  device.chat = startChat(
    {url: location.origin, user, name, getToken: () => server.token(user)},
    {
      clock: systemClock,
      random: Math.random,
      page,
      onError: (error) => console.warn(name, error.code, error.detail ?? ''),
      openStorage: async () => storage,
      session: async (given) => createSession(given),
      transport: () => line.transport,
      sharing: () => undefined,
      tabParts: async () => undefined,
      rules: async () => rules,
      vanished: () => import('../../packages/sdk/src/client/vanished.js'),
      more: () => import('../../packages/sdk/src/client/on-demand.js'),
      files: () => import('../../packages/sdk/src/client/files.js'),
      fetch: (address, init) => line.fetch(String(address), init),
    },
  );
  remember(device, conversation);
}

/** Writes down what the device promises, as its user sees it. */
function remember(device: Device, id: string): void {
  const conversation = device.chat.conversation(id);
  const {delete: remove, discard} = conversation;
  conversation.delete = (message) => {
    device.takenBack.add(message);
    return remove.call(conversation, message);
  };
  conversation.discard = (message) => {
    device.takenBack.add(message);
    return discard.call(conversation, message);
  };
  conversation.timeline.subscribe(({messages}) => {
    for (const {id: message, own, seq, delivery} of messages) {
      if (!own || seq !== undefined || delivery?.is !== 'queued' || device.queued.includes(message)) continue;
      device.queued.push(message);
    }
  });
}

/** Tells the wire of what passes. */
function listenedTo(line: Line, name: string, wire: Wire): Line {
  const asked = line.asked as {op: string; input: unknown}[];
  asked.push = (...items) => {
    for (const {op, input} of items) if (op !== 'presence.watch') wire(name, `${op} ${detail(op, input)}`, 'up');
    // the page stays open for long: only what is new is told
    return 0;
  };
  return line;
}

function detail(op: string, input: unknown): string {
  if (op === 'ops.push') return (input as {ops: {op: string}[]}).ops.map((one) => one.op).join(', ');
  const {since, before} = input as {since?: number; before?: number};
  return since !== undefined ? `since ${since}` : before !== undefined ? `before ${before}` : '';
}
