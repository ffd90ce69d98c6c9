/**
 * Reports (PWP-REPORT-001 …): somebody tells the host application of a message or a person. What was reported is kept as its
 * reporter saw it, so that a later edit or deletion takes nothing away from it.
 */
import type {InputOf, OutputOf, Quote, Report, ReportHead, ReportStanding} from '@parlor/sdk/protocol';
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
/** So many others of the same are counted. */
const mostOthers = 1000;

type Target = Pick<ReportRecord, 'subject' | 'conversation' | 'message'> & {evidence: Evidence};

/**
 * While a report of the same by the same person is not resolved, it is that one, as it was.
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
    throw new Refusal('TOO_LARGE', `more than ${reports} reports of yours that are not resolved`);
  const record: ReportRecord = {
    id: `r_${settings.ids()}`,
    reporter: actor.user,
    ...target,
    reason,
    text: text?.trim() || undefined,
    evidence,
    state: 'open',
    assignee: undefined,
    since: undefined,
    outcome: undefined,
    note: undefined,
    createdAt: now,
  };
  await tx.putReport(record);
  out.reports.push({report: headOf(record)});
  return {id: record.id};
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

const headOf = ({id, reason, reporter, subject: user, conversation, message}: ReportRecord): ReportHead =>
  defined({id, reason, reporter, user, conversation, message}) as ReportHead;

export function standingOf(record: ReportRecord): ReportStanding {
  const {state, assignee, since, outcome} = record;
  return {...headOf(record), ...(defined({state, assignee, since, outcome}) as Pick<ReportStanding, 'state'>)};
}

/** Of each how many others there are of the same, with it. */
export async function toReports({tx}: Pick<Look, 'tx'>, records: readonly ReportRecord[]): Promise<Report[]> {
  const others = await tx.otherReports(
    records.map(({id}) => id),
    mostOthers,
  );
  return records.map((record) => {
    const {text, createdAt: at, evidence, note} = record;
    return {
      ...standingOf(record),
      ...(defined({text, at, evidence, note}) as Pick<Report, 'at'>),
      others: others.get(record.id) ?? 0,
    };
  });
}

/** @throws {Refusal} CURSOR_INVALID, NOT_FOUND where there is no report `about` */
export async function listReports(
  look: Look,
  {after, about: id, limit = 20, user: subject, ...query}: InputOf<'report.list'>,
): Promise<OutputOf<'report.list'>> {
  const owner = {user: look.actor.user, epoch: look.settings.epoch};
  const [at, behind] = after === undefined ? [] : openPage('reports', owner, after);
  const place = at === undefined ? undefined : {at: Number(at), id: String(behind)};
  const about = id === undefined ? undefined : await look.tx.report(id);
  if (id !== undefined && !about) throw new Refusal('NOT_FOUND', 'about: there is no report of this id');
  const found = await look.tx.reports({...query, subject, about, after: place, limit: limit + 1});
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return {
    reports: await toReports(look, page),
    ...(found.length > limit && last && {next: seal('reports', owner, [last.createdAt, last.id])}),
    people: await peopleOf(
      look,
      page.flatMap(({reporter, subject}) => [reporter, subject]),
    ),
  };
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
