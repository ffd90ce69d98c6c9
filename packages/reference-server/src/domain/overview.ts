/**
 * What the host reads of everybody's (PWP-HOST-007 …): conversations, what is said in them, people. A filter that no index answers looks
 * through so many at a time, so a page may be short and not the last one.
 */
import type {Account, ConversationOverview, InputOf, OutputOf} from '@parlor/sdk/protocol';
import {fold} from '../search/fold.js';
import {nameQuery} from '../search/names.js';
import type {ConversationHead, PersonPlace, UserHead} from '../store/admin.js';
import type {ConversationRecord, UserRecord} from '../store/records.js';
import {firstMembers} from './conversations.js';
import {pageOf} from './history.js';
import {accountFrom, forEver} from './host.js';
import {Refusal} from './refusal.js';
import {peopleOf} from './rows.js';
import {openPage, seal, sealed, unsealed} from './tokens.js';
import {anyConversation, openToHost, whole} from './visibility.js';
import {tellsRegisters, toMember, toMeta} from './wire.js';
import type {Look} from './work.js';

/** Measured in docs/decisions/host-api.md. */
export const lookedThrough = 2_000;

type Found<Head> = {page: Head[]; last: Head | undefined};

/** The first of them that fit; `last`: behind which to go on, if there may be more. */
function choose<Head>(heads: readonly Head[], limit: number, most: number, fits: (head: Head) => boolean): Found<Head> {
  const page: Head[] = [];
  let last: Head | undefined;
  for (const head of heads) {
    if (page.length === limit) return {page, last};
    if (fits(head)) page.push(head);
    last = head;
  }
  return {page, last: heads.length < most ? undefined : last};
}

/** @throws {Refusal} CURSOR_INVALID */
export async function listConversations(
  look: Look,
  {member, type, status, title, contextType, contextId, after, limit = 20}: InputOf<'conversation.list'>,
): Promise<OutputOf<'conversation.list'>> {
  const {tx} = look;
  const owner = {user: look.actor.user, epoch: look.settings.epoch};
  const [ofMember, createdAt, id] = after === undefined ? [] : openPage('conversations', owner, after);
  // a place among all of them is none among somebody's
  if (after !== undefined && (ofMember === 1) !== (member !== undefined))
    throw new Refusal('CURSOR_INVALID', 'after: not a page of this list');
  const words = title === undefined ? undefined : fold(title).text;
  const isFiltered = [type, status, words, contextType, contextId].some((one) => one !== undefined);
  const most = isFiltered ? lookedThrough : limit + 1;
  const place = id === undefined ? undefined : {createdAt: Number(createdAt), id: String(id)};
  const heads =
    member === undefined
      ? await tx.conversationHeads({after: place, limit: most})
      : await tx.conversationHeadsOf(member, {after: place?.id ?? '', limit: most});
  const fits = (head: ConversationHead): boolean =>
    (type === undefined || head.type === type) &&
    (status === undefined || head.status === status) &&
    (contextType === undefined || head.contextType === contextType) &&
    (contextId === undefined || head.contextId === contextId) &&
    (words === undefined || fold(head.title ?? '').text.includes(words));
  const {page, last} = choose(heads, limit, most, fits);
  const next = last && seal('conversations', owner, [member === undefined ? 0 : 1, last.createdAt, last.id]);
  return {conversations: await overviewsOf(look, page), ...(next !== undefined && {next})};
}

async function overviewsOf({tx}: Look, heads: readonly ConversationHead[]): Promise<ConversationOverview[]> {
  const records = await Promise.all(heads.map(({id}) => tx.conversation(id)));
  return records.flatMap((record) => (record ? [overviewOf(record)] : []));
}

const overviewOf = (record: ConversationRecord): ConversationOverview => ({
  conversation: toMeta(record),
  messages: record.k,
  lastActivity: record.lastActivity,
});

/** @throws {Refusal} NOT_FOUND */
export async function readConversation(
  look: Look,
  {conversation: id}: InputOf<'conversation.read'>,
): Promise<OutputOf<'conversation.read'>> {
  const {tx, settings} = look;
  const conversation = await anyConversation(look, id);
  const members = await tx.membersPage(id, {limit: firstMembers});
  const registers = tellsRegisters(conversation, settings.limits.namedReceipts);
  return {
    ...overviewOf(conversation),
    members: members.map((member) => toMember(member, registers)),
    people: await peopleOf(look, [...(conversation.pair ?? []), ...members.map(({user}) => user)]),
  };
}

/** @throws {Refusal} NOT_FOUND, SCHEMA */
export async function readAsHost(look: Look, input: InputOf<'history.read'>): Promise<OutputOf<'history.read'>> {
  const conversation = await openToHost(look, input.conversation);
  return pageOf(look, {conversation, window: whole, head: conversation.seq}, input);
}

/** @throws {Refusal} CURSOR_INVALID */
export async function listUsers(
  look: Look,
  {name, state, after, limit = 20}: InputOf<'user.list'>,
): Promise<OutputOf<'user.list'>> {
  const {tx, now} = look;
  const owner = {user: look.actor.user, epoch: look.settings.epoch};
  const query = name === undefined ? undefined : nameQuery(name);
  const place = after === undefined ? undefined : personIn(openPage('users', owner, after), query !== undefined);
  const most = state === undefined ? limit + 1 : lookedThrough;
  const around = {after: place, limit: most};
  const heads = query ? await tx.findUsers(query, around) : await tx.userHeads(around);
  const {page, last} = choose(heads, limit, most, (head) => state === undefined || stateOf(head) === state);
  const records = new Map((await tx.users(page.map((head) => head.user))).map((record) => [record.user, record]));
  const next = last && seal('users', owner, [...(query ? [last.band] : []), sealed(last.key), sealed(last.user)]);
  return {
    users: page.flatMap((head): Account[] => {
      const record: UserRecord | undefined = records.get(head.user);
      return record ? [accountFrom(record, head.until, now)] : [];
    }),
    ...(next !== undefined && {next}),
  };
}

/** @throws {Refusal} CURSOR_INVALID: a place among all is none among those who were found */
function personIn(parts: readonly (number | string)[], isFound: boolean): PersonPlace {
  const [user, key, band = 0] = parts.toReversed();
  if ((parts.length === 3) !== isFound) throw new Refusal('CURSOR_INVALID', 'after: not a page of this list');
  return {band: Number(band), key: unsealed(key), user: unsealed(user)};
}

const stateOf = ({kind, until}: UserHead): 'active' | 'inactive' | 'erased' =>
  kind === 'erased' ? 'erased' : until < forEver ? 'active' : 'inactive';
