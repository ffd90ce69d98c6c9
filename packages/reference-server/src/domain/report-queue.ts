/**
 * Who has a report in hand, and what becomes of it (PWP-REPORT-004, 006). Nobody takes it out of somebody else's hands without saying
 * whose: of two who press at the same time one is refused.
 */
import type {InputOf, Report, ReportOutcome} from '@parlor/sdk/protocol';
import type {ReportRecord} from '../store/records.js';
import {Refusal} from './refusal.js';
import {standingOf, toReports} from './reports.js';
import type {Work} from './work.js';

/** @throws {Refusal} NOT_FOUND, REV_CONFLICT where it is in the hands of somebody else than `from` */
export async function takeReport(work: Work, {report: id, from}: InputOf<'report.take'>): Promise<Report> {
  const before = await reportOf(work, id, from);
  const isMine = before.state === 'taken' && before.assignee === work.actor.user;
  return isMine
    ? answer(work, before)
    : put(work, before, {state: 'taken', assignee: work.actor.user, since: work.now});
}

/** @throws {Refusal} NOT_FOUND, REV_CONFLICT as above */
export async function releaseReport(work: Work, {report: id, from}: InputOf<'report.release'>): Promise<Report> {
  const before = await reportOf(work, id, from);
  return before.state === 'open' ? answer(work, before) : put(work, before, {state: 'open'});
}

/** @throws {Refusal} NOT_FOUND, REV_CONFLICT as above */
export async function resolveReport(
  work: Work,
  {report: id, outcome, note, from}: InputOf<'report.resolve'>,
): Promise<Report> {
  const before = await reportOf(work, id, from);
  const {user} = work.actor;
  const said = note?.trim() || undefined;
  const isSame = before.outcome === outcome && before.note === said && before.assignee === user;
  if (isSame) return answer(work, before);
  return put(work, before, {state: 'resolved', assignee: user, since: work.now, outcome, note: said});
}

async function reportOf({tx, actor}: Work, id: string, from: string | undefined): Promise<ReportRecord> {
  await tx.lockName(`report ${id}`);
  const record = await tx.report(id);
  if (!record) throw new Refusal('NOT_FOUND', 'report: there is none of this id');
  const {state, assignee = ''} = record;
  // before states were kept, nobody had it in hand
  const isFree = state === 'open' || assignee === actor.user || assignee === from;
  if (!isFree) throw new Refusal('REV_CONFLICT', `report: ${state} by ${assignee}`);
  return record;
}

type Standing = Pick<ReportRecord, 'state'> & {
  assignee?: string;
  since?: number;
  outcome?: ReportOutcome;
  note?: string | undefined;
};

/** Nothing is left of how it stood before: what it was is in the audit. */
async function put(
  work: Work,
  before: ReportRecord,
  {state, assignee, since, outcome, note}: Standing,
): Promise<Report> {
  const record: ReportRecord = {...before, state, assignee, since, outcome, note};
  await work.tx.putReport(record);
  work.out.reports.push({report: standingOf(record), by: work.actor.user});
  return answer(work, record);
}

async function answer(work: Work, record: ReportRecord): Promise<Report> {
  return (await toReports(work, [record]))[0] as Report;
}
