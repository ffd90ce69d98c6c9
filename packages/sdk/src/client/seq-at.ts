/** Where a time is in a conversation. */
import type {MoreParts} from './more.js';

const pageSize = 50;

/** What is around it comes along and is kept, so that going there asks for nothing more. */
export async function seqAt({know}: MoreParts, conversation: string, time: Date | number): Promise<number> {
  const aroundTs = Math.max(0, Math.trunc(+time));
  const {messages, range} = await know('history.page', {conversation, aroundTs, limit: pageSize});
  return messages.find(({ts}) => ts >= aroundTs)?.seq ?? range.to;
}
