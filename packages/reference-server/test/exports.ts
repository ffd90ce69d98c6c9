/** The command lines of `export` and `load`, as tests give them, and what all stores promise of them. */
import assert from 'node:assert/strict';
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {doctor} from '../src/doctor/run.js';
import {load} from '../src/export/load-run.js';
import {writeOut} from '../src/export/run.js';

export type Said = {code: number; out: string; err: string};

export const saying = async (
  run: (
    args: readonly string[],
    environment: Readonly<Record<string, string | undefined>>,
    output: {out(text: string): void; err(text: string): void},
  ) => Promise<number>,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Said> => {
  let [out, err] = ['', ''];
  const code = await run(args, environment, {out: (text) => void (out += text), err: (text) => void (err += text)});
  return {code, out, err};
};

export const exported = (database: string, to: string, ...more: string[]): Promise<Said> =>
  saying(writeOut, ['--database', database, '--to', to, ...more]);
export const loaded = (from: string, database: string, ...more: string[]): Promise<Said> =>
  saying(load, ['--from', from, '--database', database, ...more]);

export const linesIn = (file: string): string[] => readFileSync(file, 'utf8').split('\n').slice(0, -1);

/** Export, load into an empty database, export again: the same bytes, the same files, and nothing that does not add up. */
export async function goesRound(
  from: string,
  to: string,
  path: string,
  {fromFiles = [], toFiles = []}: {fromFiles?: string[]; toFiles?: string[]} = {},
): Promise<void> {
  const [first, second] = [`${path}-1.ndjson`, `${path}-2.ndjson`];
  const written = await exported(from, first, ...fromFiles);
  assert.deepEqual([written.code, written.err], [0, '']);
  const back = await loaded(first, to, ...toFiles);
  assert.deepEqual([back.code, back.err], [0, '']);
  assert.match(back.out, /^[\d,]+ rows loaded and compared\.\n$/);
  const again = await exported(to, second, ...toFiles);
  assert.deepEqual([again.code, again.err], [0, '']);
  assert.ok(readFileSync(first).equals(readFileSync(second)), 'the same bytes');
  assert.deepEqual(filesIn(`${second}-files`), filesIn(`${first}-files`));
  const looked = await saying(doctor, ['--database', to]);
  assert.equal(looked.code, 0, looked.out);
}

export const filesIn = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder, {recursive: true, withFileTypes: true}).flatMap((at) => (at.isFile() ? at.name : []))
    : [];

type Line = Record<string, unknown>;

/** What there is of ann in a database that `liveOfEverything` made, and nothing of anybody else. */
export async function tellsOfOnePerson(
  database: string,
  path: string,
  whole: string,
  file: string,
  files: string[] = [],
) {
  const said = await exported(database, path, '--user', 'ann', ...files);
  assert.deepEqual([said.code, said.err], [0, '']);
  const lines = linesIn(path).map((line) => JSON.parse(line) as Line);
  const all = linesIn(whole).map((line) => JSON.parse(line) as Line);
  assert.deepEqual(lines[0], {parlor: 'person', version: 1, user: 'ann'});
  const of = (some: Line[], table: string, column: string): unknown[] =>
    some.filter((line) => line['table'] === table && line[column] === 'ann');
  for (const [table, column] of [
    ['user', 'user'],
    ['member', 'user'],
    ['message', 'sender'],
    ['version', 'sender'],
    ['later', 'user'],
    ['notification', 'user'],
    ['notified', 'user'],
    ['reminder', 'user'],
    ['mention', 'user'],
    ['reaction', 'user'],
    ['upload', 'user'],
    ['block', 'user'],
    ['report', 'reporter'],
    ['bot_command', 'user'],
    ['active', 'user'],
    ['push_subscription', 'user'],
  ] as const) {
    const told = lines.filter((line) => line['table'] === table);
    assert.ok(told.length > 0, table);
    assert.equal(told.length, of(all, table, column).length, `all of ${table}`);
    assert.equal(told.length, of(lines, table, column).length, `nobody else's ${table}`);
  }
  const contents = (some: Line[]): unknown[] =>
    some.flatMap((line) => (line['table'] === 'message' && line['sender'] === 'ann' ? [line['content']] : []));
  assert.deepEqual(contents(lines), contents(all));
  assert.ok(!lines.some((line) => JSON.stringify(line).includes('told to the host')), 'nothing that ben said');
  const hidden = ['evidence', 'note', 'fingerprint', 'op_id', 'claims', 'secret', 'p256dh', 'auth'];
  assert.deepEqual(
    lines.filter((line) => hidden.some((name) => Object.hasOwn(line, name))),
    [],
  );
  const places = lines.filter((line) => line['table'] === 'conversation').map((line) => line['id']);
  const memberships = lines.filter((line) => line['table'] === 'member');
  assert.deepEqual(
    places,
    memberships.map((line) => line['conversation']),
  );
  for (const {conversation, state} of memberships) {
    const place = lines.find((line) => line['id'] === conversation);
    if (state !== 'joined') assert.equal(place?.['title'], undefined, 'what it is called since they left');
  }
  assert.deepEqual(filesIn(`${path}-files`), [`${file}.original`]);
}
