/** Reading one conversation: what changed since a seq, pages of history, and checking cached stretches (protocol 2.9 C, E). */
import type {Change, InputOf, Message, OutputOf} from '@parlor/sdk/protocol';
import {noEnd, type ShownMessage, type Window} from '../store/records.js';
import {withText} from './answer-text.js';
import {reactionsOf, readMessages, toldOf} from './message-reader.js';
import {revOf} from './news.js';
import {Refusal} from './refusal.js';
import {peopleOf} from './rows.js';
import {membersLeft, type Place, pastMember, pastSight, type Sight, visibleMessage} from './visibility.js';
import {messageText, revFor, tellsRegisters, toMember, toMessage, toMeta} from './wire.js';
import type {Look} from './work.js';

/** Messages in a `limited` delta. */
const newestInLimited = 50;

/** @throws {Refusal} NOT_FOUND, SINCE_AHEAD */
export async function readDelta(
  look: Look,
  {conversation: id, since, limit}: InputOf<'conversation.delta'>,
): Promise<OutputOf<'conversation.delta'>> {
  const {tx, settings} = look;
  const place = await pastMember(look, id);
  const {window, head} = place;
  if (since > head) throw new Refusal('SINCE_AHEAD');
  const most = Math.min(limit ?? settings.limits.deltaRows, settings.limits.deltaRows);
  const touched = since === head ? [] : await tx.messagesTouched(id, window, since, most + 1);
  const isLimited = touched.length > most;
  const records = isLimited
    ? (await tx.messagesBefore(id, window, noEnd, Math.min(most, newestInLimited))).reverse()
    : touched;
  const changes = [
    ...(await messageChanges(look, place, records, isLimited ? 0 : since)),
    ...(await otherChanges(look, place, since)),
  ].sort((a, b) => revOf(a) - revOf(b));
  return {from: since + 1, to: head, changes, ...(isLimited && {limited: true})};
}

/** A message whose content or pin is new comes whole; one that was only reacted to, with the reactions that are new. */
async function messageChanges(
  look: Look,
  {conversation, window}: Place,
  records: readonly ShownMessage[],
  since: number,
): Promise<Change[]> {
  const isFresh = (record: ShownMessage): boolean => revFor(record, window.upTo) > since;
  const fresh = records.filter(isFresh);
  const reactedTo = records.filter((record) => !isFresh(record));
  const messages = await readMessages(look, conversation.id, window, fresh);
  const reactions = await reactionsOf(look, conversation.id, window, reactedTo);
  return [
    ...messages.map((message): Change => ({type: 'message', message})),
    ...[...reactions].flatMap(([message, summaries]) =>
      summaries
        .filter(({rev}) => rev > since)
        .map((summary): Change => ({type: 'reaction', message, summary, rev: summary.rev})),
    ),
  ];
}

async function otherChanges(look: Look, place: Place, since: number): Promise<Change[]> {
  const {limits} = look.settings;
  const {conversation, member, head, isJoined} = place;
  const meta = member.farewell?.meta ?? toMeta(conversation);
  // A long list of members is read by pages; here come those who changed last.
  const members = since === head ? [] : await membersLeft(look, place, {since, limit: limits.deltaRows});
  const registers = isJoined && tellsRegisters(conversation, limits.namedReceipts);
  return [
    ...members.map((other): Change => ({type: 'member', member: toMember(other, registers)})),
    ...(meta.rev > since ? [{type: 'conversation', conversation: meta} satisfies Change] : []),
  ];
}

/** @throws {Refusal} NOT_FOUND, SCHEMA */
export async function readPage(look: Look, input: InputOf<'history.page'>): Promise<OutputOf<'history.page'>> {
  return pageOf(look, await pastSight(look, input.conversation), input);
}

