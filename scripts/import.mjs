// `npm run import -- FILE.jsonl`: brings a chat log into the database. The work is packages/reference-server/src/import.
import {spawnSync} from 'node:child_process';
import {mkdirSync} from 'node:fs';
import {join} from 'node:path';
import {ensureDependencies, runScript} from './setup.mjs';
import {root} from './test-files.mjs';

await runScript(() => {
  ensureDependencies();
  mkdirSync(join(root, 'data'), {recursive: true});
  const main = join(root, 'packages/reference-server/src/import/main.ts');
  // paths on the command line are meant from where the command was given
  const {status, signal} = spawnSync(
    process.execPath,
    ['--conditions=source', '--import', import.meta.resolve('tsx'), main, ...process.argv.slice(2)],
    {stdio: 'inherit', cwd: process.env.INIT_CWD ?? process.cwd()},
  );
  process.exitCode = status ?? (signal === 'SIGINT' ? 130 : 1);
});
