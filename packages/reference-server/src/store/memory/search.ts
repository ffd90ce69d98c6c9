/** Searching in the memory store: every message is looked at, by the words the other stores keep in an index. */

import {endOfAll, newestFirst, newestOf} from '../../search/newest.js';
import {answers, findable} from '../../search/words.js';
import type {MemberRecord, MessageRecord} from '../records.js';
import type {LookedUp, MessagePlace, NeedleQuery, SearchPlace, TitleHead} from '../store.js';
import {MemoryMessages} from './messages.js';

const known = new WeakMap<MessageRecord, readonly string[]>();

function wordsIn(record: MessageRecord): readonly string[] {
  let words = known.get(record);
  if (words === undefined) known.set(record, (words = findable(record)));
  return words;
}

export class MemorySearch extends MemoryMessages {
  #placeOf(user: string, id: string): SearchPlace | undefined {
    const conversation = this.tables.conversations.get(id);
    const member = this.tables.members.get(id)?.get(user);
    if (!conversation || !member || member.farewell?.meta.purge) return undefined;
    return {conversation: id, newest: member.farewell?.lastActivity ?? conversation.lastActivity};
  }

  async searchPlaces(user: string, {after, limit}: {after: string; limit: number}): Promise<SearchPlace[]> {
    const mine = [...(this.tables.conversationsOf.get(user) ?? [])].filter((id) => id > after).sort();
    return mine.flatMap((id) => this.#placeOf(user, id) ?? []).slice(0, limit);
  }

  async searchPlace(user: string, conversation: string): Promise<SearchPlace | undefined> {
    return this.#placeOf(user, conversation);
  }

  async titles(user: string, {after, limit}: {after: string; limit: number}): Promise<TitleHead[]> {
    const mine = [...(this.tables.conversationsOf.get(user) ?? [])].filter((id) => id > after).sort();
    return mine.flatMap((id) => this.#titleOf(user, id) ?? []).slice(0, limit);
  }

  #titleOf(user: string, id: string): TitleHead | undefined {
    const place = this.#placeOf(user, id);
    const conversation = this.tables.conversations.get(id);
    const member = this.tables.members.get(id)?.get(user);
    if (!place || !conversation || !member) return undefined;
    if (member.cleared >= member.rev && conversation.lastSeq <= member.cleared) return undefined;
    const {pair} = conversation;
    const other = pair && (pair[0] === user ? pair[1] : pair[0]);
    const person = other === undefined ? undefined : this.tables.users.get(other);
    const name = person?.kind === 'erased' ? undefined : (person?.name ?? other);
    const title = pair ? name : member.farewell ? member.farewell.meta.title : conversation.title;
    return {conversation: id, lastActivity: place.newest, title};
  }

  async allSearchPlaces({after, limit}: {after: string; limit: number}): Promise<SearchPlace[]> {
    return [...this.tables.conversations.values()]
      .filter(({id, status}) => id > after && status !== 'removed')
      .map(({id, lastActivity}) => ({conversation: id, newest: lastActivity}))
      .sort((a, b) => (a.conversation < b.conversation ? -1 : 1))
      .slice(0, limit);
  }

  async lookUp({needle, conversations, from, until, most}: NeedleQuery): Promise<LookedUp> {
    const places = conversations.flatMap((conversation) => {
      const all = (this.tables.messages.get(conversation)?.inOrder ?? []).filter(
        (record) => record.ts >= from && record.ts < until && answers(wordsIn(record), needle),
      );
      return newestOf(
        all.map(({ts, seq}) => ({ts, conversation, seq})),
        most,
      );
    });
    return {places, count: conversations.length};
  }

  async mentionsOf(
    user: string,
    {after = endOfAll, limit}: {after?: MessagePlace | undefined; limit: number},
  ): Promise<MessagePlace[]> {
    const named = [...this.tables.mentions].flatMap(([conversation, bySeq]) =>
      [...bySeq].flatMap(([seq, users]) => (users.has(user) ? [{conversation, seq}] : [])),
    );
    const places = (await this.messagesAt(named)).map(({ts, conversation, seq}) => ({ts, conversation, seq}));
    return places
      .filter((place) => newestFirst(after, place) < 0)
      .sort(newestFirst)
      .slice(0, limit);
  }

  async messagesSeenBy(user: string, places: readonly {conversation: string; seq: number}[]): Promise<MessageRecord[]> {
    const found = await this.messagesAt(places);
    return found.filter((record) => {
      const member = this.tables.members.get(record.conversation)?.get(user);
      return member !== undefined && record.deleted === undefined && maySee(member, record);
    });
  }
}

function maySee({visibleFrom, cleared, leftAt, farewell}: MemberRecord, {seq, rev}: MessageRecord): boolean {
  if (seq < visibleFrom || seq <= cleared || farewell?.meta.purge) return false;
  return leftAt === undefined || (seq <= leftAt && rev <= leftAt);
}
