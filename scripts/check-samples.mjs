// Type-checks every ts, js and html block of README.md, docs and the packages' READMEs against the packages' source.
//
// In Markdown:
//   ```ts              checked as a module of its own
//   ```ts continues    checked together with the block before it
//   ```ts no-check     not checked; its first line is a comment with the reason: // no-check: …
//   <!-- given: import type {Chat} from '@parlor/sdk'; declare const chat: Chat; -->
//                      on the line above a block: code that belongs to it and that readers need not see
import {spawnSync} from 'node:child_process';
import {mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {ensureDependencies, runScript} from './setup.mjs';
import {filesUnder, root} from './test-files.mjs';

const languages = {ts: 'ts', typescript: 'ts', js: 'js', javascript: 'js', mjs: 'js', html: 'html'};

/**
 * The code in one document: `samples` (`{language, lines, at}`, where `lines` has the length of the document's beginning, so
 * that line numbers agree, and `at` is the first line, counted from 1), and `problems`, a sentence each.
 */
export function samplesIn(path, markdown) {
  const lines = markdown.split('\n');
  const samples = [];
  const problems = [];
  let open;
  for (const [index, line] of lines.entries()) {
    const fence = /^ {0,3}(`{3,}|~{3,})\s*(.*)$/.exec(line);
    if (open === undefined) {
      if (fence) open = {mark: fence[1], info: fence[2].trim().split(/\s+/), start: index + 1};
      continue;
    }
    if (fence?.[2] !== '' || !fence[1].startsWith(open.mark)) continue;
    const [name, ...marks] = open.info;
    const language = languages[name.toLowerCase()];
    const block = {start: open.start, end: index, marks};
    open = undefined;
    if (language === undefined) continue;
    const at = `${path}:${block.start}`;
    const unknown = marks.find((mark) => !['continues', 'no-check'].includes(mark));
    if (unknown) problems.push(`${at}: no such mark on a code block: ${unknown}`);
    if (marks.includes('no-check')) {
      const reason = /^\s*(?:\/\/|<!--)\s*no-check:\s*\S/;
      if (!reason.test(lines[block.start] ?? ''))
        problems.push(`${at}: a no-check block begins with its reason: // no-check: …`);
      continue;
    }
    take(block, language, at, {lines, samples, problems});
  }
  if (open) problems.push(`${path}:${open.start}: this code block does not end`);
  return {samples, problems};
}

function take({start, end, marks}, language, at, {lines, samples, problems}) {
  const previous = samples.at(-1);
  if (marks.includes('continues') && previous?.language !== language) {
    problems.push(`${at}: there is no ${language} block that this one could continue`);
    return;
  }
  const given = /^\s*<!--\s*given:(.*)-->\s*$/.exec(lines[start - 2] ?? '')?.[1];
  const target = marks.includes('continues') ? previous : {language, lines: [], at: start};
  while (target.lines.length < start - 2) target.lines.push('');
  target.lines[start - 2] = given ?? '';
  target.lines[start - 1] = '';
  for (let index = start; index < end; index++) target.lines[index] = lines[index];
  if (target !== previous) samples.push(target);
}

/** What a browser would run of a page, on the lines where it stands, and the tags with a dash that the page uses. */
export function readPage(lines) {
  const text = lines.join('\n');
  const scripts = [];
  const problems = [];
  for (const match of text.matchAll(/<script\b([^>]*)>([\s\S]*?)<\/script>/g)) {
    const before = text.slice(0, match.index + match[0].indexOf('>') + 1).split('\n').length - 1;
    const line = before + 1;
    if (/type=["']?importmap/.test(match[1])) {
      try {
        JSON.parse(match[2]);
      } catch (error) {
        problems.push({line, message: `the import map is no JSON: ${error.message}`});
      }
    } else if (match[2].trim() !== '') {
      scripts.push([...Array(before).fill(''), ...match[2].split('\n')]);
    }
  }
  const outside = text.replace(/<!--[\s\S]*?-->|<script\b[\s\S]*?<\/script>/g, (part) => part.replace(/[^\n]/g, ' '));
  const tags = [...outside.matchAll(/<([a-z]+-[a-z0-9-]+)/g)].map((match) => ({
    name: match[1],
    line: outside.slice(0, match.index).split('\n').length,
  }));
  return {scripts, tags, problems};
}

/** Everything that is wrong with the samples of `documents`, a map from path to Markdown. */
export function check(documents, {directory = join(root, '.cache/samples'), knownTags = tagsOfElements()} = {}) {
  const problems = [];
  const origins = new Map();
  rmSync(directory, {recursive: true, force: true});
  for (const language of ['ts', 'js']) mkdirSync(join(directory, language), {recursive: true});
  let count = 0;
  const write = (language, path, at, lines) => {
    const name = `${path.replace(/[^a-z0-9]+/gi, '-')}-${at}-${++count}.${language}`;
    origins.set(name, path);
    writeFileSync(join(directory, language, name), withoutAddresses(lines.join('\n')));
  };
  for (const [path, markdown] of documents) {
    const found = samplesIn(path, markdown);
    problems.push(...found.problems);
    for (const {language, lines, at} of found.samples) {
      if (language !== 'html') write(language, path, at, lines);
      else {
        const page = readPage(lines);
        problems.push(...page.problems.map(({line, message}) => `${path}:${line}: ${message}`));
        for (const {name, line} of page.tags) {
          if (name.startsWith('chat-') && !knownTags.has(name))
            problems.push(`${path}:${line}: there is no element <${name}>`);
        }
        for (const script of page.scripts) write('js', path, at, script);
      }
    }
  }
  if (count > 0) problems.push(...compile(directory, origins));
  return {problems, count};
}

/** A script-tag bundle, wherever it is served from, has the names of both packages. */
function withoutAddresses(code) {
  return code
    .replace(/(['"])[^'"\n]*\/parlor\.min\.js\1/g, "'../everything.js'")
    .replace(/(['"])[^'"\n]*\/parlor-sdk\.min\.js\1/g, "'@parlor/sdk'");
}

/** What TypeScript says of a parameter that JavaScript cannot give a type. */
const untypedParameter = /\berror TS(?:7006|7019|7031):/;

function compile(directory, origins) {
  const languages = [...new Set([...origins.keys()].map((name) => name.split('.').at(-1)))];
  const options = {
    ts: {},
    js: {allowJs: true, checkJs: true},
  };
  if (languages.length > 0) {
    writeFileSync(
      join(directory, 'everything.ts'),
      "import '@parlor/elements/define.js';\nexport * from '@parlor/elements';\nexport * from '@parlor/sdk';\n",
    );
  }
  return languages.flatMap((language) => {
    const project = join(directory, `tsconfig.${language}.json`);
    writeFileSync(
      project,
      JSON.stringify({
        extends: join(root, 'tsconfig.json'),
        compilerOptions: {...options[language], types: ['node'], moduleDetection: 'force'},
        include: [language],
        exclude: [],
      }),
    );
    const {status, stdout, stderr} = spawnSync(
      process.execPath,
      [join(root, 'node_modules/typescript7/bin/tsc'), '--pretty', 'false', '-p', project],
      {cwd: join(directory, language), encoding: 'utf8', timeout: 120_000},
    );
    if (status === 0) return [];
    const lines = `${stdout}${stderr}`.split('\n').filter((line) => /\berror TS\d+/.test(line));
    const complaints = lines.filter((line) => language !== 'js' || !untypedParameter.test(line));
    if (lines.length === 0) return [`the compiler failed: ${stdout}${stderr}`];
    return complaints.map((line) => {
      const [, name, at, message] = /^(.+?)\((\d+),\d+\): (.+)$/.exec(line) ?? [];
      return origins.has(name) ? `${origins.get(name)}:${at}: ${message}` : line;
    });
  });
}

/** The tags that packages/elements registers. */
function tagsOfElements() {
  const source = join(root, 'packages/elements/src');
  return new Set(
    readdirSync(source, {withFileTypes: true})
      .filter((entry) => entry.isDirectory())
      .map(({name}) => name),
  );
}

function documents() {
  const paths = filesUnder().filter((path) =>
    /^(README\.md|CONTRIBUTING\.md|docs\/.+\.md|(packages|examples)\/[^/]+\/README\.md)$/.test(path),
  );
  return new Map(paths.map((path) => [path, readFileSync(join(root, path), 'utf8')]));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await runScript(() => {
    ensureDependencies();
    const all = documents();
    const {problems, count} = check(all);
    for (const problem of problems) console.error(`✖ ${problem}`);
    console.log(
      problems.length === 0
        ? `${count} samples in ${all.size} documents compile.`
        : `${problems.length} problems in samples.`,
    );
    process.exitCode = problems.length === 0 ? 0 : 1;
  });
}
