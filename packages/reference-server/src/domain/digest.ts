/** What a digest says of what somebody misses (PWP-PUSH-007). When it is due is in digest-row.ts. */
import type {WebhookEvent} from '@parlor/sdk/protocol';
import {noEnd, type ShownMessage} from '../store/records.js';
import type {Membership, ReadTransaction} from '../store/store.js';
import {blockedBy, isHeard, missedBy, shownOf} from './notice.js';
import {countAll, horizonOf} from './unread.js';

export type Digest = Extract<WebhookEvent, {type: 'digest.due'}>;

/** Conversations in one digest; unread ones that are looked at for them, and messages of each. */
const mostShown = 10;
const mostConversations = 1_000;
const mostMessages = 50;

/** What a digest says beside its words, and since when the oldest of it is unread. Nothing where nothing is missed. */
export async function missedIn(
  tx: ReadTransaction,
  user: string,
  now: number,
): Promise<(Pick<Digest, 'conversations' | 'total'> & {since: number}) | undefined> {
  const countables = await tx.maybeUnread(user, now);
  const counts = await countAll(tx, user, countables);
  const unread = countables.flatMap(({conversation}, at) => {
    const {unread, mentions} = counts[at] ?? {unread: 0, mentions: 0};
    return unread > 0 ? [{conversation, unread, mentions}] : [];
  });
  const countsIn = new Map(unread.map((one) => [one.conversation, one]));
  const ids = unread.slice(0, mostConversations).map(({conversation}) => conversation);
  const memberships = (await tx.memberships(user, ids)).filter((one) => isHeard(one, now));
  memberships.sort((a, b) => b.conversation.lastActivity - a.conversation.lastActivity);
  const conversations: Digest['conversations'] = [];
  let since = now;
  for (const membership of memberships) {
    const found = await endsOf(tx, user, membership);
    const counted = countsIn.get(membership.conversation.id);
    if (!found || !counted) continue;
    since = Math.min(since, found.oldest.ts);
    const {id: message, seq} = found.newest;
    if (conversations.push({...counted, message, seq}) === mostShown) break;
  }
  if (conversations.length === 0) return undefined;
  const sum = (of: 'unread' | 'mentions'): number => unread.reduce((all, one) => all + one[of], 0);
  return {
    conversations,
    total: {unread: sum('unread'), mentions: sum('mentions'), conversations: unread.length},
    since,
  };
}

/** The first and the last message that is missed here, as far as is looked. */
async function endsOf(
  tx: ReadTransaction,
  user: string,
  {conversation: {id}, member}: Membership,
): Promise<{oldest: ShownMessage; newest: ShownMessage} | undefined> {
  const window = {from: horizonOf(member) + 1, to: noEnd, upTo: noEnd};
  const first = await tx.messagesAfter(id, window, horizonOf(member), mostMessages);
  const last =
    first.length < mostMessages ? [...first].reverse() : await tx.messagesBefore(id, window, noEnd, mostMessages);
  const blocked = await blockedBy(tx, user, [...first, ...last]);
  const [newest] = missedBy(member, last, blocked);
  return newest && {newest, oldest: missedBy(member, first, blocked)[0] ?? newest};
}

/** With the words there are when it is posted: of a deleted message there are none, and nothing of where they are no more. */
export async function withWords(tx: ReadTransaction, digest: Digest): Promise<Digest> {
  const {user, preview} = digest;
  const places = digest.conversations.map(({conversation}) => conversation);
  const memberships = new Map((await tx.memberships(user, places)).map((one) => [one.conversation.id, one]));
  const conversations: Digest['conversations'] = [];
  for (const one of digest.conversations) {
    const membership = memberships.get(one.conversation);
    if (membership?.member.state !== 'joined' || membership.conversation.status === 'removed') continue;
    const [message] = await tx.messages(one.conversation, [one.message]);
    const isThere = message !== undefined && message.deleted === undefined && preview !== 'none';
    conversations.push({...one, ...(isThere && (await shownOf(tx, membership, message, preview)))});
  }
  return {...digest, conversations};
}