/** @throws {Refusal} NOT_FOUND, SCHEMA */
export async function pageOf(
  look: Look,
  place: Sight,
  input: InputOf<'history.page'>,
): Promise<OutputOf<'history.page'>> {
  const {settings} = look;
  const {window, head} = place;
  const limit = Math.min(input.limit ?? 50, settings.limits.pageSize);
  const {records, from, to, start, end} = await stretch(look, place, await edgeOf(look, place, input), limit);
  const told = await toldOf(look, input.conversation, window, records);
  const named = new Set(records.map(({sender}) => sender));
  for (const {quote} of told) if (quote) named.add(quote.sender);
  const rest = {range: {from, to, asOf: head}, start, end, people: await peopleOf(look, named)};
  let messages: Message[] | undefined;
  const page = {
    get messages() {
      return (messages ??= records.map((record, at) => toMessage(record, told[at])));
    },
    ...rest,
  };
  const texts = (): string => records.map((record, at) => messageText(record, told[at])).join();
  return withText(page, () => `{"messages":[${texts()}],${JSON.stringify(rest).slice(1)}`);
}

type Edge = {before: number} | {after: number} | {around: number};

async function edgeOf(
  look: Look,
  place: Sight,
  {before, after, around, aroundTs}: InputOf<'history.page'>,
): Promise<Edge> {
  const {window, conversation} = place;
  if ([before, after, around, aroundTs].filter((edge) => edge !== undefined).length > 1)
    throw new Refusal('SCHEMA', 'before, after, around, aroundTs: only one of them');
  if (after !== undefined) return {after};
  if (aroundTs !== undefined) return edgeAt(look, place, aroundTs);
  if (around === undefined) return {before: before ?? noEnd};
  if (typeof around === 'number') return {around};
  return {around: (await visibleMessage(look, conversation.id, around, window)).seq};
}

/**
 * Around the first message of a time or later, else at the newest. Times do not fall (PWP-TIME-001), so that halving finds it: some
 * twenty looks at the primary key among a million, and no index of its own.
 */
async function edgeAt({tx}: Look, {conversation: {id}, window, head}: Sight, ts: number): Promise<Edge> {
  let [low, high] = [Math.max(window.from, 1), Math.min(window.to, head) + 1];
  let found: ShownMessage | undefined;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const [next] = await tx.messagesAfter(id, window, middle - 1, 1);
    if (next && next.ts < ts) low = next.seq + 1;
    else [high, found] = [middle, next];
  }
  return found ? {around: found.seq} : {before: noEnd};
}

type Stretch = {records: ShownMessage[]; from: number; to: number; start: boolean; end: boolean};

/** One more than asked for is fetched at each open edge, to know whether there is more. */
async function stretch(
  {tx}: Look,
  {conversation: {id}, window, head}: Sight,
  edge: Edge,
  limit: number,
): Promise<Stretch> {
  const middle = Math.min('around' in edge ? edge.around : 'before' in edge ? edge.before : edge.after + 1, head + 1);
  const olderLimit = 'after' in edge ? 0 : 'around' in edge ? Math.floor(limit / 2) : limit;
  const newerLimit = limit - olderLimit;
  const older = await tx.messagesBefore(id, window, middle, olderLimit + 1);
  // behind the head there is nothing to look for
  const newer = middle > head ? [] : await tx.messagesAfter(id, window, middle - 1, newerLimit + 1);
  const start = older.length <= olderLimit;
  const end = newer.length <= newerLimit;
  const records = [...older.slice(0, olderLimit).reverse(), ...newer.slice(0, newerLimit)];
  return {
    records,
    from: start ? window.from : olderLimit === 0 ? middle : (records[0]?.seq ?? middle),
    to: end ? head : newerLimit === 0 ? middle - 1 : (records.at(-1)?.seq ?? middle - 1),
    start,
    end,
  };
}

/** @throws {Refusal} NOT_FOUND, SINCE_AHEAD */
export async function revalidate(
  look: Look,
  {conversation: id, from, to, asOf}: InputOf<'history.revalidate'>,
): Promise<OutputOf<'history.revalidate'>> {
  const {tx, settings} = look;
  const {window, head} = await pastSight(look, id);
  if (asOf > head) throw new Refusal('SINCE_AHEAD');
  const most = settings.limits.deltaRows;
  const within: Window = {...window, from: Math.max(window.from, from), to: Math.min(window.to, to)};
  const touched = asOf === head ? [] : await tx.messagesTouched(id, within, asOf, most + 1);
  if (touched.length > most) return {messages: [], asOf: head, limited: true};
  return {messages: await readMessages(look, id, window, touched), asOf: head};
}
