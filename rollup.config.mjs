import {join} from 'node:path';
import {bundles, inputOptions, outputOptions} from './scripts/bundles.mjs';
import {root} from './scripts/test-files.mjs';

export default bundles.map(({name, directory, entry, minChunk}) => ({
  ...inputOptions(entry),
  output: {...outputOptions(name, minChunk), dir: join(root, directory)},
}));
