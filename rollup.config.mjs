import {join} from 'node:path';
import {bundles, inputOptions, outputOptions} from './scripts/bundles.mjs';
import {root} from './scripts/test-files.mjs';

export default bundles.map(({name, directory, entry}) => ({
  ...inputOptions(entry),
  output: {...outputOptions(name), dir: join(root, directory)},
}));
