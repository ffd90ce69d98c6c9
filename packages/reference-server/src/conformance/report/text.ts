/** The report as text: chapter by chapter, what is not ok line by line, and one last line that sums up. */
import {byChapter} from '../chapters.js';
import type {Counts, Outcome, Report} from '../run.js';

export const summary = ({ok, 'non-strict': lax, failed, unimplemented}: Counts): string =>
  `${ok} ok, ${lax} non-strict, ${failed} failed, ${unimplemented} unimplemented`;

const line = ({id, transport, verdict, says, why}: Outcome): string[] => [
  `  ${verdict.padEnd(13)} ${id} over ${transport}: ${says}`,
  ...(why === undefined ? [] : [`  ${' '.repeat(13)} ${why.replaceAll('\n', `\n  ${' '.repeat(14)}`)}`]),
];

/** `isVerbose`: also what is ok. */
export function textReport({url, ms, transports, outcomes, leftOut, counts}: Report, isVerbose = false): string {
  const lines = [`${url} over ${transports.join(' and ')}, ${(ms / 1000).toFixed(1)} s`, ''];
  for (const {name, items} of byChapter(outcomes)) {
    const ok = items.filter(({verdict}) => verdict === 'ok').length;
    lines.push(`${name}: ${ok} of ${items.length} ok`);
    for (const outcome of items) if (isVerbose || outcome.verdict !== 'ok') lines.push(...line(outcome));
  }
  if (leftOut.length > 0) {
    lines.push('', `Left out: ${leftOut.length}`);
    for (const why of new Set(leftOut.map((one) => one.why))) {
      const ids = leftOut.filter((one) => one.why === why).map(({id}) => id);
      lines.push(`  ${why}: ${ids.length > 8 && !isVerbose ? `${ids.length} cases` : ids.join(', ')}`);
    }
  }
  lines.push('', summary(counts));
  return `${lines.join('\n')}\n`;
}
