/** What a case is: one sentence that must be so, the rule it belongs to, and how to find out. */
import type {Transport} from './transport.js';
import type {Trial} from './trial.js';

/**
 * `ok`: it is so. `non-strict`: a SHOULD that is not held. `failed`: it is not so. `unimplemented`: the server itself says
 * that it does not offer this.
 */
export type Verdict = 'ok' | 'non-strict' | 'failed' | 'unimplemented';

export type Case = {
  /** The rule's number, and a suffix where a rule has several cases: `PWP-SEND-005.b`. */
  id: string;
  /** What must be so, in one sentence. */
  says: string;
  level: 'must' | 'should';
  /** `each`: once over every transport there is. `both`: it needs the two at once. */
  on: 'each' | 'both' | Transport;
  /** A feature of the hello; where the server does not announce it, the case is unimplemented. */
  feature?: string | undefined;
  /** Needs an admitted web origin, which only the caller of the kit can name. */
  needsOrigin?: boolean | undefined;
  /** Takes long by its nature (it waits for a heartbeat, an expiry): it begins first. */
  isSlow?: boolean | undefined;
  run(trial: Trial): Promise<void>;
};

type More = Partial<Pick<Case, 'on' | 'feature' | 'needsOrigin' | 'isSlow'>>;
type Define = {
  (id: string, says: string, run: Case['run']): Case;
  (id: string, says: string, more: More, run: Case['run']): Case;
};

const define =
  (level: Case['level']): Define =>
  (id: string, says: string, ...rest: [Case['run']] | [More, Case['run']]): Case => {
    const [more, run] = rest.length === 1 ? [{}, rest[0]] : rest;
    return {id, says, level, on: 'each', ...more, run};
  };

/** A case of a MUST, or of any other sentence of the protocol that allows no exception. */
export const must = define('must');
/** A case of a SHOULD: where it is not so, the verdict is `non-strict`. */
export const should = define('should');

/** `PWP-SEND-005` of `PWP-SEND-005.b`. */
export const ruleOf = (id: string): string => id.split('.')[0] ?? id;
/** `SEND` of `PWP-SEND-005.b`. */
export const chapterOf = (id: string): string => id.split('-')[1] ?? id;
