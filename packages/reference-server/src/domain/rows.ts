/** Inbox rows: what a reader's list of conversations shows of each. */
import type {InboxRow, Profile} from '@parlor/sdk/protocol';
import type {ShownMessage} from '../store/records.js';
import type {Membership, ReadTransaction} from '../store/store.js';
import {blockedFor} from './block-marks.js';
import {type Counts, countsOf, horizonOf} from './unread.js';
import {windowOf} from './visibility.js';
import {toMeta, toOwn, toPreview, toProfile} from './wire.js';
import type {Look} from './work.js';

/** All of them in a handful of queries, whatever their number. */
export async function inboxRows(
  {tx, actor}: {tx: ReadTransaction; actor: {user: string}},
  memberships: readonly Membership[],
): Promise<InboxRow[]> {
  const counts = await countsOf(tx, actor.user, memberships);
  const previews = await previewsOf(tx, memberships);
  return memberships.map((membership, at) =>
    rowOf(membership, counts[at] as Counts, previews.get(membership.conversation.id)),
  );
}

function rowOf({conversation, member}: Membership, counts: Counts, preview: ShownMessage | undefined): InboxRow {
  const {state, role, rev, leftAt, farewell} = member;
  const seq = leftAt ?? conversation.seq;
  return {
    conversation: farewell?.meta ?? toMeta(conversation),
    seq,
    membership: {state, role, rev},
    own: toOwn(member, blockedFor(conversation, member.user)),
    ...counts,
    asOf: seq,
    readAt: horizonOf(member),
    ...(preview && {preview: toPreview(preview)}),
    lastActivity: farewell?.lastActivity ?? conversation.lastActivity,
  };
}

async function previewsOf(tx: ReadTransaction, memberships: readonly Membership[]): Promise<Map<string, ShownMessage>> {
  const places: {conversation: string; seq: number}[] = [];
  const previews = new Map<string, ShownMessage>();
  for (const {conversation, member} of memberships) {
    const window = windowOf(member);
    if (member.state !== 'joined') {
      const newest = await tx.newestCountable(conversation.id, window);
      if (newest) previews.set(conversation.id, newest);
    } else if (conversation.lastSeq >= window.from && conversation.lastSeq > 0) {
      places.push({conversation: conversation.id, seq: conversation.lastSeq});
    }
  }
  if (places.length > 0) for (const record of await tx.messagesAt(places)) previews.set(record.conversation, record);
  return previews;
}

/** The reader's own row of one conversation, as the transaction sees it now. */
export async function rowFor(tx: ReadTransaction, user: string, conversation: string): Promise<InboxRow | undefined> {
  return (await inboxRows({tx, actor: {user}}, await tx.memberships(user, [conversation])))[0];
}

/** Profiles of these people, each once; who was never here has none. */
export async function peopleOf({tx, now, settings}: Look, users: Iterable<string>): Promise<Profile[]> {
  const ids = [...new Set(users)].slice(0, settings.limits.people * 2);
  return ids.length === 0 ? [] : (await tx.users(ids)).map((record) => toProfile(record, now));
}

/** Who is to be seen in these rows: who wrote last, and the other one of a direct conversation. */
export const peopleIn = (rows: readonly InboxRow[]): string[] =>
  rows.flatMap(({conversation, preview}) => [...(conversation.pair ?? []), ...(preview ? [preview.sender] : [])]);
