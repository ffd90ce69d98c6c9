// Reads every import in packages/*/src and fails on one that points the wrong way, on a loop, and on an import of an index
// from inside its own package. The table is the architecture; docs/architecture.md says why.
import {readFileSync} from 'node:fs';
import {posix} from 'node:path';
import {fileURLToPath} from 'node:url';
import typescript from 'typescript';
import {filesUnder, root} from './test-files.mjs';

const words = ['events.ts', 'strings.ts', 'strings', 'tokens.styles.ts'];
const storePort = [
  'store/store.ts',
  'store/records.ts',
  'store/admin.ts',
  'store/later.ts',
  'store/notifications.ts',
  'store/reminders.ts',
  'store/links.ts',
  'store/bans.ts',
  'store/commands.ts',
];
const serverCore = ['domain', 'auth', 'fanout', 'clock.ts', 'log.ts'];
const web = ['@parlor/sdk/protocol', 'hono', '@hono/node-server', 'node:'];

/**
 * Each layer with all it may import besides itself: layers of its package, then packages. A layer is a folder or a file of
 * the package's src; `chat-*` stands for every element's folder. The longest name that fits a file is its layer.
 */
export const layers = {
  sdk: {
    protocol: ['valibot'],
    base: ['nanoid'],
    core: ['protocol', 'base'],
    storage: ['core', 'protocol', 'base', 'idb'],
    transport: ['core', 'protocol', 'base', 'socket.io-client', 'valibot'],
    client: ['storage', 'transport', 'core', 'protocol', 'base'],
    'index.ts': ['client', 'storage', 'transport', 'core', 'protocol', 'base'],
    'markup.ts': ['core'],
    'poll.ts': ['client', 'protocol'],
    // these ask by themselves, with or without a chat
    'bot.ts': ['client', 'core', 'protocol', 'base'],
    'push.ts': ['core', 'protocol'],
    // nothing: it is loaded anew for each notice
    'push-worker.ts': [],
  },
  elements: {
    'tokens.styles.ts': ['lit'],
    strings: ['@parlor/sdk'],
    'strings.ts': ['strings', '@parlor/sdk'],
    'events.ts': ['@parlor/sdk', 'lit'],
    internal: [...words, '@parlor/sdk', 'lit', '@lit/context'],
    'chat-*': [
      'internal',
      ...words,
      '@parlor/sdk',
      '@parlor/sdk/markup',
      '@parlor/sdk/poll',
      'lit',
      '@lit/context',
      'thumbhash',
    ],
    'index.ts': ['chat-*', 'internal', ...words],
    'define.ts': ['chat-*'],
  },
  'reference-server': {
    'clock.ts': [],
    'log.ts': ['pino'],
    'store/records.ts': ['@parlor/sdk/protocol'],
    'store/admin.ts': ['store/records.ts', '@parlor/sdk/protocol'],
    'store/later.ts': ['store/records.ts'],
    'store/notifications.ts': ['store/records.ts'],
    'store/reminders.ts': ['store/records.ts'],
    'store/links.ts': ['store/records.ts'],
    'store/bans.ts': [],
    'store/commands.ts': ['store/records.ts'],
    'store/store.ts': [
      'store/records.ts',
      'store/admin.ts',
      'store/later.ts',
      'store/notifications.ts',
      'store/reminders.ts',
      'store/links.ts',
      'store/bans.ts',
      'store/commands.ts',
      'search',
      '@parlor/sdk/protocol',
    ],
    // what a word is, the same for every store
    search: [],
    domain: [...storePort, 'search', 'clock.ts', '@parlor/sdk/protocol', 'valibot', 'nanoid'],
    auth: ['domain', 'clock.ts', '@parlor/sdk/protocol', 'jose', 'valibot', 'node:'],
    fanout: ['domain', 'clock.ts', '@parlor/sdk/protocol'],
    'fanout/redis': ['fanout', 'ioredis', 'nanoid', 'valibot', 'node:'],
    store: [...storePort, 'domain', 'clock.ts', '@parlor/sdk/protocol', 'drizzle-orm'],
    'store/memory': ['store', ...storePort, 'search', 'domain', 'clock.ts', '@parlor/sdk/protocol', 'nanoid'],
    'store/sqlite': [
      'store',
      ...storePort,
      'search',
      'domain',
      'clock.ts',
      '@parlor/sdk/protocol',
      'better-sqlite3',
      'drizzle-orm',
      'nanoid',
      'node:',
    ],
    'store/postgres': [
      'store',
      ...storePort,
      'search',
      'domain',
      '@parlor/sdk/protocol',
      'pg',
      'drizzle-orm',
      'nanoid',
    ],
    files: [
      ...storePort,
      'domain',
      'clock.ts',
      'log.ts',
      '@parlor/sdk/protocol',
      'file-type',
      'sharp',
      'thumbhash',
      'aws4fetch',
      'node:',
    ],
    http: [...storePort, 'files', ...serverCore, '@parlor/sdk/protocol', 'hono', 'valibot', 'node:'],
    realtime: [...serverCore, '@parlor/sdk/protocol', 'socket.io', 'valibot', 'node:'],
    metrics: ['prom-client', 'node:'],
    // requests of the server's own, to elsewhere
    egress: ['ipaddr.js', 'node:'],
    // what is asked before a message is stored
    screening: ['egress', 'search', 'domain', 'clock.ts', '@parlor/sdk/protocol', 'valibot'],
    webhooks: ['egress', ...storePort, ...serverCore, '@parlor/sdk/protocol', 'node:'],
    // with the couriers of webhooks
    push: ['webhooks', 'egress', ...storePort, ...serverCore, '@parlor/sdk/protocol', 'web-push'],
    // the socket beside a database, by which other processes of this machine speak to the one that has it open
    control: ['better-sqlite3', 'node:'],
    // what the operator asks over that socket, and the command line for it
    operator: [
      'control',
      'import',
      'retention',
      'open-store.ts',
      ...storePort,
      ...serverCore,
      '@parlor/sdk/protocol',
      'valibot',
      'node:',
    ],
    // whole databases by their rows, whichever store they are in
    rows: ['store/sqlite', 'store/postgres', ...storePort, 'better-sqlite3', 'pg', 'node:'],
    // over rows, not over the store: it must not believe what it checks
    doctor: ['rows', 'store/sqlite', 'search', 'better-sqlite3', 'node:'],
    // the audit's chain, read beside whoever has the database open
    audit: ['rows', 'store/sqlite', 'open-store.ts', ...storePort, ...serverCore, '@parlor/sdk/protocol', 'node:'],
    // another entry, which speaks to a server over the wire only
    admin: ['http', '@parlor/sdk/protocol', 'jose', 'valibot', 'node:'],
    // of the file as well
    backup: ['control', 'files', 'store/sqlite', 'open-store.ts', 'better-sqlite3', 'node:'],
    // between the rows of the stores themselves; what came of it, the doctor looks at
    moving: [
      'control',
      'doctor',
      'rows',
      'store/sqlite',
      'store/postgres',
      ...storePort,
      'better-sqlite3',
      'pg',
      'node:',
    ],
    // the same as lines of a file, and back
    export: [
      'backup',
      'control',
      'doctor',
      'moving',
      'operator',
      'rows',
      'open-store.ts',
      ...storePort,
      '@parlor/sdk/protocol',
      'valibot',
      'node:',
    ],
    'open-store.ts': ['store/memory', 'store/sqlite', 'store/postgres', ...storePort, 'clock.ts', 'node:'],
    // another entry beside main.ts
    import: [
      'control',
      'operator',
      'retention',
      'open-store.ts',
      'config',
      'store',
      'store/memory',
      'store/sqlite',
      ...storePort,
      ...serverCore,
      '@parlor/sdk/protocol',
      'better-sqlite3',
      'valibot',
      'node:',
    ],
    // another entry, which speaks to servers over the wire only: nothing of this one
    conformance: ['@parlor/sdk/protocol', 'socket.io-client', 'valibot', 'node:'],
    dev: ['http', ...storePort, ...serverCore, '@parlor/sdk/protocol', 'hono', 'jose', 'valibot', 'node:'],
    // how old messages may become, and who sees to it
    retention: ['domain', 'clock.ts', 'log.ts', '@parlor/sdk/protocol'],
    later: ['domain', 'clock.ts', 'log.ts'],
    previews: ['domain', 'egress', 'files', ...storePort, 'clock.ts', 'log.ts', '@parlor/sdk/protocol', 'node:'],
    config: [
      'auth',
      'domain',
      'egress',
      'files',
      'push',
      'retention',
      'log.ts',
      '@parlor/sdk/protocol',
      'valibot',
      'node:',
    ],
    app: [
      'metrics',
      'later',
      'previews',
      'http',
      'files',
      'realtime',
      'dev',
      'egress',
      'webhooks',
      'push',
      'screening',
      'retention',
      'control',
      'import',
      'open-store.ts',
      'config',
      ...storePort,
      ...serverCore,
      ...web,
    ],
    // runs in browsers too: no door to Node
    'memory.ts': ['store/memory', ...storePort, 'domain', 'fanout', 'clock.ts', '@parlor/sdk/protocol'],
    'index.ts': [
      'app',
      'files',
      'egress',
      'push',
      'screening',
      'config',
      'control',
      'open-store.ts',
      ...storePort,
      'domain',
      'auth',
      'fanout',
      'clock.ts',
      'log.ts',
    ],
    'main.ts': [
      'app',
      'audit',
      'backup',
      'files',
      'screening',
      'config',
      'control',
      'dev',
      'doctor',
      'export',
      'fanout/redis',
      'moving',
      'operator',
      'push',
      'open-store.ts',
      ...storePort,
      ...serverCore,
      ...web,
    ],
  },
};

