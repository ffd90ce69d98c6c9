// `npm start`: installs and builds what is missing, then runs the reference server with the demo.
// PORT chooses the port (3000), DATABASE the file of the database (data/parlor.db). More arguments go to the server as they are.
import {spawn} from 'node:child_process';
import {mkdirSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {ensureBuilt} from './build.mjs';
import {ensureDependencies, runScript} from './setup.mjs';
import {root} from './test-files.mjs';

await runScript(() => {
  ensureDependencies();
  ensureBuilt();
  const database = process.env.DATABASE ?? join(root, 'data/parlor.db');
  mkdirSync(dirname(database), {recursive: true});
  const server = spawn(
    process.execPath,
    [
      join(root, 'packages/reference-server/dist/main.js'),
      ...['--dev', '--port', process.env.PORT ?? '3000', '--database', database, '--demo', join(root, 'examples/demo')],
      ...process.argv.slice(2),
    ],
    {stdio: 'inherit'},
  );
  // the server ends in its own time: it closes its sockets and its database first
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => server.kill(signal));
  server.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' || signal === 'SIGTERM' ? 0 : 1);
  });
});
