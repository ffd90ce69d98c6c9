// Checks the elements' templates with lit-analyzer: unknown tags, wrong bindings, tags that do not end.
import {spawnSync} from 'node:child_process';
import {root} from './test-files.mjs';

const {status, stdout, stderr} = spawnSync(
  process.execPath,
  [
    'node_modules/lit-analyzer/cli.js',
    'packages/elements/src/**/!(*.test).ts',
    '--format=list',
    '--noColor',
    // its CSS parser is older than nesting, light-dark() and round()
    '--rules.no-invalid-css=off',
    // a class file registers nothing: its define.ts imports the elements it uses
    '--rules.no-missing-import=off',
    // stands last: before the paths it swallows the first of them
    '--strict',
  ],
  {cwd: root, encoding: 'utf8', timeout: 120_000, maxBuffer: 64 * 1024 * 1024},
);

/** Attributes of HTML that are younger than lit-analyzer. */
const younger = /^Unknown attribute '(?:enterkeyhint|inert|popover|popovertarget|popovertargetaction|fetchpriority)'/;

const problems = [];
let file = '';
for (const line of stdout.split('\n')) {
  if (line.startsWith('./')) file = line.slice(2);
  const match = /^\s+(\d+):\d+\s+(?:error|warning)\s+(.+)$/.exec(line);
  if (!match || younger.test(match[2])) continue;
  // it does not know Lit's `nothing`, which takes an attribute away, and sees a nameless symbol
  if (!match[2].includes('Symbol(undefined)')) problems.push(`${file}:${match[1]} ${match[2]}`);
}
for (const problem of problems) console.error(`✖ ${problem}`);

const count = Number(/Analyzing (\d+) files/.exec(stdout)?.[1] ?? 0);
const hasBroken = count === 0 || (status !== 0 && !/\d+ problems? in \d+ file/.test(stdout));
if (hasBroken) console.error(`lit-analyzer broke:\n${stdout}${stderr}`);
console.log(
  problems.length === 0 ? `The templates of ${count} files are sound.` : `${problems.length} problems in templates.`,
);
process.exitCode = hasBroken || problems.length > 0 ? 1 : 0;
