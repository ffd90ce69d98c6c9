/** One tab of one device: the real client over a modelled page, storage, line, lock and channel. */

import type {Chat, ConversationHandle, Message, Readable} from '../../src/client/api.js';
import {startChat} from '../../src/client/chat.js';
import * as more from '../../src/client/on-demand.js';
import type {Surroundings} from '../../src/client/options.js';
import type {Page, PageEvent} from '../../src/client/page.js';
import * as rules from '../../src/client/rules.js';
import {createSession} from '../../src/client/session.js';
import * as sharedTabs from '../../src/client/shared-tabs.js';
import * as vanished from '../../src/client/vanished.js';
import type {ChatError} from '../../src/core/failure.js';
import type {Browser} from './browser.js';
import type {Dice} from './dice.js';
import {type Disk, type DiskReports, type DiskTwist, type DiskWeather, storageOn} from './model-disk.js';
import {Process} from './process.js';
import type {Scheduler} from './scheduler.js';
import {type Server, tokenOf} from './server.js';
import {type Arrival, createWire, type LineWeather, type Wire, type WireTwist} from './wire.js';

/** A machine with a browser in it. */
export type Device = {
  name: string;
  user: string;
  browser: Browser;
  disk: Disk;
  line: LineWeather;
  storage: DiskWeather;
  tabs: Tab[];
  isOnline: boolean;
  /** Its tabs know nothing of each other: no locks, no channel (F20). */
  isUnshared: boolean;
  /** By how much its clock is wrong. */
  wrongMs: number;
  logins: number;
};

export type TokenWeather = {lifeMs: number; fails: number; hangs: number};

export type TabParts = {
  scheduler: Scheduler;
  dice: Dice;
  server: Server;
  device: Device;
  tokens: TokenWeather;
  twist: WireTwist & {disk?: DiskTwist; grantsAllLocks?: boolean};
  report: DiskReports & {
    arrived(tab: Tab, what: 'frame' | 'answer', op: string, body: unknown, about: Arrival): void;
    note(who: string, text: string): void;
    error(tab: Tab, error: ChatError): void;
    killed(tab: Tab): void;
    opened(tab: Tab, handle: ConversationHandle): void;
  };
};

let tokens = 0;
export const tokensSoFar = (): number => tokens;
export const forgetTokens = (): void => {
  tokens = 0;
};

/** What the host's own code throws; the client passes it on. */
export const noToken = new Error('the host has no token now');

class ModelPage implements Page {
  isShown = true;
  isConnected = true;
  isSuspended = false;
  #listeners = new Set<(event: PageEvent) => void>();
  isVisible = (): boolean => this.isShown;
  isOnline = (): boolean => this.isConnected;
  guard = (): void => undefined;
  listen = (listener: (event: PageEvent) => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
  tell(event: PageEvent): void {
    if (event === 'visible' || event === 'hidden') this.isShown = event === 'visible';
    if (event === 'online' || event === 'offline') this.isConnected = event === 'online';
    if (event === 'suspend' || event === 'resume') this.isSuspended = event === 'suspend';
    for (const listener of this.#listeners) listener(event);
  }
}

export class Tab {
  readonly name: string;
  readonly device: Device;
  readonly process: Process;
  readonly chat: Chat;
  readonly wire: Wire;
  readonly page = new ModelPage();
  readonly errors: ChatError[] = [];
  readonly open = new Map<string, () => void>();
  /** The lists of pins it has asked for, by conversation. */
  readonly pins = new Map<string, Readable<readonly Message[]>>();
  /** What its reader does not follow at its end. */
  readonly strayed = new Set<string>();
  isLoggedOut = false;
  readonly #parts: TabParts;

  constructor(name: string, parts: TabParts) {
    const {scheduler, dice, server, device, tokens: weather, twist, report} = parts;
    this.name = name;
    this.device = device;
    this.#parts = parts;
    const process = new Process(scheduler);
    this.process = process;
    process.wrongMs = device.wrongMs;
    this.page.isConnected = device.isOnline;
    this.wire = createWire({
      ...{scheduler, process, server, dice, twist, user: device.user, weather: device.line},
      report: {
        arrived: (what, op, body, about) => report.arrived(this, what, op, body, about),
        note: (text) => report.note(name, text),
      },
    });
    let reports: Parameters<Surroundings['openStorage']>[0] | undefined;
    const storage = storageOn({
      ...{disk: device.disk, process, dice, weather: device.storage, twist: twist.disk ?? {}, report},
      wiped: () => {
        report.note(name, 'finds its storage wiped');
        reports?.onWiped?.();
      },
      kill: () => this.kill('at a transaction'),
    });
    this.chat = startChat(
      {
        url: 'https://chat.example',
        user: device.user,
        name,
        getToken: ({reason}) =>
          new Promise((resolve, reject) => {
            const hangs = dice.chance(weather.hangs);
            const fails = dice.chance(weather.fails);
            const takes = hangs ? 30_000 : dice.next() * 50;
            if (reason === 'rejected') report.note(name, 'its token was rejected');
            process.after(takes, () => {
              if (fails) reject(noToken);
              else resolve(tokenOf(device.user, server.now + weather.lifeMs * (0.5 + dice.next()), ++tokens));
            });
          }),
      },
      {
        clock: process.clock,
        random: () => dice.next(),
        page: this.page,
        onError: (error) => {
          this.errors.push(error);
          report.error(this, error);
        },
        openStorage: (given) => {
          reports = given;
          return new Promise((resolve) => void process.after(dice.next() * 5, () => resolve(storage)));
        },
        session: async (given) => createSession(given),
        transport: () => this.wire,
        sharing: () =>
          device.isUnshared
            ? undefined
            : {
                locks: twist.grantsAllLocks ? everybody : device.browser.locks(process),
                channel: device.browser.channel(device.user, process),
              },
        tabParts: async () => sharedTabs,
        rules: async () => rules,
        vanished: async () => vanished,
        more: async () => more,
        files: () => import('../../src/client/files.js'),
        fetch: () => Promise.reject(new TypeError('fetch failed')),
      },
    );
  }

  get user(): string {
    return this.device.user;
  }

  get isAlive(): boolean {
    return !this.process.isDead && !this.isLoggedOut;
  }

  get isActive(): boolean {
    return this.isAlive && !this.process.isFrozen;
  }

  /** Looks at a conversation, and keeps looking. */
  look(id: string): ConversationHandle {
    const handle = this.chat.conversation(id);
    if (!this.open.has(id)) {
      this.open.set(id, handle.open());
      this.#parts.report.opened(this, handle);
    }
    return handle;
  }

  lookAway(id: string): void {
    this.open.get(id)?.();
    this.open.delete(id);
    // how it is shown the next time depends on when that is
    this.strayed.add(id);
  }

  kill(how: string): void {
    if (this.process.isDead) return;
    this.#parts.report.note(this.name, `is killed ${how}`);
    this.process.kill();
    this.wire.cut();
    this.device.browser.gone(this.process);
    this.device.tabs = this.device.tabs.filter((tab) => tab !== this);
    this.#parts.report.killed(this);
  }
}

const everybody = {
  request: (_name: string, _options: object, run: () => Promise<void>): Promise<unknown> => run(),
};
