/** What a store keeps of the host's own doings, and what it tells of everything at once: the parts of the port that only the host asks for. */
import type {AuditEntry} from '@parlor/sdk/protocol';
import type {ConversationRecord, UserRecord, VersionRecord} from './records.js';

/** An entry of the audit's chain, as it goes over the wire: see domain/audit.ts. */
export type AuditRecord = AuditEntry;

export type AuditQuery = {
  actor?: string | undefined;
  operation?: string | undefined;
  /** A time. */
  since?: number | undefined;
  /** The newest with a seq below `before`, or the oldest with one above `after`. */
  place: {before: number} | {after: number};
  limit: number;
};

export interface AuditReads {
  /** The entry that was written last. */
  lastAudit(): Promise<AuditRecord | undefined>;
  /** In the order of their seq, whichever way they are looked for. */
  audits(query: AuditQuery): Promise<AuditRecord[]>;
}

export interface AuditWrites {
  /** Entries are neither changed nor removed: there is no other write. */
  insertAudit(record: AuditRecord): Promise<void>;
}

/** What a list of everything is chosen by. */
export type ConversationHead = Pick<ConversationRecord, 'id' | 'type' | 'status' | 'title' | 'createdAt'> & {
  contextType: string | undefined;
  contextId: string | undefined;
};
export type HeadPlace = {createdAt: number; id: string};

/** A place among people: by `band` (search/names.ts; 0 where all are listed), in it by `key`, then by id. */
export type PersonPlace = {band: number; key: string; user: string};
/** `until`: until when their sessions were ended; 0 = never. */
export type UserHead = PersonPlace & Pick<UserRecord, 'kind'> & {until: number};

export interface OverviewReads {
  /** All there are, the newest made first, then the higher id; behind the place `after`. */
  conversationHeads(query: {after?: HeadPlace | undefined; limit: number}): Promise<ConversationHead[]>;
  /** Those somebody has joined, in the order of their ids, behind the id `after`. */
  conversationHeadsOf(user: string, query: {after: string; limit: number}): Promise<ConversationHead[]>;
  /** Everybody, by the name in lower case and then by id; behind the place `after`. */
  userHeads(query: {after?: PersonPlace | undefined; limit: number}): Promise<UserHead[]>;
}

/** Days are counted in UTC from 1970-01-01, which is 0. */
export const dayOf = (time: number): number => Math.floor(time / 86_400_000);
export type DayTally = {day: number; messages: number; active: number};

/** Counters that are kept beside what they count, so that nothing is counted when they are asked for. */
export interface StatsReads {
  /** People and conversations there are, whatever became of them, and messages people ever wrote. */
  countAll(): Promise<{users: number; conversations: number; messages: number}>;
  /** From the day `from` on, in order; days of which there is nothing are left out. A message is of the day of its `ts`. */
  dayTallies(from: number): Promise<DayTally[]>;
}

export interface StatsWrites {
  /** Counts somebody for a day, at the first time. */
  markActive(day: number, user: string): Promise<void>;
  /** Forgets who was active before `day`, at most `limit` of them; how many there were stays. */
  pruneActive(day: number, limit: number): Promise<void>;
}

/** What messages said before they were edited, where that is kept: for the host alone. */
export interface VersionReads {
  /** Of the message at `seq`, oldest first. */
  versions(conversation: string, seq: number): Promise<VersionRecord[]>;
}

export interface VersionWrites {
  keepVersion(record: VersionRecord): Promise<void>;
  /** All of one message. */
  removeVersions(conversation: string, seq: number): Promise<void>;
}
