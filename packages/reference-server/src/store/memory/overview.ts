/** What the host reads of everybody's, in the memory store. */
import type {
  ConversationHead,
  DayTally,
  HeadPlace,
  OverviewReads,
  PersonPlace,
  StatsReads,
  UserHead,
} from '../admin.js';
import type {ConversationRecord, UserRecord} from '../records.js';
import {MemoryPush} from './push.js';

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const newestFirst = (a: HeadPlace, b: HeadPlace): number => b.createdAt - a.createdAt || compare(b.id, a.id);
const byPlace = (a: PersonPlace, b: PersonPlace): number =>
  a.band - b.band || compare(a.key, b.key) || compare(a.user, b.user);
const headOf = ({id, type, status, title, createdAt, context}: ConversationRecord): ConversationHead => ({
  ...{id, type, status, title, createdAt},
  contextType: context?.type,
  contextId: context?.id,
});

export class MemoryOverview extends MemoryPush implements OverviewReads, StatsReads {
  async countAll(): Promise<{users: number; conversations: number; messages: number}> {
    const {users, conversations, tallies} = this.tables;
    const messages = [...tallies.values()].reduce((all, tally) => all + tally.messages, 0);
    return {users: users.size, conversations: conversations.size, messages};
  }

  async dayTallies(from: number): Promise<DayTally[]> {
    return [...this.tables.tallies.values()].filter(({day}) => day >= from).sort((a, b) => a.day - b.day);
  }

  async conversationHeads({after, limit}: {after?: HeadPlace | undefined; limit: number}): Promise<ConversationHead[]> {
    const all = [...this.tables.conversations.values()].sort(newestFirst);
    const behind = after ? all.filter((one) => newestFirst(after, one) < 0) : all;
    return behind.slice(0, limit).map(headOf);
  }

  async conversationHeadsOf(user: string, {after, limit}: {after: string; limit: number}): Promise<ConversationHead[]> {
    const ids = [...(this.tables.conversationsOf.get(user) ?? [])].filter(
      (id) => id > after && this.tables.members.get(id)?.get(user)?.state === 'joined',
    );
    return ids
      .sort(compare)
      .slice(0, limit)
      .flatMap((id) => this.tables.conversations.get(id) ?? [])
      .map(headOf);
  }

  async userHeads({after, limit}: {after?: PersonPlace | undefined; limit: number}): Promise<UserHead[]> {
    return this.placed(({name}) => ({band: 0, key: name.toLowerCase()}), {after, limit});
  }

  /** Everybody who has a place, in the order of these, behind `after`. */
  protected placed(
    placeOf: (record: UserRecord) => {band: number; key: string} | undefined,
    {after, limit}: {after?: PersonPlace | undefined; limit: number},
  ): UserHead[] {
    const {users, ended} = this.tables;
    const heads = [...users.values()].flatMap((record): UserHead[] => {
      const place = placeOf(record);
      const {user, kind} = record;
      return place ? [{user, kind, ...place, until: ended.get(user) ?? 0}] : [];
    });
    return heads
      .filter((one) => !after || byPlace(after, one) < 0)
      .sort(byPlace)
      .slice(0, limit);
  }
}
