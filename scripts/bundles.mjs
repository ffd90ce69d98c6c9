// What the script-tag bundles are made of. rollup.config.mjs writes them, check-size.mjs weighs them.
import {nodeResolve} from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import {parseAst} from 'rollup/parseAst';
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

/** Each chunk has a name, and a hash wherever it is named: what is smaller than this, before it is made small, is better off with a neighbour. Of the elements. */
export const minChunkOfElements = 700;

export const bundles = [
  {name: 'parlor-sdk', directory: 'packages/sdk/cdn', entry: `export * from '@parlor/sdk';`},
  {name: 'parlor', directory: 'packages/elements/cdn', entry: everything, minChunk: minChunkOfElements},
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
        transform: (code, id) => (isOurs(id) ? {code: compactTemplates(code), map: null} : undefined),
      },
    ],
    // a warning here has meant a broken bundle: a missing export, a Node module in the browser
    onwarn(warning) {
      throw new Error(warning.message);
    },
    // not how many small chunks were put to others
    logLevel: 'warn',
  };
}

const isOurs = (id) => /\/packages\/elements\/dist\//.test(id);

/**
 * Templates without what says nothing to whoever reads them. Of CSS: ends of lines, margins, comments, and the spaces around brackets and at the end of
 * declarations. Of HTML: where lines end one space is left, which is what a browser makes of it, and none before the end of a tag. What is put in (`${…}`)
 * stays as it is, but for templates in it. Every line of code stays at its number: the ends of lines that were taken out stand behind their piece.
 */
export function compactTemplates(code) {
  let out = '';
  let at = 0;
  for (const {start, end, tail, small} of templatePieces(parseAst(code))) {
    const before = code.slice(start, end);
    const after = small(before);
    const room = '\n'.repeat(linesIn(before) - linesIn(after));
    const next = end + (tail ? 1 : 2);
    out += code.slice(at, start) + after + code.slice(end, next) + room;
    at = next;
  }
  return out + code.slice(at);
}

const linesIn = (text) => text.split('\n').length - 1;

/** The texts of all templates that are HTML or CSS, in their order. */
function templatePieces(root) {
  const found = [];
  const look = (node) => {
    if (!node || typeof node !== 'object') return;
    if (Array.isArray(node)) return node.forEach(look);
    const small = node.type === 'TaggedTemplateExpression' && {html: joinedHtml, css: joinedCss}[node.tag.name];
    if (small) found.push(...node.quasi.quasis.map(({start, end, tail}) => ({start, end, tail, small})));
    Object.values(node).forEach(look);
  };
  look(root);
  return found.sort((a, b) => a.start - b.start);
}

const joinedHtml = (html) => html.replace(/\s*\n\s*>/g, '>').replace(/\s*\n\s*/g, ' ');
const joinedCss = (css) =>
  css
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\s*\n\s*/g, ' ')
    .replace(/ ?([{}]) ?/g, '$1')
    .replace(/; /g, ';')
    .replace(/;\}/g, '}')
    .replace(/([{;(][\w-]+): /g, '$1:');

/** Rollup's output options: the entry is `name`.min.js, what is loaded on demand lies beside it. */
export function outputOptions(name, minChunk = 1) {
  return {
    format: 'es',
    // maps lie beside the chunks; a line in each that names its own weighs as much as what many of them say
    sourcemap: 'hidden',
    experimentalMinChunkSize: minChunk,
    entryFileNames: `${name}.min.js`,
    chunkFileNames: `${name}-[name]-[hash].js`,
    plugins: [terser({ecma: 2022, module: true, compress: {passes: 2}, format: {comments: false}})],
  };
}
