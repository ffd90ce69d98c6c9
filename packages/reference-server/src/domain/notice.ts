/** What somebody misses in a conversation, and what a notice shows of it (PWP-PUSH-003 to PWP-PUSH-005). */
import type {PushPreview, WebhookEvent} from '@parlor/sdk/protocol';
import {type MemberRecord, noEnd, type ShownMessage} from '../store/records.js';
import type {Membership, ReadTransaction} from '../store/store.js';
import {totals} from './inbox.js';
import type {NoticeSettings} from './notice-settings.js';
import {isQuiet} from './quiet.js';
import {beginningOf} from './text.js';
import {countsOf, horizonOf} from './unread.js';
import {defined} from './wire.js';

/** What is to be said, however it is said. */
export type Notice = Omit<
  Extract<WebhookEvent, {type: 'notification.due'}>,
  'type' | 'id' | 'at' | 'epoch' | 'user' | 'preview'
>;

/** Of these messages those that the member has not read, and is to be told of. `blocked`: whom the member blocks. */
export const missedBy = (
  member: MemberRecord,
  messages: readonly ShownMessage[],
  blocked: ReadonlySet<string>,
): ShownMessage[] =>
  messages.filter(
    ({seq, sender, countable, deleted}) =>
      countable && deleted === undefined && sender !== member.user && seq > horizonOf(member) && !blocked.has(sender),
  );

/** As `totals` has it: in a muted or archived conversation nothing is missed, mentions neither. */
export const isHeard = ({member, conversation}: Membership, now: number): boolean =>
  member.state === 'joined' && !member.archived && member.mutedUntil <= now && conversation.status !== 'removed';

/** Of the unread messages so many, the newest, are looked at for one that is to be told of. */
const mostLookedAt = 50;
/** Code points: a notice has at most 3 kB, whatever they are. */
const mostWords = 250;

type Wanted = Pick<NoticeSettings, 'preview' | 'delayMs'>;

/** Whether somebody may be disturbed. */
export async function isToldNow(tx: ReadTransaction, user: string, now: number): Promise<boolean> {
  const person = await tx.user(user);
  return person?.kind !== 'erased' && person?.chosen !== 'dnd' && !isQuiet(person?.quiet, now);
}

/** As it is now: nothing where the person has read all, wants to hear nothing of it, or is not to be disturbed. */
export async function noticeFor(
  tx: ReadTransaction,
  {user, conversation, now, settings}: {user: string; conversation: string; now: number; settings: Wanted},
): Promise<Notice | undefined> {
  const [membership] = await tx.memberships(user, [conversation]);
  if (!membership || !isHeard(membership, now)) return undefined;
  if (!(await isToldNow(tx, user, now))) return undefined;
  const [counts] = await countsOf(tx, user, [membership]);
  if (!counts || counts.unread === 0) return undefined;
  const unread = {from: horizonOf(membership.member) + 1, to: noEnd, upTo: noEnd};
  const found = await tx.messagesBefore(conversation, unread, noEnd, mostLookedAt);
  // for a younger one there is time to be read, and it is told by itself
  const newest = found.filter(({ts}) => ts <= now - settings.delayMs);
  const [message] = missedBy(membership.member, newest, await blockedBy(tx, user, newest));
  if (!message) return undefined;
  const badge = (await totals({tx, actor: {user}, now})).conversations;
  const {preview} = settings;
  const shown = preview === 'none' ? {} : await shownOf(tx, membership, message, preview);
  return {conversation, message: message.id, seq: message.seq, ...counts, badge, ...shown};
}

/** Who, where and how it begins, as far as the preview allows. */
export async function shownOf(
  tx: ReadTransaction,
  {conversation: {type, title}}: Membership,
  {sender, content: {text, attachments = [], poll}}: ShownMessage,
  preview: PushPreview,
): Promise<Partial<Notice>> {
  const name = (await tx.user(sender))?.name ?? sender;
  const words =
    preview === 'full'
      ? {text: beginningOf(text, mostWords), files: attachments.length || undefined, poll: poll && true}
      : {};
  return defined({direct: type === 'direct' || undefined, title, sender: {user: sender, name}, ...words});
}

/** Of these senders those whom the person blocks. */
export async function blockedBy(
  tx: ReadTransaction,
  user: string,
  messages: readonly ShownMessage[],
): Promise<ReadonlySet<string>> {
  const senders = [...new Set(messages.map(({sender}) => sender))];
  const blocks = await tx.blocksBetween(user, senders);
  return new Set(blocks.flatMap((block) => (block.user === user ? [block.other] : [])));
}
