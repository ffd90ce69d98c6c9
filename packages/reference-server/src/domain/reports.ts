/**
 * Reports (PWP-REPORT-001 …): somebody tells the host application of a message or a person. What was reported is kept as its
 * reporter saw it, so that a later edit or deletion takes nothing away from it.
 */
import type {InputOf, OutputOf, Quote, Report, ReportHead} from '@parlor/sdk/protocol';
import type {Evidence, ReportRecord} from '../store/records.js';
import {readMessages} from './message-reader.js';
import {assertNotErased, getPeople} from './people.js';
import {Refusal} from './refusal.js';
import {peopleOf} from './rows.js';
import {openPage, seal} from './tokens.js';
import {pastMember, visibleMessage} from './visibility.js';
import {defined} from './wire.js';
import type {Look, Work} from './work.js';

type Input = InputOf<'report.create'>;
type Target = Pick<ReportRecord, 'subject' | 'conversation' | 'message'> & {evidence: Evidence};

/**
 * While a report of the same by the same person is open, it is that one, as it was.
 * @throws {Refusal} SCHEMA, NOT_FOUND for what the reporter may not see, FORBIDDEN for what is their own or nobody's, MESSAGE_DELETED,
 * TOO_LARGE above `limits.reports`
 */
export async function createReport(work: Work, input: Input): Promise<OutputOf<'report.create'>> {
  const {tx, actor, now, settings, out} = work;
  const {reason, text} = input;
  // two requests at once would both be the first
  await tx.lockName(`reports ${actor.user}`);
  const {evidence, ...target} = await targetOf(work, input);
  const earlier = await tx.openReport({reporter: actor.user, ...target});
  if (earlier) return {id: earlier.id};
  const {reports} = settings.limits;
  if ((await tx.countOpenReports(actor.user)) >= reports)
    throw new Refusal('TOO_LARGE', `more than ${reports} open reports of yours`);
  const record: ReportRecord = {
    id: `r_${settings.ids()}`,
    reporter: actor.user,
    ...target,
    reason,
    text: text?.trim() || undefined,
    evidence,
    state: 'open',
    note: undefined,
    closedAt: undefined,
    closedBy: undefined,
    createdAt: now,
  };
  await tx.putReport(record);
  const {id, reporter, subject: user, conversation, message} = record;
  out.reports.push(defined({id, reason, reporter, user, conversation, message}) as ReportHead);
  return {id};
}

async function targetOf(work: Work, {conversation, message, user}: Input): Promise<Target> {
  if (conversation !== undefined && message !== undefined && user === undefined)
    return messageTarget(work, conversation, message);
  if (user === undefined || conversation !== undefined || message !== undefined)
    throw new Refusal('SCHEMA', 'conversation and message, or user');
  if (user === work.actor.user) throw new Refusal('FORBIDDEN', 'user: yourself');
  await assertNotErased(work, [user]);
  const [profile] = (await getPeople(work, {users: [user]})).people;
  if (!profile) throw new Refusal('NOT_FOUND', 'user: nobody you may see');
  return {subject: user, conversation: undefined, message: undefined, evidence: {profile}};
}

async function messageTarget(work: Work, conversation: string, message: string): Promise<Target> {
  const {window} = await pastMember(work, conversation);
  const record = await visibleMessage(work, conversation, message, window);
  if (record.sender === work.actor.user || !record.countable)
    throw new Refusal('FORBIDDEN', 'message: not of another person');
  if (record.deleted !== undefined) throw new Refusal('MESSAGE_DELETED');
  const [seen] = await readMessages(work, conversation, window, [record]);
  const [profile] = await peopleOf(work, [record.sender]);
  return {
    subject: record.sender,
    conversation,
    message,
    evidence: {...(seen && {message: seen}), ...(profile && {profile})},
  };
}

export const toReport = (record: ReportRecord): Report => {
  const {id, state, reason, reporter, subject: user, conversation, message, text, createdAt: at} = record;
  const {evidence, note, closedAt, closedBy} = record;
  return defined({
    id,
    state,
    reason,
    reporter,
    user,
    conversation,
    message,
    text,
    at,
    evidence,
    note,
    closedAt,
    closedBy,
  }) as Report;
};

/** @throws {Refusal} CURSOR_INVALID */
export async function listReports(
  look: Look,
  {state, after, limit = 20}: InputOf<'report.list'>,
): Promise<OutputOf<'report.list'>> {
  const owner = {user: look.actor.user, epoch: look.settings.epoch};
  const [at, id] = after === undefined ? [] : openPage('reports', owner, after);
  const place = at === undefined ? undefined : {at: Number(at), id: String(id)};
  const found = await look.tx.reports({state, after: place, limit: limit + 1});
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return {
    reports: page.map(toReport),
    ...(found.length > limit && last && {next: seal('reports', owner, [last.createdAt, last.id])}),
    people: await peopleOf(
      look,
      page.flatMap(({reporter, subject}) => [reporter, subject]),
    ),
  };
}

/** The same again changes nothing. @throws {Refusal} NOT_FOUND */
export async function closeReport(work: Work, {report: id, state, note}: InputOf<'report.close'>): Promise<Report> {
  const {tx, actor, now} = work;
  await tx.lockName(`report ${id}`);
  const before = await tx.report(id);
  if (!before) throw new Refusal('NOT_FOUND', 'report: there is none of this id');
  const said = note?.trim() || undefined;
  if (before.state === state && before.note === said) return toReport(before);
  const closed: ReportRecord = {...before, state, note: said, closedAt: now, closedBy: actor.user};
  await tx.putReport(closed);
  return toReport(closed);
}

/** Takes the words of an erased person out of what somebody else's reported message quotes: their message is deleted (PWP-REPORT-005). */
export async function forgetQuote({tx}: Work, id: string, user: string): Promise<void> {
  await tx.lockName(`report ${id}`);
  const record = await tx.report(id);
  const message = record?.evidence?.message;
  if (!record || message?.replyTo?.sender !== user) return;
  const replyTo: Quote = {...message.replyTo, text: '', deleted: true};
  await tx.putReport({...record, evidence: {...record.evidence, message: {...message, replyTo}}});
}
