/** Taking a whole conversation away, which only whoever runs the server may (F73). */
import type {ConversationMeta} from '@parlor/sdk/protocol';
import type {ConversationRecord, MemberRecord} from '../store/records.js';
import type {WriteTransaction} from '../store/store.js';
import type {Touched} from './domain.js';
import {Refusal} from './refusal.js';
import {toMeta} from './wire.js';

/**
 * From this commit on nobody is in it and nothing of it can be read. Its messages are still in the store: they go step by step,
 * so that a large one does not keep everybody else waiting. A second time it changes nothing.
 * @throws {Refusal} NOT_FOUND
 */
export async function takeAway(tx: WriteTransaction, id: string): Promise<Touched[]> {
  const before = await tx.conversation(id, 'lock');
  if (!before) throw new Refusal('NOT_FOUND', 'conversation: there is none of this id');
  if (before.status === 'removed') return [];
  const seq = before.seq + 1;
  const {type, title, createdAt, createdBy, lastActivity, lastTs, pair} = before;
  const now: ConversationRecord = {
    ...{id, type, title, createdAt, createdBy, lastActivity, lastTs},
    ...{status: 'removed', purge: true, seq, memberRev: seq, metaRev: seq, members: 0, k: 0, lastSeq: 0},
    ...{avatar: undefined, description: undefined, context: undefined, data: undefined},
    ...{slowSeconds: undefined, history: undefined},
    // the two may begin anew
    pair: undefined,
    blocked: 0,
  };
  await tx.updateConversation(now);
  const meta = {...toMeta(now), ...(pair && {pair})};
  const members = await tx.membersChanged(id, {since: 0, upTo: seq, limit: Number.MAX_SAFE_INTEGER});
  await tx.loseUploads({conversation: id});
  await tx.forgetKeptOut(id);
  for (const member of members) await tx.putMember(endedBy(member, meta, seq, lastActivity));
  return [{conversation: id, users: members.map(({user}) => user)}];
}

function endedBy(member: MemberRecord, meta: ConversationMeta, seq: number, lastActivity: number): MemberRecord {
  const counted = {readK: 0, ownReadK: 0};
  const {farewell} = member;
  if (!farewell)
    return {...member, ...counted, state: 'removed', rev: seq, leftAt: seq, farewell: {meta, lastActivity}};
  // who was gone before hears that it is gone, and nothing of what was in between
  const {avatar: _, description: __, context: ___, data: ____, ...known} = farewell.meta;
  const last: ConversationMeta = {...known, status: 'removed', purge: true, rev: known.rev + 1};
  return {...member, ...counted, farewell: {...farewell, meta: last}};
}
