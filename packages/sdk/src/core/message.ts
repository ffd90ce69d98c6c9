/**
 * A message: merging what the server says about it (joins: any order, any number of times, the same result), and what the
 * app sees of it with the changes laid over that are not confirmed yet.
 */
import {defined} from '../base/keep.js';
import type {ChangesFrame} from '../protocol/frames.js';
import type {Content, Quote, ReactionSummary, Message as WireMessage} from '../protocol/model.js';
import type {NewOutboxRow, OutboxRow} from './outbox-row.js';
import type {Delivery, Message, MessageFile, Reaction} from './view.js';

/** `ownRev`: the rev as of which `own` is known; live frames about others' reactions say nothing about it. */
export type CachedReaction = ReactionSummary & {ownRev?: number};

/**
 * A message as the cache keeps it. `asOf`: every reaction with a rev up to here is listed, so a key that is absent was
 * taken off. Any wire message is one, with `asOf` unknown.
 */
export type CachedMessage = Omit<WireMessage, 'reactions'> & {reactions?: CachedReaction[] | undefined; asOf?: number};

export type ReactionChange = Extract<ChangesFrame['changes'][number], {type: 'reaction'}>;

/** Whether a message of this kind counts as unread and moves the inbox (PWP-UNREAD-001): all but the server's own. */
export const isCountable = (kind: string): boolean => kind !== 'system';

/** Whether the content mentions the person. */
export const mentions = (
  content: {ranges?: readonly {type: string; user?: string | undefined}[] | undefined},
  user: string,
): boolean => !!content.ranges?.some((range) => range.type === 'mention' && range.user === user);

/** A wire message with all its reactions as of `asOf`: what history pages and deltas carry. */
export const snapshot = (message: WireMessage, asOf: number): CachedMessage => ({...message, asOf});

const asOfOf = (message: CachedMessage): number => message.asOf ?? 0;
const ownRevOf = ({own, ownRev, rev}: CachedReaction): number => ownRev ?? (own === undefined ? 0 : rev);

function joinReaction(a: CachedReaction, b: CachedReaction): CachedReaction {
  const teller = ownRevOf(b) > ownRevOf(a) ? b : a;
  const base = a.rev === b.rev ? teller : b.rev > a.rev ? b : a;
  const ownRev = ownRevOf(teller);
  return base === teller || !ownRev ? base : {...base, own: !!teller.own, ownRev};
}

/** Key by key; a key that is not listed stood at nobody when all were listed. */
function joinReactions(a: CachedMessage, b: CachedMessage): CachedReaction[] {
  const asOf = Math.max(asOfOf(a), asOfOf(b));
  const find = (side: CachedMessage, key: string): CachedReaction =>
    side.reactions?.find((one) => one.key === key) ?? {key, count: 0, users: [], own: false, rev: asOfOf(side)};
  const keys = new Set([...(a.reactions ?? []), ...(b.reactions ?? [])].map(({key}) => key));
  return [...keys]
    .sort()
    .map((key) => joinReaction(find(a, key), find(b, key)))
    .filter(({count, rev}) => count || rev > asOf);
}

/**
 * The join of two states of one message: the higher rev gives the content, every reaction key its own higher rev, a delete
 * is absorbing (I5, I6). Commutative and idempotent. `have` itself where `come` brings nothing new.
 */
export function joinMessage(have: CachedMessage | undefined, come: CachedMessage): CachedMessage {
  if (!have || have === come) return come;
  const isDeleted = have.deleted || come.deleted;
  const isNews = !have.deleted === !come.deleted ? come.rev > have.rev : come.deleted;
  const base = isNews ? come : have;
  const rev = Math.max(have.rev, come.rev);
  const asOf = Math.max(asOfOf(have), asOfOf(come));
  const reactions = isDeleted ? [] : joinReactions(have, come);
  const isScrubbed = [have, come].some(({replyTo}) => replyTo?.deleted && replyTo.id === base.replyTo?.id);
  const isNew =
    base !== have ||
    rev !== have.rev ||
    asOf !== asOfOf(have) ||
    reactions.length !== (have.reactions?.length ?? 0) ||
    reactions.some((one) => !have.reactions?.includes(one));
  const {reactions: _, ...rest} = base;
  const joined = isNew ? {...rest, rev, ...(reactions.length && {reactions}), ...(asOf && {asOf})} : have;
  return isScrubbed && base.replyTo ? scrubQuote(joined, base.replyTo.id) : joined;
}

/** The message without the words of `deleted` in its quote; itself if it does not quote it (I5). */
export function scrubQuote(message: CachedMessage, deleted: string): CachedMessage {
  const quote = message.replyTo;
  return quote?.id === deleted && !quote.deleted ? {...message, replyTo: {...quote, text: '', deleted: true}} : message;
}

