// `npm run simulator`: builds the page docs/simulator and serves it on PORT (3100), on this machine only. `--build` only builds.
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import {buildPage, servePage} from './pages.mjs';
import {runScript} from './setup.mjs';
import {root} from './test-files.mjs';

const folder = join(root, 'docs/simulator');

await runScript(async () => {
  const {values} = parseArgs({options: {build: {type: 'boolean', default: false}}});
  await buildPage(folder, 'lab.ts');
  if (values.build) return;
  const server = await servePage(folder, Number(process.env.PORT ?? 3100));
  console.log(`The simulator is on http://localhost:${server.address().port}`);
});
