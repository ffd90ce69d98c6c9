import assert from 'node:assert/strict';
import {readdirSync, readFileSync} from 'node:fs';
import {test} from 'node:test';
import {fileURLToPath} from 'node:url';
import {aidWords} from './strings/en-aids.js';
import {strings} from './strings/en-all.js';
import {composerWords} from './strings/en-composer.js';
import {conversationWords} from './strings/en-conversation.js';
import {dialogWords} from './strings/en-dialogs.js';
import {fileWords} from './strings/en-files.js';
import {noticeWords} from './strings/en-notices.js';
import {notificationWords} from './strings/en-notifications.js';
import {safetyWords} from './strings/en-safety.js';
import {loadStrings} from './strings.js';

/** The forms of every counted phrase in a file of words. */
function countedIn(file: string): string[] {
  const code = readFileSync(new URL(`./strings/${file}.ts`, import.meta.url), 'utf8');
  return [...code.matchAll(/count\([^{}]*\{([^}]*)\}/g)].map(([, forms = '']) => forms);
}

test('counts follow the plural rules of English', () => {
  assert.equal(strings.memberCount(1), '1 member');
  assert.equal(strings.memberCount(1234), '1,234 members');
});

test('up to three people who type are named (UX-P2a)', () => {
  assert.equal(strings.typing(['Ann']), 'Ann is typing');
  assert.equal(strings.typing(['Ann', 'Bob']), 'Ann and Bob are typing');
  assert.equal(strings.typing(['Ann', 'Bob', 'Cyd', 'Dan']), '4 people are typing');
});

test('a locale loads the words of its language (UX-E11)', async () => {
  const german = await loadStrings('de-AT');
  assert.equal(german.send, 'Senden');
  assert.equal(german.memberCount(1234), '1.234 Mitglieder');
  assert.equal((await loadStrings('pt-PT')).send, 'Enviar');
  assert.equal((await loadStrings('zh-CN')).language, 'zh-Hans');
  assert.equal((await loadStrings('iw')).language, 'he');
});

test('a language without words of ours is English, as is Chinese in traditional characters', async () => {
  for (const locale of ['xh', 'en-GB', 'zh-Hant', 'zh-TW']) assert.equal(await loadStrings(locale), strings);
});

test('what is no locale is refused', async () => {
  await assert.rejects(loadStrings('not a locale'), RangeError);
});

const languages = ['ar', 'de', 'es', 'fr', 'he', 'hi', 'ja', 'ko', 'pt', 'ru', 'zh'];
const languageFiles = readdirSync(new URL('./strings/', import.meta.url)).filter((file) => /^[a-z]{2}\.ts$/.test(file));

test('every file of words is a language that loads', () => {
  assert.deepEqual(
    languageFiles.filter((file) => file !== 'en.ts').sort(),
    languages.map((name) => `${name}.ts`),
  );
});

type Tree = {[key: string]: unknown};

/** What a translation says and takes, leaf by leaf: the path, and what of its parameters comes out. */
function leaves(tree: Tree, noNumber = 'NaN', path = ''): [path: string, says: string][] {
  return Object.entries(tree).flatMap(([key, value]): [string, string][] => {
    if (typeof value === 'string') return [[path + key, value.trim() === '' ? 'nothing' : 'words']];
    if (typeof value === 'function')
      return [[path + key, taken(key, value as (...given: never[]) => string, noNumber)]];
    return leaves(value as Tree, noNumber, `${path}${key}.`);
  });
}

/** Which of the marks that go in come out again. */
function taken(key: string, say: (...given: never[]) => string, noNumber: string): string {
  const marks = ['⟨0⟩', '⟨1⟩', '⟨2⟩'];
  const given: Tree = {
    list: [marks],
    typing: [marks],
    newMessagesFrom: [77, marks, 55],
    reaction: [marks[0], marks[1], true],
    whoReacted: [marks, 55, '77'],
    deliveredTo: [77, 55],
    readBy: [77, 55],
  };
  const said = say(...((given[key] as never[]) ?? (marks as never[])));
  return ['⟨0⟩', '⟨1⟩', '⟨2⟩', '77', '55', 'NaN']
    .filter((mark) => said.replaceAll(noNumber, 'NaN').includes(mark))
    .join();
}

/** The forms a language needs for whole numbers up to 200. */
const categories = (locale: string): Set<string> =>
  new Set(Array.from({length: 200}, (_, n) => new Intl.PluralRules(locale).select(n + 1)));

