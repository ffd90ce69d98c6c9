// Type-checks everything: once all of it with the tests, once the code for browsers alone, where Node's types do not exist.
import {spawnSync} from 'node:child_process';
import {root} from './test-files.mjs';

let failed = false;
for (const project of ['tsconfig.json', 'tsconfig.browser.json']) {
  const {status} = spawnSync(process.execPath, ['node_modules/typescript7/bin/tsc', '-p', project], {
    cwd: root,
    stdio: 'inherit',
  });
  failed ||= status !== 0;
}
process.exitCode = failed ? 1 : 0;
