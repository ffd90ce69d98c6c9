/** Blocks and reports of the memory store. */
import type {BlockRecord, ReportRecord} from '../records.js';
import type {BlockPlace, ReportQuery} from '../store.js';
import {MemoryAudit} from './audit.js';

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Newest first, then the higher id. */
const newestFirst = (a: {at: number; id: string}, b: {at: number; id: string}): number =>
  b.at - a.at || compare(b.id, a.id);

export class MemorySafety extends MemoryAudit {
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
    return [...this.tables.reports.values()].filter((one) => one.reporter === reporter && one.state === 'open');
  }

  async openReport({
    reporter,
    subject,
    conversation,
    message,
  }: Pick<ReportRecord, 'reporter' | 'subject' | 'conversation' | 'message'>): Promise<ReportRecord | undefined> {
    return this.#open(reporter).find(
      (one) => one.subject === subject && one.conversation === conversation && one.message === message,
    );
  }

  async countOpenReports(reporter: string): Promise<number> {
    return this.#open(reporter).length;
  }

  async reportsSaying(user: string): Promise<string[]> {
    const isBy = ({evidence}: ReportRecord): boolean =>
      [evidence?.message?.sender, evidence?.message?.replyTo?.sender].includes(user);
    return [...this.tables.reports.values()].filter(isBy).map(({id}) => id);
  }

  async reports({state, after, limit}: ReportQuery): Promise<ReportRecord[]> {
    const placeOf = ({createdAt: at, id}: ReportRecord) => ({at, id});
    return [...this.tables.reports.values()]
      .filter((one) => (state === undefined || one.state === state) && (!after || newestFirst(after, placeOf(one)) < 0))
      .sort((a, b) => newestFirst(placeOf(a), placeOf(b)))
      .slice(0, limit);
  }
}
