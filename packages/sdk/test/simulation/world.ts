/** One simulated world: people, their devices and tabs, the server, and everybody who watches it for a broken promise. */
import {Refusal} from '../../../reference-server/src/domain/refusal.js';
import {ensure} from '../../src/base/keep.js';
import type {ConversationHandle} from '../../src/client/api.js';
import type {Reply} from '../../src/protocol/index.js';
import {Browser} from './browser.js';
import type {Checker, Intent, MakeChecker, Violation} from './checker.js';
import {Dice} from './dice.js';
import {seedIds} from './ids.js';
import {Disk} from './model-disk.js';
import {ServerDisk} from './model-store.js';
import type {Plan} from './plan.js';
import {Scheduler} from './scheduler.js';
import {Server} from './server.js';
import {type Device, forgetTokens, noToken, Tab} from './tab.js';
import {Trace} from './trace.js';
import {Truth} from './truth.js';
import type {Twist} from './twist.js';
import {fairWeather} from './wire.js';

const mostViolations = 5;

export type WorldOptions = {seed: number; plan: Plan; twist?: Twist | undefined; isTraced?: boolean | undefined};

export class World {
  readonly scheduler = new Scheduler();
  readonly truth: {now: Truth} = {now: new Truth()};
  readonly server: Server;
  readonly serverDisk: ServerDisk;
  readonly devices: Device[] = [];
  readonly intents: Intent[] = [];
  readonly violations: Violation[] = [];
  readonly plan: Plan;
  readonly twist: Twist;
  readonly trace: Trace;
  readonly dice: Dice;
  /** The database was put back to an earlier state. */
  wasRestored = false;
  readonly #checkers: Checker[] = [];
  readonly #listeners = new Map<keyof Checker, Checker[]>();
  readonly #stopIds: () => void;
  readonly #chance: Dice;
  #tabs = 0;
  #names = new Map<Device, number>();

