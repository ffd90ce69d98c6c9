// Rules of this house that no linter knows: what a layer must not touch, and what must never stand in a template, a style
// sheet or a committed file. Each rule is a pattern, line by line, on the code without its comments, on the styles in it,
// or on the whole text.
import {spawnSync} from 'node:child_process';
import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {filesUnder, root} from './test-files.mjs';

const test = /\.test\.(ts|mjs)$|\/test\//;
const source = /^packages\/[^/]+\/src\/.+\.ts$/;

/** A line that must break a rule says why: `// house-rule: the reason`, at its end or on the line above. */
const exception = /(?:\/\/|\/\*|<!--) house-rule: \S/;

const rules = [
  {
    in: /^packages\/sdk\/src\/core\/.+\.ts$/,
    except: test,
    pattern:
      /\b(?:Date\.now|new Date\(\)|Math\.random|performance\.now|setTimeout|setInterval|queueMicrotask|requestAnimationFrame|fetch\(|indexedDB|localStorage|await\b|async\b|Promise\b|crypto\.)/,
    says: 'core is pure: time, chance and results come with the event',
  },
  {
    in: source,
    except: test,
    pattern: /\b(?:innerHTML|outerHTML|insertAdjacentHTML|unsafeHTML|unsafeSVG|unsafeStatic|document\.write)\b/,
    says: 'text never becomes HTML',
  },
  {
    in: source,
    except: test,
    pattern: /\bstyleMap\b|\sstyle=["'$]|setAttribute\(\s*['"]style['"]/,
    says: 'a strict Content-Security-Policy forbids style attributes: set custom properties through the CSSOM, or use a class',
  },
  {
    in: /^packages\/elements\/src\/.+\.ts$/,
    view: 'styles',
    pattern:
      /(?<![-\w])(?:left|right|(?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right)|border-(?:top|bottom)-(?:left|right)-radius)\s*:|\b(?:text-align|float|clear)\s*:\s*(?:left|right)\b/,
    says: 'use logical properties (inset-inline-start, margin-inline-end, text-align: start): the page may run right to left',
  },
  {
    in: /./,
    view: 'text',
    pattern: machinePaths(),
    says: 'a path of one machine, or the address of a registry',
  },
];

/** Written in parts, so that this file does not hold what it looks for. */
function machinePaths() {
  const paths = ['work/(?:main|shared)', 'home/[a-z]+', 'Users/[A-Za-z]+', 'root'].map(
    (path) => `(?<![\\w.:/-])/${path}/`,
  );
  const hosts = [
    'registry\\.npm' + 'js\\.org',
    'registry\\.yarn' + 'pkg\\.com',
    'deb\\.debian' + '\\.org',
    '"resolved": "https?:',
  ];
  return new RegExp([...paths, ...hosts].join('|'));
}

const longest = 400;

/** What is wrong with one file: `{line, says}` each, lines counted from 1. */
export function breaches(path, text) {
  const found = [];
  const code = /\.(ts|mjs|js)$/.test(path) ? withoutComments(text) : text;
  const views = {text, code, styles: stylesIn(code)};
  const lines = text.split('\n');
  for (const rule of rules) {
    if (!rule.in.test(path) || rule.except?.test(path)) continue;
    for (const [index, line] of views[rule.view ?? 'code'].split('\n').entries()) {
      const match = rule.pattern.exec(line);
      if (!match || exception.test(lines[index]) || exception.test(lines[index - 1] ?? '')) continue;
      found.push({line: index + 1, says: `${match[0].trim()}: ${rule.says}`});
    }
  }
  return found;
}

/** Whether a file is so long that it probably has two subjects. That is for people to judge: it is said, and fails nothing. */
export function isLong(path, text) {
  return /\.(ts|mjs)$/.test(path) && !test.test(path) && text.split('\n').length > longest;
}

/** Comments become blanks, strings and templates stay: a template is where a forbidden attribute would be. */
function withoutComments(text) {
  const pattern =
    /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\[\s\S]|[^`\\])*`|\/\*[\s\S]*?\*\/|(?<![:\\])\/\/[^\n]*/g;
  return text.replace(pattern, (part) => (/^\/[/*]/.test(part) ? part.replace(/[^\n]/g, ' ') : part));
}

/** The style sheets of a module, on their lines; all else is blank. */
function stylesIn(code) {
  let end = 0;
  let styles = '';
  for (const match of code.matchAll(/\bcss`((?:\\[\s\S]|[^`\\])*)`/g)) {
    styles += code.slice(end, match.index).replace(/[^\n]/g, ' ') + match[0];
    end = match.index + match[0].length;
  }
  return styles + code.slice(end).replace(/[^\n]/g, ' ');
}

/** What git holds or would take in; everything, where there is no git. */
function committedFiles() {
  const {status, stdout} = spawnSync('git', ['ls-files', '-co', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  const files = status === 0 ? stdout.split('\n').filter(Boolean) : filesUnder();
  return files.filter(
    (file) => existsSync(join(root, file)) && !/\.(png|jpg|webp|gif|ico|woff2?|mp3|mp4|pdf|zip|gz)$/.test(file),
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const files = committedFiles();
  let count = 0;
  for (const file of files) {
    const text = readFileSync(join(root, file), 'utf8');
    for (const {line, says} of breaches(file, text)) {
      console.error(`✖ ${file}:${line} ${says}`);
      count++;
    }
    if (isLong(file, text)) console.log(`– ${file} is longer than ${longest} lines: has it two subjects?`);
  }
  console.log(count === 0 ? `${files.length} files keep the house rules.` : `${count} breaches of house rules.`);
  process.exitCode = count === 0 && files.length > 0 ? 0 : 1;
}
