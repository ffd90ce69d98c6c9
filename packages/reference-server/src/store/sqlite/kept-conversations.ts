/**
 * Conversations as the writer last read or left them: each send reads one, and its row is the widest of all. Who asks is inside a
 * transaction of the writer, which begins with the question whether another connection has committed anything since; if so, or if
 * a work was undone, nothing is kept. So what is answered is what a query would find.
 */
import type {Database} from 'better-sqlite3';
import type {ConversationRecord} from '../records.js';

/** Kept at most. */
const most = 2_000;

export class KeptConversations {
  readonly #kept = new Map<string, ConversationRecord>();
  readonly #readVersion: () => number | undefined;
  #version: number | undefined;

  constructor(client: Database) {
    const version = client.prepare<[], number>('pragma data_version').pluck();
    this.#readVersion = () => version.get();
  }

  /** At the beginning of each transaction. */
  begin(): void {
    const version = this.#readVersion();
    if (version !== this.#version) this.#kept.clear();
    this.#version = version;
  }

  get(id: string): ConversationRecord | undefined {
    return this.#kept.get(id);
  }

  keep(record: ConversationRecord): void {
    if (this.#kept.size >= most) this.#kept.clear();
    this.#kept.set(record.id, record);
  }

  /** After a write of what `advanceConversation` writes, and no more. */
  advance({id, seq, memberRev, metaRev, members, k, lastSeq, lastActivity, lastTs}: ConversationRecord): void {
    const known = this.#kept.get(id);
    if (known) this.#kept.set(id, {...known, seq, memberRev, metaRev, members, k, lastSeq, lastActivity, lastTs});
  }

  forget(id: string): void {
    this.#kept.delete(id);
  }

  /** Where something was undone. */
  clear(): void {
    this.#kept.clear();
  }
}
