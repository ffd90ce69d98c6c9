/** What the host's backend did and read, as the server wrote it down: a chain in which nothing can be changed unnoticed. */
import * as v from 'valibot';
import {Timestamp, UserId} from './ids.js';
import {operation} from './operation.js';

const Place = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
/** SHA-256 as 64 hexadecimal digits. */
const Hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const Facts = v.record(v.string(), v.union([v.string(), v.number(), v.boolean(), v.array(v.string())]));

/** One thing that was done or read. Ids, numbers, flags and words of this protocol; never a name, a title or a text. */
export const AuditEntry = v.object({
  /** 1, 2, 3 … without a gap. */
  seq: Place,
  /** Never earlier than that of the entry before. */
  at: Timestamp,
  /** The `sub` of the token; empty for a command of whoever runs the server. */
  actor: v.union([UserId, v.literal('')]),
  operation: v.string(),
  /** What it was about: ids. */
  targets: Facts,
  /** What came of it. */
  result: Facts,
  /** The hash of the entry before; of the first one 64 zeros. */
  prevHash: Hash,
  /** SHA-256 of the canonical JSON (RFC 8785) of all other fields. */
  hash: Hash,
});
export type AuditEntry = v.InferOutput<typeof AuditEntry>;

export const auditList = operation({
  does: 'What the host did and read, in the order it was written down: the newest, those before a `seq`, or those after one. `head`: the end of the chain.',
  input: v.strictObject({
    actor: v.optional(v.pipe(v.string(), v.maxLength(64))),
    operation: v.optional(v.pipe(v.string(), v.maxLength(64))),
    since: v.optional(Timestamp),
    before: v.optional(Place),
    after: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(0))),
    limit: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(100))),
  }),
  output: v.object({
    entries: v.array(AuditEntry),
    /** There are others in the direction asked for. */
    more: v.boolean(),
    head: v.optional(v.object({seq: Place, hash: Hash})),
  }),
  rest: [{method: 'GET', path: '/host/audit'}],
  cost: 'host',
  who: 'host',
  durable: false,
});