/** The message with a `reaction` change merged; itself if the change brings nothing new. `user`: the reader. */
export function applyReaction(message: CachedMessage, change: ReactionChange, user: string): CachedMessage {
  const {own, ...rest} = change.summary;
  const told = change.user === user && change.on !== undefined ? change.on : own;
  const reaction: CachedReaction = {
    ...rest,
    rev: change.rev,
    ...(told !== undefined && {own: told}),
  };
  return joinMessage(message, {...message, asOf: 0, reactions: [reaction]});
}

const viewReactions = (message: CachedMessage): readonly Reaction[] =>
  (message.reactions ?? [])
    .filter((reaction) => reaction.count)
    .map(({key, count, own, users}) => ({key, count, own: !!own, users}));

function viewContent(
  content: Omit<Content, 'attachments' | 'kind'> & {
    kind?: string;
    attachments?: readonly MessageFile[] | undefined;
  },
): Message['content'] {
  return {kind: 'text', ranges: [], attachments: [], ...defined(content)};
}

/** For whom and with what a message is drawn. `rows`: the outbox rows about it; `delivery`: of an own confirmed message. */
export type MessageContext = {
  conversation: string;
  user: string;
  rows?: readonly NewOutboxRow[] | undefined;
  delivery?: Delivery | undefined;
};

/** What the app sees of a message, unconfirmed changes of mine laid over it. */
export function viewMessage(
  message: CachedMessage,
  {conversation, user, rows = [], delivery}: MessageContext,
): Message {
  const own = message.sender === user;
  let {content, editedAt} = message;
  let pinned: Message['pinned'] | undefined = message.pinned;
  let deleted = !!message.deleted;
  let reactions = viewReactions(message);
  let change: Message['change'];
  for (const {op, opId, state, why, input, at} of rows) {
    if (op === 'message.send') continue;
    change = {is: state, opId, ...why};
    if (state === 'failed' || deleted) continue;
    if (op === 'message.edit') {
      const said = input.content as Content;
      // a step, the end and what is said of its preview are no edits (PWP-GROW-002, PWP-LINK-003)
      if ((content.growing ?? said.noPreview) === undefined) editedAt = at;
      // files stay
      content = {...said, attachments: content.attachments};
    } else if (op === 'message.delete') deleted = true;
    else if (op === 'reaction.set') reactions = overlayReaction(reactions, input as {key: string; on: boolean}, user);
    else pinned = input.on ? {by: user, at} : undefined;
  }
  if (deleted) {
    content = {kind: content.kind, text: ''};
    reactions = [];
    editedAt = pinned = undefined;
    if (own) delivery = {is: message.deleted ? 'deleted' : 'cancelling'};
  }
  if (own) delivery ??= {is: 'sent'};
  return {
    id: message.id,
    conversation,
    sender: message.sender,
    own,
    seq: message.seq || undefined,
    rev: message.rev,
    at: message.ts,
    content: viewContent(content),
    ...defined({replyTo: message.replyTo, editedAt, pinned, delivery, change}),
    deleted,
    reactions,
    mentionsMe: mentions(content, user),
  };
}

function overlayReaction(
  reactions: readonly Reaction[],
  {key, on}: {key: string; on: boolean},
  user: string,
): readonly Reaction[] {
  const have = reactions.find((reaction) => reaction.key === key);
  if (!!have?.own === on) return reactions;
  const others = (have?.users ?? []).filter((other) => other !== user);
  const count = (have?.count ?? 0) + (on ? 1 : -1);
  const now: Reaction = {key, count, own: on, users: on ? [user, ...others] : others};
  if (!have) return [...reactions, now];
  return reactions.flatMap((reaction) => (reaction === have ? (count > 0 ? [now] : []) : [reaction]));
}

/** A `message.send` row as the message it will be; its seq is not known. */
export function messageOfRow(
  {input, at, files}: Pick<OutboxRow, 'input' | 'at' | 'files'>,
  user: string,
): CachedMessage {
  const {id, content} = input as {id: string; content: Omit<Content, 'kind'>};
  const attachments = files?.map(
    ({shown, sent, size, done}): MessageFile => (done ? shown : {...shown, progress: sent / size}),
  );
  return {
    id,
    seq: 0,
    rev: 0,
    sender: user,
    ts: at,
    content: {kind: 'text', ...content, ...(attachments && {attachments})},
  };
}

/** The beginning of a text: at most 140 code points. Nothing is a match too. */
export const excerpt = (text: string): string => (text.match(/.{0,140}/su) as RegExpMatchArray)[0];

/** How a message is quoted. */
export const quoteOf = ({id, seq, sender, content: {text, poll, growing}, deleted}: CachedMessage): Quote => ({
  id,
  seq,
  sender,
  text: deleted ? '' : excerpt(text),
  ...defined({poll: poll && true, growing}),
  ...(deleted && {deleted: true}),
});
