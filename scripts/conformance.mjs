// `npm run conformance`: the conformance kit, against `--url URL --secret TEXT`, or else against our own server on a free port.
// DATABASE names the file of that server's database (in memory without). The kit is packages/reference-server/src/conformance.
import {spawnSync} from 'node:child_process';
import {join} from 'node:path';
import {ensureDependencies, runScript} from './setup.mjs';
import {root} from './test-files.mjs';

await runScript(() => {
  ensureDependencies();
  // paths on the command line are meant from where the command was given
  const {status, signal} = spawnSync(
    process.execPath,
    [
      '--conditions=source',
      '--import',
      import.meta.resolve('tsx'),
      join(root, 'scripts/conformance-run.ts'),
      ...process.argv.slice(2),
    ],
    {stdio: 'inherit', cwd: process.env.INIT_CWD ?? process.cwd()},
  );
  process.exitCode = status ?? (signal === 'SIGINT' ? 130 : 1);
});
