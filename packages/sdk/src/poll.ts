/**
 * Polls: what one shows, a vote, and its end. An entry of its own, `@parlor/sdk/poll`: a message brings its poll and its votes along, and pages without
 * polls load nothing of this.
 */
import type {ConversationHandle, Message} from './client/api.js';
import type {Poll} from './protocol/polls.js';

/** As in the protocol (PWP-POLL-003), which is not loaded for this. */
const prefix = 'vote:';
const keyOf = (option: string): string => prefix + option;

/** Whether a reaction is a vote, by its key: such a one is not to be shown among the reactions. */
export const isVote = (key: string): boolean => key.startsWith(prefix);

/** `share`: of all votes, from 0 to 1. `own`: I voted for it. `users`: the newest few; `conversation.reactions(id, key)` brings all. */
export type PollChoice = {
  id: string;
  text: string;
  key: string;
  votes: number;
  share: number;
  own: boolean;
  users: readonly string[];
};

/** `votes`: of all choices together. `closesAt`: milliseconds since 1970, by the server's clock. */
export type PollView = {
  choices: readonly PollChoice[];
  votes: number;
  multiple: boolean;
  isClosed: boolean;
  closesAt: number | undefined;
};

/** What a message that is a poll shows at a time; nothing of one that is none. */
export function viewPoll({content: {poll}, reactions, deleted}: Message, now: number): PollView | undefined {
  if (!poll || deleted) return undefined;
  const {options, multiple = false, closesAt, closed} = poll;
  const found = options.map(({id, text}) => {
    const key = keyOf(id);
    const {count = 0, own = false, users = []} = reactions.find((reaction) => reaction.key === key) ?? {};
    return {id, text, key, votes: count, own, users};
  });
  const votes = found.reduce((sum, choice) => sum + choice.votes, 0);
  return {
    choices: found.map((choice) => ({...choice, share: votes > 0 ? choice.votes / votes : 0})),
    votes,
    multiple,
    isClosed: closed === true || (closesAt !== undefined && closesAt <= now),
    closesAt,
  };
}

/**
 * Votes for an option, or takes the vote back. It waits in the outbox as any reaction does and is shown at once; of a single choice the other vote goes with
 * it.
 * @throws {ChatError} as `react`
 */
export async function vote(conversation: ConversationHandle, message: Message, option: string): Promise<void> {
  const view = viewPoll(message, 0);
  const chosen = view?.choices.find(({id}) => id === option);
  if (!view || !chosen) return;
  // the server does the same by itself; said here as well, it is seen before it answers
  if (!chosen.own && !view.multiple)
    for (const {own, key} of view.choices) if (own) await conversation.react(message.id, key, false);
  await conversation.react(message.id, chosen.key, !chosen.own);
}

/** Of one's own poll: nobody votes any more. It waits in the outbox as any edit does. @throws {ChatError} as `edit` */
export async function closePoll(conversation: ConversationHandle, {id, content}: Message): Promise<void> {
  const {attachments: _, growing: __, forwarded: ___, preview: ____, noPreview: _____, poll, ...said} = content;
  if (poll) await conversation.edit(id, {...said, poll: {...poll, closed: true}});
}

/** A poll of these texts, as `send` takes it. */
export const pollOf = (texts: readonly string[], more: Pick<Poll, 'multiple' | 'closesAt'> = {}): Poll => ({
  options: texts.map((text, at) => ({id: at.toString(36), text})),
  ...more,
});
