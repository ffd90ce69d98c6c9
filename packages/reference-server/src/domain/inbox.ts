/** What changed, the inbox and its totals (protocol 2.9 A). */
import type {HelloFrame, InputOf, NotificationState, OutputOf} from '@parlor/sdk/protocol';
import type {InboxQuery, Membership, Place} from '../store/store.js';
import {stateSince} from './notifications.js';
import {inboxRows, peopleIn, peopleOf} from './rows.js';
import {type Owner, open, openPage, seal} from './tokens.js';
import {countAll, countsOf} from './unread.js';
import type {Look} from './work.js';

type SyncPage = HelloFrame['sync'];
/** With how the reader's notifications stand, where that has changed: a hello has no room for it, and a frame behind it says it. */
type FirstPage = SyncPage & {notifications?: NotificationState};

const ownerOf = ({actor, settings}: Look): Owner => ({user: actor.user, epoch: settings.epoch});
const placeOf = ({conversation, member}: Membership): Place => ({
  pinned: member.pinned,
  lastActivity: member.farewell?.lastActivity ?? conversation.lastActivity,
  conversation: conversation.id,
});

export const sealCursor = (owner: Owner, x: number): string => seal('sync', owner, [x]);

/**
 * The first page of a resume. The cursor it gives is the horizon of this one snapshot: what changes while the other pages are
 * fetched comes with the next sync (PWP-SYNC-003). A cursor of no use gives the first page of everything instead.
 */
export async function firstSyncPage(
  look: Look,
  resume: {cursor?: string | undefined; epoch?: string | undefined},
  limit: number,
): Promise<FirstPage> {
  const horizon = await look.tx.horizon();
  const owner = ownerOf(look);
  const since = resume.cursor === undefined ? undefined : open('sync', owner, resume.cursor)?.[0];
  const reset = resetOf(resume, {since, horizon, owner});
  const from = reset === undefined ? Number(since) : -1;
  const notifications = await stateSince(look.tx, look.actor.user, from);
  return {
    ...(await page(look, {since: from, horizon, limit, ...(reset && {reset})})),
    ...(notifications && {notifications}),
  };
}

function resetOf(
  {cursor, epoch}: {cursor?: string | undefined; epoch?: string | undefined},
  {since, horizon, owner}: {since: unknown; horizon: number; owner: Owner},
): SyncPage['reset'] {
  if (cursor === undefined) return 'new';
  if (epoch !== undefined && epoch !== owner.epoch) return 'epoch';
  return typeof since !== 'number' || since > horizon ? 'cursor' : undefined;
}

/** @throws {Refusal} CURSOR_INVALID for a page that is not this user's */
export async function sync(look: Look, {cursor, after, limit}: InputOf<'sync'>): Promise<OutputOf<'sync'>> {
  const most = Math.min(limit ?? look.settings.limits.inboxPage, look.settings.limits.inboxPage);
  let answer: FirstPage;
  if (after === undefined) answer = await firstSyncPage(look, {cursor}, most);
  else {
    const [since, horizon, pinned, lastActivity, conversation] = openPage('rows', ownerOf(look), after);
    const place: Place = {pinned: pinned === 1, lastActivity: Number(lastActivity), conversation: String(conversation)};
    answer = await page(look, {since: Number(since) - 1, horizon: Number(horizon), limit: most, after: place});
  }
  return {...answer, people: await peopleOf(look, peopleIn(answer.rows))};
}

type PageQuery = {since: number; horizon: number; limit: number; after?: Place; reset?: NonNullable<SyncPage['reset']>};

/** `since` -1: everything, pinned first, as an inbox shows it. */
async function page(look: Look, {since, horizon, limit, after, reset}: PageQuery): Promise<SyncPage> {
  const owner = ownerOf(look);
  const found = await look.tx.changed(look.actor.user, {since, pinnedFirst: since === -1, after, limit: limit + 1});
  const memberships = found.slice(0, limit);
  const last = memberships.at(-1);
  const {pinned, lastActivity, conversation} = last
    ? placeOf(last)
    : {pinned: false, lastActivity: 0, conversation: ''};
  return {
    ...(reset && {reset}),
    rows: await inboxRows(look, memberships),
    cursor: sealCursor(owner, horizon),
    ...(found.length > limit && {
      next: seal('rows', owner, [since + 1, horizon, pinned ? 1 : 0, lastActivity, conversation]),
    }),
  };
}

