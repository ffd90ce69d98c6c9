/** The shape of what arrives, checked by hand: a page has no room for schemas, and a frame that is none must do no harm (F89). */
import type {EphemeralFrame, ServerFrame} from '../protocol/frames.js';

/** Fields and their types. `[shape]`: a list of such; `n`: a whole number of at least 0; `s`: a string; `b`: a boolean; `?`: may be absent. */
type Shape = 's' | 'n' | 'b' | 's?' | 'n?' | readonly [Shape] | {readonly [field: string]: Shape};

const profile: Shape = {user: 's', name: 's', rev: 'n'};
const own: Shape = {read: 'n', readPrivate: 'n', delivered: 'n', cleared: 'n', rev: 'n'};
const conversation: Shape = {id: 's', type: 's', status: 's', members: 'n', rev: 'n'};
const membership: Shape = {state: 's', role: 's', rev: 'n'};
const row: Shape = {
  conversation,
  membership,
  own,
  seq: 'n',
  unread: 'n',
  mentions: 'n',
  asOf: 'n',
  readAt: 'n',
  lastActivity: 'n',
};

const changes: Record<string, Shape> = {
  message: {message: {id: 's', seq: 'n', rev: 'n', sender: 's', ts: 'n', content: {kind: 's', text: 's'}}},
  reaction: {message: 's', rev: 'n', summary: {key: 's', count: 'n', users: ['s'], rev: 'n'}},
  member: {member: {user: 's', ...membership}},
  conversation: {conversation},
};

const frames: Record<string, Shape> = {
  hello: {
    connection: 's',
    user: 's',
    epoch: 's',
    serverTime: 'n',
    heartbeatMs: 'n',
    expiresAt: 'n',
    limits: {},
    sync: {rows: [row], cursor: 's'},
  },
  changes: {conversation: 's', from: 'n', to: 'n', changes: [{type: 's'}]},
  inbox: {rows: [row]},
  receipt: {conversation: 's', user: 's?', read: 'n', delivered: 'n'},
  tick: {cursor: 's', frames: 'n?'},
  lag: {},
  draining: {reconnectInMs: 'n'},
  auth: {code: 's'},
  session: {code: 's'},
  profile: {profile},
  notifications: {seq: 'n', read: 'n', unread: 'n', rev: 'n'},
};

const ephemerals: Record<string, Shape> = {
  typing: {conversation: 's', user: 's', on: 'b'},
  presence: {presence: {user: 's', state: 's'}},
};

function fits(value: unknown, shape: Shape): boolean {
  if (shape === 'n?' && value === undefined) return true;
  if (shape === 'n' || shape === 'n?') return Number.isSafeInteger(value) && (value as number) >= 0;
  if (shape === 'b') return typeof value === 'boolean';
  if (typeof shape === 'string') return typeof value === 'string' || (shape === 's?' && value === undefined);
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(shape)) return Array.isArray(value) && [...value].every((item) => fits(item, shape[0]));
  return Object.entries(shape).every(([field, inner]) => fits((value as Record<string, unknown>)[field], inner));
}

/** `unknown`: a kind this version does not know, to be passed over · `malformed`: not what its type says. */
type Verdict<Frame> = Frame | 'unknown' | 'malformed';

function verdict<Frame>(shapes: Record<string, Shape>, value: unknown): Verdict<Frame> {
  if (!fits(value, {type: 's'})) return 'malformed';
  const {type} = value as {type: string};
  if (!Object.hasOwn(shapes, type)) return 'unknown';
  return fits(value, shapes[type] as Shape) ? (value as Frame) : 'malformed';
}

/** Changes of an unknown type stay in the frame: its seqs count all the same (F88). */
export function checkFrame(value: unknown): Verdict<ServerFrame> {
  const frame = verdict<ServerFrame>(frames, value);
  if (typeof frame === 'object' && frame.type === 'changes') {
    if (frame.changes.some((change) => verdict(changes, change) === 'malformed')) return 'malformed';
  }
  return frame;
}

export const checkEphemeral = (value: unknown): Verdict<EphemeralFrame> => verdict(ephemerals, value);
