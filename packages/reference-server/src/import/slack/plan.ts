/** What an export holds, found out before anything is written, and the conversations as they begin. */
import {defaultLimits} from '@parlor/sdk/protocol';
import {conversationIdOf, messageIdOf} from '../ids.js';
import type {Entry, Group} from '../prepared.js';
import {channelOf, personOf} from './entry.js';
import type {SlackMessage} from './message.js';
import type {Identity, Person, Place, Workspace} from './workspace.js';

export type PlacePlan = {
  first: number | undefined;
  /** Everybody who wrote, by the id they have here. */
  authors: Map<string, Person>;
  /** The times of its messages, which are their ids in Slack. */
  times: Set<string>;
};

export const emptyPlan = (): PlacePlan => ({first: undefined, authors: new Map(), times: new Set()});

/** Answers false where a message of this time was there before. */
export function plan(known: PlacePlan, {ts, at}: SlackMessage, {author}: Entry): boolean {
  if (known.times.has(ts)) return false;
  known.times.add(ts);
  known.first = Math.min(known.first ?? at, at);
  known.authors.set(author.user, author);
  return true;
}

/** The message that began the thread, if it comes along. */
export const answered = (place: Place, {times}: PlacePlan, {thread}: SlackMessage): Pick<Entry, 'replyTo'> =>
  thread !== undefined && times.has(thread) ? {replyTo: messageIdOf(channelOf(place), thread)} : {};

export type Arrangement = Identity & {join: readonly Person[]; unread: number; members: number; now: number};

/**
 * The conversation as it begins; nothing where there is nobody to have it, or two people who never wrote. Who joins everything joins
 * what was open to all of Slack, and nothing else. Of an archived channel Slack names no members: those who wrote have it.
 */
export function groupOf(
  place: Place,
  {first, authors}: PlacePlan,
  workspace: Workspace,
  arrangement: Arrangement,
): Group | undefined {
  const {kind, title, description, closed, creator} = place;
  if (kind === 'direct' && first === undefined) return undefined;
  const joining = kind === 'public' ? arrangement.join : [];
  const listed = new Map(
    place.members.map((id) => personOf(id, undefined, workspace, arrangement)).map((person) => [person.user, person]),
  );
  // one of two people may be known by a message alone
  if (listed.size === 0 || kind === 'direct')
    for (const [user, person] of authors) if (!listed.has(user)) listed.set(user, person);
  for (const {user} of joining) listed.delete(user);
  const owner = creator === undefined ? undefined : personOf(creator, undefined, workspace, arrangement).user;
  const members = [...listed.values()]
    .map((person) => authors.get(person.user) ?? person)
    .sort((a, b) => Number(b.user === owner) - Number(a.user === owner))
    .slice(0, Math.max(0, Math.min(arrangement.members, defaultLimits.members) - joining.length));
  if (joining.length + members.length === 0) return undefined;
  return {
    id: conversationIdOf(channelOf(place)),
    title,
    at: Math.min(place.createdAt ?? arrangement.now, first ?? arrangement.now, arrangement.now),
    joining: joining.map(({user, name}) => ({user, name})),
    authors: members,
    unread: joining.length > 0 ? arrangement.unread : 0,
    prefix: '',
    haveRead: true,
    ...(kind === 'direct' && members.length === 2 && {direct: true}),
    ...(description !== undefined && {description}),
    ...(closed && {closed}),
  };
}
