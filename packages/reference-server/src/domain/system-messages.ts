/**
 * What the server says itself in a conversation: messages of kind `system` without text, whose `data` names the event; their
 * sender is who caused it. They count for nobody's unread.
 *
 *   created {by, title}   added {by, user}   removed {by, user, ban?}   left {by}   role {by, user, role}   renamed {by, title}
 */
import type {Change, Content, Role} from '@parlor/sdk/protocol';
import {type ConversationRecord, type MessageRecord, unpinned} from '../store/records.js';
import type {Shown} from './deliveries.js';
import {toMessage} from './wire.js';
import type {Work} from './work.js';

export type SystemEvent =
  | {event: 'created'; title: string}
  | {event: 'added'; user: string}
  | {event: 'removed'; user: string; ban?: true}
  | {event: 'left'}
  | {event: 'role'; user: string; role: Role}
  | {event: 'renamed'; title: string};

type Inserted = {shown: Shown; ts: number};

/** Writes the message at `seq`; the conversation's own row is the caller's to advance. */
export function insertSystemMessage(
  work: Work,
  conversation: ConversationRecord,
  seq: number,
  event: SystemEvent,
): Promise<Inserted> {
  const content: Content = {kind: 'system', text: '', data: {...event, by: work.actor.user}};
  return insertSystemContent(work, conversation, seq, {id: work.settings.ids(), content, fingerprint: ''});
}

/** The same with words of the host's (PWP-HOST-004). */
export async function insertSystemContent(
  {tx, actor, now}: Work,
  conversation: ConversationRecord,
  seq: number,
  {id, content, fingerprint}: Pick<MessageRecord, 'id' | 'content' | 'fingerprint'>,
): Promise<Inserted> {
  const record: MessageRecord = {
    conversation: conversation.id,
    id,
    seq,
    rev: seq,
    touched: seq,
    sender: actor.user,
    ts: Math.max(now, conversation.lastTs),
    clientTs: undefined,
    content,
    countable: false,
    k: conversation.k,
    own: await tx.lastOwn(conversation.id, actor.user),
    replyTo: undefined,
    hasReactions: false,
    editedAt: undefined,
    edits: 0,
    deleted: undefined,
    ...unpinned,
    opId: undefined,
    fingerprint,
  };
  await tx.insertMessage(record);
  const change: Change = {type: 'message', message: toMessage(record)};
  return {shown: {change, position: seq}, ts: record.ts};
}
