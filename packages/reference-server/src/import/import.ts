/**
 * Brings a chat log into a store: channels become groups, authors people, lines messages that keep their time. The same log
 * again changes nothing, because every id is made from the log's own; an import that was stopped goes on where it was.
 */
import type {Store} from '../store/store.js';
import {conversationIdOf} from './ids.js';
import type {ImportLine} from './line.js';
import type {Plan} from './plan.js';
import {type Arrangement, entryOf, groupOf} from './prepared.js';
import {createWriter, type Writer} from './writer.js';

export type ImportOptions = {
  store: Store;
  plan: Plan;
  /** People (ids of the host) who join every imported group; the first becomes its owner. */
  join: readonly {user: string; name: string}[];
  /** How many messages at the end of a channel are unread for those who join. */
  unread: (channel: string) => number;
  /** Before each author's name: an author of a log is nobody's id in the host. */
  prefix: string;
  /** At most so many members of a group, the busiest authors first; the others are known as people who left. */
  members: number;
};

export interface Importer {
  /** Writes these lines; says how many were new. */
  write(lines: readonly ImportLine[]): Promise<number>;
  /** What can be said only at the end: who has read how far. */
  finish(): Promise<void>;
}

/** Over a store that nobody else writes to: nobody is told of anything. */
export const createImporter = ({store, ...options}: ImportOptions): Importer =>
  importInto(
    createWriter(async (work) => (await store.write(work)).result),
    options,
  );

export function importInto(writer: Writer, {plan, ...arrangement}: {plan: Plan} & Arrangement): Importer {
  const named = new Set<string>();
  const name = async (channel: string): Promise<void> => {
    const known = plan.channels.get(channel);
    if (known === undefined || named.has(channel)) return;
    await writer.group(groupOf(channel, known, arrangement));
    named.add(channel);
  };
  return {
    async write(lines) {
      for (const {channel} of lines) await name(channel);
      return writer.write(lines.map((line) => entryOf(line, plan, arrangement)));
    },
    async finish() {
      for (const channel of plan.channels.keys()) {
        await name(channel);
        await writer.settle(conversationIdOf(channel));
      }
    },
  };
}
