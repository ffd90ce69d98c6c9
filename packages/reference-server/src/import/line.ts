/** One line of an import file: a JSON object for one message of a chat log. */
import {defaultLimits, UserId} from '@parlor/sdk/protocol';
import * as v from 'valibot';

/** A message of the log. `at` is milliseconds since 1970; `action` is what IRC calls `/me`. */
export type ImportLine = {
  id: string;
  channel: string;
  author: string;
  at: number;
  text: string;
  replyTo?: string;
  action?: boolean;
};

const Name = v.pipe(v.string('is not a text'), v.minLength(1, 'is empty'), v.maxLength(120, 'is longer than 120'));
const Time = v.pipe(
  v.string('is not a text'),
  v.isoTimestamp('is not a time like 2019-01-05T05:42:11.000Z'),
  v.transform((text) => Date.parse(text)),
  v.check((at) => at >= 0, 'is before 1970'),
);

// fields that are not named here (reply_to_all among them) are passed over
const Line = v.object({
  id: Name,
  channel: Name,
  author: v.pipe(Name, UserId),
  ts: Time,
  text: v.pipe(
    v.string('is not a text'),
    v.check((text) => text.trim() !== '', 'is empty'),
    v.check(
      (text) => [...text].length <= defaultLimits.textLength,
      `is longer than ${defaultLimits.textLength} characters`,
    ),
    v.check((text) => !/[\p{Cs}\0]/u.test(text), 'holds half a character or a NUL'),
  ),
  reply_to: v.optional(Name),
  type: v.optional(v.picklist(['action', 'message'], 'is neither "action" nor "message"')),
});

/** The message of a line, or a sentence about what is wrong with it. */
export function readLine(text: string): ImportLine | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'it is not JSON';
  }
  const parsed = v.safeParse(Line, value);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    const field = v.getDotPath(issue);
    if (field === null) return 'it is not a JSON object';
    return issue.received === 'undefined' ? `"${field}" is missing` : `"${field}" ${issue.message}`;
  }
  const {ts, reply_to: replyTo, type, ...rest} = parsed.output;
  return {...rest, at: ts, ...(replyTo !== undefined && {replyTo}), ...(type === 'action' && {action: true})};
}
