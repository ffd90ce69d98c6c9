import assert from 'node:assert/strict';
import {readdirSync, readFileSync} from 'node:fs';
import {test} from 'node:test';

const source = new URL('../src/', import.meta.url);
const guide = readFileSync(new URL('../../../docs/guides/theming.md', import.meta.url), 'utf8');

/** The text of every module of the elements. */
const modules = readdirSync(source, {recursive: true, encoding: 'utf8'})
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
  .map((path) => ({path, text: readFileSync(new URL(path, source), 'utf8')}));
const all = modules.map(({text}) => text).join('\n');
const found = (text: string, pattern: RegExp): Set<string> =>
  new Set([...text.matchAll(pattern)].map(([, name = '']) => name));

/** A row of a table of the guide. */
const row = (table: string, name: string): string =>
  guide
    .slice(guide.indexOf(`## ${table}`))
    .split('\n')
    .find((line) => line.startsWith(`| \`${name}\` |`)) ?? '';

test('the guide to theming names every token that the elements read, and no other (UX-E8)', () => {
  const read = found(all, /var\(\s*(--chat-[\w-]+)/g);
  // what elements tell each other
  read.delete('--chat-thread-back');
  const told = found(guide, /`(--chat-[\w-]+)`/g);
  // named by its first and last one
  for (let at = 2; at < 8; at++) told.add(`--chat-space-${at}`);
  assert.deepEqual([...told].sort(), [...read].sort());
});

for (const tag of [
  'chat-inbox',
  'chat-conversation-list',
  'chat-thread',
  'chat-log',
  'chat-composer',
  'chat-launcher',
  'chat-badge',
]) {
  const {text = ''} = modules.find(({path}) => path === `${tag}/${tag}.ts`) ?? {};

  test(`the guide to theming names every part of <${tag}> (UX-E8)`, () => {
    const exported = [...text.matchAll(/exportparts="([^"]+)"/g)].flatMap(([, list = '']) => list.split(','));
    const names = exported.map((name) => name.split(':').at(-1)?.trim() ?? '');
    const parts = [...found(text, /@csspart ([\w-]+)/g), ...names];
    const told = [tag, 'chat-conversation-list', 'chat-log', 'chat-thread'].map((name) => row('Parts', name)).join();
    assert.deepEqual(
      parts.filter((part) => !told.includes(`\`${part}\``)),
      [],
    );
  });

  test(`the guide to theming names every slot of <${tag}> (UX-E8)`, () => {
    const slots = [...found(text, /@slot ([\w-]+) -/g)];
    assert.deepEqual(
      slots.filter((slot) => !row('Slots', tag).includes(`\`${slot}\``)),
      [],
    );
  });
}
