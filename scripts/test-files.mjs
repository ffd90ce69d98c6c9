// Which test file belongs to which runner. Both the runners and the check that none is forgotten read this.
import {readdirSync} from 'node:fs';
import {join, relative, sep} from 'node:path';
import {fileURLToPath} from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

const skipped = new Set([
  'node_modules',
  'dist',
  'cdn',
  '.git',
  'data',
  'coverage',
  '.cache',
  'reports',
  'screenshots',
]);

/** The first rule that matches a path names its runner. */
const rules = [
  ['e2e', /^e2e\/.+\.e2e\.test\.ts$/],
  ['browser', /^(?:packages\/[^/]+\/(?:src|test)|examples)\/.+\.browser\.test\.ts$/],
  ['cluster', /^packages\/[^/]+\/(src|test)\/.+\.cluster\.test\.ts$/],
  ['node', /^(packages|examples|bench)\/(?!.+\.(browser|e2e|cluster)\.test\.).+\.test\.ts$/],
  ['node', /^(scripts|examples|bench)\/.+\.test\.mjs$/],
];

/** Every file under `directory`, as paths relative to the root with forward slashes. */
export function filesUnder(directory = root) {
  const found = [];
  const walk = (at) => {
    for (const entry of readdirSync(at, {withFileTypes: true})) {
      if (entry.isDirectory()) {
        if (!skipped.has(entry.name)) walk(join(at, entry.name));
      } else if (entry.isFile()) {
        found.push(relative(directory, join(at, entry.name)).split(sep).join('/'));
      }
    }
  };
  walk(directory);
  return found.sort();
}

/** Test files by runner; `orphans` are those that no runner would pick up. */
export function testFiles(files = filesUnder()) {
  const groups = {node: [], browser: [], e2e: [], cluster: [], orphans: []};
  for (const file of files) {
    if (!/(\.|-|_)(test|spec)\.[cm]?[jt]sx?$/.test(file)) continue;
    const rule = rules.find(([, pattern]) => pattern.test(file));
    groups[rule ? rule[0] : 'orphans'].push(file);
  }
  return groups;
}

/** Whether a path contains one of the words, or there are none. */
export function isWanted(path, words) {
  return words.length === 0 || words.some((word) => path.includes(word));
}
