// What the script-tag bundles are made of. rollup.config.mjs writes them, check-size.mjs weighs them.
import {nodeResolve} from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import {root} from './test-files.mjs';

/**
 * One script tag: registers every element and exports all public names. What stands outside the chat is fetched where the page
 * has such an element, or asks for it.
 */
const everything = `
  import '@parlor/elements/define.js';
  export * from '@parlor/elements';
  export * from '@parlor/sdk';
  const outside = {
    'chat-badge': () => import('@parlor/elements/chat-badge/define.js'),
    'chat-blocked': () => import('@parlor/elements/chat-blocked/define.js'),
    'chat-launcher': () => import('@parlor/elements/chat-launcher/define.js'),
    'chat-notifications': () => import('@parlor/elements/chat-notifications/define.js'),
    'chat-notices': () => import('@parlor/elements/chat-notices/define.js'),
  };
  export const loadElement = (tag) => outside[tag]();
  for (const tag in outside) if (document.querySelector(tag)) outside[tag]().catch(reportError);
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
      {
        // terser leaves what is inside a template as it is
        name: 'templates',
        transform: (code, id) =>
          id.includes('/elements/dist/') ? {code: withoutMargins(compactStyles(code)), map: null} : undefined,
      },
    ],
    // a warning here has meant a broken bundle: a missing export, a Node module in the browser
    onwarn(warning) {
      throw new Error(warning.message);
    },
  };
}

/** Style sheets without what says nothing to CSS: ends of lines, margins, and the spaces around brackets and at the end of declarations. What is put in (`${…}`) stays as it is. */
export const compactStyles = (code) =>
  code.replace(/css\s*`[^`]*`/g, (sheet) =>
    sheet.replace(/\$\{[^}]*\}|(?:(?!\$\{)[\s\S])+/g, (part) => (part.startsWith('${') ? part : joined(part))),
  );
const joined = (css) =>
  css
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\s*\n\s*/g, ' ')
    .replace(/ ?([{}]) ?/g, '$1')
    .replace(/; /g, ';')
    .replace(/;\}/g, '}')
    .replace(/([{;(][\w-]+): /g, '$1:');

/** A module without the spaces at the beginning of its lines: they are between the words of a template's tags, or between tags. */
export const withoutMargins = (code) => code.replace(/\n[ \t]+/g, '\n');

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
