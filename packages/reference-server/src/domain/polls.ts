/**
 * Polls: a question with options, and votes that are reactions under keys of their own (PWP-POLL-001 …). So a vote goes wherever a reaction
 * goes; here is only what is said of it besides.
 */
import {type Content, type ContentInput, isVoteKey, type Poll, pollLimits, voteKey} from '@parlor/sdk/protocol';
import type {MessageRecord, ReactionTally} from '../store/records.js';
import {canonical} from './fingerprint.js';
import {Refusal} from './refusal.js';

/** Of a poll that is sent: the shape was checked at the door. @throws {Refusal} SCHEMA */
export function assertPoll({poll, text, growing, forwarded}: ContentInput): void {
  if (!poll) return;
  if (text.trim() === '') throw new Refusal('SCHEMA', 'content.text: a poll asks something');
  if (growing || forwarded) throw new Refusal('SCHEMA', 'content.poll: neither grows nor is forwarded');
  if (new Set(poll.options.map(({id}) => id)).size < poll.options.length)
    throw new Refusal('SCHEMA', 'content.poll.options: an id comes twice');
}

/** When it is sent: a repetition may come when it is over. @throws {Refusal} SCHEMA, TOO_LARGE */
export function assertOpens({poll}: Pick<ContentInput, 'poll'>, now: number): void {
  if (!poll) return;
  if (poll.closed) throw new Refusal('SCHEMA', 'content.poll.closed: nobody could vote');
  if (poll.closesAt !== undefined && poll.closesAt <= now)
    throw new Refusal('SCHEMA', 'content.poll.closesAt: not ahead');
  if (poll.closesAt !== undefined && poll.closesAt > now + pollLimits.aheadMs)
    throw new Refusal('TOO_LARGE', 'content.poll.closesAt: too far ahead');
}

const isOver = ({closed, closesAt}: Poll, now: number): boolean =>
  closed === true || (closesAt !== undefined && closesAt <= now);

/** What is asked, with its files as they are named. */
type Said = Pick<Content, 'kind' | 'text' | 'ranges' | 'data' | 'lang' | 'poll'> & {
  attachments?: readonly {id: string; alt?: string | undefined}[] | undefined;
};

const open = ({closed: _, ...poll}: Poll): string => canonical(poll);

/**
 * The content after an edit of a message that is a poll, or would become one: a poll is closed by it, and nothing else changes.
 * @throws {Refusal} SCHEMA, FORBIDDEN
 */
export function closedBy(said: Content, wanted: Said): Content {
  if (!said.poll) throw new Refusal('SCHEMA', 'content.poll: an edit makes no poll');
  const {poll = said.poll} = wanted;
  const words = ({kind, text, ranges, data, lang}: Said): string =>
    canonical({kind, text, ranges: ranges ?? [], data: data ?? null, lang: lang ?? ''});
  const files = (list: readonly {id: string; alt?: string | undefined}[] = []): string =>
    canonical(list.map(({id, alt}) => ({id, alt: alt ?? ''})));
  if (
    words(wanted) !== words(said) ||
    files(wanted.attachments) !== files(said.attachments) ||
    open(poll) !== open(said.poll) ||
    (said.poll.closed && !poll.closed)
  )
    throw new Refusal('FORBIDDEN', 'content: a poll stays as it was asked');
  return poll.closed ? {...said, poll: {...said.poll, closed: true}} : said;
}

/**
 * Whether somebody may vote, or take a vote back, and which votes of theirs go with that. `tallies`: of all keys, as the voter sees them.
 * @throws {Refusal} SCHEMA for what is no option of it, CLOSED
 */
export function votesThatGo(
  {content: {poll}}: Pick<MessageRecord, 'content'>,
  {key, on, now}: {key: string; on: boolean; now: number},
  tallies: readonly ReactionTally[],
): readonly ReactionTally[] {
  if (!isVoteKey(key)) return [];
  // what somebody reacted with before there were polls can be taken back
  if (!poll && !on) return [];
  if (!poll?.options.some(({id}) => voteKey(id) === key)) throw new Refusal('SCHEMA', 'key: no option of this poll');
  if (isOver(poll, now)) throw new Refusal('CLOSED', 'key: the poll is closed');
  if (!on || poll.multiple) return [];
  return tallies.filter((tally) => tally.own && tally.key !== key && isVoteKey(tally.key));
}
