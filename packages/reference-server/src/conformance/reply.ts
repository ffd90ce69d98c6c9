/** What every answer is held to, whatever case asked: a result of the operation's shape, or a failure of the table. */
import {failures, isOperationName, operations, Reply} from '@parlor/sdk/protocol';
import * as v from 'valibot';
import {Broken, NotOffered, show} from './expect.js';

export function checkReply(op: string, value: unknown): Reply {
  const parsed = v.safeParse(Reply, value);
  if (!parsed.success)
    throw new Broken(`${op} was answered with ${show(value)}, which is neither a result nor a failure`);
  const reply = parsed.output as Reply;
  if (reply.ok) checkResult(op, reply.result);
  else if (reply.retry !== failures[reply.code].retry) {
    throw new Broken(`${reply.code} says retry: ${reply.retry} instead of ${failures[reply.code].retry}`);
  }
  if (!reply.ok && reply.code === 'UNKNOWN_OPERATION' && isOperationName(op)) {
    throw new NotOffered(`the server has no ${op}`);
  }
  return reply;
}

function checkResult(op: string, result: unknown): void {
  if (!isOperationName(op)) return;
  const shape = v.safeParse(operations[op].output as v.GenericSchema, result);
  if (shape.success) return;
  const [issue] = shape.issues;
  throw new Broken(`the result of ${op} has another shape: ${v.getDotPath(issue) ?? 'result'}: ${issue.message}`);
}
