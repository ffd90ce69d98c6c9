/**
 * What a seed is made of: how many people and devices, what they do how often, and which things go wrong. Every seed switches on
 * another few faults, each with its own strength (swarm testing): a world in which everything breaks at once proves little about
 * any of it.
 */
import type {Rates} from '../../../reference-server/src/domain/options.js';
import {Dice} from './dice.js';
import type {DiskWeather} from './model-disk.js';
import type {StoreWeather} from './model-store.js';
import type {TokenWeather} from './tab.js';
import type {LineWeather} from './wire.js';

export const actions = {
  ...{
    send: 30,
    burst: 3,
    reply: 3,
    mention: 3,
    edit: 8,
    delete: 6,
    react: 7,
    read: 12,
    look: 4,
    lookAway: 2,
    older: 2,
    jump: 1,
  },
  ...{markUnread: 1.5, mute: 1, pin: 1, archive: 1, clear: 1, draft: 1, typing: 1, retry: 2, discard: 1},
  ...{pinMessage: 3, pins: 1},
  ...{add: 2.5, remove: 2, ban: 0.5, role: 1.5, leave: 0.7, rename: 1, profile: 1, create: 0.7, direct: 0.7, info: 1},
};
export type Action = keyof typeof actions;

/** What goes wrong at a moment, with how often each comes among those that are on. */
export const faults = {
  ...{cut: 6, deaden: 2, offline: 4, kill: 5, power: 2, freeze: 3, suspend: 2, hide: 3, close: 2, tab: 4, clock: 1.5},
  ...{logout: 1, refuse: 1, crash: 3, serverPower: 2, drain: 1, serverClock: 1},
  ...{serverFull: 1, lag: 2, sleep: 1},
};
/** Those that still break promises now and then (docs/guarantees.md): they are only there where they are asked for. */
export const disasters = {storageFull: 3, wipe: 1.5, restore: 1};
export type Fault = keyof typeof faults | keyof typeof disasters;

export type Plan = {
  users: readonly string[];
  /** Devices of each user, and tabs each device begins with. */
  devices: readonly number[];
  tabs: number;
  groups: number;
  steps: number;
  /** Mean time between two things done, and between two things that go wrong, in milliseconds. */
  stepMs: number;
  faultMs: number;
  actions: Readonly<Partial<Record<Action, number>>>;
  faults: Readonly<Partial<Record<Fault, number>>>;
  line: LineWeather;
  storage: DiskWeather;
  store: StoreWeather;
  rates: Partial<Rates>;
  limits: {inboxPage: number; deltaRows: number};
  tokens: TokenWeather;
  /** Some devices have neither locks nor channels. */
  unshared: boolean;
  /** Tabs open what they hear of at once, when little of it is there yet. */
  curious: boolean;
  /** Groups show whoever comes in what was before; a new title sets it the other way now and then. */
  showsAll: boolean;
};

export function planOf(seed: number): Plan {
  const dice = new Dice(seed ^ 0x51a7);
  const isOn = (probability = 0.3): boolean => dice.chance(probability);
  /** Off, or with a strength of its own. */
  const strength = (most: number, probability?: number): number => (isOn(probability) ? most * dice.next() ** 2 : 0);
  const some = <Key extends string>(weights: Record<Key, number>, probability: number): Partial<Record<Key, number>> =>
    Object.fromEntries(
      (Object.entries(weights) as [Key, number][]).flatMap(([key, weight]) =>
        isOn(probability) ? [[key, weight * (0.3 + dice.next())]] : [],
      ),
    ) as Partial<Record<Key, number>>;
  // what was thought of later is drawn by other dice, so that older seeds stay the worlds they were
  const more = new Dice(seed ^ 0x2f3b);
  const users = ['ann', 'bo', 'cem', 'dia'].slice(0, dice.int(2, 4));
  const infinite = {perSecond: Number.POSITIVE_INFINITY, burst: 1};
  const isLimited = isOn();
  const made: Plan = {
    users,
    devices: users.map(() => (isOn(0.35) ? 2 : 1)),
    tabs: isOn(0.4) ? 2 : 1,
    groups: isOn() ? 2 : 1,
    steps: dice.int(15, 60),
    stepMs: dice.between(40, 900),
    faultMs: dice.between(400, 6_000),
    actions: {send: 20, read: 4, ...some(actions, 0.55)},
    faults: some(faults, 0.25),
    line: {
      isDown: false,
      delayMs: dice.between(2, 200),
      slow: strength(0.02),
      twice: strength(0.4),
      astray: strength(0.5),
      lost: 0,
      lostAnswers: strength(0.3),
      late: strength(0.5),
      breaks: strength(0.05),
    },
    storage: {
      delayMs: dice.between(0.5, 20),
      readMs: more.chance(0.3) ? more.between(2, 300) : 2,
      isFull: false,
      aborts: 0,
      kills: strength(0.03, 0.25),
    },
    store: {
      commitMs: dice.between(0.5, 10),
      syncMs: dice.between(0.5, 20),
      readMs: dice.between(0.2, 5),
      refuses: strength(0.2, 0.2),
      isFull: false,
    },
    rates: isLimited
      ? {send: {perSecond: 2, burst: 4}, write: {perSecond: 2, burst: 5}}
      : {send: infinite, write: infinite, register: infinite, page: infinite, read: infinite, create: infinite},
    limits: {inboxPage: isOn() ? 2 : 100, deltaRows: isOn() ? 5 : 200},
    tokens: {
      lifeMs: isOn() ? dice.between(5_000, 60_000) : 900_000,
      fails: strength(0.3, 0.2),
      hangs: strength(0.1, 0.15),
    },
    unshared: isOn(0.2),
    curious: false,
    showsAll: false,
  };
  // what comes twice would stand for what is lost, and no transport doubles
  const isLosing = more.chance(0.3) && !made.line.twice;
  const line = isLosing ? {...made.line, lost: 0.2 * more.next() ** 2} : made.line;
  return {...made, line, curious: more.chance(0.2), showsAll: new Dice(seed ^ 0x51ab3).chance(0.25)};
}

/** The same world with disasters in it: `aborts` is single transactions that fail. */
export function withDisasters(plan: Plan, names: readonly string[]): Plan {
  const asked = Object.entries(disasters).filter(([name]) => names.includes(name));
  return {
    ...plan,
    faults: {...plan.faults, ...Object.fromEntries(asked)},
    storage: {...plan.storage, aborts: names.includes('aborts') ? 0.05 : 0},
  };
}

/** The same world without some of its faults, by their names here or in the weather. */
export function without(plan: Plan, names: readonly string[]): Plan {
  const kept = <Values extends object>(values: Values): Values =>
    Object.fromEntries(
      Object.entries(values).flatMap(([key, value]) =>
        !names.includes(key) ? [[key, value]] : typeof value === 'number' && key in fairest ? [[key, 0]] : [],
      ),
    ) as Values;
  const {faults, line, storage, store, tokens, unshared} = plan;
  return {
    ...plan,
    faults: kept(faults),
    line: kept(line),
    storage: kept(storage),
    store: kept(store),
    tokens: kept(tokens),
    unshared: unshared && !names.includes('unshared'),
  };
}

/** Strengths that can be nothing. */
const fairest = {
  readMs: 0,
  slow: 0,
  twice: 0,
  astray: 0,
  lost: 0,
  lostAnswers: 0,
  late: 0,
  breaks: 0,
  aborts: 0,
  kills: 0,
  refuses: 0,
  fails: 0,
  hangs: 0,
};
