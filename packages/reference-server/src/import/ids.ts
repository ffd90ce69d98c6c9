/** Ids made from a log's own names: the same line is the same message, however often it is imported. */
import {createHash} from 'node:crypto';

const digest = (...parts: readonly string[]): string =>
  createHash('sha256')
    .update(parts.map((part) => `${part.length}:${part}`).join(''))
    .digest('base64url')
    .slice(0, 21);

export const conversationIdOf = (channel: string): string => `c_${digest('conversation', channel)}`;
export const messageIdOf = (channel: string, line: string): string => digest('message', channel, line);
