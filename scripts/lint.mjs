// Everything that is checked by reading the code: biome (format and lint), oxlint with types, lit-analyzer and our own rules.
import {spawnSync} from 'node:child_process';
import {root} from './test-files.mjs';

const steps = [
  ['biome', 'node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.'],
  ['oxlint', 'node_modules/oxlint/bin/oxlint', '--type-aware', '--deny-warnings'],
  ['templates', 'scripts/lint-templates.mjs'],
  ['house rules', 'scripts/check-house-rules.mjs'],
];

const failed = [];
for (const [name, ...args] of steps) {
  console.log(`── ${name}`);
  const {status} = spawnSync(process.execPath, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    timeout: 300_000,
  });
  if (status !== 0) failed.push(name);
}
console.log(failed.length === 0 ? 'Nothing to complain about.' : `Complaints by: ${failed.join(', ')}.`);
process.exitCode = failed.length === 0 ? 0 : 1;
