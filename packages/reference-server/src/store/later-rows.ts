/** Rows of messages that are to be sent later, as both databases give them. */
import type {LaterRecord} from './records.js';

export type LaterRow = Omit<LaterRecord, 'content' | 'replyTo' | 'failure'> & {
  content: string;
  replyTo: string | null;
  failure: string | null;
};

export const laterOf = ({content, replyTo, failure, ...row}: LaterRow): LaterRecord => ({
  ...row,
  content: JSON.parse(content),
  replyTo: replyTo ?? undefined,
  failure: failure === null ? undefined : JSON.parse(failure),
});

/** In the order of the columns. */
export const laterValues = (record: LaterRecord): unknown[] => [
  record.user,
  record.id,
  record.conversation,
  record.at,
  record.dueAt,
  JSON.stringify(record.content),
  record.replyTo ?? null,
  record.createdAt,
  record.failure === undefined ? null : JSON.stringify(record.failure),
];
