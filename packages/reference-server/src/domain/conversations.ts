/** Making and changing conversations. */
import type {Change, HistoryPolicy, InputOf, OutputOf} from '@parlor/sdk/protocol';
import type {ConversationRecord, Seat} from '../store/records.js';
import {marksOf, pairOf} from './block-marks.js';
import {assertMayBring, assertNotApart, lockPair} from './blocks.js';
import {canonical} from './fingerprint.js';
import {newMember} from './members.js';
import {assertNotErased} from './people.js';
import {assertMayManage} from './permissions.js';
import {Refusal} from './refusal.js';
import {inboxRows, peopleIn, peopleOf, rowFor} from './rows.js';
import {seatsFrom} from './seats.js';
import {insertSystemMessage, type SystemEvent} from './system-messages.js';
import {assertDataSize} from './text.js';
import {membersLeft, pastMember, type SeatedPlace, seatedOrHost} from './visibility.js';
import {tellsRegisters, toMember, toMeta} from './wire.js';
import type {Look, Work} from './work.js';

/** How many members an answer about one conversation holds; the others come by `member.list`. */
export const firstMembers = 100;

export function newConversation({actor, now, settings}: Work, members: number): ConversationRecord {
  return {
    id: `c_${settings.ids()}`,
    type: 'group',
    status: 'open',
    title: undefined,
    avatar: undefined,
    description: undefined,
    context: undefined,
    data: undefined,
    purge: false,
    slowSeconds: undefined,
    history: undefined,
    pair: undefined,
    blocked: 0,
    createdAt: now,
    createdBy: actor.user,
    seq: 1,
    memberRev: 1,
    metaRev: 1,
    members,
    k: 0,
    lastSeq: 0,
    lastActivity: now,
    lastTs: now,
  };
}

/**
 * One conversation per pair, whoever asks first and however often (F93). Answers its id.
 * @throws {Refusal} SCHEMA for oneself, FORBIDDEN where one of the two blocks the other, or for an erased one, TOO_LARGE
 */
export function openDirect(work: Work, {user}: InputOf<'conversation.direct'>): Promise<string> {
  const {actor} = work;
  if (user === actor.user) throw new Refusal('SCHEMA', 'user: yourself');
  return directOf(work, pairOf(actor.user, user), async () => {
    await assertNotErased(work, [user]);
    await assertNotApart(work, user);
    await assertRoom(work);
  });
}

/**
 * The same of two others, for the host. To neither it shows before something was said, and where one blocks the other neither writes.
 * @throws {Refusal} SCHEMA for one person twice, FORBIDDEN for an erased one
 */
export function pairUp(work: Work, {user, other}: InputOf<'conversation.pair'>): Promise<string> {
  if (user === other) throw new Refusal('SCHEMA', 'other: the same person');
  return directOf(work, pairOf(user, other), () => assertNotErased(work, [user, other]));
}

/** `ensureMay`: asked where there is none yet. */
async function directOf(work: Work, pair: [string, string], ensureMay: () => Promise<void>): Promise<string> {
  const {tx} = work;
  const known = await tx.directConversation(pair);
  if (known) return known.id;
  await lockPair(tx, pair);
  await ensureMay();
  // the host may begin one with who blocks it
  const blocked = marksOf(pair, await tx.blocksBetween(pair[0], [pair[1]]), 0);
  const conversation: ConversationRecord = {...newConversation(work, 2), type: 'direct', pair, blocked};
  await found(
    work,
    conversation,
    pair.map((member): Seat => ({user: member, role: 'member', visibleFrom: 1})),
  );
  return conversation.id;
}

/** Who is in so many begins no other one (PWP-LIMIT-007); where others put them they may still be. */
async function assertRoom({tx, actor, settings}: Work): Promise<void> {
  const {conversations} = settings.limits;
  if ((await tx.joinedBy(actor.user, conversations)) >= conversations)
    throw new Refusal('TOO_LARGE', `conversations: you are in ${conversations}`);
}

/** @throws {Refusal} TOO_LARGE, FORBIDDEN where one of the members blocks the actor or was erased */
export async function createGroup(work: Work, input: InputOf<'conversation.create'>): Promise<string> {
  const {actor, settings} = work;
  const {type = 'group', title, description, avatar, context, data, purge = false, history} = input;
  assertDataSize(data, settings.limits.dataBytes, 'data');
  const others = [...new Set(input.members)].filter((user) => user !== actor.user);
  if (others.length + 1 > settings.limits.members)
    throw new Refusal('TOO_LARGE', `members: more than ${settings.limits.members}`);
  await assertRoom(work);
  await assertNotErased(work, others);
  await assertMayBring(work, others);
  const conversation: ConversationRecord = {
    ...newConversation(work, others.length + 1),
    type,
    title,
    description: description || undefined,
    avatar: avatar || undefined,
    context,
    data,
    purge,
    history: storedHistory(history),
  };
  const seats: Seat[] = [
    {user: actor.user, role: 'owner', visibleFrom: 1},
    ...others.map((user): Seat => ({user, role: 'member', visibleFrom: 1})),
  ];
  await found(work, {...conversation, seq: 2}, seats, {event: 'created', title});
  return conversation.id;
}

