/** One message of a day's file, checked: its shape is what Slack's exports have had over the years. */
import * as v from 'valibot';
import {inOneLine} from './storable.js';

/** Ids and times are Slack's own; `at` and `editedAt` are milliseconds since 1970. */
export type SlackMessage = {
  ts: string;
  at: number;
  user: string;
  /** How the message itself names its author: people of other workspaces are not in the list. */
  name: string | undefined;
  text: string;
  isAction: boolean;
  /** The message that this one's thread began with. */
  thread: string | undefined;
  editedAt: number | undefined;
  reactions: {name: string; users: string[]; count: number}[];
  files: {name: string; url: string | undefined}[];
};

/** `skipped`: not said by anybody. `why` is Slack's name for it. */
export type Read = {is: 'said'; message: SlackMessage} | {is: 'skipped'; why: string} | {is: 'bad'; sentence: string};

/** Kinds of messages that are somebody's own words; the others are what Slack and its apps say. */
const said = new Set([undefined, 'me_message', 'thread_broadcast', 'file_share']);
/** A clock may be wrong by so much. */
const aheadMs = 24 * 60 * 60 * 1000;

const id = v.pipe(v.string('is not a text'), v.regex(/^[A-Za-z0-9]{1,40}$/, 'is not an id'));
const text = v.fallback(v.optional(v.string()), undefined);

const Message = v.object({
  ts: v.string('is not a text'),
  user: v.optional(id),
  text: v.optional(v.string('is not a text'), ''),
  subtype: text,
  thread_ts: text,
  edited: v.fallback(v.optional(v.object({ts: v.string()})), undefined),
  user_profile: v.fallback(v.optional(v.object({display_name: text, real_name: text, name: text})), undefined),
  reactions: v.fallback(v.array(v.unknown()), []),
  files: v.fallback(v.array(v.unknown()), []),
  file: v.optional(v.unknown()),
});

const Reaction = v.object({
  name: v.pipe(v.string(), v.minLength(1)),
  users: v.array(id),
  count: v.fallback(v.pipe(v.number(), v.safeInteger(), v.minValue(0)), 0),
});

const File = v.object({mode: text, name: text, title: text, permalink: text, url_private: text});

export function readMessage(value: unknown, now: number): Read {
  const parsed = v.safeParse(Message, value);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    const field = v.getDotPath(issue);
    if (field === null) return {is: 'bad', sentence: 'it is not a JSON object'};
    const what = issue.received === 'undefined' ? 'is missing' : issue.message;
    return {is: 'bad', sentence: `"${field}" ${what}`};
  }
  const {ts, user, subtype, thread_ts: thread, edited, user_profile: profile, ...rest} = parsed.output;
  if (!said.has(subtype) || user === undefined) return {is: 'skipped', why: subtype ?? 'bot_message'};
  const at = timeOf(ts, now);
  if (at === undefined) return {is: 'bad', sentence: '"ts" is not a time like 1546666931.000200'};
  const files = rest.file === undefined ? rest.files : [...rest.files, rest.file];
  return {
    is: 'said',
    message: {
      ts,
      at,
      user,
      name: nameIn(profile),
      text: rest.text,
      isAction: subtype === 'me_message',
      thread: thread === ts ? undefined : thread,
      editedAt: edited && (timeOf(edited.ts, now) ?? at),
      reactions: rest.reactions.flatMap((reaction) => fitting(Reaction, reaction)),
      files: files.flatMap((file) => fitting(File, file)).flatMap(fileOf),
    },
  };
}

/** Slack's times are seconds with six digits behind them, and the id of the message in its channel. */
function timeOf(ts: string, now: number): number | undefined {
  const [, seconds, micro] = /^(\d{1,10})\.(\d{6})$/.exec(ts) ?? [];
  const at = Number(seconds) * 1000 + Math.floor(Number(micro) / 1000);
  return at > 0 && at <= now + aheadMs ? at : undefined;
}

/** The name somebody chose, or the one they have. */
export const nameIn = (
  profile: {display_name?: string | undefined; real_name?: string | undefined; name?: string | undefined} | undefined,
): string | undefined =>
  [profile?.display_name, profile?.real_name, profile?.name].find((name) => name !== undefined && name.trim() !== '');

function fitting<Schema extends v.GenericSchema>(schema: Schema, value: unknown): v.InferOutput<Schema>[] {
  const parsed = v.safeParse(schema, value);
  return parsed.success ? [parsed.output] : [];
}

function fileOf({mode, name, title, permalink, url_private: url}: v.InferOutput<typeof File>): SlackMessage['files'] {
  // deleted, or hidden by the plan the workspace had
  if (mode === 'tombstone' || mode === 'hidden_by_limit') return [];
  return [{name: inOneLine(name ?? '') || inOneLine(title ?? '') || 'File', url: withoutToken(permalink || url)}];
}

/** The token in an export's links opens every file of the workspace to whoever reads it. */
function withoutToken(address: string | undefined): string | undefined {
  if (address === undefined || !/^https?:\/\//.test(address) || !URL.canParse(address)) return undefined;
  const url = new URL(address);
  url.searchParams.delete('t');
  return url.href.length <= 2000 ? url.href : undefined;
}
