import assert from 'node:assert/strict';
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {test} from 'node:test';
import {fileURLToPath} from 'node:url';
import * as v from 'valibot';
import {documentFile, documentText, schemaFile, schemaText} from '../../../../scripts/protocol-document.js';
import {Reply, ServerFrame} from './frames.js';
import {Message} from './model.js';
import {isOperationName, operations} from './operations.js';

const renew =
  'Run `node scripts/make-schema.mjs`, look at what changed on the wire, and commit it with the code that changed it.';
const root = fileURLToPath(new URL('../../../../', import.meta.url));
const document = (): string => readFileSync(documentFile, 'utf8');

test('docs/protocol.schema.json is what the schemas of the protocol give', () => {
  assert.ok(
    readFileSync(schemaFile, 'utf8') === schemaText(),
    `The words on the wire are not those of docs/protocol.schema.json. ${renew}`,
  );
});

test('the generated tables of docs/protocol.md are what the code gives', () => {
  assert.ok(
    document() === documentText(document()),
    `A generated table of docs/protocol.md is not what the code gives. ${renew}`,
  );
});

test('every rule number of docs/protocol.md is given once, and every one quoted in the tree is there', () => {
  const given = rules(document(), /^- \*\*(PWP-[A-Z]+-\d{3})\*\*/gm);
  assert.ok(given.length > 80);
  assert.deepEqual(
    given.filter((rule, at) => given.indexOf(rule) !== at),
    [],
    'given twice',
  );
  const strangers = sources().flatMap((file) =>
    rules(readFileSync(root + file, 'utf8'), /(PWP-[A-Z]+-\d{3})/g)
      .filter((rule) => !given.includes(rule))
      .map((rule) => `${rule} in ${file}`),
  );
  assert.deepEqual(strangers, [], 'quoted, but docs/protocol.md has no such rule');
});

test('every example in docs/protocol.md passes the schema it is an example of', () => {
  const examples = [...document().matchAll(/```json\n([\s\S]*?)```/g)].map(
    ([, text]) => JSON.parse(text ?? '') as Record<string, unknown>,
  );
  assert.ok(examples.length >= 6);
  for (const example of examples) {
    const {op} = example;
    if (typeof op === 'string')
      v.parse(
        operations[isOperationName(op) ? op : assert.fail(`no operation ${op}`)].input as v.GenericSchema,
        example.input,
      );
    else if ('ok' in example) v.parse(Reply, example);
    else if ('type' in example) v.parse(ServerFrame, example);
    else v.parse(Message, example);
  }
});

function rules(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, rule]) => rule ?? '');
}

function sources(): string[] {
  return [
    'docs',
    'e2e',
    'bench',
    'examples',
    'scripts',
    ...['sdk', 'elements', 'reference-server'].map((name) => `packages/${name}`),
  ]
    .filter((directory) => existsSync(root + directory))
    .flatMap((directory) =>
      readdirSync(root + directory, {recursive: true, encoding: 'utf8'}).map(
        (file) => `${directory}/${file.replaceAll('\\', '/')}`,
      ),
    )
    .filter((file) => /\.(ts|mjs|js|md|html)$/.test(file) && !/(^|\/)(node_modules|dist|cdn)\//.test(file));
}