/** Everybody gets the row first, so that the conversation is known when its changes come. `event`: told at seq 2. */
export async function found(
  work: Work,
  conversation: ConversationRecord,
  all: readonly Seat[],
  event?: SystemEvent,
): Promise<void> {
  const {tx, out, settings} = work;
  await tx.insertConversation(conversation);
  const shown = event ? [(await insertSystemMessage(work, conversation, 2, event)).shown] : [];
  const members: Change[] = [];
  for (const [at, {user, role}] of all.entries()) {
    const member = newMember(conversation.id, user, role, 1, at);
    // who did not ask for a direct conversation finds it in a list when something was said (PWP-REG-010)
    const cleared = conversation.type === 'direct' && user !== work.actor.user ? conversation.seq : 0;
    await tx.putMember({...member, cleared});
    const change: Change = {type: 'member', member: toMember(member)};
    if (at < settings.limits.deltaRows) members.push(change);
    else out.untold.push({conversation: conversation.id, change});
  }
  for (const {user} of all) {
    const row = await rowFor(tx, user, conversation.id);
    if (row) out.user(user, {type: 'inbox', rows: [row]});
  }
  const seats = seatsFrom(1, all);
  work.reseat(conversation.id, seats);
  const meta: Change = {type: 'conversation', conversation: toMeta(conversation)};
  out.changes(
    conversation.id,
    1,
    conversation.seq,
    [...[meta, ...members].map((change) => ({change})), ...shown],
    seats,
  );
}

/**
 * A new title is told in the conversation; an empty description or avatar takes it back. What changes nothing uses no seq.
 * @throws {Refusal} FORBIDDEN, TOO_LARGE, NOT_FOUND, NOT_A_MEMBER, BANNED
 */
export async function updateConversation(work: Work, input: InputOf<'conversation.update'>): Promise<void> {
  const {conversation: id, ...meta} = input;
  const {conversation, seats, seat} = await seatedOrHost(work, id);
  assertMayManage(conversation, seat.role);
  assertDataSize(input.data, work.settings.limits.dataBytes, 'data');
  await changeMeta(work, {conversation, seats}, meta);
}

const metaNames = [
  'title',
  'description',
  'avatar',
  'context',
  'data',
  'purge',
  'slowSeconds',
  'history',
  'status',
] as const;
type MetaName = Exclude<(typeof metaNames)[number], 'history'>;
type Meta = {[Name in MetaName]?: ConversationRecord[Name] | undefined} & {history?: HistoryPolicy | undefined};

/** What everybody begins with is not written down. */
export const storedHistory = (history: HistoryPolicy | undefined): ConversationRecord['history'] =>
  history === 'all' ? history : undefined;

/** Those given; the others stay. */
export async function changeMeta(
  work: Work,
  {conversation, seats}: Omit<SeatedPlace, 'seat'>,
  {title, description, avatar, context, data, purge, slowSeconds, history, status}: Meta,
): Promise<void> {
  const {tx, out} = work;
  const seq = conversation.seq + 1;
  const next: ConversationRecord = {...conversation, seq, metaRev: seq};
  if (title !== undefined) next.title = title;
  if (description !== undefined) next.description = description || undefined;
  if (avatar !== undefined) next.avatar = avatar || undefined;
  if (data !== undefined) next.data = data;
  if (context !== undefined) next.context = context;
  if (purge !== undefined) next.purge = purge;
  if (slowSeconds !== undefined) next.slowSeconds = slowSeconds || undefined;
  if (history !== undefined) next.history = storedHistory(history);
  if (status !== undefined) next.status = status;
  const isSame = metaNames.every((name) => canonical(next[name]) === canonical(conversation[name]));
  if (isSame) return;

  const meta: Change = {type: 'conversation', conversation: toMeta(next)};
  if (next.title === conversation.title || next.title === undefined) {
    await tx.updateConversation(next);
    out.changes(next.id, seq, seq, [{change: meta}], seats);
    return;
  }
  const told = await insertSystemMessage(work, next, seq + 1, {event: 'renamed', title: next.title});
  await tx.updateConversation({...next, seq: seq + 1, lastTs: told.ts});
  out.changes(next.id, seq, seq + 1, [{change: meta}, told.shown], seats);
}

/** @throws {Refusal} NOT_FOUND */
export async function getConversation(
  look: Look,
  {conversation: id}: InputOf<'conversation.get'>,
): Promise<OutputOf<'conversation.get'>> {
  const {tx, settings} = look;
  const place = await pastMember(look, id);
  const {conversation, member, isJoined} = place;
  const [row] = await inboxRows(look, [{conversation, member}]);
  if (!row) throw new Refusal('NOT_FOUND');
  const members = isJoined
    ? await tx.membersPage(id, {limit: firstMembers})
    : await membersLeft(look, place, {since: 0, limit: firstMembers});
  const registers = isJoined && tellsRegisters(conversation, settings.limits.namedReceipts);
  return {
    row,
    members: members.map((other) => toMember(other, registers)),
    people: await peopleOf(look, [...members.map(({user}) => user), ...peopleIn([row])]),
  };
}