/** @throws {Refusal} CURSOR_INVALID */
export async function inboxPage(look: Look, input: InputOf<'inbox.page'>): Promise<OutputOf<'inbox.page'>> {
  const {filter = 'all', contextType, contextId, after} = input;
  const limit = Math.min(input.limit ?? 50, look.settings.limits.inboxPage);
  const owner = ownerOf(look);
  const query: Omit<InboxQuery, 'limit' | 'after'> = {
    archived: filter === 'archived',
    maybeUnread: filter === 'unread',
    groups: filter === 'groups',
    contextType,
    contextId,
  };
  let place: Place | undefined;
  if (after !== undefined) {
    const [pinned, lastActivity, conversation] = openPage('inbox', owner, after);
    place = {pinned: pinned === 1, lastActivity: Number(lastActivity), conversation: String(conversation)};
  }
  const {memberships, last} = await (filter === 'unread' ? unreadOnes : plain)(look, query, place, limit);
  const rows = await inboxRows(look, memberships);
  return {
    rows,
    ...(last && {next: seal('inbox', owner, [last.pinned ? 1 : 0, last.lastActivity, last.conversation])}),
    people: await peopleOf(look, peopleIn(rows)),
  };
}

/** `last`: there is more behind it. */
type Found = {memberships: Membership[]; last: Place | undefined};
type Filter = Omit<InboxQuery, 'limit' | 'after'>;

async function plain({tx, actor}: Look, query: Filter, after: Place | undefined, limit: number): Promise<Found> {
  const found = await tx.inbox(actor.user, {...query, after, limit: limit + 1});
  const memberships = found.slice(0, limit);
  const last = memberships.at(-1);
  return {memberships, last: found.length > limit && last ? placeOf(last) : undefined};
}

/** How many candidates one request looks at: what turns out to be read is passed over. */
const mostPassedOver = 2000;

async function unreadOnes(look: Look, query: Filter, after: Place | undefined, limit: number): Promise<Found> {
  const {tx, actor} = look;
  const memberships: Membership[] = [];
  let place = after;
  for (let passed = 0; passed < mostPassedOver; passed += limit) {
    const found = await plain(look, query, place, limit);
    const counts = await countsOf(tx, actor.user, found.memberships);
    for (const [at, membership] of found.memberships.entries()) {
      place = placeOf(membership);
      if ((counts[at]?.unread ?? 0) === 0 && !membership.member.markedUnread) continue;
      memberships.push(membership);
      if (memberships.length < limit) continue;
      const isLast = found.last === undefined && at === found.memberships.length - 1;
      return {memberships, last: isLast ? undefined : place};
    }
    if (!found.last) return {memberships, last: undefined};
  }
  return {memberships, last: place};
}

export async function inboxRowsOf(look: Look, {conversations}: InputOf<'inbox.rows'>): Promise<OutputOf<'inbox.rows'>> {
  return {rows: await inboxRows(look, await look.tx.memberships(look.actor.user, [...new Set(conversations)]))};
}

/** Of joined conversations that are neither muted nor archived. */
export async function totals({
  tx,
  actor,
  now,
}: Pick<Look, 'tx' | 'now'> & {actor: {user: string}}): Promise<OutputOf<'totals'>> {
  const countables = await tx.maybeUnread(actor.user, now);
  const sum = {unread: 0, mentions: 0, conversations: 0};
  for (const [at, {unread, mentions}] of (await countAll(tx, actor.user, countables)).entries()) {
    sum.unread += unread;
    sum.mentions += mentions;
    if (unread > 0 || countables[at]?.markedUnread) sum.conversations += 1;
  }
  return sum;
}
