/**
 * The nouns on the wire: what a server says about people, conversations, members and messages. Readers ignore fields
 * they do not know (PWP-VERSION-003), so these are plain objects, not strict ones.
 */
import * as v from 'valibot';
import {ConversationId, MessageId, Rev, Seq, Timestamp, UserId} from './ids.js';
import {Poll} from './polls.js';

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** Host-defined JSON, at most 4 KB as text (PWP-MODEL-005). */
export const Data = v.record(v.string(), v.unknown());
export type Data = Record<string, unknown>;

export const Role = v.picklist(['owner', 'admin', 'moderator', 'member', 'observer']);
export type Role = v.InferOutput<typeof Role>;

export const ConversationType = v.picklist(['direct', 'group', 'announcement']);
export type ConversationType = v.InferOutput<typeof ConversationType>;

export const ConversationStatus = v.picklist(['open', 'closed', 'removed']);
export type ConversationStatus = v.InferOutput<typeof ConversationStatus>;

export const MembershipState = v.picklist(['joined', 'left', 'removed', 'banned']);
export type MembershipState = v.InferOutput<typeof MembershipState>;

/** What ties a conversation to something in the host app: an order, a project. */
export const Context = v.object({
  type: v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
  id: v.pipe(v.string(), v.minLength(1), v.maxLength(128)),
  title: v.optional(v.pipe(v.string(), v.maxLength(200))),
  url: v.optional(v.pipe(v.string(), v.maxLength(2000))),
});
export type Context = v.InferOutput<typeof Context>;

/**
 * One stretch of formatted text (PWP-MODEL-002). `start` and `end` are offsets in UTF-16 code units over the text, end
 * exclusive. `url` goes with a link, `user` with a mention, `language` with a code block, `level` (from 0) and `ordered`
 * with a list item. A type that a reader does not know is drawn as plain text.
 */
export const TextRange = v.strictObject({
  type: v.picklist(['bold', 'italic', 'strike', 'code', 'code-block', 'quote', 'list-item', 'link', 'mention']),
  start: count,
  end: count,
  url: v.optional(v.pipe(v.string(), v.maxLength(2000))),
  user: v.optional(UserId),
  language: v.optional(v.pipe(v.string(), v.maxLength(32))),
  level: v.optional(v.pipe(count, v.maxValue(8))),
  ordered: v.optional(v.boolean()),
});
export type TextRange = v.InferOutput<typeof TextRange>;

/** Made by the server, opaque (PWP-FILE-001). */
export const FileId = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,64}$/));
export type FileId = string;

/** A file that was uploaded before, as a sender names it; everything else of it the server knows (PWP-MODEL-004). */
export const AttachmentInput = v.strictObject({
  id: FileId,
  /** What is to be seen or heard, in words. */
  alt: v.optional(v.pipe(v.string(), v.maxLength(1000))),
});
export type AttachmentInput = v.InferOutput<typeof AttachmentInput>;

/**
 * A file in a message. `type` and `size` are what the server found, not what the sender said. With `width` and `height` it is
 * a picture that the server drew anew, safe to show; `placeholder` is a ThumbHash of it in base64, to show until it is there.
 * Audio and video have `durationMs` where their container tells it, and video its size in `video`.
 */
export const Attachment = v.object({
  id: FileId,
  name: v.string(),
  type: v.string(),
  size: count,
  width: v.optional(count),
  height: v.optional(count),
  placeholder: v.optional(v.pipe(v.string(), v.maxLength(64))),
  durationMs: v.optional(count),
  /** Pixels, as it is shown upright. */
  video: v.optional(v.object({width: count, height: count})),
  alt: v.optional(v.string()),
});
export type Attachment = v.InferOutput<typeof Attachment>;

/**
 * What the page behind a message's first link says of itself, fetched by the server (PWP-LINK-001). `url` is that link as the message has it.
 * `image` is a file of the server's own: no reader asks anybody else for it (PWP-LINK-002).
 */
export const LinkPreview = v.object({
  url: v.string(),
  title: v.string(),
  site: v.optional(v.string()),
  description: v.optional(v.string()),
  image: v.optional(Attachment),
});
export type LinkPreview = v.InferOutput<typeof LinkPreview>;

