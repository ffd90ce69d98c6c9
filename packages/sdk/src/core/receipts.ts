/** How far people have read: the reader's own register, and how far the others are. All of it only ever rises (I8). */
import type {ServerFrame} from '../protocol/frames.js';
import type {Member, Own} from '../protocol/model.js';

/** The reader's own horizon on its way to the server: what the reader saw, what was sent, what the server confirmed. */
export type OwnRegister = {local: number; sent: number; acked: number};

export type OwnRegisterEvent =
  /** The view reports that everything up to `seq` was seen. */
  | {type: 'seen'; seq: number}
  /** The delay since the last `seen` is over, and the connection is there. */
  | {type: 'flush'}
  /** The server confirmed, or another device read (an inbox row). */
  | {type: 'told'; seq: number}
  /** The connection broke: what was not confirmed goes out again. */
  | {type: 'lost'};

export const noRegister: OwnRegister = {local: 0, sent: 0, acked: 0};

/** The register after `event` (protocol 3.3). `send`: the value to hand to the server now. */
export function ownRegister(register: OwnRegister, event: OwnRegisterEvent): {register: OwnRegister; send?: number} {
  const {local, sent, acked} = register;
  switch (event.type) {
    case 'seen':
      return {register: event.seq > local ? {...register, local: event.seq} : register};
    case 'flush':
      return local > sent ? {register: {...register, sent: local}, send: local} : {register};
    case 'told': {
      const {seq} = event;
      if (seq <= acked) return {register};
      return {register: {local: Math.max(local, seq), sent: Math.max(sent, seq), acked: seq}};
    }
    case 'lost':
      return {register: sent > acked ? {...register, sent: acked} : register};
  }
}

const registers = ['read', 'readPrivate', 'delivered', 'cleared'] as const;
type Registers = {[Name in (typeof registers)[number]]?: number | undefined};

/** `now`, with no register lower than it was. */
export function raise<Fields extends Registers>(before: Registers, now: Fields): Fields {
  const raised = {...now};
  for (const name of registers) if ((before[name] ?? 0) > (now[name] ?? 0)) raised[name] = before[name];
  return raised;
}

/** The effective horizon: nothing up to here is unread (protocol 2.10). */
export const effectiveRead = ({read, readPrivate, cleared}: Pick<Own, 'read' | 'readPrivate' | 'cleared'>): number =>
  Math.max(read, readPrivate, cleared);

/** How far one person, or the furthest of anybody else, is. */
export type Horizon = {read: number; delivered: number};

/** How far the others are: by name where that is told, else only the furthest. `others`: how many have joined, without me. */
export type Horizons = {users: Readonly<Record<string, Horizon>>; anybody: Horizon; others: number};

const none: Horizon = {read: 0, delivered: 0};
export const noHorizons: Horizons = {users: {}, anybody: none, others: 0};

function raised(have: Horizon | undefined, come: {read?: number | undefined; delivered?: number | undefined}): Horizon {
  const read = Math.max(have?.read ?? 0, come.read ?? 0);
  const delivered = Math.max(have?.delivered ?? 0, come.delivered ?? 0, read);
  return have && have.read === read && have.delivered === delivered ? have : {read, delivered};
}

/** The horizons after a `receipt` frame; the same object if it told nothing new. `me`: own receipts are not others'. */
export function receipt(
  horizons: Horizons,
  frame: Pick<Extract<ServerFrame, {type: 'receipt'}>, 'user' | 'read' | 'delivered'>,
  me: string,
): Horizons {
  const {user} = frame;
  if (user === me) return horizons;
  if (user === undefined) {
    const anybody = raised(horizons.anybody, frame);
    return anybody === horizons.anybody ? horizons : {...horizons, anybody};
  }
  const have = Object.hasOwn(horizons.users, user) ? horizons.users[user] : undefined;
  const now = raised(have, frame);
  return now === have ? horizons : {...horizons, users: {...horizons.users, [user]: now}};
}

/**
 * The horizons with what a list of members says. Who has left is counted no more, but what they have read stays read by somebody
 * (PWP-SEND-003). `count`: how many have joined, with me.
 */
export function receiptsOfMembers(horizons: Horizons, members: readonly Member[], me: string, count: number): Horizons {
  const others = Math.max(0, count - 1);
  let now = horizons.others === others ? horizons : {...horizons, others};
  for (const {user, state, read, delivered} of members) {
    if (state !== 'joined') {
      if (!Object.hasOwn(now.users, user)) continue;
      const {[user]: left, ...users} = now.users;
      now = {...now, users, anybody: raised(now.anybody, left as Horizon)};
    } else if (read !== undefined || delivered !== undefined)
      now = receipt(now, {user, read: read ?? 0, delivered: delivered ?? 0}, me);
  }
  return now;
}