for (const language of languages) {
  test(`${language}: exactly the keys of English, with the same placeholders (UX-E11)`, async () => {
    assert.deepEqual(
      leaves(await loadStrings(language), new Intl.NumberFormat(language).format(NaN)).sort(),
      leaves(strings).sort(),
    );
  });

  test(`${language}: no English by mistake`, async () => {
    const words: Tree = await loadStrings(language);
    const same = Object.entries(strings).filter(
      ([key, value]) => typeof value === 'string' && value.length > 8 && value === words[key],
    );
    assert.deepEqual(same, []);
  });

  test(`${language}: every counted phrase has all the forms of the language (UX-E11)`, () => {
    const needed = [...categories(language)];
    const phrases = countedIn(language);
    assert.equal(
      phrases.length,
      [
        'en',
        'en-aids',
        'en-conversation',
        'en-composer',
        'en-dialogs',
        'en-files',
        'en-notices',
        'en-notifications',
        'en-safety',
      ].flatMap(countedIn).length,
    );
    const lacking = phrases.filter((forms) => needed.some((form) => !new RegExp(`\\b${form}:`).test(forms)));
    assert.deepEqual(lacking, []);
  });
}

test('members counted by 0, 1, 2, 3, 5, 11, 21 and 100', async () => {
  const said: Tree = {};
  for (const language of languages) {
    const {memberCount} = await loadStrings(language);
    said[language] = [0, 1, 2, 3, 5, 11, 21, 100].map((n) => memberCount(n));
  }
  assert.deepEqual(said, counted);
});

test('a module imports the English that it says, since it is not all there from the start', () => {
  const source = fileURLToPath(new URL('.', import.meta.url));
  const modules = readdirSync(source, {recursive: true, encoding: 'utf8'}).filter((file) =>
    /^(?!strings).*(?<!\.test)\.ts$/.test(file),
  );
  const parts = {
    'en-aids': aidWords,
    'en-composer': composerWords,
    'en-conversation': conversationWords,
    'en-dialogs': dialogWords,
    'en-files': fileWords,
    'en-notices': noticeWords,
    'en-notifications': notificationWords,
    'en-safety': safetyWords,
  };
  const missing = [];
  let said = 0;
  for (const file of modules) {
    const code = readFileSync(`${source}/${file}`, 'utf8');
    const taken = [...code.matchAll(/\{([^{}]*)\} = (?:[\w.]+\.)?strings;/g)].flatMap(
      ([, names = '']) => names.match(/\w+/g) ?? [],
    );
    const named = [...code.matchAll(/\bstrings\.(\w+)/g)].map(([, name]) => name);
    for (const [part, words] of Object.entries(parts)) {
      const own = [...taken, ...named].filter((name) => Object.hasOwn(words, String(name)));
      said += own.length;
      if (own.length > 0 && !code.includes(`import '../strings/${part}.js';`))
        missing.push(`${file}: ${own} of ${part}`);
    }
  }
  assert.deepEqual(missing, []);
  assert.ok(said > 100, `only ${said} words were found`);
});

const counted = {
  ar: ['لا أعضاء', 'عضو واحد', 'عضوان', '3 أعضاء', '5 أعضاء', '11 عضوًا', '21 عضوًا', '100 عضو'],
  de: [
    '0 Mitglieder',
    '1 Mitglied',
    '2 Mitglieder',
    '3 Mitglieder',
    '5 Mitglieder',
    '11 Mitglieder',
    '21 Mitglieder',
    '100 Mitglieder',
  ],
  es: [
    '0 miembros',
    '1 miembro',
    '2 miembros',
    '3 miembros',
    '5 miembros',
    '11 miembros',
    '21 miembros',
    '100 miembros',
  ],
  fr: ['0 membre', '1 membre', '2 membres', '3 membres', '5 membres', '11 membres', '21 membres', '100 membres'],
  he: ['0 חברים', 'חבר אחד', 'שני חברים', '3 חברים', '5 חברים', '11 חברים', '21 חברים', '100 חברים'],
  hi: ['0 सदस्य', '1 सदस्य', '2 सदस्य', '3 सदस्य', '5 सदस्य', '11 सदस्य', '21 सदस्य', '100 सदस्य'],
  ja: [
    'メンバー0人',
    'メンバー1人',
    'メンバー2人',
    'メンバー3人',
    'メンバー5人',
    'メンバー11人',
    'メンバー21人',
    'メンバー100人',
  ],
  ko: ['멤버 0명', '멤버 1명', '멤버 2명', '멤버 3명', '멤버 5명', '멤버 11명', '멤버 21명', '멤버 100명'],
  pt: ['0 membro', '1 membro', '2 membros', '3 membros', '5 membros', '11 membros', '21 membros', '100 membros'],
  ru: [
    '0 участников',
    '1 участник',
    '2 участника',
    '3 участника',
    '5 участников',
    '11 участников',
    '21 участник',
    '100 участников',
  ],
  zh: ['0 位成员', '1 位成员', '2 位成员', '3 位成员', '5 位成员', '11 位成员', '21 位成员', '100 位成员'],
};
