/** The command: runs the kit, writes its reports, answers the exit code. */
import {writeFile} from 'node:fs/promises';
import {cases} from './cases/all.js';
import {coverageText} from './coverage.js';
import {Broken, Late} from './expect.js';
import {help, readCommand, type Wanted} from './options.js';
import {htmlReport} from './report/html.js';
import {textReport} from './report/text.js';
import {runConformance} from './run.js';

/** A server the caller starts where none is named. `close` is called when the run is over. */
export type OwnServer = {url: string; secret: string; origin: string; close(): Promise<void>};
export type Surroundings = {
  environment: Readonly<Record<string, string | undefined>>;
  say(text: string): void;
  complain(text: string): void;
  startServer?: (() => Promise<OwnServer>) | undefined;
};

/** 0: nothing failed; 1: something did; 2: it could not be run. */
export async function runCommand(args: readonly string[], around: Surroundings): Promise<number> {
  const {environment, say, complain, startServer} = around;
  const command = readCommand(args, environment, startServer === undefined);
  switch (command.is) {
    case 'help':
      say(help);
      return 0;
    case 'mistakes':
      for (const sentence of command.sentences) complain(`${sentence}\n`);
      return 2;
    case 'coverage':
      say(coverageText());
      return 0;
    case 'list':
      for (const {id, says, on} of wantedOf(command.only)) say(`${id.padEnd(32)} ${on.padEnd(6)} ${says}\n`);
      return 0;
    case 'run':
      return run(command.wanted, around);
  }
}

const wantedOf = (only: readonly string[]) =>
  cases.filter(({id}) => only.length === 0 || only.some((part) => id.includes(part)));

async function run(wanted: Wanted, {say, complain, startServer}: Surroundings): Promise<number> {
  const {transports, reports, only, timeoutMs, isVerbose, issuer} = wanted;
  const chosen = wantedOf(only);
  if (chosen.length === 0) {
    complain(`No case has ${only.join(' or ')} in its number; --list shows them.\n`);
    return 2;
  }
  const own = wanted.url === undefined ? await startServer?.() : undefined;
  try {
    const report = await runConformance({
      url: own?.url ?? wanted.url ?? '',
      secret: own?.secret ?? wanted.secret ?? '',
      origin: own?.origin ?? wanted.origin,
      issuer,
      transports,
      timeoutMs,
      cases: chosen,
    });
    for (const {file, format} of reports) {
      await writeFile(file, format === 'json' ? `${JSON.stringify(report, undefined, 2)}\n` : htmlReport(report));
    }
    say(textReport(report, isVerbose));
    if (report.outcomes.length === 0) {
      complain('No case was run.\n');
      return 2;
    }
    return report.counts.failed === 0 ? 0 : 1;
  } catch (error) {
    if (!(error instanceof Broken || error instanceof Late)) throw error;
    complain(`The server could not be asked: ${error.message}\n`);
    return 2;
  } finally {
    await own?.close();
  }
}
