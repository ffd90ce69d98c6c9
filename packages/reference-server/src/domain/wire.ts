/** From what is stored to what is said: records to the nouns of the protocol. */
import type {
  Content,
  ConversationMeta,
  Member,
  Message,
  Own,
  Preview,
  Profile,
  Quote,
  ReactionSummary,
} from '@parlor/sdk/protocol';
import {
  type ConversationRecord,
  type MemberRecord,
  noEnd,
  type ReactionTally,
  type ShownMessage,
  type UserRecord,
  type Window,
} from '../store/records.js';
import {isBlocked} from './block-marks.js';
import {beginningOf} from './text.js';

/** Code points of a quote or preview. */
const excerpt = 140;

/** Leaves out what is undefined: on the wire such a field is absent. */
export function defined<Value extends object>(value: Value): {[K in keyof Value]: Exclude<Value[K], undefined>} {
  const result = {} as {[K in keyof Value]: Exclude<Value[K], undefined>};
  for (const key in value)
    if (value[key] !== undefined) result[key] = value[key] as Exclude<Value[typeof key], undefined>;
  return result;
}

export function toMeta(record: ConversationRecord): ConversationMeta {
  const {
    id,
    type,
    status,
    title,
    avatar,
    description,
    context,
    data,
    createdAt,
    purge,
    slowSeconds,
    history,
    pair,
    members,
    metaRev,
  } = record;
  return defined({
    id,
    type,
    status,
    title,
    avatar,
    description,
    context,
    data,
    createdAt,
    purge: purge || undefined,
    slowSeconds,
    history,
    pair,
    members,
    rev: metaRev,
  }) as ConversationMeta;
}

/** `registers`: tell how far this person has read, too. */
export function toMember({user, state, role, rev, read, delivered}: MemberRecord, registers = false): Member {
  return registers && state === 'joined' ? {user, state, role, rev, read, delivered} : {user, state, role, rev};
}

/** Whether its members' registers are told: in conversations of up to so many, and not while one of two blocks the other. */
export const tellsRegisters = (conversation: ConversationRecord, most: number): boolean =>
  conversation.members <= most && !isBlocked(conversation);

/**
 * What lies before their view of it counts as cleared: devices hide it whatever they have kept of an earlier stay (PWP-MEMBER-009).
 * `blocked`: as it stands for this member.
 */
export function toOwn(record: MemberRecord, blocked: Own['blocked']): Own {
  const {read, readPrivate, delivered, ownRev, markedUnread, mutedUntil, pinned, archived} = record;
  const cleared = Math.max(record.cleared, record.visibleFrom - 1);
  const own = {read, readPrivate, delivered, cleared, rev: ownRev, markedUnread, mutedUntil, pinned, archived};
  return {...own, ...(blocked !== undefined && {blocked}), ...(record.later && {later: record.later})};
}

/** The rev of a message for a reader who sees what happened up to `upTo`. */
export const revFor = ({rev, pinRev = 0}: Pick<ShownMessage, 'rev' | 'pinRev'>, upTo = noEnd): number =>
  Math.max(rev, pinRev <= upTo ? pinRev : 0);

/** What a reader is told of a message beside its record. `upTo`: where their view ends. */
export type Told = {quote?: Quote | undefined; reactions?: ReactionSummary[] | undefined; upTo?: number};

export function toMessage(record: ShownMessage, more: Told = {}): Message {
  const {id, seq, sender, ts, clientTs, content, editedAt, deleted, pinRev, pinnedBy, pinnedAt} = record;
  const {upTo = noEnd} = more;
  const message: Message = {id, seq, rev: revFor(record, upTo), sender, ts, content};
  if (clientTs !== undefined) message.clientTs = clientTs;
  if (more.quote !== undefined && deleted === undefined) message.replyTo = more.quote;
  if (editedAt !== undefined) message.editedAt = editedAt;
  if (deleted !== undefined) message.deleted = deleted;
  if (pinRev !== undefined && pinRev <= upTo && pinnedBy !== undefined)
    message.pinned = {by: pinnedBy, at: pinnedAt ?? 0, rev: pinRev};
  if (more.reactions !== undefined && deleted === undefined && more.reactions.length > 0)
    message.reactions = more.reactions;
  return message;
}

/** The JSON of `toMessage`. Of most messages nothing more is told than this, and their content goes out as it is stored. */
export function messageText(record: ShownMessage, more: Told = {}): string {
  const {id, seq, rev, sender, ts, clientTs, contentText, editedAt, deleted, pinRev} = record;
  const isUsual = editedAt === undefined && deleted === undefined && pinRev === undefined;
  if (contentText === undefined || !isUsual || more.quote !== undefined || more.reactions !== undefined)
    return JSON.stringify(toMessage(record, more));
  const sent = clientTs === undefined ? '' : `,"clientTs":${clientTs}`;
  const by = JSON.stringify(sender);
  // an id of a message has nothing in it to be escaped
  return `{"id":"${id}","seq":${seq},"rev":${rev},"sender":${by},"ts":${ts}${sent},"content":${contentText}}`;
}

/** The beginning of a message, and what that is (PWP-MODEL-013). */
const toBeginning = ({text, poll, growing}: Content): Pick<Quote, 'text' | 'poll' | 'growing'> => ({
  text: beginningOf(text, excerpt),
  ...(poll && {poll: true}),
  ...(growing !== undefined && {growing}),
});

/** A quote shows no more than its reader may see of the message itself (S19). */
export function toQuote(record: ShownMessage, {from, upTo}: Pick<Window, 'from' | 'upTo'>): Quote {
  const {id, seq, sender, deleted, content} = record;
  if (deleted !== undefined) return {id, seq, sender, text: '', deleted: true};
  return {id, seq, sender, ...(seq >= from && record.rev <= upTo ? toBeginning(content) : {text: ''})};
}

export function toPreview({id, seq, rev, sender, ts, content, deleted}: ShownMessage): Preview {
  const preview: Preview = {id, seq, rev, sender, ts, kind: content.kind, ...toBeginning(content)};
  return deleted === undefined ? preview : {...preview, deleted: true};
}

export function toSummary({key, count, users, rev, own}: ReactionTally, forReader = true): ReactionSummary {
  return forReader ? {key, count, own, users, rev} : {key, count, users, rev};
}

/** A custom status that is over is not told. */
export function toProfile({user, kind, name, avatar, locale, status, data, rev}: UserRecord, now: number): Profile {
  const over = status?.until !== undefined && status.until !== 0 && status.until <= now;
  return defined({
    user,
    name,
    avatar,
    locale,
    status: over ? undefined : status,
    data,
    erased: kind === 'erased' || undefined,
    rev,
  }) as Profile;
}
