// Writes packages/elements/src/internal/emoji-names: what the emoji of emoji-data.ts are called in our languages, and the words they are
// found by, from the annotations of CLDR. Run it when emoji-data.ts changes, or CLDR has better words.
import {execFileSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {register} from 'tsx/esm/api';
import {runScript} from './setup.mjs';
import {root} from './test-files.mjs';

const version = '48.2.0';
const languages = ['ar', 'de', 'es', 'fr', 'he', 'hi', 'ja', 'ko', 'pt', 'ru', 'zh'];
const target = join(root, 'packages/elements/src/internal/emoji-names');

/** The annotations of a package of CLDR, by language and character. */
function annotations(name, folder) {
  const place = mkdtempSync(join(tmpdir(), 'cldr-'));
  const key = name === 'annotations-full' ? 'annotations' : 'annotationsDerived';
  const [packed] = JSON.parse(
    execFileSync('npm', ['pack', `cldr-${name}@${version}`, '--json', '--pack-destination', place], {encoding: 'utf8'}),
  );
  execFileSync('tar', ['-xzf', join(place, packed.filename), '-C', place]);
  const found = languages.map((language) => {
    const file = readFileSync(join(place, 'package', folder, language, 'annotations.json'), 'utf8');
    return [language, JSON.parse(file)[key].annotations];
  });
  rmSync(place, {recursive: true});
  return Object.fromEntries(found);
}

/** `name|words`, without words that are in the name already: those it is found by as well. */
function lineOf({tts: [name], default: keywords = []}, language) {
  const lower = (text) => text.toLocaleLowerCase(language);
  const named = lower(name).split(/[\s,:().«»“”-]+/);
  const words = new Set(keywords.flatMap((keyword) => lower(keyword).split(/\s+/)));
  for (const word of [...named, '']) words.delete(word);
  return `${name}|${[...words].join(' ')}`;
}

await runScript(async () => {
  register();
  const {emojiGroups} = await import('../packages/elements/src/internal/emoji-data.ts');
  const glyphs = Object.values(emojiGroups).flatMap((lines) => lines.split('\n').map((line) => line.split(' ')[0]));
  const whole = annotations('annotations-full', 'annotations');
  const derived = annotations('annotations-derived-full', 'annotationsDerived');
  for (const language of languages) {
    const lines = glyphs.map((glyph) => {
      const bare = glyph.replaceAll('\ufe0f', '');
      const found = [whole, derived].map((all) => all[language][glyph] ?? all[language][bare]).find(Boolean);
      if (!found?.tts) throw new Error(`CLDR has no name in ${language} for ${glyph}`);
      return lineOf(found, language);
    });
    const text = lines.join('\n').replace(/[\\`$]/g, '\\$&');
    const head = `/** Made by scripts/make-emoji-names.mjs from CLDR ${version} (Unicode License v3, see THIRD-PARTY.md). */\n`;
    writeFileSync(join(target, `${language}.ts`), `${head}export const names = \`${text}\`;\n`);
  }
  console.log(`Wrote the names of ${glyphs.length} emoji in ${languages.length} languages to ${target}.`);
});
