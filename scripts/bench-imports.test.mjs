import assert from 'node:assert/strict';
import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {root} from './test-files.mjs';

test('what the measurements take from inside the packages is there', () => {
  // measured by hand and seldom: nothing else would notice that a file was moved
  const taken = /\{([^{}]*)\}\s*(?:from|= await import\()\s*'\.\.\/packages\/([\w-]+)\/dist\/([\w./-]+)\.js'/g;
  let found = 0;
  for (const file of readdirSync(join(root, 'bench')).filter((name) => name.endsWith('.mjs'))) {
    for (const [, names, name, path] of readFileSync(join(root, 'bench', file), 'utf8').matchAll(taken)) {
      found++;
      const source = readFileSync(join(root, `packages/${name}/src/${path}.ts`), 'utf8');
      for (const one of names.split(',').map((text) => text.trim().split(/\s*:\s*|\s+as\s+/)[0]))
        assert.match(
          source,
          new RegExp(`export (async )?(const|function\\*?|class|type) ${one}\\b`),
          `${file}: ${one}`,
        );
    }
  }
  assert.ok(found > 5);
});
