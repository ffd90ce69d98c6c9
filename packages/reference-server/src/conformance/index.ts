/** The conformance kit as a library, for those who run it from their own tests. */
export type {Case, Verdict} from './case.js';
export {cases} from './cases/all.js';
export {type OwnServer, runCommand, type Surroundings} from './command.js';
export {coverage, type RuleCoverage, uncovered} from './coverage.js';
export {htmlReport} from './report/html.js';
export {textReport} from './report/text.js';
export {type LeftOut, type Outcome, type Report, type RunOptions, runConformance} from './run.js';
export type {Transport} from './transport.js';
