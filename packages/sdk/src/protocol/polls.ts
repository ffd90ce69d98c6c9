/** Polls: a question with options; a vote is a reaction under a key of its own (PWP-POLL-001 …). */
import * as v from 'valibot';
import {Timestamp} from './ids.js';

/** `aheadMs`: how far ahead a poll may close, in milliseconds. None of it is in `limits`: a hello has no room for what only one dialog needs. */
export const pollLimits = {
  least: 2,
  options: 12,
  optionLength: 100,
  aheadMs: 366 * 24 * 60 * 60 * 1000,
} as const;

/** Made by whoever makes the poll, and told apart within it alone. */
const OptionId = v.pipe(v.string(), v.regex(/^[a-z0-9]{1,8}$/));

/** `text`: plain, in one line. */
export const PollOption = v.strictObject({
  id: OptionId,
  text: v.pipe(
    v.string(),
    v.trim(),
    v.minLength(1),
    v.regex(/^[^\p{Cc}\p{Cs}]*$/u, 'control characters and lone surrogates are not allowed'),
    v.check((text) => [...text].length <= pollLimits.optionLength, `longer than ${pollLimits.optionLength} characters`),
  ),
});
export type PollOption = v.InferOutput<typeof PollOption>;

/** `multiple`: a person may choose several. `closesAt`: by the server's clock, nobody votes from then on. `closed`: its author closed it before. */
export const Poll = v.strictObject({
  options: v.pipe(v.array(PollOption), v.minLength(pollLimits.least), v.maxLength(pollLimits.options)),
  multiple: v.optional(v.literal(true)),
  closesAt: v.optional(Timestamp),
  closed: v.optional(v.literal(true)),
});
export type Poll = v.InferOutput<typeof Poll>;

const prefix = 'vote:';
/** The key of the reaction that is a vote for an option. */
export const voteKey = (option: string): string => prefix + option;
/** Whether a reaction is a vote, and no reaction that is to be shown as one. */
export const isVoteKey = (key: string): boolean => key.startsWith(prefix);