/**
 * What is wrong with the imports of `sources`, a map from path (`packages/sdk/src/core/outbox.ts`) to text: a sentence each.
 */
export function problems(sources, table = layers) {
  const found = [];
  const graph = new Map();
  for (const [path, text] of sources) {
    const {name, inside} = place(path);
    const layer = layerOf(inside, table[name]);
    if (layer === undefined) {
      found.push(`${path} belongs to no layer: name its folder or the file in scripts/check-layers.mjs`);
      continue;
    }
    const targets = [];
    graph.set(path, targets);
    for (const specifier of imports(text)) {
      if (specifier.startsWith('.')) {
        const target = posix.join(posix.dirname(path), specifier).replace(/\.js$/, '.ts');
        if (isStatic(text, specifier)) targets.push(target);
        found.push(...inner(path, target, layer, name, table[name]));
      } else if (specifier === `@parlor/${name}` || specifier.startsWith(`@parlor/${name}/`)) {
        found.push(`${path} imports its own package as ${specifier}: import the file`);
      } else if (!table[name][layer].some((allowed) => allowsPackage(allowed, specifier))) {
        found.push(`${path} (${layer}) may not import ${specifier}`);
      }
    }
    if (name === 'elements' && takesCreateChat(text)) {
      found.push(`${path} imports createChat: elements take a client that exists, so that data mode needs none`);
    }
  }
  return [...found, ...loops(graph).map((loop) => `imports go round: ${loop.join(' → ')}`)];
}