/** What a message says. `ranges` and `attachments` are left out when empty. `kind` is `text` unless a host adds its own; `system` is the server's alone (S42). `growing`: its text is still being written, and when it grew last (PWP-GROW-001). */
export const Content = v.object({
  kind: v.pipe(v.string(), v.regex(/^[a-z][a-z0-9-]{0,31}$/)),
  text: v.string(),
  ranges: v.optional(v.array(TextRange)),
  attachments: v.optional(v.array(Attachment)),
  data: v.optional(Data),
  lang: v.optional(v.pipe(v.string(), v.regex(/^[A-Za-z0-9-]{1,35}$/))),
  growing: v.optional(Timestamp),
  /** The words were taken from another message (PWP-FORWARD-001). */
  forwarded: v.optional(v.literal(true)),
  /** The text is its question (PWP-POLL-001). */
  poll: v.optional(Poll),
  /** Its author wants no preview of its link (PWP-LINK-003). */
  noPreview: v.optional(v.boolean()),
  /** Made by the server. */
  preview: v.optional(LinkPreview),
});
export type Content = v.InferOutput<typeof Content>;

/**
 * What a short form says of a message (PWP-MODEL-013): `text` is its beginning, at most 140 code points, empty when deleted. `poll`: the text is
 * the question of a poll. `growing`: it is still being written, may not have begun, and grew then.
 */
const beginning = {
  text: v.string(),
  deleted: v.optional(v.boolean()),
  poll: v.optional(v.boolean()),
  growing: v.optional(Timestamp),
};

/** The message being answered, resolved by the server. */
export const Quote = v.object({
  id: MessageId,
  seq: Seq,
  sender: UserId,
  ...beginning,
});
export type Quote = v.InferOutput<typeof Quote>;

/**
 * All reactions with one key on one message. A count of 0 says that the last one was taken back. `own` is there when the
 * answer was made for one reader; in live frames the reader learns it from the change's `user` and `on` instead.
 */
export const ReactionSummary = v.object({
  key: v.pipe(v.string(), v.minLength(1), v.maxLength(32)),
  count: count,
  own: v.optional(v.boolean()),
  /** The newest few people, newest first. */
  users: v.array(UserId),
  rev: Rev,
});
export type ReactionSummary = v.InferOutput<typeof ReactionSummary>;

/** That a message is pinned in its conversation, by whom and when. `rev` is the seq of that change: the newest pin has the highest. */
export const Pin = v.object({by: UserId, at: Timestamp, rev: Rev});
export type Pin = v.InferOutput<typeof Pin>;

/**
 * A message (PWP-MODEL-001). `seq` is its position, fixed at creation; `rev` the seq of its last change, of its reactions
 * apart. A deleted message keeps id, seq, rev, sender, ts and `deleted`; its content is `{kind, text: ''}`.
 */
export const Message = v.object({
  id: MessageId,
  seq: Seq,
  rev: Rev,
  sender: UserId,
  ts: Timestamp,
  /** When the sender wrote it, by the sender's clock: advisory (PWP-TIME-002). */
  clientTs: v.optional(Timestamp),
  content: Content,
  replyTo: v.optional(Quote),
  editedAt: v.optional(Timestamp),
  /** Who deleted it. */
  deleted: v.optional(UserId),
  pinned: v.optional(Pin),
  reactions: v.optional(v.array(ReactionSummary)),
});
export type Message = v.InferOutput<typeof Message>;

/** What somebody who comes in sees of what was before: all of it, or nothing (PWP-MEMBER-010). */
export const HistoryPolicy = v.picklist(['all', 'joined']);
export type HistoryPolicy = v.InferOutput<typeof HistoryPolicy>;

