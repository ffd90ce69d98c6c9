/** The seeds of one process: see scripts/sim.mjs, which starts several. */
import {setImmediate as turn} from 'node:timers/promises';
import {ablations, focused, needless} from './ablations.js';
import {planOf, withDisasters, without} from './plan.js';
import {type Result, simulate} from './run.js';

/** How much of what happened before is shown of a seed that fails. */
const shownLines = 40;

type Options = {first: number; step: number; end: number; without: string; with: string; off: string; trace: boolean};
const {
  first,
  step,
  end,
  without: left,
  with: disasters = '',
  off,
  trace,
} = JSON.parse(process.argv[2] ?? '') as Options;

const ablation = ablations[off] ?? needless[off];
if (off && !ablation)
  throw new Error(`There is no mechanism "${off}"; there are ${Object.keys(ablations).join(', ')}.`);

// whoever asked for this is gone
process.once('disconnect', () => process.exit(1));
process.channel?.unref();

const sum = {seeds: 0, messages: 0, events: 0, violations: 0, failing: [] as number[]};
for (let seed = first; seed < end; seed += step) {
  await turn();
  const run = (isTraced: boolean): Promise<Result> =>
    simulate(seed, {
      plan: withDisasters(without(focused(planOf(seed), ablation?.focus), left.split(',')), disasters.split(',')),
      twist: ablation?.twist(),
      isTraced,
    });
  const result = await run(trace);
  sum.seeds++;
  sum.messages += result.messages;
  sum.events += result.events;
  sum.violations += result.violations.length;
  if (trace) console.log(result.lines.join('\n'));
  if (!result.violations.length) continue;
  sum.failing.push(seed);
  if (!trace) console.log(await describe(result, run));
  for (const {invariant, sentence, at} of result.violations)
    console.log(`seed ${seed}: ${invariant} violated at ${(at / 1000).toFixed(1)} s: ${sentence}`);
}
console.log(`SUM ${JSON.stringify(sum)}`);

/** What happened right before the first violation, from the same seed once more. */
async function describe({violations}: Result, run: (isTraced: boolean) => Promise<Result>): Promise<string> {
  const {lines} = await run(true);
  const at = lines.findIndex((line) => line.includes(` ${violations[0]?.invariant}: `));
  return lines
    .slice(Math.max(0, at - shownLines), at)
    .map((line) => line.slice(0, 240))
    .join('\n');
}
