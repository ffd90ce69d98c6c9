import * as v from 'valibot';

const bytes = (text: string): number => new TextEncoder().encode(text).length;

/**
 * The host app's own id of a person: opaque, 1–64 bytes of UTF-8 without control characters, taken from the token's
 * `sub` (PWP-ID-001).
 */
export const UserId = v.pipe(
  v.string(),
  v.minLength(1),
  v.regex(/^[^\p{Cc}\p{Cs}]+$/u, 'control characters and lone surrogates are not allowed'),
  v.check((id) => bytes(id) <= 64, 'longer than 64 bytes'),
);
export type UserId = string;

/** Made by the client once and kept in its storage; lost storage means a new device, nothing else (PWP-ID-002). */
export const DeviceId = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,32}$/));
export type DeviceId = string;

/** Made by the server: `c_` and a nanoid (PWP-ID-003). */
export const ConversationId = v.pipe(v.string(), v.regex(/^c_[A-Za-z0-9_-]{1,40}$/));
export type ConversationId = string;

/** Made by the sending client, final and public: a nanoid of exactly 21 characters (PWP-ID-004). */
export const MessageId = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{21}$/));
export type MessageId = string;

/** Names one intent of one user; repeating it repeats the stored answer (PWP-ID-005). */
export const OpId = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{21}$/));
export type OpId = string;

/** A position in a conversation's dense count of durable changes: 1, 2, 3 … (PWP-SEQ-001). 0 means "before everything". */
export const Seq = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
export type Seq = number;

/** The seq of an entity's last change (PWP-SEQ-002). */
export const Rev = Seq;
export type Rev = number;

/** Milliseconds since 1970-01-01T00:00:00Z, by the server's clock unless said otherwise. */
export const Timestamp = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
export type Timestamp = number;

/** Opaque, bound to the user and the epoch, at most 128 bytes (PWP-SYNC-002). */
export const Cursor = v.pipe(v.string(), v.minLength(1), v.maxLength(128));
export type Cursor = string;

/** Random id of the database's incarnation; it changes when a backup is restored (PWP-SYNC-007). */
export const Epoch = v.pipe(v.string(), v.minLength(1), v.maxLength(32));
export type Epoch = string;