/** What members see of a conversation. `rev` is the seq of its last change. */
export const ConversationMeta = v.object({
  id: ConversationId,
  type: ConversationType,
  status: ConversationStatus,
  title: v.optional(v.string()),
  avatar: v.optional(v.string()),
  description: v.optional(v.string()),
  context: v.optional(Context),
  data: v.optional(Data),
  createdAt: Timestamp,
  /** In a direct conversation: the two people. */
  pair: v.optional(v.tuple([UserId, UserId])),
  /** Who is no longer in it keeps nothing: neither the server nor their devices show them what was (PWP-MEMBER-007). */
  purge: v.optional(v.boolean()),
  /** Slow mode: seconds between two messages of one member (PWP-SLOW-001). Left out where there is none. */
  slowSeconds: v.optional(count),
  /** Whoever comes in sees all that was before (PWP-MEMBER-010). Left out where they see nothing of it. */
  history: v.optional(HistoryPolicy),
  /** How many have joined. */
  members: count,
  rev: Rev,
});
export type ConversationMeta = v.InferOutput<typeof ConversationMeta>;

/** A person's place in a conversation. `rev` is the seq of its last change of state or role. */
export const Member = v.object({
  user: UserId,
  state: MembershipState,
  role: Role,
  rev: Rev,
  /** How far this person has read and received, where that is told (up to 100 members, and not to the removed). */
  read: v.optional(Seq),
  delivered: v.optional(Seq),
});
export type Member = v.InferOutput<typeof Member>;

/**
 * A reader's own state in a conversation (PWP-REG-001). `read`, `readPrivate`, `delivered`, `cleared` only ever rise; the
 * flags are last-writer-wins by `rev`, which counts their changes from 1 (and those by which `cleared` is lower, PWP-MEMBER-010).
 */
export const Own = v.object({
  read: Seq,
  readPrivate: Seq,
  delivered: Seq,
  cleared: Seq,
  rev: count,
  markedUnread: v.boolean(),
  /** Until when notifications are off; 0 = not muted, 9007199254740991 = for ever. */
  mutedUntil: Timestamp,
  pinned: v.boolean(),
  archived: v.boolean(),
  /**
   * Of a direct conversation in which somebody ever blocked the other: `own` I do; `other` nobody but the other one does. Neither
   * can write then (PWP-BLOCK-002).
   */
  blocked: v.optional(v.picklist(['none', 'own', 'other'])),
  /** Where I ever had a message sent later: how many wait, and how many were refused (PWP-LATER-004). */
  later: v.optional(v.object({waiting: count, failed: count})),
});
export type Own = v.InferOutput<typeof Own>;

/** The newest countable message of a conversation, short. */
export const Preview = v.object({
  id: MessageId,
  seq: Seq,
  rev: Rev,
  sender: UserId,
  ts: Timestamp,
  kind: v.string(),
  ...beginning,
});
export type Preview = v.InferOutput<typeof Preview>;

/**
 * One row of a person's inbox. `unread` and `mentions` are true at the pair (`asOf`, `readAt`): computed with the
 * conversation at seq `asOf` and the reader's effective horizon at `readAt` (PWP-UNREAD-002).
 */
export const InboxRow = v.object({
  conversation: ConversationMeta,
  seq: Seq,
  membership: v.object({state: MembershipState, role: Role, rev: Rev}),
  own: Own,
  unread: count,
  mentions: count,
  asOf: Seq,
  readAt: Seq,
  preview: v.optional(Preview),
  lastActivity: Timestamp,
});
export type InboxRow = v.InferOutput<typeof InboxRow>;

/** Presence as others see it. */
export const Presence = v.object({
  user: UserId,
  state: v.picklist(['online', 'away', 'dnd', 'offline']),
  /** When last online; only while offline, and only if known. */
  lastSeen: v.optional(Timestamp),
});
export type Presence = v.InferOutput<typeof Presence>;
export type PresenceState = Presence['state'];

/** A custom status: a short text, an emoji, an end. `until` 0 = until taken back. */
export const Status = v.strictObject({
  text: v.pipe(v.string(), v.maxLength(120)),
  emoji: v.optional(v.pipe(v.string(), v.maxLength(32))),
  until: v.optional(Timestamp),
});
export type Status = v.InferOutput<typeof Status>;

/** A person. `rev` counts the changes of the profile from 1. */
export const Profile = v.object({
  user: UserId,
  name: v.string(),
  avatar: v.optional(v.string()),
  locale: v.optional(v.string()),
  status: v.optional(Status),
  data: v.optional(Data),
  /** Nothing is left of this person but the id (PWP-HOST-005). */
  erased: v.optional(v.boolean()),
  rev: count,
});
export type Profile = v.InferOutput<typeof Profile>;