  constructor({seed, plan, twist = {}, isTraced = false}: WorldOptions) {
    this.plan = plan;
    this.twist = twist;
    this.trace = new Trace(this.scheduler, isTraced);
    this.dice = new Dice(seed);
    this.#chance = this.dice.fork();
    this.#stopIds = seedIds(seed);
    forgetTokens();
    this.serverDisk = new ServerDisk(`epoch${seed}`);
    this.server = new Server({
      ...{scheduler: this.scheduler, disk: this.serverDisk, dice: this.#chance},
      ...{weather: plan.store, rates: plan.rates, limits: plan.limits, twist: twist.server ?? {}},
      report: {
        committed: (commit) => {
          this.truth.now.apply(commit);
          this.note('server', `commits ${commit.x}`);
          this.tell('committed', commit);
        },
        given: (to, frame) => this.tell('given', to, frame),
        asked: (actor, op, input) => {
          this.note('server', `is asked by ${actor.user}: ${op}`, () => short(input));
          this.tell('asked', actor, op, input);
        },
        replied: (actor, op, input, reply) => this.tell('replied', actor, op, input, reply as Reply),
        restarted: () => {
          this.note('server', 'starts');
          const truth = new Truth();
          for (const commit of this.serverDisk.log) truth.apply(commit);
          this.truth.now = truth;
          this.tell('restarted');
        },
        internal: (error) =>
          error instanceof Refusal && error.code !== 'INTERNAL'
            ? undefined
            : this.fail('X', `the server: ${String(error)} ${(error as Error)?.stack ?? ''}`),
      },
    });
  }

  watch(checkers: Readonly<Record<string, MakeChecker>>): void {
    for (const [invariant, make] of Object.entries(checkers))
      this.#checkers.push(make(this, (sentence) => this.fail(invariant, sentence)));
    this.#listeners.clear();
  }

  fail(invariant: string, sentence: string): void {
    if (this.violations.length >= mostViolations) return;
    if (this.violations.some((one) => one.invariant === invariant && one.sentence === sentence)) return;
    this.violations.push({invariant, sentence, at: this.scheduler.now});
    this.note('!!', `${invariant}: ${sentence}`);
  }

  note(who: string, text: string, detail?: () => string): void {
    this.trace.note(who, text, detail);
  }

  /** All who listen for this hear of it. */
  tell<Name extends keyof Checker>(name: Name, ...about: Parameters<NonNullable<Checker[Name]>>): void {
    const listeners = ensure(this.#listeners, name, () => this.#checkers.filter((checker) => checker[name]));
    for (const checker of listeners) (checker[name] as (...about: unknown[]) => void)(...about);
  }

  async ended(): Promise<void> {
    for (const checker of this.#checkers) await checker.ended?.();
  }

  get tabs(): Tab[] {
    return this.devices.flatMap(({tabs}) => tabs);
  }

  async device(user: string): Promise<Device> {
    const name = `${user}${this.devices.filter((device) => device.user === user).length + 1}`;
    const dice = this.#chance.fork();
    const disk = new Disk(this.scheduler, dice, name, user);
    const device: Device = {
      ...{name, user, disk, browser: new Browser(dice, () => this.scheduler.now), line: fairWeather()},
      storage: {delayMs: 3, readMs: 2, isFull: false, aborts: 0, kills: 0},
      ...{tabs: [], isOnline: true, isUnshared: this.plan.unshared && dice.chance(0.5), wrongMs: 0, logins: 0},
    };
    await disk.begin();
    this.devices.push(device);
    return device;
  }

  open(device: Device): Tab {
    const letter = (this.#names.get(device) ?? 0) + 1;
    this.#names.set(device, letter);
    this.#tabs++;
    const tab = new Tab(`${device.name}.${letter}`, {
      ...{scheduler: this.scheduler, dice: this.#chance, server: this.server, device},
      ...{tokens: this.plan.tokens, twist: this.twist.client ?? {}},
      report: {
        wrote: (disk, writes) => this.tell('wrote', disk, writes),
        outbox: (disk, lane, writes) => {
          if (writes.length) this.note(disk.device, 'changes its outbox', () => short(writes));
          this.tell('outbox', disk, lane, writes);
        },
        arrived: (which, what, op, body, about) => {
          this.note(which.name, `gets ${what} ${op} of ${about.bytes}`, () => short(body));
          this.tell('arrived', which, what, op, body, about);
        },
        note: (who, text) => this.note(who, text),
        error: (which, error) => {
          this.note(which.name, `reports ${error.message}`);
          if (unexpected.has(error.code) && error.cause !== noToken)
            this.fail('X', `${which.name}: ${error.message} ${causeOf(error)}`);
        },
        killed: () => undefined,
        opened: (which, handle) => this.#opened(which, handle),
      },
    });
    device.tabs.push(tab);
    this.note(tab.name, 'opens');
    tab.chat.inbox.list().subscribe((list) => {
      if (!tab.isAlive) return;
      this.tell('drewList', tab, list);
      if (!this.plan.curious) return;
      for (const {id} of list.conversations) if (!tab.open.has(id)) tab.process.after(0, () => void tab.look(id));
    });
    return tab;
  }

  #opened(tab: Tab, handle: ConversationHandle): void {
    const {id} = handle;
    handle.timeline.subscribe((timeline) => {
      if (tab.isAlive && tab.open.has(id)) this.tell('drew', tab, id, timeline);
    });
    handle.state.subscribe((row) => {
      if (tab.isAlive) this.tell('drewRow', tab, id, row);
    });
  }

  end(): void {
    this.server.crash('process');
    for (const tab of this.tabs) tab.process.kill();
    this.#stopIds();
  }
}

const unexpected = new Set([
  'INTERNAL',
  'SCHEMA',
  'BAD_REQUEST',
  'UNKNOWN_OPERATION',
  'IDEMPOTENCY_MISMATCH',
  'ID_TAKEN',
]);

function causeOf({cause}: Error): string {
  return cause instanceof Error ? (cause.stack ?? cause.message) : '';
}

export function short(value: unknown): string {
  const text = JSON.stringify(value) ?? '';
  return text.length > 600 ? `${text.slice(0, 600)}…` : text;
}
