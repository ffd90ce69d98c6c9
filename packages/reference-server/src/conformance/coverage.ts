/** Which rules of the protocol have cases, and why the others have none. A test holds this against docs/protocol.md. */
import {ruleOf} from './case.js';
import {cases} from './cases/all.js';

const screened = 'whom a server asks is set up beside it; nothing on the wire says so';
const unfetched = 'a kit has no page at a public address that a server could fetch';
const encrypted = 'what a push service gets is encrypted for a browser';
const client = 'what a client does: docs/vectors and the tests of the SDK are about it';

/** Rules without a case, each with the reason. */
export const uncovered: Readonly<Record<string, string>> = {
  'PWP-HELLO-008': 'needs a server that is stopped',
  'PWP-CONNECT-001': client,
  'PWP-CONNECT-003': client,
  'PWP-DRAIN-001': client,
  'PWP-SYNC-006': 'needs a reader that is megabytes behind',
  'PWP-SYNC-009': client,
  'PWP-SYNC-010': client,
  'PWP-SYNC-011': client,
  'PWP-HISTORY-003': client,
  'PWP-SEARCH-006': 'what a server may leave out',
  'PWP-SEND-001': client,
  'PWP-SEND-002': client,
  'PWP-SEND-003': client,
  'PWP-SEND-006': client,
  'PWP-SEND-008': client,
  'PWP-SEND-010': client,
  'PWP-SEND-011': client,
  'PWP-SEND-012': client,
  'PWP-SLOW-004': client,
  'PWP-FORWARD-005': client,
  'PWP-GROW-006': client,
  'PWP-LINK-002': unfetched,
  'PWP-LINK-004': unfetched,
  'PWP-LINK-005': unfetched,
  'PWP-MEMBER-004': client,
  'PWP-AUTH-006': client,
  'PWP-AUTH-008': client,
  'PWP-NOTIFY-006': encrypted,
  'PWP-REMIND-005': 'who was erased asks for nothing any more',
  'PWP-AUDIT-005': 'commands of whoever runs the server are not on the wire',
  'PWP-HOOK-003': 'it is about what waits, which no kit can hold back for long',
  'PWP-HOOK-006': 'what is given up was tried for days',
  'PWP-HOOK-007': 'a limit that is not reached in a short run',
  'PWP-PUSH-003': 'who is told is seen with PWP-PUSH-006; the rest of it takes minutes',
  'PWP-PUSH-005': encrypted,
  'PWP-PUSH-007': 'what was not read for hours: longer than a run takes',
  'PWP-SCREEN-001': screened,
  'PWP-SCREEN-002': screened,
  'PWP-SCREEN-003': screened,
  'PWP-SCREEN-004': screened,
  'PWP-SCREEN-005': screened,
  'PWP-LIMIT-005': 'a server may do it and may not; everybody a kit invents is new',
  'PWP-LIMIT-007': 'a limit that is not reached in a short run',
  'PWP-LIMIT-008': 'a server may do it and may not; a kit has one address, and would shut itself out',
  'PWP-ERROR-003': client,
  'PWP-VERSION-004': client,
};

/** Parts of rules that have cases, and that no case can look at. */
export const unseen: Readonly<Record<string, string>> = {
  'PWP-WRITE-001': 'that it survives a power cut',
  'PWP-SEND-007': 'that an opId is remembered for 30 days',
  'PWP-SEND-004': 'textBytes, where textLength is reached first',
  'PWP-LINK-001': `a preview that is made: ${unfetched}`,
  'PWP-EDIT-002': 'a window for edits, which is the host’s setting',
  'PWP-HELLO-006': 'what connecting costs',
  'PWP-PUSH-002': 'what a push service says of a browser, and the end of sessions',
  'PWP-PUSH-004': 'that nothing comes in quiet hours',
  'PWP-EPH-003': 'idle connections: what they look like is the server’s choice',
  'PWP-LIMIT-001': 'limits that are not announced and not reached in a short run: members, edits of one message',
};

export type RuleCoverage = {rule: string; cases: string[]; why?: string};

/** Every rule the kit knows of, in the order of its cases, then those without. */
export function coverage(): RuleCoverage[] {
  const found = new Map<string, string[]>();
  for (const {id} of cases) {
    const rule = ruleOf(id);
    found.set(rule, [...(found.get(rule) ?? []), id]);
  }
  return [
    ...[...found].map(([rule, ids]) => ({
      rule,
      cases: ids,
      ...(unseen[rule] !== undefined && {why: `not seen: ${unseen[rule]}`}),
    })),
    ...Object.entries(uncovered).map(([rule, why]) => ({rule, cases: [], why})),
  ];
}

export function coverageText(): string {
  const lines = coverage().map(({rule, cases: ids, why}) => {
    const count = ids.length === 0 ? 'no case' : `${ids.length} case${ids.length === 1 ? '' : 's'}`;
    return `${rule.padEnd(18)} ${count.padEnd(9)}${why === undefined ? '' : ` ${why}`}`.trimEnd();
  });
  const without = Object.keys(uncovered).length;
  return `${lines.join('\n')}\n\n${cases.length} cases for ${lines.length - without} rules, ${without} rules without a case\n`;
}
