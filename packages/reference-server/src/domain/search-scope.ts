/** Whose conversations a search looks into, and what of them its reader sees. */
import {noEnd, type ShownMessage, type Window} from '../store/records.js';
import type {SearchPlace} from '../store/store.js';
import {refusalOfState} from './permissions.js';
import type {TokenKind} from './tokens.js';
import {pastMember} from './visibility.js';
import type {Look} from './work.js';

export type Scope = {
  /** A cursor of one kind of search is none of another, whoever has it. */
  cursor: TokenKind;
  /** In the order of their ids, behind `after`. */
  places(look: Look, query: {after: string; limit: number}): Promise<SearchPlace[]>;
  /** @throws {Refusal} NOT_FOUND */
  place(look: Look, conversation: string): Promise<SearchPlace | undefined>;
  /** Of messages at these places those that may be seen; deleted ones are none of them. */
  messages(look: Look, places: readonly {conversation: string; seq: number}[]): Promise<ShownMessage[]>;
  /** None of a conversation that is gone meanwhile. */
  window(look: Look, conversation: string): Promise<Window | undefined>;
};

/** The conversations the caller is or was in (PWP-SEARCH-003). */
export const ofMember: Scope = {
  cursor: 'search',
  places: ({tx, actor}, query) => tx.searchPlaces(actor.user, query),
  async place(look, conversation) {
    await pastMember(look, conversation);
    return look.tx.searchPlace(look.actor.user, conversation);
  },
  messages: ({tx, actor}, places) => tx.messagesSeenBy(actor.user, places),
  window: async (look, conversation) => (await pastMember(look, conversation)).window,
};

/** All there are, from their first message on, for the host (PWP-HOST-012). */
export const ofHost: Scope = {
  cursor: 'find',
  places: ({tx}, query) => tx.allSearchPlaces(query),
  async place({tx}, id) {
    const conversation = await tx.conversation(id);
    if (!conversation || conversation.status === 'removed') throw refusalOfState('stranger');
    return {conversation: id, newest: conversation.lastActivity};
  },
  messages: async ({tx}, places) => (await tx.messagesAt(places)).filter(({deleted}) => deleted === undefined),
  async window({tx}, id) {
    const conversation = await tx.conversation(id);
    // the messages of one that was taken away go step by step: from the first on they are nobody's to read
    if (!conversation || conversation.status === 'removed') return undefined;
    return {from: 1, to: noEnd, upTo: noEnd};
  },
};
