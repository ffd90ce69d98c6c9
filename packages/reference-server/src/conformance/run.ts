/** Runs cases against a server: each by itself, several at a time, none longer than it may. */
import {type Case, chapterOf, ruleOf, type Verdict} from './case.js';
import {Broken, Late, NotOffered} from './expect.js';
import type {Target} from './person.js';
import type {Transport} from './transport.js';
import {type Facts, Trial, unknownFacts} from './trial.js';

export type Outcome = {
  id: string;
  rule: string;
  chapter: string;
  says: string;
  transport: Transport | 'both';
  verdict: Verdict;
  /** How long it took. */
  ms: number;
  /** What was otherwise; absent where the verdict is ok. */
  why?: string;
};

/** A case that was not run, and what it would have needed. */
export type LeftOut = {id: string; says: string; why: string};

export type Counts = Record<Verdict, number>;

export type Report = {
  kit: 'parlor-conformance';
  protocol: 1;
  url: string;
  /** ISO 8601, by the clock of this machine. */
  startedAt: string;
  ms: number;
  transports: Transport[];
  server: {epoch?: string; features?: string[]};
  counts: Counts;
  outcomes: Outcome[];
  leftOut: LeftOut[];
};

export type RunOptions = Target & {
  cases: readonly Case[];
  transports: readonly Transport[];
  /** How many cases run at a time. */
  atOnce?: number | undefined;
  /** How long one case may take. */
  caseMs?: number | undefined;
  /** Told of each outcome as it comes. */
  onOutcome?: ((outcome: Outcome) => void) | undefined;
};

/** After so many cases that ended late, one after the other, the server is taken for gone. */
const mostLate = 10;

type Job = {at: number; one: Case; transport: Transport; name: Outcome['transport']};

/** @throws {Late} or {Broken}, when the server does not answer at all or takes nobody with such a token */
export async function runConformance(options: RunOptions): Promise<Report> {
  const {cases, transports, atOnce = 12, caseMs = 60_000, onOutcome} = options;
  const startedAt = Date.now();
  const facts = await meet(options);
  const {jobs, leftOut} = plan(cases, options);
  const outcomes: Outcome[] = [];
  const queue = [...jobs].sort((a, b) => Number(b.one.isSlow ?? false) - Number(a.one.isSlow ?? false));
  const slow = queue.filter(({one}) => one.isSlow).length;
  let late = 0;

  const work = async (): Promise<void> => {
    for (let job = queue.shift(); job !== undefined; job = queue.shift()) {
      const {at, one, transport, name} = job;
      const outcome =
        late < mostLate
          ? await judge(one, new Trial(transport, options, facts), {name, caseMs})
          : outcomeOf(one, name, 0, {verdict: 'failed', why: 'not run: the server no longer answers'});
      if (late < mostLate) late = outcome.isLate ? late + 1 : 0;
      const {isLate: _, ...told} = outcome;
      outcomes[at] = told;
      onOutcome?.(told);
    }
  };
  // those that wait for most of their time do not take the place of others
  await Promise.all(Array.from({length: atOnce + slow}, work));

  const counts: Counts = {ok: 0, 'non-strict': 0, failed: 0, unimplemented: 0};
  for (const {verdict} of outcomes) counts[verdict] += 1;
  return {
    kit: 'parlor-conformance',
    protocol: 1,
    url: options.url,
    startedAt: new Date(startedAt).toISOString(),
    ms: Date.now() - startedAt,
    transports: [...transports],
    server: {
      ...(facts.epoch !== undefined && {epoch: facts.epoch}),
      ...(facts.features !== undefined && {features: [...facts.features]}),
    },
    counts,
    outcomes,
    leftOut,
  };
}

/** The first word with the server: whether it lives, takes our tokens, and what it says of itself. */
async function meet({transports, ...target}: RunOptions): Promise<Facts> {
  const transport = transports.includes('socket') ? 'socket' : 'rest';
  const trial = new Trial(transport, target, unknownFacts);
  try {
    if (transports.includes('rest')) await trial.person('probe', {transport: 'rest'}).call('totals');
    if (transport === 'rest') return unknownFacts;
    const {hello} = await trial.person('probe').connect();
    const {proto, epoch, features, heartbeatMs} = hello;
    return {proto, epoch, features, heartbeatMs, limits: {...unknownFacts.limits, ...hello.limits}};
  } finally {
    trial.close();
  }
}

function plan(cases: readonly Case[], {transports, origin}: RunOptions): {jobs: Job[]; leftOut: LeftOut[]} {
  const leftOut: LeftOut[] = [];
  const jobs: Omit<Job, 'at'>[] = [];
  for (const one of cases) {
    const leave = (why: string): void => void leftOut.push({id: one.id, says: one.says, why});
    if (one.needsOrigin && origin === undefined) leave('needs --origin: a web origin the server admits');
    else if (one.on === 'each') for (const transport of transports) jobs.push({one, transport, name: transport});
    else if (one.on === 'both') {
      if (transports.length === 2) jobs.push({one, transport: 'rest', name: 'both'});
      else leave('needs both transports');
    } else if (transports.includes(one.on)) jobs.push({one, transport: one.on, name: one.on});
    else leave(`needs the transport ${one.on}`);
  }
  return {jobs: jobs.map((job, at) => ({at, ...job})), leftOut};
}

type Judged = Pick<Outcome, 'verdict' | 'why'> & {isLate?: boolean};

function outcomeOf({id, says}: Case, transport: Outcome['transport'], ms: number, judged: Judged): Outcome & Judged {
  return {id, rule: ruleOf(id), chapter: chapterOf(id), says, transport, ms, ...judged};
}

async function judge(
  one: Case,
  trial: Trial,
  {name, caseMs}: {name: Outcome['transport']; caseMs: number},
): Promise<Outcome & Judged> {
  const startedAt = performance.now();
  const judged = await verdictOf(one, trial, caseMs);
  trial.close();
  return outcomeOf(one, name, Math.round(performance.now() - startedAt), judged);
}

async function verdictOf(one: Case, trial: Trial, caseMs: number): Promise<Judged> {
  const {features} = trial.facts;
  if (one.feature !== undefined && features !== undefined && !features.includes(one.feature)) {
    return {verdict: 'unimplemented', why: `the server does not announce ${one.feature}`};
  }
  let timer: NodeJS.Timeout | undefined;
  try {
    await Promise.race([
      one.run(trial),
      new Promise((_, reject) => {
        timer = setTimeout(() => reject(new Late(`it was not over within ${caseMs} ms`)), caseMs);
      }),
    ]);
    const [complaint] = trial.complaints();
    if (complaint !== undefined) throw new Broken(complaint);
    return {verdict: 'ok'};
  } catch (error) {
    const why = (error as Error).message;
    if (error instanceof NotOffered) return {verdict: 'unimplemented', why};
    // what else is thrown is a mistake of the kit, and has to be seen as one
    if (!(error instanceof Broken || error instanceof Late))
      return {verdict: 'failed', why: (error as Error).stack ?? why};
    return {verdict: one.level === 'should' ? 'non-strict' : 'failed', why, isLate: error instanceof Late};
  } finally {
    clearTimeout(timer);
  }
}
