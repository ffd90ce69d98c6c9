/** That somebody may miss a message is written down with the message (PWP-PUSH-003): one row for its conversation, whoever is in it. */
import type {DueRecord, WebhookRecord} from '../store/records.js';
import {isDigest, putOff} from './digest-row.js';
import type {NoticeSettings} from './notice-settings.js';
import type {Work} from './work.js';

/** In the place of a conversation, for what is of a person's notifications: no conversation has such an id. */
export const tagOfNotifications = 'notifications';

/** What is looked at one after the other: all of a conversation, or what is of one person. */
export const laneOfDue = ({conversation, person}: Pick<DueRecord, 'conversation' | 'person'>): string =>
  conversation === tagOfNotifications || isDigest({conversation}) ? `${conversation} ${person}` : conversation;

/** Whether anybody is told of what they miss. */
export const areTold = ({key}: Pick<NoticeSettings, 'key'>, endpoints: readonly WebhookRecord[]): boolean =>
  key !== undefined || endpoints.some(({types}) => types.includes('notification.due')) || wantDigests(endpoints);

export const wantDigests = (endpoints: readonly WebhookRecord[]): boolean =>
  endpoints.some(({types}) => types.includes('digest.due'));

/** At the end of a work, where anybody is told: for the first new message of each conversation; what follows waits with it. */
export async function keepDues(
  {tx, now, out, settings: {notices}}: Work,
  endpoints: readonly WebhookRecord[],
): Promise<void> {
  if (out.readers && wantDigests(endpoints))
    for (const user of out.readers) await putOff(tx, user, now + notices.digestAfterMs);
  const kept = new Set<string>();
  for (const {conversation, change, what} of out.told()) {
    if (change.type !== 'message' || what !== undefined || kept.has(conversation)) continue;
    const {seq, rev, deleted, content} = change.message;
    if (seq !== rev || deleted !== undefined || content.kind === 'system') continue;
    kept.add(conversation);
    await tx.addDue({conversation, person: '', from: seq, dueAt: now + notices.delayMs, since: now});
  }
}
