// `npm run gallery`: builds the page examples/gallery and serves it on PORT (3200), on this machine only. `--build` only builds.
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import {buildPage, servePage} from './pages.mjs';
import {runScript} from './setup.mjs';
import {root} from './test-files.mjs';

const folder = join(root, 'examples/gallery');

await runScript(async () => {
  const {values} = parseArgs({options: {build: {type: 'boolean', default: false}}});
  await buildPage(folder, 'gallery.ts');
  if (values.build) return;
  const server = await servePage(folder, Number(process.env.PORT ?? 3200));
  console.log(`The gallery is on http://localhost:${server.address().port}`);
});
