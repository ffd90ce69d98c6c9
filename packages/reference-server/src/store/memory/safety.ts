/** Blocks and reports of the memory store, and the commands of bots. */
import type {CommandReads} from '../commands.js';
import type {BlockRecord, CommandsRecord, ReportRecord} from '../records.js';
import type {BlockPlace, ReportCounts, ReportQuery, ReportTarget} from '../store.js';
import {MemoryAudit} from './audit.js';

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Newest first, then the higher id. */
const newestFirst = (a: {at: number; id: string}, b: {at: number; id: string}): number =>
  b.at - a.at || compare(b.id, a.id);

const isOf = ({subject, conversation, message}: ReportTarget, one: ReportRecord): boolean =>
  one.subject === subject && one.conversation === conversation && one.message === message;

function isMeant(
  {state, assignee, kind, conversation, subject, about}: Omit<ReportQuery, 'after' | 'limit'>,
  one: ReportRecord,
): boolean {
  return (
    (state === undefined || one.state === state) &&
    (assignee === undefined || one.assignee === assignee) &&
    (kind === undefined || (one.message === undefined) === (kind === 'person')) &&
    (conversation === undefined || one.conversation === conversation) &&
    (subject === undefined || one.subject === subject) &&
    (!about || isOf(about, one))
  );
}

export class MemorySafety extends MemoryAudit implements CommandReads {
  async commandsOf(user: string): Promise<CommandsRecord['commands']> {
    return this.tables.commands.get(user)?.commands ?? [];
  }

  async commandsIn(conversation: string, limit: number): Promise<CommandsRecord[]> {
    const members = this.tables.members.get(conversation);
    return [...this.tables.commands.values()]
      .filter(({user}) => members?.get(user)?.state === 'joined')
      .sort((a, b) => compare(a.user, b.user))
      .slice(0, limit);
  }

  async blocksBetween(user: string, others: readonly string[]): Promise<BlockRecord[]> {
    const {blocks} = this.tables;
    return [...new Set(others)].flatMap((other) =>
      [blocks.get(`${user}\0${other}`), blocks.get(`${other}\0${user}`)].filter((one) => one !== undefined),
    );
  }

  #blocks(which: (record: BlockRecord) => boolean): BlockRecord[] {
    return [...this.tables.blocks.values()].filter(which);
  }

  async blocksOf(
    user: string,
    {after, limit}: {after?: BlockPlace | undefined; limit: number},
  ): Promise<BlockRecord[]> {
    const placeOf = ({at, other}: BlockPlace) => ({at, id: other});
    const mine = this.#blocks((record) => record.user === user).sort((a, b) => newestFirst(placeOf(a), placeOf(b)));
    return mine.filter((record) => !after || newestFirst(placeOf(after), placeOf(record)) < 0).slice(0, limit);
  }

  async countBlocks(user: string): Promise<number> {
    return this.#blocks((record) => record.user === user).length;
  }

  async blocksAround(user: string, limit: number): Promise<BlockRecord[]> {
    return this.#blocks((record) => record.user === user || record.other === user).slice(0, limit);
  }

  async report(id: string): Promise<ReportRecord | undefined> {
    return this.tables.reports.get(id);
  }

  #open(reporter: string): ReportRecord[] {
    return [...this.tables.reports.values()].filter((one) => one.reporter === reporter && one.state !== 'resolved');
  }

  async openReport({
    reporter,
    ...target
  }: ReportTarget & Pick<ReportRecord, 'reporter'>): Promise<ReportRecord | undefined> {
    return this.#open(reporter).find((one) => isOf(target, one));
  }

  async countOpenReports(reporter: string): Promise<number> {
    return this.#open(reporter).length;
  }

  async countReports(): Promise<ReportCounts> {
    const counts: ReportCounts = {open: 0, taken: 0, resolved: 0};
    for (const {state} of this.tables.reports.values()) counts[state]++;
    return counts;
  }

  async otherReports(ids: readonly string[], most: number): Promise<ReadonlyMap<string, number>> {
    const all = [...this.tables.reports.values()];
    return new Map(
      ids.flatMap((id) => {
        const record = this.tables.reports.get(id);
        if (!record) return [];
        const others = all.filter((one) => one.id !== id && isOf(record, one));
        return [[id, Math.min(most, others.length)] as const];
      }),
    );
  }

  async reportsSaying(user: string): Promise<string[]> {
    const isBy = ({evidence}: ReportRecord): boolean =>
      [evidence?.message?.sender, evidence?.message?.replyTo?.sender].includes(user);
    return [...this.tables.reports.values()].filter(isBy).map(({id}) => id);
  }

  async reports({after, limit, ...query}: ReportQuery): Promise<ReportRecord[]> {
    const placeOf = ({createdAt: at, id}: ReportRecord) => ({at, id});
    return [...this.tables.reports.values()]
      .filter((one) => isMeant(query, one) && (!after || newestFirst(after, placeOf(one)) < 0))
      .sort((a, b) => newestFirst(placeOf(a), placeOf(b)))
      .slice(0, limit);
  }
}
