/**
 * Frames: what a server sends without being asked, and the two ends of a request. Over socket.io there are three event
 * names only (PWP-FRAME-001): `req` (client to server, with an acknowledgement), `ev` (server to client) and `eph` (both
 * ways, volatile: may be lost, never stored).
 */
import * as v from 'valibot';
import {Failure} from './failure.js';
import {ConversationId, Cursor, DeviceId, Epoch, MessageId, Rev, Seq, Timestamp, UserId} from './ids.js';
import {ConversationMeta, InboxRow, Member, Message, Presence, Profile, ReactionSummary} from './model.js';
import {NotificationsFrame} from './notifications.js';

/**
 * The final state of one entity of a conversation, as of its rev (PWP-FRAME-002). Merging is a join: the higher rev stays.
 * A reader that does not know a `type` still advances its seq; `mu: true` asks it to tell the user to update
 * (PWP-VERSION-004).
 */
export const Change = v.variant('type', [
  v.object({type: v.literal('message'), message: Message}),
  v.object({
    type: v.literal('reaction'),
    message: MessageId,
    summary: ReactionSummary,
    /** In live frames: whose reaction was put on or taken off. */
    user: v.optional(UserId),
    on: v.optional(v.boolean()),
    rev: Rev,
  }),
  v.object({type: v.literal('member'), member: Member}),
  v.object({type: v.literal('conversation'), conversation: ConversationMeta}),
]);
export type Change = v.InferOutput<typeof Change>;

/**
 * "Here is the final state of every entity of `conversation` whose rev lies in `from`…`to`, both included" (PWP-FRAME-003).
 */
export const ChangesFrame = v.object({
  type: v.literal('changes'),
  conversation: ConversationId,
  from: Seq,
  to: Seq,
  changes: v.array(Change),
});
export type ChangesFrame = v.InferOutput<typeof ChangesFrame>;

/** A row of the reader's own inbox changed other than by a conversation's changes: own registers, flags, membership. */
export const InboxFrame = v.object({type: v.literal('inbox'), rows: v.array(InboxRow)});

/**
 * How far others are. With `user` it is that person's; without, the furthest of anybody else (PWP-RECEIPT-003). Several
 * steps may be folded into one frame.
 */
export const ReceiptFrame = v.object({
  type: v.literal('receipt'),
  conversation: ConversationId,
  user: v.optional(UserId),
  read: Seq,
  delivered: Seq,
});

/**
 * Everything below `cursor` was put on this connection before this frame (PWP-SYNC-005); `frames`: how many were, since the hello
 * (PWP-SYNC-012).
 */
export const TickFrame = v.object({
  type: v.literal('tick'),
  cursor: Cursor,
  frames: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(0))),
});

/** The server stopped sending `changes` because this connection is too slow: sync again (PWP-SYNC-006). */
export const LagFrame = v.object({type: v.literal('lag')});

/** The server is about to stop: move within `windowMs`, `reconnectInMs` from now. */
export const DrainingFrame = v.object({type: v.literal('draining'), windowMs: v.number(), reconnectInMs: v.number()});

/** The token has expired: requests are refused until `auth.refresh`; the connection closes `closesInMs` from now (PWP-AUTH-005). */
export const AuthFrame = v.object({type: v.literal('auth'), code: v.literal('TOKEN_EXPIRED'), closesInMs: v.number()});

/** This session was ended: stop, and do not come back with the same token. */
export const SessionFrame = v.object({type: v.literal('session'), code: v.literal('SESSION_REVOKED')});

/** A profile changed of somebody this connection watches, or the reader's own. */
export const ProfileFrame = v.object({type: v.literal('profile'), profile: Profile});

/**
 * The first frame of every connection (PWP-HELLO-001). `sync` is the first page of the resume, so a quiet reconnect is one
 * round trip.
 */
export const HelloFrame = v.object({
  type: v.literal('hello'),
  connection: v.string(),
  user: UserId,
  proto: v.number(),
  features: v.array(v.string()),
  epoch: Epoch,
  serverTime: Timestamp,
  heartbeatMs: v.number(),
  /** When the token of this connection expires, by the server's clock. */
  expiresAt: Timestamp,
  limits: v.record(v.string(), v.number()),
  sync: v.object({
    /** Set when the cursor was of no use: the rows are the first page of the inbox, not what changed (PWP-SYNC-007). */
    reset: v.optional(v.picklist(['new', 'epoch', 'cursor'])),
    rows: v.array(InboxRow),
    cursor: Cursor,
    /** There, when more rows changed: hand it to `sync` as `after`. */
    next: v.optional(v.string()),
  }),
});
export type HelloFrame = v.InferOutput<typeof HelloFrame>;

/** Every frame of the `ev` event. */
export const ServerFrame = v.variant('type', [
  HelloFrame,
  ChangesFrame,
  InboxFrame,
  ReceiptFrame,
  TickFrame,
  LagFrame,
  DrainingFrame,
  AuthFrame,
  SessionFrame,
  ProfileFrame,
  NotificationsFrame,
]);
export type ServerFrame = v.InferOutput<typeof ServerFrame>;

/** Every frame of the `eph` event from the server. `typing` is over 6 s after the last one (PWP-EPH-002). */
export const EphemeralFrame = v.variant('type', [
  v.object({type: v.literal('typing'), conversation: ConversationId, user: UserId, on: v.boolean()}),
  v.object({type: v.literal('presence'), presence: Presence}),
]);
export type EphemeralFrame = v.InferOutput<typeof EphemeralFrame>;

/** The only frame of the `eph` event from a client; at most one in 3 s while keys move. */
export const ClientEphemeral = v.strictObject({
  type: v.literal('typing'),
  conversation: ConversationId,
  on: v.boolean(),
});
export type ClientEphemeral = v.InferOutput<typeof ClientEphemeral>;

/** The handshake's `auth` (PWP-HELLO-002). The token travels here or in the Authorization header, never in a URL (S03). */
export const Handshake = v.object({
  token: v.pipe(v.string(), v.minLength(1), v.maxLength(8192)),
  device: DeviceId,
  proto: v.pipe(v.array(v.pipe(v.number(), v.safeInteger())), v.minLength(1), v.maxLength(8)),
  features: v.optional(v.pipe(v.array(v.pipe(v.string(), v.maxLength(32))), v.maxLength(32))),
  cursor: v.optional(Cursor),
  epoch: v.optional(Epoch),
});
export type Handshake = v.InferOutput<typeof Handshake>;

/** The `req` event: the name of an operation and its input. The acknowledgement is a `Reply`. */
export const Request = v.strictObject({op: v.pipe(v.string(), v.maxLength(64)), input: v.optional(v.unknown())});
export type Request = {op: string; input?: unknown};

export const Success = v.object({ok: v.literal(true), result: v.unknown()});
export const Reply = v.variant('ok', [Success, Failure]);
export type Reply<Result = unknown> = {ok: true; result: Result} | Failure;
