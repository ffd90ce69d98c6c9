/** What a change of who is in a conversation tells. */
import type {Change} from '@parlor/sdk/protocol';
import type {ConversationRecord, MemberRecord} from '../store/records.js';
import {rowFor} from './rows.js';
import {toMember, toMeta} from './wire.js';
import type {Work} from './work.js';

export const memberChange = (member: MemberRecord): Change => ({type: 'member', member: toMember(member)});
export const metaChange = (conversation: ConversationRecord): Change => ({
  type: 'conversation',
  conversation: toMeta(conversation),
});

export async function giveRow({tx, out}: Work, user: string, conversation: string): Promise<void> {
  const row = await rowFor(tx, user, conversation);
  if (row) out.user(user, {type: 'inbox', rows: [row]});
}