function inner(path, target, layer, name, table) {
  const other = place(target);
  if (other?.name !== name) return [`${path} reaches out of its package's src: ${target}`];
  if (posix.basename(target) === 'index.ts')
    return [`${path} imports an index, ${other.inside}: import the file it needs`];
  const targetLayer = layerOf(other.inside, table);
  if (targetLayer === undefined || targetLayer === layer || table[layer].includes(targetLayer)) return [];
  return [`${path} (${layer}) may not import ${other.inside} (${targetLayer})`];
}

function place(path) {
  const match = /^packages\/([^/]+)\/src\/(.+)$/.exec(path);
  return match ? {name: match[1], inside: match[2]} : undefined;
}

function layerOf(inside, table = {}) {
  const fits = (layer) =>
    layer === inside || inside.startsWith(`${layer}/`) || (layer === 'chat-*' && /^chat-[^/]+\//.test(inside));
  return Object.keys(table)
    .filter(fits)
    .sort((a, b) => b.length - a.length)[0];
}

function allowsPackage(allowed, specifier) {
  if (allowed === 'node:') return specifier.startsWith('node:');
  // @parlor/sdk, @parlor/sdk/markup and @parlor/sdk/protocol are three doors; of other packages every door is open
  if (allowed.startsWith('@parlor/')) return specifier === allowed;
  return specifier === allowed || specifier.startsWith(`${allowed}/`);
}

/** Static, dynamic and type imports and re-exports. */
function imports(text) {
  return typescript.preProcessFile(text, true, true).importedFiles.map(({fileName}) => fileName);
}

/**
 * Whether a file needs the other one to be loaded. Where it loads it on demand, it and the part may know each other's types:
 * that is no loop.
 */
function isStatic(text, specifier) {
  const isOnDemand = new RegExp(`\\bimport\\(\\s*'${specifier}'`).test(text);
  const code = isOnDemand ? text.replace(/\bimport type [^;]*;/g, '').replace(/\bimport\([^)]*\)/g, '') : text;
  return code.includes(`'${specifier}'`);
}

function takesCreateChat(text) {
  return /import\s+(?!type\b)(?:\{[^}]*(?<!type\s)\bcreateChat\b|\*)[^;]*from\s*['"]@parlor\/sdk['"]/.test(text);
}

/** At least one loop of every group of files that import each other, as a path that ends where it began. */
function loops(graph) {
  const found = [];
  const done = new Set();
  const visit = (file, path) => {
    const at = path.indexOf(file);
    if (at >= 0) {
      found.push([...path.slice(at), file]);
      return;
    }
    if (done.has(file)) return;
    for (const target of graph.get(file) ?? []) visit(target, [...path, file]);
    done.add(file);
  };
  for (const file of graph.keys()) visit(file, []);
  return found;
}

/** The code that is shipped: tests may import what they like. */
function sourceFiles() {
  const paths = filesUnder().filter(
    (path) => /^packages\/[^/]+\/src\/.+\.ts$/.test(path) && !path.endsWith('.test.ts'),
  );
  return new Map(paths.map((path) => [path, readFileSync(`${root}/${path}`, 'utf8')]));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const sources = sourceFiles();
  const found = problems(sources);
  for (const problem of found) console.error(`✖ ${problem}`);
  console.log(
    found.length === 0 ? `The imports of ${sources.size} files point the right way.` : `${found.length} wrong imports.`,
  );
  process.exitCode = found.length === 0 && sources.size > 0 ? 0 : 1;
}
