import * as v from 'valibot';

/** What the receiver of a failure should do: give up, try later, renew the token, or fetch the state anew. */
export type Retry = 'no' | 'after' | 'auth' | 'resync';

type Entry = {http: number; retry: Retry; says: string};

/**
 * The closed table of failure codes a server answers with (PWP-ERROR-001). Codes are stable; the HTTP status is a
 * projection of them.
 */
export const failures = {
  BAD_REQUEST: {http: 400, retry: 'no', says: 'The request is not a request of this protocol.'},
  SCHEMA: {http: 400, retry: 'no', says: 'A field is missing, unknown or has a wrong value.'},
  UNKNOWN_OPERATION: {http: 404, retry: 'no', says: 'There is no operation of this name.'},
  TOO_LARGE: {http: 413, retry: 'no', says: 'Something is larger than the limit allows.'},
  UNAUTHENTICATED: {http: 401, retry: 'auth', says: 'A token is needed.'},
  TOKEN_EXPIRED: {http: 401, retry: 'auth', says: 'The token has expired.'},
  TOKEN_INVALID: {http: 401, retry: 'no', says: 'The token is not valid here.'},
  AUTH_USER_MISMATCH: {http: 401, retry: 'no', says: 'The new token is for another user.'},
  SESSION_REVOKED: {http: 401, retry: 'auth', says: 'This session was ended.'},
  ORIGIN_REFUSED: {http: 403, retry: 'no', says: 'This web origin may not connect.'},
  FORBIDDEN: {http: 403, retry: 'no', says: 'This is not allowed.'},
  NOT_A_MEMBER: {http: 403, retry: 'no', says: 'You are not a member of this conversation.'},
  BANNED: {http: 403, retry: 'no', says: 'You are banned from this conversation.'},
  READ_ONLY: {http: 403, retry: 'no', says: 'You may read but not write here.'},
  CLOSED: {http: 403, retry: 'no', says: 'This conversation is closed.'},
  NOT_FOUND: {http: 404, retry: 'no', says: 'It does not exist, or you may not see it.'},
  ID_TAKEN: {http: 409, retry: 'no', says: 'This message id is already in use.'},
  IDEMPOTENCY_MISMATCH: {http: 409, retry: 'no', says: 'The same id came before with other content.'},
  CANCELLED: {http: 409, retry: 'no', says: 'This message was cancelled by its sender.'},
  REV_CONFLICT: {http: 409, retry: 'no', says: 'Somebody changed it in between.'},
  LAST_OWNER: {http: 409, retry: 'no', says: 'A group needs an owner: name another one first.'},
  MESSAGE_DELETED: {http: 410, retry: 'no', says: 'The message was deleted.'},
  EDIT_WINDOW_CLOSED: {http: 403, retry: 'no', says: 'The message is too old to be edited.'},
  DELETE_WINDOW_CLOSED: {http: 403, retry: 'no', says: 'The message is too old to be deleted by its author.'},
  CURSOR_INVALID: {http: 410, retry: 'resync', says: 'The cursor is not yours or not of this database.'},
  EPOCH_CHANGED: {http: 410, retry: 'resync', says: 'The database was restored from a backup.'},
  SINCE_AHEAD: {http: 410, retry: 'resync', says: 'You know more of this conversation than the server does.'},
  RATE_LIMITED: {http: 429, retry: 'after', says: 'Too many requests.'},
  SLOW_MODE: {http: 429, retry: 'after', says: 'In slow mode: it is too soon after your last message.'},
  BUSY: {http: 503, retry: 'after', says: 'The server is busy.'},
  DRAINING: {http: 503, retry: 'after', says: 'The server is about to stop.'},
  UNAVAILABLE: {http: 503, retry: 'after', says: 'The server cannot answer now.'},
  INTERNAL: {http: 500, retry: 'after', says: 'Something went wrong in the server.'},
  STORAGE_FULL: {http: 507, retry: 'after', says: 'The server cannot store anything more.'},
  CONTENT_REFUSED: {http: 422, retry: 'no', says: 'These words are not accepted here; `detail`, if any, says why.'},
  ATTACHMENT_REJECTED: {http: 422, retry: 'no', says: 'This file is not accepted.'},
  ATTACHMENT_MISSING: {http: 422, retry: 'no', says: 'The uploaded file is not known.'},
  PROTO_UNSUPPORTED: {http: 426, retry: 'no', says: 'Client and server share no protocol version.'},
} as const satisfies Record<string, Entry>;

/** A code a server answers with. */
export type ServerFailureCode = keyof typeof failures;

/** Codes made by the client itself; they never travel. */
export type ClientFailureCode =
  | 'OFFLINE'
  | 'TIMEOUT'
  | 'EXPIRED'
  | 'POISON'
  | 'OUTBOX_FULL'
  | 'OUTBOX_PENDING'
  | 'STORAGE_UNAVAILABLE'
  | 'NO_CHAT'
  | 'STOPPED';

export type FailureCode = ServerFailureCode | ClientFailureCode;

/** A failure as it travels. `detail` is for developers and never holds other people's data; of CONTENT_REFUSED it is for the user (PWP-ERROR-002). */
export const Failure = v.object({
  ok: v.literal(false),
  code: v.picklist(Object.keys(failures) as [ServerFailureCode, ...ServerFailureCode[]]),
  retry: v.picklist(['no', 'after', 'auth', 'resync']),
  retryAfterMs: v.optional(v.pipe(v.number(), v.minValue(0))),
  detail: v.optional(v.string()),
});
export type Failure = {ok: false; code: ServerFailureCode; retry: Retry; retryAfterMs?: number; detail?: string};

/** Builds the failure body for a code. */
export function failure(
  code: ServerFailureCode,
  more: {detail?: string | undefined; retryAfterMs?: number | undefined} = {},
): Failure {
  return {
    ok: false,
    code,
    retry: failures[code].retry,
    ...(more.retryAfterMs !== undefined && {retryAfterMs: more.retryAfterMs}),
    ...(more.detail !== undefined && {detail: more.detail}),
  };
}
