/** Words that are not to be said: in any script, without case and signs, and no part of another word. */
import assert from 'node:assert/strict';
import {describe, test} from 'node:test';
import type {Verdict} from '../src/domain/screen.js';
import {inTurn} from '../src/screening/http.js';
import {createWordFilter, finderOf, wordsIn} from '../src/screening/words.js';

const draft = (text: string) =>
  ({kind: 'send', conversation: 'c_1', message: 'm', sender: 'ann', content: {text}}) as const;

/** The text with what is found in brackets. */
function marked(words: string[], text: string): string {
  let [result, at] = ['', 0];
  for (const {start, end} of finderOf(words)(text)) {
    result += `${text.slice(at, start)}[${text.slice(start, end)}]`;
    at = end;
  }
  return result + text.slice(at);
}

describe('a word', () => {
  const cases: [string[], string, string][] = [
    [['darn'], 'Darn! DARN it, darned darning.', '[Darn]! [DARN] it, darned darning.'],
    [['darn*'], 'Darn! darned undarned', '[Darn]! [darned] undarned'],
    [['ärger'], 'Arger, ÄRGER, a\u0308rger', '[Arger], [ÄRGER], [a\u0308rger]'],
    [['strasse'], 'die Straße', 'die [Straße]'],
    [['bad'], 'b\u200bad ｂａｄ', '[b\u200bad] [ｂａｄ]'],
    [['what the heck'], 'What, the... HECK? what the', '[What, the... HECK]? what the'],
    [['what the heck*'], 'what the hecking', '[what the hecking]'],
    [['馬鹿'], 'この馬鹿者', 'この[馬鹿]者'],
    [['дурак'], 'ДУРАК дураки', '[ДУРАК] дураки'],
    [['غبي'], 'أنت غَبِيّ', 'أنت [غَبِيّ]'],
    [['*', '', '!?'], 'nothing * here', 'nothing * here'],
  ];
  for (const [words, text, found] of cases)
    test(`${words.join(', ')} in "${text}"`, () => assert.equal(marked(words, text), found));
});

test('a list has one word or phrase a line, and lines that are none', () => {
  assert.deepEqual(wordsIn('darn\r\n# a remark\n\n  what the heck \n'), ['darn', 'what the heck']);
});

test('a message with one is refused with the reason, or its letters become as many asterisks', async () => {
  const refuse = createWordFilter({words: ['darn'], action: 'refuse', reason: 'mind your words'});
  assert.deepEqual(await refuse(draft('darn it')), {do: 'refuse', reason: 'mind your words'});
  assert.deepEqual(await refuse(draft('fine')), {do: 'allow'});
  const mask = createWordFilter({words: ['darn', 'darn it', '馬鹿', 'ärger*'], action: 'mask'});
  const text = async (words: string): Promise<unknown> => ((await mask(draft(words))) as {text?: string}).text;
  assert.equal(await text('Oh darn it all, darn'), 'Oh ******* all, ****');
  assert.equal(await text('馬鹿 and a\u0308rgerlich'), '** and **********');
});

test('what is said of a picture, the name of a file and an option of a poll are looked at too, and refused where they cannot be masked', async () => {
  for (const action of ['refuse', 'mask'] as const) {
    const filter = createWordFilter({words: ['darn', 'ärger*'], action, reason: 'mind your words'});
    const picture = {
      ...draft('see'),
      content: {text: 'see', attachments: [{id: 'f_1'}, {id: 'f_2', alt: 'a DARN cat'}]},
    };
    const named = (name: string) => ({
      ...draft(''),
      files: [
        {id: 'f_1', name: 'a.txt', size: 1},
        {id: 'f_2', name, size: 1},
      ],
    });
    const options = [
      {id: 'a', text: 'yes'},
      {id: 'b', text: 'darn no'},
    ];
    const poll = {...draft('so?'), content: {text: 'so?', poll: {options}}};
    for (const one of [picture, named('darn.pdf'), named('my_darn_notes.txt'), named('A\u0308rgerlich-2.png'), poll])
      assert.deepEqual(await filter(one), {do: 'refuse', reason: 'mind your words'});
    assert.deepEqual(
      await filter({...picture, content: {text: 'see', attachments: [{id: 'f_2', alt: 'a darned cat'}]}}),
      {do: 'allow'},
    );
    assert.deepEqual(await filter(named('darned.pdf')), {do: 'allow'});
  }
});

test('ranges stay where they were in what is masked', async () => {
  const mask = createWordFilter({words: ['darn'], action: 'mask'});
  const ranges = [{type: 'bold', start: 5, end: 7} as const];
  const content = {text: 'darn it', ranges};
  assert.deepEqual(await mask({...draft(''), content}), {do: 'replace', text: '**** it', ranges});
});

test('of several that are asked in turn the first that refuses decides, and each hears what the one before made of it', async () => {
  const heard: string[] = [];
  const second = ({content: {text}}: {content: {text: string}}): Verdict => {
    heard.push(text);
    return text.includes('spam') ? {do: 'refuse', reason: 'spam'} : {do: 'allow'};
  };
  const ask = inTurn([createWordFilter({words: ['darn'], action: 'mask'}), second]);
  assert.deepEqual(await ask(draft('darn it')), {do: 'replace', text: '**** it', ranges: undefined});
  assert.deepEqual(await ask(draft('darn spam')), {do: 'refuse', reason: 'spam'});
  assert.deepEqual(await ask(draft('fine')), {do: 'allow'});
  assert.deepEqual(heard, ['**** it', '**** spam', 'fine']);
});
