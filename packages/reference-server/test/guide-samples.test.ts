/** Code that the guides show, run as it stands there. */
import assert from 'node:assert/strict';
import {readFileSync, writeFileSync} from 'node:fs';
import {test} from 'node:test';
import {pathToFileURL} from 'node:url';
import type {BeforeSend} from '../src/domain/screen.js';
import {temporaryFile} from './temporary-files.js';

/** The block of a guide that has these words in it, as a module. */
async function sample<Module>(guide: string, words: string): Promise<Module> {
  const text = readFileSync(new URL(`../../../docs/guides/${guide}.md`, import.meta.url), 'utf8');
  const blocks = [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, block = '']) => block);
  const found = blocks.filter((block) => block.includes(words));
  assert.equal(found.length, 1, `one block with ${words}`);
  const path = `${temporaryFile()}.ts`;
  writeFileSync(path, found[0] as string);
  return (await import(pathToFileURL(path).href)) as Module;
}

test('a rate of one’s own refuses the third of the same words, of one sender, and counts a message once', async (t) => {
  t.mock.timers.enable({apis: ['Date'], now: 1_700_000_000_000});
  const {noEcho} = await sample<{noEcho(): BeforeSend}>('webhooks', 'noEcho');
  const ask = noEcho();
  let count = 0;
  const says = async (sender: string, text: string, message = `m${++count}`, kind: 'send' | 'edit' = 'send') =>
    (await ask({kind, conversation: 'c_1', message, sender, content: {text}})).do;
  assert.equal(await says('ann', 'Buy now'), 'allow');
  assert.equal(await says('ann', 'buy NOW ', 'again'), 'allow');
  assert.equal(await says('ann', 'buy now', 'again'), 'allow', 'asked about again');
  assert.equal(await says('ann', 'buy now'), 'refuse');
  assert.equal(await says('ann', 'buy now', 'm1', 'edit'), 'allow');
  assert.equal(await says('ben', 'buy now'), 'allow');
  assert.equal(await says('ann', ''), 'allow');
  t.mock.timers.tick(60_000);
  assert.equal(await says('ann', 'buy now'), 'allow');
});
