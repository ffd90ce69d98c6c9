/**
 * What the log says, made ready to be written: names resolved, ids made, content built. It holds nothing that only the whole
 * log can answer, so it can be written here or handed over to a running server.
 */
import {Content, ConversationId, defaultLimits, MessageId, UserId} from '@parlor/sdk/protocol';
import * as v from 'valibot';
import {bytesOf} from '../domain/text.js';
import {contentOf} from './content.js';
import {conversationIdOf, messageIdOf} from './ids.js';
import type {ImportLine} from './line.js';
import {busiestAuthors, type ChannelPlan, type Plan} from './plan.js';

const Name = v.pipe(v.string(), v.minLength(1), v.maxLength(120));
const Time = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const Person = v.strictObject({user: UserId, name: Name});

/** A group as it begins: those who join, the first of them its owner, and the busiest authors. */
export const Group = v.strictObject({
  id: ConversationId,
  title: Name,
  at: Time,
  joining: v.pipe(v.array(Person), v.maxLength(1_000)),
  authors: v.pipe(v.array(Person), v.maxLength(defaultLimits.members)),
  /** How many messages at the end are unread for those who join. */
  unread: v.pipe(Time, v.maxValue(1_000)),
  /** Of two people, who have no other direct conversation; with one they have already, a group of two. */
  direct: v.optional(v.boolean()),
  description: v.optional(v.pipe(v.string(), v.maxLength(1_000))),
  /** Nobody writes in it any more. */
  closed: v.optional(v.boolean()),
  /** The authors have read everything, whatever their ids begin with. */
  haveRead: v.optional(v.boolean()),
  /** Members whose id begins so are authors of a log, who have read everything; empty: nobody is known to be one. */
  prefix: v.pipe(v.string(), v.maxLength(64)),
});
export type Group = v.InferOutput<typeof Group>;

const ReactionKey = v.pipe(
  v.string(),
  v.check((key) => key !== '' && key.trim() === key && bytesOf(key) <= defaultLimits.reactionKeyBytes),
);

/** One message with its author, and those who reacted to it. */
export const Entry = v.strictObject({
  conversation: ConversationId,
  id: MessageId,
  author: Person,
  at: Time,
  content: Content,
  replyTo: v.optional(MessageId),
  editedAt: v.optional(Time),
  reactions: v.optional(
    v.pipe(
      v.array(v.strictObject({key: ReactionKey, by: v.pipe(v.array(Person), v.minLength(1), v.maxLength(500))})),
      v.maxLength(defaultLimits.reactionKeys),
    ),
  ),
});
export type Entry = v.InferOutput<typeof Entry>;

/** People (ids of the host) who join every imported group, how many members it has at most, and what goes before authors' names. */
export type Arrangement = {
  join: readonly {user: string; name: string}[];
  unread: (channel: string) => number;
  prefix: string;
  members: number;
};

export function groupOf(name: string, channel: ChannelPlan, {join, unread, prefix, members}: Arrangement): Group {
  const authors = busiestAuthors(channel, Math.min(members, defaultLimits.members) - join.length);
  return {
    id: conversationIdOf(name),
    title: channel.title,
    at: channel.first,
    joining: join.map(({user, name}) => ({user, name})),
    authors: authors.map((author) => ({user: prefix + author, name: author})),
    unread: unread(name),
    prefix,
  };
}

export function entryOf(line: ImportLine, {channels}: Plan, {prefix}: Pick<Arrangement, 'prefix'>): Entry {
  const channel = channels.get(line.channel);
  if (!channel) throw new Error(`The channel "${line.channel}" is not in the plan.`);
  const {author, at, replyTo} = line;
  const userOf = (name: string): string | undefined => (channel.authors.has(name) ? prefix + name : undefined);
  return {
    conversation: conversationIdOf(line.channel),
    id: messageIdOf(line.channel, line.id),
    author: {user: prefix + author, name: author},
    at,
    content: contentOf(line, userOf),
    ...(replyTo !== undefined && channel.lines.has(replyTo) && {replyTo: messageIdOf(line.channel, replyTo)}),
  };
}
