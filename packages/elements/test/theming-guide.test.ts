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

/** What stands in the elements' own words about them, and what they hand out of the parts inside them. */
const tags = modules.flatMap(({path}) => /^(chat-[\w-]+)\/\1\.ts$/.exec(path)?.[1] ?? []);
const elements = new Map(
  await Promise.all(
    tags.map(async (tag) => {
      const text = modules.find(({path}) => path === `${tag}/${tag}.ts`)?.text ?? '';
      const loaded: Record<string, {exported?: string}> = await import(`../src/${tag}/${tag}.ts`);
      const exported = Object.values(loaded).find((one) => typeof one.exported === 'string')?.exported ?? '';
      const pairs = exported
        .split(/,\s*/)
        .filter(Boolean)
        .map((pair) => pair.split(': '));
      return [
        tag,
        {
          parts: found(text, /@csspart ([\w-]+)/g),
          slots: found(text, /@slot ([\w-]+) -/g),
          handsOut: new Map(pairs.map(([inner = '', outer = inner]) => [inner, outer])),
          text: modules
            .filter(({path}) => path.startsWith(`${tag}/`))
            .map((module) => module.text)
            .join('\n'),
        },
      ] as const;
    }),
  ),
);
const element = (tag: string) => {
  const one = elements.get(tag);
  assert.ok(one, tag);
  return one;
};

test('the guide to theming names every token that the elements read, and no other (UX-E8)', () => {
  const read = found(all, /var\(\s*(--chat-[\w-]+)/g);
  // what elements tell each other
  read.delete('--chat-thread-back');
  const told = found(guide, /`(--chat-[\w-]+)`/g);
  // named by its first and last one
  for (let at = 2; at < 8; at++) told.add(`--chat-space-${at}`);
  assert.deepEqual([...told].sort(), [...read].sort());
});

/** An element with `Modal` is a dialog; it is opened inside another one and hands these out (internal/modal.ts). */
const ofDialogs = ['dialog', 'avatar-face', 'avatar-presence'];
/** Of the box that can be opened from the dialog of a new conversation: it stands alone, and there it is a dialog like others. */
const isDialog = (tag: string): boolean => tag === 'chat-blocked' || element(tag).text.includes('new Modal(');

/** The parts of the elements inside an element, by the names that they have there. */
function partsInside(tag: string): Set<string> {
  const inner = found(element(tag).text, /(?:<|createElement\(')(chat-[\w-]+)/g);
  inner.delete(tag);
  return new Set([...inner].flatMap((name) => (isDialog(name) ? ofDialogs : [...element(name).handsOut.values()])));
}

for (const tag of tags) {
  test(`what <${tag}> says of its parts is true (UX-E8)`, () => {
    const {parts, text} = element(tag);
    const drawn = found(text, /[\s.']part(?:=|', )["']([\w-]+)["']/g);
    assert.deepEqual(
      [...drawn].filter((part) => !parts.has(part)),
      [],
    );
  });
}

for (const tag of [
  'chat-thread',
  'chat-log',
  'chat-message',
  'chat-composer',
  'chat-conversation-list',
  'chat-avatar',
]) {
  test(`the element around <${tag}> can hand out every part of it, and every part inside it (UX-E19)`, () => {
    const {parts, handsOut} = element(tag);
    const missing = [...parts, ...partsInside(tag)].filter((part) => !handsOut.has(part));
    assert.deepEqual(missing, []);
  });
}

/** What the guide says of one element. */
const everywhere = guide.slice(guide.indexOf('| all of these |')).split('\n')[0] ?? '';
const told = (tag: string): Set<string> => found(row('Parts', tag) + everywhere, /`([\w-]+)`/g);

for (const tag of [
  'chat-launcher',
  'chat-inbox',
  'chat-conversation-list',
  'chat-thread',
  'chat-log',
  'chat-message',
  'chat-composer',
  'chat-badge',
  'chat-avatar',
  'chat-attachment',
]) {
  test(`the guide to theming names every part of <${tag}> (UX-E8)`, () => {
    assert.deepEqual(
      [...element(tag).parts].filter((part) => !told(tag).has(part)),
      [],
    );
  });

  test(`and every slot of <${tag}> (UX-E8)`, () => {
    assert.deepEqual(
      [...element(tag).slots].filter((slot) => !row('Slots', tag).includes(`\`${slot}\``)),
      [],
    );
  });
}

test('the guide names every part of what is inside: by the row of the inner element, or by its name outside (UX-E19)', () => {
  const known = (prefix: string, tag: string): string[] => [...element(tag).parts].map((part) => prefix + part);
  const names = new Set([
    ...known('message-', 'chat-message'),
    ...known('composer-', 'chat-composer'),
    ...['chat-thread', 'chat-log', 'chat-conversation-list'].flatMap((tag) => known('', tag)),
    ...found(row('Parts', 'chat-inbox') + row('Parts', 'chat-thread'), /`([\w-]+)`/g),
    ...found(everywhere, /`([\w-]+)`/g),
  ]);
  const outer = ['chat-thread', 'chat-conversation-list'].flatMap((tag) => [...element(tag).handsOut.values()]);
  assert.deepEqual(
    outer.filter((part) => !names.has(part)),
    [],
  );
});

test('the guide names every setting that outer elements hand on, and no other (UX-E18)', async () => {
  const {handedOn} = await import('../src/internal/handed-on.js');
  const within = guide.slice(guide.indexOf('## Settings of parts'), guide.indexOf('## Slots'));
  for (const [tag, name] of [
    ['chat-log', 'chat-log'],
    ['chat-composer', 'chat-composer'],
    ['chat-conversation-list', 'chat-conversation-list'],
  ] as const) {
    const line = within.split('\n').find((one) => one.startsWith(`| \`${tag}\` |`)) ?? '';
    const names = found(line.slice(line.indexOf('|', 2)), /`(\w+)`/g);
    assert.deepEqual([...names].sort(), Object.keys(handedOn[name]).sort());
  }
});
