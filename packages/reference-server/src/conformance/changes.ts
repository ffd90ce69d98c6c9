/** Reading changes: the revs they are of, and whether a connection was told all of them. */
import type {Change, Reply} from '@parlor/sdk/protocol';
import type {Connection} from './connection.js';
import {fail, holds} from './expect.js';

/** The revs of everything in these changes, rising. */
export const revsIn = (changes: readonly Change[]): number[] =>
  changes
    .map((change) => {
      if (change.type === 'message') return change.message.rev;
      if (change.type === 'member') return change.member.rev;
      return change.type === 'conversation' ? change.conversation.rev : change.rev;
    })
    .sort((a, b) => a - b);

/** The connection was told every change from `from` to `to`, without a hole. */
export function assertDense(connection: Connection, conversation: string, from: number, to: number): void {
  let reached = from - 1;
  for (const frame of connection.changesOf(conversation)) {
    if (frame.to <= reached) continue;
    if (frame.from > reached + 1)
      fail(`a hole: changes ${frame.from}…${frame.to} came after everything up to ${reached}`);
    reached = frame.to;
  }
  holds(reached >= to, `changes came up to ${reached} instead of ${to}`);
}

export const codesOf = (replies: readonly Reply[]): string[] => replies.map((reply) => (reply.ok ? 'ok' : reply.code));
