/**
 * What the server says itself in a conversation: messages of kind `system` without text, whose `data` names the event; their
 * sender is who caused it. They count for nobody's unread.
 *
 *   created {by, title}   added {by, user}   removed {by, user, ban?}   left {by}   role {by, user, role}   renamed {by, title}
 */
import type {Change, Role} from '@parlor/sdk/protocol';
import type {ConversationRecord, MessageRecord} from '../store/records.js';
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

/** Writes the message at `seq`; the conversation's own row is the caller's to advance. */
export async function insertSystemMessage(
  {tx, actor, now, settings}: Work,
  conversation: ConversationRecord,
  seq: number,
  event: SystemEvent,
): Promise<{shown: Shown; ts: number}> {
  const record: MessageRecord = {
    conversation: conversation.id,
    id: settings.ids(),
    seq,
    rev: seq,
    touched: seq,
    sender: actor.user,
    ts: Math.max(now, conversation.lastTs),
    clientTs: undefined,
    content: {kind: 'system', text: '', data: {...event, by: actor.user}},
    countable: false,
    k: conversation.k,
    own: await tx.lastOwn(conversation.id, actor.user),
    replyTo: undefined,
    hasReactions: false,
    editedAt: undefined,
    edits: 0,
    deleted: undefined,
    opId: undefined,
    fingerprint: '',
  };
  await tx.insertMessage(record);
  const change: Change = {type: 'message', message: toMessage(record)};
  return {shown: {change, position: seq}, ts: record.ts};
}
