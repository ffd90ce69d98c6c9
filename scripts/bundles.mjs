// What the script-tag bundles are made of. rollup.config.mjs writes them, check-size.mjs weighs them.
import {nodeResolve} from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import {root} from './test-files.mjs';

/** One script tag: registers every element and exports all public names. */
const everything = `
  import '@parlor/elements/define.js';
  export * from '@parlor/elements';
  export * from '@parlor/sdk';
`;

export const bundles = [
  {name: 'parlor-sdk', directory: 'packages/sdk/cdn', entry: `export * from '@parlor/sdk';`},
  {name: 'parlor', directory: 'packages/elements/cdn', entry: everything},
];

/** Rollup's input options for a module whose text is `entry`, with what the packages built into `dist`. */
export function inputOptions(entry) {
  const id = '\0entry';
  return {
    input: id,
    plugins: [
      {
        name: 'entry',
        resolveId: (source) => (source === id ? id : undefined),
        load: (source) => (source === id ? entry : undefined),
      },
      nodeResolve({browser: true, exportConditions: ['production'], rootDir: root}),
    ],
    // a warning here has meant a broken bundle: a missing export, a Node module in the browser
    onwarn(warning) {
      throw new Error(warning.message);
    },
  };
}

/** Rollup's output options: the entry is `name`.min.js, what is loaded on demand lies beside it. */
export function outputOptions(name) {
  return {
    format: 'es',
    sourcemap: true,
    entryFileNames: `${name}.min.js`,
    chunkFileNames: `${name}-[name]-[hash].min.js`,
    plugins: [terser({ecma: 2022, module: true, compress: {passes: 2}, format: {comments: false}})],
  };
}
