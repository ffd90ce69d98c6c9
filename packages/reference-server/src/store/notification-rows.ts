/** Rows of notifications, as both databases give them. */
import type {NotificationRecord} from './records.js';

export type NotificationRow = Omit<NotificationRecord, 'body' | 'link' | 'actor' | 'about' | 'removed'> & {
  body: string | null;
  link: string | null;
  actor: string | null;
  aboutConversation: string | null;
  aboutMessage: string | null;
  removed: boolean | number;
};

export const notificationOf = ({
  body,
  link,
  actor,
  aboutConversation: conversation,
  aboutMessage: message,
  removed,
  ...row
}: NotificationRow): NotificationRecord => ({
  ...row,
  body: body ?? undefined,
  link: link ?? undefined,
  actor: actor ?? undefined,
  about: conversation === null || message === null ? undefined : {conversation, message},
  removed: Boolean(removed),
});

/** In the order of the columns, but for whether it was taken out, which each store writes in its own way. */
export const notificationValues = (record: NotificationRecord): (string | number | null)[] => [
  record.user,
  record.seq,
  record.id,
  record.at,
  record.kind,
  record.title,
  record.body ?? null,
  record.link ?? null,
  record.actor ?? null,
  record.about?.conversation ?? null,
  record.about?.message ?? null,
];
